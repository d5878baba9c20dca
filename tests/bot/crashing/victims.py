"""Forks `giaoban` commands, one for each line of the input, and kills them as the line says.

A forked process has nothing to import, so that hundreds fit into a test. Nothing of giaoban is
changed but the encoder, and how many passages it gets at a time. What is a step, Python and SQLite
tell of themselves: each file of the state folder made, written, renamed, restricted or deleted, and
each transaction begun or ended.
"""

import gc
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot import cli, opening
from embeddings.encoder import Vectors
from knowledge import indexing
from tests.conftest import FakeEncoder

_EVENTS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_STATEMENTS = ("BEGIN", "COMMIT")
ENCODED, STEPS, PRINTED = "encoded.jsonl", "steps", "printed"
"""Files beside the state folder: passages encoded, steps taken at the end, what was printed."""


@dataclass(frozen=True)
class Order:
    """What to run in `folder`; killed before its step `step`, or after `seconds`, or not at all.

    `largest` is the size in bytes that a file may grow to.
    """

    folder: str
    arguments: tuple[str, ...] = ("reload",)
    step: int = 0
    seconds: float = 0.0
    largest: int = 0


class Steps:
    """Counts the steps of this process and ends it before one of them."""

    def __init__(self, last: int) -> None:
        self.taken, self._last = 0, last
        sys.addaudithook(self._listen)
        connect = sqlite3.connect

        def listened(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*arguments, **options)
            connection.set_trace_callback(self._execute)
            return connection

        sqlite3.connect = listened  # type: ignore[assignment]

    def _listen(self, event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and arguments[2] & _WRITES
        if (writes or event in _EVENTS) and f"{os.sep}state" in str(arguments[0]):
            self._step()

    def _execute(self, statement: str) -> None:
        if statement.startswith(_STATEMENTS):
            self._step()

    def _step(self) -> None:
        self.taken += 1
        if self.taken == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


class Noting(FakeEncoder):
    """Notes in a file every passage that it encodes."""

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        with open(ENCODED, "a", encoding="utf-8") as file:
            file.writelines(json.dumps(text) + "\n" for text in texts)
        return super().encode_document(texts)


def _run(order: Order) -> int:
    os.chdir(order.folder)
    output = os.open(PRINTED, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdin = open(os.devnull)  # noqa: SIM115 - the parent reads its own on
    vars(opening).update(load_encoder=lambda name: Noting("fake"), load_reader=lambda: None)
    indexing._CHUNK = 2
    if order.largest:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (order.largest, order.largest))
    steps = Steps(order.step)
    status = cli.main(order.arguments)
    with open(STEPS, "w", encoding="ascii") as file:
        file.write(str(steps.taken))
    sys.stdout.flush()
    return status


def main() -> None:
    """Answers each order with the exit status; a negative one is the signal that killed it."""
    gc.freeze()  # else each child copies all that is loaded
    for line in sys.stdin:
        raw = json.loads(line)
        order = Order(**raw | {"arguments": tuple(raw["arguments"])})
        child = os.fork()
        if child == 0:
            os._exit(_run(order))  # tearing all modules down would take most of the time
        if order.seconds:
            time.sleep(order.seconds)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
