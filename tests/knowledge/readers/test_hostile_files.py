"""Whatever stands in an articles folder: an article, or a fault said in one plain line."""

import os
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.articles import Article, ArticleError, Fault, KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.passages import cut_passages
from knowledge.readers import SUFFIXES, parse_article
from knowledge.readers.dates import date_of_line
from knowledge.readers.files import Limits, files_of
from knowledge.vietnamese import normalise
from tests.conftest import FakeEncoder, no_progress
from tests.hostile import NASTY, letters, texts


def article_or_fault(data: bytes) -> Article | None:
    try:
        article = parse_article("a.txt", data)
    except ArticleError as error:
        said = str(error)
        assert said.strip()
        assert normalise(said) == said
        assert "\n" not in said
        return None
    assert article.title
    assert article.body
    for part in (article.title, article.body, article.author or "", article.url or ""):
        assert normalise(part) == part
    assert cut_passages(article, "a.txt")
    return article


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]))
def test_any_bytes_are_an_article_or_a_fault(data: bytes, mark: bytes) -> None:
    article_or_fault(mark + data)


@given(texts, st.sampled_from(["", "Thị ủy họp\n\n", "Thị ủy họp\n20/09/2023\n", "# "]))
def test_any_text_is_an_article_or_a_fault(text: str, before: str) -> None:
    article_or_fault(f"{before}{text}".encode(errors="replace"))
    article_or_fault(f"{before}{text}".encode("utf-16", errors="replace"))


@given(st.one_of(texts, letters), st.sampled_from(["title", "date", "url", "author", "khác"]))
@example("!!bool có", "title")
@example("!!timestamp hôm qua", "date")
@example("!!int ''", "title")
@example("!!python/object/apply:os.system ['true']", "title")
@example("1:" * 3000 + "1", "title")
@example("[" * 5000, "title")
@example("&a [*a]", "title")
@example("{? [a] : b}", "author")
def test_any_front_matter_is_read_or_a_fault(value: str, key: str) -> None:
    text = f"---\n{key}: {value}\n---\nThị ủy họp\n\nThị ủy họp giao ban.\n"
    article_or_fault(text.encode(errors="replace"))


def test_front_matter_cannot_grow_without_end() -> None:
    names = "abcdefghi"
    bomb = ["a: &a {x: y}"]
    bomb += [
        f"{new}: &{new} {{<<: [{', '.join([f'*{old}'] * 9)}]}}" for old, new in pairwise(names)
    ]
    start = time.process_time()
    text = "\n".join(["---", *bomb, "---", "Thị ủy họp", "", "Thị ủy họp giao ban."])
    assert article_or_fault(text.encode())
    assert time.process_time() - start < 2


@given(st.one_of(texts, letters))
def test_any_line_is_a_date_or_none(line: str) -> None:
    date_of_line(normalise(line))


@pytest.mark.parametrize("unit", ["[x](#(", "![a](b(", "**a", "---\n", "1,", "\u0316\u0301", "A. "])
def test_no_file_takes_for_ever(unit: str) -> None:
    size = 200_000
    start = time.process_time()
    article_or_fault(f"Bảng\n\n{(unit * size)[:size]}".encode())
    assert time.process_time() - start < 5


# --- what is no file


def faults(base: KnowledgeBase) -> dict[str, Fault]:
    report = base.reload(no_progress)
    assert report.articles == 2
    for failure in report.failed:
        assert failure.path.isprintable()
    return {failure.path: failure.fault for failure in report.failed}


