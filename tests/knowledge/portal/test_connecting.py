"""Where connections lead; the names and addresses are given by a table in place of the DNS."""

import socket
from collections.abc import Callable
from typing import Any

import httpcore
import httpx
import pytest

from knowledge.portal.addresses import Hosts, parse
from knowledge.portal.fetching import Fetcher
from knowledge.portal.settings import Portal
from knowledge.portal.troubles import Trouble
from tests.knowledge.portal.conftest import Pauses, failure
from tests.portal_server import PortalServer

HOST = "mylam.example"
Resolving = Callable[..., list[str]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Resolving:
    """Sets what HOST resolves to, one list a look-up, the last one for ever; returns what was
    asked.
    """
    asked: list[str] = []

    def resolve(*answers: list[str]) -> list[str]:
        left = list(answers)

        def answer(host: str, port: int, *args: object, **kwargs: object) -> list[Any]:
            if not host[0].isdigit():
                asked.append(host)
            found = left.pop(0) if len(left) > 1 else left[0]
            return [(socket.AF_INET, 1, 6, "", (address, port)) for address in found]

        monkeypatch.setattr(socket, "getaddrinfo", answer)
        return asked

    return resolve


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a connection was tried to; all fail."""
    found: list[str] = []

    def connect(self: object, host: str, port: int, timeout: float) -> None:
        found.append(host)
        raise httpcore.ConnectError("refused")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return found


def fetcher(allow_private: bool = False) -> Fetcher:
    settings = Portal(allow_private=allow_private, seconds_between_requests=0, timeout_seconds=1)
    return Fetcher(Hosts([HOST]), settings, 1000, Pauses())


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.1", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("0.0.0.0", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"),  # noqa: S104
        *("240.0.0.1", "::1", "::", "fe80::1%lo", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.5", "64:ff9b::7f00:1", "2002:7f00:1::"),
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_a_name_that_leads_inside_is_refused(
    names: Resolving, tried: list[str], address: str
) -> None:
    names([address])
    trouble, reason = failure(fetcher(), f"http://{HOST}/")
    assert trouble is Trouble.PRIVATE
    assert reason.startswith(f"{HOST} is at ")
    assert tried == []


def test_one_address_inside_among_several_is_enough(names: Resolving, tried: list[str]) -> None:
    names(["93.184.216.34", "10.0.0.5"])
    assert failure(fetcher(), f"http://{HOST}/")[0] is Trouble.PRIVATE
    assert tried == []


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1"])  # noqa: S104
def test_some_addresses_are_never_allowed(names: Resolving, tried: list[str], address: str) -> None:
    names([address])
    assert failure(fetcher(allow_private=True), f"http://{HOST}/")[0] is Trouble.PRIVATE
    assert tried == []


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    names: Resolving, tried: list[str]
) -> None:
    asked = names(["93.184.216.34"], ["127.0.0.1"])
    visitor = fetcher()
    assert failure(visitor, f"http://{HOST}/")[0] is Trouble.PRIVATE  # the second try resolves anew
    assert tried == ["93.184.216.34"]
    assert asked == [HOST, HOST]


def test_every_address_of_a_host_is_tried(names: Resolving, tried: list[str]) -> None:
    names(["2606:2800:220:1::1", "93.184.216.34"])
    trouble, reason = failure(fetcher(), f"http://{HOST}/")
    assert (trouble, reason) == (Trouble.UNREACHABLE, f"{HOST} cannot be reached: refused")
    assert tried == ["2606:2800:220:1::1", "93.184.216.34"] * 3


def test_the_host_is_asked_by_its_name_at_the_address_that_was_checked(
    names: Resolving, portal: PortalServer
) -> None:
    names(["127.0.0.1"])
    settings = Portal(allow_private=True, seconds_between_requests=0, timeout_seconds=1)
    url = f"http://{HOST}:{portal.port}"
    page = Fetcher(Hosts([], [parse(url)]), settings, 1_000_000, Pauses()).get(parse(f"{url}/"))
    assert page
    assert str(page.url) == f"{url}/"
    assert {one.headers["host"] for one in portal.requests} == {f"{HOST}:{portal.port}"}


def test_an_unknown_name_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    trouble, reason = failure(fetcher(), f"http://{HOST}/")
    assert trouble is Trouble.UNREACHABLE
    assert reason == f"{HOST} cannot be reached: the name {HOST} is not known"


def test_no_proxy_of_the_environment_is_used(
    portal: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    settings = Portal(allow_private=True, seconds_between_requests=0, timeout_seconds=1)
    visitor = Fetcher(Hosts([], [httpx.URL(portal.url)]), settings, 1_000_000, Pauses())
    assert visitor.get(parse(portal.url))
