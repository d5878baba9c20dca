"""Articles from web pages: title, date, author, address, main text; no menus, no comments."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.entities import html5

import trafilatura
from lxml import etree, html
from trafilatura.settings import Document

from knowledge import old_encodings
from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers.dates import date_of_line
from knowledge.readers.front_matter import FrontMatter
from knowledge.readers.letterhead import split_letterhead
from knowledge.readers.tables import with_tables
from knowledge.readers.text import article_of, author_of
from knowledge.vietnamese import fold, normalise

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"' ]{0,2}([\w-]{1,40})", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#(\d{1,6})|#[xX]([0-9a-fA-F]{1,5})|([A-Za-z]{2,8}));")
_MOST_BROKEN = 0.05
"""Of what is not ASCII: pages put together from pieces hold some letters cut in half."""
_SHORTEST_TITLE = 15
_DEEPEST = 200
"""Of elements in each other: the libraries go down by calling themselves."""


def read_html(data: bytes) -> Article:
    """The article of a saved web page."""
    source = old_encodings.to_unicode(_ENTITY.sub(_letter, _decode(data)))
    tree = _tree(source)
    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    text = normalise(found.text or "") if isinstance(found, Document) else ""
    if not isinstance(found, Document) or not text:
        reason = "a web page without an article: save the page of the article itself"
        raise ArticleError(Fault.NO_TEXT, reason)
    tree = _tree(source)  # the extraction took that one apart
    lines = with_tables(text.split("\n"))
    said = FrontMatter(_title(tree), _date(tree), _url(tree))
    rest, said = split_letterhead("\n\n".join(lines), said)
    article = article_of(rest, said._replace(title=said.title or _one_line(found.title)))
    return replace(article, author=article.author or _author(tree))


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    text = data.decode("utf-8-sig", "replace")
    broken = text.count("\ufffd")
    if broken <= _MOST_BROKEN * sum(letter > "\x7f" for letter in text):
        return text
    said = _CHARSET.search(data[:4096])
    if said and said[1].lower() == b"windows-1258":
        return data.decode("windows-1258", "replace")
    return old_encodings.decode(data)


def _letter(match: re.Match[str]) -> str:
    """The letter that an entity stands for; what is ASCII may be a sign of HTML, and stays."""
    decimal, hexadecimal, name = match.groups()
    if name:
        letter = html5.get(f"{name};", "")
    else:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        letter = chr(code) if code < 0xD800 else ""
    return letter if len(letter) == 1 and letter > "\x9f" else match[0]


def _tree(source: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        tree = html.document_fromstring(source.encode(errors="replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise ArticleError(Fault.DAMAGED, "no web page: save it again from the browser") from error
    if any(depth > _DEEPEST for depth in _depths(tree)):
        raise ArticleError(Fault.TOO_HEAVY, f"a page of more than {_DEEPEST} nested elements")
    return tree


def _depths(tree: html.HtmlElement) -> Iterator[int]:
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        yield depth


def _one_line(text: str | None) -> str | None:
    return " ".join(normalise(text).split()) or None if text else None


# --- what the page says of itself

_OUTSIDE = "ancestor::aside or ancestor::footer or ancestor::nav"
_SITE = re.compile(r"\s+[|–—»-]\s+[^|–—»]*$")


def _heading(tree: html.HtmlElement) -> html.HtmlElement | None:
    """The heading that the page's name repeats; one that it does not is the portal's own."""
    names = [fold(name) for name in (*_metas(tree, "og:title"), _one_line(_name(tree))) if name]
    for heading in tree.xpath(f"//*[self::h1 or self::h2][not({_OUTSIDE})]"):
        said = _one_line(heading.text_content()) or ""
        if len(said) > _SHORTEST_TITLE and any(fold(said) in name for name in names):
            return heading
    return None


def _name(tree: html.HtmlElement) -> str | None:
    name: str | None = tree.findtext(".//title")
    return name


def _title(tree: html.HtmlElement) -> str | None:
    heading = _heading(tree)
    if heading is not None:
        return _one_line(heading.text_content())
    shared = next(_metas(tree, "og:title"), None)
    return _SITE.sub("", shared) if shared else None


def _author(tree: html.HtmlElement) -> str | None:
    signed = tree.xpath("//*[contains(@class,'author') or contains(@class,'tacgia')]")
    lines = [_one_line(one.text_content()) for one in signed]
    return next(filter(None, (author_of(line) for line in lines if line)), None)


_DATES = (
    *("article:published_time", "datepublished", "pubdate", "publishdate", "dc.date"),
    *("dc.date.issued", "dcterms.created", "date", "og:published_time"),
)
_AFTER, _BEFORE = 20, 3
"""Pieces of text around the heading among which a date line is that of the article."""
_PIECES = "::text()[normalize-space()][not(../a or parent::script or parent::style)]"


def _date(tree: html.HtmlElement) -> dt.date | None:
    """When it was published: by the page's metadata, or by a line near the heading."""
    return next(filter(None, map(date_of_line, _said_dates(tree))), None)


def _said_dates(tree: html.HtmlElement) -> Iterator[str]:
    for name in _DATES:
        yield from _metas(tree, name)
    for script in tree.xpath("//script[@type='application/ld+json']"):
        yield from _published(script.text or "")
    heading = _heading(tree)
    if heading is None:
        pieces = tree.xpath(f"//body/descendant{_PIECES}[not({_OUTSIDE})]")[:_AFTER]
    else:
        pieces = heading.xpath(f"following{_PIECES}[position() <= {_AFTER}]")
        pieces += heading.xpath(f"preceding{_PIECES}[position() <= {_BEFORE}]")
    for piece in pieces:
        yield from _lines(piece[:400])


def _lines(text: str) -> list[str]:
    return normalise(text).split("\n")


def _metas(tree: html.HtmlElement, name: str) -> Iterator[str]:
    for meta in tree.xpath("//meta[@content]"):
        said = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if said.lower() == name and (content := _one_line(meta.get("content"))):
            yield content


def _published(source: str) -> Iterator[str]:
    try:
        known = json.loads(source)
    except (ValueError, RecursionError):
        return
    found = known if isinstance(known, list) else [known]
    for one in found:
        graph = one.get("@graph") if isinstance(one, dict) else None
        for thing in [one, *(graph if isinstance(graph, list) else [])]:
            date = thing.get("datePublished") if isinstance(thing, dict) else None
            if isinstance(date, str):
                yield normalise(date)


def _url(tree: html.HtmlElement) -> str | None:
    said = [*tree.xpath("//link[@rel='canonical']/@href"), *_metas(tree, "og:url")]
    return next((url for url in said if re.fullmatch(r"https?://\S{1,2000}", url)), None)
