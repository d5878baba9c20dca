"""The command line when a snapshot is bad: going back, saying what is damaged, healing."""

import os
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot import cli
from bot.config import Config
from knowledge.base import KnowledgeBase
from knowledge.locking import only_bot, only_writer
from knowledge.manifests import NAME
from tests.bot.conftest import Office, one_line
from tests.conftest import BRIEFING

ASKED = "Ai chủ trì hội nghị giao ban tháng 4?"
RIGHT, WRONG = "Trần Văn Bảy", "Hồ Văn Chín"


@pytest.fixture
def spoilt(office: Office) -> Office:
    """After a bad edit: snapshot 2 names another chairman."""
    assert office("reload") == 0
    path = office.folder / "articles" / "giao-ban.txt"
    path.write_text(BRIEFING.replace(RIGHT, WRONG), encoding="utf-8")
    assert office("reload") == 0
    return office


def answer(office: Office) -> str:
    return str(office.json("ask", ASKED)["answer"])


def test_a_rollback_goes_back_and_says_what_the_next_reload_does(spoilt: Office) -> None:
    assert WRONG in answer(spoilt)
    assert spoilt("rollback") == 0
    first, second = spoilt.out.splitlines()
    assert first.startswith("snapshot 1 is current again: 2 articles, 2 passages, made 20")
    assert "the next reload indexes them again" in second
    assert RIGHT in answer(spoilt)
    assert spoilt.json("status")["snapshot"] == 1
    assert spoilt.json("reload")["changed"] == ["giao-ban.txt"]
    assert WRONG in answer(spoilt)
    back = spoilt.json("rollback")
    assert (back["snapshot"], back["articles"], back["passages"]) == (1, 2, 2)
    assert RIGHT in answer(spoilt)


def test_a_rollback_that_cannot_be_done_says_why(office: Office) -> None:
    for _ in range(2):
        assert office("rollback") == 2
        assert "no earlier whole snapshot" in one_line(office.err)
        assert office.out == ""
        assert office("reload") == 0


@pytest.mark.parametrize("command", ["reload", "rollback"])
def test_the_second_of_two_writers_is_told_who_the_first_is(spoilt: Office, command: str) -> None:
    with only_writer(spoilt.folder / "state", "rollback"):
        assert spoilt(command) == 2
    told = one_line(spoilt.err)
    assert f"(rollback, process {os.getpid()} on {socket.gethostname()}, since 20" in told
    assert spoilt(command) == 0


def test_as_many_snapshots_are_kept_as_configured(office: Office) -> None:
    with (office.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("snapshots: 2\n")
    for _ in range(4):
        assert office("reload", "--rebuild") == 0
    assert office.json("status")["kept"] == [3, 4]


def test_damage_shows_in_the_status_and_what_is_whole_answers(
    spoilt: Office, caplog: pytest.LogCaptureFixture
) -> None:
    (spoilt.folder / "state" / "snapshots" / "000002" / NAME).write_text("{}", encoding="utf-8")
    told = f"Snapshot 2 is damaged: {NAME} is incomplete. `giaoban reload` builds it anew."
    assert RIGHT in answer(spoilt)
    assert caplog.messages[-1] == f"{told} Until then snapshot 1 answers."
    status = spoilt.json("status")
    assert (status["snapshot"], status["damage"], status["kept"]) == (1, [told], [1, 2])
    assert spoilt("status") == 0
    assert re.search(rf"^damage +{re.escape(told)}$", spoilt.out, re.MULTILINE)
    assert spoilt("reload") == 0
    assert WRONG in answer(spoilt)
    assert spoilt.json("status")["damage"] == []


# --- giaoban run, which nobody watches


@pytest.fixture
def served(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[KnowledgeBase]:
    """What `run` would have served."""
    bases: list[KnowledgeBase] = []

    def serve(base: KnowledgeBase, config: Config) -> None:
        bases.append(base)

    monkeypatch.setattr(cli, "serve", serve)
    monkeypatch.setattr("bot.logs.set_up", lambda level, secrets, form: None)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:" + "B" * 35)
    return bases


def change_encoder(office: Office) -> None:
    with (office.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("encoder: khác\n")


def damage_all(office: Office) -> None:
    for path in (office.folder / "state" / "snapshots").rglob("*.faiss"):
        path.write_bytes(b"rac")


@pytest.mark.parametrize("spoil", [change_encoder, damage_all])
def test_run_builds_an_index_anew_that_it_cannot_use(
    spoilt: Office, served: list[KnowledgeBase], spoil: Callable[[Office], None]
) -> None:
    spoil(spoilt)
    assert spoilt("run") == 0
    (base,) = served
    assert base.snapshot_number == 3
    assert base.holds("hdnd.txt")
    assert "Traceback" not in spoilt.err


def test_run_serves_what_was_rolled_back_to(spoilt: Office, served: list[KnowledgeBase]) -> None:
    assert spoilt("rollback") == 0
    assert spoilt("run") == 0
    assert served[0].snapshot_number == 1


def test_run_serves_what_is_whole(spoilt: Office, served: list[KnowledgeBase]) -> None:
    (spoilt.folder / "state" / "snapshots" / "000002" / NAME).unlink()
    assert spoilt("run") == 0
    assert served[0].snapshot_number == 1


def test_a_second_bot_is_told_of_the_first(spoilt: Office, served: list[KnowledgeBase]) -> None:
    with only_bot(spoilt.folder / "state"):
        assert spoilt("run") == 2
    assert f"Another bot serves from this state folder (run, process {os.getpid()} on" in (
        one_line(spoilt.err)
    )
    assert served == []


def test_the_state_folder_is_private(
    office: Office, served: list[KnowledgeBase], tmp_path: Path
) -> None:
    umask = os.umask(0)
    try:
        for command in ("reload", "rollback", "run"):
            office(command)
    finally:
        os.umask(umask)
    for path in (tmp_path / "state", *(tmp_path / "state").rglob("*")):
        with suppress(FileNotFoundError):  # a file of SQLite's that is gone by now
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
