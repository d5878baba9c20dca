"""Updates of one chat one after the other, those of all chats beside each other."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.tracing import Request, working_for

_LOG = logging.getLogger(__name__)
_AT_ONCE = 4096
"""Most of them only wait: for their turn in a chat, or for Telegram."""
_REMEMBERED = 10_000


def chat_key(chat: int) -> str:
    """What a chat of Telegram is called beside those of other channels."""
    return f"telegram:{chat}"


class InOrder(BaseUpdateProcessor):
    """Handles each update once, and those of a chat in the order in which they came."""

    def __init__(self) -> None:
        super().__init__(_AT_ONCE)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        if not isinstance(update, Update) or self._is_repeated(update.update_id):
            getattr(coroutine, "close", lambda: None)()
            return
        chat = update.effective_chat.id if update.effective_chat else 0
        request = Request(f"telegram-{update.update_id}", chat_key(chat))
        turn = self._turns.setdefault(chat, asyncio.Lock())
        with working_for(request):
            async with turn:  # a lock hands over in the order of asking
                await coroutine
            took = request.ms
            _LOG.info("%s: handled in %d ms", request.id, took, extra={"duration_ms": took})

    def _is_repeated(self, update_id: int) -> bool:
        if update_id in self._seen:
            return True
        self._seen[update_id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return False
