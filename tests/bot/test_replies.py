import datetime as dt
import unicodedata
from dataclasses import replace

import pytest

from bot import replies
from bot.assistant import Answer, Source
from bot.messages import Button, Reply
from knowledge.articles import Headline
from knowledge.vietnamese import fold, has_marks
from tests.bot.conftest import checked, labels

DAY = dt.date(2023, 5, 5)
TITLE = "Thị ủy giao ban tháng 4"


def source(number: int = 1, date: dt.date | None = DAY, url: str | None = None) -> Source:
    return Source(f"{number}.txt", f"{TITLE} ({number})", date, url, "Đoạn văn.", 1.5)


def found(answer: str, highlight: str | None, *sources: Source) -> Answer:
    return Answer("Ai?", True, answer, highlight, sources or (source(),), 12.0)


def refused(*sources: Source) -> Answer:
    return Answer("Ai?", False, "", None, sources, 12.0)


def reply(answer: Answer, contact: str = "") -> Reply:
    return checked(replies.answered(answer, 3, contact))


def constants() -> list[str]:
    """Everything that the module says without being given anything."""
    values = vars(replies).values()
    said = [value.text for value in values if isinstance(value, Reply)]
    said += [replies.not_allowed("7").text]
    return [*said, replies.NOT_FOUND, replies.GOODBYE, replies.uncertain("a").text, *_talk()]


def _talk() -> list[str]:
    return [said.text for said in map(replies.small_talk, ("chào", "cảm ơn")) if said]


@pytest.mark.parametrize("said", constants())
def test_every_sentence_is_whole_polite_vietnamese(said: str) -> None:
    assert has_marks(said)
    assert said[0].isupper()
    assert said.endswith((".", "!", "?"))
    assert "đồng chí" in said.lower() or said in (replies.NOT_FOUND, replies.REMOVED.text)
    assert not {"ban", "may", "error", "sorry"} & set(fold(said).split())


def test_an_answer_stands_above_its_source() -> None:
    said = reply(found("Ông Lê An chủ trì.", "Lê An"), "Ban A")
    assert said.text == f"Ông Lê An chủ trì.\n\nNguồn: {TITLE} (1) (05/05/2023)"
    assert said.highlight == "Lê An"


def test_only_the_best_source_is_shown() -> None:
    text = reply(found("Ông Lê An.", None, source(1), source(2))).text
    assert f"{TITLE} (1)" in text
    assert f"{TITLE} (2)" not in text


def test_a_source_without_a_date_has_no_brackets() -> None:
    assert reply(found("A.", None, source(1, None))).text.endswith(f"{TITLE} (1)")


def test_the_address_of_a_source_is_on_a_line_of_its_own() -> None:
    text = reply(found("A.", None, source(url="https://mylam.example/4"))).text
    assert text.splitlines()[-1].strip() == "https://mylam.example/4"


def test_the_buttons_of_an_answer_name_its_number() -> None:
    sources = [source(1), source(1), source(2), source(2), source(3)]
    said = reply(found("A.", None, *sources))
    assert [[button.action for button in row] for row in said.buttons] == [
        ["goc:3:0", "khac:3"],
        ["tot:3", "xau:3"],
    ]
    others = checked(replies.other_articles(found("A.", None, *sources), 3))
    assert others.buttons == ((Button("📄 1", "goc:3:2"), Button("📄 2", "goc:3:4")),)
    assert others.text.splitlines()[1:] == [
        f"1. {TITLE} (2) (05/05/2023)",
        f"2. {TITLE} (3) (05/05/2023)",
    ]


def test_an_answer_without_a_number_has_no_buttons() -> None:
    said = replies.answered(found("Ông Lê An.", "Lê An", source(1), source(2)), None, "")
    assert (said.highlight, said.buttons) == ("Lê An", ())


def test_who_may_not_ask_is_told_the_number_that_an_admin_needs() -> None:
    assert replies.not_allowed("123456").text.endswith(": 123456.")


def test_an_answer_from_the_only_article_has_no_button_for_others() -> None:
    assert labels(reply(found("A.", None, source(), source()))) == ["📄 Xem đoạn gốc", "👍", "👎"]


