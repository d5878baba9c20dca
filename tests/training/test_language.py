import json
from pathlib import Path

import pytest

from knowledge.language import NUMBER, START, Language
from training import lessons
from training.language import count, measured

TEXTS = ["Bà con góp thóc. Bà con họp làng. Ông Xyzt góp 12 tạ thóc."] * 6
QUESTIONS = [("Bà con góp bao nhiêu thóc?", "gieng"), ("Ai khơi giếng làng?", "hoi-cho")]


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lessons, "is_held_out", lambda article: article == "hoi-cho")
    golds = [
        {"id": article, "question": question, "article": article, "answers": ["."]}
        for question, article in QUESTIONS
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, golds)), encoding="utf-8")
    return file


@pytest.fixture
def counted(tmp_path: Path, questions: Path) -> Language:
    texts, target = tmp_path / "texts.txt", tmp_path / "language.safetensors"
    texts.write_text("\n".join(TEXTS), encoding="utf-8")
    count(texts, [questions], target)
    return Language.load(target)


def test_what_was_met_together_is_likelier_than_what_was_not(counted: Language) -> None:
    assert counted.chance("bà", "con") > 0.8
    assert counted.chance("góp", NUMBER) > counted.chance("họp", NUMBER)
    assert counted.chance(START, "bà") > counted.chance(START, "thóc") > 0
    assert counted.chance("làng", "làng") > counted.chance("làng", "tàu")


def test_the_chances_of_all_that_can_follow_make_one(counted: Language) -> None:
    known = [*"bà con góp thóc họp làng ông tạ bao nhiêu".split(), NUMBER]
    assert sum(counted.chance("góp", syllable) for syllable in known) == pytest.approx(1, abs=0.1)


def test_questions_count_but_not_those_held_out(counted: Language) -> None:
    assert counted.chance("bao", "nhiêu") > 0.5
    assert counted.spellings("nhieu") == ["nhiêu"]
    assert not counted.spellings("gieng")


def test_what_is_no_syllable_is_not_kept(counted: Language) -> None:
    assert not counted.spellings("xyzt")


def test_it_is_measured_on_questions_held_out(tmp_path: Path, questions: Path) -> None:
    articles = tmp_path / "bai"
    articles.mkdir()
    (articles / "gieng.txt").write_text("Khơi giếng làng\n\nAi khơi giếng làng?", encoding="utf-8")
    assert measured(questions, articles) == "100.0% of the syllables, 100.0% of 1 questions whole"
