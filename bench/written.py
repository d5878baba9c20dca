"""Articles as committees write them: in fonts older than Unicode, and as pages of a portal."""

import io
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium

from knowledge import old_encodings


def typed(text: str, encoding: str) -> str:
    """`text` as an old font writes it, in the letters that Windows shows without that font.

    :param encoding: `TCVN3`, whose capitals are small letters where marked, `VNI` or `VISCII`.
    """
    tables = {
        "TCVN3": {ord(new): old for old, new in old_encodings.TCVN3.items()},
        "VNI": {ord(new): old for old, new in reversed(old_encodings.VNI.items())},
        "VISCII": {ord(new): old for old, new in old_encodings.VISCII.items()},
    }
    table = tables[encoding]
    if encoding == "TCVN3":
        table |= {ord(chr(new).upper()): old for new, old in table.items()} | table
    return text.translate(table)


def old_bytes(text: str, encoding: str) -> bytes:
    """`text` in a file of that encoding; what it cannot write is a question mark."""
    shown = typed(text, encoding)
    by = "latin-1" if encoding == "VISCII" else "cp1252"
    return shown.encode(by, "replace")


_PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="{charset}">
<title>{title} - Cổng thông tin điện tử thị xã Mỹ Lâm</title>
<meta property="og:title" content="{title}">
<link rel="canonical" href="https://mylam.example/tin-tuc/giao-ban-thang-4">
{head}
<style>.menu {{ color: red }}</style></head><body>
<header><div class="banner">Cổng thông tin điện tử thị xã Mỹ Lâm</div>
<nav><ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/gt">Giới thiệu</a></li>
<li><a href="/tt">Tin tức - Sự kiện</a></li><li><a href="/vb">Văn bản</a></li></ul></nav>
<span class="today-date">Hôm nay: 26/11/2026</span></header>
<div id="main"><div class="breadcrumb"><a href="/">Trang chủ</a> / <a href="/tt">Tin tức</a></div>
<div class="article-detail"><h1 class="title">{title}</h1>
<div class="post-date">{date} | 09:30 GMT+7</div>
<div class="share"><a href="#">Chia sẻ</a> <a href="#">In bài viết</a></div>
<div class="content">{body}</div>
<p class="author"><strong>Tin, ảnh: Minh Thư</strong></p></div>
<div class="comments"><h3>Bình luận</h3><div class="comment"><p>Bạn đọc Lan: Rất mong xã mình cũng
có lớp như vậy, cảm ơn các đồng chí đã quan tâm đến chúng tôi trong thời gian qua.</p></div></div>
<div class="related"><h3>Tin liên quan</h3><ul><li><a href="/1">Hội Phụ nữ xã Thanh Lâm trồng hoa
ven đường</a> (01/05/2023)</li>
<li><a href="/2">Đoàn phường Hoa Sen hiến máu</a></li></ul></div></div>
<footer><p>Bản quyền thuộc về Ủy ban nhân dân thị xã Mỹ Lâm. Giấy phép số 12/GP-TTĐT ngày
01/02/2019. Điện thoại: 0200 000 000.</p></footer></body></html>"""


def web_page(
    title: str,
    paragraphs: Sequence[str],
    inside: str = "",
    head: str = "",
    charset: str = "utf-8",
    date: str = "05/05/2023",
) -> str:
    """A page as a portal serves it.

    :param inside: HTML below the paragraphs; `head`: within the page's head.
    """
    body = "".join(f"<p>{text}</p>" for text in paragraphs) + inside
    return _PAGE.format(title=title, body=body, head=head, charset=charset, date=date)


def by_office(pages: Sequence[str], suffix: str, font: str = "Times New Roman") -> list[bytes]:
    """Web pages as LibreOffice saves them in another format, in `font`.

    :raises OSError: if its program, soffice, is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder, f"{number}.html") for number in range(len(pages))]
        for source, page in zip(sources, pages, strict=True):
            style = f"<style>* {{ font-family: '{font}' }}</style>"
            source.write_text(f"<meta charset=utf-8>{style}{page}", encoding="utf-8")
        subprocess.run(  # noqa: S603
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",  # noqa: S607
             "--infilter=HTML (StarWriter)", "--convert-to", _FILTERS[suffix], "--outdir", folder,
             *map(str, sources)],
            check=True, capture_output=True,
        )  # fmt: skip
        return [source.with_suffix(suffix).read_bytes() for source in sources]


_FILTERS = {
    ".doc": "doc:MS Word 97",
    ".docx": "docx:MS Word 2007 XML",
    ".pdf": "pdf:writer_pdf_Export",
    ".rtf": "rtf:Rich Text Format",
}


def scanned(data: bytes) -> bytes:
    """A PDF file of pictures of another's pages, 200 dots an inch."""
    source, made = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    for page in source:
        width, height = page.get_size()
        picture = pdfium.PdfImage.new(made)
        picture.set_bitmap(page.render(scale=200 / 72))
        picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
        copy = made.new_page(width, height)
        copy.insert_obj(picture)
        copy.gen_content()
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
