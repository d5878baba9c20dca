"""Opening a SQLite file, and saying what to do about one that cannot be used."""

import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from knowledge import private
from knowledge.articles import KnowledgeError

_LOG = logging.getLogger(__name__)
_UNWRITABLE = frozenset(
    {
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)


def open_database(path: Path, schema: str) -> sqlite3.Connection:
    """The database at `path`, with `schema`; it may be used from several threads, one at a time.

    Nothing is in a transaction unless a statement begins one. Where nothing can be written, as on
    a full disk, a database that is there is opened to be read.

    :raises KnowledgeError: if the file is no database or cannot be made.
    """
    try:
        return _writable(path, schema)
    except (OSError, sqlite3.Error) as error:
        if _is_unwritable(error) and (database := _readable(path)):
            _LOG.warning(
                "%s can only be read (%s): free some space or check the folder's rights, then "
                "start again",
                path,
                error,
            )
            return database
        raise KnowledgeError(
            f"Cannot open the database {path}: {error}. Check the folder's rights and the "
            "disk; a damaged file can be moved away, it is made anew."
        ) from error


def _writable(path: Path, schema: str) -> sqlite3.Connection:
    private.make_state(path.parent)
    private.make_file(path)  # SQLite gives its other files the rights of this one
    database = _connect(str(path))
    try:
        database.execute("PRAGMA busy_timeout = 10000")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA foreign_keys = ON")
        database.executescript(schema)
    except BaseException:
        database.close()
        raise
    return database


def _readable(path: Path) -> sqlite3.Connection | None:
    """Immutable: without its two files beside, a database in WAL mode is not read otherwise."""
    log = path.with_name(f"{path.name}-wal")
    modes = ["mode=ro"]
    if not (log.exists() and log.stat().st_size):  # else what it holds would be missed
        modes.append("mode=ro&immutable=1")
    for mode in modes:
        try:
            database = _connect(f"file:{quote(str(path))}?{mode}", uri=True)
        except sqlite3.Error:
            continue
        try:
            database.execute("SELECT count(*) FROM sqlite_master")
            return database
        except sqlite3.Error:
            database.close()
    return None


def _connect(address: str, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(address, check_same_thread=False, isolation_level=None, uri=uri)


def _is_unwritable(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE
    return True


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Says what to do about the database `name` when SQLite cannot use it.

    :raises KnowledgeError: in place of SQLite's own errors.
    """
    try:
        yield
    except sqlite3.Error as error:
        if _is_unwritable(error):
            raise KnowledgeError(
                f"Cannot write {name}: {error}. The knowledge base stays as it was; free some "
                "space or check the folder's rights."
            ) from error
        raise KnowledgeError(
            f"The database is damaged or cannot be written: {error}. Check the disk; a damaged "
            f"{name} can be moved away, it is made anew."
        ) from error


class Database:
    """One SQLite file. Safe to use from several threads; one statement runs at a time."""

    def __init__(self, path: Path, schema: str) -> None:
        """:raises KnowledgeError: as `open_database` does."""
        self._lock = threading.RLock()
        self._db = open_database(path, schema)
        self._name = path.name

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: an exception undoes what was written inside.

        :raises KnowledgeError: if the database is damaged or cannot be written.
        """
        with self._lock, explained(self._name):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite itself ends one on a full disk
                    self._db.execute("ROLLBACK")
                raise

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock, explained(self._name):
            return self._db.execute(statement, values).fetchall()
