"""The real `giaoban run` for an Official Account, with Zalo on loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bot.channel_config import Secret
from bot.zalo_config import ZaloOa
from tests.bot.zalo_oa_server import MESSAGES, ZaloOaServer
from tests.conftest import BRIEFING, COUNCIL, ROOT

ADMIN = "990000000000000099"


@dataclass(frozen=True)
class Running:
    """A `giaoban run` process in `folder`."""

    process: "subprocess.Popen[bytes]"
    server: ZaloOaServer
    folder: Path

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    @property
    def tokens(self) -> str:
        """What is stored of them."""
        return (self.folder / "state" / "zalo_oa_tokens.json").read_text(encoding="utf-8")

    def stop(self) -> int:
        """Asks it to end, and returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def running(
    folder: Path,
    server: ZaloOaServer,
    tokens: Mapping[str, str],
    module: str = "tests.bot.zalo_oa.quick",
    arguments: Sequence[str] = (),
) -> Iterator[Running]:
    """Starts `giaoban run` in `folder`; the webhook of `server` goes there.

    :param tokens: the variables that hold the first pair.
    :param module: whose main program is the command.
    """
    if not (folder / "config.yaml").exists():
        fill(folder, server)
    environment = {
        **{name: value for name, value in os.environ.items() if "TOKEN" not in name},
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "ZALO_OA_SECRET_KEY": server.oa_secret,
        "ZALO_APP_SECRET_KEY": server.app_secret,
        **tokens,
    }
    command = [sys.executable, "-m", module, "run", *arguments]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            yield Running(process, server, folder)
        finally:
            process.kill()
            process.wait()


def fill(folder: Path, server: ZaloOaServer) -> None:
    """Two articles and a configuration."""
    (folder / "articles").mkdir()
    (folder / "articles" / "giao-ban.txt").write_text(BRIEFING, encoding="utf-8")
    (folder / "articles" / "hdnd.txt").write_text(COUNCIL, encoding="utf-8")
    port = free_port()
    server.hook = f"http://127.0.0.1:{port}/zalo-oa"
    account = {"app_id": server.app_id, "base_url": server.url, "oauth_url": server.url}
    whole = {
        "articles": ["articles"],
        "http": {"port": port},
        "zalo": {"admins": [ADMIN], "questions_per_minute": 1000, "oa": account},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(whole), encoding="utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def pair(tokens: tuple[str, str]) -> dict[str, str]:
    """As the environment holds them."""
    return {"ZALO_OA_ACCESS_TOKEN": tokens[0], "ZALO_OA_REFRESH_TOKEN": tokens[1]}


def account(server: ZaloOaServer, **changed: str | None) -> ZaloOa:
    """The settings of an Official Account at `server`, with its newest pair of tokens.

    :param changed: other tokens or secrets; None for none.
    """
    secrets = {
        "oa_secret": server.oa_secret,
        "app_secret": server.app_secret,
        "access_token": server.access_token,
        "refresh_token": server.refresh_token,
        **changed,
    }
    held = {name: value if value is None else Secret(value) for name, value in secrets.items()}
    return ZaloOa(server.app_id, base_url=server.url, oauth_url=server.url, **held)  # type: ignore[arg-type]


@pytest.fixture
def server() -> Iterator[ZaloOaServer]:
    with ZaloOaServer() as serving:
        yield serving
        assert serving.wrong == []


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder that is not there yet."""
    return tmp_path / "state"


@pytest.fixture(scope="package")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One bot for all journeys, each of which has people of its own."""
    folder = tmp_path_factory.mktemp("office")
    with ZaloOaServer() as server:
        first = pair(server.issue())
        with running(folder, server, first, "bot.cli", ("--log-level", "debug")) as started:
            wait_until_served(started)
            yield started
            assert started.stop() == 0
        assert server.wrong == []
        assert "Traceback" not in started.log
        for secret in (*first.values(), server.oa_secret, server.app_secret, *spent(server)):
            assert secret not in started.log


def spent(server: ZaloOaServer) -> set[str]:
    """All tokens that ever were in use."""
    calls = server.calls_of(MESSAGES)
    return {call.headers["access_token"] for call in calls} | {
        server.access_token,
        server.refresh_token,
    }


def wait_until_served(bot: Running, times: int = 1) -> None:
    wait_until(lambda: bot.log.count("serving the Official Account") >= times, bot)


def wait_until(predicate: Callable[[], object], bot: Running) -> None:
    """For what the server does not see."""
    end = time.monotonic() + 60
    while not predicate():
        assert time.monotonic() < end, bot.log
        assert bot.process.poll() is None, bot.log
        time.sleep(0.05)
