"""Messages on their way out, through all that can happen to them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.zalo import calling
from bot.zalo.calling import CallError, UncertainError
from bot.zalo.oa_door import OaDoor
from bot.zalo.oa_tokens import Tokens
from tests.bot.zalo_oa.conftest import account
from tests.bot.zalo_oa_server import (
    EXPIRED,
    MESSAGES,
    SPENT,
    TOKENS,
    TOO_MANY,
    Answer,
    Hang,
    ZaloOaServer,
)

WORDS = "Đồng chí Trần Văn Bảy chủ trì."


@pytest.fixture
def through(server: ZaloOaServer, tmp_path: Path) -> Callable[..., None]:
    """Sends one text, or does something else with the door."""

    def run(use: Callable[[OaDoor], Awaitable[None]] = say) -> None:
        async def within() -> None:
            async with asyncio.timeout(60), calling.client() as client:
                tokens = Tokens(account(server), tmp_path / "state", client)
                await tokens.start()
                await use(OaDoor(server.url, tokens, client))
                await tokens.stop()

        asyncio.run(within())

    return run


async def say(door: OaDoor) -> None:
    await door.send("100", WORDS)


def arrived(server: ZaloOaServer) -> list[str]:
    return [message.text for message in server.messages()]


def test_what_comes_too_fast_for_zalo_arrives_once_a_little_later(
    server: ZaloOaServer, through: Callable[..., None]
) -> None:
    server.fail(MESSAGES, Answer(TOO_MANY), user="100")
    through()
    assert arrived(server) == [WORDS]
    first, second = server.calls_of(MESSAGES)
    assert second.at - first.at > 0.9


@pytest.mark.parametrize(
    "refusal", [Answer(EXPIRED), Answer(-124), Answer(-220), Answer(0, 401), Answer(EXPIRED, 401)]
)
def test_with_a_refused_token_it_is_renewed_and_the_message_sent_again(
    server: ZaloOaServer, through: Callable[..., None], refusal: Answer
) -> None:
    server.fail(MESSAGES, refusal)
    through()
    assert arrived(server) == [WORDS]
    old, new = (call.headers["access_token"] for call in server.calls_of(MESSAGES))
    assert old != new == server.access_token
    assert len(server.calls_of(TOKENS)) == 2


def test_a_message_is_not_sent_a_third_time(
    server: ZaloOaServer, through: Callable[..., None]
) -> None:
    server.fail(MESSAGES, Answer(EXPIRED), Answer(EXPIRED))
    with pytest.raises(CallError, match=f"error {EXPIRED}"):
        through()
    assert len(server.calls_of(MESSAGES)) == 2


def test_when_the_refresh_token_is_refused_too_the_way_out_is_told(
    server: ZaloOaServer, through: Callable[..., None]
) -> None:
    async def later(door: OaDoor) -> None:
        server.issue()
        await say(door)

    with pytest.raises(CallError, match=f"error {SPENT}.*docs/zalo-oa.md"):
        through(later)
    assert arrived(server) == []


@pytest.mark.parametrize("error", [-213, -217, -218, -227, -230, -232])
def test_who_takes_no_messages_is_left_alone(
    server: ZaloOaServer,
    through: Callable[..., None],
    error: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    server.fail(MESSAGES, Answer(error))
    through()
    assert f"user 100 takes no messages now (error {error})" in caplog.messages
    assert all(record.levelno == logging.INFO for record in caplog.records)
    assert len(server.calls_of(MESSAGES)) == 1


@pytest.mark.parametrize("failure", [Answer(-201), Answer(-224, 400), Answer(0, 404)])
def test_every_other_error_loses_the_message_and_says_so_without_a_word_of_it(
    server: ZaloOaServer, through: Callable[..., None], failure: Answer
) -> None:
    server.fail(MESSAGES, failure)
    with pytest.raises(CallError) as raised:
        through()
    assert str(failure.error or failure.status) in str(raised.value)
    assert server.access_token not in str(raised.value)
    assert "Bảy" not in str(raised.value)


def test_a_message_that_was_read_and_not_answered_is_uncertain_and_not_repeated(
    server: ZaloOaServer, through: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "_ANSWER_WITHIN_S", 0.5)
    server.fail(MESSAGES, Hang(1.5))
    with pytest.raises(UncertainError):
        through()
    assert arrived(server) == [WORDS]


def test_no_log_holds_a_secret_or_words(
    server: ZaloOaServer, through: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    server.fail(MESSAGES, Answer(EXPIRED))
    through()
    assert caplog.records
    for kept in (server.access_token, server.refresh_token, server.app_secret, "Bảy"):
        assert kept not in caplog.text
