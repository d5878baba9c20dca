"""What is found about an Official Account, without a word to Zalo."""

import time

import pytest

from bot.zalo.oa_store import Pair, TokenStore
from tests.bot.conftest import Office
from tests.bot.doctor.conftest import found
from tests.bot.telegram_server import TelegramServer


@pytest.fixture
def well(well: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """With an Official Account that has its keys and has been served before."""
    monkeypatch.setenv("ZALO_OA_SECRET_KEY", "oa-key")
    monkeypatch.setenv("ZALO_APP_SECRET_KEY", "app-key")
    with (well.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("zalo: {admins: ['551'], oa: {app_id: '41'}}\n")
    keep(well, time.time() + 3600)
    return well


def keep(office: Office, expires_at: float) -> None:
    pair = Pair("secret-access", "secret-refresh", expires_at, expires_at, "")
    TokenStore(office.folder / "state").write(pair)


def test_a_good_access_token_is_named_with_its_end_alone(
    well: Office, server: TelegramServer
) -> None:
    assert found(well, server, 0) == []
    well("doctor")
    assert "ok       zalo.oa: its access token is good until 20" in well.out
    assert "secret-" not in well.out


def test_an_old_token_is_to_be_renewed(well: Office, server: TelegramServer) -> None:
    keep(well, 1.0)
    assert found(well, server, 0) == []
    well("doctor")
    assert "ok       zalo.oa: its tokens are renewed when giaoban starts" in well.out


@pytest.mark.parametrize("name", ["ZALO_OA_SECRET_KEY", "ZALO_APP_SECRET_KEY"])
def test_a_missing_key_is_found(
    well: Office, server: TelegramServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)
    (line,) = found(well, server, 1)
    assert line.startswith("failed   zalo.oa: a key is missing; fix: ")
    assert name in line


def test_an_account_without_tokens_is_found(well: Office, server: TelegramServer) -> None:
    (well.folder / "state" / "zalo_oa_tokens.json").unlink()
    (line,) = found(well, server, 1)
    assert "zalo.oa: there are no tokens; fix: set ZALO_OA_ACCESS_TOKEN and ZALO" in line
