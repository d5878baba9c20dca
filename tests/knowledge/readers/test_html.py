import datetime as dt
import unicodedata

import pytest

from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers import parse_article
from tests.knowledge.readers.making import PARAGRAPHS, TITLE, old_bytes, web_page

URL = "https://mylam.example/tin-tuc/giao-ban-thang-4"
WHOLE = Article(TITLE, "\n".join(PARAGRAPHS), dt.date(2023, 5, 5), URL, "Minh Thư")


def read(page: str | bytes) -> Article:
    return parse_article("a.html", page if isinstance(page, bytes) else page.encode())


def test_the_article_is_read_without_menus_comments_and_related_news() -> None:
    assert read(web_page()) == WHOLE
    assert parse_article("A.HTM", web_page().encode()) == WHOLE


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI", "VISCII"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "x-user-defined"])
def test_pages_in_old_encodings_are_read_whatever_they_say(encoding: str, charset: str) -> None:
    article = read(old_bytes(web_page(charset=charset), encoding))
    assert article.title == TITLE
    assert article.body == WHOLE.body


def test_entities_in_an_old_font_are_letters_too() -> None:
    page = old_bytes(web_page(), "TCVN3").replace(b"\xad", b"&shy;").replace(b"\xae", b"&#174;")
    assert read(page).body == WHOLE.body


def test_a_letter_cut_in_half_does_not_make_a_page_an_old_one() -> None:
    article = read(web_page().encode().replace("giúp".encode(), b"gi\xc3p", 1))
    assert article.body.replace("gi\ufffdp", "giúp") == WHOLE.body


def test_utf_16_and_decomposed_text_are_read() -> None:
    assert read(web_page(charset="utf-16").encode("utf-16")) == WHOLE
    assert read(unicodedata.normalize("NFD", web_page())) == WHOLE


def test_tables_are_read_row_by_row() -> None:
    cells = [["Xã Thanh Lâm", "3 lớp"], ["Phú Hưng", "5"]]
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    lines = read(web_page(inside=f"<table>{rows}</table>")).body.split("\n")
    assert lines[len(PARAGRAPHS) :] == ["Xã Thanh Lâm | 3 lớp", "Phú Hưng | 5"]
    head = "<tr><th>Đơn vị</th><th>Số lớp</th></tr>"
    lines = read(web_page(inside=f"<table>{head}{rows.replace(' lớp', '')}</table>")).body.split(
        "\n"
    )
    assert lines[-2:] == ["Đơn vị: Xã Thanh Lâm | Số lớp: 3", "Đơn vị: Phú Hưng | Số lớp: 5"]


def test_an_official_paper_on_a_page_gets_its_title_from_below_the_letterhead() -> None:
    cells = "<td>ỦY BAN NHÂN DÂN</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>"
    cells += "Mỹ Lâm, ngày 05 tháng 5 năm 2023</td>"
    text = "".join(f"<p>{line}</p>" for line in ("BÁO CÁO", "Kết quả tháng 4", *PARAGRAPHS))
    article = read(f"<html><body><table><tr>{cells}</tr></table>{text}</body></html>")
    assert (article.title, article.date) == ("BÁO CÁO Kết quả tháng 4", dt.date(2023, 5, 5))
    assert article.body.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2023-06-01T22:00:00Z">',
        '<meta itemprop="datePublished" content="02/06/2023">',
        '<script type="application/ld+json">{"@graph": [{"datePublished": "2023-06-02"}]}</script>',
    ],
)
def test_what_the_page_says_of_its_date_wins(head: str) -> None:
    assert read(web_page(head=head)).date == dt.date(2023, 6, 2)


def test_dates_of_other_news_and_of_the_footer_are_not_the_article_s() -> None:
    assert read(web_page(date="")).date is None


@pytest.mark.parametrize("broken", ['{"datePublished": ', "[" * 5000, '"a"', "[[1]]"])
def test_broken_metadata_is_passed_over(broken: str) -> None:
    head = f'<script type="application/ld+json">{broken}</script>'
    assert read(web_page(head=head)) == WHOLE


def test_a_page_without_an_article_is_refused() -> None:
    with pytest.raises(ArticleError) as caught:
        read("<html><body><nav><a href='/'>Trang chủ</a></nav></body></html>")
    assert caught.value.fault is Fault.NO_TEXT
