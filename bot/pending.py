"""What waits for an admin's yes: named in the buttons, forgotten when it is done or too old."""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from knowledge.articles import Headline
from knowledge.portal.keeping import Plan

_MOST = 50
_MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Pending:
    """A file to add (from the portal, if there is a `plan`), an article to remove, a snapshot to go
    back to, or a reload to `force`.

    It is asked about in `chat`.
    """

    chat: str
    name: str = ""
    data: bytes = b""
    plan: Plan | None = None
    article: Headline | None = None
    snapshot: int | None = None
    force: bool = False


class PendingActions:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Pending] = OrderedDict()

    def add(self, pending: Pending) -> str:
        """Returns the name to find it by; the oldest is forgotten when there are many."""
        name = secrets.token_hex(8)
        with self._lock:
            self._known[name] = pending
            while len(self._known) > 1 and self._is_too_much():
                self._known.popitem(last=False)
        return name

    def _is_too_much(self) -> bool:
        size = sum(len(pending.data) for pending in self._known.values())
        return len(self._known) > _MOST or size > _MOST_BYTES

    def of(self, chat: str, name: str) -> Pending:
        """:raises LookupError: if there is none of this name in `chat`."""
        with self._lock:
            pending = self._known[name]
        if pending.chat != chat:
            raise LookupError(name)
        return pending

    def take(self, chat: str, name: str) -> Pending:
        """Forgets it, so that whoever presses twice finds it gone.

        :raises LookupError: if there is none of this name in `chat`.
        """
        self.of(chat, name)
        with self._lock:
            return self._known.pop(name)
