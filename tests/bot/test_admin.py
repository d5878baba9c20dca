from pathlib import Path

import pytest

from bot import admin
from bot.config import Config
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from tests.conftest import FakeEncoder, no_progress


@pytest.fixture
def config(tmp_path: Path, articles: Path) -> Config:
    return Config((articles,), tmp_path / "state")


def test_before_the_first_reload_the_status_is_empty(config: Config, articles: Path) -> None:
    status = admin.status(config)
    assert (status.articles, status.passages, status.snapshot, status.made) == (0, 0, None, None)
    assert status.last_reload is None
    assert status.encoder == "bundled"
    assert (status.folders, status.state) == ((str(articles),), str(config.state))
    assert not config.state.exists()


def test_after_a_reload_the_status_tells_of_it(
    config: Config, base: KnowledgeBase, articles: Path
) -> None:
    (articles / "hỏng.txt").write_bytes(b"\x00")
    admin.reload(base, config, no_progress, rebuild=False)
    status = admin.status(config)
    assert (status.articles, status.passages, status.snapshot) == (2, 2, 1)
    assert status.made is not None
    assert status.megabytes_on_disk > 0
    assert status.last_reload is not None
    assert status.last_reload["added"] == ["giao-ban.txt", "hdnd.txt"]
    assert status.last_reload["failed"] == [{"path": "hỏng.txt", "reason": "not a text file"}]


def test_a_reload_that_did_nothing_is_not_the_last_one(
    config: Config, base: KnowledgeBase, articles: Path
) -> None:
    admin.reload(base, config, no_progress, rebuild=False)
    before = admin.status(config)
    for path in articles.iterdir():
        path.unlink()
    with pytest.raises(KnowledgeError):
        admin.reload(base, config, no_progress, rebuild=True)
    assert admin.status(config) == before


def test_a_rebuild_can_be_asked_for(config: Config, base: KnowledgeBase) -> None:
    assert admin.reload(base, config, no_progress, rebuild=False).encoded == 2
    assert admin.reload(base, config, no_progress, rebuild=False).encoded == 0
    assert admin.reload(base, config, no_progress, rebuild=True).encoded == 2


def test_a_damaged_snapshot_shows_in_the_status(config: Config, base: KnowledgeBase) -> None:
    admin.reload(base, config, no_progress, rebuild=False)
    (config.state / "snapshots" / "000001" / "manifest.json").unlink()
    with pytest.raises(KnowledgeError, match="giaoban reload"):
        admin.status(config)


def test_a_damaged_report_of_the_last_reload_is_as_none(
    config: Config, base: KnowledgeBase
) -> None:
    admin.reload(base, config, no_progress, rebuild=False)
    (config.state / "last_reload.json").write_text("{", encoding="utf-8")
    assert admin.status(config).last_reload is None
    assert admin.status(config).articles == 2


def test_the_base_of_a_configuration_reads_its_folders(config: Config) -> None:
    base = KnowledgeBase(config.state, config.articles, FakeEncoder())
    assert base.is_empty
    assert base.reload(no_progress).articles == 2
    base.close()
