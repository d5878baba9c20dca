"""A disk on which nothing can be written: one clear error, and the old snapshot answers on."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.crashing.disks import mount, small_disk
from tests.bot.crashing.follower import ANSWER, QUESTION
from tests.bot.crashing.office import Victims, completes, following, opens_whole


@pytest.fixture
def disk(victims: Victims) -> Iterator[Path]:
    """The state folder on a small disk of its own, with a first snapshot on it."""
    with small_disk(victims.state):
        assert victims.run() == 0, victims.printed
        yield victims.state


def fill(disk: Path, left: int) -> Path:
    """A file that leaves so many bytes of the disk."""
    free = os.statvfs(disk)
    path = disk / "filler"
    path.write_bytes(b"\0" * max(free.f_bavail * free.f_frsize - left, 0))
    return path


def answers(victims: Victims) -> bool:
    """Whether a new process answers the question, and says nothing but warnings besides."""
    assert victims.run("ask", "--json", QUESTION) == 0, victims.printed
    *warnings, line = victims.printed.splitlines()
    assert all("free some space" in warning or "private" in warning for warning in warnings)
    return ANSWER in json.loads(line)["answer"]


@pytest.mark.parametrize("left", [0, 4_096, 16_384, 32_768, 65_536, 100_000, 120_000])
def test_a_full_disk_stops_a_reload_and_the_old_snapshot_answers(
    victims: Victims, disk: Path, left: int
) -> None:
    old = opens_whole(victims)
    filler = fill(disk, left)
    victims.edit(7)
    assert victims.run() == 2
    *_, told = victims.printed.splitlines()
    assert told.startswith("giaoban: Cannot write ")
    assert "Traceback" not in victims.printed
    assert "free some space" in told
    assert answers(victims)
    filler.unlink()
    assert opens_whole(victims) == old
    assert completes(victims, old) == (old or 0) + 1


def test_a_running_bot_answers_on_while_the_disk_is_full(victims: Victims, disk: Path) -> None:
    with following(victims.folder):
        old = opens_whole(victims)
        filler = fill(disk, 8_192)
        victims.edit(7)
        assert victims.run() == 2
        filler.unlink()
        completes(victims, old)


def test_on_a_read_only_disk_nothing_but_reading_goes_on(victims: Victims, disk: Path) -> None:
    mount("-o", "remount,ro", disk)
    victims.edit(7)
    for command in ("reload", "rollback"):
        assert victims.run(command) == 2
        *_, told = victims.printed.splitlines()
        assert told.startswith(f"giaoban: Cannot write to {disk}: Read-only file system.")
        assert "Traceback" not in victims.printed
    assert answers(victims)
    assert opens_whole(victims) == 1
    mount("-o", "remount,rw", disk)
    completes(victims, 1)


@pytest.mark.parametrize("largest", [1_000, 4_000, 20_000])
def test_a_file_that_cannot_grow_stops_a_reload_and_the_old_snapshot_answers(
    victims: Victims, largest: int
) -> None:
    assert victims.run() == 0
    old = opens_whole(victims)
    victims.edit(7)
    assert victims.run(largest=largest) == 2
    assert "Traceback" not in victims.printed
    assert victims.printed.splitlines()[-1].startswith("giaoban: Cannot ")
    assert answers(victims)
    assert completes(victims, old) == (old or 0) + 1
