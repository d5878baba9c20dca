"""Calls to the Bot Platform: what is tried again, what is not, and what nobody may see."""

import asyncio
import gc
import logging
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from bot.channel_config import Secret
from bot.zalo.calling import CallError, UncertainError
from bot.zalo.platform import Platform, RefusedError, probe
from bot.zalo_config import Zalo
from tests.bot.zalo_server import Drop, Failure, Hang, Refuse, RetryAfter, Status, ZaloServer

T = TypeVar("T")
PAGE = "Bad Gateway at /bot{}/sendMessage"


@pytest.fixture(scope="module")
def serving() -> Iterator[ZaloServer]:
    with ZaloServer() as server:
        yield server
    assert server.wrong == []


@pytest.fixture
def server(serving: ZaloServer) -> Iterator[ZaloServer]:
    yield serving
    serving.heal()


def config(server: ZaloServer) -> Zalo:
    return Zalo(Secret(server.token), base_url=server.url)


def calling(found: Zalo, call: Callable[[Platform], Awaitable[T]]) -> T:
    async def within() -> T:
        platform = Platform(found)
        try:
            async with asyncio.timeout(30):
                return await call(platform)
        finally:
            await platform.close()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Python 3.11 forgets refused sockets
        try:
            return asyncio.run(within())
        finally:
            gc.collect()


def test_the_bot_is_known_by_its_names(server: ZaloServer) -> None:
    names = calling(config(server), lambda platform: platform.names())
    assert names == ("Bot Giao ban", "bot.VDKyGxQvc")
    assert probe(config(server)) == "Bot Giao ban"


def test_an_update_comes_once_and_then_nothing_new(
    server: ZaloServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.zalo.platform._POLL_S", 0)
    update = server.write("Ai chủ trì?")
    assert calling(config(server), lambda platform: platform.next_update()) == update
    assert calling(config(server), lambda platform: platform.next_update()) is None


@pytest.mark.parametrize(
    "failure",
    [Status(500), Status(502), RetryAfter(1), Refuse(429, "too many"), Refuse(503, "x"), Drop()],
    ids=str,
)
def test_a_message_that_was_not_taken_at_first_arrives_once(
    server: ZaloServer, failure: Failure
) -> None:
    chat = f"chat {failure}"
    server.fail("sendMessage", failure, chat=chat)
    calling(config(server), lambda platform: platform.send(chat, "Bốn lớp."))
    assert server.messages(chat) == ["Bốn lớp."]
    first, second = (
        c.at for c in server.calls_of("sendMessage") if c.parameters["chat_id"] == chat
    )
    assert 0.9 < second - first < 3


def test_a_message_whose_answer_does_not_come_is_uncertain_and_not_repeated(
    server: ZaloServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.zalo.calling._ANSWER_WITHIN_S", 0.2)
    server.fail("sendMessage", Hang(1.0), chat="mai")
    with pytest.raises(UncertainError):
        calling(config(server), lambda platform: platform.send("mai", "Bốn lớp."))
    server.wait_for("mai", 1)
    assert server.messages("mai") == ["Bốn lớp."]


def test_a_message_that_zalo_refuses_is_lost_with_the_reason(server: ZaloServer) -> None:
    page = PAGE.format(server.token)
    server.fail("sendMessage", Refuse(403, f"\x1b[2Jblocked: {page}"), chat="hoa")
    with pytest.raises(RefusedError) as caught:
        calling(config(server), lambda platform: platform.send("hoa", "Bốn lớp."))
    assert (caught.value.code, caught.value.is_for_token) == (403, False)
    assert str(caught.value).startswith(
        "sendMessage: error 403 ([2Jblocked: Bad Gateway at /bot***"
    )
    assert server.messages("hoa") == []


def test_the_typing_sign_is_shown_or_not_but_never_fails(server: ZaloServer) -> None:
    server.fail("sendChatAction", Status(500), Refuse(400, "no"), Drop())
    for _ in range(4):
        calling(config(server), lambda platform: platform.show_typing("lan"))
    begun = time.monotonic()
    server.fail("sendChatAction", Hang(20))
    calling(config(server), lambda platform: platform.show_typing("lan"))
    assert time.monotonic() - begun < 3
    assert server.calls_of("sendChatAction")[-1].parameters == {
        "chat_id": "lan",
        "action": "typing",
    }


def test_a_webhook_excludes_polling_until_it_is_deleted(
    server: ZaloServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.zalo.platform._POLL_S", 0)

    async def talk(platform: Platform) -> None:
        assert not await platform.has_webhook()
        await platform.set_webhook("https://bot.example/zalo", "s" * 8)
        assert await platform.has_webhook()
        with pytest.raises(RefusedError, match="error 409"):
            await platform.next_update()
        await platform.delete_webhook()
        assert await platform.next_update() is None

    calling(config(server), talk)


def test_a_token_that_zalo_does_not_know_is_told_apart(server: ZaloServer) -> None:
    wrong = replace(config(server), token=Secret("145923224145:khac"))
    with pytest.raises(RefusedError) as caught:
        calling(wrong, lambda platform: platform.names())
    assert caught.value.is_for_token
    with pytest.raises(RefusedError):
        probe(wrong)


@pytest.mark.parametrize("failure", [Status(502), Status(500), Drop()], ids=str)
def test_a_zalo_that_fails_is_no_fault_of_the_token(server: ZaloServer, failure: Failure) -> None:
    server.fail_always("getMe", failure)
    server.fail_always("getUpdates", failure)
    with pytest.raises(CallError) as at_once:
        probe(config(server))
    with pytest.raises(CallError) as polled:
        calling(config(server), lambda platform: platform.next_update())
    for error in (at_once.value, polled.value):
        assert not (isinstance(error, RefusedError) and error.is_for_token)


def test_nothing_that_is_said_or_shown_holds_the_token(
    server: ZaloServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    odd = replace(config(server), token=Secret(f"{server.token}?#%"))
    secret = server.token.partition(":")[2]
    said = [repr(odd), str(odd)]
    page = PAGE.format(server.token)
    server.fail("getMe", Drop(), Refuse(400, page))
    server.fail("getUpdates", Refuse(500, page))

    async def ask(platform: Platform) -> None:
        said.append(repr(vars(platform)))
        for call in (platform.names, platform.next_update):
            try:
                await call()
            except CallError as error:
                said.append(f"{error} {error!r}")

    for found in (config(server), odd):
        calling(found, ask)
    assert any("trying again" in line for line in caplog.text.splitlines())
    assert len(said) == 2 + 2 + 4
    assert [line for line in [*said, caplog.text] if secret in line] == []
