"""Articles from PDF files that hold pictures of pages: Tesseract reads them."""

from math import sqrt
from statistics import median

import pypdfium2 as pdfium

from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers import tesseract
from knowledge.readers.pages import Line, Word, article_of_pages, line_of
from knowledge.readers.pdf import damaged, opened

_DPI = 300
"""Fewer read small letters wrong."""
_POINTS_AN_INCH = 72
_MOST_PIXELS = 12_000_000
"""Of a page; A4 has 8.7 million."""


def read_scan(data: bytes) -> Article:
    """The article in a PDF file without text."""
    try:
        document = opened(data)
        pages = [_lines(document[number]) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise damaged() from error
    if not any(pages):
        raise ArticleError(Fault.SCAN, "a scan in which Tesseract finds no Vietnamese text")
    return article_of_pages(pages)


def _lines(page: pdfium.PdfPage) -> list[Line]:
    width, height = page.get_size()
    inches = max(width * height, 1) / _POINTS_AN_INCH**2
    dpi = max(1, min(_DPI, int(sqrt(_MOST_PIXELS / inches))))
    scale = dpi / _POINTS_AN_INCH
    bitmap = page.render(scale=scale, grayscale=True)
    seen = list(tesseract.lines(_picture(bitmap), dpi))
    bitmap.close()
    page.close()
    if not seen:
        return []
    # Tesseract does not tell the size of letters; a line is as high as its highest one.
    size = median(max(word.bottom - word.top for word in line) for line in seen) / scale
    return [
        line_of(
            [Word(word.text, word.left / scale, word.right / scale) for word in line],
            median(word.bottom for word in line) / scale,
            size,
        )
        for line in seen
    ]


def _picture(bitmap: pdfium.PdfBitmap) -> bytes:
    """As a portable graymap, which needs no library."""
    rows = memoryview(bitmap.buffer)
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(
        rows[start : start + bitmap.width]
        for start in range(0, bitmap.height * bitmap.stride, bitmap.stride)
    )
