import json
from datetime import date
from typing import Any

import pytest

from bot import replies
from tests.bot.conftest import Office, one_line
from tests.conftest import Run, giaoban_in

ASKED = "Ai chủ trì hội nghị giao ban 9 tháng năm 2023?"
BARE = "ai chu tri hoi nghi giao ban 9 thang nam 2023"
OFF_TOPIC = "Đội nào vô địch giải bóng đá?"
FIRST = "Ai chủ trì hội nghị giao ban tháng 4?"
NEXT = "Vào ngày nào?"

ANSWER_KEYS = {"question", "found", "answer", "highlight", "sources", "elapsed_ms"}
SOURCE_KEYS = {"path", "title", "date", "url", "passage", "score", "also_at"}


def check_contract(answer: dict[str, Any]) -> None:
    """An answer's JSON has the keys and types that others rely on."""
    assert set(answer) == ANSWER_KEYS
    assert isinstance(answer["question"], str)
    assert isinstance(answer["found"], bool)
    assert isinstance(answer["answer"], str)
    assert answer["found"] == bool(answer["answer"])
    assert answer["highlight"] is None or answer["highlight"] in answer["answer"]
    assert len(answer["sources"]) <= 5
    assert isinstance(answer["elapsed_ms"], int | float)
    for source in answer["sources"]:
        assert set(source) == SOURCE_KEYS
        assert all(isinstance(source[key], str) for key in ("path", "title", "passage"))
        assert source["date"] is None or date.fromisoformat(source["date"])
        assert source["url"] is None or isinstance(source["url"], str)
        assert isinstance(source["score"], float)


# --- the real command


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The command in an empty folder: no configuration, no index; and no word of UTF-8 either."""
    return giaoban_in(tmp_path_factory.mktemp("newcomer"), LANG="C", LC_ALL="C")


def test_a_newcomer_asks_the_samples(newcomer: Run) -> None:
    empty = newcomer("status", "--json")
    assert empty.returncode == 0
    assert json.loads(one_line(empty.stdout))["snapshot"] is None

    asked = newcomer("ask", ASKED)
    assert asked.returncode == 0
    assert "Văn Quốc Cường" in asked.stdout
    assert "Nguồn: Thị ủy Sông Thượng giao ban" in asked.stdout
    assert "(20/09/2023)" in asked.stdout
    assert "\x1b" not in asked.stdout
    assert "11 articles" in asked.stderr
    assert "Traceback" not in asked.stderr

    status = json.loads(one_line(newcomer("status", "--json").stdout))
    assert (status["articles"], status["snapshot"], status["encoder"]) == (11, 1, "bundled")
    assert status["passages"] >= 11
    assert status["megabytes_on_disk"] > 0
    assert len(status["last_reload"]["added"]) == 11


def test_questions_from_the_input_are_answered_line_by_line(newcomer: Run) -> None:
    lines = [ASKED, BARE, "", OFF_TOPIC, "🎉", '"\\ {}', "   ", "a" * 20_000, "-", ASKED]
    ran = newcomer("ask", "--json", "-", typed="\n".join(lines))
    assert ran.returncode == 0
    assert ran.stderr == ""
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == lines
    for answer in answers:
        check_contract(answer)
    found = [answer["found"] for answer in answers]
    assert found == [True, True, *[False] * 7, True]
    for answer in (answers[0], answers[1]):
        assert answer["highlight"] == "Văn Quốc Cường"
        assert answer["sources"][0]["path"] == "2023-09-20-giao-ban-9-thang.txt"
        assert answer["sources"][0]["date"] == "2023-09-20"
    assert "Văn Quốc Cường" in ran.stdout  # as written, not as \u escapes


def test_the_chat_answers_what_is_typed_until_it_is_left(newcomer: Run) -> None:
    first = "Ai chủ trì giao ban quý I năm 2023?"
    typed = [first, NEXT, "/moi", NEXT, "xin chào", "", "/thoat", ASKED]
    ran = newcomer("chat", typed="\n".join(typed))
    assert ran.returncode == 0
    assert ran.stderr == ""
    opening, *said, closing = (part.strip() for part in ran.stdout.split("\n> "))
    assert ASKED in opening  # one of the examples
    assert "Đặng Thị Thu Hà" in said[0]
    assert "30/3/2023" in said[1]
    assert said[2] == replies.FORGOTTEN.text
    assert said[3].startswith(replies.NOT_FOUND)
    assert said[4].startswith("Chào đồng chí")
    assert said[5] == replies.ASK_SOMETHING.text
    assert closing == replies.GOODBYE
    assert len(said) == 6


# --- the command in this process


def test_the_answer_is_printed_with_its_source(office: Office) -> None:
    assert office("ask", FIRST) == 0
    assert office.out.splitlines() == [
        "Đồng chí Trần Văn Bảy, Phó Bí thư Thị ủy, chủ trì hội nghị.",
        "",
        "Nguồn: Thị ủy giao ban công tác tháng 4 năm 2023 (05/05/2023)",
    ]
    assert "2 articles" in office.err
    office("ask", FIRST)
    assert office.err == ""  # the index is there


def test_a_refusal_is_no_failure_and_shows_the_contact(office: Office) -> None:
    assert office("ask", OFF_TOPIC) == 0
    assert office.out.splitlines() == [
        replies.NOT_FOUND,
        "Đồng chí có thể liên hệ: Văn phòng Thị ủy, 0200 000 000",
    ]


@pytest.mark.parametrize("question", [FIRST, OFF_TOPIC, "🎉"])
def test_the_json_of_an_answer_is_one_line_with_the_agreed_keys(
    office: Office, question: str
) -> None:
    answer = office.json("ask", question)
    check_contract(answer)
    assert answer["question"] == question


@pytest.mark.parametrize("question", ["", "  "])
def test_an_empty_question_is_explained(office: Office, question: str) -> None:
    assert office("ask", question) == 2
    assert "ask something" in one_line(office.err)


@pytest.mark.parametrize("command", ["chat", "run"])
def test_with_no_channel_run_is_the_chat(
    office: Office, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    answers = iter([FIRST, NEXT])

    def typed(prompt: str) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)
    assert office(command) == 0
    assert "Trần Văn Bảy" in office.out
    assert "Chiều 4/5/2023" in office.out
    assert office.out.rstrip().endswith(replies.GOODBYE)


def test_known_questions_are_evaluated(office: Office) -> None:
    lines = [
        {"question": FIRST, "article": "giao-ban", "answers": ["Trần Văn Bảy"], "type": "who"},
        {"question": OFF_TOPIC, "article": None, "answers": []},
    ]
    path = office.folder / "hỏi.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    groups = office.json("eval", str(path))
    assert list(groups) == ["all", "without diacritics", "type who"]
    scores = groups["all"]
    assert (scores["questions"], scores["answered"], scores["article_first"]) == (2, 1.0, 1.0)
    assert (scores["refused"], scores["refused_unanswerable"]) == (0.0, 1.0)
    assert office("eval", str(path)) == 0
    assert "100.0%" in office.out

    path.write_text("{", encoding="utf-8")
    assert office("eval", str(path)) == 2
    assert "line 1" in one_line(office.err)
