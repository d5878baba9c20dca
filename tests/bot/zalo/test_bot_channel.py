"""Signing in and polling: through lost connections, and until there is no use in it."""

import asyncio
import gc
import warnings
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import pytest

from bot.channel import ChannelError, UnreachableError
from bot.channel_config import Secret
from bot.workers import Workers
from bot.zalo.bot_channel import ZaloBotChannel
from bot.zalo_config import Zalo
from tests.bot.conftest import Talk
from tests.bot.loopback import until_one_ends
from tests.bot.zalo.conftest import free_port
from tests.bot.zalo_server import Refuse, Status, ZaloServer

Watch = Callable[[ZaloBotChannel], Awaitable[None]]


@pytest.fixture
def server() -> Iterator[ZaloServer]:
    with ZaloServer() as serving:
        yield serving
    assert serving.wrong == []


@pytest.fixture
def settings(server: ZaloServer) -> Zalo:
    return Zalo(Secret(server.token), base_url=server.url)


async def forever(_: ZaloBotChannel) -> None:
    await asyncio.Event().wait()


@pytest.fixture
def serve(talk: Talk) -> Iterator[Callable[[Zalo, Watch], None]]:
    """Serves while `watch` runs; an error of the channel is raised."""
    workers = Workers()

    async def within(config: Zalo, watch: Watch) -> None:
        channel = ZaloBotChannel(config, talk.dialogue, workers)
        try:
            async with asyncio.timeout(40):
                await channel.start()
                await until_one_ends(channel.run(), watch(channel))
        finally:
            await channel.stop()

    def run(config: Zalo, watch: Watch) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # Python 3.11 forgets refused sockets
            try:
                asyncio.run(within(config, watch))
            finally:
                gc.collect()

    yield run
    workers.stop()


Serve = Callable[[Zalo, Watch], None]


async def until(server: ZaloServer, predicate: Callable[[], object]) -> None:
    await asyncio.to_thread(server.wait_until, predicate, 30)


def test_messages_are_answered_in_the_order_in_which_they_came(
    server: ZaloServer, settings: Zalo, serve: Serve
) -> None:
    async def watch(channel: ZaloBotChannel) -> None:
        assert channel.is_healthy
        for text in ("cảm ơn", "/moi", "cảm ơn"):
            server.write(text)
        sent = await asyncio.to_thread(server.wait_for, "lan", 3)
        assert [text[:5] for text in sent] == ["Không", "Vâng,", "Không"]

    serve(settings, watch)


def test_in_groups_it_is_also_called_by_the_configured_name(
    server: ZaloServer, settings: Zalo, serve: Serve
) -> None:
    async def watch(_: ZaloBotChannel) -> None:
        server.write("Trợ lý: cảm ơn", "nhom", "lan", group=True)
        await asyncio.to_thread(server.wait_for, "nhom", 1)

    serve(replace(settings, name="Trợ lý"), watch)


def test_a_lost_connection_is_noticed_and_what_was_written_meanwhile_is_answered(
    server: ZaloServer, settings: Zalo, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async def watch(channel: ZaloBotChannel) -> None:
        await until(server, lambda: server.calls_of("getUpdates"))
        await asyncio.to_thread(server.pause)
        while channel.is_healthy:
            await asyncio.sleep(0.01)
        server.write("cảm ơn")
        await asyncio.to_thread(server.resume)
        await asyncio.to_thread(server.wait_for, "lan", 1)
        while not channel.is_healthy:
            await asyncio.sleep(0.01)

    serve(settings, watch)
    assert caplog.text.count("Zalo does not answer") == 1
    assert caplog.text.count("Zalo answers again") == 1


def test_a_failing_zalo_is_asked_again_less_and_less_often(
    server: ZaloServer, settings: Zalo, serve: Serve
) -> None:
    server.fail("getUpdates", Status(502), Refuse(400, "no"))

    async def watch(_: ZaloBotChannel) -> None:
        await until(server, lambda: len(server.calls_of("getUpdates")) > 2)

    serve(settings, watch)
    first, second, third = (call.at for call in server.calls_of("getUpdates")[:3])
    assert 0.9 < second - first < third - second


def test_a_zalo_that_has_nothing_new_at_once_is_not_asked_in_circles(
    server: ZaloServer, settings: Zalo, serve: Serve
) -> None:
    server.fail("getUpdates", Refuse(408, "Request timeout"), Refuse(408, "Request timeout"))

    async def watch(channel: ZaloBotChannel) -> None:
        await until(server, lambda: len(server.calls_of("getUpdates")) > 2)
        assert channel.is_healthy

    serve(settings, watch)
    first, second, third = (call.at for call in server.calls_of("getUpdates")[:3])
    assert second - first > 0.9
    assert third - second > 0.9


def test_a_token_that_is_revoked_is_told_of_without_showing_it(
    server: ZaloServer, settings: Zalo, serve: Serve
) -> None:
    known = server.token

    async def watch(_: ZaloBotChannel) -> None:
        await until(server, lambda: server.calls_of("getUpdates"))
        server.token += "x"
        server.write("cảm ơn")
        await asyncio.Event().wait()

    with pytest.raises(ChannelError, match="refuses the token in ZALO_BOT_TOKEN") as caught:
        serve(settings, watch)
    assert known not in str(caught.value)
    assert not isinstance(caught.value, UnreachableError)


def test_a_token_that_zalo_does_not_know_is_told_of(
    server: ZaloServer, settings: Zalo, serve: Serve
) -> None:
    with pytest.raises(ChannelError, match="refuses the token in ZALO_BOT_TOKEN: copy it"):
        serve(replace(settings, token=Secret("145923224145:khac")), forever)


def test_a_zalo_that_cannot_be_reached_may_be_later(settings: Zalo, serve: Serve) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(UnreachableError, match=rf"{address} \(getMe: ConnectError\): check the"):
        serve(replace(settings, base_url=address), forever)


def test_a_webhook_that_zalo_does_not_take_is_told_of_with_its_reason(
    settings: Zalo, serve: Serve
) -> None:
    told = r"Zalo refuses to begin: setWebhook: error 400 \(Bad Request: url must be https\)\."
    with pytest.raises(ChannelError, match=told):
        serve(replace(settings, webhook="http://bot.example/zalo"), forever)


def test_an_old_webhook_is_deleted_and_a_new_one_of_others_is_told_of(
    server: ZaloServer, settings: Zalo, serve: Serve
) -> None:
    server.set_webhook("https://other.example/x", "x" * 8)

    async def watch(_: ZaloBotChannel) -> None:
        await until(server, lambda: server.calls_of("getUpdates"))
        assert server.webhook is None
        server.set_webhook("https://other.example/x", "x" * 8)
        await asyncio.Event().wait()

    with pytest.raises(ChannelError, match=r"A webhook was set for this bot.*Stop it"):
        serve(settings, watch)


def test_a_zalo_that_has_no_webhook_to_delete_is_polled(
    server: ZaloServer, settings: Zalo, serve: Serve
) -> None:
    server.fail("deleteWebhook", Refuse(404, "there is none"))

    async def watch(_: ZaloBotChannel) -> None:
        await until(server, lambda: server.calls_of("getUpdates"))

    serve(settings, watch)
