import random

import pytest
from tokenizers import Tokenizer

from embeddings.bundled import bundled_model_folder
from training.examples import Example
from training.lessons import Lessons, Row, Stage, examples_of, is_held_out
from training.working import tokenizer_in

TEXT = (
    "Xã Đồng Quế khơi giếng. Giếng được khơi trong tháng 5. Nước giếng trong và mát. "
    "Bà con góp 48 triệu đồng. Cụ Phùng Văn Sử kể chuyện cũ."
)
ANSWER = "48 triệu đồng"
ASKED: Example = {
    "question": "Bà con xã Đồng Quế góp bao nhiêu tiền?",
    "answering": [[TEXT, TEXT.index(ANSWER), TEXT.index(ANSWER) + len(ANSWER)]],
    "near": [],
    "others": ["Hội chợ có 35 gian hàng.", "Bà con mua bán nhộn nhịp.", "Trời mưa to."],
    "group": "gieng",
    "variant": "typed",
}


@pytest.fixture(scope="module")
def lessons() -> Lessons:
    tokenizer = tokenizer_in(str(bundled_model_folder() / "tokenizer.json"))
    return Lessons(tokenizer, ["Ai đào giếng?"])


def marked(row: Row, tokenizer: Tokenizer) -> str:
    return str(tokenizer.decode(row.tokens[row.start : row.end + 1])).strip()


@pytest.mark.parametrize("seed", range(12))
def test_a_group_has_the_answer_first_and_then_none(lessons: Lessons, seed: int) -> None:
    first, *robbed = lessons.groups(ASKED, 2, random.Random(seed))
    assert marked(first[0], lessons.tokenizer) == ANSWER
    for row in [*first[1:], *(row for group in robbed for row in group)]:
        assert (row.start, row.end) == (0, 0)
    assert len(first) <= 3
    for row in (row for group in robbed for row in group):
        assert ANSWER not in lessons.tokenizer.decode(row.tokens)


def test_a_question_is_asked_in_other_ways_each_time(lessons: Lessons) -> None:
    rows = {next(lessons.groups(ASKED, 2, random.Random(seed)))[0] for seed in range(80)}
    assert len(rows) > 40
    read = [str(lessons.tokenizer.decode(row.tokens, skip_special_tokens=False)) for row in rows]
    assert any("<mask>" in text for text in read)
    assert any("Ai đào giếng." in text for text in read)


def test_a_question_without_an_answer_has_passages_without_one(lessons: Lessons) -> None:
    (group,) = lessons.groups({**ASKED, "answering": []}, 1, random.Random(1))
    assert [(row.start, row.end) for row in group] == [(0, 0)] * 2


def test_a_question_without_an_answer_is_tempted_by_the_article_that_it_asks_about(
    lessons: Lessons,
) -> None:
    near = ["Nước sâu 12 mét.", "Nắp đậy kín.", "Thành cao vừa tầm."]
    for seed in range(20):
        some = near[: seed % 4]
        asked = {**ASKED, "answering": [], "near": some}
        (group,) = lessons.groups(asked, 1, random.Random(seed))
        assert len(group) == 2
        for row, text in zip(group, some, strict=False):
            assert lessons.tokenizer.decode(row.tokens[row.text_from :]).strip() == text


def test_an_answer_beyond_what_is_read_is_none(lessons: Lessons) -> None:
    late = "Trời mưa to. " * 120 + ANSWER
    asked = {**ASKED, "answering": [[late, len(late) - len(ANSWER), len(late)]]}
    assert (lessons.plain(asked)[0].start, lessons.plain(asked)[0].end) == (0, 0)


def test_a_stage_goes_through_each_kind_as_often_as_it_says() -> None:
    known, written, contrasts, made = (
        [{**ASKED, "group": name}] * 10 for name in ("k", "w", "c", "m")
    )
    stage = Stage(
        "try", (), rate=1e-4, seed=1, known=2, written=1, contrasts=0.6, made=0.3, briefings=4
    )
    groups = [e["group"] for e in examples_of(stage, known, written, contrasts, made)]
    assert [groups.count(name) for name in ("k", "w", "c", "m")] == [20, 10, 6, 3]
    assert len(groups) > 33
    assert groups != sorted(groups)


def test_a_stage_goes_through_those_without_an_answer_besides() -> None:
    unanswerable = {**ASKED, "answering": [], "group": "u"}
    stage = Stage("try", (), rate=1e-4, seed=1, known=1, misses=1.5)
    groups = [e["group"] for e in examples_of(stage, [ASKED] * 5, [unanswerable] * 4, [], [])]
    assert sorted(groups) == ["gieng"] * 5 + ["u"] * 6


def test_about_one_article_in_eight_is_held_out_and_always_the_same() -> None:
    held = [name for name in map(str, range(1000)) if is_held_out(name)]
    assert 80 < len(held) < 160
    assert held == [name for name in map(str, range(1000)) if is_held_out(name)]
