"""Every call to Telegram goes through here: what failed for a while is tried again.

Telegram cannot be asked whether a message arrived, so each failure is judged by whether it can
have: refused and unsent calls are repeated, a message that was read but never acknowledged is not.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.ext import BaseRateLimiter

_LOG = logging.getLogger(__name__)

_PATIENCE_S = {
    "sendChatAction": 0.0,  # a typing sign that comes late is wrong
    "answerCallbackQuery": 15.0,  # Telegram forgets the press soon after
    "getFile": 15.0,
    "getMe": 6.0,
    "setWebhook": 6.0,
    "deleteWebhook": 6.0,
    "setMyCommands": 60.0,
}
_LONGEST_PATIENCE_S = 600.0
"""For messages: an answer that comes ten minutes late still helps, one that is lost does not."""
_LONGEST_PAUSE_S = 30.0


class UncertainError(Exception):
    """A message was sent, and whether Telegram took it is not known."""


class Delivery(BaseRateLimiter[None]):
    """Repeats calls as long as they are worth it; one that waits holds up no other."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    def stop(self) -> None:
        """Nothing is repeated from now on."""
        self._stopping.set()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Calls Telegram.

        :raises UncertainError: if a message may or may not have arrived.
        :raises TelegramError: if it was refused, or failed for too long.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + _PATIENCE_S.get(endpoint, _LONGEST_PATIENCE_S)
        pause = 1.0
        while True:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                wait = seconds_to_wait(error)
                failure = f"told to wait {wait:.0f} s"
            except BadRequest:
                raise  # the library counts it among the network's errors
            except NetworkError as error:
                if endpoint == "sendMessage" and _may_have_arrived(error):
                    raise UncertainError from error
                wait, pause = pause, min(2 * pause, _LONGEST_PAUSE_S)
                failure = type(error.__cause__ or error).__name__
                if clock() + wait > end or self._stopping.is_set():
                    raise
            _LOG.info("%s: %s; trying again", endpoint, failure)
            if clock() + wait > end or await self._stopped_within(wait):
                raise TimedOut(f"{endpoint} failed for too long: {failure}")

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._stopping.wait()
        except TimeoutError:
            return False


def seconds_to_wait(error: RetryAfter) -> float:
    """What Telegram asks for, and a moment more."""
    wait = error.retry_after
    return (wait if isinstance(wait, int) else wait.total_seconds()) + 0.1


def _may_have_arrived(error: NetworkError) -> bool:
    """Whether a message was sent whole and no answer came.

    A connection that breaks without an answer is nearly always one that had been idle for too
    long, and what was sent over it was never read.
    """
    return isinstance(error.__cause__, httpx.ReadTimeout)
