"""What is taken of what a host sends, and where it may lead."""

import gzip
import time

import pytest

from knowledge.portal.addresses import Hosts, parse
from knowledge.portal.fetching import Fetcher
from knowledge.portal.settings import Portal
from knowledge.portal.troubles import Trouble
from tests.knowledge.portal.conftest import QUICK, Pauses, failure, fetcher_of
from tests.portal_server import Answer, PortalServer

CLOSED = {"Content-Length": None}
"""No length: the page ends with the connection."""

# --- limits


@pytest.mark.parametrize("drip_s", [0.8, 0.15])
def test_a_page_that_comes_too_slowly_is_left(
    portal: PortalServer, pauses: Pauses, drip_s: float
) -> None:
    portal.put("/cham", Answer(b"<html>" + b" " * 1000, drip_s=drip_s))
    portal.put("/robots.txt", Answer(status=404))
    settings = Portal(allow_private=True, seconds_between_requests=0, timeout_seconds=0.25)
    start = time.monotonic()
    trouble, reason = failure(fetcher_of(portal, pauses, settings), f"{portal.url}/cham")
    assert (trouble, reason) == (Trouble.TIMEOUT, "127.0.0.1 takes too long to answer")
    assert time.monotonic() - start < 3 * 3 * 0.25 + 1


@pytest.mark.parametrize("said", ["300000", "1", ""])
def test_a_page_that_is_too_large_is_left(portal: PortalServer, pauses: Pauses, said: str) -> None:
    """With a length that is right, wrong (then the rest is not read), or not said."""
    portal.put("/lon", Answer(b" " * 300_000, headers={"Content-Length": said} if said else CLOSED))
    visitor = fetcher_of(portal, pauses, most=200_000)
    if said == "1":
        page = visitor.get(parse(f"{portal.url}/lon"))
        assert page
        assert page.data == b" "
    else:
        assert failure(visitor, f"{portal.url}/lon") == (Trouble.TOO_LARGE, "larger than 0 MB")


def test_a_page_may_be_as_large_as_the_limit(portal: PortalServer, pauses: Pauses) -> None:
    portal.put("/vua", Answer(b" " * 200_000), Answer(b" " * 200_001))
    visitor = fetcher_of(portal, pauses, most=200_000)
    assert visitor.get(parse(f"{portal.url}/vua"))
    assert failure(visitor, f"{portal.url}/vua") == (Trouble.TOO_LARGE, "larger than 0 MB")


def packed(data: bytes) -> Answer:
    return Answer(gzip.compress(data), headers={"Content-Encoding": "gzip"})


def test_a_packed_page_is_unpacked(portal: PortalServer, fetcher: Fetcher) -> None:
    text = ("<html><p>Hội nghị giao ban tháng 9.</p></html>" * 5000).encode()
    portal.put("/nen", packed(text))
    page = fetcher.get(parse(f"{portal.url}/nen"))
    assert page
    assert page.data == text


def test_a_small_bomb_never_goes_off(portal: PortalServer, fetcher: Fetcher) -> None:
    bomb = gzip.compress(bytes(200_000_000))
    assert len(bomb) < 1_000_000
    portal.put("/bom", Answer(bomb, headers={"Content-Encoding": "gzip"}))
    portal.put("/bom.xml.gz", Answer(bomb, kind="application/gzip"))
    for path in ("/bom", "/bom.xml.gz"):
        assert failure(fetcher, portal.url + path) == (Trouble.TOO_LARGE, "larger than 1 MB")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"x" * 99, headers={"Content-Encoding": "gzip"}), "it comes packed, and damaged"),
        (
            Answer(gzip.compress(b"x" * 999)[:-9], headers={"Content-Encoding": "gzip"}),
            "it comes packed, and only in part",
        ),
        (
            Answer(b"x", headers={"Content-Encoding": "br"}),
            "it comes packed as 'br', which was not asked for",
        ),
        (Answer(b"x", kind="image/png"), "no page but image/png"),
        (Answer(b"x", kind="application/x\x1b[1m"), "no page but something of an unknown kind"),
    ],
)
def test_what_cannot_be_read_is_left(
    portal: PortalServer, fetcher: Fetcher, answer: Answer, reason: str
) -> None:
    portal.put("/la", answer)
    assert failure(fetcher, f"{portal.url}/la") == (Trouble.OTHER_KIND, reason)


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        *((404, Trouble.NOT_FOUND), (410, Trouble.NOT_FOUND), (401, Trouble.REFUSED)),
        *((403, Trouble.REFUSED), (418, Trouble.REFUSED), (304, Trouble.REFUSED)),
    ],
)
def test_a_page_that_is_not_given_is_told_of(
    portal: PortalServer, fetcher: Fetcher, status: int, trouble: Trouble
) -> None:
    portal.put("/khong", Answer(status=status))
    assert failure(fetcher, f"{portal.url}/khong")[0] is trouble


