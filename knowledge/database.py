"""Opening a SQLite file, and saying what to do about one that cannot be used."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.articles import KnowledgeError


def open_database(path: Path, schema: str) -> sqlite3.Connection:
    """The database at `path`, with `schema`; it may be used from several threads, one at a time.

    Nothing is in a transaction unless a statement begins one.

    :raises KnowledgeError: if the file is no database or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA busy_timeout = 10000")
        database.executescript(schema)
    except (OSError, sqlite3.Error) as error:
        raise KnowledgeError(
            f"Cannot open the database {path}: {error}. Check the folder's rights and the "
            "disk; a damaged file can be moved away, it is made anew."
        ) from error
    return database


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Says what to do about the database `name` when SQLite cannot use it.

    :raises KnowledgeError: in place of SQLite's own errors.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise KnowledgeError(
            f"The database is damaged or cannot be written: {error}. Check the disk; a damaged "
            f"{name} can be moved away, it is made anew."
        ) from error
