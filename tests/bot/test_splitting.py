"""Long texts in parts: nothing is lost, and each part fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.splitting import parts


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", [""]),
        ("  Chào đồng chí!\n", ["Chào đồng", "chí!"]),
        ("một hai ba", ["một hai ba"]),
        ("một hai ba bốn", ["một hai", "ba bốn"]),
        ("một\nhai ba bốn", ["một", "hai ba bốn"]),
        ("một\n\nhai\nba bốn năm", ["một", "hai", "ba bốn năm"]),
        ("nhândânnhândân", ["nhândânnhâ", "ndân"]),
        ("một          \n\n          hai", ["một", "hai"]),
    ],
)
def test_a_text_is_cut_at_paragraphs_else_lines_else_words(text: str, cut: list[str]) -> None:
    assert list(parts(text, 10)) == cut


def test_a_sign_that_takes_two_units_counts_twice_and_is_never_halved() -> None:
    assert list(parts("a" + "📚" * 10, 10)) == ["a" + "📚" * 4, "📚" * 5, "📚"]


@given(st.text(st.sampled_from("ab đồ📚\n "), max_size=200), st.integers(2, 40))
def test_nothing_but_space_is_lost_and_each_part_fits(text: str, longest: int) -> None:
    cut = list(parts(text, longest))
    assert all(units(part) <= longest and part == part.strip() for part in cut)
    assert all(cut[:-1])
    assert "".join("".join(cut).split()) == "".join(text.split())
