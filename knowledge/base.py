"""The knowledge base: opens the current snapshot, searches it, renews it."""

from collections.abc import Sequence
from pathlib import Path

from embeddings.encoder import Encoder
from embeddings.reader import Reader
from knowledge.abbreviations import expand
from knowledge.articles import Headline, KnowledgeError
from knowledge.indexing import Progress, ReloadReport, reload
from knowledge.judging import Candidate, candidates
from knowledge.questions import Question
from knowledge.reading import Reading, read
from knowledge.search import Hit
from knowledge.snapshots import Snapshot, Snapshots
from knowledge.store import Store
from knowledge.vietnamese import forms, normalise

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
    ) -> None:
        """:raises KnowledgeError: if the database under `state` cannot be opened."""
        self._state = state
        self._folders = folders
        self._encoder = encoder
        self._reader = reader
        self._store = Store(state / "giaoban.db")
        self._snapshots = Snapshots(state)
        self._snapshot: Snapshot | None = None

    def open(self) -> None:
        """Loads the current snapshot, if there is one.

        :raises KnowledgeError: if it is damaged, or was made with another encoder.
        """
        current = self._snapshots.current()
        if current and current.encoder != self._encoder.identity:
            raise KnowledgeError(
                "The index was made with another encoder: `giaoban reload` makes one with this."
            )
        if current:
            self._snapshot = self._snapshots.load(self._store, current.number)

    def follow(self) -> bool:
        """Opens the snapshot that another process made current; returns whether there was one.

        :raises KnowledgeError: as `open` does; the old snapshot then goes on answering.
        """
        number = self._snapshots.current_number()
        if number is None or number == self.snapshot_number:
            return False
        self.open()
        return True

    @property
    def snapshot_number(self) -> int | None:
        return self._snapshot.manifest.number if self._snapshot else None

    def headlines(self, about: str, count: int, skip: int = 0) -> list[Headline]:
        """Articles that name all of `about` in one phrase, newest first.

        :raises KnowledgeError: if there is no snapshot yet.
        """
        number = self._require_snapshot().manifest.number
        phrase = " ".join(forms(expand(normalise(about))))
        return self._store.headlines(number, phrase, count, skip)

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
        return candidates(question, hits, self.rarity, self._reader)

    def rarity(self, form: str) -> float:
        """See LexicalIndex.rarity."""
        return self._require_snapshot().retriever.rarity(form)

    def understand(self, typed: str) -> Question:
        """The question somebody typed, spelt as the articles spell.

        :raises KnowledgeError: if there is no snapshot yet.
        """
        return Question.of(normalise(typed), self._require_snapshot().speller)

    def reload(self, progress: Progress, rebuild: bool = False) -> ReloadReport:
        """Brings the index in line with the articles, then answers from it.

        :raises KnowledgeError: if nothing could be done; the old snapshot goes on answering.
        """
        report, self._snapshot = reload(
            self._store, self._state, self._folders, self._encoder, progress, rebuild
        )
        return report

    def close(self) -> None:
        self._store.close()

    def _require_snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise KnowledgeError("There is no index yet: run `giaoban reload`.")
        return self._snapshot
