"""What was found when something was looked at, and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How something was found; only FAILED keeps the bot from working."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `fix` is empty when there is nothing to mend."""

    verdict: Verdict
    about: str
    what: str
    fix: str = ""


def is_well(findings: Sequence[Finding]) -> bool:
    """Whether nothing failed."""
    return all(finding.verdict is not Verdict.FAILED for finding in findings)
