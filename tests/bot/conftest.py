"""An office: its configuration, what is said in its chats, and its command line."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import cli, opening
from bot.admin_dialogue import AdminDialogue
from bot.config import Config
from bot.dialogue import Dialogue
from bot.journal import Journal
from bot.messages import Person, Reply
from knowledge.base import KnowledgeBase
from tests.bot.crashing.office import Victims
from tests.conftest import BRIEFING, FakeEncoder, no_progress

OFFICIAL = Person("7")
ADMIN = Person("99", is_admin=True)

JUNE = (
    BRIEFING.replace("tháng 4", "tháng 6")
    .replace("05/05/2023", "05/07/2023")
    .replace("4/5/2023", "4/7/2023")
    .replace("Trần Văn Bảy", "Ngô Thị Tám")
)
"""A second briefing: then "Ai chủ trì hội nghị giao ban?" fits two."""


class Clock:
    """Stands until its `now`, in seconds, is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Talk:
    """Says things to a dialogue over `base`; every reply is checked for what channels need."""

    def __init__(self, base: KnowledgeBase, config: Config) -> None:
        self.base, self.config = base, config
        self.journal = Journal(config.state / "journal.db")
        self.admin = AdminDialogue(base, self.journal, config)
        self.dialogue = Dialogue(base, self.journal, config, self.admin)

    def say(self, typed: str, person: Person = OFFICIAL, chat: str = "a") -> Reply:
        return checked(self.dialogue.say(chat, person, typed))

    def press(self, action: str, person: Person = OFFICIAL, chat: str = "a") -> Reply:
        return checked(self.dialogue.press(chat, person, action))

    def send(
        self, name: str, content: str | bytes, person: Person = ADMIN, chat: str = "a"
    ) -> Reply:
        data = content.encode() if isinstance(content, str) else content
        return checked(self.dialogue.receive(chat, person, name, data))


def checked(reply: Reply) -> Reply:
    """`reply`, if it says something and its buttons fit into Telegram's 64 bytes."""
    assert reply.text.strip()
    assert reply.highlight is None or reply.highlight in reply.text
    for row in reply.buttons:
        assert row
        for button in row:
            assert button.label.strip()
            assert 0 < len(button.action.encode()) <= 64
    return reply


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def action(reply: Reply, label: str) -> str:
    """The action of the only button whose label holds `label`."""
    (found,) = [b.action for row in reply.buttons for b in row if label in b.label]
    return found


def finish(reply: Reply) -> tuple[list[Reply], Reply]:
    """Runs a reply's job; what it showed meanwhile, and in the end."""
    assert reply.job is not None
    shown: list[Reply] = []
    return shown, checked(reply.job(shown.append))


def removed(talk: Talk, name: str) -> list[str]:
    """What is kept of the files of that name that were set aside."""
    kept = (talk.config.state / "removed").glob(f"*/{name}")
    return [path.read_text(encoding="utf-8") for path in sorted(kept)]


@pytest.fixture
def config(tmp_path: Path, articles: Path) -> Config:
    return Config((articles,), tmp_path / "state", contact="Ban A", examples=("Mấy lớp?",))


@pytest.fixture
def empty_talk(base: KnowledgeBase, config: Config) -> Iterator[Talk]:
    """A dialogue before the first reload."""
    talk = Talk(base, config)
    yield talk
    talk.journal.close()


@pytest.fixture
def talk(empty_talk: Talk) -> Talk:
    """A dialogue over the two articles."""
    empty_talk.base.reload(no_progress)
    return empty_talk


def one_line(text: str) -> str:
    assert text.count("\n") == 1
    assert text.endswith("\n")
    return text.rstrip("\n")


class Office:
    """A folder with a configuration, and the command run in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str) -> int:
        try:
            code = cli.main(arguments)
        except SystemExit as left:  # argparse
            code = int(str(left.code))
        shown = self._capsys.readouterr()
        self.out, self.err = shown.out, shown.err
        return code

    def json(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        assert self(*arguments, "--json") == code
        read: dict[str, Any] = json.loads(one_line(self.out))
        return read


@pytest.fixture
def office(
    tmp_path: Path,
    articles: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Office]:
    """The command in this process, with a small encoder."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_BOT_TOKEN", "ZALO_BOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(opening, "load_encoder", lambda name: FakeEncoder(name))
    monkeypatch.setattr(opening, "load_reader", lambda: None)
    text = "articles: [articles]\nstate: state\ncontact: Văn phòng Thị ủy, 0200 000 000\n"
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    before = os.umask(0o022)  # the command changes it
    yield Office(tmp_path, capsys)
    os.umask(before)


@pytest.fixture
def victims(tmp_path: Path, articles: Path) -> Iterator[Victims]:
    (tmp_path / "config.yaml").write_text("articles: [articles]\nstate: state\n", encoding="utf-8")
    started = Victims(tmp_path)
    yield started
    started.end()
