"""A question, and what was said before in this chat, to an answer with its sources."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.base import KnowledgeBase
from knowledge.questions import Question
from knowledge.reading import CONFIDENT, Reading
from knowledge.search import Hit

_SOURCES = 5
_RELATED = 3
_MAX_TYPED = 1000
"""Characters of a question that are read; nobody asks more in one message."""


@dataclass(frozen=True)
class Source:
    """A passage that an answer rests on, or that comes near; `path` is that of its article."""

    path: str
    title: str
    date: date | None
    url: str | None
    passage: str
    score: float


@dataclass(frozen=True)
class Answer:
    """The reply to one question.

    Not found: `answer` is empty and `sources` are articles related to the question, if any.
    """

    question: str
    found: bool
    answer: str
    highlight: str | None
    sources: tuple[Source, ...]
    elapsed_ms: float


class Conversation:
    """What one chat talked about last, for follow-up questions."""

    def __init__(self) -> None:
        self.last: Question | None = None

    def forget(self) -> None:
        self.last = None


class Assistant:
    """Answers questions from a knowledge base; knows nothing of channels."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def answer(self, typed: str, conversation: Conversation | None = None) -> Answer:
        """:raises KnowledgeError: if there is no index yet."""
        start = time.perf_counter()
        question = self._base.understand(typed[:_MAX_TYPED])
        before = conversation.last if conversation else None
        tried = [question] if question.topics else []
        if before and question.leans_on_another:
            tried.insert(0, question.after(before))
        hits: tuple[Hit, ...] = ()
        reading = None
        for question in tried:
            hits, reading = self._look_up(question)
            if reading:
                break
        if conversation and reading:
            conversation.last = question
        return Answer(
            question=typed,
            found=reading is not None,
            answer=reading.answer if reading else "",
            highlight=reading.highlight if reading else None,
            sources=_sources(reading, hits) if reading else _related(question, hits),
            elapsed_ms=round((time.perf_counter() - start) * 1000, 1),
        )

    def _look_up(self, question: Question) -> tuple[tuple[Hit, ...], Reading | None]:
        """The passages found, and the reading of them if it is sure enough to be an answer."""
        hits = self._base.find(question)
        reading = self._base.read(question, hits)
        return hits, reading if reading and reading.confidence >= CONFIDENT else None


def _sources(reading: Reading, hits: Iterable[Hit]) -> tuple[Source, ...]:
    """The passage that was read first, then the others as they were ranked."""
    others = [hit for hit in hits if hit is not reading.hit]
    return tuple(map(_source, [reading.hit, *others][:_SOURCES]))


def _related(question: Question, hits: Iterable[Hit]) -> tuple[Source, ...]:
    """The best passage of each article that holds at least half of the question's topics."""
    articles: dict[int, Hit] = {}
    for hit in hits:
        held = sum(f" {topic} " in hit.article_terms for topic in question.topics)
        if held * 2 >= len(question.topics):
            articles.setdefault(hit.article, hit)
    return tuple(map(_source, list(articles.values())[:_RELATED]))


def _source(hit: Hit) -> Source:
    passage = hit.passage
    return Source(
        passage.path, passage.title, passage.date, passage.url, passage.text, round(hit.score, 4)
    )
