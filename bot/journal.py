"""What was asked and answered, and how it was liked: for buttons, and to see what is missing.

The same file holds the audit, what admins did.
"""

import json
import logging
import sqlite3
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import audit
from bot.assistant import Answer, Elsewhere, Source
from knowledge.database import Database, explained

_LOG = logging.getLogger(__name__)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS asked (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    chat TEXT NOT NULL,
    question TEXT NOT NULL,
    found INTEGER NOT NULL,
    answer TEXT NOT NULL,
    liked INTEGER
);
"""
_KEPT = 50_000
"""Questions kept; the oldest go first."""


@dataclass(frozen=True)
class Asked:
    """A question of the journal; `at` is in UTC."""

    at: datetime
    question: str


@dataclass(frozen=True)
class Statistics:
    """Counts since some day; `refused_lately` and `disliked_lately` are newest first."""

    asked: int
    answered: int
    liked: int
    disliked: int
    refused_lately: tuple[Asked, ...]
    disliked_lately: tuple[Asked, ...]

    @property
    def refused(self) -> int:
        return self.asked - self.answered


class Journal(Database):
    """One SQLite file, safe to use from several threads.

    Of questions it holds no name and no user: of a chat only its key, to check who sees an answer
    again.
    """

    def __init__(self, path: Path) -> None:
        """:raises KnowledgeError: if the file cannot be opened or written."""
        super().__init__(path, _SCHEMA + audit.SCHEMA)
        self.audit = audit.Audit(self._db, self._lock, path.name)

    def add(self, chat: str, answer: Answer) -> int | None:
        """Keeps what was answered in `chat` and returns its number; None if the disk fails.

        An answer must reach its asker even when it cannot be noted.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        row = (now, chat, answer.question, answer.found, _to_json(answer))
        try:
            with self._lock:
                number = self._db.execute(
                    "INSERT INTO asked (at, chat, question, found, answer) VALUES (?, ?, ?, ?, ?)",
                    row,
                ).lastrowid
                self._db.execute("DELETE FROM asked WHERE id <= ?", ((number or 0) - _KEPT,))
        except sqlite3.Error as error:
            _LOG.error("the journal cannot be written: %s", error)
            return None
        return number

    def answer(self, chat: str, number: int) -> Answer | None:
        """Answer `number`, if it was given in `chat` and is still kept."""
        rows = self._all("SELECT answer FROM asked WHERE id = ? AND chat = ?", (number, chat))
        return _from_json(rows[0][0]) if rows else None

    def like(self, chat: str, number: int, is_liked: bool) -> bool:
        """Notes that answer `number` was liked or not; False if there is none in `chat`.

        :raises KnowledgeError: if the journal cannot be read or written.
        """
        with self._lock, explained(self._name):
            cursor = self._db.execute(
                "UPDATE asked SET liked = ? WHERE id = ? AND chat = ?", (is_liked, number, chat)
            )
        return cursor.rowcount > 0

    def statistics(self, days: int, listed: int = 10) -> Statistics:
        """Of the last `days`, with up to `listed` questions of each kind."""
        since = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
        counts = self._all(
            "SELECT count(*), total(found), total(liked = 1), total(liked = 0) FROM asked"
            " WHERE at >= ?",
            (since,),
        )[0]
        asked, answered, liked, disliked = map(int, counts)
        return Statistics(
            asked,
            answered,
            liked,
            disliked,
            refused_lately=self._lately("NOT found", since, listed),
            disliked_lately=self._lately("liked = 0", since, listed),
        )

    def _lately(self, condition: str, since: str, listed: int) -> tuple[Asked, ...]:
        rows = self._all(
            f"SELECT at, question FROM asked WHERE {condition} AND at >= ?"  # noqa: S608 - constants
            " ORDER BY id DESC LIMIT ?",
            (since, listed),
        )
        return tuple(Asked(datetime.fromisoformat(at), question) for at, question in rows)


def _to_json(answer: Answer) -> str:
    return json.dumps(asdict(answer), ensure_ascii=False, default=date.isoformat)


def _from_json(text: str) -> Answer:
    fields = json.loads(text)
    sources = tuple(map(_source, fields["sources"]))
    return Answer(**{**fields, "sources": sources, "choices": ()})


def _source(fields: dict[str, Any]) -> Source:
    also_at = tuple(Elsewhere(**one) for one in fields.get("also_at", ()))
    day = fields["date"] and date.fromisoformat(fields["date"])
    return Source(**{**fields, "date": day, "also_at": also_at})
