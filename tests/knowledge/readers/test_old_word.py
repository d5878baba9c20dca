"""Word files of old: .doc, of which giao-ban.doc was saved by LibreOffice in .VnTime, and .rtf."""

import datetime as dt
import re
import unicodedata
from pathlib import Path

import pytest

from knowledge.articles import ArticleError, Fault
from knowledge.readers import parse_article
from tests.knowledge.readers.making import (
    PARAGRAPHS,
    TITLE,
    docx,
    paragraph,
    rtf,
    rtf_text,
    typed,
    web_page,
)

DOC = (Path(__file__).parent / "giao-ban.doc").read_bytes()
DAY = dt.date(2023, 5, 5)
ROWS = [
    "Đơn vị: Xã Thanh Lâm | Số lớp: 3 | Học viên: 120",
    "Đơn vị: Xã Phú Hưng | Số lớp: 5 | Học viên: 90",
]


def test_an_old_word_file_in_an_old_font_is_read_with_its_tables() -> None:
    article = parse_article("a.doc", DOC)
    assert (article.title, article.date) == (TITLE, DAY)
    last = [PARAGRAPHS[1], "Hội nghị © 2023 giúp đỡ."]
    assert article.body.split("\n") == [*PARAGRAPHS, *ROWS, *last]


def test_an_old_word_file_with_a_password_is_told_as_such() -> None:
    flags = DOC.index(b"\xec\xa5") + 10
    locked = DOC[:flags] + bytes([DOC[flags], DOC[flags + 1] | 1]) + DOC[flags + 2 :]
    with pytest.raises(ArticleError, match="protected by a password") as caught:
        parse_article("a.doc", locked)
    assert caught.value.fault is Fault.LOCKED


@pytest.mark.parametrize(
    "data",
    [
        rtf(TITLE, "05/05/2023", *PARAGRAPHS),
        docx(paragraph(TITLE), paragraph("05/05/2023"), *map(paragraph, PARAGRAPHS)),
        web_page().encode(),
    ],
    ids=["rtf", "docx", "html"],
)
def test_what_word_opens_under_the_name_of_an_old_file_is_read(data: bytes) -> None:
    article = parse_article("a.doc", data)
    assert (article.title, article.date) == (TITLE, DAY)
    assert article.body.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("encoding", "font"), [("TCVN3", ".VnTime"), ("VNI", "VNI-Times"), ("", "Arial")]
)
def test_rtf_is_read_in_old_fonts_and_in_unicode(encoding: str, font: str) -> None:
    texts = [typed(text, encoding) if encoding else text for text in (TITLE, *PARAGRAPHS)]
    article = parse_article("a.rtf", rtf(*texts, font=font))
    assert article.title == TITLE
    assert article.body.split("\n") == list(PARAGRAPHS)


def test_rtf_in_the_code_page_of_vietnamese_windows_is_read() -> None:
    tone = re.compile("([aeiouy])([\u0302\u0306\u031b]?)([\u0300\u0301\u0303\u0309\u0323])", re.I)
    letters = unicodedata.normalize("NFD", PARAGRAPHS[0]).replace("\u0323\u0302", "\u0302\u0323")
    parts = [
        unicodedata.normalize("NFC", part) for part in tone.sub(r"\1\2\0\3", letters).split("\0")
    ]
    codes = "".join(parts).encode("cp1258")
    text = "".join(chr(code) if code < 128 else rf"\'{code:02x}" for code in codes)
    data = rtf(TITLE, after=rf"\pard {text}\par").replace(b"fcharset0", b"fcharset163")
    assert parse_article("a.rtf", data).body == PARAGRAPHS[0]


def test_pictures_headers_and_links_of_rtf_are_no_text_and_rows_are_lines() -> None:
    row = r"\trowd " + "".join(rf"\pard\intbl {rtf_text(cell)}\cell " for cell in ("Xã", "", "90"))
    after = r"{\header Trang}{\pict\wmetafile8 0102}{\*\generator Riched20}" + row + r"\row"
    article = parse_article("a.rtf", rtf(TITLE, PARAGRAPHS[0], after=after))
    assert article.body.split("\n") == [PARAGRAPHS[0], "Xã | 90"]
