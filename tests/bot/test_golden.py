"""Golden questions: what a bad edit must not break unnoticed."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import admin, golden, reload_replies, replies
from bot.messages import Reply
from knowledge.articles import KnowledgeError
from knowledge.reports import GoldenFailure
from tests.bot.conftest import ADMIN, Office, Talk, action, finish, labels, one_line
from tests.conftest import BRIEFING, no_progress

ASKED = "Ai chủ trì hội nghị giao ban tháng 4?"
RIGHT, WRONG = "Trần Văn Bảy", "Hồ Văn Chín"
CLASSES = "Trong tháng 4, Trung tâm chính trị thị xã mở bao nhiêu lớp bồi dưỡng?"


def write(folder: Path, *golds: dict[str, object]) -> Path:
    path = folder / "golden.jsonl"
    path.write_text("\n".join(json.dumps(gold) for gold in golds), encoding="utf-8")
    return path


def failing(talk: Talk, *golds: dict[str, object]) -> Sequence[GoldenFailure]:
    path = write(talk.config.state, *golds)
    return golden.failures(talk.base, golden.read_golden(path))


# --- What counts as answered


@pytest.mark.parametrize(
    "gold",
    [
        {"question": ASKED, "answers": [RIGHT]},
        {"question": ASKED, "answers": ["Ông B", RIGHT]},
        {"question": ASKED, "answers": ["tran van bay"]},
        {"question": ASKED, "answers": ["TRẦN VĂN BẢY"]},
        {"question": ASKED, "article": "giao-ban"},
        {"question": ASKED, "article": "giao-ban", "answers": [RIGHT]},
        {"question": CLASSES, "answers": ["3 lop"]},
    ],
)
def test_a_question_is_met_by_words_or_article(talk: Talk, gold: dict[str, object]) -> None:
    assert failing(talk, gold) == []


@pytest.mark.parametrize(
    ("gold", "given"),
    [
        ({"question": ASKED, "answers": ["Trần Văn Bay"]}, RIGHT),
        ({"question": ASKED, "answers": ["rần Văn Bảy"]}, RIGHT),
        ({"question": CLASSES, "answers": ["10 học viên"]}, "210 học viên"),
        ({"question": ASKED, "answers": [RIGHT], "article": "hdnd"}, RIGHT),
        ({"question": "Giá vàng hôm nay ở Luân Đôn?", "answers": ["1"]}, ""),
    ],
)
def test_it_is_not_met_by_half_a_word_or_another_article(
    talk: Talk, gold: dict[str, object], given: str
) -> None:
    (failure,) = failing(talk, gold)
    assert given in failure.given
    assert failure.question == gold["question"]
    assert failure.source == ("giao-ban.txt" if given else None)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"question": "Ai?"}', "'Ai?' needs `answers`, `article` or both"),
        ('{"question": "Ai?", "answers": "Bảy"}', "line 1: expected a JSON object"),
        ("Ai?", "line 1: expected a JSON object"),
        ("", "holds no question"),
    ],
)
def test_a_bad_file_is_named_with_its_fault(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "golden.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"golden\.jsonl") as caught:
        golden.read_golden(path)
    assert told in str(caught.value)


# --- On the command line


@pytest.fixture
def guarded(office: Office) -> Office:
    """With two golden questions, and an index that answers both."""
    write(
        office.folder,
        {"question": ASKED, "answers": [RIGHT], "article": "giao-ban"},
        {"question": CLASSES, "answers": ["3 lớp"]},
    )
    with (office.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("golden: golden.jsonl\n")
    assert office("reload") == 0
    return office


def spoil(articles: Path) -> None:
    (articles / "giao-ban.txt").write_text(BRIEFING.replace(RIGHT, WRONG), encoding="utf-8")


def chairman(office: Office) -> str:
    return str(office.json("ask", ASKED)["answer"])


def test_a_reload_that_breaks_one_is_not_made_current(guarded: Office) -> None:
    spoil(guarded.folder / "articles")
    assert guarded("reload") == 2
    assert guarded.out.startswith(
        "not made current, 1 golden questions fail; snapshot 1 goes on answering\n"
    )
    assert f"  golden: {ASKED} Expected “{RIGHT}” from giao-ban, got “" in guarded.out
    assert "reload with --force" in guarded.out
    assert RIGHT in chairman(guarded)
    status = guarded.json("status")
    assert (status["snapshot"], status["kept"], status["damage"]) == (1, [1], [])
    assert status["last_reload"]["refused"] is True


def test_it_is_refused_again_until_the_article_is_mended(guarded: Office) -> None:
    spoil(guarded.folder / "articles")
    for _ in range(2):
        report = guarded.json("reload", code=2)
        assert (report["refused"], report["snapshot"], len(report["golden"])) == (True, 1, 1)
    (guarded.folder / "articles" / "giao-ban.txt").write_text(
        BRIEFING.replace("210", "220"), encoding="utf-8"
    )
    report = guarded.json("reload")
    assert (report["refused"], report["snapshot"], report["golden"]) == (False, 2, [])
    assert RIGHT in chairman(guarded)


def test_force_makes_it_current_and_the_report_still_shows_it(guarded: Office) -> None:
    spoil(guarded.folder / "articles")
    assert guarded("reload") == 2
    report = guarded.json("reload", "--force")
    assert (report["refused"], report["encoded"], len(report["golden"])) == (False, 0, 1)
    assert report["golden"][0]["source"] == "giao-ban.txt"
    assert WRONG in chairman(guarded)
    newest = guarded.json("audit")["actions"][0]
    assert newest["result"].endswith("; 1 golden questions fail")
    assert guarded("rollback") == 0
    assert RIGHT in chairman(guarded)


def test_a_first_reload_is_refused_as_well(office: Office) -> None:
    write(office.folder, {"question": ASKED, "answers": [WRONG]})
    with (office.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("golden: golden.jsonl\n")
    report = office.json("reload", code=2)
    assert (report["snapshot"], report["articles"], report["refused"]) == (None, 0, True)
    assert office.json("status")["snapshot"] is None
    assert RIGHT in chairman(office)  # who asks gets the only index there can be
    assert "  golden: " in office.err


def test_without_its_file_nothing_is_reloaded(guarded: Office) -> None:
    (guarded.folder / "golden.jsonl").unlink()
    assert guarded("reload") == 2
    assert "golden.jsonl" in one_line(guarded.err)
    assert RIGHT in chairman(guarded)


def test_admins_actions_say_that_it_was_refused(guarded: Office) -> None:
    spoil(guarded.folder / "articles")
    assert guarded("reload") == 2
    newest = guarded.json("audit")["actions"][0]
    assert newest["action"] == "reload"
    assert newest["result"].startswith("not made current, 1 golden questions fail")


# --- In a chat


@pytest.fixture
def guarded_talk(talk: Talk) -> Talk:
    path = write(talk.config.state, {"question": ASKED, "answers": [RIGHT]})
    object.__setattr__(talk.config, "golden", path)
    return talk


def refused(talk: Talk) -> Reply:
    spoil(talk.config.articles[0])
    _, reply = finish(talk.say("/reload", ADMIN))
    return reply


def test_an_admin_sees_what_fails_and_may_use_it_all_the_same(guarded_talk: Talk) -> None:
    reply = refused(guarded_talk)
    assert reply.text.startswith("⚠️ Chưa dùng bản mới: 1 câu hỏi chuẩn không còn đúng; bản cũ vẫn")
    assert f"• {ASKED}\n    Phải có: {RIGHT}. Nay: “" in reply.text
    assert labels(reply) == ["Vẫn dùng bản mới", "Thôi"]
    assert guarded_talk.say(ASKED).highlight == RIGHT
    assert "Lần đó chưa được dùng" in guarded_talk.say("/status", ADMIN).text
    pressed = action(reply, "Vẫn dùng")
    _, done = finish(guarded_talk.press(pressed, ADMIN))
    assert done.text.startswith("✅ Đã cập nhật")
    assert "⚠️ 1 câu hỏi chuẩn không còn đúng:" in done.text
    assert guarded_talk.say(ASKED).highlight == WRONG
    assert guarded_talk.press(pressed, ADMIN) == replies.OLD_BUTTON


def test_an_admin_may_leave_it(guarded_talk: Talk) -> None:
    reply = refused(guarded_talk)
    guarded_talk.press(action(reply, "Thôi"), ADMIN)
    assert guarded_talk.press(action(reply, "Vẫn dùng"), ADMIN) == replies.OLD_BUTTON
    assert guarded_talk.say(ASKED).highlight == RIGHT


def test_an_official_cannot_press_it(guarded_talk: Talk) -> None:
    guarded_talk.press(action(refused(guarded_talk), "Vẫn dùng"))
    assert guarded_talk.say(ASKED).highlight == RIGHT


def test_a_file_that_breaks_one_is_kept_but_not_used(guarded_talk: Talk) -> None:
    offer = guarded_talk.send("giao-ban.txt", BRIEFING.replace(RIGHT, WRONG))
    _, reply = finish(guarded_talk.press(action(offer, "Thay"), ADMIN))
    assert reply.text.startswith("Đã lưu giao-ban.txt.\n⚠️ Chưa dùng bản mới")
    assert labels(reply) == ["Vẫn dùng bản mới", "Thôi"]
    assert guarded_talk.say(ASKED).highlight == RIGHT


def test_a_reload_that_is_running_is_not_forced_beside(guarded_talk: Talk) -> None:
    reply = refused(guarded_talk)
    running = guarded_talk.say("/reload", ADMIN)
    assert running.job is not None
    forced = guarded_talk.press(action(reply, "Vẫn dùng"), ADMIN)
    shown: list[Reply] = []
    running.job(lambda r: shown.append(forced.job(shown.append)) if forced.job else None)
    assert reload_replies.RUNNING.text in [r.text for r in shown]
    assert guarded_talk.say(ASKED).highlight == RIGHT


# --- Whatever happens while they are asked


def test_what_cannot_be_asked_leaves_nothing_behind(
    guarded_talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(base: object, golds: object) -> list[GoldenFailure]:
        raise KnowledgeError("the disk is gone")

    spoil(guarded_talk.config.articles[0])
    monkeypatch.setattr(golden, "failures", fail)
    with pytest.raises(KnowledgeError, match="the disk is gone"):
        admin.reload(guarded_talk.base, guarded_talk.config, no_progress)
    assert [path.name for path in (guarded_talk.config.state / "snapshots").iterdir()] == ["000001"]
    assert guarded_talk.say(ASKED).highlight == RIGHT
