"""What the loopback servers of all channels have in common."""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any


class Connection(BaseHTTPRequestHandler):
    """Kept open between requests; one that the other side ends is no error."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def body(self) -> bytes:
        """What came with the request."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status: int, content: bytes, headers: Mapping[str, str] = {}) -> None:
        """Sends an answer."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing: the calls are kept."""


async def until_one_ends(*running: Awaitable[None]) -> None:
    """Runs all until one ends, and cancels the others; its error is raised."""
    tasks = [asyncio.ensure_future(one) for one in running]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    for task in done:
        task.result()
