import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.articles import Article, Headline, KnowledgeError, Passage
from knowledge.store import Store

DAY = dt.date(2023, 5, 5)
ARTICLE = Article("Thị ủy giao ban", "Sáng nay họp.\nRồi nghỉ.", DAY, "https://a.example", "Lê An")
PLAIN = Article("Tin ngắn", "Không ngày.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "state" / "giaoban.db")
    yield opened
    opened.close()


def passages_of(article: Article, path: str) -> list[Passage]:
    return [
        Passage(path, at, article.title, article.date, article.url, (line, "Hết."))
        for at, line in enumerate(article.body.split("\n"))
    ]


def add(
    store: Store,
    path: str,
    article: Article,
    digest: str = "d1",
    folder: str = "/a",
    terms: str = " forms ",
) -> int:
    with store.transaction():
        return store.add_article(folder, path, digest, article, terms, passages_of(article, path))


def make(store: Store, snapshot: int, *ids: int) -> None:
    with store.transaction():
        store.add_snapshot(snapshot, ids)


def test_articles_and_passages_come_back_as_they_went_in(tmp_path: Path, store: Store) -> None:
    first, second = add(store, "a/1.txt", ARTICLE), add(store, "2.txt", PLAIN)
    make(store, 1, second, first)
    store.close()
    opened = Store(tmp_path / "state" / "giaoban.db")
    assert [(s.path, s.digest, s.article, s.terms) for s in opened.articles(1)] == [
        ("a/1.txt", "d1", ARTICLE, " forms "),
        ("2.txt", "d1", PLAIN, " forms "),
    ]
    assert [s.passage for s in opened.passages(1)] == [
        *passages_of(ARTICLE, "a/1.txt"),
        *passages_of(PLAIN, "2.txt"),
    ]
    assert [s.article_id for s in opened.passages(1)] == [first, first, second]
    opened.close()


def test_a_snapshot_holds_only_its_own_articles(store: Store) -> None:
    old, new = add(store, "1.txt", ARTICLE), add(store, "1.txt", PLAIN, "d2")
    make(store, 1, old)
    make(store, 2, new)
    assert store.article_digests(1) == {("/a", "1.txt"): "d1"}
    assert store.article_digests(2) == {("/a", "1.txt"): "d2"}
    assert store.article_digests(3) == {}
    assert [s.article.title for s in store.articles(2)] == ["Tin ngắn"]


def test_an_article_is_found_by_folder_path_and_digest(store: Store) -> None:
    known = add(store, "1.txt", ARTICLE)
    assert store.find_article("/a", "1.txt", "d1") == known
    for other in (("/b", "1.txt", "d1"), ("/a", "2.txt", "d1"), ("/a", "1.txt", "d2")):
        assert store.find_article(*other) is None


def test_making_a_snapshot_again_replaces_it(store: Store) -> None:
    first, second = add(store, "1.txt", ARTICLE), add(store, "2.txt", PLAIN)
    make(store, 1, first, second)
    make(store, 1, second)
    assert [s.id for s in store.articles(1)] == [second]


# --- headlines


@pytest.fixture
def listed(store: Store) -> Store:
    """Snapshot 1 with five articles, and an article that is only in snapshot 2."""
    days = {"cu": "2022-01-02", "b": None, "giua": "2023-05-05", "moi": "2024-01-01", "a": None}
    ids = [
        add(
            store,
            f"{name}.txt",
            replace(PLAIN, title=f"Tin {name}", date=dt.date.fromisoformat(day) if day else None),
            terms=f" tin {name} . hop ban 1300 " if day else f" tin {name} . ban hop ",
        )
        for name, day in days.items()
    ]
    make(store, 1, *ids)
    make(store, 2, add(store, "khac.txt", ARTICLE, terms=" tin khac . hop ban "))
    return store


def names(headlines: list[Headline]) -> list[str]:
    return [headline.path.removesuffix(".txt") for headline in headlines]


def test_a_headline_tells_where_its_article_stands(store: Store) -> None:
    make(store, 1, add(store, "a/1.txt", ARTICLE), add(store, "2.txt", PLAIN, folder="/b"))
    assert store.headlines(1, "", 10, 0) == [
        Headline("/a", "a/1.txt", "Thị ủy giao ban", DAY, "https://a.example"),
        Headline("/b", "2.txt", "Tin ngắn", None, None),
    ]


def test_headlines_are_listed_newest_first_and_undated_last(listed: Store) -> None:
    assert names(listed.headlines(1, "", 10, 0)) == ["moi", "giua", "cu", "a", "b"]
    assert names(listed.headlines(2, "", 10, 0)) == ["khac"]
    assert listed.headlines(3, "", 10, 0) == []


@pytest.mark.parametrize(
    ("count", "skip", "page"),
    [(2, 0, ["moi", "giua"]), (2, 2, ["cu", "a"]), (2, 4, ["b"]), (2, 5, []), (0, 0, [])],
)
def test_headlines_come_in_pages(listed: Store, count: int, skip: int, page: list[str]) -> None:
    assert names(listed.headlines(1, "", count, skip)) == page


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("hop ban", ["moi", "giua", "cu"]),
        ("ban hop", ["a", "b"]),
        ("1300", ["moi", "giua", "cu"]),
        ("130", []),
        ("op ban", []),
        ("cu hop", []),
        ("%", []),
        ("h_p", []),
        ("tin moi", ["moi"]),
    ],
)
def test_headlines_are_of_articles_that_hold_the_whole_phrase(
    listed: Store, phrase: str, found: list[str]
) -> None:
    assert names(listed.headlines(1, phrase, 10, 0)) == found


