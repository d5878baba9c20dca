import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.portal.addresses import parse
from knowledge.portal.feeds import read_feed
from knowledge.portal.troubles import PortalError, Trouble
from tests.portal_server import ARTICLES
from tests.portal_server.news import atom, rss, sitemap, sitemap_index

URL = "https://mylam.example"
BASE = parse(f"{URL}/rss.xml")
DAYS = [dt.date(2023, 10, 3), dt.date(2023, 10, 9), dt.date(2023, 10, 12)]
PAGES = [URL + news.path for news in ARTICLES]


def links(text: str) -> list[tuple[str, dt.date | None]]:
    return [(str(link.url), link.date) for link in read_feed(text.encode(), BASE).links]


@pytest.mark.parametrize("make", [rss, atom])
def test_a_feed_gives_articles_with_their_days(make: object) -> None:
    assert callable(make)
    assert links(make(URL, ARTICLES)) == list(zip(PAGES, DAYS, strict=True))
    assert all(link.is_sure for link in read_feed(make(URL, ARTICLES).encode(), BASE).links)


def test_old_and_careless_feeds_are_read() -> None:
    text = """<?xml version="1.0"?>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/">
      <item><link> /tin/1.html
      </link><dc:date>2023-05-04</dc:date></item>
      <item><title>A & B</title><link>tin/2.html</link>
        <pubDate>Thu, 04 May 2023 23:30:00 GMT</pubDate></item>
      <item><guid isPermaLink="true">https://mylam.example/tin/3</guid>
        <pubDate>hôm qua</pubDate></item>
      <item><link>javascript:alert(1)</link></item><item></item>
    </rdf:RDF>"""
    assert links(text) == [
        (f"{URL}/tin/1.html", dt.date(2023, 5, 4)),
        (f"{URL}/tin/2.html", dt.date(2023, 5, 5)),  # in Vietnam
        (f"{URL}/tin/3", None),
    ]


def test_a_sitemap_gives_what_changed_last_first() -> None:
    feed = read_feed(sitemap(URL, ARTICLES).encode(), BASE)
    assert [str(link.url) for link in feed.links] == [*reversed(PAGES), f"{URL}/", f"{URL}/tin-tuc"]
    assert not any(link.is_sure or link.date for link in feed.links)


def test_a_sitemap_may_name_others() -> None:
    feed = read_feed(sitemap_index(f"{URL}/a.xml", f"{URL}/b.xml.gz", "file:///x").encode(), BASE)
    assert [str(url) for url in feed.sitemaps] == [f"{URL}/a.xml", f"{URL}/b.xml.gz"]
    assert feed.links == ()


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><item><link>http://a.example/&x;'
        "</link></item></rss>",
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        "<rss><item><link>http://a.example/&b;</link></item></rss>",
    ],
)
def test_nothing_that_a_feed_declares_is_put_in(text: str) -> None:
    assert [url for url, _ in links(text)] in ([], ["http://a.example/"])


@pytest.mark.parametrize("text", ["", "   ", "không phải XML", "<", "\x00"])
def test_what_is_no_feed_is_told_of(text: str) -> None:
    with pytest.raises(PortalError) as caught:
        read_feed(text.encode(), BASE)
    assert caught.value.trouble is Trouble.OTHER_KIND


@given(st.binary(max_size=300), st.sampled_from([rss, atom, sitemap]), st.integers(0, 1500))
def test_a_damaged_feed_is_read_or_refused(data: bytes, make: object, at: int) -> None:
    assert callable(make)
    whole = make(URL, ARTICLES).encode()
    try:
        found = read_feed(whole[:at] + data + whole[at:], BASE).links
    except PortalError:
        return
    assert all(link.url.host for link in found)
