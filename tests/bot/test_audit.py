"""What admins did is noted, whatever way they did it, and what is noted stays."""

import getpass
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import audit
from bot.audit import Audit, Entry, in_chat, system_user
from bot.journal import Journal
from bot.messages import Person
from knowledge.articles import KnowledgeError
from tests.bot.conftest import ADMIN, OFFICIAL, Office, Talk, action, finish, one_line
from tests.conftest import COUNCIL


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def noted(path: Path) -> Iterator[Audit]:
    """An audit of two actions."""
    journal = Journal(path)
    with journal.audit.noted("telegram:99", "reload") as outcome:
        outcome.result = "snapshot 1"
    with journal.audit.noted("terminal:lan", "rollback", "2"):
        pass
    yield journal.audit
    journal.close()


def said(entries: list[Entry]) -> list[tuple[str, str, str, str]]:
    return [(one.who, one.action, one.what, one.result) for one in entries]


def test_actions_are_listed_newest_first_whatever_their_name(noted: Audit) -> None:
    second, first = noted.newest(10)
    assert said([second, first]) == [
        ("terminal:lan", "rollback", "2", "done"),
        ("telegram:99", "reload", "", "snapshot 1"),
    ]
    assert first.at <= second.at
    assert first.at.endswith("+00:00")
    assert noted.newest(1) == [second]


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (KnowledgeError("the disk is full"), "failed: the disk is full"),
        (KeyboardInterrupt(), "failed: KeyboardInterrupt"),
    ],
)
def test_an_action_that_fails_is_noted_and_goes_on_failing(
    noted: Audit, error: BaseException, result: str
) -> None:
    with pytest.raises(type(error)), noted.noted("telegram:99", "reload"):
        raise error
    assert noted.newest(1)[0].result == result


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'telegram:1'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
        "INSERT OR REPLACE INTO audit VALUES (1, '', 'telegram:1', '', '', '')",
        "REPLACE INTO audit SELECT * FROM audit",
    ],
)
def test_what_is_noted_cannot_be_changed(noted: Audit, path: Path, statement: str) -> None:
    before = noted.newest(10)
    database = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        database.execute(statement)
    database.close()
    assert noted.newest(10) == before


def test_an_action_that_cannot_be_noted_is_done_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.executescript(audit.SCHEMA)
    noted = Audit(database, threading.RLock(), "journal.db")
    with noted.noted("telegram:99", "add", "\ud800.txt"):
        pass
    database.close()
    with noted.noted("telegram:99", "reload"):
        pass
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    with pytest.raises(KnowledgeError, match=r"journal\.db"):
        noted.newest(1)


def test_many_threads_note_what_they_do(noted: Audit) -> None:
    def work(number: int) -> None:
        for _ in range(20):
            with noted.noted(f"telegram:{number}", "reload"):
                pass

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(noted.newest(1000)) == 82


def test_who_is_known_by_channel_and_id_alone() -> None:
    assert in_chat("telegram:-1001234", Person("99", is_admin=True)) == "telegram:99"
    assert in_chat("terminal", Person("lan", is_admin=True)) == "terminal:lan"


def test_a_user_without_a_name_is_known_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise KeyError("getpwuid(): uid not found: 10001")

    monkeypatch.setattr(getpass, "getuser", fail)
    assert system_user().isdecimal()


def test_what_admins_do_in_a_chat_is_noted(talk: Talk) -> None:
    offered = talk.send("hdnd-2.txt", COUNCIL.replace("kỳ thứ 6", "kỳ thứ 7"))
    finish(talk.press(action(offered, "Thêm"), ADMIN))
    asked = talk.say("/xoa hdnd-2.txt", ADMIN)
    finish(talk.press(action(asked, "Xóa"), ADMIN))
    finish(talk.say("/reload", ADMIN))
    entries = talk.journal.audit.newest(10)[::-1]
    assert [(one.action, one.what) for one in entries] == [
        ("add", "hdnd-2.txt"),
        ("reload", ""),
        ("remove", "hdnd-2.txt"),
        ("reload", ""),
        ("reload", ""),
    ]
    assert {one.who for one in entries} == {"a:99"}
    assert "1 added" in entries[1].result
    assert "1 removed" in entries[3].result


def test_what_fails_in_a_chat_is_noted_with_its_reason(talk: Talk, articles: Path) -> None:
    articles.rename(articles.with_name("khác"))
    finish(talk.say("/reload", ADMIN))
    (entry,) = talk.journal.audit.newest(10)
    assert entry.result.startswith("failed: The articles folder")


def test_what_changes_nothing_is_not_noted(talk: Talk) -> None:
    for typed in ("/status", "/thongke", "/xoa hdnd.txt", "/reload nay"):
        talk.say(typed, OFFICIAL)
        talk.say(typed.replace("/reload nay", "/help"), ADMIN)
    talk.press(action(talk.send("a.txt", COUNCIL), "Thôi"), ADMIN)
    assert talk.journal.audit.newest(10) == []


def test_the_command_line_notes_its_reloads_and_lists_them(office: Office) -> None:
    assert office("audit") == 0
    assert one_line(office.out) == "no admin has done anything yet"
    assert office.json("audit") == {"actions": []}
    assert not (office.folder / "state").exists()
    office("reload")
    office("reload", "--rebuild")
    (office.folder / "articles").rename(office.folder / "khác")
    assert office("reload") == 2
    actions = office.json("audit")["actions"]
    assert [one["action"] for one in actions] == ["reload", "rebuild", "reload"]
    assert actions[0]["result"].startswith("failed: The articles folder")
    assert "2 added" in actions[2]["result"]
    assert {one["who"] for one in actions} == {f"terminal:{system_user()}"}
    assert office("audit", "--last", "1") == 0
    assert "reload: failed:" in one_line(office.out)
