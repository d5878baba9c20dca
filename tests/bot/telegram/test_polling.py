"""Fetching updates: through lost connections, and until there is no use in it."""

import asyncio
import gc
import warnings
from collections.abc import Callable, Coroutine, Iterator

import pytest
from telegram import Update
from telegram.ext import ExtBot

from bot.channel import ChannelError
from bot.telegram.delivery import Delivery
from bot.telegram.polling import Poller
from tests.bot.loopback import until_one_ends
from tests.bot.telegram_server import Refuse, RetryAfter, Status, TelegramServer

OTHER = Refuse(409, "Conflict: terminated by other getUpdates request; only one bot instance")
Queue = asyncio.Queue[object]
Watch = Callable[[Poller, Queue], Coroutine[object, object, None]]


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as serving:
        yield serving


def poll(server: TelegramServer, watch: Watch) -> None:
    """Polls while `watch` runs; an error of the poller is raised."""

    async def within() -> None:
        queue: Queue = asyncio.Queue()
        bot = ExtBot(server.token, base_url=f"{server.url}/bot", rate_limiter=Delivery())
        async with asyncio.timeout(60), bot:
            poller = Poller(bot, queue)
            await until_one_ends(poller.run(), watch(poller, queue))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Python 3.11 forgets refused sockets
        try:
            asyncio.run(within())
        finally:
            gc.collect()


async def until(server: TelegramServer, predicate: Callable[[], object]) -> None:
    await asyncio.to_thread(server.wait_until, predicate, 50)


async def text_of_next(queue: Queue) -> str | None:
    update = await queue.get()
    assert isinstance(update, Update)
    return update.message.text if update.message else None


async def forever(_: Poller, __: Queue) -> None:
    await asyncio.Event().wait()


def test_updates_come_once_and_in_order(server: TelegramServer) -> None:
    texts = [f"câu {number}" for number in range(250)]

    async def watch(poller: Poller, queue: Queue) -> None:
        for text in texts:
            server.write(text)
        assert [await text_of_next(queue) for _ in texts] == texts
        server.write("câu cuối")
        assert await text_of_next(queue) == "câu cuối"
        assert poller.is_connected

    poll(server, watch)


def test_a_lost_connection_is_noticed_and_what_was_written_meanwhile_comes(
    server: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def watch(poller: Poller, queue: Queue) -> None:
        await until(server, lambda: server.calls_of("getUpdates"))
        await asyncio.to_thread(server.pause)
        while poller.is_connected:
            await asyncio.sleep(0.01)
        server.write("trong lúc mất mạng")
        await asyncio.to_thread(server.resume)
        assert await text_of_next(queue) == "trong lúc mất mạng"
        while not poller.is_connected:
            await asyncio.sleep(0.01)

    poll(server, watch)
    assert "Telegram answers again" in caplog.text
    assert caplog.text.count("Telegram does not answer") == 1


def test_a_failing_telegram_is_asked_again_less_and_less_often(server: TelegramServer) -> None:
    server.fail("getUpdates", Status(502), Status(500))
    server.write("câu hỏi")

    async def watch(_: Poller, queue: Queue) -> None:
        assert await text_of_next(queue) == "câu hỏi"

    poll(server, watch)
    first, second, third = (call.at for call in server.calls_of("getUpdates")[:3])
    assert 0.9 < second - first < third - second


def test_too_many_requests_are_repeated_after_the_time_told(server: TelegramServer) -> None:
    server.fail("getUpdates", RetryAfter(2))
    server.write("câu hỏi")

    async def watch(poller: Poller, queue: Queue) -> None:
        assert await text_of_next(queue) == "câu hỏi"
        assert poller.is_connected

    poll(server, watch)
    first, second = (call.at for call in server.calls_of("getUpdates")[:2])
    assert 2 <= second - first < 4


def test_two_conflicts_are_lived_through_as_when_one_giaoban_replaces_another(
    server: TelegramServer,
) -> None:
    server.fail("getUpdates", OTHER, OTHER)
    server.write("câu hỏi")

    async def watch(_: Poller, queue: Queue) -> None:
        assert await text_of_next(queue) == "câu hỏi"

    poll(server, watch)


def test_whoever_else_fetches_the_updates_is_told_of(server: TelegramServer) -> None:
    server.fail_always("getUpdates", OTHER)
    with pytest.raises(ChannelError, match="Another program fetches this bot's updates: stop it"):
        poll(server, forever)
    assert len(server.calls_of("getUpdates")) == 3


def test_a_webhook_set_meanwhile_is_told_of_at_once(server: TelegramServer) -> None:
    async def watch(_: Poller, __: Queue) -> None:
        await until(server, lambda: server.calls_of("getUpdates"))
        bot = ExtBot(server.token, base_url=f"{server.url}/bot")
        async with bot:
            await bot.set_webhook("https://other.example/telegram")
        await asyncio.Event().wait()

    with pytest.raises(ChannelError, match=r"A webhook was set for this bot.*Stop it"):
        poll(server, watch)
    assert len(server.calls_of("getUpdates")) == 1


def test_a_token_that_is_revoked_is_told_of_without_showing_it(server: TelegramServer) -> None:
    async def watch(_: Poller, __: Queue) -> None:
        await until(server, lambda: server.calls_of("getUpdates"))
        server.token = f"123456:{'B' * 35}"
        server.write("câu hỏi")
        await asyncio.Event().wait()

    known = server.token
    with pytest.raises(ChannelError, match="refuses the token in TELEGRAM_BOT_TOKEN") as caught:
        poll(server, watch)
    assert known not in str(caught.value)


def test_what_arrived_is_not_given_to_the_next_start(server: TelegramServer) -> None:
    server.write("cũ")

    async def take_and_confirm(poller: Poller, queue: Queue) -> None:
        assert await text_of_next(queue) == "cũ"
        await poller.confirm()

    async def watch(_: Poller, queue: Queue) -> None:
        server.write("mới")
        assert await text_of_next(queue) == "mới"

    poll(server, take_and_confirm)
    poll(server, watch)
