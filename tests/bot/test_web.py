"""The one HTTP server: /healthz, and what is nobody's business."""

import asyncio
import gc
import socket
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence

import httpx
import pytest
from tornado.routing import Rule
from tornado.web import RequestHandler, url

from bot.channel import ChannelError
from bot.channel_config import Http
from bot.web import listen


class Echo(RequestHandler):
    """A route of some channel."""

    def post(self) -> None:
        self.write(str(len(self.request.body)))


ROUTES = [url("/echo", Echo)]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def call(
    port: int,
    talk: Callable[[httpx.AsyncClient], Awaitable[None]],
    health: Mapping[str, bool] = {},
    routes: Sequence[Rule] = ROUTES,
    address: str = "127.0.0.1",
) -> None:
    """Serves on loopback while `talk` talks to `address`."""

    async def within() -> None:
        server = listen(Http("127.0.0.1", port), routes, lambda: dict(health))
        base = f"http://{address}:{port}"
        async with asyncio.timeout(30), httpx.AsyncClient(base_url=base, trust_env=False) as client:
            await talk(client)
        server.stop()
        await server.close_all_connections()

    asyncio.run(within())


def test_health_is_200_while_all_channels_are_well(port: int) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        answer = await client.get("/healthz")
        assert answer.status_code == 200
        assert answer.json() == {
            "status": "ok",
            "channels": {"telegram": "ok", "zalo": "ok"},
        }

    call(port, talk, {"telegram": True, "zalo": True})


def test_health_is_503_when_one_channel_fails_and_says_which(port: int) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        answer = await client.get("/healthz")
        assert answer.status_code == 503
        assert answer.json() == {
            "status": "failing",
            "channels": {"telegram": "failing", "zalo": "ok"},
        }

    call(port, talk, {"telegram": False, "zalo": True})


def test_health_is_asked_anew_each_time(port: int) -> None:
    health = {"telegram": True}

    async def talk(client: httpx.AsyncClient) -> None:
        assert (await client.get("/healthz")).status_code == 200
        health["telegram"] = False
        assert (await client.get("/healthz")).status_code == 503
        health["telegram"] = True
        assert (await client.get("/healthz")).status_code == 200

    call(port, talk, health)


@pytest.mark.parametrize("path", ["/", "/healthz/", "/admin", "/static/x", "/..%2fetc/passwd"])
def test_any_other_path_is_404(port: int, path: str) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        assert (await client.get(path)).status_code == 404
        assert (await client.post(path, content=b"{}")).status_code == 404

    call(port, talk)


def test_health_can_only_be_read(port: int) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        assert (await client.post("/healthz", content=b"{}")).status_code == 405

    call(port, talk)


def test_a_channel_takes_a_body_that_an_update_can_have(port: int) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        assert (await client.post("/echo", content=b"x" * 100_000)).text == "100000"

    call(port, talk)


def test_a_huge_body_is_refused_and_the_next_caller_is_served(port: int) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        try:
            answer = await client.post("/echo", content=b"x" * 2_000_000)
        except httpx.TransportError:
            pass  # closed while it was still being sent
        else:
            assert answer.status_code in (400, 413)
        assert (await client.post("/echo", content=b"x")).text == "1"

    call(port, talk)


def test_only_the_configured_address_listens(port: int) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        with pytest.raises(httpx.ConnectError):
            await client.get("/healthz")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Python 3.11 forgets refused sockets
        call(port, talk, address="127.0.0.2")
        gc.collect()


def test_a_taken_port_is_told_of_with_the_way_out() -> None:
    async def begin(port: int) -> None:
        listen(Http("127.0.0.1", port), [], dict)

    with socket.socket() as taken, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # tornado leaves the socket to the end
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = rf"Cannot listen on 127\.0\.0\.1:{port} \(Address already in use\): change `http`"
        with pytest.raises(ChannelError, match=told):
            asyncio.run(begin(port))
        gc.collect()
