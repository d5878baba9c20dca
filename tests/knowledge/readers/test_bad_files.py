"""Word, PDF and web files that are broken or meant to do harm: a fault, within time and memory."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.articles import ArticleError, Fault
from knowledge.base import KnowledgeBase
from knowledge.readers import apart, parse_article, tesseract
from knowledge.readers.docx import MOST_UNPACKED
from knowledge.vietnamese import normalise
from tests.conftest import no_progress
from tests.knowledge.readers.making import (
    PARAGRAPHS,
    TITLE,
    docx,
    page,
    paragraph,
    pdf,
    rtf,
    web_page,
)

WORD = docx(paragraph(TITLE), *map(paragraph, PARAGRAPHS))
PDF = pdf(page(PARAGRAPHS, TITLE))
PAGE = web_page().encode()
DOC = (Path(__file__).parent / "giao-ban.doc").read_bytes()
RTF = rtf(TITLE, *PARAGRAPHS)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LOCKED_WORD = OLE + "EncryptedPackage".encode("utf-16-le")


@pytest.fixture(autouse=True)
def _no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it does not read every file in which nothing is left of the text; see test_scan."""
    monkeypatch.setattr(tesseract, "is_installed", lambda: False)


def packed(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return file.getvalue()


ENTITIES = "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
FILE_ENTITY = "<!DOCTYPE d [<!ENTITY i SYSTEM 'file:///etc/passwd'>"


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("a.docx", LOCKED_WORD, Fault.LOCKED),
        ("a.pdf", pdf(page(PARAGRAPHS, TITLE), password=True), Fault.LOCKED),
        ("a.docx", WORD[: len(WORD) // 2], Fault.DAMAGED),
        ("a.docx", packed("word/other.xml", b""), Fault.DAMAGED),
        ("a.docx", packed("word/document.xml", b"<a>"), Fault.DAMAGED),
        ("a.docx", packed("word/document.xml", b"<a/>"), Fault.EMPTY),
        ("a.docx", packed("word/document.xml", b"a" * (MOST_UNPACKED + 1)), Fault.TOO_HEAVY),
        ("a.docx", docx(paragraph("&i;"), before=f"{ENTITIES}]>"), Fault.DAMAGED),
        ("a.docx", docx(paragraph("&i;"), before=f"{FILE_ENTITY}]>"), Fault.DAMAGED),
        ("a.docx", docx("<w:x>" * 5000), Fault.DAMAGED),
        ("a.docx", docx(), Fault.EMPTY),
        ("a.docx", docx(paragraph(TITLE)), Fault.NO_TEXT),
        ("a.pdf", PDF[:200], Fault.DAMAGED),
        ("a.pdf", b"%PDF-1.4\n", Fault.DAMAGED),
        ("a.pdf", pdf([]), Fault.SCAN),
        ("a.html", b"<div>" * 100_000 + b"a", Fault.TOO_HEAVY),
        ("a.html", b"", Fault.DAMAGED),
        ("a.html", b"<html></html>", Fault.NO_TEXT),
        ("a.docx", PDF, Fault.MISNAMED),
        ("a.docx", OLE, Fault.MISNAMED),
        ("a.docx", PAGE, Fault.MISNAMED),
        ("a.docx", b"{\\rtf1 Tin}", Fault.MISNAMED),
        ("a.doc", OLE, Fault.OLD_WORD),
        ("a.doc", DOC[: len(DOC) // 2], Fault.OLD_WORD),
        ("a.rtf", b"{\\rtf1 }", Fault.EMPTY),
        ("a.rtf", b"Tin", Fault.MISNAMED),
        ("a.docx", packed("xl/workbook.xml", b""), Fault.MISNAMED),
        ("a.docx", "Tin\n\nThị ủy họp.".encode(), Fault.MISNAMED),
        ("a.pdf", WORD, Fault.MISNAMED),
        ("a.pdf", b"", Fault.MISNAMED),
        ("a.html", PDF, Fault.MISNAMED),
        ("a.txt", PDF, Fault.MISNAMED),
        ("a.txt", WORD, Fault.MISNAMED),
        ("a.md", PAGE, Fault.MISNAMED),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(name: str, data: bytes, fault: Fault) -> None:
    start = time.monotonic()
    with pytest.raises(ArticleError) as caught:
        parse_article(name, data)
    assert caught.value.fault is fault
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    ("name", "data", "way"),
    [
        ("a.docx", PDF, "a PDF, named .docx: rename it to .pdf"),
        ("a.docx", OLE, "an old Word file, named .docx: rename it to .doc"),
        ("a.txt", PAGE, "a web page, named .txt: rename it to .html"),
        ("a.doc", b"x", "no Word file, named .doc: save it as .docx in Word"),
        ("a.doc", OLE, "an old Word file that cannot be read: open it and save it as .docx"),
    ],
)
def test_the_reason_names_the_way_out(name: str, data: bytes, way: str) -> None:
    with pytest.raises(ArticleError, match=way):
        parse_article(name, data)


def test_bad_files_leave_the_others_of_a_reload_alone(base: KnowledgeBase, articles: Path) -> None:
    files = {"tốt.docx": WORD, "tốt.pdf": PDF, "tốt.html": PAGE, "hỏng.pdf": PDF[:200]}
    files |= {"khóa.docx": LOCKED_WORD, "ảnh.pdf": pdf([]), "cũ.doc": OLE, "a.odt": b"x"}
    for name, data in files.items():
        (articles / name).write_bytes(data)
    report = base.reload(no_progress)
    assert report.articles + len(report.copies) == 5
    assert {failure.path: failure.fault for failure in report.failed} == {
        "hỏng.pdf": Fault.DAMAGED,
        "khóa.docx": Fault.LOCKED,
        "ảnh.pdf": Fault.SCAN,
        "cũ.doc": Fault.OLD_WORD,
        "a.odt": Fault.OTHER_KIND,
    }


# --- whatever comes


def article_or_fault(name: str, data: bytes) -> None:
    try:
        article = parse_article(name, data)
        said: tuple[str, ...] = (article.title, article.body)
    except ArticleError as error:
        said = (str(error),)
    for part in said:
        assert part
        assert normalise(part) == part


KINDS = {".doc": DOC, ".docx": WORD, ".html": PAGE, ".pdf": PDF, ".rtf": RTF}


@pytest.mark.parametrize("suffix", KINDS)
@given(st.data())
@settings(max_examples=60)
def test_a_file_with_bytes_changed_is_read_or_refused(suffix: str, data: st.DataObject) -> None:
    content = bytearray(KINDS[suffix])
    for _ in range(data.draw(st.integers(1, 20))):
        at = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(st.binary(min_size=0, max_size=8))
        content[at : at + data.draw(st.integers(0, 30))] = piece
    article_or_fault(f"a{suffix}", bytes(content))


@given(st.text(max_size=200), st.sampled_from(["<w:p>", "</w:p>", "<w:tbl>", "&#0;", "<w:t>"]))
@settings(max_examples=60)
@example("<w:tc>" * 100, "<w:tr>")
def test_any_xml_in_a_word_file_is_read_or_refused(text: str, piece: str) -> None:
    body = paragraph("Tin") + paragraph("Thị ủy họp.") + text + piece
    article_or_fault("a.docx", packed("word/document.xml", docx_xml(body)))


def docx_xml(body: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx("BODY"))) as package:
        return package.read("word/document.xml").replace(b"BODY", body.encode(errors="replace"))


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04word/", b"<html>", b"{\\rtf1", OLE]),
)
@settings(max_examples=60)
def test_any_bytes_are_refused_or_read(data: bytes, start: bytes) -> None:
    for suffix in apart.SUFFIXES:
        article_or_fault(f"a{suffix}", start + data)
