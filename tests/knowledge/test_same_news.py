"""The same news from two places, through reloads: kept once, and never lost."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.reports import SameNews
from knowledge.search import Hit
from tests.bot.conftest import JUNE
from tests.conftest import BRIEFING, COUNCIL, FakeEncoder, no_progress
from tests.knowledge.damages import change_row

ASKED = "Ai chủ trì hội nghị giao ban?"
COPY = BRIEFING.replace("Số lượt xem: 41", "Số lượt xem: 7").replace("vận động", "quyên góp")


@pytest.fixture
def copied(base: KnowledgeBase, articles: Path) -> KnowledgeBase:
    """After the first reload of `giao-ban.txt`, its copy `tinh/giao-ban.md`, and `hdnd.txt`."""
    (articles / "tinh").mkdir()
    (articles / "tinh" / "giao-ban.md").write_text(COPY, encoding="utf-8")
    base.reload(no_progress)
    return base


def hits(base: KnowledgeBase, asked: str = ASKED) -> tuple[Hit, ...]:
    return base.find(base.understand(asked))


def test_the_same_news_is_a_source_once_with_all_its_places(
    copied: KnowledgeBase, encoder: FakeEncoder
) -> None:
    found = hits(copied)
    assert [hit.passage.path for hit in found] == ["giao-ban.txt", "hdnd.txt"]
    assert [[copy.path for copy in hit.copies] for hit in found] == [["tinh/giao-ban.md"], []]
    assert not any("quyên góp" in text for text in encoder.documents)
    assert [one.path for one in copied.headlines("", 9)] == ["hdnd.txt", "giao-ban.txt"]
    assert len(copied.headlines("", 9, with_copies=True)) == 3
    assert copied.holds("tinh/giao-ban.md")
    assert copied.same_news(copied.headlines("giao ban", 1)[0]) == ["tinh/giao-ban.md"]


def test_the_report_counts_sources_and_names_what_is_new(
    base: KnowledgeBase, articles: Path
) -> None:
    base.reload(no_progress)
    (articles / "sao.txt").write_text(COPY, encoding="utf-8")
    report = base.reload(no_progress)
    assert (report.articles, report.passages, report.encoded) == (2, 2, 0)
    assert (report.added, report.changed, report.removed) == (("sao.txt",), (), ())
    assert report.copies == (SameNews("sao.txt", "giao-ban.txt", is_new=True),)
    unchanged = base.reload(no_progress)
    assert (unchanged.snapshot, unchanged.added) == (2, ())
    assert unchanged.copies == (SameNews("sao.txt", "giao-ban.txt", is_new=False),)


def test_when_the_kept_copy_goes_the_other_is_a_source(
    copied: KnowledgeBase, articles: Path
) -> None:
    (articles / "giao-ban.txt").unlink()
    report = copied.reload(no_progress)
    assert (report.removed, report.copies, report.articles) == (("giao-ban.txt",), (), 2)
    assert hits(copied)[0].passage.path == "tinh/giao-ban.md"
    assert hits(copied)[0].copies == ()


@pytest.mark.parametrize("name", ["giao-ban.txt", "tinh/giao-ban.md"])
def test_when_one_changes_so_that_they_differ_both_are_sources(
    copied: KnowledgeBase, articles: Path, name: str
) -> None:
    (articles / name).write_text(JUNE, encoding="utf-8")
    report = copied.reload(no_progress)
    assert (report.changed, report.copies, report.articles) == ((name,), (), 3)
    assert {hit.passage.path for hit in hits(copied)} >= {"giao-ban.txt", "tinh/giao-ban.md"}
    assert all(hit.copies == () for hit in hits(copied))


def test_briefings_of_two_months_in_the_same_words_are_two_sources(
    base: KnowledgeBase, articles: Path
) -> None:
    may = BRIEFING.replace("tháng 4", "tháng 5").replace("/5/2023", "/6/2023")
    (articles / "thang-5.txt").write_text(may.replace("/05/2023", "/06/2023"), encoding="utf-8")
    report = base.reload(no_progress)
    assert (report.articles, report.copies) == (3, ())


def test_copies_in_two_folders_keep_the_first_folder(tmp_path: Path, articles: Path) -> None:
    shutil.copytree(articles, tmp_path / "khac")
    base = KnowledgeBase(tmp_path / "state", [tmp_path / "khac", articles], FakeEncoder())
    report = base.reload(no_progress)
    assert (report.articles, len(report.added), len(report.copies)) == (2, 4, 2)
    assert [one.folder for one in base.headlines("", 9)] == [str(tmp_path / "khac")] * 2
    base.close()


def test_a_copy_that_cannot_be_read_any_more_stays_a_copy(
    copied: KnowledgeBase, articles: Path
) -> None:
    (articles / "tinh" / "giao-ban.md").write_bytes(b"\x00\x01")
    report = copied.reload(no_progress)
    assert [failure.path for failure in report.failed] == ["tinh/giao-ban.md"]
    assert (report.snapshot, report.articles, len(report.copies)) == (1, 2, 1)


def test_a_rollback_brings_the_copies_of_its_snapshot_back(
    copied: KnowledgeBase, articles: Path
) -> None:
    (articles / "giao-ban.txt").unlink()
    copied.reload(no_progress)
    copied.rollback()
    assert [copy.path for copy in hits(copied)[0].copies] == ["tinh/giao-ban.md"]


def test_another_process_sees_the_copies(
    copied: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    other = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())
    other.open()
    assert [copy.path for copy in hits(other)[0].copies] == ["tinh/giao-ban.md"]
    other.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM snapshot_copy",
        "UPDATE snapshot_copy SET kept = (SELECT id FROM article WHERE path = 'hdnd.txt')",
        "UPDATE article SET url = 'https://khac.example' WHERE path = 'tinh/giao-ban.md'",
    ],
)
def test_a_damaged_copy_is_noticed_and_healed(
    copied: KnowledgeBase, articles: Path, tmp_path: Path, statement: str
) -> None:
    copied.close()
    change_row(tmp_path / "state" / "snapshots" / "000001", statement)
    damaged = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())
    with pytest.raises(KnowledgeError, match="does not fit the database"):
        damaged.open()
    report = damaged.reload(no_progress)
    assert (report.articles, len(report.copies), report.encoded) == (2, 1, 0)
    damaged.close()
    healed = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())
    healed.open()
    assert [(copy.path, copy.url) for copy in hits(healed)[0].copies] == [
        ("tinh/giao-ban.md", None)
    ]
    healed.close()


def test_a_snapshot_from_before_copies_were_told_answers_and_is_renewed(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    base.reload(no_progress)
    base.close()
    with sqlite3.connect(tmp_path / "state" / "giaoban.db") as plain:
        plain.executescript("DROP VIEW snapshot_file; DROP TABLE snapshot_copy")
    plain.close()
    (articles / "sao.txt").write_text(COPY, encoding="utf-8")
    renewed = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())
    renewed.open()
    assert hits(renewed)[0].passage.path == "giao-ban.txt"
    assert len(renewed.reload(no_progress).copies) == 1
    renewed.close()


def test_copies_go_with_the_snapshots_that_had_them(
    copied: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    (articles / "tinh" / "giao-ban.md").unlink()
    for n in range(3):  # as many as are kept
        (articles / "hdnd.txt").write_text(f"{COUNCIL}\nLần {n}.", encoding="utf-8")
        copied.reload(no_progress)
    with sqlite3.connect(tmp_path / "state" / "giaoban.db") as plain:
        assert plain.execute("SELECT count(*) FROM snapshot_copy").fetchone() == (0,)
        assert plain.execute("SELECT DISTINCT path FROM article ORDER BY 1").fetchall() == [
            ("giao-ban.txt",),
            ("hdnd.txt",),
        ]
    plain.close()
