"""Whatever is typed or published: the parsers of text never fail, and keep what they promise."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge import spans
from knowledge.abbreviations import expand
from knowledge.articles import Article
from knowledge.highlighting import FINDERS, MAX_ANSWER, find_highlight, shorten
from knowledge.kinds import Kind
from knowledge.passages import cut_passages
from knowledge.questions import Question
from knowledge.sentences import sentences
from knowledge.spelling import Speller
from knowledge.vietnamese import fold, forms, normalise, tokens, without_controls
from tests.conftest import BRIEFING, COUNCIL
from tests.hostile import ZALGO, texts

SPELLER = Speller.from_sentences([*BRIEFING.split("\n"), *COUNCIL.split("\n")])
HUGE = 100_000


@given(texts)
def test_normal_text_is_visible_whole_and_normal_for_good(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal
    assert without_controls(normal) == normal
    assert len(normal.encode()) <= 4 * len(text) + 4
    assert fold(normal) == fold(fold(normal))
    assert len(fold(normal)) == len(normal)


@given(texts)
def test_tokens_stand_where_they_say(text: str) -> None:
    normal = normalise(text)
    at = 0
    for token in tokens(normal):
        assert at <= token.start < token.end <= len(normal)
        assert token.form
        assert " " not in token.form
        at = token.end


@given(texts)
def test_sentences_lose_nothing(text: str) -> None:
    for paragraph in normalise(text).split("\n"):
        found = sentences(paragraph)
        assert all(found)
        assert "".join(found).replace(" ", "") == paragraph.replace(" ", "")


@pytest.mark.parametrize("unit", ["a", "1,2;", "A. ", '"A. ', "“a. ", "hội nghị "])
def test_no_sentence_goes_on_for_ever(unit: str) -> None:
    text = (unit * HUGE)[:HUGE].strip()
    found = sentences(text)
    assert max(map(len, found)) <= 2100
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert cut_passages(Article("Bảng", text), "bang.txt")


@given(texts)
def test_pieces_of_a_sentence_stand_in_it(text: str) -> None:
    normal = normalise(text)
    for find in FINDERS.values():
        for span in find(normal):
            assert 0 <= span.start < span.end <= len(normal)


@given(texts, st.sampled_from(list(Kind)))
@example("9" * 400, Kind.OTHER)
def test_an_answer_fits_whatever_it_is_made_of(text: str, kind: Kind) -> None:
    normal = normalise(text)
    question = replace(Question.of("Ai chủ trì hội nghị giao ban?", SPELLER), kind=kind)
    highlight = find_highlight(question, normal)
    assert highlight is None or (highlight and highlight in normal)
    assert len(shorten(normal, highlight)) <= MAX_ANSWER


@given(texts, texts)
def test_any_question_can_be_understood(typed: str, before: str) -> None:
    earlier = Question.of(normalise(before)[:1000], SPELLER)
    question = Question.of(normalise(typed)[:1000], SPELLER)
    for asked in (question, question.after(earlier), question.about(earlier)):
        asked.fits(f" {' '.join(forms(normalise(before)))} ")
        assert isinstance(asked.leans_on_another, bool)
        assert all(asked.topics)


@given(texts)
def test_any_text_can_be_written_out_and_respelt(text: str) -> None:
    normal = normalise(text)
    assert len(expand(normal)) <= 40 * len(normal) + 40
    respelt = SPELLER.respell(normal)
    assert len(tokens(respelt)) >= len(tokens(normal)) // 2


@pytest.mark.parametrize(
    "work",
    [
        lambda: normalise("a" + "\u0316\u0301" * HUGE),
        lambda: normalise(ZALGO * (HUGE // len(ZALGO))),
        lambda: spans.times("1, " * 8000),
        lambda: spans.times("1 và " * 8000),
        lambda: [Question.of(normalise(unit * 1000)[:1000], SPELLER) for unit in ("a", "q5", "1-")],
    ],
)
def test_no_text_takes_for_ever(work: Callable[[], object]) -> None:
    start = time.process_time()
    work()
    assert time.process_time() - start < 2
