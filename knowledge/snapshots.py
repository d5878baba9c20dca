"""Numbered snapshots of the indexes on disk; `CURRENT` names the one that answers."""

import hashlib
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
from knowledge import private
from knowledge.articles import Headline, KnowledgeError
from knowledge.lexical import LexicalIndex
from knowledge.manifests import Manifest, check_files, checksums, read_manifest, seal
from knowledge.search import Retriever
from knowledge.spelling import Speller
from knowledge.store import Store, StoredArticle, StoredCopy, StoredPassage

KEPT = 3
"""Snapshots left on disk: the current one and two before it."""

_REBUILD = "`giaoban reload` builds it anew."


@dataclass(frozen=True)
class Snapshot:
    """One consistent state of the knowledge base, ready to be searched; never changed."""

    manifest: Manifest
    retriever: Retriever
    speller: Speller


@dataclass(frozen=True)
class Found:
    """The newest whole snapshot, None if there is none, and what is wrong with newer ones."""

    manifest: Manifest | None
    damage: tuple[str, ...]


class Snapshots:
    """The folder of snapshots under `state`."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._folder = state / "snapshots"
        self._current = state / "CURRENT"

    def current_number(self) -> int | None:
        """The number in `CURRENT`; None before the first reload, or when the file is damaged."""
        try:
            return max(int(self._current.read_text(encoding="ascii")), 0) or None
        except (OSError, ValueError):
            return None

    def numbers(self) -> list[int]:
        """Of the snapshots on disk, in order, whole or not."""
        return sorted(int(path.name) for path in self._folder.glob("[0-9]*") if path.name.isdigit())

    def next_number(self) -> int:
        """One more than any there is; a bot may go on answering from one that is lost."""
        return max((*self.numbers(), self.current_number() or 0)) + 1

    def newest_whole(self, store: Store | None, before: int | None = None) -> Found:
        """Looks for a whole snapshot, from the current one backwards.

        Newer ones than the current were never finished, or are rolled back: they do not count.

        :param store: None if the database is gone.
        :param before: look only at older ones than this.
        """
        current = self.current_number()
        numbers = {*self.numbers(), current or 0} - {0}
        damage = []
        if numbers and current is None:
            damage.append(f"{self._current} is missing or damaged. {_REBUILD}")
        for number in sorted(numbers, reverse=True):
            if (before and number >= before) or (current and number > current):
                continue
            try:
                return Found(self.verified(store, number), tuple(damage))
            except KnowledgeError as error:
                damage.append(str(error))
        return Found(None, tuple(damage))

    def verified(self, store: Store | None, number: int) -> Manifest:
        """The manifest of snapshot `number`, when nothing of it has changed since it was written.

        :raises KnowledgeError: if its files or its rows in the database have.
        """
        folder = self._folder / f"{number:06d}"
        try:
            manifest = read_manifest(folder)
            if manifest.number != number:
                raise ValueError(f"it is snapshot {manifest.number}")
            check_files(folder, manifest)
        except (OSError, ValueError) as error:
            raise KnowledgeError(f"Snapshot {number} is damaged: {error}. {_REBUILD}") from error
        if not store or manifest.content != _content(
            store.articles(number), store.passages(number), store.copies(number)
        ):
            raise KnowledgeError(f"Snapshot {number} does not fit the database. {_REBUILD}")
        return manifest

    def write(self, store: Store, vectors: Vectors, encoder: Encoder, number: int) -> Snapshot:
        """Writes snapshot `number` of the articles that `store` holds for it, and loads it.

        :param vectors: one for each of its passages, in the order of `Store.passages`.
        :raises OSError: if the disk is full or not writable; nothing of it is left then.
        """
        passages, articles = store.passages(number), store.articles(number)
        copies = store.copies(number)
        unrelated = unrelated_cosine(encoder)
        work = self._folder / f"{number:06d}.tmp"
        private.make_folder(self._folder)
        try:
            private.make_folder(work)
            _write_vectors(vectors, work / "vectors.faiss")
            texts = [stored.passage.embedded_text for stored in passages]
            LexicalIndex.from_texts(texts).save(work / "passages")
            whole = [f"{stored.article.title} {stored.article.body}" for stored in articles]
            LexicalIndex.from_texts(whole).save(work / "articles")
            sentences = (s for p in passages for s in (p.passage.title, *p.passage.sentences))
            Speller.from_sentences(sentences).save(work / "spelling.json")
            manifest = Manifest(
                number=number,
                made=datetime.now(UTC).isoformat(timespec="seconds"),
                encoder=encoder.identity,
                unrelated=unrelated,
                articles=len(articles),
                passages=len(passages),
                content=_content(articles, passages, copies),
                files=checksums(work),
            )
            seal(work, manifest)
            snapshot = _read_back(work, manifest, articles, passages, copies)
            os.replace(work, self._folder / f"{number:06d}")
            private.sync_folder(self._folder)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        return snapshot

    def load(self, store: Store, manifest: Manifest) -> Snapshot:
        """The snapshot of a `verified` manifest.

        :raises KnowledgeError: if it cannot be read all the same.
        """
        number = manifest.number
        folder = self._folder / f"{number:06d}"
        rows = store.articles(number), store.passages(number), store.copies(number)
        return _load(folder, manifest, *rows)

    def make_current(self, number: int) -> None:
        """Switches to `number` in one step: whoever opens sees the old one or the new one.

        :raises OSError: if `CURRENT` cannot be written; the old one then stays.
        """
        private.write(self._current, f"{number}\n")

    def clear_leftovers(self) -> None:
        """Deletes what a process that was killed left half written."""
        for path in self._state.glob("*.tmp"):
            path.unlink(missing_ok=True)
        for path in self._folder.glob("*.tmp"):
            shutil.rmtree(path, ignore_errors=True)

    def prune(self, current: int, before: int, kept: int) -> Sequence[int]:
        """Deletes all but `current` and the `kept` - 1 newest up to `before`; returns the kept.

        What lies between the two was never finished, is damaged, or was rolled back.

        :param kept: at least 2.
        """
        older = [number for number in self.numbers() if number <= before]
        left = [*older[1 - kept :], current]
        for path in self._folder.iterdir():
            if not (path.name.isdigit() and int(path.name) in left):
                shutil.rmtree(path, ignore_errors=True)
        return left

    def drop(self, number: int) -> Sequence[int]:
        """Deletes snapshot `number`, which is not current; returns the others."""
        shutil.rmtree(self._folder / f"{number:06d}", ignore_errors=True)
        return self.numbers()


def _write_vectors(vectors: Vectors, path: Path) -> None:
    index = VectorIndex.from_vectors(vectors)
    try:
        index.save(path)
    except RuntimeError as error:  # FAISS has no other for a full disk
        raise OSError(f"{path.name} cannot be written, perhaps the disk is full") from error


def _read_back(
    folder: Path,
    manifest: Manifest,
    articles: Sequence[StoredArticle],
    passages: Sequence[StoredPassage],
    copies: Sequence[StoredCopy],
) -> Snapshot:
    try:
        return _load(folder, manifest, articles, passages, copies)
    except KnowledgeError as error:
        raise OSError("what was written does not read back, perhaps the disk is full") from error


def _load(
    folder: Path,
    manifest: Manifest,
    articles: Sequence[StoredArticle],
    passages: Sequence[StoredPassage],
    copies: Sequence[StoredCopy],
) -> Snapshot:
    rows = {article.id: row for row, article in enumerate(articles)}
    try:
        vectors = VectorIndex.load(folder / "vectors.faiss")
        lexical = LexicalIndex.load(folder / "passages", len(passages))
        whole = LexicalIndex.load(folder / "articles", len(articles))
        speller = Speller.load(folder / "spelling.json")
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KnowledgeError(
            f"Snapshot {manifest.number} is damaged: {error}. {_REBUILD}"
        ) from error
    retriever = Retriever(
        [stored.passage for stored in passages],
        np.array([rows[stored.article_id] for stored in passages], dtype=np.int64),
        [article.terms for article in articles],
        _copies_of(articles, copies),
        vectors,
        lexical,
        whole,
        manifest.unrelated,
    )
    return Snapshot(manifest, retriever, speller)


def _copies_of(
    articles: Sequence[StoredArticle], copies: Sequence[StoredCopy]
) -> list[tuple[Headline, ...]]:
    """Where the news of each article stands as well."""
    found: dict[int, tuple[Headline, ...]] = {}
    for one in copies:
        article = one.article
        copy = Headline(one.folder, one.path, article.title, article.date, article.url)
        found[one.kept] = (*found.get(one.kept, ()), copy)
    return [found.get(article.id, ()) for article in articles]


def _content(
    articles: Sequence[StoredArticle],
    passages: Sequence[StoredPassage],
    copies: Sequence[StoredCopy],
) -> str:
    """The checksum of what the database holds of a snapshot, in the order of its indexes."""
    sums = hashlib.sha256()
    rows = [*map(asdict, articles), *map(asdict, passages), *map(asdict, copies)]
    for fields in rows:
        fields.pop("digest", None)  # an article's says whether to read its file again, no more
        sums.update(json.dumps(fields, sort_keys=True, default=str).encode())
    return sums.hexdigest()
