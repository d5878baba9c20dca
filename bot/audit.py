"""Who changed what: the actions of admins, in a table that takes new lines and nothing else."""

import getpass
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.messages import Person
from knowledge.database import explained

_LOG = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    what TEXT NOT NULL,
    result TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS audit_keeps_its_lines BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER IF NOT EXISTS audit_loses_no_line BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER IF NOT EXISTS audit_replaces_no_line BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
"""


@dataclass(frozen=True)
class Entry:
    """One action: `who` did it, to `what`, and what came of it; `at` is ISO 8601 in UTC."""

    at: str
    who: str
    action: str
    what: str
    result: str


class Outcome:
    """What a block under `Audit.noted` says of itself; `result` may be set while it runs."""

    result = "done"


class Audit:
    """The audit in an open database, which it shares with others under one lock."""

    def __init__(self, database: sqlite3.Connection, lock: threading.RLock, name: str) -> None:
        """:param name: the database's file, to name it in errors."""
        self._db = database
        self._lock = lock
        self._name = name

    @contextmanager
    def noted(self, who: str, action: str, what: str = "") -> Iterator[Outcome]:
        """Notes `action` with its outcome when the block ends; an exception is its result."""
        outcome = Outcome()
        try:
            yield outcome
        except BaseException as error:
            outcome.result = f"failed: {str(error) or type(error).__name__}"
            raise
        finally:
            self._add(Entry(_now(), who, action, what, outcome.result))

    def newest(self, count: int) -> list[Entry]:
        """The last `count` actions, newest first.

        :raises KnowledgeError: if the journal cannot be read.
        """
        with self._lock, explained(self._name):
            rows = self._db.execute(
                "SELECT at, who, action, what, result FROM audit ORDER BY id DESC LIMIT ?", (count,)
            ).fetchall()
        return [Entry(*row) for row in rows]

    def _add(self, entry: Entry) -> None:
        """What was done is done: that it cannot be noted must not hide how it ended."""
        try:
            with self._lock:
                self._db.execute(
                    "INSERT INTO audit (at, who, action, what, result) VALUES (?, ?, ?, ?, ?)",
                    (entry.at, entry.who, entry.action, entry.what, entry.result),
                )
        except (sqlite3.Error, UnicodeEncodeError) as error:
            _LOG.error("the audit cannot be written: %s: %s", entry, error)


def in_chat(chat: str, person: Person) -> str:
    """Who a person is in the audit: the channel and the id."""
    return f"{chat.partition(':')[0]}:{person.id}"


def at_terminal() -> str:
    """Who gives commands at this terminal, in the audit."""
    return f"terminal:{system_user()}"


def system_user() -> str:
    """Who gives commands at this terminal; a number where the system has no name for it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid()) if hasattr(os, "getuid") else "unknown"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
