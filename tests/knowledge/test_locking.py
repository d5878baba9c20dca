import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.locking import HeldError, Holder, only_bot, only_writer
from tests.conftest import ROOT

HOLD = """
import sys, time
from pathlib import Path
from knowledge.locking import only_bot, only_writer
with {lock}:
    print("held", flush=True)
    time.sleep(60)
"""
LOCKS = {
    "reload.lock": 'only_writer(Path("state"), "rollback")',
    "run.lock": 'only_bot(Path("state"))',
}


class Other:
    """Another process, which holds a lock until it is killed."""

    def __init__(self, folder: Path, lock: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD.format(lock=LOCKS[lock])],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        with self.process.stdout as output:
            assert output.readline() == b"held\n"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(params=LOCKS)
def lock(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def other(tmp_path: Path, lock: str) -> Iterator[Other]:
    started = Other(tmp_path, lock)
    yield started
    started.kill()


def hold(state: Path, lock: str) -> None:
    with only_writer(state, "reload") if lock == "reload.lock" else only_bot(state):
        pass


def test_the_second_is_told_who_the_first_is_and_what_it_does(
    tmp_path: Path, other: Other, lock: str
) -> None:
    with pytest.raises(HeldError) as caught:
        hold(tmp_path / "state", lock)
    holder = caught.value.holder
    assert holder is not None
    assert (holder.pid, holder.host) == (other.process.pid, socket.gethostname())
    assert holder.does == ("rollback" if lock == "reload.lock" else "run")
    age = datetime.now(UTC) - datetime.fromisoformat(holder.since)
    assert -2 < age.total_seconds() < 60
    assert f"({holder.does}, process {holder.pid} on {holder.host}, since " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_lock_of_a_killed_process_is_free(tmp_path: Path, other: Other, lock: str) -> None:
    other.kill()
    hold(tmp_path / "state", lock)
    assert (tmp_path / "state" / lock).exists()


def test_a_lock_can_be_taken_again_and_again(tmp_path: Path, lock: str) -> None:
    for _ in range(3):
        hold(tmp_path / "state", lock)


def test_the_two_locks_do_not_hinder_each_other(tmp_path: Path) -> None:
    with only_bot(tmp_path), only_writer(tmp_path, "reload"), pytest.raises(HeldError):
        hold(tmp_path, "run.lock")


@pytest.mark.parametrize("content", ["", "rác", "[]", '{"pid": 1}', "\x00"])
def test_a_holder_that_cannot_be_read_is_not_invented(
    tmp_path: Path, other: Other, lock: str, content: str
) -> None:
    (tmp_path / "state" / lock).write_text(content, encoding="utf-8")
    with pytest.raises(HeldError, match="it does not say who") as caught:
        hold(tmp_path / "state", lock)
    assert caught.value.holder is None


def test_a_holder_is_told_in_few_words() -> None:
    told = str(Holder(7, "may-chu", "2026-11-26T01:02:03+00:00", "reload"))
    assert re.fullmatch(r"reload, process 7 on may-chu, since 2026-11-26T01:02:03\+00:00", told)
