"""The real `giaoban run`, with a Bot Platform on loopback."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.workers import Workers
from tests.bot.conftest import Talk
from tests.bot.processes import Process, started
from tests.bot.zalo.talking import Zalo
from tests.bot.zalo_server import ZaloServer

ADMIN = "6ede9afa66b88fe6d6a9"


@contextmanager
def running(
    folder: Path,
    server: ZaloServer,
    zalo: Mapping[str, object] = {},
    arguments: tuple[str, ...] = (),
    **config: Any,
) -> Iterator[Process]:
    """Starts `giaoban run` in `folder`; with `articles` there, these, else the samples.

    :param zalo: more of the section `zalo`; `config` is more of the whole.
    :param arguments: more of the command line.
    """
    section = {"admins": [ADMIN], "base_url": server.url, **zalo}
    environment = {"ZALO_BOT_TOKEN": server.token}
    with started(folder, {"zalo": section, **config}, environment, arguments) as process:
        yield process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server() -> Iterator[ZaloServer]:
    with ZaloServer() as serving:
        yield serving
    assert serving.wrong == []


@pytest.fixture
def zalo(talk: Talk) -> Iterator[Zalo]:
    workers = Workers()
    yield Zalo(talk.dialogue, workers)
    workers.stop()
