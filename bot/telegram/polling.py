"""Fetching updates by long polling, through lost connections, until told to stop."""

import asyncio
import logging
from contextlib import suppress

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channel import ChannelError
from bot.telegram.delivery import seconds_to_wait

_LOG = logging.getLogger(__name__)
_POLL_S = 25
_LONGEST_PAUSE_S = 30.0
_MOST_CONFLICTS = 3
"""When one giaoban replaces another, both poll for a moment."""
WANTED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY]
"""The kinds of update that Telegram shall send."""


class Poller:
    """Puts updates into `queue`. `is_connected` says whether the last call succeeded."""

    def __init__(self, bot: Bot, queue: "asyncio.Queue[object]") -> None:
        self._bot = bot
        self._queue = queue
        self._offset = 0
        self._conflicts = 0
        self._pause = 1.0
        self.is_connected = True

    async def run(self) -> None:
        """Polls until cancelled.

        :raises ChannelError: if Telegram refuses the token, or somebody else takes the updates.
        """
        while True:
            try:
                await self._fetch()
            except TelegramError as error:
                await asyncio.sleep(self._pause_after(error))
            else:
                if not self.is_connected:
                    _LOG.warning("Telegram answers again")
                self.is_connected, self._conflicts, self._pause = True, 0, 1.0

    async def confirm(self) -> None:
        """Tells Telegram which updates arrived, so that the next start does not get them again."""
        if self._offset:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(2):
                    await self._bot.get_updates(offset=self._offset, limit=1, timeout=0)

    async def _fetch(self) -> None:
        updates = await self._bot.get_updates(
            offset=self._offset, timeout=_POLL_S, read_timeout=5, allowed_updates=WANTED
        )
        for update in updates:
            self._offset = update.update_id + 1
            await self._queue.put(update)

    def _pause_after(self, error: TelegramError) -> float:
        """Seconds until the next try.

        :raises ChannelError: if there is no use in one.
        """
        if isinstance(error, InvalidToken):
            raise ChannelError(REFUSED) from error
        if isinstance(error, Conflict):
            self._conflicts += 1
            if "webhook" in error.message.lower() or self._conflicts >= _MOST_CONFLICTS:
                raise ChannelError(_taken(error)) from error
        if isinstance(error, RetryAfter):
            return seconds_to_wait(error)
        if self.is_connected:
            _LOG.warning("Telegram does not answer (%s); trying again until it does", error)
            self.is_connected = False
        pause, self._pause = self._pause, min(2 * self._pause, _LONGEST_PAUSE_S)
        return pause


REFUSED = (
    "Telegram refuses the token in TELEGRAM_BOT_TOKEN: copy it anew from @BotFather, or check "
    "telegram.base_url."
)


def _taken(error: Conflict) -> str:
    if "webhook" in error.message.lower():
        return (
            "A webhook was set for this bot, so that polling gets nothing: another program uses "
            "the same token. Stop it, or give giaoban a bot of its own."
        )
    return (
        "Another program fetches this bot's updates: stop it (a second giaoban?), or give giaoban "
        "a bot of its own."
    )
