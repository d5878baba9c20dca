import datetime as dt
import re

import pytest

from knowledge.readers import parse_article
from knowledge.readers.pages import _joined
from tests.knowledge.readers.making import PARAGRAPHS, TITLE, page, pdf, pdf_line, typed, wrapped

HEADER = "THỊ ỦY MỸ LÂM"


def test_lines_become_the_paragraphs_they_were() -> None:
    article = parse_article("a.pdf", pdf(page(PARAGRAPHS, TITLE)))
    assert article.title == TITLE
    assert article.body.split("\n") == list(PARAGRAPHS)


def test_headers_footers_and_page_numbers_go() -> None:
    pages = [
        page([text], TITLE if number == 1 else "", HEADER, f"Trang {number}/3")
        for number, text in enumerate(PARAGRAPHS, 1)
    ]
    article = parse_article("a.pdf", pdf(*pages))
    assert article.title == TITLE
    assert article.body.split("\n") == list(PARAGRAPHS)


def test_a_paragraph_goes_on_over_the_page() -> None:
    lines = page(PARAGRAPHS[:1], TITLE)
    first, second = lines[:-1], [pdf_line(lines[-1][0], 80)]
    assert parse_article("a.pdf", pdf(first, second)).body == PARAGRAPHS[0]


def test_the_date_line_is_read() -> None:
    article = parse_article("a.pdf", pdf(page(["Thứ sáu, 05/05/2023", *PARAGRAPHS], TITLE)))
    assert article.date == dt.date(2023, 5, 5)
    assert article.body.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["đường lối phát tri-", "ển kinh tế"], "đường lối phát triển kinh tế"),
        (["hội nghị inter-", "national"], "hội nghị international"),
        (["xe lu-", "Hà Nội"], "xe lu-Hà Nội"),
        (["Bí thư -", "Chủ tịch"], "Bí thư - Chủ tịch"),
    ],
)
def test_hyphens_at_the_end_of_lines_are_undone(lines: list[str], whole: str) -> None:
    assert _joined(lines) == whole


def test_hyphens_between_lines_are_undone_and_in_an_old_font_they_are_letters() -> None:
    lines = [pdf_line(TITLE, 50, size=16), pdf_line("đường lối phát tri-", 80)]
    lines += [pdf_line("ển kinh tế inter-", 95), pdf_line("national", 110)]
    article = parse_article("a.pdf", pdf(lines))
    assert article.body == "đường lối phát triển kinh tế international"
    old = ["Thị ủy giao ban", "Đồng chí Phó Bí thư", "đã kết luận hội nghị giao ban và xã viên."]
    lines = [pdf_line(typed(text, "TCVN3"), 80 + 15 * at) for at, text in enumerate(old)]
    assert parse_article("a.pdf", pdf(lines)).body == " ".join(old[1:])


def test_a_row_of_a_table_is_a_line_with_its_cells() -> None:
    rows = [["Đơn vị", "Số lớp"], ["Xã Thanh Lâm", "3"], ["Xã Phú Hưng", "5"], ["1.", "Hết", "8"]]
    lines = page(PARAGRAPHS[:1], TITLE)
    for number, row in enumerate(rows):
        top = 300 + 15 * number
        lines += [pdf_line(text, top, 72 + 100 * at) for at, text in enumerate(row)]
    assert parse_article("a.pdf", pdf(lines)).body.split("\n") == [
        PARAGRAPHS[0],
        "Đơn vị: Xã Thanh Lâm | Số lớp: 3",
        "Đơn vị: Xã Phú Hưng | Số lớp: 5",
        "Đơn vị: 1. Hết | Số lớp: 8",
    ]


def test_letters_that_only_the_page_enlarges_are_as_large_as_they_look() -> None:
    small = pdf(page(PARAGRAPHS, TITLE)).replace(b"/F1 12 Tf ", b"/F1 01 Tf 12 0 0 12 0 0 Tm ")
    assert b"01 Tf" in small
    enlarged = re.sub(
        rb"12 0 0 12 0 0 Tm ([\d.]+) ([\d.]+) Td",
        lambda match: b"12 0 0 12 %s %s Tm" % match.groups(),
        small,
    )
    assert parse_article("a.pdf", enlarged).body.split("\n") == list(PARAGRAPHS)


def test_lines_that_pages_share_by_chance_stay() -> None:
    pages = [page([text, "giao cho các xã."], "", HEADER) for text in PARAGRAPHS]
    pages += [[pdf_line(f"12 {number}", 80), pdf_line("Xã Phú Hưng", 95)] for number in (40, 60)]
    lines = parse_article("a.pdf", pdf(*pages)).body.split("\n")
    assert lines.count("giao cho các xã.") == 3
    assert {"12 40", "12 60"} < {*lines}


def test_old_fonts_and_misread_letters_are_put_right() -> None:
    old = [typed(text, "TCVN3") for text in PARAGRAPHS]
    assert parse_article("a.pdf", pdf(page(old, typed(TITLE, "TCVN3")))).title == TITLE
    misread = [text.replace("ư", "ƣ") for text in PARAGRAPHS]
    body = parse_article("a.pdf", pdf(page(misread, TITLE))).body
    assert body.split("\n") == list(PARAGRAPHS)


def test_five_hundred_pages_are_read() -> None:
    turned = [[*PARAGRAPHS[at:], *PARAGRAPHS[:at]] for at in range(3)]
    pages = [page(turned[number % 3] * 3, "", HEADER, f"Trang {number}") for number in range(500)]
    article = parse_article("a.pdf", pdf(*pages))
    assert article.body.count("Trần Văn Bảy") + article.title.count("Trần Văn Bảy") == 1500
    assert HEADER not in article.body


def test_paragraphs_without_indents_are_told_by_the_space_between_them() -> None:
    lines, top = [], 80.0
    for text in PARAGRAPHS:
        for line in wrapped(text, 60):
            lines.append(pdf_line(line, top))
            top += 15
        top += 15
    article = parse_article("a.pdf", pdf([pdf_line(TITLE, 40, size=16), *lines]))
    assert article.body.split("\n") == list(PARAGRAPHS)


def test_a_title_whose_first_line_is_full_is_whole() -> None:
    first, second = "Thị ủy Mỹ Lâm giao ban công tác tháng 4 năm 2023 và triển khai", "nhiệm vụ"
    centred = pdf_line(second, 70, left=72 + (len(first) - len(second)) * 4, size=16)
    lines = [(text, left, top + 40, size) for text, left, top, size in page(PARAGRAPHS[:1])]
    article = parse_article("a.pdf", pdf([pdf_line(first, 50, size=16), centred, *lines]))
    assert article.title == f"{first} {second}"
    assert article.body == PARAGRAPHS[0]
