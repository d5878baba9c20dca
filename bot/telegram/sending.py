"""Sending a Reply into a Telegram chat, and renewing it while its job runs."""

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot import replies
from bot.messages import Reply
from bot.telegram.delivery import UncertainError
from bot.telegram.rendering import keyboard, messages

_LOG = logging.getLogger(__name__)
_TYPING_S = 4.5
"""Telegram shows the typing sign for five seconds."""
_MOST_UNCERTAIN = 200
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
RESEND = "hien"
"""The action of the button that shows a message whose delivery was uncertain."""


@dataclass(frozen=True)
class _Parts:
    """The HTML of messages still to be sent; the buttons go under the last one."""

    texts: list[str]
    buttons: InlineKeyboardMarkup | None

    def rest(self) -> "_Parts":
        return _Parts(self.texts[1:], self.buttons)


class Sender:
    """Sends replies. Whoever blocked the bot is left alone, and every loss is logged."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._uncertain: OrderedDict[str, _Parts] = OrderedDict()

    async def send(self, chat: int, reply: Reply, reply_to: int | None = None) -> int | None:
        """Sends all of `reply`; returns the number of its last message, None if it got lost.

        :param reply_to: a message that it is shown to answer.
        """
        return await self._send(chat, _Parts(messages(reply), keyboard(reply)), reply_to)

    async def edit(self, chat: int, message: int, reply: Reply) -> None:
        """Puts `reply` in place of a message; what does not fit into it goes below."""
        await self._edit(chat, message, _Parts(messages(reply), keyboard(reply)))

    async def show_again(self, chat: int, message: int, name: str) -> bool:
        """Shows what waits under RESEND with this name; False if nothing does."""
        parts = self._uncertain.get(name)
        if parts is None:
            return False
        await self._edit(chat, message, parts)
        return True

    async def _send(self, chat: int, parts: "_Parts", reply_to: int | None = None) -> int | None:
        sent = None
        while parts.texts:
            try:
                message = await self._bot.send_message(
                    chat,
                    parts.texts[0],
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=None if parts.texts[1:] else parts.buttons,
                    reply_parameters=_answering(reply_to) if sent is None else None,
                )
            except UncertainError:
                return await self._offer_again(chat, parts)
            except ChatMigrated as error:
                return await self._send(error.new_chat_id, parts)
            except Forbidden:
                _LOG.info("chat %s does not take messages from the bot", chat)
                return None
            except TelegramError as error:
                _LOG.error("an answer to chat %s was lost: %s", chat, error)
                return None
            sent = message.message_id
            parts = parts.rest()
        return sent

    async def _edit(self, chat: int, message: int, parts: "_Parts") -> None:
        try:
            await self._bot.edit_message_text(
                parts.texts[0],
                chat,
                message,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=None if parts.texts[1:] else parts.buttons,
            )
        except BadRequest as error:
            if "not modified" not in error.message:
                _LOG.info("a message in chat %s cannot be edited: %s", chat, error)
                await self._send(chat, parts)
            return
        except TelegramError as error:
            _LOG.warning("a message in chat %s was not edited: %s", chat, error)
            return
        await self._send(chat, parts.rest())

    @asynccontextmanager
    async def typing(self, chat: int) -> AsyncIterator[None]:
        """Shows the typing sign; it is surely sent before what comes after."""

        async def show() -> None:
            while True:
                with suppress(TelegramError):
                    await self._bot.send_chat_action(chat, ChatAction.TYPING)
                shown.set()
                await asyncio.sleep(_TYPING_S)

        shown = asyncio.Event()
        task = asyncio.create_task(show())
        try:
            yield
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await shown.wait()
        finally:
            task.cancel()

    async def _offer_again(self, chat: int, parts: "_Parts") -> int | None:
        """Asks whether the message arrived, with a button that shows it: not lost, nor twice."""
        name = secrets.token_hex(8)
        self._uncertain[name] = parts
        while len(self._uncertain) > _MOST_UNCERTAIN:
            self._uncertain.popitem(last=False)
        asked = replies.uncertain(f"{RESEND}:{name}")
        try:
            message = await self._bot.send_message(chat, asked.text, reply_markup=keyboard(asked))
        except (UncertainError, TelegramError) as error:
            _LOG.error("an answer to chat %s may be lost: %s", chat, error)
            return None
        return message.message_id


def _answering(message: int | None) -> ReplyParameters | None:
    return ReplyParameters(message, allow_sending_without_reply=True) if message else None
