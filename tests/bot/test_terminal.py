import io

import pytest

from bot import replies, terminal
from bot.messages import Reply
from tests.bot.conftest import JUNE, Talk
from tests.conftest import no_progress

FIRST = "Ai chủ trì hội nghị giao ban tháng 4?"
NEXT = "Vào ngày nào?"


@pytest.fixture
def chat(talk: Talk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Chat":
    return Chat(talk, monkeypatch, capsys)


class Chat:
    """Types lines into the chat; gives what it said after each, the welcome first."""

    def __init__(
        self,
        talk: Talk,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.talk, self._monkeypatch, self._capsys = talk, monkeypatch, capsys

    def __call__(self, *typed: str) -> list[str]:
        self._monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{t}\n" for t in typed)))
        terminal.chat(self.talk.dialogue, self.talk.config)
        return [part.strip() for part in self._capsys.readouterr().out.split("\n> ")]


def test_the_chat_opens_with_examples_and_closes_politely(chat: Chat) -> None:
    opening, closing = chat()
    assert "• Mấy lớp?" in opening
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
    assert forgotten == replies.FORGOTTEN.text
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
    assert chat(command)[1] == replies.FORGOTTEN.text


@pytest.mark.parametrize("command", ["/help", "/start", "trợ giúp"])
def test_help_shows_the_examples_again(chat: Chat, command: str) -> None:
    opening, said, _ = chat(command)
    assert "• Mấy lớp?" in said
    assert said.splitlines()[0] == opening.splitlines()[0]
    assert "/reload – " in said  # whoever sits here may do everything


@pytest.mark.parametrize("typed", ["", "   ", "\t"])
def test_an_empty_line_is_asked_to_be_filled(chat: Chat, typed: str) -> None:
    assert chat(typed)[1] == replies.ASK_SOMETHING.text


def test_ctrl_c_ends_the_chat(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    assert replies.GOODBYE in chat()[0]


# --- buttons and long work


def test_buttons_are_pressed_by_their_numbers(chat: Chat) -> None:
    _, said, others, passage, thanked, _ = chat(FIRST, "2", "1", "/tin")
    assert said.endswith("[1] 📄 Xem đoạn gốc  [2] 📚 Bài khác  [3] 👍  [4] 👎")
    assert others.endswith("[1] 📄 1")
    assert "9 nghị quyết" in passage
    assert "[" not in passage
    assert thanked.startswith("Bài mới nhất:")


@pytest.mark.parametrize("vote", ["3", "4"])
def test_a_vote_keeps_the_numbers_of_the_buttons(chat: Chat, vote: str) -> None:
    _, _, thanked, passage, _ = chat(FIRST, vote, "1")
    assert thanked == replies.NOTED.text
    assert "210 học viên" in passage


@pytest.mark.parametrize("number", ["0", "5", "9" * 5000, "٣" * 5000])
def test_a_number_without_a_button_is_a_question(chat: Chat, number: str) -> None:
    _, _, said, passage, _ = chat(FIRST, number, FIRST)
    expected = replies.TOO_LONG.text if len(number) > 1000 else replies.NOT_FOUND
    assert said.startswith(expected)
    assert "Trần Văn Bảy" in passage


def test_the_buttons_of_an_earlier_reply_are_gone(chat: Chat) -> None:
    _, _, _, said, _ = chat(FIRST, "/moi", "4")
    assert said != replies.NOTED.text
    assert chat.talk.journal.statistics(1).disliked == 0


@pytest.mark.parametrize(("typed", "name"), [("1", "Ngô Thị Tám"), ("2", "Trần Văn Bảy")])
def test_a_meeting_is_chosen_by_its_number(chat: Chat, typed: str, name: str) -> None:
    (chat.talk.config.articles[0] / "giao-ban-6.txt").write_text(JUNE, encoding="utf-8")
    chat.talk.base.reload(no_progress)
    _, asked, said, _ = chat("Ai chủ trì hội nghị giao ban?", typed)
    assert asked.endswith("[1] 05/07/2023  [2] 05/05/2023")
    assert name in said


def test_a_reload_ends_before_the_next_question_is_read(chat: Chat) -> None:
    (chat.talk.config.articles[0] / "giao-ban-6.txt").write_text(JUNE, encoding="utf-8")
    _, reloaded, said, _ = chat("/reload", "Ai chủ trì hội nghị giao ban tháng 6?")
    first, second, *_ = reloaded.splitlines()
    assert first == "Đang cập nhật kho bài…"
    assert second.startswith("✅ Đã cập nhật (bản 2, ")
    assert "Ngô Thị Tám" in said


def test_an_article_is_removed_in_the_terminal(chat: Chat) -> None:
    _, asked, removed, listed, _ = chat("/xoa hdnd.txt", "1", "/tin")
    assert asked.endswith("[1] 🗑 Xóa  [2] Thôi")
    assert "Đã xóa hdnd.txt" in removed
    assert "✅ Đã cập nhật" in removed
    assert "Hội đồng" not in listed


@pytest.mark.parametrize(
    ("text", "highlight", "shown"),
    [
        ("Ông Lê An chủ trì.", "Lê An", "Ông \x1b[1mLê An\x1b[0m chủ trì."),
        ("9 nghị quyết, đạt 9 %.", "9", "\x1b[1m9\x1b[0m nghị quyết, đạt 9 %."),
        ("Lê An gặp Lê An.", "Lê An", "\x1b[1mLê An\x1b[0m gặp Lê An."),
        ("Ông Lê An.", None, "Ông Lê An."),
    ],
)
def test_the_words_that_answer_are_bold_once_and_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, text: str, highlight: str | None, shown: str
) -> None:
    assert terminal.show(Reply(text, highlight)) == text
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert terminal.show(Reply(text, highlight)) == shown
