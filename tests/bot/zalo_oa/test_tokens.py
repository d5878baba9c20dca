"""The tokens: renewed in time, stored before they are used, none lost and none spent twice."""

import asyncio
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from bot.zalo import oa_tokens
from bot.zalo.oa_tokens import Tokens
from tests.bot.conftest import Clock
from tests.bot.zalo_oa.conftest import account
from tests.bot.zalo_oa.holding import HOURS, nothing, refreshes, run, stored
from tests.bot.zalo_oa_server import TOKENS, Answer, Drop, ZaloOaServer


def test_the_first_pair_is_renewed_at_once_and_kept_privately(
    server: ZaloOaServer, state: Path
) -> None:
    first = server.access_token
    assert run(account(server), state, nothing) == server.access_token != first
    kept = stored(state)
    assert (kept["access_token"], kept["refresh_token"]) == (
        server.access_token,
        server.refresh_token,
    )
    assert {path.name for path in state.iterdir()} == {
        "zalo_oa_tokens.json",
        "zalo_oa_tokens.lock",
    }
    for path in state.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_the_stored_pair_is_used_as_long_as_the_environment_has_no_new_one(
    server: ZaloOaServer, state: Path
) -> None:
    config = account(server)
    first = run(config, state, nothing)
    assert run(config, state, nothing) == first
    assert run(account(server, access_token=None, refresh_token=None), state, nothing) == first
    assert refreshes(server) == 1


def test_a_new_pair_in_the_environment_takes_the_place_of_the_stored_one(
    server: ZaloOaServer, state: Path
) -> None:
    run(account(server), state, nothing)
    server.issue()
    config = account(server)
    newest = run(config, state, nothing)
    assert newest == server.access_token
    assert run(config, state, nothing) == newest
    assert refreshes(server) == 2


def test_an_old_pair_that_comes_back_into_the_environment_harms_nothing(
    server: ZaloOaServer, state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old = account(server)
    server.issue()
    kept = run(account(server), state, nothing)
    assert run(old, state, nothing) == kept == server.access_token
    (line,) = [line for line in caplog.messages if "ZALO_OA_REFRESH_TOKEN is refused" in line]
    assert old.refresh_token
    assert old.refresh_token.value not in line


def test_a_pair_is_renewed_ahead_of_its_end(server: ZaloOaServer, state: Path) -> None:
    clock = Clock()
    config = account(server)
    first = run(config, state, nothing, clock)
    clock.now += 18 * HOURS
    assert run(config, state, nothing, clock) == first
    clock.now += 1 * HOURS
    assert run(config, state, nothing, clock) == server.access_token != first
    assert refreshes(server) == 2


def test_a_running_bot_renews_by_itself(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oa_tokens, "_LOOK_EVERY_S", 0.1)

    async def wait(tokens: Tokens) -> None:
        keeping = asyncio.create_task(tokens.keep())
        first = tokens.access_token
        clock.now += 18 * HOURS + 3000
        async with asyncio.timeout(10):
            while tokens.access_token == first:
                await asyncio.sleep(0.05)
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        assert tokens.is_good

    clock = Clock()
    with ZaloOaServer() as server:
        run(account(server), state, wait, clock)
        assert refreshes(server) == 2


def test_many_who_meet_an_expired_token_renew_it_once(server: ZaloOaServer, state: Path) -> None:
    async def all_at_once(tokens: Tokens) -> list[str]:
        old = tokens.access_token
        return await asyncio.gather(*(tokens.renewed(old) for _ in range(20)))

    got = run(account(server), state, all_at_once)
    assert got == [server.access_token] * 20
    assert refreshes(server) == 2


@pytest.mark.parametrize("failure", [Answer(status=502), Drop()])
def test_what_fails_for_a_moment_is_tried_again(
    server: ZaloOaServer, state: Path, failure: Answer | Drop
) -> None:
    server.fail(TOKENS, failure)
    assert run(account(server), state, nothing) == server.access_token
    assert refreshes(server) == 2


def test_a_renewal_that_is_no_longer_waited_for_is_still_stored(
    server: ZaloOaServer, state: Path
) -> None:
    async def leave(tokens: Tokens) -> None:
        waiting = asyncio.create_task(tokens.renewed(tokens.access_token))
        while refreshes(server) < 2:
            await asyncio.sleep(0)
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting

    run(account(server), state, leave)
    assert stored(state)["refresh_token"] == server.refresh_token
