from collections.abc import Sequence
from pathlib import Path

import pytest

from embeddings.reader import Mark
from knowledge.base import KnowledgeBase
from knowledge.reading import Reading
from tests.conftest import FakeEncoder, no_progress

WELL = """Xã Đồng Quế khơi lại giếng làng

Giếng làng Đồng Quế được khơi lại trong tháng 5 sau nhiều năm bỏ quên. Nước giếng trong và mát. \
Bà con góp được 48 triệu đồng cùng 120 ngày công. Cụ Phùng Văn Sử kể rằng giếng có từ đời cụ tổ.
"""
ASKED = "Bà con Đồng Quế góp được nhiều hay ít?"


class Pen:
    """A reader that marks the words it is given wherever they stand, and keeps what it read."""

    def __init__(self, words: str, score: float) -> None:
        self.words, self.score = words, score
        self.texts: list[str] = []

    def mark(self, question: str, texts: Sequence[str]) -> list[tuple[Mark, ...]]:
        self.texts += texts
        return [self._marks(text) for text in texts]

    def _marks(self, text: str) -> tuple[Mark, ...]:
        start = text.find(self.words)
        return (Mark(start, start + len(self.words), self.score),) if start >= 0 else ()


def reading(tmp_path: Path, pen: Pen | None, typed: str = ASKED, articles: int = 1) -> Reading:
    folder = tmp_path / "bai"
    folder.mkdir(exist_ok=True)
    for number in range(articles):
        text = f"{WELL}\n\nTin số {number + 10}, ngày {number + 1}/5."
        (folder / f"gieng-{number}.txt").write_text(text, encoding="utf-8")
    base = KnowledgeBase(tmp_path / "state", [folder], FakeEncoder(), pen)
    base.reload(no_progress)
    question = base.understand(typed)
    found = base.read(question, base.find(question))
    base.close()
    assert found is not None
    return found


def test_the_sentence_that_the_reader_marks_answers(tmp_path: Path) -> None:
    found = reading(tmp_path, Pen("đời cụ tổ", 9))
    assert "Cụ Phùng Văn Sử" in found.answer
    assert found.highlight == "đời cụ tổ"


def test_without_a_reader_the_sentence_that_covers_most_answers(tmp_path: Path) -> None:
    assert "Bà con góp được 48 triệu đồng" in reading(tmp_path, None).answer


def test_the_surer_the_reader_the_surer_the_answer(tmp_path: Path) -> None:
    confidences = []
    for score in (-8, -3, 8):
        folder = tmp_path / str(score)
        folder.mkdir()
        asked = "Giếng làng Đồng Quế có từ đời nào?"
        confidences.append(reading(folder, Pen("đời cụ tổ", score), asked).confidence)
    assert confidences == sorted(confidences)
    assert confidences[0] < 0.25 < 0.4 < confidences[1] < 0.6 < 0.8 < confidences[2]


def test_an_article_on_something_else_does_not_answer_whatever_the_reader_marks(
    tmp_path: Path,
) -> None:
    assert not reading(tmp_path, Pen("đời cụ tổ", 9), "Nấu phở bò mất mấy tiếng?").is_sure


def test_a_question_whose_answer_the_reader_does_not_find_is_refused(tmp_path: Path) -> None:
    found = reading(tmp_path, Pen("đời cụ tổ", -9), "Ai là người đào giếng làng Đồng Quế?")
    assert not found.is_sure


def test_marks_in_the_title_or_across_sentences_answer_nothing(tmp_path: Path) -> None:
    title, across = tmp_path / "title", tmp_path / "across"
    title.mkdir()
    across.mkdir()
    assert reading(title, Pen("Xã Đồng Quế khơi lại", 9)).highlight is None
    assert reading(across, Pen("mát. Bà con", 9)).highlight is None


@pytest.mark.parametrize(("score", "read"), [(12, 3), (-1, 6)])
def test_the_reader_goes_on_until_it_is_sure(tmp_path: Path, score: float, read: int) -> None:
    pen = Pen("đời cụ tổ", score)
    reading(tmp_path, pen, articles=9)
    assert len(pen.texts) == read


def test_only_articles_that_name_what_is_asked_of_are_read_where_there_are_any(
    tmp_path: Path,
) -> None:
    (tmp_path / "bai").mkdir()
    other = WELL.replace("Đồng Quế", "Phú Lâm")
    (tmp_path / "bai" / "phu-lam.txt").write_text(other, encoding="utf-8")
    pen = Pen("đời cụ tổ", -1)
    found = reading(tmp_path, pen, "Giếng làng Đồng Quế có từ đời nào?")
    assert found.hit.passage.title == "Xã Đồng Quế khơi lại giếng làng"
    assert pen.texts
    assert all("Đồng Quế" in text for text in pen.texts)


def test_who_holds_an_office_is_told_without_the_reader(tmp_path: Path) -> None:
    pen = Pen("Cụ Phùng Văn Sử", 9)
    reading(tmp_path, pen, "Chủ tịch UBND xã Đồng Quế là ai?")
    assert pen.texts == []
