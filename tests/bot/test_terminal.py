import io
from pathlib import Path

import pytest

from bot import replies, terminal
from bot.assistant import Assistant
from bot.config import Config
from knowledge.base import KnowledgeBase
from tests.conftest import no_progress

FIRST = "Ai chủ trì hội nghị giao ban tháng 4?"
NEXT = "Vào ngày nào?"


@pytest.fixture
def chat(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> "Chat":
    base.reload(no_progress)
    return Chat(Assistant(base), monkeypatch, capsys)


class Chat:
    """Types lines into the chat; gives what it said after each, the welcome first."""

    def __init__(
        self,
        assistant: Assistant,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self._assistant, self._monkeypatch, self._capsys = assistant, monkeypatch, capsys

    def __call__(self, *typed: str) -> list[str]:
        config = Config((), Path(), contact="Ban A", examples=("Ai chủ trì?",))
        self._monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{t}\n" for t in typed)))
        terminal.chat(self._assistant, config)
        return [part.strip() for part in self._capsys.readouterr().out.split("\n> ")]


def test_the_chat_opens_with_examples_and_closes_politely(chat: Chat) -> None:
    opening, closing = chat()
    assert "• Ai chủ trì?" in opening
    assert "/moi" in opening
    assert "/thoat" in opening
    assert closing == replies.GOODBYE


def test_a_question_is_answered_with_its_source(chat: Chat) -> None:
    _, said, _ = chat(FIRST)
    assert "Trần Văn Bảy" in said
    assert "Nguồn: Thị ủy giao ban công tác tháng 4 năm 2023 (05/05/2023)" in said
    assert "\x1b" not in said


def test_a_refusal_shows_the_contact(chat: Chat) -> None:
    _, said, _ = chat("Đội nào vô địch giải bóng đá?")
    assert said == f"{replies.NOT_FOUND}\nĐồng chí có thể liên hệ: Ban A"


def test_a_follow_up_is_understood_until_a_new_topic_is_begun(chat: Chat) -> None:
    _, _, second, forgotten, last, _ = chat(FIRST, NEXT, "/moi", NEXT)
    assert "4/5/2023" in second
    assert forgotten == replies.FORGOTTEN
    assert last.startswith(replies.NOT_FOUND)


def test_small_talk_does_not_change_the_topic(chat: Chat) -> None:
    _, _, greeted, thanked, said, _ = chat(FIRST, "xin chào", "cảm ơn", NEXT)
    assert greeted.startswith("Chào đồng chí")
    assert thanked.startswith("Không có gì")
    assert "4/5/2023" in said


@pytest.mark.parametrize("command", ["/thoat", "/thoát", "/THOAT", "/quit", "exit", " thoát "])
def test_the_chat_can_be_left(chat: Chat, command: str) -> None:
    assert chat(command, FIRST)[1:] == [replies.GOODBYE]


@pytest.mark.parametrize("command", ["/moi", "/mới", "/MOI"])
def test_a_new_topic_can_be_begun(chat: Chat, command: str) -> None:
    assert chat(command)[1] == replies.FORGOTTEN


@pytest.mark.parametrize("command", ["/help", "/start", "trợ giúp"])
def test_help_shows_the_examples_again(chat: Chat, command: str) -> None:
    opening, said, _ = chat(command)
    assert said == opening


@pytest.mark.parametrize("typed", ["", "   ", "\t"])
def test_an_empty_line_is_asked_to_be_filled(chat: Chat, typed: str) -> None:
    assert chat(typed)[1] == replies.ASK_SOMETHING


def test_ctrl_c_ends_the_chat(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    assert replies.GOODBYE in chat()[0]


def test_words_are_bold_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert terminal.bold("Lê An") == "Lê An"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert terminal.bold("Lê An") == "\x1b[1mLê An\x1b[0m"


def test_a_bar_with_nothing_to_do_never_shows(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.progress_bar("Indexing", "passages") as progress:
        progress(0, 0)
    assert capsys.readouterr().err == ""


def test_a_bar_counts_to_its_end_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.progress_bar("Indexing", "passages") as progress:
        for done in (0, 2, 3):
            progress(done, 3)
    shown = capsys.readouterr()
    assert "3/3" in shown.err
    assert shown.out == ""
