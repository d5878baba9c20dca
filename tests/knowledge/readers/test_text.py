import pytest

from knowledge.articles import Article, Fault
from knowledge.readers.text import read_text
from tests.knowledge.readers.conftest import DAY, FIRST, SECOND, TITLE, body_of, complaint, read


def test_a_page_copied_from_the_portal_is_read_whole() -> None:
    article = read(
        TITLE, "", "03/05/2024 07:30 Số lượt xem: 41", "", FIRST, "", SECOND, "", "Lan Chi"
    )
    assert article == Article(TITLE, f"{FIRST}\n{SECOND}", DAY, None, "Lan Chi")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_of_text_editors_are_read(encoding: str) -> None:
    article = read_text(f"{TITLE}\r\n\r\n{FIRST}\r\n".encode(encoding))
    assert article == Article(TITLE, FIRST)


@pytest.mark.parametrize(
    "data",
    [
        *(b"PK\x03\x04\x00\x00mimetype", b"\x89PNG\r\n\x1a\n\x00", b"%PDF\x01\x02\x03 abc" * 9),
        TITLE.encode("utf-16-le"),
    ],
)
def test_a_binary_file_is_not_a_text_file(data: bytes) -> None:
    assert complaint(data, Fault.NOT_TEXT) == "not a text file"


def test_text_in_another_encoding_is_to_be_saved_as_utf_8() -> None:
    data = "Café Hoa Sen\nMở cửa".encode("cp1258", "replace")
    assert "save it as UTF-8" in complaint(data, Fault.NOT_UTF8)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "Chia sẻ\nLượt xem: 3"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert complaint(text, Fault.EMPTY) == "the file is empty"


@pytest.mark.parametrize(
    "text",
    [TITLE, f"{TITLE}\n03/05/2024\nChia sẻ", "---\ntitle: A\n---\n", "---\ntitle: A\n---\n# A"],
)
def test_a_title_alone_is_no_article(text: str) -> None:
    assert complaint(text, Fault.NO_TEXT) == "a title without any text below it"


# --- title and date


@pytest.mark.parametrize("line", [f"# {TITLE}", f"**{TITLE}**", f"## **{TITLE}** ##", f"  {TITLE}"])
def test_the_first_line_is_the_title(line: str) -> None:
    assert read("", line, "", FIRST) == Article(TITLE, FIRST)


@pytest.mark.parametrize(
    "line",
    [
        "03/05/2024",
        "3/5/2024 7:30",
        "03-05-2024 07h30",
        "03.05.2024, 07:30:15",
        "2024-05-03",
        "2024-05-03 07:30",
        "2024-05-03T07:30:00",
        "2024-05-03T07:30:00+07:00",
        "2024-05-02T20:30:00.000Z",
        "ngày 3 tháng 5 năm 2024",
        "Thứ sáu, ngày 03 tháng 05 năm 2024",
        "Thứ 6, 03/05/2024 | 07:30",
        "Chủ nhật, 03/05/2024, 07:30 (GMT+7)",
        "Ngày đăng: 03/05/2024",
        "Đăng lúc: 07:30 - 03/05/2024",
        "Đăng ngày 03/05/2024 lúc 7 giờ 30",
        "Cập nhật lúc 07:30 ngày 3/5/2024",
        "Thời gian: 03/05/2024 07:30 PM",
        "Ngày đăng 03/05/2024 | Cập nhật 09/05/2024",
        "03/05/2024 07:30 Số lượt xem: 1.412",
        "(03/05/2024) Lượt xem: 41",
        "THỨ SÁU, NGÀY 3/5/2024 - 41 lượt xem",
    ],
)
def test_a_date_line_below_the_title_is_the_date(line: str) -> None:
    assert read(TITLE, line, FIRST) == Article(TITLE, FIRST, DAY)


@pytest.mark.parametrize(
    "line",
    [
        FIRST,
        "Chiều ngày 3/5/2024",
        "Từ ngày 03/05/2024 đến ngày 09/05/2024",
        "Kế hoạch 03/05/2024",
        "Ngày 3/5",
        "103/05/20245",
        "31/02/2024",
        "2024-13-01",
        "05/31/2024 07:30",
        "00/00/2024",
    ],
)
def test_a_line_of_text_with_a_date_is_not_the_date_line(line: str) -> None:
    article = read(TITLE, line, "", SECOND)
    assert article.date is None
    assert article.body.split("\n") == [line, SECOND]


