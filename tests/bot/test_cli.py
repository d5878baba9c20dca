import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import cli, replies
from tests.conftest import BRIEFING, FakeEncoder, Run, giaoban_in

ASKED = "Ai chủ trì hội nghị giao ban 9 tháng năm 2023?"
BARE = "ai chu tri hoi nghi giao ban 9 thang nam 2023"
OFF_TOPIC = "Đội nào vô địch giải bóng đá?"
FIRST = "Ai chủ trì hội nghị giao ban tháng 4?"
NEXT = "Vào ngày nào?"

ANSWER_KEYS = {"question", "found", "answer", "highlight", "sources", "elapsed_ms"}
SOURCE_KEYS = {"path", "title", "date", "url", "passage", "score"}
RELOAD_KEYS = {
    *("snapshot", "added", "changed", "removed", "failed"),
    *("articles", "passages", "encoded", "seconds"),
}


def one_line(text: str) -> str:
    assert text.count("\n") == 1
    assert text.endswith("\n")
    return text.rstrip("\n")


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
    assert said[2] == replies.FORGOTTEN
    assert said[3].startswith(replies.NOT_FOUND)
    assert said[4].startswith("Chào đồng chí")
    assert said[5] == replies.ASK_SOMETHING
    assert closing == replies.GOODBYE
    assert len(said) == 6


