"""Questions first: a reload takes its next step when nobody waits for an answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE_S = 2.0
"""Where somebody always waits a reload still goes on, with a step of 0.2 s each time."""


class Turns:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._answering = 0
        self._changed = threading.Condition()

    @contextmanager
    def question(self) -> Iterator[None]:
        """As long as this lasts, somebody waits for an answer."""
        with self._changed:
            self._answering += 1
        try:
            yield
        finally:
            with self._changed:
                self._answering -= 1
                self._changed.notify_all()

    def wait(self) -> None:
        """Returns when nobody waits for an answer, or has to do without for a moment."""
        with self._changed:
            self._changed.wait_for(lambda: not self._answering, timeout=_PATIENCE_S)
