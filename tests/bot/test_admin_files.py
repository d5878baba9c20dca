import unicodedata
from pathlib import Path

import pytest

from bot import admin
from bot.config import Config
from knowledge.articles import ArticleError, Fault
from tests.conftest import COUNCIL


@pytest.mark.parametrize(
    "name",
    [
        *("../x.txt", "a/b.txt", "a\\b.txt", "/x.txt", ".x.txt", " .x.txt", "..", ".", "", "  "),
        *("x\0.txt", "x\n.txt", "x\x1b[1m.txt", "txt\u202e.x", "\ud800.txt", "CON:.txt", "a?.txt"),
        *("a" * 300 + ".txt", "ộ" * 50 + ".txt"),
    ],
)
def test_a_name_that_is_not_plain_is_refused(name: str) -> None:
    with pytest.raises(ArticleError) as caught:
        admin.checked_name(name)
    assert caught.value.fault is Fault.BAD_NAME


@pytest.mark.parametrize(
    "name", ["giao-ban.txt", "Hội nghị quý I (2023).txt", "a" * 146 + ".txt", "ộ" * 48 + ".md"]
)
def test_a_plain_name_is_taken_in_one_form(name: str) -> None:
    assert admin.checked_name(name) == name
    assert admin.checked_name(f" {unicodedata.normalize('NFD', name)}\n") == name


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    config: Config, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        admin.add(config, "hdnd.txt", b"x")
    assert (articles / "hdnd.txt").read_text(encoding="utf-8") == COUNCIL
    assert sorted(path.name for path in articles.iterdir()) == ["giao-ban.txt", "hdnd.txt"]


def test_every_version_that_was_set_aside_is_kept(config: Config) -> None:
    for text in ("1", "2", "3"):
        admin.add(config, "hdnd.txt", text.encode())
    kept = sorted((config.state / "removed").glob("*/hdnd.txt"))
    assert [path.read_text(encoding="utf-8") for path in kept] == [COUNCIL, "1", "2"]
