"""What an import did."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.articles import Fault
from knowledge.portal.troubles import Trouble


class Result(StrEnum):
    """What becomes of an article: written; or left as it is, because it has not changed, somebody
    edited its file, removed it, or keeps it elsewhere; or it could not be had.
    """

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED = "edited here"
    REMOVED = "removed before"
    KEPT_ELSEWHERE = "kept elsewhere"
    NO_ARTICLE = "no article"
    FAILED = "failed"


WRITTEN = (Result.NEW, Result.UPDATED)


@dataclass(frozen=True)
class Outcome:
    """What became of one address. `path` is the article's file in its articles folder; `reason`
    says why there is none, `trouble` or `fault` the same for whoever says it in another language.
    """

    result: Result
    url: str
    path: str = ""
    title: str = ""
    reason: str = ""
    trouble: Trouble | None = None
    fault: Fault | None = None


@dataclass(frozen=True)
class ImportReport:
    """What became of each address; `waiting` articles are left for the next time."""

    outcomes: tuple[Outcome, ...]
    waiting: int = 0

    def of(self, *results: Result) -> tuple[Outcome, ...]:
        """Those with one of these results, in order."""
        return tuple(one for one in self.outcomes if one.result in results)

    @property
    def written(self) -> tuple[Outcome, ...]:
        """The articles whose files were written."""
        return self.of(*WRITTEN)
