"""The same news from two places, as officials and admins see it."""

import json
from pathlib import Path

import pytest

from bot import golden, reload_replies, replies
from bot.assistant import Answer, Assistant, Elsewhere, Source
from bot.evaluation import GoldQuestion, evaluate
from bot.journal import Journal
from knowledge.reports import SameNews
from tests.bot.conftest import ADMIN, JUNE, Office, Talk, action, finish
from tests.conftest import BRIEFING, SAMPLES, Run, no_progress
from tests.knowledge.test_same_news import COPY

ASKED = "Ai chủ trì hội nghị giao ban tháng 4?"
HERE, THERE = "https://xa.example/giao-ban", "https://tinh.example/tin/41"


def at(url: str, text: str) -> str:
    title, _, rest = text.partition("\n")
    return f"---\ntitle: {title}\nurl: {url}\n---\n{rest}"


@pytest.fixture
def copied(talk: Talk, articles: Path) -> Talk:
    """After a reload with the briefing at two addresses."""
    (articles / "giao-ban.txt").write_text(at(HERE, BRIEFING), encoding="utf-8")
    (articles / "tinh.txt").write_text(at(THERE, COPY), encoding="utf-8")
    finish(talk.say("/reload", ADMIN))
    return talk


def test_an_answer_shows_both_addresses(copied: Talk) -> None:
    lines = copied.say(ASKED).text.split("\n")
    assert lines[-2:] == [f"       {HERE}", f"       Cũng đăng tại: {THERE}"]
    shown = copied.say("/tin").text
    assert shown.count("• ") == 2


def test_the_passage_of_an_earlier_answer_shows_them_too(copied: Talk) -> None:
    passage = copied.press(action(copied.say(ASKED), "đoạn gốc")).text
    assert f"{HERE}\nCũng đăng tại: {THERE}" in passage


def test_copies_are_neither_choices_nor_other_articles(copied: Talk, articles: Path) -> None:
    (articles / "thang-6.txt").write_text(JUNE, encoding="utf-8")
    copied.base.reload(no_progress)
    asked = copied.say("Ai chủ trì hội nghị giao ban?")
    assert [button.label for row in asked.buttons for button in row] == ["05/07/2023", "05/05/2023"]


def test_a_reload_tells_the_admin_once(talk: Talk, articles: Path) -> None:
    (articles / "sao.txt").write_text(COPY, encoding="utf-8")
    _, told = finish(talk.say("/reload", ADMIN))
    assert "2 bài, 2 đoạn" in told.text
    assert (
        "1 bài trùng tin với bài khác, mỗi tin chỉ dùng một bài:\n  • sao.txt trùng giao-ban.txt"
        in (told.text)
    )
    _, again = finish(talk.say("/reload", ADMIN))
    assert "trùng" not in again.text
    assert "2 bài, 2 đoạn; 1 tệp trùng tin." in talk.say("/status", ADMIN).text


def test_removing_one_of_two_files_warns_of_the_other(copied: Talk) -> None:
    asked = copied.say("/xoa giao-ban.txt", ADMIN)
    assert "⚠️ Bài này còn ở tệp khác; muốn bỏ hẳn thì xóa cả:\n  • tinh.txt" in asked.text
    finish(copied.press(action(asked, "Xóa"), ADMIN))
    assert copied.say(ASKED).text.endswith(THERE)
    assert "còn ở tệp khác" not in copied.say("/xoa tinh.txt", ADMIN).text


def test_the_copy_itself_can_be_removed(copied: Talk) -> None:
    _, done = finish(copied.press(action(copied.say("/xoa tinh.txt", ADMIN), "Xóa"), ADMIN))
    assert "Gỡ 1:\n  • tinh.txt" in done.text
    assert copied.say(ASKED).text.endswith(HERE)


@pytest.mark.parametrize("name", ["giao-ban", "tinh"])
def test_golden_questions_and_eval_take_either_file_for_the_article(
    copied: Talk, name: str
) -> None:
    gold = GoldQuestion(ASKED, name, "", "", ("Trần Văn Bảy",))
    assert golden.failures(copied.base, [gold]) == []
    scores = evaluate(Assistant(copied.base), [gold], no_progress)
    assert scores["all"].article_first == 1


