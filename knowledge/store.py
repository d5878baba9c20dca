"""Articles, passages and vectors on disk, in one SQLite file."""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from knowledge.articles import Article, Headline, Passage
from knowledge.database import Database

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
CREATE TABLE IF NOT EXISTS vector (
    encoder TEXT NOT NULL,
    text_digest BLOB NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (encoder, text_digest)
) WITHOUT ROWID;
"""
_CHUNK = 500
"""Values bound in one statement; SQLite's own limit is 32,766."""

_CRC = 4
"""Bytes of the checksum behind each vector."""


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
class StoredPassage:
    """A passage with the row of its article."""

    article_id: int
    passage: Passage


class Store(Database):
    """The database of the knowledge base."""

    def __init__(self, path: Path) -> None:
        """:raises KnowledgeError: if the file is no such database or cannot be written."""
        super().__init__(path, _SCHEMA)

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
        cursor = self._db.execute(
            "INSERT INTO article (folder, path, digest, title, date, url, author, body, terms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                folder,
                path,
                digest,
                article.title,
                day,
                article.url,
                article.author,
                article.body,
                terms,
            ),
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
            "SELECT id, folder, path, digest, title, date, url, author, body, terms FROM article"
            " JOIN snapshot_article ON article.id = article WHERE snapshot = ? ORDER BY id",
            (snapshot,),
        )
        return [
            StoredArticle(row[0], row[1], row[2], row[3], _article(*row[4:9]), row[9])
            for row in rows
        ]

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

    def headlines(self, snapshot: int, phrase: str, count: int, skip: int) -> list[Headline]:
        """Articles of `snapshot`, newest first, those without a date last.

        :param phrase: forms with single spaces between them that the article must hold; may be "".
        """
        rows = self._all(
            "SELECT folder, path, title, date, url FROM article"
            " JOIN snapshot_article ON article.id = article"
            " WHERE snapshot = ? AND instr(terms, ?) ORDER BY date IS NULL, date DESC, path"
            " LIMIT ? OFFSET ?",
            (snapshot, f" {phrase} " if phrase else " ", count, skip),
        )
        return [Headline(row[0], row[1], row[2], _day(row[3]), row[4]) for row in rows]

    def holds(self, snapshot: int, path: str) -> bool:
        """Whether `snapshot` has an article with this path."""
        return bool(
            self._all(
                "SELECT 1 FROM article JOIN snapshot_article ON article.id = article"
                " WHERE snapshot = ? AND path = ? LIMIT 1",
                (snapshot, path),
            )
        )

    def article_digests(self, snapshot: int) -> dict[tuple[str, str], str]:
        """(folder, path) -> digest of the file, for every article of `snapshot`."""
        rows = self._all(
            "SELECT folder, path, digest FROM article"
            " JOIN snapshot_article ON id = article WHERE snapshot = ?",
            (snapshot,),
        )
        return {(folder, path): digest for folder, path, digest in rows}

    # Snapshots

    def add_snapshot(self, snapshot: int, article_ids: Iterable[int]) -> None:
        """Says which articles make up `snapshot`; call inside `transaction`."""
        self._db.execute("DELETE FROM snapshot_article WHERE snapshot = ?", (snapshot,))
        self._db.executemany(
            "INSERT INTO snapshot_article VALUES (?, ?)", [(snapshot, id_) for id_ in article_ids]
        )

    def forget_snapshots(self, keep: Sequence[int]) -> None:
        """Drops all other snapshots, and the articles that only they held. Vectors stay."""
        marks = ", ".join("?" * len(keep))
        with self.transaction():
            unwanted = f"snapshot NOT IN ({marks})"
            self._db.execute(f"DELETE FROM snapshot_article WHERE {unwanted}", keep)  # noqa: S608
            self._db.execute(
                "DELETE FROM article WHERE id NOT IN (SELECT article FROM snapshot_article)"
            )

    def distrust(self, vouching: int | None) -> None:
        """Has the files of all articles but those of snapshot `vouching` read again.

        For a database that was damaged: whole snapshots vouch for their own rows alone.
        """
        with self.transaction():
            self._db.execute(
                "UPDATE article SET digest = 'distrusted ' || id WHERE id NOT IN"
                " (SELECT article FROM snapshot_article WHERE snapshot = ?)",
                (vouching,),
            )

    # Vectors

    def vectors(
        self, encoder: str, text_digests: Sequence[bytes]
    ) -> dict[bytes, NDArray[np.float32]]:
        """The stored vectors of those texts that have one; a damaged one is as none."""
        found: dict[bytes, NDArray[np.float32]] = {}
        for at in range(0, len(text_digests), _CHUNK):
            chunk = text_digests[at : at + _CHUNK]
            marks = ", ".join("?" * len(chunk))
            rows = self._all(
                "SELECT text_digest, data FROM vector"  # noqa: S608 - only question marks
                f" WHERE encoder = ? AND text_digest IN ({marks})",
                (encoder, *chunk),
            )
            found |= {
                digest: np.frombuffer(data[:-_CRC], dtype="<f4")
                for digest, data in rows
                if data[-_CRC:] == _crc(data[:-_CRC])
            }
        return found

    def add_vectors(self, encoder: str, text_digests: Sequence[bytes], vectors: Vectors) -> None:
        """Keeps each text's vector for good, so that it is never computed again."""
        with self.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)",
                [
                    (encoder, digest, data + _crc(data))
                    for digest, vector in zip(text_digests, vectors, strict=True)
                    for data in [vector.astype("<f4").tobytes()]
                ],
            )


def _crc(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_CRC, "little")


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _article(
    title: str, day: str | None, url: str | None, author: str | None, body: str
) -> Article:
    return Article(title, body, _day(day), url, author)
