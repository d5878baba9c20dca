"""Who may ask, and how often."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Set
from enum import Enum
from typing import Any

_MOST = 10_000
"""People remembered at a time; the one that was silent longest is forgotten."""
_MINUTE_S = 60.0


class Verdict(Enum):
    """What to do with a message. Refusals are said once; whoever goes on hears nothing more."""

    WELCOME = 1
    REFUSE = 2
    SLOW_DOWN = 3
    IGNORE = 4


class Access:
    """Admits people by id or user name, and so many messages of each in a minute."""

    def __init__(
        self,
        admins: Set[str],
        allowed: Set[str],
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """:param allowed: ids and user names in small letters; empty means everybody."""
        self._admins = admins
        self._allowed = allowed
        self._per_minute = per_minute
        self._clock = clock
        self._recent: OrderedDict[str, deque[float]] = OrderedDict()
        self._told: OrderedDict[str, Verdict] = OrderedDict()

    def is_admin(self, person: str) -> bool:
        return person in self._admins

    def admit(self, person: str, *names: str) -> Verdict:
        """The verdict on one more message of `person`.

        :param names: what else may stand in `allowed` for it: the user name, the group's id.
        """
        if self._allowed and not self.is_admin(person):
            known = {person, *names, *(name.lower() for name in names)}
            if not known & self._allowed:
                return self._once(person, Verdict.REFUSE)
        recent = self._recent.pop(person, deque())
        self._recent[person] = recent
        _forget_oldest(self._recent)
        now = self._clock()
        while recent and now - recent[0] >= _MINUTE_S:
            recent.popleft()
        if len(recent) >= self._per_minute:
            return self._once(person, Verdict.SLOW_DOWN)
        recent.append(now)
        self._told.pop(person, None)
        return Verdict.WELCOME

    def _once(self, person: str, verdict: Verdict) -> Verdict:
        if self._told.get(person) is verdict:
            return Verdict.IGNORE
        self._told[person] = verdict
        _forget_oldest(self._told)
        return verdict


def _forget_oldest(known: OrderedDict[str, Any]) -> None:
    while len(known) > _MOST:
        known.popitem(last=False)
