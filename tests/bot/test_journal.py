import datetime as dt
import logging
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot import journal as journal_module
from bot.assistant import Answer, Source
from bot.journal import Journal, Statistics
from knowledge.articles import KnowledgeError

DAY = dt.date(2023, 5, 5)
FOUND = Answer(
    "Ai chủ trì?",
    True,
    "Đồng chí “Bảy” chủ trì.\nHết.",
    "Bảy",
    (
        Source("a/1.txt", "Giao ban", DAY, "https://a.example", "Đồng chí…", 0.75),
        Source("2.txt", "Không ngày", None, None, "Tin.", 0.5),
    ),
    12.5,
)
REFUSED = Answer("Đội nào thắng?", False, "", None, (), 3.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    opened = Journal(path)
    yield opened
    opened.close()


def added(journal: Journal, answer: Answer = FOUND, chat: str = "a") -> int:
    number = journal.add(chat, answer)
    assert number is not None
    return number


def change(path: Path, statement: str, *values: object) -> None:
    """What another program does to the file."""
    with sqlite3.connect(path) as plain:
        plain.execute(statement, values)
    plain.close()


def move_back(path: Path, number: int, days: float) -> None:
    at = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    change(path, "UPDATE asked SET at = ? WHERE id = ?", at.isoformat(timespec="seconds"), number)


# --- answers


@pytest.mark.parametrize("answer", [FOUND, REFUSED])
def test_an_answer_comes_back_as_it_went_in(journal: Journal, answer: Answer) -> None:
    assert journal.answer("a", added(journal, answer)) == answer


def test_what_there_was_to_choose_from_is_not_kept(journal: Journal) -> None:
    number = added(journal, replace(FOUND, choices=(FOUND, replace(FOUND, answer="Khác"))))
    assert journal.answer("a", number) == FOUND


def test_an_answer_is_seen_and_liked_only_in_its_own_chat(journal: Journal) -> None:
    first, second = added(journal, FOUND, "a"), added(journal, REFUSED, "b")
    assert first != second
    for chat, number in (("a", second), ("b", first), ("A", first), ("", first), ("a", 0)):
        assert journal.answer(chat, number) is None
        assert not journal.like(chat, number, True)
    assert journal.statistics(1).liked == 0


def test_answers_outlive_the_process(path: Path, journal: Journal) -> None:
    number = added(journal)
    journal.like("a", number, True)
    journal.close()
    opened = Journal(path)
    assert opened.answer("a", number) == FOUND
    assert opened.statistics(1).liked == 1
    assert added(opened) == number + 1
    opened.close()


def test_the_oldest_answers_are_dropped_and_their_numbers_not_given_again(
    path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "_KEPT", 2)
    numbers = [added(journal) for _ in range(4)]
    assert [journal.answer("a", number) is not None for number in numbers] == [
        *(False, False, True, True)
    ]
    assert journal.statistics(1).asked == 2
    change(path, "DELETE FROM asked")
    assert added(journal) > max(numbers)


# --- statistics


def test_nothing_was_asked_at_first(journal: Journal) -> None:
    assert journal.statistics(30) == Statistics(0, 0, 0, 0, (), ())
    assert journal.statistics(30).refused == 0


def test_questions_answers_and_opinions_are_counted(journal: Journal) -> None:
    numbers = [added(journal, replace(FOUND, question=f"Hỏi {n}?")) for n in range(4)]
    added(journal, REFUSED, "b")
    for number, liked in zip(numbers, (True, True, False, None), strict=True):
        assert liked is None or journal.like("a", number, liked)
    counted = journal.statistics(30)
    assert (counted.asked, counted.answered, counted.refused) == (5, 4, 1)
    assert (counted.liked, counted.disliked) == (2, 1)
    assert [asked.question for asked in counted.refused_lately] == [REFUSED.question]
    assert [asked.question for asked in counted.disliked_lately] == ["Hỏi 2?"]


@pytest.mark.parametrize(("last", "counted"), [(True, (1, 0)), (False, (0, 1))])
def test_the_last_opinion_counts_once(
    journal: Journal, last: bool, counted: tuple[int, int]
) -> None:
    number = added(journal)
    for liked in (last, not last, last, last):
        assert journal.like("a", number, liked)
    found = journal.statistics(1)
    assert (found.liked, found.disliked) == counted


def test_only_the_last_days_are_counted(path: Path, journal: Journal) -> None:
    for days, answer in ((29.9, FOUND), (29.9, REFUSED), (30.1, FOUND), (400, REFUSED)):
        number = added(journal, answer)
        journal.like("a", number, False)
        move_back(path, number, days)
    counted = journal.statistics(30)
    assert (counted.asked, counted.answered, counted.disliked) == (2, 1, 2)
    assert (len(counted.refused_lately), len(counted.disliked_lately)) == (1, 2)
    assert journal.statistics(31).asked == 3


def test_of_many_questions_the_newest_are_listed_first(journal: Journal) -> None:
    for n in range(12):
        number = added(journal, replace(REFUSED, question=f"Hỏi {n}?"))
        journal.like("a", number, False)
    counted = journal.statistics(1, listed=3)
    assert [asked.question for asked in counted.refused_lately] == ["Hỏi 11?", "Hỏi 10?", "Hỏi 9?"]
    assert counted.disliked_lately == counted.refused_lately
    assert len(journal.statistics(1).refused_lately) == 10


def test_a_question_is_listed_with_its_time_in_utc(path: Path, journal: Journal) -> None:
    added(journal, REFUSED)
    (asked,) = journal.statistics(1).refused_lately
    assert asked.at.utcoffset() == dt.timedelta(0)
    assert abs(dt.datetime.now(dt.UTC) - asked.at) < dt.timedelta(minutes=1)


# --- what goes wrong


@pytest.mark.parametrize("content", [b"rac" * 999, "không phải cơ sở dữ liệu ".encode() * 99])
def test_a_file_that_is_no_database_is_explained_and_left_as_it_is(
    path: Path, content: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=r"journal\.db.*can be moved away"):
        Journal(path)
    assert path.read_bytes() == content


def test_a_file_in_place_of_the_folder_is_explained(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"Cannot open the database .*journal\.db"):
        Journal(tmp_path / "state" / "journal.db")


def test_a_database_damaged_in_the_middle_is_explained_when_it_is_read(path: Path) -> None:
    opened = Journal(path)
    for _ in range(50):
        added(opened)
    opened.close()
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    damaged = Journal(path)
    with pytest.raises(KnowledgeError, match=r"journal\.db can be moved away"):
        damaged.statistics(30)
    with pytest.raises(KnowledgeError, match=r"journal\.db can be moved away"):
        damaged.answer("a", 1)
    damaged.close()


def test_when_it_cannot_be_written_an_answer_is_not_noted_and_an_opinion_is_explained(
    path: Path, journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    number = added(journal)
    change(path, "DROP TABLE asked")
    with caplog.at_level(logging.ERROR):
        assert journal.add("a", FOUND) is None
    assert "the journal cannot be written" in caplog.text
    assert FOUND.question not in caplog.text
    with pytest.raises(KnowledgeError, match=r"journal\.db can be moved away"):
        journal.like("a", number, True)


def test_a_closed_journal_is_explained_and_keeps_no_answer_from_its_asker(
    journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    number = added(journal)
    journal.close()
    with caplog.at_level(logging.ERROR):
        assert journal.add("a", FOUND) is None
    assert len(caplog.records) == 1
    with pytest.raises(KnowledgeError, match="cannot be written"):
        journal.answer("a", number)


def test_several_threads_may_write_at_once(journal: Journal) -> None:
    with ThreadPoolExecutor(8) as pool:
        chats = [str(n % 5) for n in range(100)]
        numbers = list(pool.map(lambda chat: journal.add(chat, FOUND), chats))
    assert len(set(numbers)) == 100
    assert all(
        number and journal.answer(chat, number) == FOUND
        for chat, number in zip(chats, numbers, strict=True)
    )
    assert journal.statistics(1).asked == 100


def test_two_journals_may_share_the_file(path: Path, journal: Journal) -> None:
    other = Journal(path)
    number = added(other)
    assert journal.answer("a", number) == FOUND
    assert added(journal) != number
    other.close()
