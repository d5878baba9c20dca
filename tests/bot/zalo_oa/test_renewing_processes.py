"""Several processes that renew the same tokens at once, and one that dies while it does."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.bot.zalo_oa.renewing import Order
from tests.bot.zalo_oa_server import SPENT, TOKENS, Hang, ZaloOaServer
from tests.conftest import ROOT

MOST_STEPS = 30


class Renewer:
    """The other end of tests.bot.zalo_oa.renewing."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def begin(self, order: Order) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()

    def end(self) -> str:
        """What came of the order: the access token, what was said, or `killed`."""
        assert self._process.stdout
        return self._process.stdout.readline().rstrip("\n")

    def run(self, order: Order) -> str:
        self.begin(order)
        return self.end()


@contextmanager
def renewer() -> Iterator[Renewer]:
    command = [sys.executable, "-m", "tests.bot.zalo_oa.renewing"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Renewer(process)
        finally:
            assert process.stdin
            process.stdin.close()


@pytest.fixture
def renewers() -> Iterator[tuple[Renewer, Renewer]]:
    with renewer() as one, renewer() as other:
        yield one, other


def order(server: ZaloOaServer, state: Path) -> Order:
    """To start in `state` with the newest refresh token in the environment."""
    return Order(server.url, server.app_id, server.app_secret, server.refresh_token, str(state))


def kept(order: Order) -> dict[str, str]:
    """What the file holds, which is always whole."""
    read: dict[str, str] = json.loads((Path(order.state) / "zalo_oa_tokens.json").read_bytes())
    return read


def test_of_two_processes_that_renew_at_once_one_asks_zalo_and_both_have_the_new_token(
    server: ZaloOaServer, renewers: tuple[Renewer, Renewer], tmp_path: Path
) -> None:
    first, refused = order(server, tmp_path / "state"), ""
    for race in range(1, 4):
        server.fail(TOKENS, Hang(0.3))
        for one in renewers:
            one.begin(replace(first, refused=refused))
        assert [one.end() for one in renewers] == [server.access_token] * 2
        assert len(server.calls_of(TOKENS)) == race
        assert kept(first)["refresh_token"] == server.refresh_token != first.refresh_token
        refused = server.access_token


def test_a_process_that_dies_while_it_renews_leaves_tokens_that_work_or_a_clear_word(
    server: ZaloOaServer, tmp_path: Path
) -> None:
    worked, lost = 0, 0
    with renewer() as one:
        for step in range(1, MOST_STEPS):
            server.issue()
            first = order(server, tmp_path / str(step))
            old = one.run(first)
            spent = len(server.calls_of(TOKENS))
            if one.run(replace(first, refused=old, step=step)) != "killed":
                break
            came = one.run(replace(first, refused=old))
            if len(server.calls_of(TOKENS)) == spent + 1:
                assert came == server.access_token == kept(first)["access_token"] != old
                worked += 1
            else:  # it died between receiving the new pair and storing it
                assert f"(error {SPENT})" in came
                assert "docs/zalo-oa.md" in came
                assert kept(first)["access_token"] == old
                server.issue()
                pasted = order(server, tmp_path / str(step))
                assert one.run(pasted) == server.access_token
                lost += 1
    assert worked >= 3
    assert lost >= 1
