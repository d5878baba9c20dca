"""An office in which nothing is wrong, and what the doctor finds there once something is."""

import socket
from collections.abc import Iterator

import pytest

from bot import doctor, opening
from tests.bot.conftest import Office
from tests.bot.telegram_server import TelegramServer
from tests.conftest import FakeEncoder


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as serving:
        yield serving


@pytest.fixture
def well(office: Office, server: TelegramServer, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office in which nothing is wrong."""
    for module in (opening, doctor):
        monkeypatch.setattr(module, "load_encoder", FakeEncoder)
        monkeypatch.setattr(module, "load_reader", lambda: None)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", server.token)
    with (office.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(f"telegram: {{admins: [99], base_url: '{server.url}'}}\n")
    (office.folder / "config.yaml").chmod(0o640)
    assert office("reload") == 0, office.err
    return office


def found(office: Office, server: TelegramServer, code: int) -> list[str]:
    """The lines that are not ok, once both forms of the output were seen to agree."""
    assert office("doctor") == code
    lines = office.out.splitlines()
    assert office.err == ""
    assert server.token.partition(":")[2] not in office.out
    checks = office.json("doctor", code=code)
    assert checks["ok"] is (code == 0)
    assert len(checks["checks"]) == len(lines)
    for check, line in zip(checks["checks"], lines, strict=True):
        assert line.startswith(f"{check['verdict']:8} {check['about']}: ")
    return [line for line in lines if not line.startswith("ok ")]


def config(office: Office, before: str, after: str) -> None:
    path = office.folder / "config.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
