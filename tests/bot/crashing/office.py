"""`giaoban` commands that are killed, or that a full disk stops, and what they leave."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from knowledge.base import KnowledgeBase
from knowledge.vietnamese import normalise
from tests.bot.crashing.follower import ANSWER, answer
from tests.bot.crashing.victims import ENCODED, PRINTED, STEPS, Order
from tests.conftest import ROOT, FakeEncoder

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
DATABASES = {"giaoban.db", "journal.db"}
LASTING = {*DATABASES, "CURRENT", "reload.lock", "last_reload.json", "snapshots"}
BESIDE_THE_DATABASES = {f"{name}-{kind}" for name in DATABASES for kind in ("wal", "shm")}


class Victims:
    """Runs commands in `folder`, which may be killed; see crashing/victims.py."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "state"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.crashing.victims"],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, step: int = 0, seconds: float = 0, largest: int = 0) -> int:
        order = Order(str(self.folder), arguments or ("reload",), step, seconds, largest)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0

    @property
    def printed(self) -> str:
        return (self.folder / PRINTED).read_text(encoding="utf-8")

    @property
    def steps(self) -> int:
        """How many the last command took that was not killed."""
        return int((self.folder / STEPS).read_text(encoding="ascii"))

    def edit(self, number: int) -> None:
        """Some passages are new in it, and some as they were."""
        lines = [f"Tổ {n} phường Mỹ Lâm quét đường. " * 25 for n in (1, 2, number, number + 1)]
        path = self.folder / "articles" / "ra-quan.txt"
        path.write_text(f"Ra quân\n\n{number}\n\n" + "\n\n".join(lines), encoding="utf-8")

    def stored(self) -> set[bytes]:
        """The texts whose vectors are in the database; this opens it as any next process would."""
        with sqlite3.connect(self.state / "giaoban.db") as plain:
            rows = plain.execute("SELECT text_digest FROM vector").fetchall()
        plain.close()
        return {digest for (digest,) in rows}

    def encoded(self) -> list[bytes]:
        """The texts that were encoded since this was last asked for."""
        path = self.folder / ENCODED
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [hashlib.sha256(normalise(json.loads(line)).encode()).digest() for line in lines]


def opens_whole(victims: Victims) -> int | None:
    """The snapshot that the next process answers from."""
    base = KnowledgeBase(victims.state, [victims.folder / "articles"], FakeEncoder())
    base.open()
    assert base.is_empty or answer(base) == ANSWER
    number = base.snapshot_number
    base.close()
    return number


def completes(victims: Victims, old: int | None) -> int:
    """The next reload does all that is left to do, and clears away what the killed one left."""
    left = opens_whole(victims)
    stored = victims.stored()
    victims.encoded()
    assert victims.run() == 0, victims.printed
    assert not stored & set(victims.encoded())
    new = opens_whole(victims)
    assert new is not None
    assert left in (old, new)
    names = {path.name for path in victims.state.iterdir()}
    assert LASTING <= names <= LASTING | BESIDE_THE_DATABASES
    kept = [path.name for path in (victims.state / "snapshots").iterdir()]
    assert all(name.isdigit() for name in kept)
    assert len(kept) <= 3
    return new


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    yield


@contextmanager
def following(folder: Path) -> Iterator[None]:
    """Another process answers all the while, and not from one snapshot alone."""
    follower = subprocess.Popen(
        [sys.executable, "-m", "tests.bot.crashing.follower", str(folder)],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert follower.stdout
        assert follower.stdout.readline() == "answering\n"
        yield
    finally:
        printed, complaints = follower.communicate()
    assert (follower.returncode, complaints) == (0, "")
    counts = json.loads(printed)
    assert counts["answered"] > counts["snapshots"] > 1
