"""Each thing that can be wrong is found, said in one line with its fix, and told by the status."""

import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import doctor
from embeddings import EncoderError
from tests.bot.conftest import Office
from tests.bot.doctor.conftest import config, found
from tests.bot.telegram_server import Status, TelegramServer
from tests.conftest import FakeEncoder


def test_where_all_is_well_every_line_is_ok(well: Office, server: TelegramServer) -> None:
    assert found(well, server, 0) == []
    well("doctor")
    lines = well.out.splitlines()
    assert [line.split()[1] for line in lines] == [
        *("configuration:", "telegram:", "telegram:", "articles:"),
        *("model:", "state:", "disk:", "clock:"),
    ]
    assert "@giaoban_bot" in lines[1]
    assert lines[3].endswith("articles: 2 articles")
    assert "snapshot 1: 2 articles" in lines[5]


def test_the_samples_can_be_examined_before_anything_is_set_up(
    well: Office, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (well.folder / "config.yaml").unlink()
    shutil.rmtree(well.folder / "state")
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN")
    first, second = found(well, server, 0)
    assert "copy config.example.yaml" in first
    assert "giaoban reload" in second
    assert not (well.folder / "state").exists()


@pytest.mark.parametrize("text", ["articles: [", "articles: [articles]\nmodel: {0}", "{0}"])
def test_a_wrong_configuration_is_found_without_quoting_the_token(
    well: Office, server: TelegramServer, text: str
) -> None:
    (well.folder / "config.yaml").write_text(text.format(server.token), encoding="utf-8")
    (line,) = found(well, server, 1)
    assert line.startswith("failed   configuration: ")


def test_a_missing_token_is_found(
    well: Office, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN")
    (line,) = found(well, server, 1)
    assert "TELEGRAM_BOT_TOKEN" in line


def test_a_token_that_telegram_refuses_is_found(
    well: Office, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"654321:{'Ab' * 20}")
    (line,) = found(well, server, 1)
    assert "refuses the token (answer 401); fix: copy" in line
    assert "AbAb" not in line


def test_a_telegram_that_does_not_answer_is_found(
    well: Office, server: TelegramServer, free_port: int
) -> None:
    config(well, server.url, f"http://127.0.0.1:{free_port}")
    (line,) = found(well, server, 1)
    assert f"127.0.0.1:{free_port} (ConnectError); fix: check the network" in line


def test_a_telegram_that_answers_something_else_is_found(
    well: Office, server: TelegramServer
) -> None:
    server.fail("getMe", Status(502), Status(502))
    (line,) = found(well, server, 1)
    assert "answer 502" in line


def test_a_bot_without_admins_is_a_warning(well: Office, server: TelegramServer) -> None:
    config(well, "admins: [99], ", "")
    (line,) = found(well, server, 0)
    assert line == "warning  telegram: nobody is an admin; fix: set telegram.admins"


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def spoil(folder: Path) -> None:
    (folder / "h\u1ecfng\x1b[2J.txt").write_bytes(b"\0")
    os.mkfifo(folder / "ong.txt")


def leave_nothing_good(folder: Path) -> None:
    empty(folder)
    spoil(folder)


@pytest.mark.parametrize(
    ("damage", "code", "said"),
    [
        (shutil.rmtree, 1, "does not exist, or not for this user; fix: make it"),
        (
            empty,
            1,
            "0 articles; fix: put .txt, .md, .doc, .docx, .html, .htm, .pdf, .rtf files there",
        ),
        (spoil, 0, "2 articles, and 2 files that are none, such as 'h\\u1ecfng\\x1b[2J.txt': "),
        (leave_nothing_good, 1, "0 articles, and 2 files"),
    ],
)
def test_folders_without_articles_are_found(
    well: Office,
    server: TelegramServer,
    damage: Callable[[Path], object],
    code: int,
    said: str,
) -> None:
    damage(well.folder / "articles")
    (line,) = found(well, server, code)
    assert " articles: " in line
    assert said in line


def test_golden_questions_that_cannot_be_read_are_found(
    well: Office, server: TelegramServer
) -> None:
    path = well.folder / "golden.jsonl"
    path.write_text('{"question": "Ai chủ trì?", "answers": ["Bảy"]}', encoding="utf-8")
    config(well, "state: state", "state: state\ngolden: golden.jsonl")
    assert found(well, server, 0) == []
    path.write_text('{"question": "Ai chủ trì?"}', encoding="utf-8")
    (line,) = found(well, server, 1)
    assert line.startswith("failed   golden: ")
    assert "needs `answers`, `article` or both" in line


def fail_to_load(name: str) -> FakeEncoder:
    raise EncoderError("Cannot load the encoder 'x': no such model.\nSet `encoder` to `bundled`.")


@pytest.mark.parametrize(
    ("load", "said"),
    [
        (fail_to_load, "failed   model: Cannot load the encoder"),
        (lambda name: FakeEncoder("another"), "failed   state: Snapshot 1 was made with another"),
    ],
)
def test_a_model_that_does_not_load_or_fit_is_found(
    well: Office,
    server: TelegramServer,
    monkeypatch: pytest.MonkeyPatch,
    load: Callable[[str], FakeEncoder],
    said: str,
) -> None:
    monkeypatch.setattr(doctor, "load_encoder", load)
    (line,) = found(well, server, 1)
    assert line.startswith(said)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("CURRENT", "7\n", "Snapshot 7 is damaged"),
        ("snapshots/000001/vectors.faiss", "", "Snapshot 1 is damaged"),
        ("giaoban.db", "không phải cơ sở dữ liệu" * 100, "giaoban.db is damaged: file is not"),
        ("journal.db", "không phải cơ sở dữ liệu" * 100, "journal.db is damaged: file is not"),
    ],
)
def test_damage_in_the_state_folder_is_found(
    well: Office, server: TelegramServer, name: str, content: str, said: str
) -> None:
    gc.collect()  # what the reload left open would be written over the damage when it is closed
    (well.folder / "state" / name).write_text(content, encoding="utf-8")
    (line,) = found(well, server, 1)
    assert said in line
    assert "fix: " in line
