import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.snapshots import KEPT, Snapshots
from tests.conftest import FakeEncoder, no_progress

Damage = Callable[[Path], object]


def half(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink()


DAMAGES: dict[str, Damage] = {
    "vectors cut short": lambda folder: half(folder / "vectors.faiss"),
    "vectors empty": lambda folder: (folder / "vectors.faiss").write_bytes(b""),
    "vectors gone": lambda folder: (folder / "vectors.faiss").unlink(),
    "manifest gone": lambda folder: (folder / "manifest.json").unlink(),
    "manifest of something else": lambda folder: (folder / "manifest.json").write_text("[1]"),
    "manifest cut short": lambda folder: half(folder / "manifest.json"),
    "spelling gone": lambda folder: (folder / "spelling.json").unlink(),
    "spelling cut short": lambda folder: half(folder / "spelling.json"),
    "words gone": lambda folder: shutil.rmtree(folder / "passages"),
    "words of articles gone": lambda folder: shutil.rmtree(folder / "articles"),
    "scores cut short": lambda folder: half(folder / "passages" / "data.csc.index.npy"),
    "all gone": shutil.rmtree,
    "CURRENT names another": lambda folder: (folder.parent.parent / "CURRENT").write_text("99"),
    "database gone": lambda folder: remove(folder.parent.parent.glob("giaoban.db*")),
}


@pytest.fixture
def made(base: KnowledgeBase, tmp_path: Path) -> Path:
    """The folder of the one snapshot there is; `base` is closed."""
    base.reload(no_progress)
    base.close()
    return tmp_path / "state" / "snapshots" / "000001"


@pytest.fixture
def again(made: Path, articles: Path) -> Callable[[], KnowledgeBase]:
    """Opens the knowledge base of `made` as the next process would."""
    return lambda: KnowledgeBase(made.parent.parent, [articles], FakeEncoder())


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_snapshot_is_explained_with_the_way_out(
    made: Path, again: Callable[[], KnowledgeBase], damage: Damage
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
    made: Path, again: Callable[[], KnowledgeBase], damage: Damage, rebuild: bool
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
    healed.close()


@pytest.mark.parametrize("content", ["", "rác", "\x00\x00", "1 2"])
def test_a_damaged_current_file_is_healed_by_a_reload(
    made: Path, again: Callable[[], KnowledgeBase], content: str
) -> None:
    (made.parent.parent / "CURRENT").write_text(content, encoding="utf-8")
    base = again()
    report = base.reload(no_progress)
    assert (report.articles, report.encoded) == (2, 0)
    assert not base.is_empty
    base.close()


def test_before_the_first_reload_there_is_no_snapshot(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    assert snapshots.current() is None
    assert snapshots.current_number() is None
    assert snapshots.next_number() == 1


def test_the_manifest_says_what_the_snapshot_is_made_of(made: Path) -> None:
    manifest = Snapshots(made.parent.parent).current()
    assert manifest is not None
    assert (manifest.number, manifest.encoder) == (1, "fake")
    assert (manifest.articles, manifest.passages) == (2, 2)
    assert manifest.made.endswith("+00:00")
    assert -1 < manifest.unrelated < 1


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


def test_what_an_interrupted_reload_left_is_cleared_away(
    made: Path, again: Callable[[], KnowledgeBase]
) -> None:
    (made.parent / "000002.tmp").mkdir()
    (made.parent / "000002.tmp" / "vectors.faiss").write_bytes(b"IxFI")
    base = again()
    report = base.reload(no_progress, rebuild=True)
    assert report.snapshot == 3
    assert sorted(path.name for path in made.parent.iterdir()) == ["000001", "000003"]
    base.close()


def test_making_current_takes_one_step(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    for number in (3, 12):
        snapshots.make_current(number)
        assert snapshots.current_number() == number
        assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]


def test_the_manifest_is_plain_json(made: Path) -> None:
    raw = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    assert {"number", "made", "encoder", "articles", "passages"} <= set(raw)
