import json
from pathlib import Path

import pytest

from embeddings import Encoder
from training import examples
from training.examples import from_questions

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
        assert any("gian hàng" in text for text in example["others"])
        assert all("48 triệu" not in text for text in (*example["near"], *example["others"]))
    assert "Đồng Quế góp được" in made[1]["question"]  # respelt
    for example in made[2:]:
        assert example["answering"] == []
        assert all("Xã Đồng Quế" in text for text in example["near"])
        assert any("48 triệu" in text for text in example["near"])
        assert all("Hội chợ" in text for text in example["others"])
