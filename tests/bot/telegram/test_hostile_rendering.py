"""Whatever a reply holds: Telegram gets HTML that it takes, with no markup in it but ours."""

import re
from html import unescape

from hypothesis import example, given
from hypothesis import strategies as st

from bot.messages import Button, Reply
from bot.telegram.rendering import keyboard, messages
from knowledge.vietnamese import without_controls
from tests.hostile import letters, texts

LONGEST = 4096
_OURS = re.compile(r"</?b>")


def shown(html: str) -> str:
    """What Telegram shows of `html`, if it is whole and holds no markup but one bold piece."""
    assert _OURS.findall(html) in ([], ["<b>", "</b>"])
    rest = _OURS.sub("", html)
    assert not set("<>") & set(rest)
    assert re.sub(r"&(?:amp|lt|gt);", "", rest).count("&") == 0
    html.encode()
    plain = unescape(rest)
    assert without_controls(plain) == plain
    assert len(plain.encode("utf-16-le")) // 2 <= LONGEST
    return plain


@given(st.one_of(texts, letters), st.one_of(st.none(), letters))
@example("<b>&lt;</b>", "<b>")
@example("a < b & c", "&")
@example("&amp;", "amp")
@example("🎉" * 5000, "🎉")
@example("\ud83d\udc4d" * 3000, "\udc4d")
@example("\n\n \n" * 3000 + "a", None)
def test_any_text_is_shown_as_it_is(text: str, highlight: str | None) -> None:
    parts = messages(Reply(text, highlight))
    whole = "".join(map(shown, parts))
    assert re.sub(r"\s", "", whole) == re.sub(r"\s", "", without_controls(text))
    assert len(parts) == 1 or all(part.strip() for part in parts)


@given(texts, st.integers(0, 200), st.integers(1, 30))
def test_a_long_text_is_cut_and_any_piece_of_it_can_be_bold(text: str, at: int, size: int) -> None:
    long = (text + " hội nghị ") * 60
    parts = messages(Reply(long, long[at : at + size]))
    whole = "".join(map(shown, parts))
    assert re.sub(r"\s", "", whole) == re.sub(r"\s", "", without_controls(long))


@given(letters)
def test_any_label_fits_a_button(label: str) -> None:
    made = keyboard(Reply("a", buttons=((Button(label, "tin:0:"),),)))
    assert made is not None
    made.to_json().encode()