def test_many_addresses_are_cut_and_none_is_said_twice() -> None:
    copies = (HERE, None, THERE, *(f"https://{n}.example" for n in range(5)))
    source = Source(
        "a.txt",
        "Tin",
        None,
        HERE,
        "…",
        1.0,
        tuple(Elsewhere(f"{n}", u) for n, u in enumerate(copies)),
    )
    said = replies.passage(source).text
    assert said.split("\n")[:-2] == [
        *("Tin", HERE, f"Cũng đăng tại: {THERE}", "Cũng đăng tại: https://0.example"),
    ]
    only_copy = Source("a.txt", "Tin", None, None, "…", 1.0, (Elsewhere("b.txt", THERE),))
    assert replies.passage(only_copy).text == f"Tin\n{THERE}\n\n…"


def test_the_journal_keeps_addresses_and_reads_answers_from_before_it_did(
    tmp_path: Path,
) -> None:
    journal = Journal(tmp_path / "journal.db")
    source = Source("a.txt", "Tin", None, HERE, "…", 1.0, (Elsewhere("b.txt", THERE),))
    number = journal.add("a", answer := Answer("Ai?", True, "Ông A.", None, (source,), 1.0))
    assert number is not None
    assert journal.answer("a", number) == answer
    journal._db.execute("UPDATE asked SET answer = replace(answer, 'also_at', 'also')")
    old = {**json.loads(journal._all("SELECT answer FROM asked")[0][0])}
    del old["sources"][0]["also"]
    journal._db.execute("UPDATE asked SET answer = ?", (json.dumps(old),))
    known = journal.answer("a", number)
    assert known is not None
    assert known.sources[0].also_at == ()
    journal.close()


def test_the_command_reports_copies(office: Office, articles: Path) -> None:
    (articles / "sao.txt").write_text(COPY, encoding="utf-8")
    assert office("reload") == 0
    assert "copies of the same news: 1" in office.out.split("\n")[0]
    assert "\n  same news: sao.txt as giao-ban.txt\n" in office.out
    assert office.json("reload")["copies"] == [
        {"path": "sao.txt", "kept": "giao-ban.txt", "is_new": False}
    ]
    status = office.json("status")
    assert (status["articles"], status["copies"]) == (2, 1)


def test_a_long_list_of_copies_is_cut_in_the_chat() -> None:
    copies = [SameNews(f"{n}.txt", "a.txt", is_new=n > 0) for n in range(12)]
    told = reload_replies._copies(copies)
    assert told[0].startswith("11 bài trùng tin")
    assert len(told) == 10
    assert told[-1] == "  … và 3 nữa"


def test_copies_go_through_the_life_of_a_folder(tmp_path: Path, giaoban: Run) -> None:
    """In real processes, with the default model."""
    folder, other = tmp_path / "articles", tmp_path / "articles" / "tinh"
    other.mkdir(parents=True)
    name = "2023-08-14-hien-mau-tan-khai.md"
    text = (SAMPLES / name).read_text(encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    (other / "hien-mau.md").write_text(
        text.replace("songthuong.example", "tinh.example") + "\nTin: Hồng Hà\n", encoding="utf-8"
    )
    october = (SAMPLES / "2023-09-20-giao-ban-9-thang.txt").read_text(encoding="utf-8")
    (folder / "gb9.txt").write_text(october, encoding="utf-8")
    (folder / "gb10.txt").write_text(october.replace("9 tháng", "10 tháng"), encoding="utf-8")
    (tmp_path / "config.yaml").write_text("articles: [articles]\nstate: state\n", encoding="utf-8")
    asked = "Phường Tân Khai hiến máu được bao nhiêu đơn vị máu?"
    source = json.loads(giaoban("ask", "--json", asked).stdout)["sources"][0]
    assert source["path"] == name
    assert [one["path"] for one in source["also_at"]] == ["tinh/hien-mau.md"]
    assert "tinh.example" in source["also_at"][0]["url"]
    (folder / name).unlink()
    report = json.loads(giaoban("reload", "--json").stdout)
    assert (report["articles"], report["removed"], report["copies"]) == (3, [name], [])
    assert report["encoded"] == 0
