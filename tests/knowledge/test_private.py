import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.journal import Journal
from knowledge import private
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from tests.conftest import FakeEncoder, no_progress
from tests.knowledge.conftest import Again


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(folder: Path) -> list[Path]:
    every = (folder, *folder.rglob("*"))
    return [path for path in every if mode(path) != (0o700 if path.is_dir() else 0o600)]


@pytest.fixture(params=[0o000, 0o022, 0o277])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_what_is_made_is_private_whatever_the_umask(
    tmp_path: Path, encoder: FakeEncoder, articles: Path
) -> None:
    state = tmp_path / "state"
    base = KnowledgeBase(state, [articles], encoder)
    journal = Journal(state / "journal.db")
    base.reload(no_progress)
    base.reload(no_progress, rebuild=True)
    base.rollback()
    names = {path.name for path in state.iterdir()}
    assert {"giaoban.db-wal", "giaoban.db-shm", "journal.db", "CURRENT", "reload.lock"} <= names
    assert open_to_others(state) == []
    base.close()
    journal.close()


def test_what_an_earlier_version_left_open_is_made_private(made: Path, again: Again) -> None:
    state = made.parent.parent
    (state / "removed" / "2026").mkdir(parents=True)
    (state / "removed" / "2026" / "a.txt").touch()
    (state / "journal.db").touch()
    (state / "zalo_oa_tokens.json").touch()
    for path in (state, *state.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o644)
    again().close()
    assert open_to_others(state) == []


def test_files_of_others_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    other, link = tmp_path / "bài.txt", tmp_path / "removed"
    (tmp_path / "articles").mkdir(0o755)
    other.touch(0o644)
    link.symlink_to(tmp_path / "articles")
    private.restrict_state(tmp_path)
    assert (mode(tmp_path), mode(other), mode(tmp_path / "articles")) == (0o700, 0o644, 0o755)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for others")
def test_what_root_makes_belongs_to_the_owner_of_the_folder(
    tmp_path: Path, encoder: FakeEncoder, articles: Path
) -> None:
    state = tmp_path / "state"
    state.mkdir()
    os.chown(state, 12345, 12346)
    base = KnowledgeBase(state, [articles], encoder)
    base.reload(no_progress)
    for path in state.rglob("*"):
        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12346), path
    base.close()


def test_a_file_is_written_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "CURRENT"
    private.write(path, "1\n")

    def fail(descriptor: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        private.write(path, "2\n")
    assert path.read_text(encoding="ascii") == "1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_explained(
    tmp_path: Path, encoder: FakeEncoder, articles: Path
) -> None:
    (tmp_path / "state").write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="Cannot open the database"):
        KnowledgeBase(tmp_path / "state", [articles], encoder)
