import random

import pytest

from training.variations import reword, thin_out, without_answer

TEXT = (
    "Xã Đồng Quế khơi giếng. Giếng được khơi trong tháng 5. Nước giếng trong và mát. "
    "Bà con góp 48 triệu đồng. Cụ Phùng Văn Sử kể chuyện cũ."
)
ANSWER = "48 triệu đồng"
ASKED = "Ai chủ trì hội nghị của Hội Nông dân và ở đâu?"


def test_a_question_is_said_in_many_ways_but_keeps_its_names() -> None:
    ways = {reword(ASKED, random.Random(seed)) for seed in range(60)}
    assert len(ways) > 20
    assert all("nông dân" in way.lower() for way in ways)
    assert ASKED in ways
    assert any("điều hành" in way for way in ways)


def test_a_phrase_at_the_start_keeps_its_capital() -> None:
    assert all(
        way[0].isupper() or way == way.lower()
        for way in (reword(ASKED, random.Random(seed)) for seed in range(60))
    )


@pytest.mark.parametrize("seed", range(20))
def test_a_text_thinned_out_keeps_its_title_and_its_answer(seed: int) -> None:
    start = TEXT.index(ANSWER)
    text, begin, end = thin_out(TEXT, start, start + len(ANSWER), random.Random(seed))
    assert text.startswith("Xã Đồng Quế khơi giếng. ")
    assert text[begin:end] == ANSWER
    assert len(text) <= len(TEXT)


def test_some_texts_thinned_out_are_shorter() -> None:
    texts = {thin_out(TEXT, 0, 2, random.Random(seed))[0] for seed in range(20)}
    assert len(texts) > 5


def test_the_sentences_that_say_the_answer_are_taken_away() -> None:
    left = without_answer(TEXT, "48 TRIỆU đồng")
    assert left == TEXT.replace("Bà con góp 48 triệu đồng. ", "")


@pytest.mark.parametrize("answer", ["đồng quế", "e"])
def test_where_the_title_answers_or_nothing_is_left_there_is_no_such_text(answer: str) -> None:
    assert without_answer(TEXT, answer) is None