def test_a_refusal_names_the_related_articles_and_the_contact() -> None:
    related = [source(1), source(2, None, "https://mylam.example/2")]
    said = reply(refused(*related), "Văn phòng, 0200 000 000")
    lines = said.text.splitlines()
    assert lines[0] == replies.NOT_FOUND
    assert f"  • {TITLE} (1) (05/05/2023)" in lines
    assert f"  • {TITLE} (2)" in lines
    assert "    https://mylam.example/2" in lines
    assert lines[-1] == "Đồng chí có thể liên hệ: Văn phòng, 0200 000 000"
    assert "Nguồn" not in "".join(lines)
    assert (said.highlight, said.buttons) == (None, ())


def test_a_refusal_with_nothing_to_name_is_one_line() -> None:
    assert reply(refused()).text == replies.NOT_FOUND
    assert reply(refused(), "Ban A").text.count("\n") == 1


def test_a_passage_stands_below_its_article() -> None:
    shown = replies.passage(source(url="https://mylam.example/4")).text
    assert shown == f"{TITLE} (1) (05/05/2023)\nhttps://mylam.example/4\n\nĐoạn văn."


def test_meetings_are_numbered_with_a_button_for_each_three_in_a_row() -> None:
    choices = [found("A.", None, source(n)) for n in range(5)]
    choices.append(found("A.", None, source(5, None, "https://mylam.example/5")))
    asked = checked(replies.which(replace(choices[0], choices=tuple(choices)), "0123abcd"))
    lines = asked.text.splitlines()
    assert lines[1:] == [
        *(f"{n + 1}. {TITLE} ({n}) (05/05/2023)" for n in range(5)),
        f"6. {TITLE} (5)",
    ]
    assert [len(row) for row in asked.buttons] == [3, 3]
    assert asked.buttons[1][2] == Button(f"{TITLE} (5)"[:30], "chon:0123abcd:5")


def test_what_articles_say_is_not_escaped() -> None:
    odd = "<b>A</b> & *B* _c_ [d](e)"
    one = replace(source(), title=odd, passage=odd)
    headline = Headline("/bai", "a.txt", odd, None, None)
    for said in (
        reply(found(odd, odd, one)),
        reply(refused(one)),
        replies.passage(one),
        replies.other_articles(found("A.", None, source(), replace(one, path="b.txt")), 1),
        replies.headlines([headline], "<i>", 0, True),
        replies.which(replace(found("A.", None), choices=(found(odd, None, one),) * 2), "0"),
    ):
        assert odd in checked(said).text


@pytest.mark.parametrize(
    "typed",
    ["Xin chào", "xin chào!", "CHÀO", "chao ban", "Hello.", "hi", "alo?", " chào em "],
)
def test_a_greeting_is_greeted(typed: str) -> None:
    said = replies.small_talk(typed)
    assert said is not None
    assert said.text.startswith("Chào đồng chí")


@pytest.mark.parametrize("typed", ["Cảm ơn", "cam on nhieu", "Xin cảm ơn!", "thanks"])
def test_thanks_are_answered(typed: str) -> None:
    assert replies.small_talk(typed) == Reply("Không có gì, thưa đồng chí.")


@pytest.mark.parametrize(
    "typed", ["Ai chủ trì?", "Chào ai?", "", "?", "xin chào, ai chủ trì hội nghị?", "Cảm ơn ai?"]
)
def test_a_question_is_no_small_talk(typed: str) -> None:
    assert replies.small_talk(typed) is None


def test_the_chat_opens_with_examples() -> None:
    assert "\n" not in replies.welcome(()).text
    lines = replies.welcome(("Ai chủ trì?", "Mấy lớp?")).text.splitlines()
    assert lines[0] == replies.welcome(()).text
    assert lines[-2:] == ["  • Ai chủ trì?", "  • Mấy lớp?"]


def test_a_greeting_in_decomposed_unicode_is_one_too() -> None:
    assert replies.small_talk(unicodedata.normalize("NFD", "Xin chào")) is not None
