"""A question, and what was said before in this chat, to an answer with its sources."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from knowledge.base import KnowledgeBase
from knowledge.questions import Question
from knowledge.reading import Reading
from knowledge.search import Hit

_SOURCES = 5
_RELATED = 3
_CHOICES = 6
"""Meetings to choose from; with more, a date in the question is quicker."""
LONGEST_QUESTION = 1000
"""Characters of a question that are read; nobody asks more in one message."""


@dataclass(frozen=True)
class Elsewhere:
    """Another file with the same news; `path` is relative to its articles folder."""

    path: str
    url: str | None


@dataclass(frozen=True)
class Source:
    """A passage that an answer rests on, or that comes near; `path` is that of its article.

    `also_at` is where the article stands as well, word for word or nearly so.
    """

    path: str
    title: str
    date: date | None
    url: str | None
    passage: str
    score: float
    also_at: tuple[Elsewhere, ...] = ()

    def stands_in(self, name: str) -> bool:
        """Whether a file called `name`, without its suffix, is the article or a copy of it."""
        paths = (self.path, *(one.path for one in self.also_at))
        return any(PurePosixPath(path).stem == name for path in paths)


@dataclass(frozen=True)
class Answer:
    """The reply to one question.

    Not found: `answer` is empty and `sources` are articles related to the question, if any.
    `choices` are the answers of several meetings that fit equally well, newest first: then the
    chat is to ask which is meant, and the answer itself is that of the first.
    """

    question: str
    found: bool
    answer: str
    highlight: str | None
    sources: tuple[Source, ...]
    elapsed_ms: float
    choices: tuple["Answer", ...] = ()


class Conversation:
    """What one chat talked about last, for follow-up questions, and what it was asked back."""

    def __init__(self) -> None:
        self.last: Question | None = None
        self.choices: tuple[Answer, ...] = ()
        self.ambiguous: Question | None = None
        """The question that has the choices."""
        self.asked = ""
        """Names the asking that the choices belong to."""

    def forget(self) -> None:
        self.last = None
        self.choices = ()


class Assistant:
    """Answers questions from a knowledge base; knows nothing of channels."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def answer(self, typed: str, conversation: Conversation | None = None) -> Answer:
        """The answer; only a chat, which has a conversation, is given `choices`.

        :raises KnowledgeError: if there is no index yet.
        """
        start = time.perf_counter()
        question = self._base.understand(typed[:LONGEST_QUESTION])
        before = conversation.last if conversation else None
        tried = [question] if question.topics else []
        if before and question.leans_on_another:
            tried.insert(0, question.after(before))
        hits: tuple[Hit, ...] = ()
        readings: list[Reading] = []
        for question in tried:
            hits, readings = self._look_up(question, may_ask_back=conversation is not None)
            if readings:
                break
        elapsed_ms = round((time.perf_counter() - start) * 1000, 1)
        if not readings:
            if conversation:
                conversation.choices = ()
            return Answer(typed, False, "", None, _related(question, hits), elapsed_ms)
        answer, *others = (
            Answer(typed, True, r.answer, r.highlight, _sources(r, hits), elapsed_ms)
            for r in readings
        )
        if conversation is None:
            return answer
        conversation.last = conversation.ambiguous = question
        conversation.choices = (answer, *others) if others else ()
        return replace(answer, choices=conversation.choices)

    def choose(self, conversation: Conversation, number: int) -> Answer:
        """The answer of one of the meetings to choose from; what follows is about that one.

        :raises LookupError: if there is no such choice, or no longer.
        """
        answer = conversation.choices[number]
        if conversation.ambiguous:
            meeting = self._base.understand(answer.sources[0].title)
            conversation.last = conversation.ambiguous.about(meeting)
        return answer

    def _look_up(
        self, question: Question, may_ask_back: bool
    ) -> tuple[tuple[Hit, ...], list[Reading]]:
        """The passages found, what was read as the best first, and the readings that are sure
        enough: several to choose from.
        """
        hits = self._base.find(question)
        reading = self._base.read(question, hits)
        if reading is None:
            return hits, []
        hits = _with_first(reading.hit, hits)
        choices = _that_differ(reading) if may_ask_back else []
        if len(choices) > 1:
            return hits, choices[:_CHOICES]
        return hits, [reading] if reading.is_sure else []


def _that_differ(reading: Reading) -> list[Reading]:
    """The reading and its rivals, as far as they are likely and mark different words."""
    marked: dict[str, Reading] = {}
    for one in (reading, *reading.rivals):
        if one.highlight and one.is_likely:
            marked.setdefault(one.highlight, one)
    return list(marked.values())


def _sources(reading: Reading, hits: Iterable[Hit]) -> tuple[Source, ...]:
    """The passage that was read first, then the others as they were ranked."""
    return tuple(map(_source, _with_first(reading.hit, hits)[:_SOURCES]))


def _with_first(first: Hit, hits: Iterable[Hit]) -> tuple[Hit, ...]:
    return (first, *(hit for hit in hits if hit is not first))


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
        passage.path,
        passage.title,
        passage.date,
        passage.url,
        passage.text,
        round(hit.score, 4),
        tuple(Elsewhere(copy.path, copy.url) for copy in hit.copies),
    )
