"""Articles, passages and vectors on disk, in one SQLite file."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge import vector_store
from knowledge.articles import Article, Headline, Passage
from knowledge.vector_store import VectorStore

_SCHEMA = """
CREATE TABLE IF NOT EXISTS article (
    id INTEGER PRIMARY KEY,
    folder TEXT NOT NULL,
    path TEXT NOT NULL,
    digest TEXT NOT NULL,
    title TEXT NOT NULL,
    date TEXT,
    url TEXT,
    author TEXT,
    body TEXT NOT NULL,
    terms TEXT NOT NULL,
    UNIQUE (folder, path, digest)
);
CREATE TABLE IF NOT EXISTS passage (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sentences TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passage_article ON passage (article);
CREATE TABLE IF NOT EXISTS snapshot_article (
    snapshot INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (snapshot, article)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS snapshot_copy (
    snapshot INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    kept INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (snapshot, article)
) WITHOUT ROWID;
CREATE VIEW IF NOT EXISTS snapshot_file AS
    SELECT snapshot, article, article AS kept FROM snapshot_article
    UNION ALL SELECT snapshot, article, kept FROM snapshot_copy;
"""
_MEMBERS = ("snapshot_article", "snapshot_copy")
_ARTICLE = "id, folder, path, digest, title, date, url, author, body, terms"


@dataclass(frozen=True)
class StoredArticle:
    """An article as stored: rows are never changed, an edited file becomes a new one.

    `terms` are the forms of title, date and body between spaces, for Question.fits.
    """

    id: int
    folder: str
    path: str
    digest: str
    article: Article
    terms: str


@dataclass(frozen=True)
class StoredCopy(StoredArticle):
    """An article that a snapshot leaves out, because the one of the id `kept` is the same news."""

    kept: int


@dataclass(frozen=True)
class StoredPassage:
    """A passage with the row of its article."""

    article_id: int
    passage: Passage


class Store(VectorStore):
    """The database of the knowledge base."""

    def __init__(self, path: Path) -> None:
        """:raises KnowledgeError: if the file is no such database or cannot be written."""
        super().__init__(path, _SCHEMA + vector_store.SCHEMA)

    # Articles and passages

    def find_article(self, folder: str, path: str, digest: str) -> int | None:
        rows = self._all(
            "SELECT id FROM article WHERE folder = ? AND path = ? AND digest = ?",
            (folder, path, digest),
        )
        return rows[0][0] if rows else None

    def add_article(
        self,
        folder: str,
        path: str,
        digest: str,
        article: Article,
        terms: str,
        passages: Iterable[Passage],
    ) -> int:
        """Stores an article with its passages and returns its id; call inside `transaction`."""
        day = article.date.isoformat() if article.date else None
        facts = (article.title, day, article.url, article.author, article.body)
        cursor = self._db.execute(
            "INSERT INTO article (folder, path, digest, title, date, url, author, body, terms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (folder, path, digest, *facts, terms),
        )
        article_id = cursor.lastrowid
        assert article_id is not None  # noqa: S101 - an INSERT always has one
        self._db.executemany(
            "INSERT INTO passage (article, position, sentences) VALUES (?, ?, ?)",
            [
                (article_id, p.position, json.dumps(p.sentences, ensure_ascii=False))
                for p in passages
            ],
        )
        return article_id

    def articles(self, snapshot: int) -> list[StoredArticle]:
        """The articles of `snapshot`, oldest row first."""
        rows = self._all(
            f"SELECT {_ARTICLE} FROM article"  # noqa: S608 - a constant
            " JOIN snapshot_article ON id = article WHERE snapshot = ? ORDER BY id",
            (snapshot,),
        )
        return [StoredArticle(*_fields(row)) for row in rows]

    def copies(self, snapshot: int) -> list[StoredCopy]:
        """What `snapshot` leaves out as copies, oldest row first."""
        rows = self._all(
            f"SELECT {_ARTICLE}, kept FROM article"  # noqa: S608 - a constant
            " JOIN snapshot_copy ON id = article WHERE snapshot = ? ORDER BY id",
            (snapshot,),
        )
        return [StoredCopy(*_fields(row), row[-1]) for row in rows]

    def passages(self, snapshot: int) -> list[StoredPassage]:
        """The passages of `snapshot`, in the order in which its indexes hold them."""
        rows = self._all(
            "SELECT article.id, path, position, title, date, url, sentences FROM passage"
            " JOIN article ON article.id = passage.article"
            " JOIN snapshot_article ON article.id = snapshot_article.article"
            " WHERE snapshot = ? ORDER BY passage.id",
            (snapshot,),
        )
        return [
            StoredPassage(
                id_, Passage(path, position, title, _day(day), url, tuple(json.loads(sentences)))
            )
            for id_, path, position, title, day, url, sentences in rows
        ]

    def headlines(
        self, snapshot: int, phrase: str, count: int, skip: int, with_copies: bool = False
    ) -> list[Headline]:
        """Articles of `snapshot`, newest first, those without a date last.

        :param phrase: forms with single spaces between them that the article must hold; may be "".
        """
        members = "snapshot_file" if with_copies else "snapshot_article"
        rows = self._all(
            "SELECT folder, path, title, date, url FROM article"  # noqa: S608 - constants
            f" JOIN {members} ON article.id = article"
            " WHERE snapshot = ? AND instr(terms, ?) ORDER BY date IS NULL, date DESC, path"
            " LIMIT ? OFFSET ?",
            (snapshot, f" {phrase} " if phrase else " ", count, skip),
        )
        return [Headline(row[0], row[1], row[2], _day(row[3]), row[4]) for row in rows]

    def same_news(self, snapshot: int, folder: str, path: str) -> list[str]:
        """The paths of the other files of `snapshot` that hold the news of this one."""
        rows = self._all(
            "SELECT article.path FROM article AS asked"
            " JOIN snapshot_file AS ours ON ours.article = asked.id"
            " JOIN snapshot_file AS theirs ON theirs.kept = ours.kept"
            " AND theirs.snapshot = ours.snapshot AND theirs.article != ours.article"
            " JOIN article ON article.id = theirs.article"
            " WHERE ours.snapshot = ? AND asked.folder = ? AND asked.path = ?"
            " ORDER BY article.path",
            (snapshot, folder, path),
        )
        return [row[0] for row in rows]

    def holds(self, snapshot: int, path: str) -> bool:
        """Whether `snapshot` has an article with this path, be it as a copy."""
        return bool(
            self._all(
                "SELECT 1 FROM article JOIN snapshot_file ON article.id = article"
                " WHERE snapshot = ? AND path = ? LIMIT 1",
                (snapshot, path),
            )
        )

    def article_digests(self, snapshot: int) -> dict[tuple[str, str], str]:
        """(folder, path) -> digest of the file, for every article of `snapshot` and every copy."""
        rows = self._all(
            "SELECT folder, path, digest FROM article"
            " JOIN snapshot_file ON id = article WHERE snapshot = ?",
            (snapshot,),
        )
        return {(folder, path): digest for folder, path, digest in rows}

    # Snapshots

    def copy_paths(self, snapshot: int) -> dict[tuple[str, str], tuple[str, str]]:
        """(folder, path) of every copy of `snapshot` -> that of the article kept for it."""
        rows = self._all(
            "SELECT copied.folder, copied.path, article.folder, article.path FROM snapshot_copy"
            " JOIN article AS copied ON copied.id = snapshot_copy.article"
            " JOIN article ON article.id = kept WHERE snapshot = ?",
            (snapshot,),
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}

    def add_snapshot(self, snapshot: int, article_ids: Iterable[int]) -> None:
        """Says which articles make up `snapshot`; call inside `transaction`."""
        for table in _MEMBERS:
            self._db.execute(f"DELETE FROM {table} WHERE snapshot = ?", (snapshot,))  # noqa: S608
        self._db.executemany(
            "INSERT INTO snapshot_article VALUES (?, ?)", [(snapshot, id_) for id_ in article_ids]
        )

    def mark_copies(self, snapshot: int, kept: Mapping[int, int]) -> None:
        """Leaves articles of `snapshot` out: the ids of copies, with that kept for each."""
        with self.transaction():
            self._db.executemany(
                "DELETE FROM snapshot_article WHERE snapshot = ? AND article = ?",
                [(snapshot, copy) for copy in kept],
            )
            self._db.executemany(
                "INSERT INTO snapshot_copy VALUES (?, ?, ?)",
                [(snapshot, copy, one) for copy, one in kept.items()],
            )

    def forget_snapshots(self, keep: Sequence[int]) -> None:
        """Drops all other snapshots, and the articles that only they held. Vectors stay."""
        marks = ", ".join("?" * len(keep))
        with self.transaction():
            unwanted = f"snapshot NOT IN ({marks})"
            for table in _MEMBERS:
                self._db.execute(f"DELETE FROM {table} WHERE {unwanted}", keep)  # noqa: S608
            self._db.execute(
                "DELETE FROM article WHERE id NOT IN (SELECT article FROM snapshot_file)"
            )

    def distrust(self, vouching: int | None) -> None:
        """Has the files of all articles but those of snapshot `vouching` read again.

        For a database that was damaged: whole snapshots vouch for their own rows alone.
        """
        with self.transaction():
            self._db.execute(
                "UPDATE article SET digest = 'distrusted ' || id WHERE id NOT IN"
                " (SELECT article FROM snapshot_file WHERE snapshot = ?)",
                (vouching,),
            )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _fields(row: Sequence[Any]) -> tuple[int, str, str, str, Article, str]:
    """Of a StoredArticle, from the columns of _ARTICLE."""
    id_, folder, path, digest, title, day, url, author, body, terms = row[:10]
    return id_, folder, path, digest, Article(title, body, _day(day), url, author), terms