def test_links_out_of_the_folder_are_refused_by_name(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "mật"
    outside.mkdir()
    (outside / "mật.txt").write_text("Tài liệu mật\n\nKhông được đọc.", encoding="utf-8")
    (articles / "tệp.txt").symlink_to(outside / "mật.txt")
    (articles / "tương đối.txt").symlink_to("../mật/mật.txt")
    (articles / "thư mục").symlink_to(outside)
    (articles / "hệ thống.txt").symlink_to("/etc/passwd")
    (articles / "không còn.txt").symlink_to(outside / "không có.txt")
    (articles / "hai bước.txt").symlink_to(articles / "tệp.txt")
    assert faults(base) == dict.fromkeys(
        ["hai bước.txt", "hệ thống.txt", "không còn.txt", "thư mục", "tệp.txt", "tương đối.txt"],
        Fault.OUTSIDE,
    )


def test_what_is_no_ordinary_file_is_refused_by_name_and_not_opened(
    base: KnowledgeBase, articles: Path
) -> None:
    os.mkfifo(articles / "ống.txt")
    (articles / "vòng.txt").symlink_to("vòng.txt")
    (articles / "con").mkdir()
    (articles / "lối tắt").symlink_to("con")
    (articles / "số không.txt").symlink_to("/dev/zero")
    expected = dict.fromkeys(("lối tắt", "vòng.txt", "ống.txt"), Fault.NOT_A_FILE)
    assert faults(base) == expected | {"số không.txt": Fault.OUTSIDE}


@pytest.mark.skipif(not hasattr(os, "mknod") or os.getuid() != 0, reason="only root makes devices")
def test_a_device_is_refused_by_name(base: KnowledgeBase, articles: Path) -> None:
    try:
        os.mknod(articles / "không.txt", 0o020666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this machine makes no devices")
    assert faults(base) == {"không.txt": Fault.NOT_A_FILE}


def test_a_link_within_the_folder_is_read(base: KnowledgeBase, articles: Path) -> None:
    (articles / "2023").mkdir()
    (articles / "2023" / "lại.txt").symlink_to("../hdnd.txt")
    report = base.reload(no_progress)
    assert (report.articles, len(report.copies), report.failed) == (2, 1, ())


@pytest.mark.parametrize("name", ["a\nb.txt", "\x1b[2J.txt", "txt.\u202efdp.txt", "a\u200b.txt"])
def test_a_name_that_could_deceive_is_refused_and_shown_plainly(
    base: KnowledgeBase, articles: Path, name: str
) -> None:
    (articles / name).write_text("Tin\n\nThị ủy họp.", encoding="utf-8")
    assert faults(base) == {ascii(name): Fault.BAD_NAME}


# --- limits


def limited(tmp_path: Path, articles: Path, limits: Limits) -> KnowledgeBase:
    return KnowledgeBase(tmp_path / "state", [articles], FakeEncoder(), limits=limits)


def test_a_file_is_as_large_as_is_configured(tmp_path: Path, articles: Path) -> None:
    (articles / "to.txt").write_bytes(b"Tin\n\n" + b"a" * 1_500_000)
    small = limited(tmp_path, articles, Limits(megabytes_per_file=1))
    (failure,) = small.reload(no_progress).failed
    assert (failure.path, failure.fault) == ("to.txt", Fault.TOO_LARGE)
    assert "larger than 1 MB" in failure.reason
    small.close()
    large = limited(tmp_path, articles, Limits(megabytes_per_file=2))
    assert large.reload(no_progress).failed == ()
    large.close()


def test_too_many_files_are_refused_before_any_is_read(tmp_path: Path, articles: Path) -> None:
    base = limited(tmp_path, articles, Limits(files=3))
    for name in ("c.txt", "d.txt", ".hidden"):
        (articles / name).write_text("Tin\n\nThị ủy họp.", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"too many files in .*limits: files"):
        base.reload(no_progress)
    (articles / "d.txt").unlink()
    assert base.reload(no_progress).articles == 3
    base.close()


def test_the_files_of_all_folders_count_together(tmp_path: Path, articles: Path) -> None:
    second = tmp_path / "more"
    second.mkdir()
    (second / "a.txt").write_text("Tin\n\nThị ủy họp.", encoding="utf-8")
    folders = [articles, second]
    base = KnowledgeBase(tmp_path / "state", folders, FakeEncoder(), limits=Limits(files=2))
    with pytest.raises(KnowledgeError, match="too many files"):
        base.reload(no_progress)
    base.close()


def test_a_folder_that_cannot_be_read_is_not_taken_for_empty(
    articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (articles / "2023").mkdir()
    kept = os.scandir

    def scan(path: str) -> object:
        if str(path).endswith("2023"):
            raise PermissionError(13, "Permission denied", path)
        return kept(path)

    monkeypatch.setattr(os, "scandir", scan)
    with pytest.raises(KnowledgeError, match=r"2023 cannot be read: Permission denied"):
        files_of(articles, 10)


@given(st.sampled_from(NASTY), st.sampled_from([".txt", ".md", "", ".exe"]))
def test_any_name_is_read_or_refused(name: str, suffix: str) -> None:
    data = "Tin\n\nThị ủy họp.".encode()
    if suffix in SUFFIXES:
        assert parse_article(f"a{name}{suffix}", data).title == "Tin"
        return
    with pytest.raises(ArticleError) as caught:
        parse_article(f"a{name}{suffix}", data)
    assert caught.value.fault is Fault.OTHER_KIND
