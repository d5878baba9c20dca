"""What a reload tells of itself, while it runs and in the end."""

from dataclasses import dataclass
from typing import Protocol

from knowledge.articles import Fault


class Progress(Protocol):
    """Is told how many passages are encoded; `total` counts only those never seen before."""

    def __call__(self, done: int, total: int) -> None: ...


def unseen(done: int, total: int) -> None:
    """A Progress that nobody looks at."""


@dataclass(frozen=True)
class Failure:
    """A file that could not be read, and why; `fault` is the reason in one word."""

    path: str
    reason: str
    fault: Fault


@dataclass(frozen=True)
class SameNews:
    """A file that holds the news of another, which is `kept` for both; `is_new` since this reload.

    Both are paths.
    """

    path: str
    kept: str
    is_new: bool


@dataclass(frozen=True)
class GoldenFailure:
    """A question that a snapshot does not answer as it must, and what it answers instead.

    It must hold one of `answers`, if there are any, and come from `article`, if it is not None.
    `given` is empty when nothing is answered, `source` the path of the article it comes from.
    """

    question: str
    answers: tuple[str, ...]
    article: str | None
    given: str
    source: str | None


@dataclass(frozen=True)
class ReloadReport:
    """What a reload did; paths are relative to their articles folder.

    `snapshot` answers now, with its articles and passages: a `refused` reload leaves the one
    before, None if there is none. `golden` is why it was refused, or what was overridden.
    `another_encoder`: the snapshot before was made with another one, so that no vector fitted.
    `copies` are the files that add nothing to `articles`, all there are in the folders.
    """

    snapshot: int | None
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[Failure, ...]
    articles: int
    passages: int
    encoded: int
    seconds: float
    another_encoder: bool
    refused: bool
    golden: tuple[GoldenFailure, ...]
    copies: tuple[SameNews, ...] = ()
