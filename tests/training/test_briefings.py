import random

import pytest

from training.briefings import from_briefings
from training.examples import Example


@pytest.fixture(scope="module")
def made() -> list[Example]:
    return list(from_briefings(300, random.Random(1)))


def test_each_question_is_answered_by_one_sentence_of_its_briefing(made: list[Example]) -> None:
    assert len(made) > 600
    for example in made:
        ((text, start, end),) = example["answering"]
        assert text[start:end].strip() == text[start:end] != ""
        assert "{" not in text + example["question"]


def test_without_that_sentence_the_briefing_does_not_answer(made: list[Example]) -> None:
    with_near = [example for example in made if example["near"]]
    assert len(with_near) > len(made) / 2
    for example in with_near:
        ((text, start, end),) = example["answering"]
        for other in example["near"]:
            assert len(other) < len(text)
            assert text[start:end] not in other.partition(". ")[2]


def test_counts_are_marked_with_what_is_counted(made: list[Example]) -> None:
    counted = [e for e in made if "bao nhiêu đại biểu?" in e["question"]]
    assert counted
    for example in counted:
        ((text, start, end),) = example["answering"]
        assert text[start:end].endswith(" đại biểu")


def test_some_questions_go_on_from_another(made: list[Example]) -> None:
    followed = [e for e in made if e["question"].endswith((". Vào ngày nào?", ". Ở đâu?"))]
    assert 5 < len(followed) < len(made) / 4


def test_the_same_seed_makes_the_same_briefings(made: list[Example]) -> None:
    assert list(from_briefings(300, random.Random(1))) == made
