"""How `giaoban run` begins with an Official Account, what becomes of spent tokens, and the end."""

import json
import time
from pathlib import Path

import httpx
import pytest

from tests.bot.zalo_oa.conftest import (
    ADMIN,
    Running,
    fill,
    pair,
    running,
    wait_until,
    wait_until_served,
)
from tests.bot.zalo_oa.test_official import QUESTION, WHO
from tests.bot.zalo_oa_server import SPENT, TOKENS, Hang, ZaloOaServer
from tests.conftest import giaoban_in

USER = "500001"


@pytest.fixture
def office(tmp_path: Path, server: ZaloOaServer) -> Path:
    fill(tmp_path, server)
    return tmp_path


def health(bot: Running) -> int:
    address = bot.server.hook.replace("/zalo-oa", "/healthz")
    return httpx.get(address, trust_env=False).status_code


def told(bot: Running) -> str:
    """The one line on the error of a bot that gave up."""
    assert bot.process.wait(60) == 2
    assert "Traceback" not in bot.log
    (line,) = [line for line in bot.log.splitlines() if line.startswith("giaoban: ")]
    return line


def test_a_bot_whose_refresh_token_was_spent_says_so_and_goes_on_with_a_new_pair(
    server: ZaloOaServer, office: Path
) -> None:
    server.lifetime_s = 4
    first = pair(server.issue())
    with running(office, server, first) as bot:
        wait_until_served(bot)
        assert WHO in server.ask(QUESTION, USER)
        assert health(bot) == 200
        server.issue()
        wait_until(lambda: f"(error {SPENT})" in bot.log, bot)
        wait_until(lambda: health(bot) == 503, bot)
        wait_until(lambda: time.time() > json.loads(bot.tokens)["expires_at"], bot)
        assert bot.log.count(" ERROR ") == 1
        assert bot.stop() == 0

    (office / "log").unlink()
    with running(office, server, first) as bot:
        line = told(bot)
        assert "docs/zalo-oa.md" in line
        assert "ZALO_OA_REFRESH_TOKEN" in line

    server.lifetime_s = 90_000
    with running(office, server, pair(server.issue())) as bot:
        wait_until_served(bot)
        assert WHO in server.ask(QUESTION, USER)
        assert health(bot) == 200
        assert "2 câu hỏi, 2 đã trả lời" in server.ask("/thongke", ADMIN)


def test_a_bot_that_is_stopped_while_it_renews_keeps_the_new_pair_and_sends_its_answer(
    server: ZaloOaServer, office: Path
) -> None:
    with running(office, server, pair(server.issue())) as bot:
        wait_until_served(bot)
        server.fail(TOKENS, Hang(1))
        server.expire()
        server.write(QUESTION, USER)
        server.wait_until(lambda: len(server.calls_of(TOKENS)) == 2, "a renewal")
        assert bot.stop() == 0
        (answer,) = server.messages(USER)
        assert WHO in answer.text
        assert json.loads(bot.tokens)["refresh_token"] == server.refresh_token


@pytest.mark.parametrize("name", ["ZALO_OA_SECRET_KEY", "ZALO_APP_SECRET_KEY"])
def test_a_missing_key_is_named_before_anything_begins(
    server: ZaloOaServer, office: Path, name: str
) -> None:
    keys = {"ZALO_OA_SECRET_KEY": "a1", "ZALO_APP_SECRET_KEY": "b2"}
    ended = giaoban_in(office, **{**keys, name: ""})("run")
    assert ended.returncode == 2
    assert ended.stderr.startswith("giaoban: `zalo.oa` is configured, but the environment has no ")
    assert name in ended.stderr
