"""When `giaoban run` imports by itself."""

import asyncio
import os
import sys
import threading
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from bot import schedule
from bot.admin_dialogue import AdminDialogue
from bot.config import Config
from knowledge.portal import memory
from knowledge.portal.memory import Memory
from knowledge.portal.settings import Portal, Source


class Admin:
    """Counts the imports; the first ones fail."""

    def __init__(self, failing: int = 0) -> None:
        self.failing, self.imports = failing, 0
        self.priority = -1

    def import_on_schedule(self) -> None:
        self.imports += 1
        if sys.platform == "linux":
            self.priority = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
        if self.imports <= self.failing:
            raise RuntimeError("hỏng")


def waits(config: Config, admin: Admin, count: int, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The first `count` pauses, in seconds, which take no time."""
    found: list[float] = []

    async def sleep(seconds: float) -> None:
        found.append(seconds)
        if len(found) == count:
            raise asyncio.CancelledError

    async def run() -> None:
        await schedule.import_regularly(config, cast(AdminDialogue, admin))

    monkeypatch.setattr(asyncio, "sleep", sleep)
    with suppress(asyncio.CancelledError):
        asyncio.run(run())
    return found


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, sources=(Source("http://a.example"),), portal=Portal(every_hours=6))


def test_the_first_import_comes_soon_and_the_next_in_hours(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = Admin()
    assert waits(config, admin, 3, monkeypatch) == [5, 6 * 3600, 6 * 3600]
    assert admin.imports == 2


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own there")
def test_an_import_gives_way_to_answers(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = Admin()
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    waits(config, admin, 2, monkeypatch)
    assert admin.priority == max(before, 10)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_a_restart_brings_no_import_before_its_time(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Memory(config.state)) as known:
        known.note_end()
    (wait,) = waits(config, Admin(), 1, monkeypatch)
    assert 6 * 3600 - 60 < wait <= 6 * 3600
    later = datetime.now(UTC) + timedelta(hours=7)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return later

    monkeypatch.setattr(schedule, "datetime", Clock)
    assert waits(config, Admin(), 1, monkeypatch) == [5]


def test_an_import_that_fails_does_not_end_the_schedule(
    config: Config, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    admin = Admin(failing=1)
    waits(config, admin, 3, monkeypatch)
    assert admin.imports == 2
    assert caplog.messages == ["an import failed"]


def test_a_damaged_memory_is_told_of(
    config: Config, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    config.state.mkdir()
    (config.state / memory.FILE).write_bytes(b"x" * 5000)
    assert waits(config, Admin(), 1, monkeypatch) == [6 * 3600]
    assert "portal.db" in caplog.text


@pytest.mark.parametrize("change", [{"sources": ()}, {"portal": Portal()}])
def test_without_sources_or_hours_nothing_is_imported(
    config: Config, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    assert waits(replace(config, **change), Admin(), 1, monkeypatch) == []  # type: ignore[arg-type]
