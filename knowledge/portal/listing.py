"""Web pages of a portal: which are articles, and which articles the others link to."""

import json
import re
from collections.abc import Iterator
from itertools import islice

import httpx
from lxml import etree, html

from knowledge.portal.addresses import is_same_site, key
from knowledge.portal.links import Link, joined
from knowledge.portal.troubles import PortalError, Trouble
from knowledge.vietnamese import fold

_MOST_BYTES, _DEEPEST, _MOST = 3_000_000, 200, 2_000
"""Of a page, of elements in each other, of links: what is looked at."""

_FEW_WORDS = 5
"""Names of sections are as long as that; titles of articles are longer."""
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|pdf|docx?|xlsx?|pptx?|zip|rar|7z|mp[34]|avi|wmv|xml|rss)$"
)
_NO_ARTICLE = re.compile(
    r"/(?:tag|tags|tu-khoa|search|tim-kiem|login|dang-nhap|rss|print|in-bai|lien-he|so-do)(?:[/.?-]|$)"
)
_LEAF = re.compile(r"(?:[^/-]+-){3}|\d{3}|\.(?:html?|aspx|chn|epi)$")
_ANOTHER_PAGE = re.compile(r"(?:^|[?&])(?:p|page|trang|paged)=\d+(?:&|$)")


def tree_of(data: bytes) -> html.HtmlElement:
    """:raises PortalError: if it is no web page, or takes too long to be looked at."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    if len(data) > _MOST_BYTES:
        reason = f"a page larger than {_MOST_BYTES / 1e6:.0f} MB"
        raise PortalError(Trouble.TOO_LARGE, reason)
    try:
        tree = html.document_fromstring(data.decode(errors="replace").encode(), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise PortalError(Trouble.OTHER_KIND, "no web page") from error
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise PortalError(Trouble.TOO_LARGE, f"a page of more than {_DEEPEST} nested elements")
    return tree


_AROUND = re.compile(r"menu|navbar|breadcrumb|footer|comment|(?:^| )banner", re.IGNORECASE)


def _elements(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """All but those of menus and the like, in one pass: a page may hold very many."""
    inside: list[bool] = [False]
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            inside.pop()
            continue
        inside.append(inside[-1] or _is_around(element))
        if not inside[-1]:
            yield element


def _is_around(element: html.HtmlElement) -> bool:
    """Whether it is furniture of the page. A header may be that of one article in a list, and a
    form may stand around the whole page.
    """
    if element.tag in ("html", "body"):
        return False
    if element.tag == "header":
        return bool(element.xpath("boolean(.//nav or count(.//a) > 5)"))
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in ("nav", "footer") or bool(_AROUND.search(named))


def article_links(tree: html.HtmlElement, page: httpx.URL) -> tuple[Link, ...]:
    """Links to what look like articles of the same portal, in the page's order."""
    links: dict[str, Link] = {}
    texts: dict[str, str] = {}
    for anchor, url in _anchors(tree, page):
        links.setdefault(key(url), Link(url))
        texts[key(url)] = max(texts.get(key(url), ""), _said(anchor), key=len)
    return tuple(link for at, link in links.items() if len(texts[at].split()) > _FEW_WORDS)


def _anchors(
    tree: html.HtmlElement, page: httpx.URL
) -> Iterator[tuple[html.HtmlElement, httpx.URL]]:
    """The links that may lead to articles of the same portal."""
    base = joined(page, next(iter(tree.xpath("//base/@href")), "")) or page
    anchors = (one for one in _elements(tree) if one.tag == "a" and one.get("href"))
    for anchor in islice(anchors, _MOST):
        url = joined(base, anchor.get("href"))
        if url and is_same_site(url, page) and _may_be_article(url) and key(url) != key(page):
            yield anchor, url


def is_article(tree: html.HtmlElement, page: httpx.URL) -> bool:
    """Whether the page is an article, rather than a list of them."""
    if page.path.strip("/") == "" and not page.query:
        return False
    return any(_claims(tree)) or _has_running_text(tree, page)


def looks_like_article(url: httpx.URL) -> bool:
    """Whether an address of a sitemap may be that of an article."""
    return _may_be_article(url) and len(url.path.strip("/")) > 1


def _may_be_article(url: httpx.URL) -> bool:
    path, query = url.path.lower(), url.query.decode("ascii", "replace").lower()
    if _FILE.search(path) or _NO_ARTICLE.search(path) or _ANOTHER_PAGE.search(query):
        return False
    last = path.rstrip("/").rpartition("/")[2]
    return bool(_LEAF.search(last) or re.search(r"=\d+", query))


def _said(anchor: html.HtmlElement) -> str:
    """What a link is called; pictures by what they show."""
    texts = [anchor.text_content(), anchor.get("title", ""), *anchor.xpath(".//img/@alt")]
    return max((" ".join(text.split()) for text in texts), key=len)


# --- what a page is

_ALONE, _TOGETHER = 300, 200
"""Characters of a paragraph, and of several side by side, that stand in an article and not in the
teasers of a list."""
_SHORTEST = 40
_MOST_LINKS = 3
_IMPRINT = re.compile(r"ban quyen|giay phep (?:so|thiet lap)|ghi ro nguon|chiu trach nhiem")
_LONGEST_IMPRINT = 1_000


def _claims(tree: html.HtmlElement) -> Iterator[bool]:
    """What the page says of itself."""
    for meta in tree.xpath("//meta[@content]"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        yield name in ("article:published_time", "datepublished")
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            known = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        things = known if isinstance(known, list) else [known]
        kinds = [one.get("@type") for one in things if isinstance(one, dict)]
        yield any(str(kind) in ("Article", "NewsArticle", "ReportageNewsArticle") for kind in kinds)


def _has_running_text(tree: html.HtmlElement, page: httpx.URL) -> bool:
    """Whether there is a long paragraph, or several in a place with few links to articles."""
    places: dict[html.HtmlElement, list[int]] = {}
    for block in filter(_is_block, _elements(tree)):
        text = " ".join(block.text_content().split())
        size = 0 if _IMPRINT.search(fold(text[:_LONGEST_IMPRINT])) else len(text)
        if size >= _ALONE:
            return True
        if size >= _SHORTEST:
            places.setdefault(block.getparent(), []).append(size)
    links: dict[html.HtmlElement, set[str]] = {}
    for anchor, url in _anchors(tree, page):
        for around in anchor.iterancestors():
            links.setdefault(around, set()).add(key(url))
    return any(
        len(sizes) > 1 and sum(sizes) >= _TOGETHER and len(links.get(place, ())) < _MOST_LINKS
        for place, sizes in places.items()
    )


def _is_block(element: html.HtmlElement) -> bool:
    """Whether it holds text and no links, and no paragraphs within."""
    if element.tag not in ("p", "div", "td", "section"):
        return False
    is_leaf = element.tag == "p" or not any(child.tag in ("div", "p", "table") for child in element)
    return is_leaf and next(element.iter("a"), None) is None
