"""The HTTP server: who calls what, and what becomes of it."""

import json
import re
import socket
import threading
import time
from contextlib import suppress
from functools import partial
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from tests.bot.loopback import Connection
from tests.bot.telegram_server.failures import (
    Drop,
    Failure,
    Hang,
    Plan,
    Refuse,
    RefusedError,
    RetryAfter,
    refusal,
)
from tests.bot.zalo_server.methods import Call, Json, Methods


class ZaloServer(Methods):
    """One bot, its chats, and the people in them, who do what the test says.

    As Zalo does, it reports errors in the body, under the HTTP status 200.
    """

    def __init__(self) -> None:
        super().__init__()
        self._port = 0
        self._connections: set[socket.socket] = set()
        self._plan = Plan()

    def __enter__(self) -> "ZaloServer":
        self.resume()
        return self

    def __exit__(self, *_: object) -> None:
        if not self._down:
            self.pause()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def pause(self) -> None:
        """As a lost connection: nothing listens, and every open connection ends."""
        with self._changed:
            self._down = True
            self._changed.notify_all()
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._listener.shutdown()
        self._listener.server_close()
        self._listening.join()

    def resume(self) -> None:
        """Listens again, on the same port."""
        self._listener = ThreadingHTTPServer(("127.0.0.1", self._port), partial(_Connection, self))
        self._port = self._listener.server_port
        with self._changed:
            self._down = False
            self._changed.notify_all()
        self._listening = threading.Thread(target=self._listener.serve_forever, args=(0.02,))
        self._listening.start()

    def fail(self, method: str, *failures: Failure, chat: str | None = None) -> None:
        """The next calls, of this chat if one is named, use up one failure each."""
        with self._changed:
            self._plan.add(method, chat, *failures)

    def fail_always(self, method: str, failure: Failure, chat: str | None = None) -> None:
        """Every call fails, once those of fail() are used up."""
        with self._changed:
            self._plan.add(method, chat, failure, lasts=True)

    def heal(self) -> None:
        """Forgets the failures still to come."""
        with self._changed:
            self._plan.clear()

    def connected(self, connection: socket.socket, is_open: bool) -> None:
        with self._changed:
            (self._connections.add if is_open else self._connections.discard)(connection)

    def respond(self, token: str, method: str, parameters: Json) -> tuple[int, bytes, str] | None:
        """Status, body and Retry-After of an answer; None to close the connection without one."""
        with self._changed:
            self.calls.append(Call(method, parameters, time.monotonic()))
            self._changed.notify_all()
            if token != self.token:
                return 200, Refuse(401, "Unauthorized").body, ""
            failure = self._plan.next(method, parameters.get("chat_id"))
            if refused := refusal(failure):
                status = 200 if isinstance(failure, Refuse) else refused.code
                wait = str(failure.seconds) if isinstance(failure, RetryAfter) else ""
                return status, refused.body, wait
            if failure == Drop(before=True):
                return None
            if isinstance(failure, Hang):
                self._changed.wait_for(lambda: self._down, failure.seconds)
                if not failure.performed:
                    return None
            try:
                result = self._perform(method, parameters)
            except RefusedError as error:
                return 200, error.refusal.body, ""
            self._changed.notify_all()
            if failure == Drop(before=False):
                return None
            answer = {"ok": True} if result is None else {"ok": True, "result": result}
            return 200, json.dumps(answer).encode(), ""


class _Connection(Connection):
    def __init__(self, zalo: ZaloServer, *arguments: Any) -> None:
        self.zalo = zalo
        super().__init__(*arguments)

    def handle(self) -> None:
        self.zalo.connected(self.connection, True)
        try:
            super().handle()
        finally:
            self.zalo.connected(self.connection, False)

    def do_POST(self) -> None:  # noqa: N802 - so http.server calls it
        body = self.body()
        path = re.fullmatch(r"/bot([^/]+)/(\w+)", unquote(self.path))
        is_json = self.headers.get("Content-Type") == "application/json"
        parameters = json.loads(body) if is_json else None
        if not path or not isinstance(parameters, dict):
            self.zalo.wrong.append(f"POST {self.path} {self.headers.items()} {body[:200]!r}")
            answer: tuple[int, bytes, str] | None = (404, Refuse(404, "Not Found").body, "")
        else:
            answer = self.zalo.respond(path[1], path[2], parameters)
        if answer is None:
            self.close_connection = True
        else:
            status, content, wait = answer
            self.answer(status, content, {"Retry-After": wait} if wait else {})
