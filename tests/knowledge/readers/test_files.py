import datetime as dt
from pathlib import Path

import pytest

from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers import KINDS, SUFFIXES, parse_article, read_article
from knowledge.readers.files import DEFAULT_LIMITS, Limits

TITLE = "Phường Hoa Sen ra quân dọn vệ sinh"
LIMIT = DEFAULT_LIMITS.bytes_per_file
FIRST = "Sáng 3/5/2024, phường Hoa Sen ra quân dọn vệ sinh các tuyến đường."
TEXT = f"{TITLE}\n{FIRST}".encode()


def refused(name: str, data: bytes) -> ArticleError:
    with pytest.raises(ArticleError) as caught:
        parse_article(name, data)
    return caught.value


@pytest.mark.parametrize("name", ["a.txt", "a.md", "A.TXT", "hội nghị.Md", ".txt.md"])
def test_a_file_is_read_by_its_suffix_from_the_disk_or_not(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(TEXT)
    assert path.suffix.lower() in SUFFIXES
    assert read_article(path) == parse_article(name, TEXT) == Article(TITLE, FIRST)


def test_the_content_alone_says_what_the_article_is() -> None:
    data = f"---\ntitle: {TITLE}\ndate: 2024-05-03\n---\n{FIRST}".encode()
    assert parse_article("khac.md", data) == Article(TITLE, FIRST, dt.date(2024, 5, 3))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.exe", "a .exe file"),
        ("a", "a file without a suffix"),
        ("", "a file without a suffix"),
        ("a.txt.xlsx", "a .xlsx file"),
        (".txt", "a file without a suffix"),
    ],
)
def test_a_file_of_another_kind_is_refused_unread(tmp_path: Path, name: str, kind: str) -> None:
    error = refused(name, b"\x00")
    assert error.fault is Fault.OTHER_KIND
    assert str(error) == f"{kind}: only {KINDS} files are read"
    with pytest.raises(ArticleError, match=r"only \.txt, \.md"):
        read_article(tmp_path / (name or "khong-duoi"))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\x00\x01", Fault.NOT_TEXT),
        ("Café Hoa Sen\nMở cửa".encode("cp1258", "replace"), Fault.NOT_UTF8),
        (b"", Fault.EMPTY),
        (TITLE.encode(), Fault.NO_TEXT),
        (b"---\ntitle: A\n", Fault.FRONT_MATTER),
        (b"---\ndate: hom qua\n---\n" + TEXT, Fault.FRONT_MATTER),
        (b"a" * (LIMIT + 1), Fault.TOO_LARGE),
    ],
)
def test_what_is_no_article_is_refused_with_its_fault(
    tmp_path: Path, data: bytes, fault: Fault
) -> None:
    error = refused("a.txt", data)
    assert error.fault is fault
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(ArticleError) as caught:
        read_article(path)
    assert (caught.value.fault, str(caught.value)) == (fault, str(error))


def test_a_file_of_just_the_size_is_read() -> None:
    limits = Limits(megabytes_per_file=1)
    assert parse_article("a.txt", TEXT.ljust(1_000_000), limits) == Article(TITLE, FIRST)
    with pytest.raises(ArticleError, match=r"1\.0 MB file: larger than 1 MB"):
        parse_article("a.txt", TEXT.ljust(1_000_001), limits)


@pytest.mark.parametrize(
    "data", [TEXT.ljust(10_000_001), TEXT + b"a" * 5_000_000], ids=["bytes", "letters"]
)
def test_a_text_too_long_for_an_article_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError, match="longer than 5,000,000 characters") as caught:
        parse_article("a.txt", data)
    assert caught.value.fault is Fault.TOO_LARGE


def test_a_file_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Path, "read_bytes")
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(LIMIT * 10)
    with pytest.raises(ArticleError, match=r"200\.0 MB file: larger than 20 MB") as caught:
        read_article(path)
    assert caught.value.fault is Fault.TOO_LARGE


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    for name in ("missing.txt", "folder.txt"):
        with pytest.raises(ArticleError, match="cannot be opened") as caught:
            read_article(tmp_path / name)
        assert caught.value.fault is Fault.UNREADABLE
