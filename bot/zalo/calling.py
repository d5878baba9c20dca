"""Calls to Zalo over HTTP: what failed for a while is tried again, and nothing is sent twice.

As with Telegram, nobody can be asked whether a message arrived: a call that was read and never
answered is uncertain, and not repeated; refused and unsent ones are.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

_LOG = logging.getLogger(__name__)
_CONNECT_WITHIN_S = 10.0
_ANSWER_WITHIN_S = 60.0
"""Until a call that was read counts as uncertain."""
_LONGEST_PAUSE_S = 30.0
BRIEFLY_S, LONG_S = 6.0, 600.0
"""How long a call is repeated: at the start, and for an answer, which still helps when late."""


class CallError(Exception):
    """Zalo could not be reached, refused, or answered in another form; it holds no secret."""


class UncertainError(Exception):
    """A message was sent, and whether Zalo took it is not known."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status of HTTP and the JSON object, empty if the body was none."""

    status: int
    fields: Mapping[str, Any]


def timeout(answer_within_s: float | None = None) -> httpx.Timeout:
    """How long one call may take; if not said, as long as a message is waited for."""
    return httpx.Timeout(answer_within_s or _ANSWER_WITHIN_S, connect=_CONNECT_WITHIN_S)


def client() -> httpx.AsyncClient:
    """Follows no redirects: what is sent holds tokens."""
    return httpx.AsyncClient(timeout=timeout(), follow_redirects=False)


def answer_of(response: httpx.Response) -> Answer:
    """What stands in a response."""
    try:
        fields = response.json()
    except (ValueError, RecursionError):
        fields = None
    return Answer(response.status_code, fields if isinstance(fields, dict) else {})


async def call(
    name: str,
    send: Callable[[], Awaitable[httpx.Response]],
    patience_s: float,
    *,
    once: bool,
    code: Callable[[Answer], int] = lambda answer: answer.status,
) -> Answer:
    """Sends until there is an answer of a code below 500 other than 429; its meaning is the
    caller's business.

    :param name: of the call, for the log.
    :param once: it is a message that must not come twice.
    :param code: what the answer counts as, in the codes of HTTP.
    :raises UncertainError: if such a message may or may not have arrived.
    :raises CallError: if nothing of use came within `patience_s` seconds.
    """
    clock = asyncio.get_running_loop().time
    end, pause = clock() + patience_s, 1.0
    while True:
        wait = pause
        try:
            response = await send()
            answer = answer_of(response)
            if not _is_passing(answer, code(answer)):
                return answer
            wait = max(pause, _asked_to_wait(response))
            failure = f"answer {code(answer)}" + ("" if answer.fields else " without JSON")
        except httpx.ReadTimeout as error:
            # A connection that breaks instead is nearly always one that had been idle for too
            # long, and what was sent over it was never read.
            if once:
                raise UncertainError from error
            failure = type(error).__name__
        except httpx.HTTPError as error:
            failure = type(error).__name__  # its text may quote the address, and so the token
        if clock() + wait > end:
            raise CallError(f"{name}: {failure}")
        _LOG.info("%s: %s; trying again", name, failure)
        await asyncio.sleep(wait)
        pause = min(2 * pause, _LONGEST_PAUSE_S)


def _is_passing(answer: Answer, code: int) -> bool:
    """Whether the same call may go well later; a page of HTML is some proxy's on the way."""
    return code >= 500 or code == 429 or (answer.status < 400 and not answer.fields)


def _asked_to_wait(response: httpx.Response) -> float:
    try:
        return min(float(response.headers.get("Retry-After", "0")), 60.0)
    except ValueError:
        return 0.0
