"""One writer at a time: a lock that says who holds it, and that a dead process cannot keep."""

import json
import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import lock_descriptor

from knowledge import private
from knowledge.articles import KnowledgeError

_LOG = logging.getLogger(__name__)
_READ_AGAIN_S = 0.1
"""A holder writes its name right after it got the lock."""


@dataclass(frozen=True)
class Holder:
    """The process that holds a lock; `since` is ISO 8601 in UTC, `does` what it holds it for."""

    pid: int
    host: str
    since: str
    does: str

    def __str__(self) -> str:
        return f"{self.does}, process {self.pid} on {self.host}, since {self.since}"


class HeldError(KnowledgeError):
    """Another process holds the lock; `holder` is None if it did not say who it is."""

    def __init__(self, message: str, holder: Holder | None) -> None:
        super().__init__(message)
        self.holder = holder


@contextmanager
def only_writer(state: Path, does: str) -> Iterator[None]:
    """Held by whoever changes the index in `state`.

    :raises HeldError: if another process does.
    :raises OSError: if `state` cannot be written.
    """
    refusal = "Another process is changing the index ({}); wait until it has ended."
    descriptor = _locked(state / "reload.lock", does, refusal)
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def only_import(state: Path) -> Iterator[None]:
    """Held by whoever fetches articles from the portal.

    :raises HeldError: if another process does.
    :raises OSError: if `state` cannot be written.
    """
    refusal = "Another process is importing ({}); wait until it has ended."
    descriptor = _locked(state / "import.lock", "import", refusal)
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def only_bot(state: Path) -> Iterator[None]:
    """Held by `giaoban run` as long as it serves; where nothing can be written, by nobody.

    :raises HeldError: if another one serves from `state`.
    """
    refusal = "Another bot serves from this state folder ({}): stop it, or set another `state`."
    try:
        descriptor = _locked(state / "run.lock", "run", refusal)
    except OSError as error:
        _LOG.warning("a second bot would not be noticed: %s", error)
        yield
        return
    try:
        yield
    finally:
        os.close(descriptor)


def _locked(path: Path, does: str, refusal: str) -> int:
    """A descriptor; closing it frees the lock, as the end of the process does, however it comes.

    :param refusal: what whoever comes second is told, with {} for the holder.
    """
    private.make_state(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        private.restrict(path)
        if not lock_descriptor(descriptor, blocking=False):
            holder = _holder(path)
            raise HeldError(refusal.format(holder or "it does not say who"), holder)
        _sign(descriptor, does)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _sign(descriptor: int, does: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps(asdict(Holder(os.getpid(), socket.gethostname(), now, does)))
    with suppress(OSError):  # a full disk must not keep anybody from clearing it up
        os.ftruncate(descriptor, 0)
        os.write(descriptor, text.encode())


def _holder(path: Path) -> Holder | None:
    for _ in range(2):
        try:
            return Holder(**json.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError):
            time.sleep(_READ_AGAIN_S)
    return None
