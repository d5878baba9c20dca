"""What kind of file it is by its first bytes, whatever its name says."""

import re

from knowledge.articles import ArticleError, Fault

_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)\b", re.I)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ALIKE = {
    ".md": (".txt",),
    ".htm": (".html",),
    ".doc": (".rtf", ".docx", ".html"),  # Word opens them all, and many programs write them so
}
"""What a file may be besides what its suffix says."""
_AS_WORD = "save it as .docx in Word"
_PACKED = ("", "a packed file", "unpack it")
_UNKNOWN = {
    ".doc": ("", "no Word file", _AS_WORD),
    ".docx": ("", "no Word file", _AS_WORD),
    ".rtf": ("", "no RTF file", _AS_WORD),
    ".pdf": ("", "no PDF", "save it as PDF again"),
}


def suffix_to_read_as(suffix: str, data: bytes) -> str:
    """The suffix that tells how to read `data`, which a file with `suffix` holds.

    :raises ArticleError: if it is evidently of another kind, or a Word file with a password.
    """
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise ArticleError(Fault.LOCKED, "protected by a password: save it without one")
    if suffix == ".pdf" and b"%PDF-" in data[:1024]:  # some programs write a few bytes before
        return suffix
    found, what, way = _kind(data) or _UNKNOWN.get(suffix, (suffix, "", ""))
    if found not in (suffix, *_ALIKE.get(suffix, ())):
        raise ArticleError(Fault.MISNAMED, f"{what}, named {suffix}: {way}")
    return found


def _kind(data: bytes) -> tuple[str, str, str] | None:
    """The suffix that fits, what that is, and what to do; None for plain text and the unknown."""
    if data.startswith(b"%PDF-"):
        return ".pdf", "a PDF", "rename it to .pdf"
    if data.startswith(b"PK\x03\x04"):
        is_word = b"word/" in data
        return (".docx", "a Word file", "rename it to .docx") if is_word else _PACKED
    if data.startswith(_OLE):
        return ".doc", "an old Word file", "rename it to .doc"
    if data.startswith(b"{\\rtf"):
        return ".rtf", "an RTF file", "rename it to .rtf"
    return (".html", "a web page", "rename it to .html") if _WEB_PAGE.match(data) else None
