"""The knowledge base: opens the current snapshot, searches it, renews it."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path

from embeddings.encoder import Encoder
from embeddings.reader import Reader
from knowledge import private
from knowledge.abbreviations import expand
from knowledge.articles import Headline, KnowledgeError
from knowledge.indexing import reload
from knowledge.judging import Candidate, candidates
from knowledge.locking import only_writer
from knowledge.manifests import Manifest
from knowledge.questions import Question
from knowledge.readers.files import DEFAULT_LIMITS, Limits
from knowledge.reading import Reading, read
from knowledge.reports import GoldenFailure, Progress, ReloadReport, unseen
from knowledge.search import Hit
from knowledge.snapshots import KEPT, Snapshot, Snapshots
from knowledge.store import Store
from knowledge.turns import Turns
from knowledge.vietnamese import forms, normalise

_LOG = logging.getLogger(__name__)
_POOL = 60
"""How many passages are looked at for one whose article names all that the question names."""


class KnowledgeBase:
    """Articles that can be asked. Searching goes on unhindered while a reload runs."""

    def __init__(
        self,
        state: Path,
        folders: Sequence[Path],
        encoder: Encoder,
        reader: Reader | None = None,
        kept: int = KEPT,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """:param kept: snapshots that a reload leaves on disk, with the current one; at least 2.

        :raises KnowledgeError: if the database under `state` cannot be opened.
        """
        self._state = state
        self._folders = folders
        self._encoder = encoder
        self._reader = reader
        self._kept = kept
        self._limits = limits
        try:
            private.restrict_state(state)
        except OSError as error:
            _LOG.warning("%s cannot be made private: %s", state, error.strerror)
        self._store = Store(state / "giaoban.db")
        self._snapshots = Snapshots(state)
        self._snapshot: Snapshot | None = None
        self._turns = Turns()

    def open(self) -> None:
        """Loads the current snapshot, if there is one; if it is damaged, the newest whole one.

        :raises KnowledgeError: if none is whole, or it was made with another encoder.
        """
        found = self._snapshots.newest_whole(self._store)
        if found.manifest is None:
            if found.damage:
                raise KnowledgeError(found.damage[0])
            return
        self._snapshot = self._load(found.manifest)
        for damage in found.damage:
            _LOG.warning("%s Until then snapshot %s answers.", damage, found.manifest.number)

    def follow(self) -> bool:
        """Opens the snapshot that another process made current; returns whether there was one.

        :raises KnowledgeError: if it is damaged, or was made with another encoder; the one that
            answers now goes on, rather than any other.
        """
        before = self._snapshot
        number = self._snapshots.current_number()
        if number is None or (before and number == before.manifest.number):
            return False
        snapshot = self._load(self._snapshots.verified(self._store, number))
        if self._snapshot is not before:  # a reload or rollback of this process was quicker
            return False
        self._snapshot = snapshot
        return True

    def earlier(self) -> Manifest:
        """What `rollback` would go back to: the newest whole snapshot before the current one.

        :raises KnowledgeError: if there is none, or it was made with another encoder.
        """
        current = self._snapshots.current_number()
        found = self._snapshots.newest_whole(self._store, before=current)
        if found.manifest is None:
            raise KnowledgeError(
                "There is no earlier whole snapshot to go back to; `snapshots` in the "
                "configuration says how many are kept."
            )
        if found.manifest.encoder != self._encoder.identity:
            raise KnowledgeError(
                f"Snapshot {found.manifest.number} was made with another encoder, "
                f"{found.manifest.encoder}: set `encoder` back to it first."
            )
        return found.manifest

    def rollback(self, expected: int | None = None) -> Manifest:
        """Makes `earlier` the current snapshot and answers from it. No article's file is touched.

        :param expected: its number, if somebody agreed to just this one.
        :raises KnowledgeError: if that cannot be done; nothing has changed then.
        :raises LookupError: if `earlier` is another one by now.
        """
        with self._writing("rollback"):
            manifest = self.earlier()
            if expected not in (None, manifest.number):
                raise LookupError(expected)
            snapshot = self._snapshots.load(self._store, manifest)
            self._snapshots.make_current(manifest.number)
            self._snapshot = snapshot
        return manifest

    @property
    def snapshot_number(self) -> int | None:
        return self._snapshot.manifest.number if self._snapshot else None

    def headlines(
        self, about: str, count: int, skip: int = 0, with_copies: bool = False
    ) -> list[Headline]:
        """Articles that name all of `about` in one phrase, newest first.

        :param with_copies: list also the files that hold the news of another.
        :raises KnowledgeError: if there is no snapshot yet.
        """
        number = self._require_snapshot().manifest.number
        phrase = " ".join(forms(expand(normalise(about))))
        return self._store.headlines(number, phrase, count, skip, with_copies)

    def same_news(self, file: Headline) -> list[str]:
        """The paths of the other files that hold the news of `file`."""
        number = self._require_snapshot().manifest.number
        return self._store.same_news(number, file.folder, file.path)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search yet: then the first `reload` is due."""
        return self._snapshot is None

    def holds(self, path: str) -> bool:
        """Whether there still is an article at `path`, relative to its articles folder."""
        number = self.snapshot_number
        return number is not None and self._store.holds(number, path)

    def find(self, question: Question, count: int = 10) -> tuple[Hit, ...]:
        """The `count` best passages for `question`, best first.

        Articles that name all that the question names stand before all others.

        :raises KnowledgeError: if there is no snapshot yet.
        """
        snapshot = self._require_snapshot()
        with self._turns.question():
            vector = self._encoder.encode_query([question.text])[0]
            hits = snapshot.retriever.search(question.text, vector, _POOL)
        fitting = {hit.article: question.fits(hit.article_terms) for hit in hits}
        return tuple(sorted(hits, key=lambda hit: not fitting[hit.article])[:count])

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading | None:
        """The sentence of `hits` that answers best, with how sure it is.

        :raises KnowledgeError: if there is no snapshot yet.
        """
        return read(question, self.judge(question, hits), self.rarity)

    def judge(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        """The sentences of `hits` with the facts that `read` chooses by.

        :raises KnowledgeError: if there is no snapshot yet.
        """
        with self._turns.question():
            return candidates(question, hits, self.rarity, self._reader)

    def rarity(self, form: str) -> float:
        """See LexicalIndex.rarity."""
        return self._require_snapshot().retriever.rarity(form)

    def understand(self, typed: str) -> Question:
        """The question somebody typed, spelt as the articles spell.

        :raises KnowledgeError: if there is no snapshot yet.
        """
        return Question.of(normalise(typed), self._require_snapshot().speller)

    def reload(
        self,
        progress: Progress,
        rebuild: bool = False,
        check: Callable[["KnowledgeBase"], Sequence[GoldenFailure]] = lambda trial: (),
        force: bool = False,
        reading: Progress = unseen,
    ) -> ReloadReport:
        """Brings the index in line with the articles, then answers from it.

        :param check: is given a knowledge base that answers from the new snapshot, and returns what
            it fails at; then the old snapshot goes on answering, unless `force` is set.
        :param reading: is told how many of the files are read.
        :raises KnowledgeError: if nothing could be done; so it does then.
        """
        with self._writing("reload"):
            report, snapshot = reload(
                self._store,
                self._snapshots,
                self._folders,
                self._encoder,
                progress,
                rebuild,
                kept=self._kept,
                limits=self._limits,
                turns=self._turns,
                check=lambda snapshot: check(self._with(snapshot)),
                force=force,
                reading=reading,
            )
        self._snapshot = snapshot or self._snapshot
        return report

    def _with(self, snapshot: Snapshot) -> "KnowledgeBase":
        other = copy(self)
        other._snapshot = snapshot
        return other

    @property
    def wants_other_vectors(self) -> bool:
        """Whether the snapshot on disk was made with another encoder: a reload then takes long."""
        current = self._snapshots.newest_whole(self._store).manifest
        return current is not None and current.encoder != self._encoder.identity

    def close(self) -> None:
        self._store.close()

    @contextmanager
    def _writing(self, does: str) -> Iterator[None]:
        try:
            with only_writer(self._state, does):
                yield
        except OSError as error:
            raise KnowledgeError(
                f"Cannot write to {self._state}: {error.strerror or error}. "
                "The knowledge base stays as it was; free some space or check the folder's rights."
            ) from error

    def _load(self, manifest: Manifest) -> Snapshot:
        if manifest.encoder != self._encoder.identity:
            raise KnowledgeError(
                f"Snapshot {manifest.number} was made with another encoder, {manifest.encoder}: "
                "`giaoban reload` makes one with the configured encoder, and a bot that ran "
                "meanwhile must be started again."
            )
        return self._snapshots.load(self._store, manifest)

    def _require_snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise KnowledgeError("There is no index yet: run `giaoban reload`.")
        return self._snapshot
