"""What the committee has published: articles, and the passages they are cut into."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why a file cannot be read as an article, for whoever says it in another language."""

    OTHER_KIND = "other kind"
    BAD_NAME = "bad name"
    OUTSIDE = "outside"
    NOT_A_FILE = "not a file"
    TOO_LARGE = "too large"
    TOO_MANY = "too many"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NO_TEXT = "no text"
    NOT_TEXT = "not text"
    NOT_UTF8 = "not UTF-8"
    MISNAMED = "misnamed"
    LOCKED = "locked"
    DAMAGED = "damaged"
    OLD_WORD = "old Word"
    SCAN = "scan"
    TOO_HEAVY = "too heavy"
    FRONT_MATTER = "front matter"


class ArticleError(Exception):
    """A file cannot be read as an article; the message says why, fit for an admin."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class KnowledgeError(Exception):
    """The knowledge base cannot be opened or renewed; the message says why and the way out."""


@dataclass(frozen=True)
class Article:
    """One published article. `body` holds its paragraphs, one a line, without page furniture."""

    title: str
    body: str
    date: dt.date | None = None
    url: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class Headline:
    """An article in a list; `folder` is its articles folder, `path` is relative to it."""

    folder: str
    path: str
    title: str
    date: dt.date | None
    url: str | None


@dataclass(frozen=True)
class Passage:
    """A run of whole sentences of one article, the unit that is searched.

    `path` is the article's file, relative to its articles folder; `position` counts the article's
    passages from 0; `sentences` stand in order.
    """

    path: str
    position: int
    title: str
    date: dt.date | None
    url: str | None
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)

    @property
    def embedded_text(self) -> str:
        """What the encoder reads: a passage alone does not say which event it tells of."""
        day = f" ({self.date:%d/%m/%Y})" if self.date else ""
        return f"{self.title}{day}. {self.text}"
