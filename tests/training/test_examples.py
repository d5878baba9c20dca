import gzip
import json
from pathlib import Path

import pytest

from embeddings import Encoder
from training import examples
from training.examples import from_news, from_questions
from training.lessons import is_held_out

WELL = (
    "Xã Đồng Quế khơi giếng làng\n\nGiếng làng được khơi lại trong tháng 5. Bà con góp được 48 "
    "triệu đồng.\n\nCụ Phùng Văn Sử kể chuyện cũ của làng cho con cháu nghe suốt buổi chiều."
)
FAIR = "Hội chợ lúa chín\n\nHội chợ có 35 gian hàng, bà con góp được nhiều thóc."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundled: Encoder) -> Path:
    monkeypatch.setattr(examples, "load_encoder", lambda name: bundled)
    made = tmp_path / "bai"
    made.mkdir()
    (made / "gieng.txt").write_text(WELL, encoding="utf-8")
    (made / "hoi-cho.txt").write_text(FAIR, encoding="utf-8")
    return made


def test_known_questions_become_passages_that_answer_and_others(
    tmp_path: Path, folder: Path
) -> None:
    gold = {
        "id": "1",
        "question": "Bà con xã Đồng Quế góp được bao nhiêu tiền?",
        "article": "gieng",
        "answers": ["48 triệu đồng"],
        "evidence": "Bà con góp được 48 triệu đồng.",
    }
    none: dict[str, object] = {
        "id": "2",
        "question": "Ai đào giếng?",
        "article": None,
        "near": "gieng",
        "answers": [],
    }
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, (gold, none))), encoding="utf-8")
    made = list(from_questions(file, folder, tmp_path / "state"))

    assert [(e["variant"], e["group"]) for e in made] == [("typed", "gieng"), ("bare", "gieng")] * 2
    for example in made[:2]:
        ((text, start, end),) = example["answering"]
        assert text[start:end] == "48 triệu đồng"
        assert example["others"]
        assert all("48 triệu" not in other for other in example["others"])
    assert "Đồng Quế góp được" in made[1]["question"]  # respelt
    for example in made[2:]:
        assert example["answering"] == []
        assert len(example["others"]) >= 2


def test_news_becomes_questions_that_its_own_body_answers(tmp_path: Path) -> None:
    row = {
        "title": "Xã Đồng Quế khơi giếng làng",
        "abstract": "Ông Phùng Văn Sử cùng bà con xã Đồng Quế góp được 48 triệu đồng để khơi lại "
        "giếng làng trong tháng 5.",
        "body": [
            "Ông Phùng Văn Sử cùng bà con xã Đồng Quế đã góp được 48 triệu đồng để khơi lại giếng "
            "làng ngay trong tháng 5 năm nay."
        ],
    }
    file = tmp_path / "news.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write("\n".join([json.dumps(row)] * 8))
    made = list(from_news(file))
    assert len(made) > 8
    asked = {example["question"].lower().rstrip("?") for example in made}
    assert any(question.startswith("ai cùng bà con") for question in asked)
    assert any(
        "bao nhiêu triệu đồng" in question or "bao nhiêu đồng" in question for question in asked
    )
    for example in made:
        ((text, start, end),) = example["answering"]
        assert text[start:end].lower() not in example["question"].lower()


def test_about_one_article_in_eight_is_held_out_and_always_the_same() -> None:
    held = [name for name in map(str, range(1000)) if is_held_out(name)]
    assert 80 < len(held) < 160
    assert held == [name for name in map(str, range(1000)) if is_held_out(name)]
