from pathlib import Path

import pytest

from bot.explaining import explain
from knowledge.base import KnowledgeBase
from tests.bot.conftest import Office
from tests.conftest import FakeEncoder, no_progress
from tests.knowledge.test_judging import Pen

ASKED = "Ai chủ trì hội nghị giao ban tháng 4?"


def explained(base: KnowledgeBase, typed: str) -> str:
    base.reload(no_progress)
    return "\n".join(explain(base, typed))


def test_it_shows_how_a_question_was_read(base: KnowledgeBase) -> None:
    said = explained(base, "ai chu tri hoi nghi giao ban thang 4")
    assert "question: Ai chủ trì hội nghị giao ban tháng 4" in said
    assert "asks for: who; about: chu tri hoi nghi giao ban thang 4" in said
    assert "the article must name: " in said


def test_it_shows_passages_and_sentences_with_their_scores(base: KnowledgeBase) -> None:
    said = explained(base, ASKED)
    assert "giao-ban.txt#1" in said
    assert "coverage +" in said
    assert "answered: confidence 0." in said
    assert "the reader marks" not in said


def test_it_shows_what_the_reader_marks(tmp_path: Path, articles: Path) -> None:
    base = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder(), Pen("Trần Văn Bảy", 9.0))
    said = explained(base, ASKED)
    base.close()
    assert "the reader marks: Trần Văn Bảy" in said
    assert "mark +" in said


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("Ai chủ trì hội nghị giao ban tháng 4 năm 2019?", "lacks a name, date, period"),
        ("Đội nào vô địch giải bóng đá?", "relatedness"),
        ("Ai?", "names nothing to look for"),
        ("Bí thư Tỉnh ủy là ai?", "must stand beside: bi thu tinh uy"),
    ],
)
def test_it_says_why_it_refused(base: KnowledgeBase, typed: str, reason: str) -> None:
    said = explained(base, typed)
    assert "refused: " in said
    assert reason in said


def test_the_command_explains_after_the_answer(office: Office) -> None:
    assert office("ask", ASKED, "--explain") == 0
    answer, _, explanation = office.out.partition("\n\nquestion: ")
    assert "Trần Văn Bảy" in answer
    assert "answered: confidence" in explanation


def test_a_program_that_reads_the_answer_is_not_disturbed(office: Office) -> None:
    assert office.json("ask", ASKED, "--explain")["found"]
    assert "answered: confidence" in office.err
