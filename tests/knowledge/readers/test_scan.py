"""Scans, with a program in the place of Tesseract that says what it was told to have read."""

import contextlib
import fcntl
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.articles import ArticleError, Fault
from knowledge.readers import apart, parse_article, tesseract, worker
from tests.knowledge.readers.making import PARAGRAPHS, TITLE, page, pdf, pdf_line

PROGRAM = """#!{python}
import json, pathlib, sys

HERE = pathlib.Path(__file__).parent
if "--list-langs" in sys.argv:
    print("List of available languages:\\n{languages}")
    sys.exit()
{first}
kind, width, height, *_ = picture = sys.stdin.buffer.read().split(None, 4)
assert kind == b"P5"
assert len(picture[4]) == int(width) * int(height), "not the picture that its head tells of"
assert int(width) * int(height) <= 12_000_000
assert sys.argv[1:5] == ["stdin", "stdout", "-l", "vie"]
scale = int(sys.argv[sys.argv.index("--dpi") + 1]) / 72
pages = json.loads((HERE / "pages.json").read_text())
lines, *rest = pages
(HERE / "pages.json").write_text(json.dumps(rest))
print("level\\tpage\\tblock\\tpar\\tline\\tword\\tleft\\ttop\\twidth\\theight\\tconf\\ttext")
print("1\\t1\\t0\\t0\\t0\\t0\\t0\\t0\\t100\\t100\\t-1\\t")
for text, left, top, size, sure in lines:
    for word in text.split():
        width = len(word) * size / 2
        box = [int(one * scale) for one in (left, top, width, size)]
        print(5, 1, 1, 1, top, 1, *box, sure, word, sep="\\t")
        left += width + size / 2
"""


class Scanner:
    """The program's folder, alone on the path of programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, languages: str = "eng\\nvie", first: str = "") -> None:
        program = self.folder / "tesseract"
        text = PROGRAM.format(python=sys.executable, languages=languages, first=first)
        program.write_text(text, encoding="utf-8")
        program.chmod(0o700)

    def sees(self, *pages: list[tuple[str, float, float, float]], dirt: str = "") -> None:
        """:param dirt: what it guesses at the end of each page."""
        told = [[[*line, 96.5] for line in page] + [[dirt, 90, 700, 12, 12.5]] for page in pages]
        (self.folder / "pages.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scanner]:
    monkeypatch.setenv("PATH", str(tmp_path))
    apart._RECOGNISING.close()
    tesseract.is_installed.cache_clear()
    yield Scanner(tmp_path)
    apart._RECOGNISING.close()
    tesseract.is_installed.cache_clear()


@pytest.fixture
def reading(scanner: Scanner) -> Iterator[apart.Reading]:
    process = apart.Reading()
    yield process
    process.close()


def test_a_scan_is_read_like_a_pdf_with_text(scanner: Scanner) -> None:
    scanner.install()
    scanner.sees(
        page(PARAGRAPHS[:2], TITLE, "THỊ ỦY MỸ LÂM", "Trang 1"),
        page(PARAGRAPHS[2:], "", "THỊ ỦY MỸ LÂM", "Trang 2"),
        dirt="~Mw",
    )
    article = parse_article("a.pdf", pdf([], []))
    assert article.title == TITLE
    assert article.body.split("\n") == list(PARAGRAPHS)


def test_rules_of_a_table_are_no_letters(scanner: Scanner) -> None:
    scanner.install()
    scanner.sees([pdf_line(TITLE, 80), pdf_line("Xã Phú Hưng", 120), pdf_line("| 90 |", 120, 300)])
    article = parse_article("a.pdf", pdf([]))
    assert article.body == "Xã Phú Hưng | 90"


@pytest.mark.parametrize("languages", [None, "eng\\nvie_old"])
def test_without_tesseract_and_its_vietnamese_the_reason_says_what_to_install(
    scanner: Scanner, languages: str | None
) -> None:
    if languages:
        scanner.install(languages)
    with pytest.raises(ArticleError) as caught:
        parse_article("a.pdf", pdf([], [], [pdf_line("CS 1.0", 800)]))
    assert caught.value.fault is Fault.SCAN
    assert str(caught.value) == (
        "a scan: pictures of pages without text; "
        "to have scans read: apt-get install tesseract-ocr tesseract-ocr-vie"
    )


def test_a_scan_of_nothing_is_told_as_such(scanner: Scanner) -> None:
    scanner.install()
    scanner.sees([], dirt="~Mw")
    with pytest.raises(ArticleError, match="finds no Vietnamese text") as caught:
        parse_article("a.pdf", pdf([]))
    assert caught.value.fault is Fault.SCAN


def test_a_tesseract_that_fails_is_told_as_such(scanner: Scanner) -> None:
    scanner.install(first="sys.exit('out of memory')")
    with pytest.raises(ArticleError, match="a scan that Tesseract cannot read"):
        parse_article("a.pdf", pdf([]))


def test_a_page_as_large_as_a_house_makes_no_larger_a_picture(scanner: Scanner) -> None:
    scanner.install()
    scanner.sees(page(PARAGRAPHS, TITLE))
    large = pdf([]).replace(b"[0 0 595 842]", b"[0 0 14400 14400]")
    assert "giao ban công tác" in parse_article("a.pdf", large).title


def test_a_scan_that_takes_too_long_ends_with_the_program_that_reads_it(scanner: Scanner) -> None:
    scanner.install(
        first="import fcntl, time; lock = open(HERE / 'lock', 'w');"
        "fcntl.flock(lock, fcntl.LOCK_EX); time.sleep(60)"
    )
    process = apart.Reading(seconds=1, patience=1)
    with pytest.raises(ArticleError, match="takes longer than 1 s") as caught:
        process.read(worker.SCAN, pdf([]))
    assert caught.value.fault is Fault.TOO_HEAVY
    with (scanner.folder / "lock").open() as lock:
        end = time.monotonic() + 10
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                assert time.monotonic() < end, "the program goes on"
                time.sleep(0.1)


@given(st.data())
@settings(max_examples=20)
def test_a_scan_with_bytes_changed_is_read_or_refused(
    scanner: Scanner, reading: apart.Reading, data: st.DataObject
) -> None:
    scanner.install()
    scanner.sees(page(PARAGRAPHS, TITLE))
    content = bytearray(pdf([]))
    for _ in range(data.draw(st.integers(1, 10))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
    with contextlib.suppress(ArticleError):
        assert reading.read(worker.SCAN, bytes(content)).title == TITLE
