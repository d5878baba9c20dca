"""Numbered snapshots of the indexes on disk; `CURRENT` names the one that answers."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder, Vectors, unrelated_cosine
from embeddings.vectors import VectorIndex
from knowledge.articles import KnowledgeError
from knowledge.lexical import LexicalIndex
from knowledge.search import Retriever
from knowledge.spelling import Speller
from knowledge.store import Store

KEPT = 3
"""Snapshots left on disk: the current one and two before it."""


@dataclass(frozen=True)
class Manifest:
    """What a snapshot is made of.

    `made` is ISO 8601 in UTC, `encoder` an Encoder.identity, `unrelated` the usual cosine of that
    encoder for a question and a passage on different matters.
    """

    number: int
    made: str
    encoder: str
    unrelated: float
    articles: int
    passages: int


@dataclass(frozen=True)
class Snapshot:
    """One consistent state of the knowledge base, ready to be searched; never changed."""

    manifest: Manifest
    retriever: Retriever
    speller: Speller


class Snapshots:
    """The folder of snapshots under `state`."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "snapshots"
        self._current = state / "CURRENT"

    def current_number(self) -> int | None:
        """The number in `CURRENT`; None before the first reload, or when the file is damaged."""
        try:
            return int(self._current.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def current(self) -> Manifest | None:
        """What the current snapshot is made of; None before the first reload.

        :raises KnowledgeError: if `CURRENT` names a snapshot that is not there.
        """
        number = self.current_number()
        return None if number is None else self._manifest(number)

    def next_number(self) -> int:
        """One more than any snapshot that was begun, finished or not."""
        begun = [int(p.stem) for p in self._folder.glob("[0-9]*") if p.stem.isdigit()]
        return max(begun, default=0) + 1

    def write(self, store: Store, vectors: Vectors, encoder: Encoder, number: int) -> None:
        """Writes snapshot `number` of the articles that `store` holds for it.

        :param vectors: one for each of its passages, in the order of `Store.passages`.
        :raises OSError: if the disk is full or not writable; nothing is left under the final name.
        """
        passages = store.passages(number)
        articles = store.articles(number)
        final = self._folder / f"{number:06d}"
        work = final.with_suffix(".tmp")
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        try:
            VectorIndex.from_vectors(vectors).save(work / "vectors.faiss")
            texts = [stored.passage.embedded_text for stored in passages]
            LexicalIndex.from_texts(texts).save(work / "passages")
            whole = [f"{stored.article.title} {stored.article.body}" for stored in articles]
            LexicalIndex.from_texts(whole).save(work / "articles")
            sentences = (s for p in passages for s in (p.passage.title, *p.passage.sentences))
            Speller.from_sentences(sentences).save(work / "spelling.json")
            made = datetime.now(UTC).isoformat(timespec="seconds")
            manifest = Manifest(
                number,
                made,
                encoder.identity,
                unrelated_cosine(encoder),
                len(articles),
                len(passages),
            )
            (work / "manifest.json").write_text(json.dumps(asdict(manifest)), encoding="utf-8")
            os.replace(work, final)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise

    def load(self, store: Store, number: int) -> Snapshot:
        """:raises KnowledgeError: if a part is missing, damaged, or does not fit the others."""
        folder = self._folder / f"{number:06d}"
        manifest = self._manifest(number)
        stored = store.passages(number)
        articles = store.articles(number)
        rows = {article.id: row for row, article in enumerate(articles)}
        try:
            vectors = VectorIndex.load(folder / "vectors.faiss")
            lexical = LexicalIndex.load(folder / "passages", len(stored))
            whole = LexicalIndex.load(folder / "articles", len(articles))
            speller = Speller.load(folder / "spelling.json")
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise KnowledgeError(f"Snapshot {number} is damaged: {error}. {_REBUILD}") from error
        if not len(vectors) == len(stored) == manifest.passages:
            raise KnowledgeError(f"Snapshot {number} does not fit the database. {_REBUILD}")
        retriever = Retriever(
            [passage.passage for passage in stored],
            np.array([rows[passage.article_id] for passage in stored], dtype=np.int64),
            [article.terms for article in articles],
            vectors,
            lexical,
            whole,
            manifest.unrelated,
        )
        return Snapshot(manifest, retriever, speller)

    def make_current(self, number: int) -> None:
        """Switches to `number` in one step: whoever opens sees the old one or the new one."""
        partial = self._current.with_suffix(".tmp")
        with partial.open("w", encoding="ascii") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, self._current)

    def prune(self, current: int) -> Sequence[int]:
        """Deletes all but the newest KEPT snapshots, and leftovers; returns the kept."""
        numbers = sorted(int(p.name) for p in self._folder.glob("[0-9]*") if p.name.isdigit())
        kept = [number for number in numbers if number <= current][-KEPT:]
        for path in self._folder.iterdir():
            if not (path.name.isdigit() and int(path.name) in kept):
                shutil.rmtree(path, ignore_errors=True)
        return kept

    def _manifest(self, number: int) -> Manifest:
        path = self._folder / f"{number:06d}" / "manifest.json"
        try:
            return Manifest(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise KnowledgeError(f"Snapshot {number} has no readable {path}. {_REBUILD}") from error


_REBUILD = "`giaoban reload` builds it anew."
