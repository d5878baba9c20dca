"""What kind of file a host sent, whatever it says of it."""

import re

import httpx

from knowledge.portal.troubles import PortalError, Trouble

XML = ".xml"
"""The suffix of feeds and sitemaps."""
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_VAGUE = ("", "application/octet-stream", "application/force-download")
_FEED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*"
    rb"(?:<\?[^>]{0,300}>\s*|<!--(?:[^-]|-[^-]){0,2000}-->\s*|<!DOCTYPE[^>\[]{0,300}>\s*){0,9}"
    rb"<(?:\w{1,20}:)?(?:rss|feed|RDF|urlset|sitemapindex)\b"
)
_CHARSET = re.compile(r"charset=\"?windows-1258", re.IGNORECASE)


def suffix_of(url: httpx.URL, headers: httpx.Headers, data: bytes) -> str:
    """The suffix that a file of this kind has.

    :raises PortalError: if it is nothing that giaoban reads.
    """
    said = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    path = url.path.lower()
    if _FEED.match(data[:8_000]) or (data[:2] == b"\x1f\x8b" and ".xml" in path):
        return XML
    named = next((one for one in _SUFFIXES.values() if path.endswith(one)), "")
    suffix = _SUFFIXES.get(said) or (named if said in _VAGUE else "")
    if not suffix:
        what = said[:60] if said.isprintable() and said else "something of an unknown kind"
        raise PortalError(Trouble.OTHER_KIND, f"no page but {what}")
    return suffix


def in_utf8(data: bytes, headers: httpx.Headers) -> bytes:
    """A page in UTF-8, where only the host says that it is in Windows' Vietnamese code page."""
    if not _CHARSET.search(headers.get("Content-Type", "")):
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("windows-1258", "replace").encode()
    return data
