"""Manners: the pace, the rules of a host, and patience with one that is in trouble."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from knowledge.portal.addresses import Hosts, parse
from knowledge.portal.fetching import Fetcher
from knowledge.portal.settings import Portal
from knowledge.portal.troubles import Trouble
from tests.knowledge.portal.conftest import Pauses, failure, fetcher_of
from tests.portal_server import Answer, PortalServer

ROBOTS = "/robots.txt"


def rules(portal: PortalServer, text: str) -> None:
    portal.put(ROBOTS, Answer(text.encode(), kind="text/plain"))


def test_the_visitor_says_who_it_is(portal: PortalServer, fetcher: Fetcher) -> None:
    fetcher.get(parse(f"{portal.url}/"))
    (said,) = {one.headers["user-agent"] for one in portal.requests}
    assert said.startswith("giaoban/0.1 (")
    assert "cookie" not in portal.requests[-1].headers


def test_a_host_is_asked_once_in_a_while(portal: PortalServer) -> None:
    settings = Portal(allow_private=True, seconds_between_requests=0.15, timeout_seconds=1)
    visitor = Fetcher(Hosts([], [parse(portal.url)]), settings, 1_000_000)
    for path in ("/", "/tin-tuc", "/rss.xml"):
        assert visitor.get(parse(portal.url + path))
    moments = [one.at for one in portal.requests]
    assert len(moments) == 4
    assert all(after - before >= 0.14 for before, after in pairwise(moments))


def test_a_delay_that_the_host_asks_for_is_kept(portal: PortalServer, pauses: Pauses) -> None:
    rules(portal, "User-agent: *\nCrawl-delay: 7\n")
    visitor = fetcher_of(portal, pauses)
    for path in ("/", "/tin-tuc"):
        visitor.get(parse(portal.url + path))
    assert pauses[-1] == pytest.approx(7, abs=0.5)


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        ("User-agent: *\nDisallow: /tin-tuc\n", False),
        ("User-agent: *\nDisallow: /*.html$\n", True),
        ("User-agent: *\nDisallow: /\nAllow: /tin-tuc$\n", True),
        ("User-agent: *\nDisallow:\n\nUser-agent: giaoban\nDisallow: /\n", False),
        ("User-agent: khac\nDisallow: /\n", True),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n", False),
        ("<html>Không có tệp này</html>", True),
        ("", True),
    ],
)
def test_the_rules_of_a_host_are_kept(
    portal: PortalServer, fetcher: Fetcher, text: str, is_allowed: bool
) -> None:
    rules(portal, text)
    if is_allowed:
        assert fetcher.get(parse(f"{portal.url}/tin-tuc"))
    else:
        assert failure(fetcher, f"{portal.url}/tin-tuc")[0] is Trouble.ROBOTS
        assert portal.asked() == []


def test_the_rules_are_asked_for_once(portal: PortalServer, fetcher: Fetcher) -> None:
    for path in ("/", "/tin-tuc", "/rss.xml"):
        fetcher.get(parse(portal.url + path))
    assert [one.path for one in portal.requests].count(ROBOTS) == 1


def test_a_host_that_cannot_tell_its_rules_is_left_alone(
    portal: PortalServer, fetcher: Fetcher
) -> None:
    portal.put(ROBOTS, Answer(status=503))
    for path in ("/", "/tin-tuc"):
        assert failure(fetcher, portal.url + path)[0] is Trouble.BUSY
    assert [one.path for one in portal.requests] == [ROBOTS] * 3


def test_what_has_not_changed_is_not_sent_again(portal: PortalServer, fetcher: Fetcher) -> None:
    url = parse(f"{portal.url}/tin-tuc")
    page = fetcher.get(url)
    assert page
    assert fetcher.get(url, page.validators) is None
    portal.put("/tin-tuc", "<html><p>Trang mới</p></html>")
    again = fetcher.get(url, page.validators)
    assert again
    assert "Trang mới".encode() in again.data


# --- trouble that may pass


def test_a_host_in_trouble_is_asked_again_after_a_pause(
    portal: PortalServer, pauses: Pauses
) -> None:
    portal.put("/tin-tuc", Answer(status=500), Answer(status=503), "<html>được</html>")
    settings = Portal(allow_private=True, seconds_between_requests=1, timeout_seconds=1)
    page = fetcher_of(portal, pauses, settings).get(parse(f"{portal.url}/tin-tuc"))
    assert page
    assert portal.asked() == ["/tin-tuc"] * 3
    assert [round(pause) for pause in pauses if pause > 1] == [2, 4]


def test_a_host_that_asks_for_time_gets_it(portal: PortalServer, pauses: Pauses) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    portal.put(
        "/tin-tuc",
        Answer(status=429, headers={"Retry-After": "33"}),
        Answer(status=429, headers={"Retry-After": moment}),
        "<html>được</html>",
    )
    assert fetcher_of(portal, pauses).get(parse(f"{portal.url}/tin-tuc"))
    assert pauses == [33, pytest.approx(20, abs=2)]


def test_nobody_waits_for_hours(portal: PortalServer, pauses: Pauses) -> None:
    portal.put("/tin-tuc", Answer(status=429, headers={"Retry-After": "7200"}))
    trouble, reason = failure(fetcher_of(portal, pauses), f"{portal.url}/tin-tuc")
    assert trouble is Trouble.BUSY
    assert reason == "127.0.0.1 is in trouble (answer 429) and asks to come back in 7200 s"
    assert pauses == []


def test_a_host_that_fails_page_after_page_is_given_up(
    portal: PortalServer, fetcher: Fetcher
) -> None:
    for number in range(5):
        portal.put(f"/{number}", Answer(status=500))
        trouble, reason = failure(fetcher, f"{portal.url}/{number}")
    assert (trouble, reason) == (
        Trouble.UNREACHABLE,
        "127.0.0.1 was given up for now: it failed 3 times in a row",
    )
    assert portal.asked() == [f"/{number}" for number in range(3) for _ in range(3)]


def test_one_page_that_fails_is_no_reason_to_give_a_host_up(
    portal: PortalServer, fetcher: Fetcher
) -> None:
    portal.put("/1", Answer(status=500))
    for _ in range(4):
        assert failure(fetcher, f"{portal.url}/1")[0] is Trouble.BUSY
        assert fetcher.get(parse(f"{portal.url}/tin-tuc"))
