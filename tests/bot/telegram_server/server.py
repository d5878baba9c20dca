"""The HTTP server: who calls what, and what becomes of it."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.bot.loopback import Connection
from tests.bot.telegram_server.failures import (
    Drop,
    Failure,
    Hang,
    Plan,
    Refuse,
    RefusedError,
    refusal,
)
from tests.bot.telegram_server.methods import Methods
from tests.bot.telegram_server.watching import Call, Json

TEXTS = set("text parse_mode url secret_token callback_query_id file_id action".split())
"""The parameters that are never JSON, whatever they look like."""


class TelegramServer(Methods):
    """One bot, its chats, and the people in them, who do what the test says."""

    def __init__(self, username: str = "giaoban_bot", bot_id: int = 123456) -> None:
        super().__init__(username, bot_id)
        self._port = 0
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._plan = Plan()

    def __enter__(self) -> "TelegramServer":
        self.resume()
        self._delivery.start()
        return self

    def __exit__(self, *_: object) -> None:
        if not self._down:
            self.pause()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._delivery.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def pause(self) -> None:
        """As a lost connection: nothing listens, and every open connection ends."""
        self._listener.shutdown()
        self._listener.server_close()
        with self._changed:
            self._down = True
            connections = dict(self._connections)
            for connection in connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.notify_all()
        for thread in (self._listening, *connections.values()):
            thread.join()

    def resume(self) -> None:
        """Listens again, on the same port."""
        self._listener = ThreadingHTTPServer(("127.0.0.1", self._port), partial(_Connection, self))
        self._port = self._listener.server_port
        with self._changed:
            self._down = False
            self._changed.notify_all()
        self._listening = threading.Thread(
            target=self._listener.serve_forever, args=(0.02,), daemon=True
        )
        self._listening.start()

    @contextmanager
    def connected(self, connection: socket.socket) -> Iterator[None]:
        """For the thread of a connection: while it lasts, pause() ends it."""
        with self._changed:
            if self._down:
                raise ConnectionError
            self._connections[connection] = threading.current_thread()
        try:
            yield
        finally:
            with self._changed:
                del self._connections[connection]

    def fail(self, method: str, *failures: Failure, chat: int | None = None) -> None:
        """The next calls, of this chat if one is named, use up one failure each."""
        with self._changed:
            assert method in self._methods, method
            self._plan.add(method, chat, *failures)

    def fail_always(self, method: str, failure: Failure, chat: int | None = None) -> None:
        """Every call fails, once those of fail() are used up, until heal()."""
        with self._changed:
            assert method in self._methods, method
            self._plan.add(method, chat, failure, lasts=True)

    def heal(self) -> None:
        """Forgets the failures still to come."""
        with self._changed:
            self._plan.clear()

    def respond(self, name: str, parameters: Json) -> tuple[int, bytes] | None:
        """The status and body for a call; None to close the connection without an answer."""
        method = next((known for known in self._methods if known.lower() == name.lower()), name)
        with self._changed:
            self.calls.append(Call(method, parameters, time.monotonic()))
            self._changed.notify_all()
            failure = self._plan.next(method, parameters.get("chat_id"))
            if refused := refusal(failure):
                return refused.code, refused.body
            if failure == Drop(before=True):
                return None
            if isinstance(failure, Hang):
                self._changed.wait_for(lambda: self._down, failure.seconds)
                if not failure.performed:
                    return None
            answer = self._perform(method, parameters)
            self._changed.notify_all()
            return None if failure == Drop(before=False) else answer

    def _perform(self, method: str, parameters: Json) -> tuple[int, bytes]:
        try:
            if method not in self._methods:
                return 404, Refuse(404, "Not Found").body
            result = self._methods[method](parameters)
        except RefusedError as error:
            return error.refusal.code, error.refusal.body
        except KeyError as missing:
            return 400, Refuse(400, f"Bad Request: {missing} is required").body
        if isinstance(result, bytes):
            return 200, result
        return 200, json.dumps({"ok": True, "result": result}).encode()


class _Connection(Connection):
    def __init__(self, telegram: TelegramServer, *arguments: Any) -> None:
        self.telegram = telegram
        super().__init__(*arguments)

    def handle(self) -> None:
        with suppress(ConnectionError), self.telegram.connected(self.connection):
            super().handle()

    def do_GET(self) -> None:  # noqa: N802 - so http.server calls it
        body = self.body()
        path = re.fullmatch(r"/(file/)?bot([^/]+)/(.+)", unquote(urlsplit(self.path).path))
        if not path:
            answer: tuple[int, bytes] | None = (404, Refuse(404, "Not Found").body)
        elif path[2] != self.telegram.token:
            answer = (401, Refuse(401, "Unauthorized").body)
        elif path[1]:
            answer = self.telegram.respond("download", {"file_path": path[3]})
        else:
            answer = self.telegram.respond(path[3], _parameters(body.decode()))
        if answer is None:
            self.close_connection = True
        else:
            self.answer(*answer)

    def do_POST(self) -> None:  # noqa: N802 - so http.server calls it
        self.do_GET()


def _parameters(form: str) -> Json:
    """What a form holds, with the JSON in it decoded; python-telegram-bot sends no other kind."""
    found: Json = dict(parse_qsl(form, keep_blank_values=True))
    for name in found.keys() - TEXTS:
        with suppress(ValueError):
            found[name] = json.loads(found[name])
    return found
