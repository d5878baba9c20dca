import json
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.evaluation import GoldQuestion, evaluate, read_questions, table
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from tests.conftest import no_progress


def gold(question: str, article: str | None, *answers: str, **more: str) -> dict[str, object]:
    return {"question": question, "article": article, "answers": answers, **more}


CHAIR = gold(
    "Ai chủ trì hội nghị giao ban tháng 4?", "giao-ban", "trần văn BẢY", type="who", style="full"
)
COUNT = gold("HĐND thông qua bao nhiêu nghị quyết?", "hdnd", "9 nghị quyết", "chín", type="howmany")
WRONG_ANSWER = gold("HĐND khai mạc kỳ họp thứ 6 ở đâu?", "hdnd", "Hà Nội", type="where")
WRONG_ARTICLE = gold("Ai chủ trì hội nghị giao ban tháng 4?", "hdnd", "Trần Văn Bảy", style="full")
OFF_TOPIC = gold("Đội nào vô địch giải bóng đá?", None, type="none")
WRONGLY_ANSWERED = gold("Hội nghị giao ban tháng 4 do ai chủ trì?", None, type="none")


@pytest.fixture
def assistant(base: KnowledgeBase) -> Assistant:
    base.reload(no_progress)
    return Assistant(base)


def write(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "questions.jsonl"
    text = "\n".join(
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    )
    path.write_text(text, encoding="utf-8")
    return path


def complaint(path: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        read_questions(path)
    message = str(caught.value)
    assert "\n" not in message
    assert path.name in message
    return message


def test_questions_are_read_line_by_line(tmp_path: Path) -> None:
    assert read_questions(write(tmp_path, CHAIR, "", '{"question": "Ai?"}', " ")) == [
        GoldQuestion(
            "Ai chủ trì hội nghị giao ban tháng 4?", "giao-ban", "who", "full", ("trần văn BẢY",)
        ),
        GoldQuestion("Ai?", None, "", "", ()),
    ]


def test_scores_are_shares_of_the_questions_that_count(
    tmp_path: Path, assistant: Assistant
) -> None:
    lines = (CHAIR, COUNT, WRONG_ANSWER, WRONG_ARTICLE, OFF_TOPIC, WRONGLY_ANSWERED)
    groups = evaluate(assistant, read_questions(write(tmp_path, *lines)), no_progress)
    scores = groups["all"]
    assert scores.questions == 6
    assert scores.article_first == 0.75
    assert scores.answered == 0.75
    assert scores.refused == 0
    assert scores.refused_unanswerable == 0.5
    assert scores.median_ms > 0
    assert groups["without diacritics"].questions == 6


def test_a_question_refused_is_not_answered(tmp_path: Path, assistant: Assistant) -> None:
    asked = gold("Đội nào vô địch giải bóng đá?", "hdnd", "")
    scores = evaluate(assistant, read_questions(write(tmp_path, asked, COUNT)), no_progress)["all"]
    assert (scores.refused, scores.article_first) == (0.5, 0.5)
    assert scores.refused_unanswerable is None


def test_the_words_marked_are_compared_with_the_nearest_known_answer(
    tmp_path: Path, assistant: Assistant
) -> None:
    asked = "Ai chủ trì hội nghị giao ban tháng 4?"  # "Trần Văn Bảy" is marked
    for answers, exact, f1 in (
        (("trần văn bảy.",), 1, 1),
        (("đồng chí Trần Văn Bảy", "TRAN VAN BAY"), 1, 1),
        (("đồng chí Trần Văn Bảy",), 0, 0.75),
        (("Bảy", "Lê Văn Tám"), 0, 0.5),
        (("Lê Thị Chín",), 0, 0),
    ):
        questions = read_questions(write(tmp_path, gold(asked, "giao-ban", *answers)))
        scores = evaluate(assistant, questions, no_progress)["all"]
        assert (scores.exact, scores.f1) == (exact, f1)


def test_what_is_refused_or_not_marked_has_no_words_in_common(
    tmp_path: Path, assistant: Assistant
) -> None:
    asked = gold("Đội nào vô địch giải bóng đá?", "hdnd", "Đội xã")
    scores = evaluate(assistant, read_questions(write(tmp_path, asked)), no_progress)["all"]
    assert (scores.exact, scores.f1) == (0, 0)
    scores = evaluate(assistant, read_questions(write(tmp_path, OFF_TOPIC)), no_progress)["all"]
    assert (scores.exact, scores.f1) == (None, None)


def test_each_type_and_style_has_its_own_scores(tmp_path: Path, assistant: Assistant) -> None:
    lines = (CHAIR, COUNT, WRONG_ANSWER, OFF_TOPIC)
    groups = evaluate(assistant, read_questions(write(tmp_path, *lines)), no_progress)
    assert list(groups) == [
        *("all", "without diacritics"),
        *("type howmany", "type none", "type where", "type who", "style full"),
    ]
    assert groups["type who"].answered == 1
    assert groups["type where"].answered == 0
    assert groups["type none"].answered is None
    assert groups["type none"].refused_unanswerable == 1


def test_the_progress_counts_the_questions(tmp_path: Path, assistant: Assistant) -> None:
    seen: list[tuple[int, int]] = []
    questions = read_questions(write(tmp_path, CHAIR, COUNT))
    evaluate(assistant, questions, lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_the_table_has_a_line_for_each_group(tmp_path: Path, assistant: Assistant) -> None:
    groups = evaluate(assistant, read_questions(write(tmp_path, CHAIR, OFF_TOPIC)), no_progress)
    head, *lines = table(groups)
    assert "answered" in head
    assert len(lines) == len(groups)
    assert len({len(line) for line in [head, *lines]}) == 1
    by_name = dict(zip(groups, lines, strict=True))
    assert "100.0%" in by_name["type who"]
    assert "-" in by_name["type none"].removeprefix("type none").split()


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "5", '"Ai?"', '{"article": "a"}', '{"question": "Ai?", "answers": 5}', "chữ"],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    assert "line 3" in complaint(write(tmp_path, CHAIR, "", line, COUNT))


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    assert "no question" in complaint(write(tmp_path, "", "  "))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    complaint(tmp_path / "khong-co.jsonl")
    path = tmp_path / "utf16.jsonl"
    path.write_bytes("{}".encode("utf-16"))
    complaint(path)
