"""Connections that lead out of the office's network, whatever a name resolves to."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from knowledge.portal.troubles import PortalError, Trouble

_TRIED = 4
"""Addresses of one host; some machines have no way to those of IPv6."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Network(httpcore.NetworkBackend):
    """Resolves a name once, checks every address of it, and connects to one that was checked: a
    name that means another address a moment later leads nowhere else. Ends at `deadline`, of
    time.monotonic, however slowly the other side sends.
    """

    def __init__(self, allow_private: bool, deadline: float) -> None:
        self._allow_private = allow_private
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """:raises PortalError: if the host is in no public network."""
        addresses = _resolve(host, port)
        for address in addresses:
            _check(address, host, self._allow_private)
        failure: Exception | None = None
        for address in addresses[:_TRIED]:
            left = _left(self._deadline, timeout)
            try:
                stream = self._sockets.connect_tcp(str(address), port, left)
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    """A stream that ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("it takes too long in all")
    return left if timeout is None else min(left, timeout)


def _resolve(host: str, port: int) -> list[_Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name {host} is not known") from error
    texts = dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found)
    return [ipaddress.ip_address(text) for text in texts]


def _check(address: _Address, host: str, allow_private: bool) -> None:
    inner = _inner(address)
    if _is_public(inner):
        return
    is_usable = not (inner.is_unspecified or inner.is_link_local or inner.is_multicast)
    if not (allow_private and is_usable):
        reason = f"{host} is at {address}, not a public address"
        way = ": `portal: allow_private` in the configuration allows it" if is_usable else ""
        raise PortalError(Trouble.PRIVATE, reason + way)


def is_private(host: str) -> bool:
    """Whether it is an IP address, rather than a name, that is not public."""
    try:
        return not _is_public(_inner(ipaddress.ip_address(host)))
    except ValueError:
        return host == "localhost"


def _is_public(address: _Address) -> bool:
    is_old_private = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or is_old_private)


def _inner(address: _Address) -> _Address:
    """The address of IPv4 that one of IPv6 stands for, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address
