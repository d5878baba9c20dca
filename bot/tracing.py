"""Which message a piece of work is for, so that all its log lines can be told by it."""

import contextvars
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Request:
    """One update of a channel: `id` is the channel's own number, `chat` the chat's key."""

    id: str
    chat: str
    begun: float = field(default_factory=time.perf_counter)

    @property
    def ms(self) -> int:
        """Milliseconds since it arrived."""
        return round((time.perf_counter() - self.begun) * 1000)


_CURRENT: contextvars.ContextVar[Request | None] = contextvars.ContextVar("request", default=None)


def current() -> Request | None:
    """The request that this thread or task works for, if any."""
    return _CURRENT.get()


@contextmanager
def working_for(request: Request) -> Iterator[None]:
    """All that is logged inside, tasks begun there included, is for `request`."""
    token = _CURRENT.set(request)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def carried(call: Callable[[], T]) -> Callable[[], T]:
    """`call`, for another thread, on behalf of the request that this one works for."""
    context = contextvars.copy_context()
    return lambda: context.run(call)
