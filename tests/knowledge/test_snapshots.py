import shutil
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.manifests import NAME, read_manifest
from knowledge.snapshots import KEPT, Found, Snapshots
from tests.conftest import FakeEncoder, no_progress
from tests.knowledge.conftest import Again


def test_before_the_first_reload_there_is_no_snapshot(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    assert snapshots.newest_whole(None) == Found(None, ())
    assert snapshots.current_number() is None
    assert snapshots.next_number() == 1


def test_the_manifest_says_what_the_snapshot_is_made_of(made: Path) -> None:
    manifest = read_manifest(made)
    assert (manifest.number, manifest.encoder) == (1, "fake")
    assert (manifest.articles, manifest.passages) == (2, 2)
    assert manifest.made.endswith("+00:00")
    assert -1 < manifest.unrelated < 1
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert set(manifest.files) == files - {NAME}


def test_no_more_snapshots_are_kept_than_said(base: KnowledgeBase, tmp_path: Path) -> None:
    for number in range(1, 6):
        assert base.reload(no_progress, rebuild=True).snapshot == number
    kept = sorted(path.name for path in (tmp_path / "state" / "snapshots").iterdir())
    assert kept == ["000003", "000004", "000005"]
    assert len(kept) == KEPT
    assert Snapshots(tmp_path / "state").current_number() == 5


def test_the_snapshots_before_are_whole(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    base.reload(no_progress)
    (articles / "hdnd.txt").unlink()
    assert base.reload(no_progress).snapshot == 2
    base.close()
    Snapshots(tmp_path / "state").make_current(1)
    old = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())
    old.open()
    paths = {hit.passage.path for hit in old.find(old.understand("HĐND thông qua gì?"))}
    assert paths == {"giao-ban.txt", "hdnd.txt"}
    old.close()


@pytest.mark.parametrize("rebuild", [False, True])
def test_what_an_interrupted_reload_left_is_cleared_away(
    made: Path, again: Again, rebuild: bool
) -> None:
    state = made.parent.parent
    (made.parent / "000002.tmp" / "passages").mkdir(parents=True)
    (made.parent / "000002.tmp" / "passages" / "rest").write_bytes(b"IxFI")
    for name in ("CURRENT.tmp", "last_reload.json.tmp"):
        (state / name).touch()
    base = again()
    assert base.reload(no_progress, rebuild).snapshot == (2 if rebuild else 1)
    assert Snapshots(state).numbers() == ([1, 2] if rebuild else [1])
    assert not [*state.rglob("*.tmp"), *state.rglob("rest")]
    base.close()


def test_snapshots_that_a_killed_reload_did_not_delete_go_with_the_next(
    made: Path, again: Again
) -> None:
    base = again()
    for _ in range(4):
        base.reload(no_progress, rebuild=True)
    shutil.copytree(made.with_name("000003"), made)
    assert base.reload(no_progress).snapshot == 5
    assert Snapshots(made.parent.parent).numbers() == [3, 4, 5]
    base.close()


def test_making_current_takes_one_step(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    for number in (3, 12):
        snapshots.make_current(number)
        assert snapshots.current_number() == number
        assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]
