"""Articles from Word files (.docx): paragraphs, headings, tables row by row.

It reads the XML of the text itself: python-docx leaves out tracked insertions, content controls and
text boxes, and does not tell the font that an old encoding is known by (docs/formats.md).
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from itertools import groupby

from lxml import etree

from knowledge import old_encodings
from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers.front_matter import FrontMatter
from knowledge.readers.letterhead import split_letterhead
from knowledge.readers.tables import as_lines
from knowledge.readers.text import article_of
from knowledge.vietnamese import normalise

MOST_UNPACKED = 40_000_000
"""Bytes of the text's XML; a book of 500 pages takes a tenth of it."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}instrText", _FALLBACK}
_BROKEN = (
    *(zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, EOFError, zlib.error),
    *(NotImplementedError, OSError, ValueError),
)


def read_docx(data: bytes) -> Article:
    """The article in a Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            document = _xml(package, "word/document.xml")
            fonts = _Fonts(_xml(package, "word/styles.xml") if _has_styles(package) else None)
    except RuntimeError as error:  # what zipfile raises for a password
        raise ArticleError(Fault.LOCKED, "protected by a password: save it without one") from error
    except _BROKEN as error:
        reason = "a damaged or cut Word file: open it in Word and save it again"
        raise ArticleError(Fault.DAMAGED, reason) from error
    body = document.find(f"{_W}body")
    blocks = list(_blocks(body, fonts)) if body is not None else []
    text = normalise(old_encodings.to_unicode("\n\n".join(blocks)))
    return article_of(*split_letterhead(text, FrontMatter()))


def _has_styles(package: zipfile.ZipFile) -> bool:
    return "word/styles.xml" in package.namelist()


def _xml(package: zipfile.ZipFile, name: str) -> etree._Element:
    with package.open(name) as part:
        content = part.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        reason = f"its text unpacks to more than {MOST_UNPACKED // 1_000_000} MB"
        raise ArticleError(Fault.TOO_HEAVY, reason)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise
    if root.getroottree().docinfo.doctype:
        raise ValueError("no Word file declares a document type; whoever does means harm")
    return root


class _Fonts:
    """Which font a run is in: its own, that of its paragraph's style, or the default one."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._of_style: dict[str, str] = {}
        self._default = ""
        if styles is None:
            return
        for style in styles.iter(f"{_W}style"):
            self._of_style[style.get(f"{_W}styleId", "")] = _font(style.find(f"{_W}rPr"))
            if style.get(f"{_W}default") == "1" and style.get(f"{_W}type") == "paragraph":
                self._default = _font(style.find(f"{_W}rPr"))
        self._default = self._default or _font(styles.find(f"{_W}docDefaults//{_W}rPr"))

    def of(self, run: etree._Element, style: str) -> str:
        return _font(run.find(f"{_W}rPr")) or self._of_style.get(style) or self._default


def _font(properties: etree._Element | None) -> str:
    fonts = properties.find(f"{_W}rFonts") if properties is not None else None
    if fonts is None:
        return ""
    return fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or ""


def _blocks(parent: etree._Element, fonts: _Fonts) -> Iterator[str]:
    """Paragraphs and rows of tables, in order."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, fonts)
        elif child.tag == f"{_W}tbl":
            yield from _table(child, fonts)
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child, fonts)


def _parts(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, those within controls as well."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _parts(child, tag)


_FEWEST_ROWS = 3
"""Below it cells of several paragraphs are there for the layout, as those of a letterhead are."""


def _table(table: etree._Element, fonts: _Fonts) -> Iterator[str]:
    """A line for each row; paragraphs of cells that are there for the layout stand alone."""
    rows = [
        [[" ".join(block.split("\n")) for block in _blocks(cell, fonts)] for cell in cells]
        for cells in (_parts(row, f"{_W}tc") for row in _parts(table, f"{_W}tr"))
    ]
    if len(rows) < _FEWEST_ROWS and any(len(cell) > 1 for row in rows for cell in row):
        yield from (block for row in rows for cell in row for block in cell)
    elif rows:
        yield from as_lines([[" ".join(cell) for cell in row] for row in rows])


def _paragraph(paragraph: etree._Element, fonts: _Fonts) -> Iterator[str]:
    """Its text, then that of text boxes in it."""
    style_of = paragraph.find(f"{_W}pPr/{_W}pStyle")
    style = style_of.get(f"{_W}val", "") if style_of is not None else ""
    boxes: list[etree._Element] = []
    pieces = [(fonts.of(run, style), piece) for run, piece in _pieces(paragraph, boxes)]
    parts = []
    for font, group in groupby(pieces, key=lambda piece: piece[0]):
        text = "".join(piece for _, piece in group)
        convert = old_encodings.of_font(font)
        parts.append(convert(text) if convert else text)
    text = "".join(parts).strip()
    if text:
        yield text
    for box in boxes:
        yield from _blocks(box, fonts)


_SIGNS = {
    f"{_W}tab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "\xad",  # the letter ư of .VnTime
}


def _pieces(
    parent: etree._Element, boxes: list[etree._Element], run: etree._Element | None = None
) -> Iterator[tuple[etree._Element, str]]:
    for child in parent:
        if child.tag == f"{_W}txbxContent":
            boxes.append(child)
        elif child.tag == f"{_W}t" and run is not None:
            yield run, child.text or ""
        elif child.tag in _SIGNS and run is not None:
            yield run, _SIGNS[child.tag]
        elif child.tag not in _LEFT_OUT:
            yield from _pieces(child, boxes, child if child.tag == f"{_W}r" else run)
