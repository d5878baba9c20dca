from pathlib import Path

import pytest

from bot import replies
from bot.messages import Place
from tests.bot.conftest import Talk, action, labels
from tests.conftest import no_progress

OFFICE = "Ủy ban nhân dân thị xã Mỹ Lâm tổ chức hội nghị với các xã, phường"


def publish(talk: Talk, count: int, title: str = "Bản tin") -> None:
    """That many more articles, `title` 1 the oldest."""
    for n in range(1, count + 1):
        text = f"{title} {n}\n\n{n:02}/10/2023\n\nXã Tân Lập làm việc lần {n}."
        (talk.config.articles[0] / f"tin-{n}.txt").write_text(text, encoding="utf-8")
    talk.base.reload(no_progress)


def test_the_newest_articles_are_listed_and_paged_in_place(talk: Talk) -> None:
    publish(talk, 8)
    pages = [talk.say("/tin")]
    assert labels(pages[0]) == ["Cũ hơn ▶"]
    pages.append(talk.press(action(pages[0], "▶")))
    assert labels(pages[1]) == ["◀ Mới hơn"]  # ten articles: the second page is full
    listed = [line for page in pages for line in page.text.splitlines() if line.startswith("•")]
    assert listed[:8] == [f"• Bản tin {n} ({n:02}/10/2023)" for n in range(8, 0, -1)]
    assert [len(page.text.splitlines()) for page in pages] == [6, 6]
    assert [page.place for page in pages] == [Place.BELOW, Place.INSTEAD]
    back = talk.press(action(pages[1], "◀"))
    assert (back.text, back.buttons) == (pages[0].text, pages[0].buttons)


@pytest.mark.parametrize("typed", ["/tin hội đồng", "/tin Hoi  Dong", "/tin HĐND", "/TIN hđnd"])
def test_headlines_can_be_filtered(talk: Talk, typed: str) -> None:
    lines = talk.say(typed).text.splitlines()
    assert lines[1:] == ["• Hội đồng nhân dân thị xã họp kỳ thứ 6 (11/07/2023)"]
    assert "về “" in lines[0]


def test_a_filter_that_no_article_meets_says_so(talk: Talk) -> None:
    assert talk.say("/tin bóng đá").text == "Không có bài nào về “bóng đá”."


def test_a_page_that_is_no_longer_there_is_declined(talk: Talk) -> None:
    for forged in ("tin:999999999:", "tin:1:", "tin:1:bóng đá"):
        assert talk.press(forged) == replies.OLD_BUTTON
    assert "bóng đá" in talk.press("tin:0:bóng đá").text


def test_the_first_page_can_be_gone_back_to_though_it_is_the_only_one_left(
    talk: Talk, articles: Path
) -> None:
    publish(talk, 4)
    back = action(talk.press(action(talk.say("/tin"), "▶")), "◀")
    (articles / "tin-4.txt").unlink()
    talk.base.reload(no_progress)
    page = talk.press(back)
    assert (page.text, page.buttons) == (talk.say("/tin").text, ())
    assert "• Bản tin 3 " in page.text


@pytest.mark.parametrize("about", [OFFICE, f"{OFFICE} " * 9, "thị xã Mỹ Lâm tổ chức"])
def test_a_long_filter_is_kept_while_paging_as_far_as_a_button_holds_it(
    talk: Talk, about: str
) -> None:
    publish(talk, 11, OFFICE)
    page = talk.say(f"/tin {about}")
    kept = page.text.partition("“")[2].partition("”")[0]
    assert about.startswith(f"{kept} ") or about == kept
    assert len(kept) > 20
    for _ in range(2):
        page = talk.press(action(page, "▶"))
        assert f"“{kept}”" in page.text
    assert page.text.splitlines()[-1] == f"• {OFFICE} 1 (01/10/2023)"


@pytest.mark.parametrize("word", ["x" * 5000, "ộ" * 300, "1" * 5000])
def test_of_one_very_long_word_the_beginning_is_the_filter(talk: Talk, word: str) -> None:
    kept = talk.say(f"/tin {word}").text.partition("“")[2].partition("”")[0]
    assert len(kept) > 10
    assert word.startswith(kept)


def test_a_long_word_after_others_is_left_out(talk: Talk) -> None:
    text = talk.say(f"/tin hội đồng {'x' * 100}").text
    assert "“hội đồng”" in text
    assert "• Hội đồng nhân dân" in text


@pytest.mark.parametrize("about", ["?!", "…", "-", "?" * 300, f"{'?' * 60} hội"])
def test_a_filter_without_words_lists_all(talk: Talk, about: str) -> None:
    assert talk.say(f"/tin {about}") == talk.say("/tin")
