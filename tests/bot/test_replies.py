import datetime as dt
import unicodedata

import pytest

from bot import replies
from bot.assistant import Answer, Source

DAY = dt.date(2023, 5, 5)
TITLE = "Thị ủy giao ban tháng 4"


def source(number: int = 1, date: dt.date | None = DAY, url: str | None = None) -> Source:
    return Source(f"{number}.txt", f"{TITLE} ({number})", date, url, "Đoạn văn.", 1.5)


def found(answer: str, highlight: str | None, *sources: Source) -> Answer:
    return Answer("Ai?", True, answer, highlight, sources or (source(),), 12.0)


def refused(*sources: Source) -> Answer:
    return Answer("Ai?", False, "", None, sources, 12.0)


def bold(words: str) -> str:
    return f"<b>{words}</b>"


def test_an_answer_stands_above_its_source() -> None:
    text = replies.reply(found("Ông Lê An chủ trì.", None), "Ban A", bold)
    assert text == f"Ông Lê An chủ trì.\n\nNguồn: {TITLE} (1) (05/05/2023)"


def test_only_the_best_source_is_shown() -> None:
    text = replies.reply(found("Ông Lê An.", None, source(1), source(2)), "")
    assert f"{TITLE} (1)" in text
    assert f"{TITLE} (2)" not in text


def test_a_source_without_a_date_has_no_brackets() -> None:
    assert replies.reply(found("A.", None, source(1, None)), "").endswith(f"{TITLE} (1)")


def test_the_address_of_a_source_is_on_a_line_of_its_own() -> None:
    text = replies.reply(found("A.", None, source(url="https://mylam.example/4")), "")
    assert text.splitlines()[-1].strip() == "https://mylam.example/4"


@pytest.mark.parametrize(
    ("answer", "highlight", "said"),
    [
        ("Ông Lê An chủ trì.", "Lê An", "Ông <b>Lê An</b> chủ trì."),
        ("9 nghị quyết, đạt 9 %.", "9", "<b>9</b> nghị quyết, đạt 9 %."),
        ("Lê An gặp Lê An.", "Lê An", "<b>Lê An</b> gặp Lê An."),
        ("Ông Lê An.", "Ông Lê An.", "<b>Ông Lê An.</b>"),
        ("Ông Lê An.", None, "Ông Lê An."),
    ],
)
def test_the_words_that_answer_are_bold_once(answer: str, highlight: str | None, said: str) -> None:
    assert replies.reply(found(answer, highlight), "", bold).splitlines()[0] == said


def test_without_a_way_to_mark_bold_the_answer_is_plain() -> None:
    assert replies.reply(found("Ông Lê An.", "Lê An"), "").splitlines()[0] == "Ông Lê An."


def test_a_refusal_names_the_related_articles_and_the_contact() -> None:
    related = [source(1), source(2, None, "https://mylam.example/2")]
    lines = replies.reply(refused(*related), "Văn phòng, 0200 000 000", bold).splitlines()
    assert lines[0] == replies.NOT_FOUND
    assert f"  • {TITLE} (1) (05/05/2023)" in lines
    assert f"  • {TITLE} (2)" in lines
    assert "    https://mylam.example/2" in lines
    assert lines[-1] == "Đồng chí có thể liên hệ: Văn phòng, 0200 000 000"
    assert "Nguồn" not in "".join(lines)


def test_a_refusal_with_nothing_to_name_is_one_line() -> None:
    assert replies.reply(refused(), "") == replies.NOT_FOUND
    assert replies.reply(refused(), "Ban A").count("\n") == 1


@pytest.mark.parametrize(
    "typed",
    ["Xin chào", "xin chào!", "CHÀO", "chao ban", "Hello.", "hi", "alo?", " chào em "],
)
def test_a_greeting_is_greeted(typed: str) -> None:
    said = replies.small_talk(typed)
    assert said is not None
    assert said.startswith("Chào đồng chí")


@pytest.mark.parametrize("typed", ["Cảm ơn", "cam on nhieu", "Xin cảm ơn!", "thanks"])
def test_thanks_are_answered(typed: str) -> None:
    assert replies.small_talk(typed) == "Không có gì, thưa đồng chí."


@pytest.mark.parametrize(
    "typed", ["Ai chủ trì?", "Chào ai?", "", "?", "xin chào, ai chủ trì hội nghị?", "Cảm ơn ai?"]
)
def test_a_question_is_no_small_talk(typed: str) -> None:
    assert replies.small_talk(typed) is None


def test_the_chat_opens_with_examples() -> None:
    assert "\n" not in replies.welcome(())
    lines = replies.welcome(("Ai chủ trì?", "Mấy lớp?")).splitlines()
    assert lines[0] == replies.welcome(())
    assert lines[-2:] == ["  • Ai chủ trì?", "  • Mấy lớp?"]


def test_a_greeting_in_decomposed_unicode_is_one_too() -> None:
    assert replies.small_talk(unicodedata.normalize("NFD", "Xin chào")) is not None
