"""Tokens that Zalo refuses, that cannot be renewed or stored: what is said, and the way out."""

import asyncio
import logging
import os
from pathlib import Path

import pytest

from bot.channel import ChannelError
from bot.zalo import calling, oa_tokens
from bot.zalo.calling import CallError
from bot.zalo.oa_tokens import RefusedError, Tokens
from bot.zalo_config import ZaloOa
from tests.bot.conftest import Clock
from tests.bot.zalo_oa.conftest import account
from tests.bot.zalo_oa.holding import HOURS, nothing, refreshes, run, stored
from tests.bot.zalo_oa_server import SPENT, TOKENS, WRONG_KEY, Answer, Drop, ZaloOaServer


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zalo is not waited for longer than a second or two."""
    monkeypatch.setattr(oa_tokens, "BRIEFLY_S", 1.5)


def refused(config: ZaloOa, state: Path) -> str:
    with pytest.raises(ChannelError) as raised:
        run(config, state, nothing)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    ("changed", "error"),
    [({"refresh_token": "spent"}, SPENT), ({"app_secret": "wrong"}, WRONG_KEY)],
)
def test_a_pair_that_zalo_does_not_take_is_refused_with_the_way_out(
    server: ZaloOaServer, state: Path, changed: dict[str, str], error: int
) -> None:
    config = account(server, **changed)
    said = refused(config, state)
    assert f"(error {error})" in said
    for name in ("ZALO_APP_SECRET_KEY", "docs/zalo-oa.md", "ZALO_OA_REFRESH_TOKEN"):
        assert name in said
    for secret in (config.refresh_token, config.access_token, config.app_secret):
        assert secret
        assert secret.value not in said
    assert not (state / "zalo_oa_tokens.json").exists()


def test_without_any_tokens_the_way_to_get_some_is_told(server: ZaloOaServer, state: Path) -> None:
    said = refused(account(server, access_token=None, refresh_token=None), state)
    assert said.startswith("the Official Account has no tokens: get new ones (docs/zalo-oa.md)")
    assert refreshes(server) == 0


def test_a_refusal_later_is_said_once_and_heals_with_a_pair_stored_by_another_process(
    server: ZaloOaServer,
    state: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oa_tokens, "_LOOK_EVERY_S", 0.1)

    async def use(tokens: Tokens) -> None:
        server.issue()  # somebody else has spent the token
        for _ in range(3):
            with pytest.raises(RefusedError):
                await tokens.renewed(tokens.access_token)
        assert not tokens.is_good
        other = Tokens(account(server), state, client := calling.client(), Clock())
        await other.start()
        await client.aclose()
        keeping = asyncio.create_task(tokens.keep())
        async with asyncio.timeout(10):
            while not tokens.is_good:
                await asyncio.sleep(0.05)
        assert tokens.access_token == server.access_token
        keeping.cancel()

    run(account(server), state, use)
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert f"(error {SPENT})" in errors[0].getMessage()


def test_a_refused_token_is_not_offered_again_and_again(server: ZaloOaServer, state: Path) -> None:
    async def insist(tokens: Tokens) -> None:
        server.issue()
        for _ in range(10):
            with pytest.raises(RefusedError):
                await tokens.renewed(tokens.access_token)

    run(account(server), state, insist)
    assert refreshes(server) == 2


def test_a_bot_that_starts_with_a_spent_refresh_token_answers_as_long_as_the_old_one_lasts(
    server: ZaloOaServer, state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def look(tokens: Tokens) -> tuple[str, bool]:
        return tokens.access_token, tokens.is_good

    clock = Clock()
    config = account(server)
    first = run(config, state, nothing, clock)
    server.issue()
    clock.now += 20 * HOURS
    assert run(config, state, look, clock) == (first, False)
    assert "the old access token is used until it expires" in caplog.text
    clock.now += 6 * HOURS
    with pytest.raises(ChannelError):
        run(config, state, nothing, clock)


def test_an_answer_that_never_came_may_have_spent_the_token_and_that_is_said(
    server: ZaloOaServer, state: Path
) -> None:
    server.fail(TOKENS, Drop(before=False))
    assert f"(error {SPENT})" in refused(account(server), state)


# --- what cannot be reached or written


def test_zalo_that_cannot_be_reached_is_named(server: ZaloOaServer, state: Path) -> None:
    server.fail(TOKENS, *[Answer(status=503)] * 5)
    said = refused(account(server, access_token=None), state)
    assert server.url in said
    assert "answer 503" in said


def test_until_zalo_can_be_reached_the_first_access_token_is_used(
    server: ZaloOaServer, state: Path
) -> None:
    server.fail(TOKENS, *[Answer(status=503)] * 5)
    config = account(server)
    assert run(config, state, nothing) == server.access_token
    server.heal()
    assert run(config, state, nothing) == server.access_token


@pytest.mark.parametrize("body", [Answer(), Answer(status=404)])
def test_an_answer_without_tokens_changes_nothing(
    server: ZaloOaServer, state: Path, body: Answer
) -> None:
    async def renew(tokens: Tokens) -> None:
        server.fail(TOKENS, body)
        with pytest.raises(CallError, match="without tokens"):
            await tokens.renewed(tokens.access_token)
        assert await tokens.renewed(tokens.access_token) == server.access_token

    run(account(server), state, renew)


def test_on_a_full_disk_no_token_is_spent(server: ZaloOaServer, state: Path) -> None:
    async def renew(tokens: Tokens) -> None:
        old = tokens.access_token
        (state / "zalo_oa_tokens.probe.tmp").mkdir()
        with pytest.raises(CallError, match="the tokens in"):
            await tokens.renewed(old)
        assert tokens.access_token == old == server.access_token
        (state / "zalo_oa_tokens.probe.tmp").rmdir()
        assert await tokens.renewed(old) == server.access_token != old

    run(account(server), state, renew)
    assert refreshes(server) == 2


def test_a_pair_that_could_not_be_written_is_written_later(
    server: ZaloOaServer, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def renew(tokens: Tokens) -> None:
        (state / "zalo_oa_tokens.json.tmp").mkdir()
        with pytest.raises(CallError, match="the tokens in"):
            await tokens.renewed(tokens.access_token)
        (state / "zalo_oa_tokens.json.tmp").rmdir()
        assert await tokens.renewed() == server.access_token

    run(account(server), state, renew)
    assert stored(state)["refresh_token"] == server.refresh_token
    assert refreshes(server) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"access_token": 1}'])
def test_a_damaged_file_gives_way_to_the_pair_in_the_environment(
    server: ZaloOaServer, state: Path, content: bytes
) -> None:
    state.mkdir()
    (state / "zalo_oa_tokens.json").write_bytes(content)
    assert run(account(server), state, nothing) == server.access_token
    assert stored(state)["refresh_token"] == server.refresh_token


def test_tokens_show_nothing_of_themselves(server: ZaloOaServer, state: Path) -> None:
    async def look(tokens: Tokens) -> None:
        shown = f"{tokens!r} {vars(tokens)!r} {tokens._pair!r}"
        for secret in (server.access_token, server.refresh_token, server.app_secret):
            assert secret not in shown

    run(account(server), state, look)


def test_the_state_folder_of_another_user_is_named(server: ZaloOaServer, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    said = refused(account(server), blocked)
    assert str(blocked) in said
    assert os.linesep not in said
