"""Addresses of pages: which may be fetched, and when two of them mean the same page."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlencode

import httpx

from knowledge.portal.troubles import PortalError, Trouble

_LONGEST = 2_000
_NAME = re.compile(
    r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*"
)
_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")
_USUAL_PORTS = (None, 80, 443)
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|zarsrc|zalo_\w+|mc_[ce]id|_ga|ref|share|print|jsessionid|phpsessid"
)
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_MOBILE = re.compile(r"^(?:www|m|mobile|wap|amp)\.")


def parse(text: str) -> httpx.URL:
    """The address that `text` gives, without its fragment.

    :raises PortalError: if it is none of a page on the web, or hides where it leads.
    """
    text = text.strip()
    shown = ascii(text[:100])[1:-1] if not text.isprintable() else text[:100]
    try:
        if len(text) > _LONGEST or not text.isprintable():
            raise ValueError(text)
        url = httpx.URL(text).copy_with(fragment=None)
        port = url.port
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise PortalError(Trouble.ADDRESS, f"{shown!r} is no address of a page") from error
    if url.scheme not in ("http", "https"):
        reason = f"{shown!r} does not begin with http:// or https://"
        raise PortalError(Trouble.ADDRESS, reason)
    if url.userinfo:
        raise PortalError(Trouble.ADDRESS, "an address with a user name or password in it")
    host = url.host.rstrip(".")
    if not _is_host(host) or not (port is None or 0 < port < 65_536):
        raise PortalError(Trouble.ADDRESS, f"{shown!r} names no host, or in a disguised form")
    return url.copy_with(host=host)


def _is_host(host: str) -> bool:
    """A name, or an IP address in its usual form; not 0x7f.1 or 2130706433."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("idna").decode() if not host.isascii() else host.lower()
        return bool(_NAME.fullmatch(name)) and not _NUMBER.fullmatch(name)
    return "%" not in host


def authority(text: str) -> tuple[str, int | None]:
    """The host and port of `host` or `host:port`, as Hosts compares them.

    :raises PortalError: if it is something else.
    """
    url = parse(f"http://{text}")
    if url.path != "/" or url.query or "@" in text:
        raise PortalError(Trouble.ADDRESS, f"{text[:100]!r} is no host")
    return _authority(url)


def _authority(url: httpx.URL) -> tuple[str, int | None]:
    return url.host.lower(), None if url.port in _USUAL_PORTS else url.port


class Hosts:
    """The hosts that may be asked, each at the usual ports or at the one it was listed with."""

    def __init__(self, hosts: Iterable[str], pages: Iterable[httpx.URL] = ()) -> None:
        """:param pages: addresses whose hosts are allowed as well."""
        self._listed = {*map(authority, hosts), *map(_authority, pages)}

    def allow(self, url: httpx.URL) -> bool:
        """Whether the page may be fetched."""
        return _authority(url) in self._listed

    def check(self, url: httpx.URL) -> None:
        """:raises PortalError: if it may not."""
        if not self.allow(url):
            host, port = _authority(url)
            name = f"{host}:{port}" if port else host
            reason = f"the host {name} is not listed: add it to `portal: hosts` if it is yours"
            raise PortalError(Trouble.HOST, reason)


def key(url: httpx.URL) -> str:
    """The same for all addresses that surely mean the same page: http or https, with www or
    without, with what tells where the reader came from or without.
    """
    host, port = _authority(url)
    path = quote(unquote(_SESSION.sub("", url.path)).rstrip("/"), safe="/;,=+@!$&'()*:")
    given = parse_qsl(url.query.decode("ascii", "replace"), keep_blank_values=True)
    query = urlencode(sorted(pair for pair in given if not _TRACKING.fullmatch(pair[0].lower())))
    name = host.removeprefix("www.") + (f":{port}" if port else "")
    return f"{name}{path}" + (f"?{query}" if query else "")


def shown(url: httpx.URL) -> str:
    """The address to show and to keep: without what tells where the reader came from."""
    query = url.query.decode("ascii", "replace")
    pairs = [pair for pair in query.split("&") if not _TRACKING.fullmatch(_name(pair))]
    return str(url.copy_with(query="&".join(pairs).encode() or None))


def _name(pair: str) -> str:
    return unquote(pair.partition("=")[0]).lower()


def is_same_site(one: httpx.URL, other: httpx.URL) -> bool:
    """Whether both are of one portal, one of them perhaps of its pages for telephones."""
    return _site(one) == _site(other)


def _site(url: httpx.URL) -> tuple[str, int | None]:
    host, port = _authority(url)
    return _MOBILE.sub("", host), port
