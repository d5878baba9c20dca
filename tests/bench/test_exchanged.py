import random

import pytest

from bench.exchanged import Exchanges

ASKED = [
    "Bà con xã Đồng Quế góp bao nhiêu tiền?",
    "Vì sao xã Phú Lâm chưa có giếng?",
    "Ai là Chủ tịch xã Đồng Tiến?",
    "Cụ Phùng Văn Sử kể chuyện gì?",
    "Cụ Phùng Thị Nga nói gì về giếng?",
]
TEXT = "Xã Đồng Quế khơi giếng. Cụ Phùng Văn Sử kể chuyện ngày 5/3/2024, trong đợt quý II."


@pytest.fixture
def exchanges() -> Exchanges:
    return Exchanges(ASKED)


def asked_of_others(exchanges: Exchanges, question: str, text: str = TEXT) -> set[str | None]:
    return {exchanges.exchanged(question, text, random.Random(seed)) for seed in range(60)}


def test_a_place_becomes_another_one(exchanges: Exchanges) -> None:
    assert asked_of_others(exchanges, ASKED[0]) == {
        "Bà con xã Phú Lâm góp bao nhiêu tiền?",
        "Bà con xã Đồng Tiến góp bao nhiêu tiền?",
    }


def test_a_person_becomes_another_one(exchanges: Exchanges) -> None:
    assert asked_of_others(exchanges, ASKED[3]) == {"Cụ Phùng Thị Nga kể chuyện gì?"}


@pytest.mark.parametrize(
    ("question", "what"), [("Năm 2024 ai kể chuyện?", "2024"), ("Ai kể chuyện quý II?", "II")]
)
def test_a_number_becomes_one_near_it(exchanges: Exchanges, question: str, what: str) -> None:
    others = asked_of_others(exchanges, question)
    assert len(others) > 2
    begin, end = question.split(what)
    for other in others:
        assert other
        assert other != question
        assert other.startswith(begin)
        assert other.endswith(end)


def test_what_the_text_says_too_is_no_exchange(exchanges: Exchanges) -> None:
    text = f"{TEXT} Xã Phú Lâm thì chưa."
    others = asked_of_others(exchanges, ASKED[0], text)
    assert others - {None} == {"Bà con xã Đồng Tiến góp bao nhiêu tiền?"}


@pytest.mark.parametrize("question", ["Ai kể chuyện?", ASKED[1], "Hội Nông dân góp 48 triệu à?"])
def test_what_the_text_does_not_say_stays(exchanges: Exchanges, question: str) -> None:
    assert asked_of_others(exchanges, question) == {None}
