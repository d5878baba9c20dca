"""What may be fetched from portals, and how gently."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a page of a portal is; feeds and sitemaps say so themselves."""

    ARTICLE = "article"
    LISTING = "listing"


@dataclass(frozen=True)
class Source:
    """An address to import from; without `kind` the page itself shows what it is."""

    url: str
    kind: Kind | None = None


@dataclass(frozen=True)
class Portal:
    """The key `portal`. `hosts` are allowed besides those of the sources: names, with `:port`
    where it is not the usual one. `every_hours` is for `giaoban run`; None: only when told to.
    """

    hosts: tuple[str, ...] = ()
    allow_private: bool = False
    every_hours: float | None = None
    seconds_between_requests: float = 1.0
    timeout_seconds: float = 20.0
    articles_per_import: int = 50


DEFAULT_PORTAL = Portal()
