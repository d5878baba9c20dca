"""What a host's robots.txt allows giaoban."""

import httpx
from protego import Protego

AGENT = "giaoban"
_LONGEST_DELAY_S = 30.0
_MOST_BYTES = 500_000


class Robots:
    """The rules of one host; `delay` is what it asks to leave between requests, in seconds."""

    def __init__(self, data: bytes) -> None:
        self._rules = Protego.parse(data[:_MOST_BYTES].decode("utf-8-sig", "replace"))
        self.delay = min(self._rules.crawl_delay(AGENT) or 0.0, _LONGEST_DELAY_S)

    def allow(self, url: httpx.URL) -> bool:
        """Whether the page may be fetched."""
        return bool(self._rules.can_fetch(str(url), AGENT))


def address_of(url: httpx.URL) -> httpx.URL:
    """Where the rules for `url` stand."""
    return url.copy_with(raw_path=b"/robots.txt")
