import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from knowledge.articles import Fault
from knowledge.base import KnowledgeBase
from knowledge.reports import Failure
from tests.conftest import BRIEFING, FakeEncoder, no_progress
from tests.knowledge.test_indexing import BRIDGE, first_path


@pytest.mark.parametrize(
    ("name", "content", "reason", "fault"),
    [
        ("anh.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file", Fault.NOT_TEXT),
        ("rong.txt", b"", "the file is empty", Fault.EMPTY),
        ("ten.txt", b"Tin", "without any text", Fault.NO_TEXT),
        ("ansi.txt", "Café\nMở".encode("cp1258", "replace"), "as UTF-8", Fault.NOT_UTF8),
        ("dau.txt", b"---\ndate: qua\n---\nTin\n\nTin.", "date", Fault.FRONT_MATTER),
        ("to.txt", b"Tin\n\n" + b"a" * 21_000_000, "larger than 20 MB", Fault.TOO_LARGE),
        ("bang.xlsx", b"PK", "only .txt, .md", Fault.OTHER_KIND),
        ("khong-duoi", b"Tin", "only .txt, .md", Fault.OTHER_KIND),
    ],
)
def test_a_bad_file_is_reported_while_the_others_go_in(
    base: KnowledgeBase, articles: Path, name: str, content: bytes, reason: str, fault: Fault
) -> None:
    (articles / "sau").mkdir()
    (articles / "sau" / name).write_bytes(content)
    report = base.reload(no_progress)
    assert report.added == ("giao-ban.txt", "hdnd.txt")
    assert [failure.path for failure in report.failed] == [f"sau/{name}"]
    assert reason in report.failed[0].reason
    assert report.failed[0].fault is fault
    assert "\n" not in report.failed[0].reason
    assert report.articles == 2


def test_a_bad_file_is_reported_each_time_and_read_once_it_is_good(
    base: KnowledgeBase, articles: Path
) -> None:
    (articles / "cau.txt").write_bytes(b"\x00\x01")
    assert len(base.reload(no_progress).failed) == 1
    report = base.reload(no_progress)
    failure = Failure("cau.txt", "not a text file", Fault.NOT_TEXT)
    assert (report.snapshot, report.failed) == (1, (failure,))
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    report = base.reload(no_progress)
    assert (report.added, report.failed) == (("cau.txt",), ())


def test_a_file_that_is_broken_now_stays_as_it_was(base: KnowledgeBase, articles: Path) -> None:
    base.reload(no_progress)
    (articles / "hdnd.txt").write_bytes(b"\x00\x01")
    report = base.reload(no_progress)
    assert (report.removed, report.changed, report.articles) == ((), (), 2)
    assert [(one.path, one.fault) for one in report.failed] == [("hdnd.txt", Fault.NOT_TEXT)]
    assert "stays" in report.failed[0].reason
    assert first_path(base, "HĐND khai mạc kỳ họp thứ 6") == "hdnd.txt"


def test_hidden_files_and_folders_are_not_looked_at(base: KnowledgeBase, articles: Path) -> None:
    (articles / ".an.txt").write_text(BRIDGE, encoding="utf-8")
    (articles / ".DS_Store").write_bytes(b"\x00")
    (articles / ".git").mkdir()
    (articles / ".git" / "a.txt").write_text(BRIDGE, encoding="utf-8")
    report = base.reload(no_progress)
    assert (report.articles, report.failed) == (2, ())


def test_a_hidden_folder_may_hold_the_articles_folder(
    tmp_path: Path, articles: Path, encoder: FakeEncoder
) -> None:
    hidden = tmp_path / ".giau" / "bai"
    shutil.copytree(articles, hidden)
    base = KnowledgeBase(tmp_path / "state", [hidden], encoder)
    assert base.reload(no_progress).articles == 2
    base.close()


def test_subfolders_are_read_and_paths_count_from_the_articles_folder(
    base: KnowledgeBase, articles: Path
) -> None:
    (articles / "2023" / "08").mkdir(parents=True)
    (articles / "2023" / "08" / "cầu.md").write_text(BRIDGE, encoding="utf-8")
    assert base.reload(no_progress).added == ("2023/08/cầu.md", "giao-ban.txt", "hdnd.txt")
    assert first_path(base, "cầu Bến Đá dài mấy mét?") == "2023/08/cầu.md"


def test_files_of_one_name_in_two_folders_are_two_articles(
    tmp_path: Path, articles: Path, encoder: FakeEncoder
) -> None:
    second = tmp_path / "more"
    second.mkdir()
    (second / "hdnd.txt").write_text(BRIDGE, encoding="utf-8")
    base = KnowledgeBase(tmp_path / "state", [articles, second], encoder)
    report = base.reload(no_progress)
    assert report.added == ("giao-ban.txt", "hdnd.txt", "hdnd.txt")
    (second / "hdnd.txt").write_text(BRIEFING, encoding="utf-8")
    assert base.reload(no_progress).changed == ("hdnd.txt",)
    base.close()


def test_a_file_name_that_is_not_utf8_is_reported_and_the_others_go_in(
    base: KnowledgeBase, articles: Path
) -> None:
    try:
        (Path(os.fsdecode(os.fsencode(articles) + b"/h\xe9i.txt"))).write_text("Tin\n\nHội họp.\n")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    report = base.reload(no_progress)
    assert report.articles == 2
    assert "not in UTF-8" in report.failed[0].reason
    assert report.failed[0].fault is Fault.BAD_NAME
    report.failed[0].path.encode()


def test_a_file_that_the_disk_does_not_give_is_reported_and_the_others_go_in(
    base: KnowledgeBase, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, *arguments: Any, **more: Any) -> Any:
        if path.name == "hdnd.txt":
            raise OSError(errno.EIO, "đĩa hỏng")
        return opened(path, *arguments, **more)

    opened = Path.open
    monkeypatch.setattr(Path, "open", fail)
    report = base.reload(no_progress)
    assert report.added == ("giao-ban.txt",)
    reason = "the file cannot be read: đĩa hỏng"
    assert report.failed == (Failure("hdnd.txt", reason, Fault.UNREADABLE),)
