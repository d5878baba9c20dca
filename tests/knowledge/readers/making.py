"""Word, PDF and web files as committees publish them, made of a few lines of text."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from bench import written
from bench.written import old_bytes as old_bytes
from bench.written import typed as typed

TITLE = "Thị ủy Mỹ Lâm giao ban công tác tháng 4 năm 2023"
PARAGRAPHS = (
    "Chiều 4/5/2023, Thị ủy Mỹ Lâm tổ chức hội nghị giao ban công tác tháng 4. Đồng chí Trần Văn "
    "Bảy, Phó Bí thư Thị ủy, chủ trì hội nghị.",
    "Trong tháng 4, Trung tâm chính trị thị xã mở 3 lớp bồi dưỡng với 210 học viên. Hội Nông dân "
    "thị xã vận động 45 triệu đồng giúp hội viên nghèo.",
    "Hội nghị thống nhất sáu nhiệm vụ trọng tâm của tháng 5, trong đó có việc chuẩn bị đại hội các "
    "chi bộ trực thuộc và ra quân làm thủy lợi nội đồng ở các xã phía bắc.",
)

# --- Word

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def run(text: str, font: str = "") -> str:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    return f'<w:r>{fonts}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str = "", font: str = "", inside: str = "") -> str:
    """:param inside: XML of runs that follow `text`."""
    return f"<w:p>{run(text, font) if text else ''}{inside}</w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A cell with line ends has several paragraphs."""
    made = ""
    for row in rows:
        cells = ("".join(map(paragraph, cell.split("\n"))) for cell in row)
        made += "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


def docx(*blocks: str, before: str = "", **parts: str) -> bytes:
    """A Word file of these blocks of XML.

    :param before: what stands above the root of the text's XML.
    :param parts: further parts under `word/`, by their names without suffix.
    """
    body = f"{before}<w:document {_W}><w:body>{''.join(blocks)}</w:body></w:document>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", body)
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", content)
    return file.getvalue()


def styles(font: str) -> str:
    """The part that makes `font` the default one."""
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    return (
        f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}</w:rPr></w:rPrDefault>"
        "</w:docDefaults></w:styles>"
    )


# --- RTF


def rtf(*paragraphs: str, font: str = "Times New Roman", after: str = "") -> bytes:
    """:param after: RTF below the paragraphs."""
    head = rf"{{\rtf1\ansi\ansicpg1252\deff0{{\fonttbl{{\f0\fnil\fcharset0 {font};}}}}\f0\fs28 "
    body = "".join(rf"\pard {rtf_text(text)}\par" + "\n" for text in paragraphs)
    return f"{head}{body}{after}}}".encode()


def rtf_text(text: str) -> str:
    """As Word writes it: letters of Windows-1252 by their code there, others by that of Unicode."""
    made = ""
    for letter in text:
        code = letter.encode("cp1252", "ignore")
        made += (
            letter if letter.isascii() else rf"\'{code[0]:02x}" if code else rf"\u{ord(letter)}?"
        )
    return made


# --- PDF

_WIDTH, _HEIGHT, _LEFT, _TOP = 595, 842, 72, 770


def pdf_line(
    text: str, top: float, left: float = _LEFT, size: float = 12
) -> tuple[str, float, float, float]:
    """A line for `pdf`: `top` points from the page's upper edge."""
    return text, left, top, size


def page(
    paragraphs: Sequence[str],
    title: str = "",
    header: str = "",
    footer: str = "",
    columns: int = 68,
) -> list[tuple[str, float, float, float]]:
    """A page: lines broken at `columns` letters, the first of a paragraph indented."""
    lines = [pdf_line(header, 40, size=9)] if header else []
    top = 80.0
    for line in wrapped(title, 40):
        lines.append(pdf_line(line, top, left=_WIDTH / 2 - len(line) * 16 * 0.25, size=16))
        top += 20
    for text in paragraphs:
        for number, line in enumerate(wrapped(text, columns)):
            lines.append(pdf_line(line, top, left=_LEFT + (0 if number else 24)))
            top += 15
    return [*lines, pdf_line(footer, max(810, top), size=9)] if footer else lines


def pages(
    paragraphs: Sequence[str], title: str, header: str = "THỊ ỦY MỸ LÂM", lines: int = 40
) -> list[list[tuple[str, float, float, float]]]:
    """As many pages as it takes, with a header and page numbers."""
    made: list[list[tuple[str, float, float, float]]] = []
    below: list[str] = []
    for text in paragraphs:
        if below and sum(len(wrapped(one, 68)) for one in (*below, text)) > lines:
            made.append(page(below, "" if made else title, header, f"Trang {len(made) + 1}"))
            below = []
        below.append(text)
    return [*made, page(below, "" if made else title, header, f"Trang {len(made) + 1}")]


def wrapped(text: str, columns: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + 1 + len(word) > columns:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [line for line in lines if line]


def pdf(*pages: Sequence[tuple[str, float, float, float]], password: bool = False) -> bytes:
    """A PDF whose font is not in it but tells which letter each code is.

    :param password: it says that one is needed.
    """
    letters = sorted({letter for one in pages for text, *_ in one for letter in text})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Giaoban /Encoding /Identity-H"
        b" /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Giaoban /FontDescriptor 5 0 R /DW 500"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Type /FontDescriptor /FontName /Giaoban /Flags 4 /FontBBox [0 -200 1000 800]"
        b" /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        _stream(_letters_of(codes)),
    ]
    kids = []
    for one in pages:
        content = "".join(
            f"BT /F1 {size} Tf {left:.1f} {_HEIGHT - top:.1f} Td <{_coded(text, codes)}> Tj ET\n"
            for text, left, top, size in one
        )
        objects.append(_stream(content.encode()))
        number = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents {number}"
            " 0 R /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        kids.append(f"{number + 1} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(objects, password)


def _coded(text: str, codes: dict[str, int]) -> str:
    return "".join(f"{codes[letter]:04x}" for letter in text)


def _letters_of(codes: dict[str, int]) -> bytes:
    pairs = "".join(
        f"1 beginbfchar <{code:04x}> <{letter.encode('utf-16-be').hex()}> endbfchar\n"
        for letter, code in codes.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{pairs}endcmap end end"
    ).encode()


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: list[bytes], password: bool) -> bytes:
    made = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    extra = b""
    if password:
        secret = b"<%s>" % (b"5a" * 32)
        extra = (
            b" /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O %s /U %s >>"
            % (secret, secret)
        )
    return made + b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, extra, start,
    )  # fmt: skip


# --- web pages


def web_page(title: str = TITLE, paragraphs: Sequence[str] = PARAGRAPHS, **rest: str) -> str:
    """A page as a portal serves it; `rest` as for written.web_page."""
    return written.web_page(title, paragraphs, **rest)
