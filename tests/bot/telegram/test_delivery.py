"""Which calls are repeated, and when no more."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import pairwise

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.telegram.delivery import Delivery, UncertainError
from tests.bot.telegram_server import (
    Blocked,
    Drop,
    Failure,
    Hang,
    RetryAfter,
    Status,
    TelegramServer,
)

Talk = Callable[[ExtBot[None], Delivery], Awaitable[None]]


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as serving:
        yield serving


def converse(server: TelegramServer, talk: Talk) -> None:
    """Talks through a bot whose calls wait half a second for their answers."""

    async def within() -> None:
        delivery = Delivery()
        request = HTTPXRequest(read_timeout=0.5)
        address = f"{server.url}/bot"
        bot = ExtBot(server.token, base_url=address, request=request, rate_limiter=delivery)
        async with asyncio.timeout(60), bot:
            await talk(bot, delivery)

    asyncio.run(within())


def seconds_between_tries(server: TelegramServer, method: str = "sendMessage") -> list[float]:
    times = [call.at for call in server.calls_of(method)]
    return [later - earlier for earlier, later in pairwise(times)]


@pytest.mark.parametrize(
    "failure", [Status(500), Status(502), Status(503), RetryAfter(1), Drop(before=True)], ids=str
)
def test_a_message_that_failed_for_a_moment_arrives_once(
    server: TelegramServer, failure: Failure
) -> None:
    server.fail("sendMessage", failure)

    async def talk(bot: ExtBot[None], _: Delivery) -> None:
        await bot.send_message(1, "Chào")

    converse(server, talk)
    assert [message.text for message in server.messages()] == ["Chào"]
    assert len(server.calls_of("sendMessage")) == 2


def test_too_many_requests_are_repeated_after_the_time_told(server: TelegramServer) -> None:
    server.fail("sendMessage", RetryAfter(1), RetryAfter(2))

    async def talk(bot: ExtBot[None], _: Delivery) -> None:
        await bot.send_message(1, "Chào")

    converse(server, talk)
    first, second = seconds_between_tries(server)
    assert 1 <= first < 2 <= second < 4


def test_the_pause_between_two_tries_grows(server: TelegramServer) -> None:
    server.fail("sendMessage", Status(500), Status(502))

    async def talk(bot: ExtBot[None], _: Delivery) -> None:
        await bot.send_message(1, "Chào")

    converse(server, talk)
    first, second = seconds_between_tries(server)
    assert 0.9 <= first < second


@pytest.mark.parametrize(("failure", "error"), [(Blocked(), Forbidden), (Status(400), BadRequest)])
def test_what_telegram_refuses_is_not_repeated(
    server: TelegramServer, failure: Failure, error: type[TelegramError]
) -> None:
    server.fail("sendMessage", failure)

    async def talk(bot: ExtBot[None], _: Delivery) -> None:
        with pytest.raises(error):
            await bot.send_message(1, "Chào")

    converse(server, talk)
    assert len(server.calls_of("sendMessage")) == 1


def test_a_message_without_an_answer_is_uncertain_and_not_sent_again(
    server: TelegramServer,
) -> None:
    server.fail("sendMessage", Hang(1.0))

    async def talk(bot: ExtBot[None], _: Delivery) -> None:
        with pytest.raises(UncertainError):
            await bot.send_message(1, "Chào")

    converse(server, talk)
    assert len(server.calls_of("sendMessage")) == 1
    server.wait_for_messages(1)


def test_an_edit_without_an_answer_is_tried_again(server: TelegramServer) -> None:
    server.fail("editMessageText", Hang(0.7, performed=False))

    async def talk(bot: ExtBot[None], _: Delivery) -> None:
        sent = await bot.send_message(1, "Đang tìm…")
        await bot.edit_message_text("Xong", 1, sent.message_id)

    converse(server, talk)
    assert [message.text for message in server.messages()] == ["Xong"]
    assert len(server.calls_of("editMessageText")) == 2


@pytest.mark.parametrize("failure", [Status(500), Status(502), RetryAfter(1), Drop()], ids=str)
def test_a_typing_sign_is_never_repeated(server: TelegramServer, failure: Failure) -> None:
    server.fail("sendChatAction", failure)

    async def talk(bot: ExtBot[None], _: Delivery) -> None:
        with pytest.raises(NetworkError):
            await bot.send_chat_action(1, "typing")

    converse(server, talk)
    assert len(server.calls_of("sendChatAction")) == 1


def test_a_button_is_not_closed_when_telegram_will_have_forgotten_it(
    server: TelegramServer,
) -> None:
    server.fail("answerCallbackQuery", RetryAfter(30))

    async def talk(bot: ExtBot[None], _: Delivery) -> None:
        with pytest.raises(TimedOut, match="answerCallbackQuery"):
            await bot.answer_callback_query("1")

    converse(server, talk)


@pytest.mark.parametrize("failure", [RetryAfter(30), Status(500)], ids=str)
def test_nothing_waits_or_is_repeated_after_the_end(
    server: TelegramServer, failure: Failure
) -> None:
    server.fail_always("sendMessage", failure)
    ended: list[float] = []

    async def talk(bot: ExtBot[None], delivery: Delivery) -> None:
        async def send() -> None:
            with suppress(TelegramError):
                await bot.send_message(1, "Chào")

        sending = asyncio.create_task(send())
        await asyncio.to_thread(server.wait_until, lambda: server.calls_of("sendMessage"))
        await asyncio.sleep(0.1)  # for the refusal to come back
        began = time.monotonic()
        delivery.stop()
        await sending
        ended.append(time.monotonic() - began)
        await send()

    converse(server, talk)
    assert ended[0] < 0.8
    assert len(server.calls_of("sendMessage")) == 2


def test_a_call_that_waits_holds_up_no_other(server: TelegramServer) -> None:
    server.fail("sendMessage", RetryAfter(2), chat=1)

    async def talk(bot: ExtBot[None], _: Delivery) -> None:
        waiting = asyncio.create_task(bot.send_message(1, "sau"))
        await asyncio.to_thread(server.wait_until, lambda: server.calls_of("sendMessage"))
        for chat in range(2, 12):
            await bot.send_message(chat, "trước")
        assert not waiting.done()
        await waiting

    converse(server, talk)
    calls = [call.parameters["chat_id"] for call in server.calls_of("sendMessage")]
    assert calls == [1, *range(2, 12), 1]
