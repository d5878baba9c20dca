"""Whatever is said, pressed or sent: a reply that channels can carry, and nothing is damaged."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.config import Config
from bot.messages import Person, Reply
from bot.printing import answer_json
from bot.telegram.rendering import keyboard
from embeddings import Encoder, load_reader
from knowledge.base import KnowledgeBase
from tests.bot.conftest import ADMIN, OFFICIAL, Talk, checked
from tests.conftest import BRIEFING, COUNCIL, FakeEncoder, no_progress
from tests.hostile import NASTY, letters, texts

HUGE = 100_000
WICKED = "\n\n".join(
    [
        "<b>Thị ủy</b> & “HĐND” họp",
        *(f"{nasty} Đồng chí Lê An chủ trì hội nghị." for nasty in NASTY),
    ]
).replace("\0", "")
"""An article that reads like a question's best friend and holds what breaks things."""


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """A dialogue over three articles, one of them wicked, for all tests of the module."""
    folder = tmp_path_factory.mktemp("office")
    articles = folder / "articles"
    articles.mkdir()
    for name, text in (("giao-ban", BRIEFING), ("hdnd", COUNCIL), ("doc", WICKED)):
        (articles / f"{name}.txt").write_text(text, encoding="utf-8", errors="replace")
    config = Config((articles,), folder / "state", contact="<Ban A> & B")
    base = KnowledgeBase(config.state, config.articles, FakeEncoder())
    assert base.reload(no_progress).articles == 3
    talk = Talk(base, config)
    yield talk
    talk.journal.close()
    base.close()


def carried(reply: Reply) -> Reply:
    """`reply`, if a channel and the terminal can carry it."""
    keyboard(reply)
    if reply.job:
        carried(reply.job(lambda shown: None))
    return checked(reply)


def nothing_is_damaged(talk: Talk) -> None:
    with closing(sqlite3.connect(talk.config.state / "journal.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert talk.say("Ai chủ trì hội nghị giao ban tháng 4?", chat="khác").text
    names = sorted(path.name for path in talk.config.articles[0].iterdir())
    assert names == ["doc.txt", "giao-ban.txt", "hdnd.txt"]


@given(texts, st.sampled_from([OFFICIAL, ADMIN]))
@example("\ud800", OFFICIAL)
@example("<b>Ai</b> chủ trì hội nghị & “giao ban”?", OFFICIAL)
def test_any_message_is_replied_to(talk: Talk, typed: str, person: Person) -> None:
    for chat in ("a", "b"):
        carried(talk.say(typed, person, chat))


COMMANDS = ["hoi", "tin", "moi", "help", "reload", "status", "thongke", "xoa", "start", "", "/"]


@given(st.sampled_from(COMMANDS), texts, st.sampled_from([OFFICIAL, ADMIN]))
def test_any_command_is_replied_to(talk: Talk, command: str, rest: str, person: Person) -> None:
    carried(talk.say(f"/{command} {rest}", person))
    nothing_is_damaged(talk)


ACTIONS = ["goc", "khac", "tot", "xau", "chon", "tin", "lam", "thoi", "xoa", "hien", "", "ạ"]
NUMBERS = st.sampled_from(["", "0", "1", "-1", "1.5", "9" * 30, "١", "²", "x", "1:0", "1:9", "::"])


@given(
    st.sampled_from(ACTIONS),
    st.one_of(NUMBERS, texts, letters),
    st.one_of(NUMBERS, letters),
    st.sampled_from([OFFICIAL, ADMIN]),
)
def test_any_button_is_replied_to(
    talk: Talk, name: str, first: str, second: str, person: Person
) -> None:
    talk.say("Ai chủ trì hội nghị giao ban tháng 4?", chat="c")
    for action in (name, f"{name}:{first}", f"{name}:{first}:{second}"):
        carried(talk.press(action, person, "c"))
    nothing_is_damaged(talk)


@given(texts, st.one_of(texts.map(lambda t: t.encode(errors="replace")), st.binary(max_size=99)))
@example("../../etc/passwd.txt", COUNCIL.encode())
@example("/etc/cron.d/x.txt", COUNCIL.encode())
@example("C:\\Windows\\x.txt", COUNCIL.encode())
@example("doc.txt/../hdnd.txt", COUNCIL.encode())
@example("a\0.txt", COUNCIL.encode())
@example("a\u202etxt.md", COUNCIL.encode())
def test_any_file_is_replied_to_and_none_is_added_unasked(
    talk: Talk, name: str, data: bytes
) -> None:
    for suffix in ("", ".txt"):
        reply = carried(talk.send(name + suffix, data))
        shown = reply.text.partition("\n")[0]
        assert "\u202e" not in shown
    nothing_is_damaged(talk)


@pytest.mark.parametrize(
    "name", ["../x.txt", "/x.txt", "..\\x.txt", "a/../../x.txt", "..", "a\0.txt"]
)
def test_a_file_that_names_another_place_is_refused_by_name(talk: Talk, name: str) -> None:
    reply = talk.send(name, COUNCIL)
    assert reply.text.endswith("tên tệp không dùng được, hãy đặt tên đơn giản.")
    assert not reply.buttons


@pytest.mark.parametrize("unit", ["a", "a ", "ạ", "🎉", "\u0316", "\0", "/", "'", "<b>", "“", "1:"])
@pytest.mark.parametrize("before", ["", "/hoi ", "/tin ", "/xoa ", "/"])
def test_a_message_of_any_length_is_replied_to_at_once(talk: Talk, unit: str, before: str) -> None:
    start = time.process_time()
    carried(talk.say(f"{before}{unit * HUGE}", ADMIN))
    assert time.process_time() - start < 3


def test_a_question_of_html_and_sql_is_kept_and_shown_as_it_was(talk: Talk) -> None:
    asked = "<script>'; DROP TABLE asked; --</script> ai chủ trì hội nghị ở Phù Quốc Đảo?"
    talk.say(asked, chat="d")
    shown = talk.say("/thongke", ADMIN).text
    assert "'; DROP TABLE asked; --</script>" in shown
    nothing_is_damaged(talk)


@given(texts)
def test_any_question_has_an_answer_in_json(talk: Talk, typed: str) -> None:
    line = answer_json(Assistant(talk.base).answer(typed))
    assert "\n" not in line
    assert json.loads(line)["question"] == typed


def test_the_models_themselves_take_any_question(
    tmp_path: Path, articles: Path, bundled: Encoder
) -> None:
    base = KnowledgeBase(tmp_path / "state", [articles], bundled, load_reader())
    base.reload(no_progress)
    talk = Talk(base, Config((articles,), tmp_path / "state"))
    for at in range(0, len(NASTY), 3):
        nasty = " ".join(NASTY[at : at + 3])
        carried(talk.say(f"{nasty} Ai chủ trì hội nghị giao ban {nasty[:99]}?"))
    Assistant(base).answer("\ud800" * HUGE)
    talk.journal.close()
    base.close()


def test_a_dialogue_whose_articles_went_away_still_replies(talk: Talk, tmp_path: Path) -> None:
    config = Config((tmp_path / "không có",), talk.config.state)
    lost = Talk(talk.base, config)
    reply = lost.send("bai.txt", COUNCIL)
    assert "không có" in reply.text
    assert not reply.buttons
    lost.journal.close()
