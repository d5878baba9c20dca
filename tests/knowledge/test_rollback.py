import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.locking import HeldError, only_writer
from knowledge.snapshots import Snapshots
from tests.conftest import BRIEFING, FakeEncoder, no_progress
from tests.knowledge.conftest import Again

CHAIR = "Ai chủ trì hội nghị giao ban tháng 4?"
RIGHT, WRONG = "Trần Văn Bảy", "Hồ Văn Chín"


@pytest.fixture
def spoilt(made: Path, again: Again, articles: Path) -> Path:
    """The state folder after a bad edit: in snapshot 2 another one chairs, and one article went."""
    path = articles / "giao-ban.txt"
    path.write_text(BRIEFING.replace(RIGHT, WRONG), encoding="utf-8")
    (articles / "hdnd.txt").unlink()
    base = again()
    base.reload(no_progress)
    base.close()
    return made.parent.parent


def answer(base: KnowledgeBase) -> str:
    question = base.understand(CHAIR)
    reading = base.read(question, base.find(question))
    assert reading is not None
    return reading.highlight or ""


def test_a_rollback_goes_back_to_the_articles_as_they_were(spoilt: Path, again: Again) -> None:
    base = again()
    base.open()
    assert (answer(base), base.holds("hdnd.txt")) == (WRONG, False)
    assert base.rollback().number == 1
    assert (answer(base), base.holds("hdnd.txt"), base.snapshot_number) == (RIGHT, True, 1)
    base.close()


def test_a_restart_serves_what_was_rolled_back_to(spoilt: Path, again: Again) -> None:
    base = again()
    base.rollback()
    base.close()
    restarted = again()
    restarted.open()
    assert (restarted.snapshot_number, answer(restarted)) == (1, RIGHT)
    assert [one.path for one in restarted.headlines("", 9)] == ["hdnd.txt", "giao-ban.txt"]
    restarted.close()


def test_a_running_bot_follows_a_rollback(spoilt: Path, again: Again) -> None:
    running, other = again(), again()
    running.open()
    other.rollback()
    assert running.follow() is True
    assert (running.snapshot_number, answer(running)) == (1, RIGHT)
    running.close()
    other.close()


def test_no_file_is_touched_and_the_next_reload_takes_them_as_they_are(
    spoilt: Path, again: Again, articles: Path
) -> None:
    base = again()
    base.rollback()
    assert WRONG in (articles / "giao-ban.txt").read_text(encoding="utf-8")
    report = base.reload(no_progress)
    assert (report.changed, report.removed) == (("giao-ban.txt",), ("hdnd.txt",))
    assert (report.snapshot, report.encoded, answer(base)) == (3, 0, WRONG)
    base.close()


def test_after_a_rollback_and_a_mended_file_nothing_is_left_to_reload(
    spoilt: Path, again: Again, articles: Path
) -> None:
    with_both = again()
    with_both.rollback()
    (articles / "giao-ban.txt").write_text(BRIEFING, encoding="utf-8")
    report = with_both.reload(no_progress)
    assert (report.changed, report.removed, report.encoded) == ((), ("hdnd.txt",), 0)
    with_both.close()


def test_what_was_rolled_back_is_never_gone_back_to(spoilt: Path, again: Again) -> None:
    base = again()
    base.rollback()
    base.reload(no_progress)
    assert Snapshots(spoilt).numbers() == [1, 3]
    assert base.rollback().number == 1
    base.close()


def test_one_may_go_back_as_often_as_snapshots_are_kept(made: Path, again: Again) -> None:
    base = again()
    for _ in range(4):
        base.reload(no_progress, rebuild=True)
    assert [base.rollback().number, base.rollback().number] == [4, 3]
    with pytest.raises(KnowledgeError, match="no earlier whole snapshot"):
        base.rollback()
    assert base.snapshot_number == Snapshots(made.parent.parent).current_number() == 3
    base.close()


def test_as_many_snapshots_are_kept_as_configured(
    tmp_path: Path, articles: Path, encoder: FakeEncoder
) -> None:
    base = KnowledgeBase(tmp_path / "state", [articles], encoder, kept=5)
    for _ in range(8):
        base.reload(no_progress, rebuild=True)
    assert Snapshots(tmp_path / "state").numbers() == [4, 5, 6, 7, 8]
    for number in (7, 6, 5, 4):
        assert base.rollback().number == number
        assert answer(base) == RIGHT
    base.close()


def test_a_damaged_snapshot_is_passed_over_by_a_rollback(made: Path, again: Again) -> None:
    base = again()
    for _ in range(2):
        base.reload(no_progress, rebuild=True)
    shutil.rmtree(made.with_name("000002") / "passages")
    assert base.rollback().number == 1
    base.close()


def test_from_a_damaged_snapshot_one_goes_back_to_what_answers(made: Path, again: Again) -> None:
    base = again()
    base.reload(no_progress, rebuild=True)
    shutil.rmtree(made.with_name("000002"))
    assert base.rollback().number == 1
    base.close()
    opened = again()
    opened.open()
    assert opened.snapshot_number == 1
    opened.close()


def nothing_made(base: KnowledgeBase) -> None:
    """Before the first reload."""


def one_made(base: KnowledgeBase) -> None:
    base.reload(no_progress)


@pytest.mark.parametrize("prepare", [nothing_made, one_made])
def test_without_an_earlier_snapshot_a_rollback_changes_nothing(
    base: KnowledgeBase, prepare: Callable[[KnowledgeBase], None], tmp_path: Path
) -> None:
    prepare(base)
    before = base.snapshot_number
    for act in (base.earlier, base.rollback):
        with pytest.raises(KnowledgeError, match="no earlier whole snapshot"):
            act()
    assert base.snapshot_number == Snapshots(tmp_path / "state").current_number() == before


def test_a_snapshot_of_another_encoder_is_not_gone_back_to_unless_it_is_configured_again(
    made: Path, again: Again, articles: Path
) -> None:
    other = KnowledgeBase(made.parent.parent, [articles], FakeEncoder("khác"))
    other.reload(no_progress)
    with pytest.raises(KnowledgeError, match=r"Snapshot 1 .* another encoder, fake: set `encoder`"):
        other.rollback()
    assert Snapshots(made.parent.parent).current_number() == 2
    other.close()
    base = again()
    assert base.rollback().number == 1
    assert answer(base) == RIGHT
    base.close()


def test_a_rollback_that_was_agreed_to_before_a_reload_is_not_done(
    spoilt: Path, again: Again
) -> None:
    base = again()
    expected = base.earlier().number
    base.reload(no_progress, rebuild=True)
    with pytest.raises(LookupError):
        base.rollback(expected)
    assert base.snapshot_number == Snapshots(spoilt).current_number() == 3
    base.close()


def test_during_a_reload_there_is_no_rollback(spoilt: Path, again: Again) -> None:
    base = again()
    base.open()
    with only_writer(spoilt, "reload"), pytest.raises(HeldError, match=r"\(reload, process "):
        base.rollback()
    assert base.snapshot_number == Snapshots(spoilt).current_number() == 2
    base.close()
