"""What earlier imports found: so that nothing is fetched, kept or told twice."""

import datetime as dt
import json
from dataclasses import astuple, dataclass
from pathlib import Path

from knowledge.database import Database
from knowledge.portal.addresses import parse
from knowledge.portal.fetching import NOTHING_KNOWN, Validators
from knowledge.portal.links import Link

FILE = "portal.db"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
    address TEXT PRIMARY KEY,
    checked TEXT NOT NULL,
    article TEXT,
    etag TEXT NOT NULL,
    modified TEXT NOT NULL,
    links TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS article (
    identity TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    seen TEXT NOT NULL,
    written TEXT NOT NULL,
    page TEXT NOT NULL,
    title TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS import (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    ended TEXT NOT NULL
);
"""


@dataclass(frozen=True)
class KnownPage:
    """A page that was fetched, last at `checked`; `article` is the identity of what it holds, None
    if that is none. `links` are those of a listing, feed or sitemap.
    """

    checked: dt.datetime
    article: str | None
    validators: Validators = NOTHING_KNOWN
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class KnownArticle:
    """An article's file; `seen` is the digest of the portal's newest version, `written` that of
    what the import wrote last. It was found on `page`, a key of an address.
    """

    file: str
    seen: str
    written: str
    page: str
    title: str


class Memory(Database):
    """One SQLite file in the state folder. Without it, articles are found again by their files."""

    def __init__(self, state: Path) -> None:
        """:raises KnowledgeError: if it cannot be opened."""
        super().__init__(state / FILE, _SCHEMA)

    def page(self, address: str) -> KnownPage | None:
        """:param address: the key of an address."""
        rows = self._all(
            "SELECT checked, article, etag, modified, links FROM page WHERE address = ?", (address,)
        )
        if not rows:
            return None
        checked, article, etag, modified, links = rows[0]
        found = tuple(Link(parse(url), _day(day), sure) for url, day, sure in json.loads(links))
        moment = dt.datetime.fromisoformat(checked)
        return KnownPage(moment, article, Validators(etag, modified), found)

    def keep_page(self, address: str, page: KnownPage) -> None:
        links = [
            (str(link.url), link.date.isoformat() if link.date else "", link.is_sure)
            for link in page.links
        ]
        self._all(
            "INSERT OR REPLACE INTO page (address, checked, article, etag, modified, links)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                address,
                page.checked.isoformat(timespec="seconds"),
                page.article,
                page.validators.etag,
                page.validators.modified,
                json.dumps(links),
            ),
        )

    def article(self, identity: str) -> KnownArticle | None:
        """:param identity: the key of the address that the article has for good."""
        rows = self._all(
            "SELECT file, seen, written, page, title FROM article WHERE identity = ?", (identity,)
        )
        return KnownArticle(*rows[0]) if rows else None

    def keep_article(self, identity: str, article: KnownArticle) -> None:
        self._all(
            "INSERT OR REPLACE INTO article (identity, file, seen, written, page, title)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (identity, *astuple(article)),
        )

    @property
    def ended(self) -> dt.datetime | None:
        """When the last import of all sources came to its end."""
        rows = self._all("SELECT ended FROM import")
        return dt.datetime.fromisoformat(rows[0][0]) if rows else None

    def note_end(self) -> None:
        self._all(
            "INSERT OR REPLACE INTO import (id, ended) VALUES (1, ?)",
            (dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),),
        )


def _day(said: str) -> dt.date | None:
    return dt.date.fromisoformat(said) if said else None
