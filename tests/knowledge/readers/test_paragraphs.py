import pytest

from knowledge.articles import Article
from tests.knowledge.readers.conftest import FIRST, SECOND, TITLE, body_of, read

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
