"""RSS, Atom and sitemaps."""

import datetime as dt
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx
from lxml import etree

from knowledge.portal.links import Link, joined
from knowledge.portal.troubles import PortalError, Trouble
from knowledge.readers.dates import date_of_line, day_of
from knowledge.vietnamese import normalise

_MOST = 50_000
"""Links in one file, as many as a sitemap may have."""


@dataclass(frozen=True)
class Feed:
    """What stands in a file, newest first; `sitemaps` are further files with links."""

    links: tuple[Link, ...]
    sitemaps: tuple[httpx.URL, ...] = ()


def read_feed(data: bytes, base: httpx.URL) -> Feed:
    """The links in a feed or sitemap that was fetched from `base`.

    :raises PortalError: if it is neither.
    """
    # Nothing is expanded and nothing fetched, whatever the file declares.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise PortalError(Trouble.OTHER_KIND, "neither a page nor a feed that can be read")
    kind = _name(root)
    if kind in ("urlset", "sitemapindex"):
        return _sitemap(root, base)
    entries = [one for one in root.iter() if _name(one) in ("item", "entry")][:_MOST]
    links = [Link(url, _date(one), True) for one in entries if (url := _address(one, base))]
    return Feed(tuple(links))


def _sitemap(root: etree._Element, base: httpx.URL) -> Feed:
    """Those changed last stand first, then the others as they stood."""
    found: dict[str, list[tuple[str, Link]]] = {"url": [], "sitemap": []}
    for entry in root:
        url = joined(base, _text(entry, "loc"))
        if _name(entry) in found and url and len(found["url"]) < _MOST:
            link = Link(url, _date(entry))
            found[_name(entry)].append((_text(entry, "lastmod"), link))
    pages, sitemaps = (
        [link for _, link in sorted(found[name], key=lambda one: one[0], reverse=True)]
        for name in ("url", "sitemap")
    )
    return Feed(tuple(pages), tuple(link.url for link in sitemaps))


def _name(element: etree._Element) -> str:
    """Of an element, without its namespace; nothing for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: etree._Element, name: str) -> str:
    """The text of the first element of this name inside."""
    for one in element.iterdescendants():
        if _name(one) == name:
            return " ".join("".join(one.itertext()).split())
    return ""


def _address(entry: etree._Element, base: httpx.URL) -> httpx.URL | None:
    for link in (child for child in entry if _name(child) == "link"):
        said = link.get("href") if link.get("rel", "alternate") == "alternate" else None
        if address := said or (link.text or "").strip():
            return joined(base, address)
    guid = _text(entry, "guid")
    return joined(base, guid) if guid.startswith("http") else None


def _date(entry: etree._Element) -> dt.date | None:
    names = ("pubDate", "published", "date", "publication_date", "updated")
    return next(filter(None, (_day(_text(entry, name)) for name in names)), None)


def _day(said: str) -> dt.date | None:
    try:
        return day_of(parsedate_to_datetime(said))
    except (ValueError, TypeError, OverflowError):
        return date_of_line(normalise(said)) if said else None