def test_the_date_line_may_stand_above_the_title_or_some_lines_below_it() -> None:
    assert read("03/05/2024 07:30", TITLE, FIRST) == Article(TITLE, FIRST, DAY)
    article = read(TITLE, "Tin tức.", "Môi trường.", "Chia sẻ", "03/05/2024", FIRST)
    assert (article.date, article.body) == (DAY, f"Tin tức.\nMôi trường.\n{FIRST}")


def test_a_date_far_below_the_title_belongs_to_the_text() -> None:
    lines = [f"Dòng {number}." for number in range(6)]
    assert read(TITLE, *lines, "03/05/2024", SECOND).date is None


def test_a_date_of_update_goes_with_the_date_line() -> None:
    article = read(TITLE, "Đăng ngày: 03/05/2024", "Cập nhật: 09/05/2024", FIRST)
    assert article == Article(TITLE, FIRST, DAY)


# --- furniture and Markdown


@pytest.mark.parametrize(
    "line",
    [
        *("Số lượt xem: 41", "lượt xem 1.412", "Xem: 20", "41 lượt xem", "Đã xem: 5"),
        *("Chia sẻ", "CHIA SẺ:", "Chia sẻ Facebook", "Chia sẻ bài viết", "Chia sẻ lên Zalo"),
        *("In bài viết", "Bản in", "In trang", "Gửi email", "Gửi bài viết", "Quay lại", "Trở về"),
        *("Về trang trước", "Về đầu trang", "Lưu bài viết", "Bình luận (3)", "Tweet", "Thích 12"),
        *("Like", "Facebook", "Zalo", "Cỡ chữ", "A- A A+", "Cỡ chữ: A- A A+", "Xem thêm"),
        *(
            "Đọc bài viết",
            "Nghe bài viết",
            "Đọc bài viết / Nghe bài viết",
            "Facebook | Zalo | In trang",
        ),
        *("Xem thêm: Phường Hoa Sen trồng cây", "![Ảnh](a.jpg)", "[![](a.jpg)](https://b.example)"),
        *("---", "* * *", "====="),
    ],
)
def test_page_furniture_is_dropped_wherever_it_stands(line: str) -> None:
    assert body_of(line, FIRST, line, SECOND, line) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Chia sẻ tại hội nghị, bà Mai cho biết phường sẽ tiếp tục.",
        "Bình luận về kết quả, ông Sơn khen ngợi người dân.",
        "Trang Facebook của phường có 1.412 lượt xem.",
        "1. Bình luận",
        "Xem thêm hướng dẫn tại trụ sở.",
        "Nhóm A",
    ],
)
def test_text_that_begins_like_furniture_stays(line: str) -> None:
    assert line in body_of(line, FIRST, SECOND)


@pytest.mark.parametrize(
    "line",
    [
        *("Các tin khác", "Tin liên quan:", "BÀI VIẾT LIÊN QUAN", "Tin cùng chuyên mục"),
        *("Tin cũ hơn", "Tin mới hơn »", "Các tin đã đưa", "Tin, bài liên quan"),
    ],
)
def test_the_list_of_other_articles_ends_the_article(line: str) -> None:
    article = read(
        TITLE, FIRST, SECOND, "Lan Chi", "", line, "Phường Hoa Sen trồng cây", "03/05/2024"
    )
    assert article == Article(TITLE, f"{FIRST}\n{SECOND}", None, None, "Lan Chi")


def test_a_list_of_other_articles_at_the_top_ends_nothing() -> None:
    assert body_of("Tin liên quan", FIRST, SECOND) == [FIRST, SECOND]


def test_markdown_becomes_plain_text() -> None:
    assert body_of(
        *(
            "## Kết quả",
            "**Hơn 200 người** đã __tham gia__ [buổi ra quân](https://vi.example/a_(b)).",
        ),
        *("![Ảnh](b.jpg) Dọn 3*4 m**2 đường [1] (xem bảng).", "#hoasen snake__case__name."),
    ) == [
        *("Kết quả", "Hơn 200 người đã tham gia buổi ra quân."),
        *("Dọn 3*4 m**2 đường [1] (xem bảng).", "#hoasen snake__case__name."),
    ]


# --- time


@pytest.mark.parametrize(
    "piece", ["[", "![](", "**a ", "# ", "(", "- ", "a\n", "1 lượt ", "__a ", "[a](/"]
)
def test_a_file_of_nonsense_is_read_in_little_time(piece: str) -> None:
    read_text(f"{TITLE}\n{FIRST}\nx{piece * 30_000}\n{piece * 30_000}x".encode())
