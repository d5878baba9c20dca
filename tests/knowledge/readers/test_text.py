import datetime as dt
from pathlib import Path

import pytest

from knowledge.articles import Article, ArticleError
from knowledge.readers import MAX_FILE_BYTES, SUFFIXES, read_article
from knowledge.readers.text import read_text

TITLE = "Phường Hoa Sen ra quân dọn vệ sinh"
FIRST = "Sáng 3/5/2024, phường Hoa Sen ra quân dọn vệ sinh các tuyến đường."
SECOND = "Hơn 200 người đã tham gia buổi ra quân."
DAY = dt.date(2024, 5, 3)


def read(*lines: str) -> Article:
    return read_text("\n".join(lines).encode())


def body_of(*lines: str) -> list[str]:
    return read(TITLE, "", *lines).body.split("\n")


def complaint(data: bytes | str) -> str:
    with pytest.raises(ArticleError) as caught:
        read_text(data.encode() if isinstance(data, str) else data)
    message = str(caught.value)
    assert "\n" not in message
    return message


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
    assert complaint(data) == "not a text file"


def test_text_in_another_encoding_is_to_be_saved_as_utf_8() -> None:
    assert "save it as UTF-8" in complaint("Café Hoa Sen\nMở cửa".encode("cp1258", "replace"))


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "Chia sẻ\nLượt xem: 3"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert complaint(text) == "the file is empty"


@pytest.mark.parametrize(
    "text",
    [TITLE, f"{TITLE}\n03/05/2024\nChia sẻ", "---\ntitle: A\n---\n", "---\ntitle: A\n---\n# A"],
)
def test_a_title_alone_is_no_article(text: str) -> None:
    assert complaint(text) == "a title without any text below it"


# --- front matter


def test_front_matter_wins_over_the_text() -> None:
    article = read(
        *("---", "title: Ngày hội đọc sách", "date: 2024-05-04", "url: https://vi.example/1"),
        *("author: Mai Ly", "tags: [a, b]", "---", TITLE, "03/05/2024", FIRST, SECOND, "Lan Chi"),
    )
    assert article.title == "Ngày hội đọc sách"
    assert (article.date, article.url) == (dt.date(2024, 5, 4), "https://vi.example/1")
    assert article.author == "Mai Ly"
    assert article.body.split("\n") == [TITLE, FIRST, SECOND]


def test_what_front_matter_leaves_open_comes_from_the_text() -> None:
    article = read("---", "url: http://vi.example/1", "title:", "---", TITLE, "3/5/2024", FIRST)
    assert article == Article(TITLE, FIRST, DAY, "http://vi.example/1")


def test_the_title_of_the_front_matter_is_not_repeated_in_the_body() -> None:
    article = read("---", f"title: {TITLE}", "---", "", f"# {TITLE.upper()}", "", FIRST)
    assert article == Article(TITLE, FIRST)


def test_a_title_that_yaml_takes_for_a_number_is_a_text() -> None:
    assert read("---", "title: 2024", "---", FIRST).title == "2024"


@pytest.mark.parametrize(
    "date",
    [
        *("2024-05-03", "2024-05-03 07:30:00", "2024-05-03T07:30:00+07:00", "2024-05-02T20:30:00Z"),
        *("03/05/2024", "'3.5.2024'", "ngày 3 tháng 5 năm 2024", "'Thứ sáu, 03/05/2024 | 07:30'"),
    ],
)
def test_a_date_of_the_front_matter_may_have_any_form(date: str) -> None:
    assert read("---", "title: A", f"date: {date}", "---", FIRST).date == DAY


@pytest.mark.parametrize(
    "date", ["2024-02-31", "31/02/2024", "hôm qua", "20240503", "[1, 2]", "9999-12-31T23:00:00Z"]
)
def test_a_bad_date_of_the_front_matter_is_named(date: str) -> None:
    assert "date" in complaint(f"---\ntitle: A\ndate: {date}\n---\n{FIRST}")


@pytest.mark.parametrize("url", ["vi.example/1", "ftp://vi.example", "javascript:alert(1)"])
def test_an_url_of_the_front_matter_must_be_one_of_the_web(url: str) -> None:
    assert "url" in complaint(f"---\ntitle: A\nurl: {url}\n---\n{FIRST}")


@pytest.mark.parametrize(
    ("matter", "named"),
    [
        ("date: 2024-05-03\ntitle: Hoa Sen: ra quân", "title"),
        ('title: "Hoa Sen\ndate: 2024-05-03', "title"),
        ("title: {a: b}", "title"),
        ("author: [a", "author"),
        ("chỉ là chữ", "key: value"),
        ("- a\n- b", "key: value"),
        ("title: \x1b", "YAML"),
        ("[" * 3000, "YAML"),
        ("a" * 20_000, "longer"),
    ],
)
def test_front_matter_that_cannot_be_used_is_explained(matter: str, named: str) -> None:
    assert named in complaint(f"---\n{matter}\n---\n{TITLE}\n{FIRST}\n{SECOND}")


def test_front_matter_that_never_ends_is_no_title() -> None:
    assert "---" in complaint(f"---\ntitle: A\n\n{FIRST}")


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