def test_a_wrong_configuration_is_explained_in_one_line(giaoban: Run, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("articles: [bai]\nmodel: x", encoding="utf-8")
    ran = giaoban("ask", ASKED)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "'model'" in one_line(ran.stderr)
    assert "Traceback" not in ran.stderr


# --- the command in this process, with a small encoder


class Office:
    """A folder with a configuration, and the command run in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str) -> int:
        try:
            code = cli.main(arguments)
        except SystemExit as left:  # argparse
            code = int(str(left.code))
        shown = self._capsys.readouterr()
        self.out, self.err = shown.out, shown.err
        return code

    def json(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        assert self(*arguments, "--json") == code
        read: dict[str, Any] = json.loads(one_line(self.out))
        return read


@pytest.fixture
def office(
    tmp_path: Path,
    articles: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "load_encoder", lambda name: FakeEncoder(name))
    text = "articles: [articles]\nstate: state\ncontact: Văn phòng Thị ủy, 0200 000 000\n"
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    return Office(tmp_path, capsys)


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


def test_a_reload_reports_what_it_did(office: Office) -> None:
    report = office.json("reload")
    assert set(report) == RELOAD_KEYS
    assert report["added"] == ["giao-ban.txt", "hdnd.txt"]
    assert (report["changed"], report["removed"], report["failed"]) == ([], [], [])
    assert (report["snapshot"], report["articles"], report["encoded"]) == (1, 2, 2)
    assert isinstance(report["seconds"], float)

    (office.folder / "articles" / "hdnd.txt").unlink()
    with (office.folder / "articles" / "giao-ban.txt").open("a", encoding="utf-8") as file:
        file.write("\nHội nghị kết thúc lúc 17 giờ.\n")
    assert office("reload") == 0
    lines = office.out.splitlines()
    assert lines[0].startswith("snapshot 2: 1 articles")
    assert lines[1:] == ["  changed: giao-ban.txt", "  removed: hdnd.txt"]


def test_a_long_report_is_cut_but_its_json_is_whole(office: Office) -> None:
    for n in range(20):
        text = f"Tin số {n}\n\nXã Tân Lập làm việc số {n}."
        (office.folder / "articles" / f"tin-{n:02}.txt").write_text(text, encoding="utf-8")
    assert office("reload") == 0
    assert "  added: and 12 more" in office.out.splitlines()
    assert len(office.out.splitlines()) == 12
    assert len(office.json("status")["last_reload"]["added"]) == 22


def test_a_reload_with_a_file_that_failed_says_so(office: Office) -> None:
    (office.folder / "articles" / "hỏng.txt").write_bytes(b"\x00\x01")
    report = office.json("reload", code=1)
    assert report["failed"] == [{"path": "hỏng.txt", "reason": "not a text file"}]
    assert report["articles"] == 2
    assert office("reload") == 1
    assert "  failed: hỏng.txt: not a text file" in office.out.splitlines()


def test_a_reload_that_can_do_nothing_keeps_the_old_snapshot(office: Office) -> None:
    office("reload")
    (office.folder / "articles").rename(office.folder / "khác")
    for arguments in (["reload"], ["reload", "--json"], ["reload", "--rebuild"]):
        assert office(*arguments) == 2
        assert str(office.folder / "articles") in one_line(office.err)
        assert office.out == ""
    assert office.json("status")["snapshot"] == 1
    assert office.json("ask", FIRST)["found"]


def test_a_rebuild_computes_all_again(office: Office) -> None:
    assert office.json("reload")["encoded"] == 2
    assert office.json("reload")["encoded"] == 0
    report = office.json("reload", "--rebuild")
    assert (report["encoded"], report["snapshot"], report["added"]) == (2, 2, [])


def test_the_status_is_shown_before_and_after_the_first_reload(office: Office) -> None:
    assert office("status") == 0
    assert re.search(r"^snapshot +-$", office.out, re.MULTILINE)
    assert re.search(r"^last reload +never$", office.out, re.MULTILINE)
    before = office.json("status")
    assert set(before) == {
        *("articles", "passages", "snapshot", "made", "encoder"),
        *("folders", "state", "megabytes_on_disk", "last_reload"),
    }
    office("reload")
    assert office("status") == 0
    assert re.search(r"^articles +2$", office.out, re.MULTILINE)
    assert "2 added" in office.out
    after = office.json("status")
    assert set(after) == set(before)
    assert set(after["last_reload"]) == RELOAD_KEYS
    assert after["folders"] == [str(office.folder / "articles")]


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


def test_another_configuration_can_be_named(office: Office) -> None:
    (office.folder / "khác").mkdir()
    (office.folder / "khác" / "bài.txt").write_text(BRIEFING, encoding="utf-8")
    (office.folder / "b.yaml").write_text("articles: [khác]\nstate: khác-chỉ-mục", encoding="utf-8")
    report = office.json("--config", "b.yaml", "reload")
    assert report["added"] == ["bài.txt"]
    assert (office.folder / "khác-chỉ-mục" / "CURRENT").exists()
    assert not (office.folder / "state").exists()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("articles: bai", "articles is 'bai'"),
        ("articles: [", "not valid YAML"),
        ("articles: [khong-co]", "khong-co"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_explained(
    office: Office, text: str, named: str
) -> None:
    (office.folder / "config.yaml").write_text(text, encoding="utf-8")
    assert office("reload") == 2
    assert named in one_line(office.err)
    assert office("--config", "khong-co.yaml", "status") == 2
    assert "khong-co.yaml" in one_line(office.err)


def test_a_damaged_index_is_explained_and_a_reload_heals_it(office: Office) -> None:
    office("reload")
    vectors = office.folder / "state" / "snapshots" / "000001" / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:40])
    assert office("ask", FIRST) == 2
    assert "`giaoban reload" in one_line(office.err)
    assert office("reload", "--rebuild") == 0
    assert office.json("ask", FIRST)["found"]


def test_another_encoder_wants_a_reload(office: Office) -> None:
    office("reload")
    with (office.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("encoder: khác\n")
    assert office("ask", FIRST) == 2
    assert "`giaoban reload`" in one_line(office.err)
    assert office.json("reload")["encoded"] == 2
    assert office.json("ask", FIRST)["found"]


def test_an_interrupted_command_ends_without_a_trace(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(name: str) -> FakeEncoder:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "load_encoder", interrupt)
    assert office("reload") == 130
    assert (office.out, office.err) == ("", "")


@pytest.mark.parametrize("arguments", [[], ["khong-co"], ["ask"], ["eval"], ["status", "--xml"]])
def test_a_command_that_does_not_exist_is_explained(
    office: Office, arguments: Sequence[str]
) -> None:
    assert office(*arguments) == 2
    assert "usage: giaoban" in office.err


def test_help_names_every_command(office: Office) -> None:
    assert office("--help") == 0
    for name in ("ask", "chat", "reload", "status", "eval", "run"):
        assert re.search(rf"^ +{name} ", office.out, re.MULTILINE)
