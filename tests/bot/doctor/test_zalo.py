"""What is found about a bot of Zalo."""

from collections.abc import Iterator

import pytest

from tests.bot.conftest import Office
from tests.bot.doctor.conftest import config, found
from tests.bot.telegram_server import TelegramServer
from tests.bot.zalo_server import Status, ZaloServer


@pytest.fixture
def zalo() -> Iterator[ZaloServer]:
    with ZaloServer() as serving:
        yield serving
    assert serving.wrong == []


@pytest.fixture
def well(well: Office, zalo: ZaloServer, monkeypatch: pytest.MonkeyPatch) -> Office:
    """With a bot on Zalo as well, in which nothing is wrong."""
    monkeypatch.setenv("ZALO_BOT_TOKEN", zalo.token)
    with (well.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(f"zalo: {{admins: [a1], base_url: '{zalo.url}'}}\n")
    return well


def test_a_bot_that_zalo_knows_is_named(well: Office, server: TelegramServer) -> None:
    assert found(well, server, 0) == []
    well("doctor")
    assert "ok       zalo: knows this bot as Bot Giao ban\n" in well.out


def test_zalo_is_asked_also_where_there_is_no_telegram(
    well: Office, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN")
    config(well, f"telegram: {{admins: [99], base_url: '{server.url}'}}\n", "")
    assert found(well, server, 0) == []
    assert "chats in the terminal" not in well.out


def test_a_missing_token_is_found(
    well: Office, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZALO_BOT_TOKEN")
    (line,) = found(well, server, 1)
    assert line.startswith("failed   zalo: there is no token; fix: `zalo` is configured, but")


def test_a_token_that_zalo_refuses_is_found_without_showing_it(
    well: Office, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_BOT_TOKEN", f"654321:{'Ab' * 20}")
    (line,) = found(well, server, 1)
    assert "refuses the token (getMe: error 401 (Unauthorized)); fix: copy ZALO_BOT_TOKEN" in line
    assert "AbAb" not in line


def test_a_zalo_that_fails_is_found(well: Office, server: TelegramServer, zalo: ZaloServer) -> None:
    zalo.fail("getMe", Status(502), Status(502))
    (line,) = found(well, server, 1)
    assert "(getMe: answer 502 without JSON); fix: check the network and zalo.base_url" in line


def test_a_bot_without_admins_is_a_warning(well: Office, server: TelegramServer) -> None:
    config(well, "admins: [a1], ", "")
    (line,) = found(well, server, 0)
    assert line == "warning  zalo: nobody is an admin; fix: set zalo.admins"
