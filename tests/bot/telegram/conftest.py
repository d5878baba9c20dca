"""The real `giaoban run`, over the sample articles, with a Bot API server on loopback."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bot.telegram_server import TelegramServer
from tests.conftest import ROOT, SAMPLES

ADMIN = 99


@dataclass(frozen=True)
class Running:
    """A `giaoban run` process in `folder`, whose articles are in `articles`."""

    process: "subprocess.Popen[bytes]"
    server: TelegramServer
    folder: Path

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def stop(self, number: int = signal.SIGTERM, timeout: float = 20) -> int:
        """Sends a signal and returns the exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout)


@contextmanager
def running(
    folder: Path,
    server: TelegramServer,
    telegram: Mapping[str, object] = {},
    arguments: tuple[str, ...] = (),
    **config: Any,
) -> Iterator[Running]:
    """Starts `giaoban run` in `folder`; with `articles` there, these, else the samples.

    :param telegram: more of the section `telegram`; `config` is more of the whole.
    :param arguments: more of the command line.
    """
    articles = folder / "articles"
    if not articles.exists():
        shutil.copytree(SAMPLES, articles)
    section = {"admins": [ADMIN], "base_url": server.url, **telegram}
    whole = {"articles": ["articles"], "contact": "Văn phòng", "telegram": section, **config}
    text = yaml.safe_dump(whole, allow_unicode=True)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "TELEGRAM_BOT_TOKEN": server.token,
    }
    command = [sys.executable, "-m", "bot.cli", "run", *arguments]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            yield Running(process, server, folder)
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as serving:
        yield serving


@pytest.fixture(scope="module")
def bot(server: TelegramServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One bot for all tests of a module, each of which writes from a chat of its own."""
    with running(tmp_path_factory.mktemp("office"), server) as started:
        server.wait_until(lambda: bool(server.calls_of("getUpdates")), 90, "the bot to poll")
        yield started


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
