"""What a call to Telegram may meet instead of its answer."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True)
class Refuse:
    """A failure: this error, in Telegram's JSON; a 502 comes in a proxy's HTML."""

    code: int
    description: str
    retry_after: int | None = None

    @property
    def body(self) -> bytes:
        if self.code == HTTPStatus.BAD_GATEWAY:
            return b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>\r\n"
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return json.dumps(body).encode()


@dataclass(frozen=True)
class Status:
    """A failure: this HTTP status."""

    code: int


@dataclass(frozen=True)
class RetryAfter:
    """A failure: too many requests, wait so many seconds."""

    seconds: int


@dataclass(frozen=True)
class Blocked:
    """A failure: the user has blocked the bot."""


@dataclass(frozen=True)
class Hang:
    """A failure: a call that takes so long; not `performed`, it ends without an answer."""

    seconds: float
    performed: bool = True


@dataclass(frozen=True)
class Drop:
    """A failure: the connection closes without an answer, before or after the call is performed."""

    before: bool = True


Failure = Refuse | Status | RetryAfter | Blocked | Hang | Drop


class RefusedError(Exception):
    """What the call asks for cannot be done."""

    def __init__(self, description: str, code: int = 400) -> None:
        self.refusal = Refuse(code, f"{HTTPStatus(code).phrase}: {description}")


def refusal(failure: Failure | None) -> Refuse | None:
    """The answer that `failure` is, if it is one."""
    match failure:
        case Refuse():
            return failure
        case Status(code):
            return Refuse(code, HTTPStatus(code).phrase)
        case RetryAfter(seconds):
            return Refuse(429, f"Too Many Requests: retry after {seconds}", seconds)
        case Blocked():
            return Refuse(403, "Forbidden: bot was blocked by the user")
    return None


@dataclass(frozen=True)
class _Planned:
    method: str
    chat: object
    failure: Failure
    lasts: bool


class Plan:
    """The failures still to come."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def add(self, method: str, chat: object, *failures: Failure, lasts: bool = False) -> None:
        self._planned += [_Planned(method, chat, failure, lasts) for failure in failures]

    def clear(self) -> None:
        self._planned.clear()

    def next(self, method: str, chat: object) -> Failure | None:
        """What this call meets; those that last come after the others."""
        for planned in sorted(self._planned, key=lambda planned: planned.lasts):
            if planned.method == method and planned.chat in (None, chat):
                if not planned.lasts:
                    self._planned.remove(planned)
                return planned.failure
        return None
