"""Fetching pages as a polite visitor: slowly, by the host's rules, and only what has changed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from knowledge.portal import robots
from knowledge.portal.addresses import Hosts, parse
from knowledge.portal.asking import Answer, ask, unpacked
from knowledge.portal.contents import XML, in_utf8, suffix_of
from knowledge.portal.robots import Robots
from knowledge.portal.settings import Portal
from knowledge.portal.troubles import PortalError, Trouble

ATTEMPTS = 3
_LONGEST_WAIT_S = 60.0
"""That a busy host may ask for; later means another time."""
_MOST_REDIRECTS = 5
_GIVEN_UP_AFTER = 3
"""Pages of a host, one after the other, that it did not give for its own trouble."""
_BUSY = (429, 500, 502, 503, 504)
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Validators:
    """What a host gave with a page, to ask whether it has changed since."""

    etag: str = ""
    modified: str = ""


NOTHING_KNOWN = Validators()


@dataclass(frozen=True)
class Page:
    """What was fetched; `url` is where it came from in the end, `suffix` that of a file of its
    kind.
    """

    url: httpx.URL
    suffix: str
    data: bytes
    validators: Validators


class Fetcher:
    """Fetches for one import; of a host one page at a time. Not for several threads."""

    def __init__(
        self,
        hosts: Hosts,
        portal: Portal,
        most_bytes: int,
        pause: Callable[[float], None] = time.sleep,
        attempts: int = ATTEMPTS,
    ) -> None:
        """:param most_bytes: of one page, unpacked.
        :param pause: waits so many seconds; what it raises ends the import.
        """
        self._hosts = hosts
        self._portal = portal
        self._most_bytes = most_bytes
        self._pause = pause
        self._attempts = attempts
        self._free_at: dict[str, float] = {}
        self._rules: dict[str, Robots | PortalError] = {}
        self._failed: dict[str, int] = {}
        self._tls = httpx.create_ssl_context()

    def get(self, url: httpx.URL, known: Validators = NOTHING_KNOWN) -> Page | None:
        """The page; None if it has not changed since it gave `known`.

        :raises PortalError: if it cannot be had.
        """
        asked = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        headers = {name: value for name, value in asked.items() if value}
        seen: set[str] = set()
        while True:
            self._hosts.check(url)
            if not self._robots(url).allow(url):
                reason = f"{url.host} forbids this page to programs (robots.txt)"
                raise PortalError(Trouble.ROBOTS, reason)
            answer = self._ask(url, headers)
            if answer.status not in _MOVED:
                break
            url = self._moved(url, answer, seen)
        if answer.status == 304 and headers:
            return None
        _check_status(answer.status)
        return self._page(url, answer)

    def _page(self, url: httpx.URL, answer: Answer) -> Page:
        given, data = answer.headers, answer.data
        suffix = suffix_of(url, given, data)
        if suffix == XML:
            data = unpacked(data, self._most_bytes)
        elif suffix == ".html":
            data = in_utf8(data, given)
        validators = Validators(given.get("ETag", ""), given.get("Last-Modified", ""))
        return Page(url, suffix, data, validators)

    def _moved(self, url: httpx.URL, answer: Answer, seen: set[str]) -> httpx.URL:
        seen.add(str(url))
        try:
            there = parse(str(url.join(answer.headers.get("Location", ""))))
        except (httpx.InvalidURL, ValueError) as error:
            raise PortalError(Trouble.REDIRECT, "it leads on to no address") from error
        if str(there) in seen or len(seen) > _MOST_REDIRECTS:
            raise PortalError(Trouble.REDIRECT, "it leads on and on, in a circle")
        if not self._hosts.allow(there):
            reason = f"it leads on to {there.host}, which is not listed: add it to `portal: hosts`"
            raise PortalError(Trouble.REDIRECT, reason)
        return there

    # The rules of each host

    def _robots(self, url: httpx.URL) -> Robots:
        """:raises PortalError: if the host does not say what it forbids: then it forbids all."""
        at = robots.address_of(url)
        known = str(at)
        if known not in self._rules:
            try:
                self._rules[known] = self._read_robots(at)
            except PortalError as error:
                self._rules[known] = error
        found = self._rules[known]
        if isinstance(found, PortalError):
            raise PortalError(found.trouble, str(found))
        return found

    def _read_robots(self, at: httpx.URL) -> Robots:
        seen: set[str] = set()
        answer = self._ask(at, {})
        while answer.status in _MOVED:
            try:
                at = self._moved(at, answer, seen)
            except PortalError:  # no rules here; those of other hosts are for their pages
                return Robots(b"")
            answer = self._ask(at, {})
        return Robots(answer.data if answer.status == 200 else b"")

    # Asking

    def _ask(self, url: httpx.URL, headers: dict[str, str]) -> Answer:
        """Asks in the host's turn, and again if it has trouble that may pass."""
        failed = self._failed.get(url.host, 0)
        if failed >= _GIVEN_UP_AFTER:
            reason = f"{url.host} was given up for now: it failed {failed} times in a row"
            raise PortalError(Trouble.UNREACHABLE, reason)
        wait = self._portal.seconds_between_requests
        for attempt in range(1, self._attempts + 1):
            try:
                answer = self._ask_once(url, headers)
                self._failed[url.host] = 0
                return answer
            except _AgainError as error:
                if attempt == self._attempts or error.wait > _LONGEST_WAIT_S:
                    self._failed[url.host] = failed + 1
                    raise
                wait *= 2
                self._pause(max(wait, error.wait))
        raise AssertionError("never comes here")

    def _ask_once(self, url: httpx.URL, headers: dict[str, str]) -> Answer:
        left = self._free_at.get(url.host, 0.0) - time.monotonic()
        if left > 0:
            self._pause(left)
        try:
            answer = ask(url, headers, self._portal, self._tls, self._most_bytes)
        except PortalError as error:
            if error.trouble not in (Trouble.TIMEOUT, Trouble.UNREACHABLE):
                raise
            raise _AgainError(error.trouble, str(error)) from error
        finally:
            self._free_at[url.host] = time.monotonic() + self._delay(url)
        if answer.status in _BUSY:
            wait = _asked_to_wait(answer.headers)
            later = f" and asks to come back in {wait:.0f} s" if wait else ""
            reason = f"{url.host} is in trouble (answer {answer.status}){later}"
            raise _AgainError(Trouble.BUSY, reason, wait)
        return answer

    def _delay(self, url: httpx.URL) -> float:
        rules = self._rules.get(str(robots.address_of(url)))
        asked = rules.delay if isinstance(rules, Robots) else 0.0
        return max(self._portal.seconds_between_requests, asked)


class _AgainError(PortalError):
    """What may pass; the host asks to `wait` so many seconds."""

    def __init__(self, trouble: Trouble, message: str, wait: float = 0.0) -> None:
        super().__init__(trouble, message)
        self.wait = wait


def _asked_to_wait(headers: httpx.Headers) -> float:
    """Seconds that the header Retry-After asks for."""
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return float(said[:9])
    try:
        return max((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return 0.0


def _check_status(status: int) -> None:
    if status in (404, 410):
        raise PortalError(Trouble.NOT_FOUND, f"there is no such page (answer {status})")
    if status != 200:
        raise PortalError(Trouble.REFUSED, f"the page is refused (answer {status})")
