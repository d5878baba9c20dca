"""The HTTP server: who calls what, and what becomes of it."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from tests.bot.loopback import Connection
from tests.bot.zalo_oa_server.failures import Answer, Drop, Failure, Hang
from tests.bot.zalo_oa_server.people import Json, People

MESSAGES, TOKENS = "/v3.0/oa/message/cs", "/v4/oa/access_token"
EXPIRED, TOO_MANY, SPENT, WRONG_KEY = -216, -32, -14020, -14004
LONGEST = 2000


@dataclass(frozen=True)
class Call:
    path: str
    headers: Json
    body: str
    at: float
    """Seconds of time.monotonic()."""


@dataclass(frozen=True)
class Sent:
    """A message of the bot."""

    number: int
    user: str
    text: str


class ZaloOaServer(People):
    """One app with one Official Account; `wrong` lists what no right program would send."""

    def __init__(self) -> None:
        super().__init__()
        self.app_secret = f"AppSecret{'Xy7' * 4}"
        self.lifetime_s = 90_000
        self.calls: list[Call] = []
        self.wrong: list[str] = []
        self._sent: list[Sent] = []
        self._changed = threading.Condition()
        self._plan: list[tuple[str, Failure, str | None]] = []
        self._pairs = count(1)
        self.issue()

    def __enter__(self) -> "ZaloOaServer":
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Connection, self))
        self._listener.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._listener.server_port}"
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    # What the test says

    def issue(self) -> tuple[str, str]:
        """A new pair, as from the console: the tokens before it count no more."""
        with self._changed:
            number = next(self._pairs)
            self.access_token = f"{number:04}_access_" + "aB3" * 20
            self.refresh_token = f"{number:04}_refresh_" + "cD5" * 20
            return self.access_token, self.refresh_token

    def expire(self) -> None:
        """Ends the access token."""
        with self._changed:
            self.access_token = ""

    def fail(self, path: str, *failures: Failure, user: str | None = None) -> None:
        """The next calls, to this person if one is named, use up one failure each."""
        with self._changed:
            self._plan += [(path, failure, user) for failure in failures]

    def heal(self) -> None:
        with self._changed:
            self._plan.clear()

    def is_planned(self, user: str) -> bool:
        """Whether a failure for this person is still to come."""
        with self._changed:
            return any(planned[2] == user for planned in self._plan)

    # What the test sees

    def calls_of(self, path: str) -> list[Call]:
        with self._changed:
            return [call for call in self.calls if call.path == path]

    def messages(self, user: str = "100", after: int = 0) -> list[Sent]:
        with self._changed:
            return [one for one in self._sent if one.user == user and one.number > after]

    @property
    def last(self) -> int:
        """The number of the newest message to anybody."""
        return len(self._sent)

    def wait_until(self, predicate: Callable[[], object], what: str, timeout: float = 60) -> None:
        with self._changed:
            if not self._changed.wait_for(predicate, timeout):
                seen = [*map(repr, self._sent[-10:]), *(call.path for call in self.calls[-10:])]
                raise AssertionError("\n".join([f"not in {timeout} s: {what}; there was:", *seen]))

    def wait_for(self, containing: str = "", user: str = "100", after: int = 0) -> Sent:
        """The first such message with a number above `after`."""

        def found() -> list[Sent]:
            return [one for one in self.messages(user, after) if containing in one.text]

        with self._changed:
            self.wait_until(found, f"a message to {user} containing {containing!r}")
            return found()[0]

    def ask(self, text: str, user: str = "100", containing: str = "") -> str:
        """Writes, and waits for what the bot says next to this person."""
        after = self.last
        self.write(text, user)
        return self.wait_for(containing, user, after).text

    # What the bot calls

    def respond(self, path: str, headers: Json, body: str) -> tuple[int, bytes] | None:
        """The status and body for a call; None to close the connection without an answer."""
        with self._changed:
            self.calls.append(Call(path, headers, body, time.monotonic()))
            self._changed.notify_all()
            failure = self._next_failure(path, body)
            if isinstance(failure, Answer):
                return failure.status, failure.body
            if failure == Drop(before=True):
                return None
            if path == MESSAGES:
                answer = self._take_message(headers, body)
            elif path == TOKENS:
                answer = self._give_tokens(headers, body)
            else:
                answer = self._refuse(f"no such address: {path}", -1)
            self._changed.notify_all()
        if isinstance(failure, Hang):
            time.sleep(failure.seconds)
        return None if failure == Drop(before=False) else (200, json.dumps(answer).encode())

    def _next_failure(self, path: str, body: str) -> Failure | None:
        for planned in self._plan:
            if planned[0] == path and (planned[2] is None or f'"{planned[2]}"' in body):
                self._plan.remove(planned)
                return planned[1]
        return None

    def _refuse(self, what: str, error: int) -> Json:
        self.wrong.append(what)
        return {"error": error, "message": what}

    def _take_message(self, headers: Json, body: str) -> Json:
        if headers.get("access_token") != self.access_token or not self.access_token:
            return {"error": EXPIRED, "message": "Access token is invalid"}
        if headers.get("content-type") != "application/json":
            return self._refuse("a message that is not said to be JSON", -201)
        match json.loads(body):
            case {"recipient": {"user_id": str(user), **no_more}, "message": {"text": str(text)}}:
                if no_more or not 0 < len(text) <= LONGEST or text != text.strip():
                    return self._refuse(f"a message of {len(text)} characters", -201)
                self._sent.append(Sent(len(self._sent) + 1, user, text))
                number = f"{len(self._sent):x}"
                data = {"message_id": number, "user_id": user, "quota": {"quota_type": "reply"}}
                return {"error": 0, "message": "Success", "data": data}
        return self._refuse(f"a message of another form: {body}", -201)

    def _give_tokens(self, headers: Json, body: str) -> Json:
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if headers.get("content-type") != "application/x-www-form-urlencoded":
            return self._refuse("a refresh that is no form", -14003)
        if form.keys() != {"refresh_token", "app_id", "grant_type"}:
            return self._refuse(f"a refresh with {sorted(form)}", -14003)
        if form["grant_type"] != "refresh_token" or form["app_id"] != self.app_id:
            return self._refuse("a refresh for another app", -14003)
        if headers.get("secret_key") != self.app_secret:
            return {"error": WRONG_KEY, "error_name": "Invalid secret key"}
        if form["refresh_token"] != self.refresh_token:
            return {"error": SPENT, "error_name": "Invalid refresh token"}
        access_token, refresh_token = self.issue()
        return {
            "access_token": access_token,
            "refresh_token": refresh_token,
            "expires_in": str(self.lifetime_s),
        }


class _Connection(Connection):
    def __init__(self, zalo: ZaloOaServer, *arguments: Any) -> None:
        self.zalo = zalo
        super().__init__(*arguments)

    def do_POST(self) -> None:  # noqa: N802 - so http.server calls it
        body = self.body().decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.zalo.respond(self.path, headers, body)
        if answer is None:
            self.close_connection = True
        else:
            self.answer(*answer)
