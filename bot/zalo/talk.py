"""From what somebody wrote on Zalo to the bot's reply, the same through either of its doors."""

import asyncio
import functools
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec, Protocol, TypeVar
from weakref import WeakValueDictionary

from bot import replies
from bot.access import Access, Verdict
from bot.dialogue import Dialogue
from bot.messages import Button, Job, Person, Reply
from bot.splitting import parts
from bot.tracing import Request, carried, working_for
from bot.workers import Workers
from bot.zalo.calling import CallError, UncertainError
from bot.zalo.choices import Choices
from knowledge.vietnamese import without_controls

_LOG = logging.getLogger(__name__)
_LONGEST = 2_000
"""Characters of a message."""
_REMEMBERED = 10_000
"""Messages, to know a second copy by."""
_MOST_UNCERTAIN = 200
_FINISH_WITHIN_S = 5.0
_SHOW = "hien"
"""The action that shows a message again whose delivery was uncertain."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Incoming:
    """Something that `person` sent to the bot in `chat`; `text` is None for a picture and the like.

    `id` is the message's own, by which a second copy is known.
    """

    id: str
    chat: str
    person: str
    text: str | None


class Door(Protocol):
    """How messages get out to Zalo; `name` tells its chats from those of others."""

    name: str

    async def send(self, chat: str, text: str) -> None:
        """:raises UncertainError: if it may or may not have arrived.

        :raises CallError: if it did not, for good.
        """

    async def show_typing(self, chat: str) -> None:
        """Shows that an answer is being made, where Zalo can; never raises."""


@dataclass(frozen=True)
class _Unsure:
    """Messages that may not have arrived, and what can be chosen after them."""

    texts: Sequence[str]
    buttons: tuple[Button, ...]


class Talk:
    """Answers what comes in: each message once, those of a chat in order, chats beside each other.

    The dialogue runs in threads, never on the event loop.
    """

    def __init__(self, door: Door, dialogue: Dialogue, access: Access, workers: Workers) -> None:
        self._door = door
        self._dialogue = dialogue
        self._access = access
        self._workers = workers
        self._choices = Choices()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._unsure: OrderedDict[str, _Unsure] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, incoming: Incoming) -> None:
        """Begins to answer; returns at once. A message that came before is passed over."""
        if incoming.id in self._seen:
            return
        self._seen[incoming.id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        self._begin(self._in_turn(incoming))

    async def stop(self) -> None:
        """Ends what was begun, if it can within seconds."""
        try:
            async with asyncio.timeout(_FINISH_WITHIN_S):
                while self._tasks:  # what is begun may begin more
                    await asyncio.wait(set(self._tasks))
        except TimeoutError:
            _LOG.warning("Zalo: some answers could not be sent before the end")
        pending = set(self._tasks)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    def _begin(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_turn(self, incoming: Incoming) -> None:
        key = self._key(incoming.chat)
        request = Request(f"{self._door.name}-{incoming.id}", key)
        turn = self._turns.setdefault(incoming.chat, asyncio.Lock())
        with working_for(request):
            async with turn:
                try:
                    await self._answer(incoming)
                except Exception:
                    _LOG.exception("a message could not be handled")
                    await self._say(incoming.chat, replies.TROUBLE)
            took = request.ms
            _LOG.info("%s: handled in %d ms", request.id, took, extra={"duration_ms": took})

    async def _answer(self, incoming: Incoming) -> None:
        verdict = self._access.admit(incoming.person, incoming.chat)
        if verdict is not Verdict.WELCOME:
            if verdict is not Verdict.IGNORE:
                _LOG.info("user %s in chat %s: %s", incoming.person, incoming.chat, verdict.name)
                refusal = replies.not_allowed(incoming.person)
                is_slow = verdict is Verdict.SLOW_DOWN
                await self._tell(incoming.chat, replies.SLOW_DOWN if is_slow else refusal)
            return
        if incoming.text is None:
            await self._tell(incoming.chat, replies.ONLY_TEXT)
            return
        person = Person(incoming.person, self._access.is_admin(incoming.person))
        await self._door.show_typing(incoming.chat)
        await self._reply(incoming.chat, person, incoming.text)

    async def _reply(self, chat: str, person: Person, typed: str) -> None:
        key = self._key(chat)
        action = self._choices.meant(key, typed)
        if action == _SHOW:
            await self._show_again(chat)
            return
        if action:
            reply = await self._off_loop(self._dialogue.press, key, person, action)
        else:
            reply = await self._off_loop(self._dialogue.say, key, person, typed)
        await self._say(chat, reply, is_chosen=action is not None)
        if reply.job:
            self._begin(self._work(chat, reply.job))

    async def _work(self, chat: str, job: Job) -> None:
        """Runs a job beside the chat; messages here cannot be changed, so only its end is told."""
        loop = asyncio.get_running_loop()
        run = carried(functools.partial(job, lambda progress: None))
        try:
            done = await loop.run_in_executor(self._workers.jobs, run)
        except Exception:
            _LOG.exception("a job failed")
            done = replies.TROUBLE
        await self._say(chat, done)

    async def _say(self, chat: str, reply: Reply, is_chosen: bool = False) -> None:
        await self._send(chat, _messages(self._choices.offer(self._key(chat), reply, is_chosen)))

    async def _tell(self, chat: str, reply: Reply) -> None:
        """Says what changes nothing: what can be chosen stands, in a group for the others."""
        await self._send(chat, _messages(reply.text))

    async def _send(self, chat: str, texts: Sequence[str]) -> None:
        for number, text in enumerate(texts):
            try:
                await self._door.send(chat, text)
            except UncertainError:
                await self._offer_again(chat, texts[number:])
                return
            except CallError as error:
                _LOG.error("an answer to chat %s was lost: %s", chat, error)
                return

    async def _offer_again(self, chat: str, texts: Sequence[str]) -> None:
        """Asks whether the message arrived, and shows it again when told to."""
        self._unsure.pop(chat, None)
        self._unsure[chat] = _Unsure(texts, self._choices.of(self._key(chat)))
        if len(self._unsure) > _MOST_UNCERTAIN:
            self._unsure.popitem(last=False)
        text = self._choices.offer(self._key(chat), replies.uncertain(_SHOW))
        try:
            await self._door.send(chat, text)
        except (UncertainError, CallError) as error:
            _LOG.error("an answer to chat %s may be lost: %s", chat, error)

    async def _show_again(self, chat: str) -> None:
        unsure = self._unsure.pop(chat, None)
        if unsure is None:
            await self._tell(chat, replies.OLD_BUTTON)
            return
        self._choices.put(self._key(chat), unsure.buttons)
        await self._send(chat, unsure.texts)

    def _key(self, chat: str) -> str:
        return f"{self._door.name}:{chat}"

    async def _off_loop(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._workers.answers, carried(functools.partial(call, *args, **kwargs))
        )


def _messages(text: str) -> Sequence[str]:
    return list(parts(without_controls(text), _LONGEST))
