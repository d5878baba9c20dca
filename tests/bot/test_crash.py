"""`giaoban reload` is killed at every step, and at moments that nobody chose."""

import random
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path

import pytest

from tests.bot.crashing.office import Victims, completes, following, nobody, opens_whole

MOMENTS = 30
Company = Callable[[Path], AbstractContextManager[None]]


@pytest.mark.parametrize("company", [nobody, following])
def test_killed_at_any_step_a_reload_loses_nothing(victims: Victims, company: Company) -> None:
    assert victims.run() == 0, victims.printed
    old = opens_whole(victims)
    with company(victims.folder):
        for step in count(1):
            victims.edit(step)
            if victims.run(step=step) == 0:
                break
            old = completes(victims, old)
    assert step > 40


@pytest.mark.parametrize("company", [nobody, following])
def test_killed_at_any_moment_a_reload_loses_nothing(victims: Victims, company: Company) -> None:
    assert victims.run() == 0, victims.printed
    victims.edit(0)
    start = time.monotonic()
    assert victims.run() == 0
    whole = time.monotonic() - start
    old, killed = opens_whole(victims), 0
    with company(victims.folder):
        for number in count(1):
            victims.edit(number)
            if victims.run(seconds=random.uniform(0.01, whole)) == -signal.SIGKILL:
                killed += 1
            else:
                whole *= 0.9  # the machine was slower before
            old = completes(victims, old)
            if killed == MOMENTS:
                break


def test_killed_at_its_first_a_reload_begins_again(victims: Victims) -> None:
    assert victims.run() == 0
    for step in range(1, victims.steps, 5):
        shutil.rmtree(victims.state)
        assert victims.run(step=step) == -signal.SIGKILL
        assert completes(victims, opens_whole(victims)) in (1, 2)


def test_killed_at_any_step_a_rollback_is_done_or_is_not(victims: Victims) -> None:
    assert victims.run() == 0
    new = 0
    for step in count(1):
        victims.edit(step)
        assert victims.run() == 0
        new = opens_whole(victims) or 0
        if victims.run("rollback", step=step) == 0:
            break
        assert opens_whole(victims) in (new - 1, new)
        assert victims.run() == 0
        assert not list(victims.state.glob("*.tmp"))
    assert opens_whole(victims) == new - 1
