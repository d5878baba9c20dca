"""One request: what comes back, within limits on its size and time."""

import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import httpcore
import httpx

from knowledge.portal.connecting import Network
from knowledge.portal.robots import AGENT
from knowledge.portal.settings import Portal
from knowledge.portal.troubles import PortalError, Trouble

_DEADLINE = 3
"""Times the time-out: for all of one page, however slowly it comes."""
_HEADERS = {
    "User-Agent": f"{AGENT}/0.1 (answers questions from a committee's published articles)",
    "Accept": "text/html, application/xml;q=0.9, application/pdf;q=0.8, */*;q=0.5",
    "Accept-Language": "vi",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


@dataclass(frozen=True)
class Answer:
    """What a host answered; `data` is unpacked, and empty unless `status` is 200."""

    status: int
    headers: httpx.Headers
    data: bytes


def ask(
    url: httpx.URL, headers: dict[str, str], portal: Portal, tls: ssl.SSLContext, most_bytes: int
) -> Answer:
    """What the host of `url` answers. No proxy of the environment is used: it could lead anywhere.

    :raises PortalError: if the host is in a private network, cannot be reached or sends too much.
    """
    timeout = portal.timeout_seconds
    network = Network(portal.allow_private, time.monotonic() + _DEADLINE * timeout)
    sent = {"Host": url.netloc.decode("ascii"), **_HEADERS, **headers}
    limits = dict.fromkeys(("connect", "read", "write", "pool"), timeout)
    try:
        with (
            httpcore.ConnectionPool(tls, network_backend=network) as pool,
            pool.stream(
                "GET", str(url), headers=list(sent.items()), extensions={"timeout": limits}
            ) as response,
        ):
            given = httpx.Headers(response.headers)
            chunks = response.iter_stream()
            data = _body(chunks, given, most_bytes) if response.status == 200 else b""
            return Answer(response.status, given, data)
    except httpcore.TimeoutException as error:
        raise PortalError(Trouble.TIMEOUT, f"{url.host} takes too long to answer") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        what = str(error) or type(error).__name__
        reason = f"{url.host} cannot be reached: {what[:200]}"
        raise PortalError(Trouble.UNREACHABLE, reason) from error


def _body(chunks: Iterable[bytes], headers: httpx.Headers, most: int) -> bytes:
    length = headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > most:
        raise _too_large(most)
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        chunks = _unzipped(chunks)
    elif encoding not in ("identity", ""):
        reason = f"it comes packed as {encoding[:20]!r}, which was not asked for"
        raise PortalError(Trouble.OTHER_KIND, reason)
    return _limited(chunks, most)


def unpacked(data: bytes, most: int) -> bytes:
    """The content of a packed file, such as a sitemap; anything else as it is.

    :raises PortalError: if it is damaged or larger than `most` bytes.
    """
    return _limited(_unzipped([data]), most) if data[:2] == b"\x1f\x8b" else data


def _limited(chunks: Iterable[bytes], most: int) -> bytes:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > most:
            raise _too_large(most)
    return bytes(data)


def _unzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """In pieces of 64 KB at most, so that a small bomb is noticed before it has gone off."""
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    has_ended = True
    try:
        for chunk in chunks:
            packed = chunk
            while packed:
                yield unpacking.decompress(packed, 65_536)
                packed, has_ended = unpacking.unconsumed_tail, unpacking.eof
                if has_ended:
                    packed, unpacking = (
                        unpacking.unused_data,
                        zlib.decompressobj(zlib.MAX_WBITS | 16),
                    )
        while not has_ended and (rest := unpacking.decompress(b"", 65_536)):
            yield rest
            has_ended = unpacking.eof
    except zlib.error as error:
        raise PortalError(Trouble.OTHER_KIND, "it comes packed, and damaged") from error
    if not has_ended:
        raise PortalError(Trouble.OTHER_KIND, "it comes packed, and only in part")


def _too_large(most: int) -> PortalError:
    return PortalError(Trouble.TOO_LARGE, f"larger than {most / 1e6:.0f} MB")
