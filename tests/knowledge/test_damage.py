"""Snapshots that were truncated, swapped or bit-flipped: noticed, passed over, and healed."""

import logging
import shutil
import sqlite3
from pathlib import Path

import pytest

from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.snapshots import Snapshots
from knowledge.store import Store
from tests.conftest import no_progress
from tests.knowledge.conftest import Again
from tests.knowledge.damages import DAMAGES, Damage, change_row, flip


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_snapshot_is_explained_with_the_way_out(
    made: Path, again: Again, damage: Damage
) -> None:
    damage(made)
    base = again()
    with pytest.raises(KnowledgeError, match="`giaoban reload") as caught:
        base.open()
    assert "\n" not in str(caught.value)
    base.close()


@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_reload_heals_a_damaged_snapshot(
    made: Path, again: Again, damage: Damage, rebuild: bool
) -> None:
    damage(made)
    base = again()
    report = base.reload(no_progress, rebuild)
    assert (report.articles, report.failed) == (2, ())
    base.close()
    healed = again()
    healed.open()
    hits = healed.find(healed.understand("Ai chủ trì hội nghị giao ban?"))
    assert [hit.passage.path for hit in hits] == ["giao-ban.txt", "hdnd.txt"]
    assert "Trần Văn Bảy" in hits[0].passage.text
    healed.close()


@pytest.mark.parametrize("content", ["", "rác", "\x00\x00", "1 2"])
def test_a_damaged_current_file_is_healed_by_a_reload(
    made: Path, again: Again, content: str
) -> None:
    (made.parent.parent / "CURRENT").write_text(content, encoding="utf-8")
    base = again()
    report = base.reload(no_progress)
    assert (report.articles, report.encoded) == (2, 0)
    assert not base.is_empty
    base.close()


# --- a whole snapshot before it


ASKED = "HĐND khai mạc kỳ họp thứ 6"
BRIDGE = "Xã Tân Lập khánh thành cầu Bến Đá\n\nSáng nay, xã Tân Lập khánh thành cầu Bến Đá.\n"
OF_FILES = {
    name: damage
    for name, damage in DAMAGES.items()
    if "article" not in name and "passage" not in name and "database" not in name
}


@pytest.fixture
def twice(made: Path, again: Again, articles: Path) -> Path:
    """The folder of the second and current snapshot, which has an article more."""
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    base = again()
    assert base.reload(no_progress).snapshot == 2
    base.close()
    return made.with_name("000002")


def found(base: KnowledgeBase) -> set[str]:
    return {hit.passage.path for hit in base.find(base.understand(ASKED))}


@pytest.mark.parametrize("damage", OF_FILES.values(), ids=OF_FILES)
def test_the_newest_whole_snapshot_answers_and_it_is_said(
    twice: Path, again: Again, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    damage(twice)
    base = again()
    with caplog.at_level(logging.WARNING):
        base.open()
    assert base.snapshot_number == 1
    assert found(base) == {"giao-ban.txt", "hdnd.txt"}
    (told,) = caplog.messages
    assert told.startswith("Snapshot 2 is damaged: ")
    assert told.endswith("Until then snapshot 1 answers.")
    base.close()


@pytest.mark.parametrize("damage", OF_FILES.values(), ids=OF_FILES)
def test_a_reload_after_damage_computes_no_vector_and_drops_what_is_damaged(
    twice: Path, again: Again, damage: Damage
) -> None:
    damage(twice)
    base = again()
    report = base.reload(no_progress)
    assert (report.added, report.encoded, report.articles) == (("cau.txt",), 0, 3)
    assert Snapshots(twice.parent.parent).numbers() == [1, 3]
    assert Snapshots(twice.parent.parent).current_number() == report.snapshot == 3
    base.close()
    opened = again()
    opened.open()
    assert opened.snapshot_number == report.snapshot
    opened.close()


def test_a_snapshot_put_in_the_place_of_another_is_noticed(twice: Path, again: Again) -> None:
    shutil.rmtree(twice)
    shutil.copytree(twice.with_name("000001"), twice)
    base = again()
    base.open()
    assert base.snapshot_number == 1
    base.close()


def test_a_current_file_that_names_no_snapshot_is_passed_over(twice: Path, again: Again) -> None:
    for content in ("99", "rác", "", "-1"):
        (twice.parent.parent / "CURRENT").write_text(content, encoding="utf-8")
        base = again()
        base.open()
        assert base.snapshot_number == 2
        base.close()


def test_without_its_current_file_the_newest_snapshot_answers(twice: Path, again: Again) -> None:
    (twice.parent.parent / "CURRENT").unlink()
    base = again()
    base.open()
    assert base.snapshot_number == 2
    base.close()


@pytest.mark.parametrize("damage", OF_FILES.values(), ids=OF_FILES)
def test_a_running_bot_never_leaves_a_whole_snapshot_for_a_damaged_one(
    made: Path, again: Again, articles: Path, damage: Damage
) -> None:
    running, other = again(), again()
    running.open()
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    other.reload(no_progress)
    other.close()
    damage(made.with_name("000002"))
    shutil.rmtree(made)  # nor for an older one: what it has in memory is whole
    for _ in range(2):
        with pytest.raises(KnowledgeError, match="Snapshot 2 is damaged"):
            running.follow()
    assert running.snapshot_number == 1
    assert found(running) == {"giao-ban.txt", "hdnd.txt"}
    assert running.reload(no_progress).articles == 3
    assert "cau.txt" in found(running)
    running.close()


def test_a_running_bot_does_not_go_back_when_all_but_an_old_snapshot_is_damaged(
    twice: Path, again: Again
) -> None:
    running, other = again(), again()
    running.open()
    other.reload(no_progress, rebuild=True)
    other.close()
    for folder in (twice, twice.with_name("000003")):
        flip(folder / "vectors.faiss")
    with pytest.raises(KnowledgeError, match="Snapshot 3 is damaged"):
        running.follow()
    assert running.snapshot_number == 2
    assert "cau.txt" in {hit.passage.path for hit in running.find(running.understand("cầu Bến Đá"))}
    running.close()


def test_an_older_snapshot_that_shares_no_damaged_row_stays_whole(
    twice: Path, again: Again
) -> None:
    change_row(twice, "UPDATE article SET terms = 'x' WHERE path = 'cau.txt'")
    base = again()
    base.open()
    assert base.snapshot_number == 1
    assert base.reload(no_progress).added == ("cau.txt",)
    assert base.earlier().number == 1
    base.close()


def test_a_damaged_vector_is_computed_again(made: Path, again: Again) -> None:
    with sqlite3.connect(made.parent.parent / "giaoban.db") as plain:
        ((digest, data),) = plain.execute("SELECT text_digest, data FROM vector LIMIT 1").fetchall()
        flipped = bytes([data[0] ^ 1]) + data[1:]
        plain.execute("UPDATE vector SET data = ? WHERE text_digest = ?", (flipped, digest))
    plain.close()
    store = Store(made.parent.parent / "giaoban.db")
    assert store.vectors("fake", [digest]) == {}
    store.close()
    shutil.rmtree(made)
    base = again()
    assert base.reload(no_progress).encoded == 1
    base.close()
