"""What happens to a Telegram update: whom it concerns, what the dialogue says, where that goes."""

import asyncio
import functools
import logging
import re
from collections import deque
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from telegram import CallbackQuery, Document, MaybeInaccessibleMessage, Message, Update, User
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import Application, ContextTypes

from bot import admin_replies, replies
from bot.access import Access, Verdict
from bot.dialogue import Dialogue
from bot.messages import Job, Person, Place, Reply
from bot.telegram.ordering import chat_key
from bot.telegram.sending import RESEND, Sender
from bot.tracing import carried, current
from bot.workers import Workers
from knowledge.articles import Fault

_LOG = logging.getLogger(__name__)
_EDIT_EVERY_S = 2.0
"""Between two steps of a progress bar; a group takes about 20 edits a minute."""
_DOWNLOADS = 3
_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?:\s+|$)")

P = ParamSpec("P")
T = TypeVar("T")
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class Handlers:
    """Answers messages and buttons. The dialogue runs in threads, never on the event loop."""

    def __init__(
        self, application: AnyApplication, dialogue: Dialogue, access: Access, workers: Workers
    ) -> None:
        self._application = application
        self._sender = Sender(application.bot)
        self._dialogue = dialogue
        self._access = access
        self._workers = workers
        self._albums: deque[str] = deque(maxlen=100)

    async def on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answers a message, or an edited one anew."""
        message, user = update.effective_message, update.effective_user
        if message is None or user is None:
            return
        typed = self._addressed(message)
        if typed is None or not (message.text or message.effective_attachment):
            return  # meant for others, or news such as "Lan joined the group"
        if not message.document and self._is_known_album(message):
            return
        chat = message.chat.id
        reply_to = None if _is_private(message) and not update.edited_message else message.id
        verdict = self._access.admit(str(user.id), user.username or "", str(chat))
        if verdict is not Verdict.WELCOME:
            if refusal := _refusal(verdict, user):
                _LOG.info("user %s in chat %s: %s", user.id, chat, verdict.name)
                await self._sender.send(chat, refusal, reply_to)
            return
        async with self._sender.typing(chat):
            reply = await self._reply(message, self._person(user), typed)
        await self._send(chat, reply, reply_to)

    async def on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Does what a button says."""
        query = update.callback_query
        if query is None or query.message is None or query.data is None:
            return
        chat, message = query.message.chat.id, query.message.message_id
        user = query.from_user
        verdict = self._access.admit(str(user.id), user.username or "", str(chat))
        if verdict is not Verdict.WELCOME:
            await _close(query, _refusal(verdict, user))
            return
        name, _, rest = query.data.partition(":")
        if name == RESEND:
            known = await self._sender.show_again(chat, message, rest)
            await _close(query, None if known else replies.OLD_BUTTON)
            return
        reply = await self._off_loop(
            self._dialogue.press, chat_key(chat), self._person(user), query.data
        )
        await _close(query, reply if reply.place is Place.NOTE else None)
        if reply.place is Place.INSTEAD:
            await self._sender.edit(chat, message, reply)
            self._begin(reply.job, chat, message)
        elif reply.place is Place.BELOW:
            await self._send(chat, reply, None if _is_private(query.message) else message)

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Says sorry for what should not have happened, and logs it for whoever mends it."""
        _LOG.error("an update could not be handled", exc_info=context.error)
        if isinstance(update, Update) and update.effective_chat:
            await self._sender.send(update.effective_chat.id, replies.TROUBLE)

    async def _reply(self, message: Message, person: Person, typed: str) -> Reply:
        if message.document:
            return await self._receive(message.document, chat_key(message.chat.id), person)
        if not message.text:
            return replies.ONLY_TEXT
        return await self._off_loop(self._dialogue.say, chat_key(message.chat.id), person, typed)

    async def _receive(self, document: Document, chat: str, person: Person) -> Reply:
        name, data = document.file_name or "", b""
        if person.is_admin:
            if (document.file_size or 0) > self._dialogue.largest_file:
                return admin_replies.not_offered(name, Fault.TOO_LARGE)
            for attempt in range(1, _DOWNLOADS + 1):
                try:
                    data = bytes(await (await document.get_file()).download_as_bytearray())
                    break
                except TelegramError as error:
                    _LOG.warning("a file was not downloaded: %s", error)
                    if attempt == _DOWNLOADS:
                        return admin_replies.NO_DOWNLOAD
                    await asyncio.sleep(attempt)
        return await self._off_loop(self._dialogue.receive, chat, person, name, data)

    def _addressed(self, message: Message) -> str | None:
        """What is said to the bot, without its name; None if it is not meant."""
        text = message.text or message.caption or ""
        me = self._application.bot.username
        command = _COMMAND.match(text)
        if command:
            name, called = command.groups()
            if called and called.lower() != me.lower():
                return None
            if called or name.lower() == "hoi" or _is_private(message):
                return f"/{name} {text[command.end() :]}"
        named = re.sub(rf"@{re.escape(me)}\b", " ", text, flags=re.IGNORECASE)
        answered = message.reply_to_message
        is_reply = bool(answered and answered.from_user and answered.from_user.username == me)
        return named.strip() if _is_private(message) or named != text or is_reply else None

    def _is_known_album(self, message: Message) -> bool:
        """Whether another picture of the same album was answered already."""
        album = message.media_group_id
        if album is None or album not in self._albums:
            self._albums += [album] if album else []
            return False
        return True

    def _person(self, user: User) -> Person:
        return Person(str(user.id), self._access.is_admin(str(user.id)))

    async def _send(self, chat: int, reply: Reply, reply_to: int | None) -> None:
        self._begin(reply.job, chat, await self._sender.send(chat, reply, reply_to))

    def _begin(self, job: Job | None, chat: int, message: int | None) -> None:
        if job:
            self._application.create_task(self._work(job, chat, message))

    async def _work(self, job: Job, chat: int, message: int | None) -> None:
        """Runs a job beside the chat and shows in `message` how far it is."""
        loop = asyncio.get_running_loop()
        news: deque[Reply] = deque(maxlen=1)
        working = loop.run_in_executor(
            self._workers.jobs, carried(functools.partial(job, news.append))
        )
        while not (await asyncio.wait({working}, timeout=_EDIT_EVERY_S))[0]:
            if news and message:
                await self._sender.edit(chat, message, news.pop())
        try:
            done = working.result()
        except Exception:
            _LOG.exception("a job failed")
            done = replies.TROUBLE
        if message:
            await self._sender.edit(chat, message, done)
        else:
            await self._sender.send(chat, done)

    async def _off_loop(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        made = await loop.run_in_executor(
            self._workers.answers, carried(functools.partial(call, *args, **kwargs))
        )
        if request := current():
            took = request.ms
            _LOG.info("%s: reply made in %d ms", request.id, took, extra={"duration_ms": took})
        return made


def _refusal(verdict: Verdict, user: User) -> Reply | None:
    if verdict is Verdict.REFUSE:
        return replies.not_allowed(str(user.id))
    return replies.SLOW_DOWN if verdict is Verdict.SLOW_DOWN else None


async def _close(query: CallbackQuery, note: Reply | None) -> None:
    """Ends the waiting sign on a button, with a note that vanishes if there is one."""
    try:
        await query.answer(note.text[:200] if note else None)
    except TelegramError as error:
        _LOG.info("a button press was not closed: %s", error)


def _is_private(message: MaybeInaccessibleMessage) -> bool:
    return message.chat.type == ChatType.PRIVATE
