"""From a Reply to Telegram's HTML, cut into messages that fit."""

import re
from html import unescape

import pytest

from bot.messages import Button, Reply
from bot.telegram.rendering import keyboard, messages

LONGEST = 4096
TREATY = " ".join(f"Điều {number} quy định việc giao ban." for number in range(1, 500))


def units(html: str) -> int:
    """The length that Telegram counts, in UTF-16 units, once the markup is read."""
    return len(plain(html).encode("utf-16-le")) // 2


def plain(html: str) -> str:
    return unescape(re.sub(r"</?b>", "", html))


def test_a_short_reply_is_one_message() -> None:
    assert messages(Reply("Chào đồng chí!")) == ["Chào đồng chí!"]


def test_a_long_reply_is_cut_between_paragraphs() -> None:
    paragraphs = [f"Đoạn {number}: " + "hội nghị giao ban " * 60 for number in range(9)]
    parts = messages(Reply("\n\n".join(paragraph.strip() for paragraph in paragraphs)))
    assert len(parts) > 1
    assert all(part.startswith("Đoạn ") for part in parts)
    assert "\n\n".join(parts) == "\n\n".join(paragraph.strip() for paragraph in paragraphs)


def test_a_long_paragraph_is_cut_between_lines() -> None:
    lines = [f"• Bài số {number} về công tác dân vận" for number in range(400)]
    parts = messages(Reply("\n".join(lines)))
    assert len(parts) > 1
    assert all(part.startswith("• Bài số ") for part in parts)
    assert "\n".join(parts) == "\n".join(lines)


def test_a_long_line_is_cut_between_words() -> None:
    parts = messages(Reply(TREATY))
    assert len(parts) > 1
    assert " ".join(parts) == TREATY


def test_text_without_spaces_is_cut_where_a_message_is_full() -> None:
    text = "nhândân" * 2000
    parts = messages(Reply(text))
    assert [units(part) for part in parts[:-1]] == [LONGEST] * (len(parts) - 1)
    assert "".join(parts) == text


def test_an_emoji_counts_twice_and_is_never_halved() -> None:
    text = "a" + "📚" * 5000
    parts = messages(Reply(text))
    assert [units(part) for part in parts] == [LONGEST - 1, LONGEST, 1 + 10_000 - 2 * LONGEST + 1]
    assert "".join(parts) == text


@pytest.mark.parametrize("letters", [LONGEST - 1, LONGEST, LONGEST + 1, 2 * LONGEST])
def test_no_message_is_longer_than_telegram_takes(letters: int) -> None:
    parts = messages(Reply("đ" * letters))
    assert len(parts) == -(-letters // LONGEST)
    assert max(map(units, parts)) <= LONGEST
    assert "".join(parts) == "đ" * letters


@pytest.mark.parametrize(
    "text",
    [
        TREATY,
        "\n\n".join([TREATY, "x" * 9000, "📚 " * 3000, TREATY]),
        "\n" * 500 + "cuối" + "\n" * 3000 + "cùng" + " " * 3000 + "hết",
        "đầu\n\n" + "y" * 4095 + " " + "z" * 4097,
    ],
)
def test_nothing_but_space_is_lost_and_no_message_is_empty(text: str) -> None:
    parts = messages(Reply(text))
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() for part in parts)
    assert max(map(units, parts)) <= LONGEST


def test_the_length_is_that_of_the_text_and_not_of_its_markup() -> None:
    text = "&" * LONGEST
    parts = messages(Reply(text, highlight=text))
    assert parts == [f"<b>{'&amp;' * LONGEST}</b>"]


def test_the_highlight_is_bold_once() -> None:
    reply = Reply("12 nghị quyết, trong đó 12 nghị quyết mới", highlight="12 nghị quyết")
    assert messages(reply) == ["<b>12 nghị quyết</b>, trong đó 12 nghị quyết mới"]


@pytest.mark.parametrize("highlight", [None, "", "Văn Quốc Cường"])
def test_without_a_highlight_in_the_text_nothing_is_bold(highlight: str | None) -> None:
    assert messages(Reply("Chưa rõ.", highlight=highlight)) == ["Chưa rõ."]


def test_what_looks_like_markup_is_shown_as_it_stands() -> None:
    text = '<b>Bà</b> & "ông" &lt; <script>'
    (html,) = messages(Reply(text))
    assert "<" not in html
    assert plain(html) == text


def test_a_highlight_with_markup_in_it_is_escaped_inside_the_bold() -> None:
    assert messages(Reply("Số <3> & 4", highlight="<3> &")) == ["Số <b>&lt;3&gt; &amp;</b> 4"]


def test_control_characters_and_halves_of_letters_are_left_out() -> None:
    reply = Reply("Hội\x00 nghị\x1b\ud800 9\u202e tháng\nnăm 2023", highlight="9\x07 tháng")
    (html,) = messages(reply)
    assert "\ud800" not in html
    assert "\x00" not in html
    assert "\x1b" not in html
    assert html.count("<b>") <= 1
    assert "\nnăm 2023" in html


def test_only_buttons_make_a_keyboard() -> None:
    assert keyboard(Reply("Chào")) is None
    rows = ((Button("📄 Xem", "goc:1:0"), Button("📚", "khac:1")), (Button("👍", "tot:1"),))
    markup = keyboard(Reply("Chào", buttons=rows))
    assert markup is not None
    shown = [[(key.text, key.callback_data) for key in row] for row in markup.inline_keyboard]
    assert shown == [[("📄 Xem", "goc:1:0"), ("📚", "khac:1")], [("👍", "tot:1")]]


def test_blank_stretches_make_no_empty_message() -> None:
    assert messages(Reply("\n" * 5000 + "cuối")) == ["cuối"]
    assert messages(Reply("đầu" + "\n" * 5000 + "cuối")) == ["đầu", "cuối"]
