from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.assistant import Answer, Assistant, Conversation
from knowledge.base import KnowledgeBase
from knowledge.judging import WITHOUT_READER
from tests.conftest import BRIEFING, no_progress

REFUSED = "Ai chủ trì hội nghị giao ban của Thị ủy tháng 12 năm 2019?"
WHICH = "Ai chủ trì hội nghị giao ban?"
WHEN = "Hội nghị đó diễn ra khi nào?"
CHAIRS = ("Trần Văn Bảy", "Ngô Thị Tám", "Đỗ Văn Chín")
HELD = ("30/3/2023", "29/6/2023", "28/9/2023")


@pytest.fixture
def quarters(base: KnowledgeBase, articles: Path) -> Callable[..., Assistant]:
    """Writes a briefing for each quarter, with these chairs, in place of the other articles."""

    def write(*chairs: str) -> Assistant:
        for path in articles.iterdir():
            path.unlink()
        for number, (chair, day) in enumerate(zip(chairs, HELD, strict=True), start=1):
            text = BRIEFING.replace("tháng 4", f"quý {'I' * number}")
            text = text.replace("05/05/2023", day).replace("4/5/2023", day)
            text = text.replace("Trần Văn Bảy", chair)
            (articles / f"quy-{number}.txt").write_text(text, encoding="utf-8")
        base.reload(no_progress)
        return Assistant(base)

    return write


def offered(answer: Answer) -> list[tuple[str | None, str]]:
    return [(choice.highlight, choice.sources[0].path) for choice in answer.choices]


THREE = [(chair, f"quy-{number}.txt") for number, chair in enumerate(CHAIRS, start=1)][::-1]


@pytest.mark.parametrize("typed", [WHICH, "ai chu tri hoi nghi giao ban", f"{WHICH[:-1]} năm 2023"])
def test_of_several_meetings_that_fit_the_newest_comes_first(
    quarters: Callable[..., Assistant], typed: str
) -> None:
    conversation = Conversation()
    answer = quarters(*CHAIRS).answer(typed, conversation)
    assert offered(answer) == THREE
    assert (answer.found, answer.highlight) == (True, "Đỗ Văn Chín")
    assert conversation.choices == answer.choices
    for choice in answer.choices:
        assert (choice.question, choice.found, choice.choices) == (typed, True, ())
        assert str(choice.highlight) in choice.answer


@pytest.mark.parametrize(
    ("chairs", "typed", "highlight"),
    [
        (CHAIRS, f"{WHICH[:-1]} quý II?", "Ngô Thị Tám"),
        (CHAIRS, "ai chu tri hoi nghi giao ban quy 1", "Trần Văn Bảy"),
        (["Ngô Thị Tám"] * 3, WHICH, "Ngô Thị Tám"),
    ],
)
def test_where_only_one_answer_fits_there_is_nothing_to_choose(
    quarters: Callable[..., Assistant], chairs: Sequence[str], typed: str, highlight: str | None
) -> None:
    conversation = Conversation()
    answer = quarters(*chairs).answer(typed, conversation)
    assert (answer.choices, conversation.choices) == ((), ())
    assert answer.highlight == highlight


def test_meetings_with_the_same_answer_are_one_choice(quarters: Callable[..., Assistant]) -> None:
    answer = quarters(*CHAIRS[:2], CHAIRS[0]).answer(WHICH, Conversation())
    assert offered(answer) == [(CHAIRS[0], "quy-3.txt"), (CHAIRS[1], "quy-2.txt")]


