"""The real `giaoban run`, over the sample articles, with a Bot API server on loopback."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.bot.processes import Process, started
from tests.bot.telegram_server import TelegramServer

ADMIN = 99


@dataclass(frozen=True)
class Running(Process):
    """With the server that it talks to."""

    server: TelegramServer


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
    section = {"admins": [ADMIN], "base_url": server.url, **telegram}
    environment = {"TELEGRAM_BOT_TOKEN": server.token}
    with started(folder, {"telegram": section, **config}, environment, arguments) as process:
        yield Running(process.process, folder, server)


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