def test_a_path_is_held_by_the_snapshots_it_is_in(listed: Store) -> None:
    assert listed.holds(1, "moi.txt")
    assert listed.holds(2, "khac.txt")
    for snapshot, path in ((1, "khac.txt"), (2, "moi.txt"), (1, "moi"), (3, "moi.txt"), (1, "")):
        assert not listed.holds(snapshot, path)


# --- what is no longer wanted, and what fails


def test_forgetting_drops_the_articles_that_no_kept_snapshot_holds(store: Store) -> None:
    gone, shared, new = (add(store, f"{n}.txt", PLAIN) for n in range(3))
    make(store, 1, gone, shared)
    make(store, 2, shared, new)
    store.forget_snapshots([2])
    assert store.articles(1) == []
    assert [s.id for s in store.articles(2)] == [shared, new]
    assert store.find_article("/a", "0.txt", "d1") is None


def test_what_fails_inside_a_transaction_is_undone(store: Store) -> None:
    known = add(store, "1.txt", ARTICLE)
    make(store, 1, known)

    def fail() -> None:
        with store.transaction():
            store.add_article("/a", "2.txt", "d", PLAIN, "", passages_of(PLAIN, "2.txt"))
            store.add_snapshot(1, [])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert store.find_article("/a", "2.txt", "d") is None
    assert [s.id for s in store.articles(1)] == [known]
    add(store, "2.txt", PLAIN)  # nothing stays locked


def test_vectors_are_kept_for_each_encoder_apart(store: Store) -> None:
    vectors = np.eye(3, dtype=np.float32)
    digests = [b"mot", b"hai", b"ba"]
    store.add_vectors("e5", digests, vectors)
    found = store.vectors("e5", [b"ba", b"bon", b"mot"])
    assert {digest: vector.tolist() for digest, vector in found.items()} == {
        b"mot": [1, 0, 0],
        b"ba": [0, 0, 1],
    }
    assert store.vectors("khác", digests) == {}


def test_thousands_of_vectors_are_found(store: Store) -> None:
    digests = [f"{n}".encode() for n in range(2003)]
    store.add_vectors("e5", digests, np.arange(2003, dtype=np.float32)[:, None])
    found = store.vectors("e5", digests)
    assert [float(found[digest][0]) for digest in digests] == list(range(2003))


def test_a_vector_computed_again_replaces_the_old_one(store: Store) -> None:
    for value in (1.0, 2.0):
        store.add_vectors("e5", [b"mot"], np.array([[value]], dtype=np.float32))
    assert store.vectors("e5", [b"mot"])[b"mot"].tolist() == [2.0]


def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "giaoban.db"
    path.write_text("không phải cơ sở dữ liệu " * 99, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"giaoban\.db"):
        Store(path)
    assert path.read_text(encoding="utf-8").startswith("không phải")


def test_a_folder_in_place_of_the_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "giaoban.db").mkdir()
    with pytest.raises(KnowledgeError, match=r"giaoban\.db"):
        Store(tmp_path / "giaoban.db")


def test_a_file_in_place_of_the_state_folder_is_explained(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="state"):
        Store(tmp_path / "state" / "giaoban.db")


def test_the_database_may_be_opened_twice(tmp_path: Path, store: Store) -> None:
    other = Store(tmp_path / "state" / "giaoban.db")
    add(other, "1.txt", ARTICLE)
    assert store.find_article("/a", "1.txt", "d1") is not None
    other.close()
    with sqlite3.connect(tmp_path / "state" / "giaoban.db") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()