def test_without_a_conversation_the_newest_is_meant_if_that_is_sure_enough(
    quarters: Callable[..., Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = quarters(*CHAIRS)
    answer = assistant.answer(WHICH)
    assert (answer.highlight, answer.choices) == ("Đỗ Văn Chín", ())
    strict = replace(WITHOUT_READER, sure=0.99)
    monkeypatch.setattr("knowledge.judging.WITHOUT_READER", strict)
    assert not assistant.answer(WHICH).found
    assert offered(assistant.answer(WHICH, Conversation())) == THREE


@pytest.mark.parametrize("number", [0, 1, 2])
def test_what_follows_a_choice_is_about_the_chosen_meeting(
    quarters: Callable[..., Assistant], number: int
) -> None:
    assistant, conversation = quarters(*CHAIRS), Conversation()
    assistant.answer(WHICH, conversation)
    chosen = assistant.choose(conversation, number)
    assert (chosen.highlight, chosen.sources[0].path) == THREE[number]
    assert chosen.choices == ()
    for typed, said in ((WHEN, HELD[2 - number]), ("Có bao nhiêu học viên?", "210 học viên")):
        answer = assistant.answer(typed, conversation)
        assert answer.sources[0].path == THREE[number][1]
        assert said in str(answer.highlight)
        assert answer.choices == conversation.choices == ()
    assert assistant.answer("Còn quý I?", conversation).sources[0].path == "quy-1.txt"


@pytest.mark.parametrize(
    ("then", "is_found"), [("Ai chủ trì hội nghị giao ban quý I?", True), (REFUSED, False)]
)
def test_a_choice_is_gone_after_another_question(
    quarters: Callable[..., Assistant], then: str, is_found: bool
) -> None:
    assistant, conversation = quarters(*CHAIRS), Conversation()
    assistant.answer(WHICH, conversation)
    assert assistant.answer(then, conversation).found is is_found
    assert conversation.choices == ()
    with pytest.raises(LookupError):
        assistant.choose(conversation, 0)


def test_a_choice_is_gone_after_the_conversation_is_forgotten(
    quarters: Callable[..., Assistant],
) -> None:
    assistant, conversation = quarters(*CHAIRS), Conversation()
    assistant.answer(WHICH, conversation)
    conversation.forget()
    with pytest.raises(LookupError):
        assistant.choose(conversation, 0)


def test_a_number_out_of_range_chooses_nothing(quarters: Callable[..., Assistant]) -> None:
    assistant, conversation = quarters(*CHAIRS), Conversation()
    offered_before = assistant.answer(WHICH, conversation).choices
    before = conversation.last
    with pytest.raises(LookupError):
        assistant.choose(conversation, len(offered_before))
    assert (conversation.choices, conversation.last) == (offered_before, before)
    assert assistant.choose(conversation, 1) == offered_before[1]


def test_one_may_choose_again(quarters: Callable[..., Assistant]) -> None:
    assistant, conversation = quarters(*CHAIRS), Conversation()
    assistant.answer(WHICH, conversation)
    for number in (2, 0):
        assert assistant.choose(conversation, number).highlight == THREE[number][0]


@pytest.mark.parametrize("about", [WHEN, "Có bao nhiêu học viên?"])
def test_what_follows_without_a_choice_is_about_the_newest(
    quarters: Callable[..., Assistant], about: str
) -> None:
    assistant, conversation = quarters(*CHAIRS), Conversation()
    assistant.answer(WHICH, conversation)
    assert assistant.answer(about, conversation).sources[0].path == "quy-3.txt"


def test_no_more_than_six_meetings_are_offered(base: KnowledgeBase, articles: Path) -> None:
    names = "Ba Tư Năm Sáu Bảy Tám Chín".split()
    (articles / "giao-ban.txt").unlink()
    for number, name in enumerate(names, start=1):
        text = BRIEFING.replace("tháng 4", "của thị xã").replace("Chiều 4/5/2023", "Chiều qua")
        text = text.replace("05/05/2023", f"{number}/5/2023").replace("Văn Bảy", f"Văn {name}")
        (articles / f"{number}.txt").write_text(text, encoding="utf-8")
    base.reload(no_progress)
    answer = Assistant(base).answer(WHICH, Conversation())
    newest_first = [f"Trần Văn {name}" for name in reversed(names)]
    assert [choice.highlight for choice in answer.choices] == newest_first[:6]
