"""One that writes and reads on Zalo, without Zalo: over a real dialogue."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.access import Access
from bot.dialogue import Dialogue
from bot.workers import Workers
from bot.zalo.talk import Incoming, Talk

ADMIN = "99"


class Door:
    """Keeps what goes out; `failures` meet the next messages, and `arrives` says if they come."""

    name = "zalo"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.typing: list[str] = []
        self.failures: list[Exception] = []
        self.arrives = False

    async def send(self, chat: str, text: str) -> None:
        assert text.strip()
        assert len(text) <= 2000
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or self.arrives:
            self.sent.append((chat, text))
        if failure:
            raise failure

    async def show_typing(self, chat: str) -> None:
        self.typing.append(chat)


class Zalo:
    """One that writes and reads on Zalo; `write` returns what came after it."""

    def __init__(self, dialogue: Dialogue, workers: Workers) -> None:
        self.door = Door()
        self._dialogue, self._workers = dialogue, workers
        self._numbers = iter(range(1_000_000))

    def begin(self, allowed: frozenset[str] = frozenset(), per_minute: int = 100) -> None:
        access = Access(frozenset({ADMIN}), allowed, per_minute)
        self.talk = Talk(self.door, self._dialogue, access, self._workers)

    def take(self, text: str | None, chat: str = "lan", person: str = "", number: str = "") -> None:
        self.talk.take(Incoming(number or f"m{next(self._numbers)}", chat, person or chat, text))

    async def write(self, text: str | None, chat: str = "lan", person: str = "") -> list[str]:
        before = len(self.door.sent)
        self.take(text, chat, person)
        await self.finished()
        return [text for _, text in self.door.sent[before:]]

    async def finished(self) -> None:
        """When nothing is being answered or done any more."""
        while self.talk._tasks:
            await asyncio.wait(set(self.talk._tasks))


Say = Callable[[Zalo], Awaitable[None]]


def during(zalo: Zalo, say: Say, allowed: frozenset[str] = frozenset(), rate: int = 100) -> None:
    async def within() -> None:
        async with asyncio.timeout(30):
            zalo.begin(allowed, rate)
            await say(zalo)
            await zalo.talk.stop()

    asyncio.run(within())
