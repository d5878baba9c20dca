"""Articles from PDF files that hold text."""

from collections.abc import Iterator, Sequence
from ctypes import byref, c_double
from math import hypot

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers.pages import Line, Word, article_of_pages, line_of

_FEWEST_LETTERS = 20
"""Of a page on average: below it the pages are pictures, with perhaps a stamp as text."""


def read_pdf(data: bytes) -> Article:
    """The article in a PDF file."""
    try:
        document = opened(data)
        pages = [_lines(document[number]) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise damaged() from error
    letters = sum(len(line.text) for page in pages for line in page)
    if letters < _FEWEST_LETTERS * len(pages):
        raise ArticleError(Fault.SCAN, "a scan: pictures of pages without text")
    return article_of_pages(pages)


def opened(data: bytes) -> pdfium.PdfDocument:
    """The file as its pages; a PdfiumError may come later for a page.

    :raises ArticleError: if it is damaged or needs a password.
    """
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            reason = "protected by a password: save it without one"
            raise ArticleError(Fault.LOCKED, reason) from error
        raise damaged() from error


def damaged() -> ArticleError:
    """What to say of a file or page that the library refuses."""
    return ArticleError(Fault.DAMAGED, "a damaged or cut PDF: open it and save it again")


_LINE_END = (10, 13)
_HYPHEN = (2, 0xFFFE)
"""Stands for a hyphen at the end of a line, and for the end of the line as well."""
_SOFT_HYPHEN = "\xad"
_MISREAD = {0x1A2: "Ư", 0x1A3: "ư"}
"""Ƣ and ƣ, what many converters write for the letter that old fonts had at the same place."""


def _lines(page: pdfium.PdfPage) -> list[Line]:
    """The lines of a page, in its own order; the page is let go of."""
    height = page.get_height()
    text_page = page.get_textpage()
    codes = [raw.FPDFText_GetUnicode(text_page, at) for at in range(text_page.count_chars())]
    written = ([at for at in run if codes[at] > 32 or codes[at] in _HYPHEN] for run in _runs(codes))
    found = [_line(text_page, codes, letters, height) for letters in written if letters]
    text_page.close()
    page.close()
    return found


def _runs(codes: Sequence[int]) -> Iterator[range]:
    """Where each line starts and ends."""
    start = 0
    for at, code in enumerate(codes):
        if code in _LINE_END or code in _HYPHEN:
            yield range(start, at + 1)
            start = at + 1
    yield range(start, len(codes))


def _line(
    text_page: pdfium.PdfTextPage, codes: Sequence[int], written: Sequence[int], height: float
) -> Line:
    """:param written: where `codes` has the line's letters that can be seen."""
    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(text_page, written[0], byref(x), byref(y))
    words = list(_words(text_page, codes, written))
    return line_of(words, height - y.value, _size(text_page, written[0]))


def _size(text_page: pdfium.PdfTextPage, at: int) -> float:
    """The font's, times what the page enlarges it by: many say that it is 1."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, at, byref(matrix))
    enlarged: float = raw.FPDFText_GetFontSize(text_page, at) * hypot(matrix.c, matrix.d)
    return round(enlarged, 1)


def _words(
    text_page: pdfium.PdfTextPage, codes: Sequence[int], written: Sequence[int]
) -> Iterator[Word]:
    first = written[0]
    for at, following in zip(written, (*written[1:], None), strict=True):
        if following != at + 1:
            text = "".join(map(_letter, codes[first : at + 1]))
            yield Word(text, _sides(text_page, first)[0], _sides(text_page, at)[1])
            first = following or 0


def _letter(code: int) -> str:
    if code in _HYPHEN:
        return _SOFT_HYPHEN
    if code in _MISREAD:
        return _MISREAD[code]
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _sides(text_page: pdfium.PdfTextPage, at: int) -> tuple[float, float]:
    """Left and right of a letter."""
    left, right, bottom, top = (c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text_page, at, byref(left), byref(right), byref(bottom), byref(top))
    return left.value, right.value
