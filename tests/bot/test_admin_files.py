import os
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


def test_an_article_is_as_open_as_its_folder(config: Config, articles: Path) -> None:
    before = os.umask(0o077)
    for mode in (0o755, 0o700, 0o770):
        articles.chmod(mode)
        admin.add(config, "mới.txt", b"x")
        assert (articles / "mới.txt").stat().st_mode & 0o777 == mode & 0o666
    os.umask(before)


def test_what_stands_in_the_way_of_writing_is_never_followed(
    config: Config, articles: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "khác.txt"
    outside.write_text("giữ nguyên", encoding="utf-8")
    (articles / ".hdnd.txt.part").symlink_to(outside)
    (articles / "mới.txt").symlink_to(outside)
    os.mkfifo(articles / ".ống.txt.part")
    for name in ("hdnd.txt", "mới.txt", "ống.txt"):
        admin.add(config, name, b"x")
        assert not (articles / name).is_symlink()
        assert (articles / name).read_bytes() == b"x"
    assert outside.read_text(encoding="utf-8") == "giữ nguyên"
