"""Channels side by side: what becomes of the others when one fails."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tornado.routing import Rule

from bot.channel import ChannelError, UnreachableError
from bot.side_by_side import SideBySide

FAR, GONE = UnreachableError("Cannot be reached."), ChannelError("The token is refused.")


class Fake:
    """A channel whose starts and then its run meet these failures, one after the other."""

    def __init__(self, name: str, *starts: Exception | None, run: Exception | None = None) -> None:
        self.name = name
        self.starts, self.begun = list(starts), 0
        self.end, self.run_error = asyncio.Event(), run
        self.is_healthy = True
        self.stopped = False

    def routes(self) -> list[Rule]:
        return []

    async def start(self) -> None:
        self.begun += 1
        if failure := self.starts.pop(0) if self.starts else None:
            raise failure

    async def run(self) -> None:
        await self.end.wait()
        assert self.run_error
        raise self.run_error

    async def stop(self) -> None:
        self.stopped = True


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.side_by_side._PAUSE_S", 0.01)


def during(
    channels: list[Fake], watch: Callable[[SideBySide], Awaitable[None]] | None = None
) -> None:
    """Runs the channels until `watch` ends, or they do."""

    async def within() -> None:
        together = SideBySide(channels)
        running = asyncio.create_task(together.run())
        if watch is None:
            await running
            return
        async with asyncio.timeout(10):
            await watch(together)
        assert not running.done()
        running.cancel()
        await together.stop()

    asyncio.run(within())
    assert watch is None or all(channel.stopped for channel in channels)


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_all_serve_side_by_side_and_each_tells_of_its_health() -> None:
    first, second = Fake("telegram"), Fake("zalo")

    async def watch(together: SideBySide) -> None:
        await settled()
        assert together.health() == {"telegram": True, "zalo": True}
        second.is_healthy = False
        assert together.health() == {"telegram": True, "zalo": False}

    during([first, second], watch)


@pytest.mark.parametrize("failure", [GONE, FAR, RuntimeError("hỏng")], ids=repr)
def test_one_alone_ends_with_its_error(failure: Exception) -> None:
    with pytest.raises(type(failure), match=str(failure)):
        during([Fake("telegram", failure)])


def test_one_that_is_refused_is_told_of_once_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    refused, other = Fake("zalo", GONE), Fake("telegram")

    async def watch(together: SideBySide) -> None:
        await asyncio.sleep(0.1)
        assert together.health() == {"zalo": False, "telegram": True}
        assert refused.begun == 1

    during([refused, other], watch)
    assert [r.message for r in caplog.records] == ["The token is refused. The others go on."]


def test_one_that_cannot_be_reached_is_tried_again_until_it_can_and_told_of_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    far, other = Fake("zalo", FAR, FAR, None), Fake("telegram")

    async def watch(together: SideBySide) -> None:
        await settled()
        assert together.health() == {"zalo": False, "telegram": True}
        while not together.health()["zalo"]:
            await asyncio.sleep(0.01)
        assert far.begun == 3

    during([far, other], watch)
    assert [r.message for r in caplog.records] == ["Cannot be reached. The others go on."]


def test_one_that_fails_later_leaves_the_others(caplog: pytest.LogCaptureFixture) -> None:
    broken, other = Fake("zalo", run=RuntimeError("hỏng")), Fake("telegram")

    async def watch(together: SideBySide) -> None:
        await settled()
        broken.end.set()
        await settled()
        assert together.health() == {"zalo": False, "telegram": True}

    during([broken, other], watch)
    (record,) = caplog.records
    assert record.message == "zalo failed; the others go on"
    assert record.exc_info


@pytest.mark.parametrize("first", [GONE, FAR], ids=repr)
def test_when_none_is_left_the_error_of_the_last_is_raised(
    first: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    last = Fake("telegram", run=ChannelError("Another program."))
    last.end.set()
    with pytest.raises(ChannelError, match=r"Another program\."):
        during([Fake("zalo", *[first] * 99), last])
    assert len(caplog.records) == 1
