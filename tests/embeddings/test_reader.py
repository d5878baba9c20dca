import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from embeddings import EncoderError, Reader, load_reader
from embeddings.bert_reader import WEIGHTS
from embeddings.reader import Mark

BRIEFING = (
    "Thị ủy Sông Thượng giao ban tháng 3. Sáng 12/4, Thị ủy tổ chức hội nghị giao ban. Đồng chí "
    "Lò Văn Mười, Phó Bí thư Thường trực Thị ủy, chủ trì hội nghị. Tháng qua, Trung tâm Chính trị "
    "mở 7 lớp bồi dưỡng cho 412 học viên tại Hội trường A."
)
FAIR = (
    "Xã Đồng Quế mở hội chợ lúa chín. Hội chợ có 35 gian hàng. Bà con mua bán nhộn nhịp từ sáng "
    "sớm."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def best(reader: Reader, question: str, text: str) -> Mark:
    return reader.mark(question, [text])[0][0]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Ai chủ trì hội nghị giao ban tháng 3?", "Lò Văn Mười"),
        ("Trung tâm Chính trị mở bao nhiêu lớp?", "7 lớp"),
        ("Các lớp bồi dưỡng có bao nhiêu học viên?", "412 học viên"),
        ("Lớp bồi dưỡng được mở ở đâu?", "Hội trường A"),
        ("Đồng chí Lò Văn Mười giữ chức vụ gì?", "Phó Bí thư Thường trực Thị ủy"),
    ],
)
def test_it_marks_the_words_that_answer(reader: Reader, question: str, words: str) -> None:
    mark = best(reader, question, BRIEFING)
    marked = BRIEFING[mark.start : mark.end]
    assert words in marked
    assert len(marked) <= len(words) + 15
    assert mark.score > 0


def test_it_marks_the_day_of_a_meeting_though_the_month_stands_in_another_sentence(
    reader: Reader,
) -> None:
    question = "Hội nghị giao ban tháng 3 diễn ra ngày nào?"
    mark = best(reader, question, BRIEFING)
    assert "12/4" in BRIEFING[mark.start : mark.end]
    assert mark.end - mark.start <= len("12/4") + 15
    assert mark.score > best(reader, question, FAIR).score + 15


def test_it_says_when_the_text_does_not_answer(reader: Reader) -> None:
    assert best(reader, "Hội chợ có bao nhiêu gian hàng?", FAIR).score > 0
    assert best(reader, "Ai khai mạc hội chợ lúa chín?", FAIR).score < 0
    assert best(reader, "Ai chủ trì hội nghị giao ban tháng 3?", FAIR).score < 0


def test_marks_of_a_text_stand_apart_best_first(reader: Reader) -> None:
    (marks,) = reader.mark("Có bao nhiêu học viên?", [BRIEFING])
    assert len(marks) > 1
    assert [m.score for m in marks] == sorted((m.score for m in marks), reverse=True)
    in_order = sorted(marks, key=lambda mark: mark.start)
    for mark, following in pairwise(in_order):
        assert mark.start < mark.end <= following.start
    for mark in marks:
        assert BRIEFING[mark.start : mark.end].strip() == BRIEFING[mark.start : mark.end]


def test_a_text_is_read_alike_alone_and_beside_others(reader: Reader) -> None:
    question = "Ai chủ trì hội nghị giao ban tháng 3?"
    alone = best(reader, question, BRIEFING)
    beside = reader.mark(question, [FAIR, BRIEFING, BRIEFING * 3])[1][0]
    assert (alone.start, alone.end) == (beside.start, beside.end)
    assert alone.score == pytest.approx(beside.score, abs=0.5)


@pytest.mark.parametrize("text", ["", " ", "🎉", "a" * 5000, BRIEFING * 40, "\x00\u202e"])
@pytest.mark.parametrize("question", ["Ai chủ trì?", "", "ai " * 2000, "🎉"])
def test_no_text_or_question_is_too_odd(reader: Reader, question: str, text: str) -> None:
    for mark in reader.mark(question, [text])[0]:
        assert 0 <= mark.start <= mark.end <= len(text)


def test_no_texts_have_no_marks(reader: Reader) -> None:
    assert reader.mark("Ai chủ trì?", []) == []


def test_weights_that_are_missing_or_changed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = tmp_path / "reader.safetensors"
    shutil.copy(WEIGHTS, changed)
    with changed.open("r+b") as file:
        file.seek(-100, 2)
        file.write(b"?")
    for path in (changed, tmp_path / "khong-co"):
        monkeypatch.setattr("embeddings.bert_reader.WEIGHTS", path)
        with pytest.raises(EncoderError) as caught:
            load_reader()
        message = str(caught.value)
        assert "\n" not in message
        assert str(path) in message
        assert "reader: none" in message
