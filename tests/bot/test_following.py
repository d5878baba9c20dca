import asyncio
import logging
from collections.abc import Iterator

import pytest

from bot import serving
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase


def test_a_snapshot_that_cannot_be_followed_is_told_of_once(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def outcomes() -> Iterator[str]:
        yield from ["2 is damaged"] * 3
        yield "3 is damaged"
        yield ""
        yield from ["4 is damaged"] * 2

    left = outcomes()
    ended = asyncio.Event()

    def follow() -> bool:
        told = next(left, None)
        if told is None:
            ended.set()
        if told:
            raise KnowledgeError(told)
        return told == ""

    async def run() -> None:
        following = asyncio.create_task(serving._follow(base))
        await asyncio.wait_for(ended.wait(), 30)
        following.cancel()

    monkeypatch.setattr(base, "follow", follow)
    monkeypatch.setattr(serving, "_FOLLOW_EVERY_S", 0.001)
    with caplog.at_level(logging.INFO, "bot.serving"):
        asyncio.run(run())
    assert [message.rpartition(": ")[2] for message in caplog.messages] == [
        *("2 is damaged", "3 is damaged", "answering from snapshot None", "4 is damaged"),
    ]
