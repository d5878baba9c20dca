"""A knowledge base goes over to the snapshots that another process makes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.snapshots import Snapshots
from tests.conftest import FakeEncoder, no_progress

BRIDGE = "Xã Tân Lập khánh thành cầu Bến Đá\n\nSáng nay, xã Tân Lập khánh thành cầu Bến Đá.\n"


def paths(base: KnowledgeBase, typed: str) -> list[str]:
    return [hit.passage.path for hit in base.find(base.understand(typed))]


@pytest.fixture
def other(tmp_path: Path, articles: Path) -> Iterator[KnowledgeBase]:
    """Another process's knowledge base on the same state."""
    opened = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())
    yield opened
    opened.close()


def test_a_base_that_follows_answers_from_what_another_process_made(
    base: KnowledgeBase, other: KnowledgeBase, articles: Path
) -> None:
    base.reload(no_progress)
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    other.reload(no_progress)
    assert (base.snapshot_number, other.snapshot_number) == (1, 2)
    assert "cau.txt" not in paths(base, "cầu Bến Đá")
    assert base.follow() is True
    assert base.snapshot_number == 2
    assert paths(base, "cầu Bến Đá")[0] == "cau.txt"
    assert base.holds("cau.txt")
    assert base.follow() is False


def test_a_base_without_articles_follows_the_first_reload(
    base: KnowledgeBase, other: KnowledgeBase
) -> None:
    assert base.follow() is False
    assert (base.is_empty, base.snapshot_number) == (True, None)
    other.reload(no_progress)
    assert base.follow() is True
    assert (base.is_empty, base.snapshot_number) == (False, 1)
    assert "hdnd.txt" in paths(base, "kỳ họp thứ 6")


def test_there_is_nothing_to_follow_when_nothing_was_made(
    base: KnowledgeBase, other: KnowledgeBase
) -> None:
    base.reload(no_progress)
    other.reload(no_progress)  # without a change
    assert base.follow() is False
    base.reload(no_progress, rebuild=True)
    assert (base.snapshot_number, base.follow()) == (2, False)


def test_following_does_not_go_back_behind_a_reload_that_ends_meanwhile(
    base: KnowledgeBase, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base.reload(no_progress)
    read = Snapshots.current_number

    def read_before_the_reload(snapshots: Snapshots) -> int | None:
        number = read(snapshots)
        with monkeypatch.context() as patch:
            patch.setattr(Snapshots, "current_number", read)
            base.reload(no_progress)
        return number

    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(Snapshots, "current_number", read_before_the_reload)
        assert base.follow() is False
    assert base.snapshot_number == 2
    assert paths(base, "cầu Bến Đá")[0] == "cau.txt"


def damage(state: Path, articles: Path) -> None:
    for path in (state / "snapshots" / "000002").rglob("*"):
        if path.is_file():
            path.write_bytes(b"rac")


def with_another_encoder(state: Path, articles: Path) -> None:
    renewed = KnowledgeBase(state, [articles], FakeEncoder("khác"))
    renewed.reload(no_progress)
    renewed.close()


@pytest.mark.parametrize("spoil", [damage, with_another_encoder])
def test_a_snapshot_that_cannot_be_followed_is_explained_and_the_old_one_answers(
    base: KnowledgeBase, articles: Path, tmp_path: Path, spoil: Callable[[Path, Path], None]
) -> None:
    base.reload(no_progress)
    other = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    other.reload(no_progress)
    other.close()
    spoil(tmp_path / "state", articles)
    for _ in range(2):
        with pytest.raises(KnowledgeError, match="giaoban reload"):
            base.follow()
    assert base.snapshot_number == 1
    assert sorted(paths(base, "cầu Bến Đá")) == ["giao-ban.txt", "hdnd.txt"]
