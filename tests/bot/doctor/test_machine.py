"""What is wrong with the machine: rights, the disk, the clock."""

import os
import shutil
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from knowledge.manifests import read_manifest, seal
from tests.bot.conftest import Office
from tests.bot.doctor.conftest import found
from tests.bot.telegram_server import TelegramServer


def test_a_configuration_that_others_may_read_is_a_warning(
    well: Office, server: TelegramServer
) -> None:
    (well.folder / "config.yaml").chmod(0o644)
    (line,) = found(well, server, 0)
    assert line.startswith("warning")
    assert "fix: chmod 640 config.yaml" in line.replace(f"{well.folder}/", "")


def test_a_state_folder_of_somebody_else_is_found(
    well: Office, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path).name != "giaoban.db" and kept(path, mode)
    )
    (line,) = found(well, server, 1)
    assert "giaoban.db cannot be written by this user; fix: as root: chown -R " in line


@pytest.mark.parametrize(("free", "code"), [(10_000_000, 1), (200_000_000, 0)])
def test_a_disk_that_fills_up_is_found(
    well: Office,
    server: TelegramServer,
    monkeypatch: pytest.MonkeyPatch,
    free: int,
    code: int,
) -> None:
    usage = shutil.disk_usage(well.folder)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    (line,) = found(well, server, code)
    assert f"disk: {free // 1_000_000} MB are free" in line


def test_a_clock_that_differs_from_telegrams_is_found(
    well: Office, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        BaseHTTPRequestHandler,
        "date_time_string",
        lambda self: "Thu, 01 Jan 2026 00:00:00 GMT",
    )
    (line,) = found(well, server, 1)
    assert "off Telegram's clock; fix: set the clock" in line


def test_a_clock_before_the_last_reload_is_found(well: Office, server: TelegramServer) -> None:
    snapshot = well.folder / "state" / "snapshots" / "000001"
    manifest = read_manifest(snapshot)
    seal(snapshot, replace(manifest, made=f"9{manifest.made[1:]}"))
    (line,) = found(well, server, 1)
    assert "the last index was made at 9" in line


def test_an_article_of_the_future_is_a_warning(well: Office, server: TelegramServer) -> None:
    day = date.today() + timedelta(days=40)
    text = f"---\ndate: {day}\n---\nHội nghị\n\nHội nghị sẽ họp.\n"
    (well.folder / "articles" / "sau.txt").write_text(text, encoding="utf-8")
    (line,) = found(well, server, 0)
    assert f"but an article is of {day}; fix: set the clock" in line
