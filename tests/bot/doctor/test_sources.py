"""What the doctor says of the portal, without asking it."""

from pathlib import Path

import pytest

from tests.bot.conftest import Office
from tests.bot.doctor.conftest import config, found
from tests.bot.telegram_server import TelegramServer


def add(office: Office, lines: str) -> None:
    config(office, "contact:", f"{lines}\ncontact:")


def test_sources_are_counted(well: Office, server: TelegramServer) -> None:
    add(well, "sources: ['http://a.example/tin', 'http://a.example/rss', 'http://b.example']")
    assert found(well, server, 0) == []
    well("doctor")
    said = "sources: 3 addresses on 2 hosts, imported when an admin says so"
    assert f"ok       {said}\n" in well.out
    add(well, "portal: {every_hours: 1.5}")
    well("doctor")
    assert "3 addresses on 2 hosts, imported every 1.5 h\n" in well.out


@pytest.mark.parametrize("host", ["10.0.0.5", "[::1]:8080", "localhost", "169.254.169.254"])
def test_a_source_inside_the_network_must_be_allowed(
    well: Office, server: TelegramServer, host: str
) -> None:
    add(well, f"sources: ['http://{host}/tin']")
    (line,) = found(well, server, 0)
    assert line.startswith("warning  sources: ")
    assert line.endswith("fix: set `portal: allow_private`, if that is meant")
    add(well, "portal: {allow_private: true}")
    assert found(well, server, 0) == []


def test_a_folder_that_takes_no_articles_is_found(
    well: Office, server: TelegramServer, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(well, "sources: ['http://a.example/tin']")
    can = __import__("os").access
    monkeypatch.setattr(
        "os.access", lambda path, mode: path != well.folder / "articles" and can(path, mode)
    )
    (line,) = found(well, server, 0)
    assert "files sent in a chat or imported cannot be kept" in line