@pytest.mark.parametrize(
    ("path", "kind", "body", "suffix"),
    [
        ("/a", "text/html", b"<html>", ".html"),
        ("/a", "application/xhtml+xml", b"<?xml version='1.0'?><html>", ".html"),
        ("/a", "text/html", b"\xef\xbb\xbf<?xml version='1.0'?>\n<rss>", ".xml"),
        ("/a", "text/plain", b"<!-- a - b --><!DOCTYPE rss><urlset/>", ".xml"),
        ("/a", "text/xml", b"<rdf:RDF xmlns:rdf='x'>", ".xml"),
        ("/a.pdf", "application/octet-stream", b"%PDF-1.4", ".pdf"),
        ("/a", "application/pdf", b"%PDF-1.4", ".pdf"),
    ],
)
def test_what_a_page_is_shows_in_what_is_sent(
    portal: PortalServer, fetcher: Fetcher, path: str, kind: str, body: bytes, suffix: str
) -> None:
    portal.put(path, Answer(body, kind=kind))
    page = fetcher.get(parse(portal.url + path))
    assert page
    assert page.suffix == suffix


def test_a_code_page_that_only_the_host_tells_of_is_converted(
    portal: PortalServer, fetcher: Fetcher
) -> None:
    said = "Ủy ban nhân dân".replace("Ủ", "U\u0309").replace("Ủ", "U\u0309")
    portal.put("/cu", Answer(said.encode("windows-1258"), kind="text/html; charset=windows-1258"))
    page = fetcher.get(parse(f"{portal.url}/cu"))
    assert page
    assert page.data.decode() == said


# --- redirects


def moved(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": to})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_page_that_moved_within_its_host_is_followed(
    portal: PortalServer, fetcher: Fetcher, status: int
) -> None:
    portal.put("/cu", moved("/tin-tuc#dau", status))
    page = fetcher.get(parse(f"{portal.url}/cu"))
    assert page
    assert str(page.url) == f"{portal.url}/tin-tuc"


@pytest.mark.parametrize(
    "to",
    [
        *("http://localhost:{port}/tin-tuc", "http://127.0.0.1:1/", "https://khac.example/"),
        *("http://127.0.0.1/", "//khac.example/"),
    ],
)
def test_nothing_leads_to_another_host(portal: PortalServer, fetcher: Fetcher, to: str) -> None:
    portal.put("/di", moved(to.format(port=portal.port)))
    trouble, reason = failure(fetcher, f"{portal.url}/di")
    assert trouble is Trouble.REDIRECT
    assert "which is not listed: add it to `portal: hosts`" in reason
    assert portal.asked() == ["/di"]


@pytest.mark.parametrize(
    ("to", "trouble"),
    [
        ("file:///etc/passwd", Trouble.ADDRESS),
        ("http://a:b@127.0.0.1/", Trouble.ADDRESS),
        ("http://2130706433/", Trouble.ADDRESS),
        ("http://[::1", Trouble.REDIRECT),
        ("", Trouble.REDIRECT),
    ],
)
def test_a_redirect_to_no_page_is_refused(
    portal: PortalServer, fetcher: Fetcher, to: str, trouble: Trouble
) -> None:
    portal.put("/di", moved(to))
    assert failure(fetcher, f"{portal.url}/di")[0] is trouble
    assert portal.asked() == ["/di"]


def test_circles_end(portal: PortalServer, fetcher: Fetcher) -> None:
    portal.put("/vong", moved("/quanh"))
    portal.put("/quanh", moved("/vong"))
    assert failure(fetcher, f"{portal.url}/vong")[0] is Trouble.REDIRECT
    for number in range(20):
        portal.put(f"/{number}", moved(f"/{number + 1}"))
    assert failure(fetcher, f"{portal.url}/0")[0] is Trouble.REDIRECT
    assert len(portal.asked()) < 10


def test_the_rules_hold_where_a_redirect_leads(portal: PortalServer, fetcher: Fetcher) -> None:
    portal.put("/robots.txt", Answer(b"User-agent: *\nDisallow: /rieng\n"))
    portal.put("/di", moved("/rieng"))
    assert failure(fetcher, f"{portal.url}/di")[0] is Trouble.ROBOTS
    assert portal.asked() == ["/di"]


def test_a_host_that_is_not_listed_is_never_asked(portal: PortalServer) -> None:
    visitor = Fetcher(Hosts(["mylam.example"]), QUICK, 1000)
    trouble, reason = failure(visitor, f"{portal.url}/")
    assert trouble is Trouble.HOST
    assert reason.startswith(f"the host 127.0.0.1:{portal.port} is not listed")
    assert portal.requests == []
