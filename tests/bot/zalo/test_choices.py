"""Numbered lines in place of buttons, and what a number or a word means after them."""

import pytest

from bot import admin_replies, reload_replies, replies
from bot.messages import Button, Place, Reply
from bot.zalo.choices import Choices
from knowledge.articles import Headline

ANSWER = Reply(
    "Bốn lớp.",
    buttons=(
        (Button("📄 Xem đoạn gốc", "goc:1:0"), Button("📚 Bài khác", "khac:1")),
        (Button("👍", "tot:1"), Button("👎", "xau:1")),
    ),
)
HEADLINE = Headline("/bai", "giao-ban.txt", "Giao ban", None, None)
REMOVAL = admin_replies.confirm_removal(HEADLINE, "a1b2")


@pytest.fixture
def choices() -> Choices:
    return Choices()


def test_buttons_become_one_line_of_numbers(choices: Choices) -> None:
    shown = choices.offer("a", ANSWER)
    assert shown == "Bốn lớp.\n\nGõ số: 1 📄 Xem đoạn gốc · 2 📚 Bài khác · 3 👍 · 4 👎"
    assert [choices.meant("a", typed) for typed in ("1", " 2. ", "3", "4")] == [
        *("goc:1:0", "khac:1", "tot:1", "xau:1")
    ]


@pytest.mark.parametrize("typed", ["0", "5", "-1", "01234", "1 2", "một", "²", "", "Ai chủ trì?"])
def test_anything_else_chooses_nothing(choices: Choices, typed: str) -> None:
    choices.offer("a", ANSWER)
    assert choices.meant("a", typed) is None


def test_each_chat_has_its_own(choices: Choices) -> None:
    choices.offer("a", ANSWER)
    assert choices.meant("b", "1") is None


def test_a_list_that_is_numbered_already_is_not_numbered_again(choices: Choices) -> None:
    which = admin_replies.which_to_remove([HEADLINE, HEADLINE], ["x", "y"], 0)
    shown = choices.offer("a", which)
    assert shown == f"{which.text}\n\nĐồng chí gõ số để chọn."
    assert choices.meant("a", "2") == "xoa:y"


def test_a_reply_without_buttons_stands_as_it_is_and_ends_what_was_offered(
    choices: Choices,
) -> None:
    choices.offer("a", ANSWER)
    assert choices.offer("a", replies.FORGOTTEN) == replies.FORGOTTEN.text
    assert choices.meant("a", "1") is None


def test_after_a_note_or_a_passage_the_same_can_be_chosen_again(choices: Choices) -> None:
    choices.offer("a", ANSWER)
    choices.offer("a", replies.NOTED, is_chosen=True)
    assert choices.meant("a", "4") == "xau:1"
    choices.offer("a", Reply("Cả đoạn."), is_chosen=True)
    assert choices.meant("a", "4") == "xau:1"
    choices.offer("a", Reply("Lật trang.", place=Place.INSTEAD), is_chosen=True)
    assert choices.meant("a", "4") is None


# --- yes and no


def test_a_question_is_answered_with_a_word(choices: Choices) -> None:
    shown = choices.offer("a", REMOVAL)
    assert shown.endswith("\n\nĐồng chí trả lời “có” (Xóa) hoặc “không”.")
    for typed in ("có", "Có!", "CO", "vâng ạ", "ok"):
        assert choices.meant("a", typed) == "lam:a1b2"
    for typed in ("không", "Khong", "thôi."):
        assert choices.meant("a", typed) == "thoi:a1b2"


@pytest.mark.parametrize("typed", ["1", "2", "có lẽ", "không phải bài này", "xóa", ""])
def test_a_question_is_not_answered_by_a_number_or_by_other_words(
    choices: Choices, typed: str
) -> None:
    choices.offer("a", REMOVAL)
    assert choices.meant("a", typed) is None


def test_it_does_not_matter_in_which_order_yes_and_no_stand(choices: Choices) -> None:
    (row,) = REMOVAL.buttons
    shown = choices.offer("a", Reply("Xóa?", buttons=(row[::-1],)))
    assert "“có” (Xóa)" in shown
    assert choices.meant("a", "có") == "lam:a1b2"


def test_yes_means_nothing_once_it_was_said(choices: Choices) -> None:
    choices.offer("a", REMOVAL)
    choices.offer("a", reload_replies.reloading(lambda show: REMOVAL), is_chosen=True)
    assert choices.meant("a", "có") is None
    choices.offer("a", REMOVAL)
    choices.offer("a", admin_replies.CANCELLED, is_chosen=True)
    assert choices.meant("a", "có") is None


def test_the_chats_that_were_silent_longest_are_forgotten(
    choices: Choices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.zalo.choices._MOST", 2)
    for chat in ("a", "b", "a", "c"):
        choices.offer(chat, ANSWER)
    assert [choices.meant(chat, "1") for chat in ("a", "b", "c")] == ["goc:1:0", None, "goc:1:0"]