# --- author


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Lan Chi", "Lan Chi"),
        ("(Lan Chi)", "Lan Chi"),
        ("*Lan Chi*", "Lan Chi"),
        ("**Lan Chi**", "Lan Chi"),
        ("Anh Thư", "Anh Thư"),
        ("Lan Chi - Mai Ly", "Lan Chi - Mai Ly"),
        ("Trần Lan Chi, Đỗ Mai Ly", "Trần Lan Chi, Đỗ Mai Ly"),
        ("Lan Chi và Mai Ly", "Lan Chi và Mai Ly"),
        ("Lan Chi (Tổng hợp)", "Lan Chi"),
        ("Q. Chi", "Q. Chi"),
        ("BBT", "BBT"),
        ("TTXVN", "TTXVN"),
        ("Tin, ảnh: Lan Chi", "Lan Chi"),
        ("Tin ảnh: Lan Chi.", "Lan Chi"),
        ("Bài, ảnh: Lan Chi", "Lan Chi"),
        ("Bài và ảnh: Lan Chi", "Lan Chi"),
        ("TÁC GIẢ: Lan Chi", "Lan Chi"),
        ("Người viết: nhóm phóng viên phường", "nhóm phóng viên phường"),
        ("(Nguồn: Cổng thông tin phường Hoa Sen)", "Cổng thông tin phường Hoa Sen"),
        ("Theo Báo Hoa Sen.", "Báo Hoa Sen"),
        ("Theo Cổng thông tin phường", "Cổng thông tin phường"),
        ("Theo hoasen.vn", "hoasen.vn"),
    ],
)
def test_a_signature_on_the_last_line_is_the_author(line: str, author: str) -> None:
    article = read(TITLE, FIRST, "", SECOND, "", line, "", "Lượt xem: 4")
    assert (article.author, article.body) == (author, f"{FIRST}\n{SECOND}")


@pytest.mark.parametrize(
    "line",
    [
        SECOND,
        "Lan Chi.",
        "Quang cảnh buổi ra quân",
        "Ông Trần Sơn",
        "Ảnh: Lan Chi",
        "Ảnh Lan Chi",
        "- Lan Chi",
        "5 Tổ",
        "Theo kế hoạch, việc này còn kéo dài",
        "Theo Trưởng phòng Mai, việc này là cần thiết.",
        "Hội Thi Nhà Nông Đua Tài Giỏi",
        "Tin, ảnh:",
    ],
)
def test_a_last_line_that_is_no_signature_stays_in_the_body(line: str) -> None:
    article = read(TITLE, FIRST, "", SECOND, "", line)
    assert article.author is None
    assert article.body.split("\n")[-1] == line


def test_the_only_line_of_the_body_is_no_signature() -> None:
    assert read(TITLE, "Lan Chi") == Article(TITLE, "Lan Chi")


# --- paragraphs


def test_each_line_is_a_paragraph_where_nothing_was_wrapped() -> None:
    long = f"{FIRST[:-1]}, các ngõ, các khu nhà ở, công viên và bờ kênh trên toàn địa bàn phường"
    heading = "Kết quả của buổi ra quân dọn vệ sinh trên địa bàn của phường"
    assert len(long) > 120
    assert body_of(FIRST, heading, long, SECOND) == [FIRST, heading, long, SECOND]


def test_wrapped_lines_are_one_paragraph_again() -> None:
    assert body_of(
        "Tham dự buổi ra quân có bà Nguyễn Thị Mai, chủ tịch phường, cùng ông Trần",
        "Sơn, bí thư đoàn phường. Sau phát động, mọi người chia thành bốn nhóm đi dọn",
        "các tuyến đường.",
        "",
        "Buổi ra quân kéo dài hai giờ.",
    ) == [
        "Tham dự buổi ra quân có bà Nguyễn Thị Mai, chủ tịch phường, cùng ông Trần Sơn, bí thư đoàn"
        " phường. Sau phát động, mọi người chia thành bốn nhóm đi dọn các tuyến đường.",
        "Buổi ra quân kéo dài hai giờ.",
    ]


def test_a_short_line_is_not_joined_to_a_line_that_begins_with_a_capital() -> None:
    assert body_of("Kết quả", "Đường phố sạch hơn.") == ["Kết quả", "Đường phố sạch hơn."]


def test_the_items_of_a_list_stay_apart() -> None:
    items = [
        "- Nhóm thứ nhất dọn đường ven kênh, từ cầu số một đến chợ phường Hoa Sen",
        "- Nhóm thứ hai dọn công viên, khu nhà văn hoá và sân bóng của phường ta",
        "- Nhóm thứ ba dọn các ngõ.",
    ]
    assert body_of("Phân công:", *items) == ["Phân công:", *items]


def test_a_heading_of_markdown_is_not_joined_to_its_text() -> None:
    heading = "Kết quả của buổi ra quân dọn vệ sinh trên địa bàn của phường"
    assert body_of(f"## {heading}", SECOND) == [heading, SECOND]


# --- files


@pytest.mark.parametrize("name", ["a.txt", "a.md", "A.TXT"])
def test_a_file_is_read_by_its_suffix(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(f"{TITLE}\n{FIRST}", encoding="utf-8")
    assert path.suffix.lower() in SUFFIXES
    assert read_article(path) == Article(TITLE, FIRST)


@pytest.mark.parametrize("name", ["a.exe", "a"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArticleError, match=r"only \.txt, \.md"):
        read_article(tmp_path / name)


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES * 10)
    with pytest.raises(ArticleError, match=r"50\.0 MB file: larger than 5 MB"):
        read_article(path)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    for name in ("missing.txt", "folder.txt"):
        with pytest.raises(ArticleError, match="cannot be opened"):
            read_article(tmp_path / name)


@pytest.mark.parametrize(
    "piece", ["[", "![](", "**a ", "# ", "(", "- ", "a\n", "1 lượt ", "__a ", "[a](/"]
)
def test_a_file_of_nonsense_is_read_in_little_time(piece: str) -> None:
    read_text(f"{TITLE}\n{FIRST}\nx{piece * 30_000}\n{piece * 30_000}x".encode())
