import gzip
import json
import random
from pathlib import Path

import pytest

from training.clauses import clauses
from training.made import from_news


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


@pytest.mark.parametrize(
    ("sentence", "answer", "asked"),
    [
        (
            "Xã Đồng Quế hoãn hội chợ lúa chín do mưa lớn kéo dài nhiều ngày.",
            "mưa lớn kéo dài nhiều ngày",
            "hoãn hội chợ lúa chín",
        ),
        (
            "Thị ủy Sông Thượng mở lớp bồi dưỡng để nâng cao kỹ năng cho cán bộ trẻ.",
            "nâng cao kỹ năng cho cán bộ trẻ",
            "mở lớp bồi dưỡng",
        ),
        (
            "Hội Nông dân gom rác bằng cách chia mỗi thôn một tổ.",
            "chia mỗi thôn một tổ",
            "gom rác",
        ),
        (
            "Cuộc họp đề nghị thôn Bản Lầu sửa lại mương nước, dọn đường.",
            "thôn Bản Lầu sửa lại mương nước",
            "Cuộc họp đề nghị",
        ),
        ("Ông Lò Văn Mười, Phó Chủ tịch xã, đến dự.", "Phó Chủ tịch xã", "Lò Văn Mười"),
    ],
)
def test_reasons_purposes_means_objects_and_posts_are_asked_for(
    sentence: str, answer: str, asked: str
) -> None:
    found = {
        sentence[slice(*piece)]: question for piece, question in clauses(sentence, random.Random(3))
    }
    assert answer in found
    assert asked in found[answer]
    assert answer not in found[answer]


def test_a_sentence_that_gives_no_reason_is_not_asked_for_one() -> None:
    assert not list(clauses("Hội chợ có 35 gian hàng.", random.Random(3)))
