"""What a bot of Zalo can call, and what people do in its chats."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.bot.telegram_server.failures import RefusedError

Json = dict[str, Any]
LONGEST = 2000
_FORMS: Mapping[str, Mapping[str, type]] = {
    "getMe": {},
    "getUpdates": {"timeout": int},
    "sendMessage": {"chat_id": str, "text": str},
    "sendChatAction": {"chat_id": str, "action": str},
    "setWebhook": {"url": str, "secret_token": str},
    "deleteWebhook": {},
    "getWebhookInfo": {},
}


@dataclass(frozen=True)
class Call:
    method: str
    parameters: Json
    at: float
    """Seconds of time.monotonic()."""


@dataclass(frozen=True)
class Webhook:
    url: str
    secret: str


class Methods:
    """One bot and its chats. `_changed` guards and tells of all that the server holds."""

    def __init__(self) -> None:
        self.token = f"145923224145:{'aBcD-_9' * 5}"
        self.me: Json = {
            "id": "1459232241454765289",
            "account_name": "bot.VDKyGxQvc",
            "display_name": "Bot Giao ban",
            "account_type": "BASIC",
            "can_join_groups": True,
        }
        self.webhook: Webhook | None = None
        self.calls: list[Call] = []
        self.wrong: list[str] = []
        """What was wrong with the form of calls."""
        self.local = ""
        """The scheme and host that stand for those of the public webhook."""
        self._changed = threading.Condition()
        self._down = True
        self._numbers = count(1)
        self._waiting: list[Json] = []
        self._polls = 0
        self._sent: list[tuple[str, str]] = []
        self._methods: Mapping[str, Callable[[Json], Any]] = {
            "getMe": lambda _: self.me,
            "getUpdates": self._get_updates,
            "sendMessage": self._send_message,
            "sendChatAction": lambda _: None,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": lambda _: {"url": self.webhook.url if self.webhook else ""},
        }

    # What people do

    def write(self, text: str, chat: str = "lan", person: str = "", group: bool = False) -> Json:
        """`person` is, if not said, who has the private chat of that name; returns the update."""
        return self.send("text", {"text": text}, chat, person, group)

    def send(
        self, kind: str, content: Json, chat: str = "lan", person: str = "", group: bool = False
    ) -> Json:
        """Anything, such as a picture."""
        return self.push(self.update(kind, content, chat, person, group))

    def update(
        self, kind: str, content: Json, chat: str = "lan", person: str = "", group: bool = False
    ) -> Json:
        """An update that nobody is told of yet."""
        message = {
            "message_id": f"{next(self._numbers):020x}",
            "from": {"id": person or chat, "display_name": "Tôn Nữ Lan", "is_bot": False},
            "chat": {"id": chat, "chat_type": "GROUP" if group else "PRIVATE"},
            "date": int(time.time() * 1000),
        }
        return {"event_name": f"message.{kind}.received", "message": {**message, **content}}

    def push(self, update: Json) -> Json:
        """Delivers `update` to whoever wants it: at the webhook at once, else at the next poll."""
        if self.webhook and self.local:
            body = {"ok": True, "result": update}
            assert self.post(json.dumps(body).encode(), self.webhook.secret) == 200
            return update
        with self._changed:
            self._waiting.append(update)
            self._changed.notify_all()
        return update

    def set_webhook(self, url: str, secret: str) -> None:
        """As another program may."""
        with self._changed:
            self.webhook = Webhook(url, secret)
            self._changed.notify_all()

    def post(self, body: bytes, secret: str | None) -> int:
        """Calls the webhook and returns the status."""
        assert self.webhook
        headers = {} if secret is None else {b"X-Bot-Api-Secret-Token": secret.encode()}
        with httpx.Client(trust_env=False, timeout=10) as client:
            path = urlsplit(self.webhook.url).path
            return client.post(self.local + path, content=body, headers=headers).status_code

    def ask(self, text: str, chat: str = "lan", person: str = "", group: bool = False) -> str:
        """Writes, and waits for what the bot says next in this chat."""
        before = len(self.messages(chat))
        self.write(text, chat, person, group)
        return self.wait_for(chat, before + 1)[before]

    # What a test sees

    def messages(self, chat: str = "lan") -> list[str]:
        """The bot's, in the order sent."""
        with self._changed:
            return [text for to, text in self._sent if to == chat]

    def calls_of(self, method: str) -> list[Call]:
        with self._changed:
            return [call for call in self.calls if call.method == method]

    def wait_for(self, chat: str, number: int, timeout: float = 60.0) -> list[str]:
        """All messages of the bot in `chat`, once there are so many."""
        self.wait_until(lambda: len(self.messages(chat)) >= number, timeout)
        return self.messages(chat)

    def wait_until(self, predicate: Callable[[], object], timeout: float = 60.0) -> None:
        """`predicate` is of this server's state: it is tried again when that changes."""
        with self._changed:
            if not self._changed.wait_for(predicate, timeout):
                seen = [repr(sent) for sent in self._sent[-20:]]
                seen += [f"{call.method} {call.parameters}" for call in self.calls[-10:]]
                raise AssertionError("\n".join([f"not in {timeout} s; there was:", *seen]))

    # What the bot calls

    def _perform(self, method: str, parameters: Json) -> Any:
        """:raises RefusedError: if it cannot be done."""
        if method not in self._methods:
            raise RefusedError(f"no method {method}", 404)
        form = _FORMS[method]
        if {name: type(value) for name, value in parameters.items()} != form:
            self.wrong.append(f"{method} {parameters}")
            raise RefusedError(f"{method} takes {list(form)}")
        return self._methods[method](parameters)

    def _send_message(self, asked: Json) -> Json:
        text = asked["text"]
        if not 1 <= len(text) <= LONGEST or text != text.strip():
            self.wrong.append(f"a text of {len(text)} characters: {text[:50]!r}")
            raise RefusedError("text must have 1 to 2000 characters")
        self._sent.append((asked["chat_id"], text))
        return {"message_id": f"{next(self._numbers):020x}", "date": int(time.time() * 1000)}

    def _get_updates(self, asked: Json) -> Json:
        """One update, which is not kept; none in time is an error."""
        if self.webhook:
            raise RefusedError("getUpdates is not available while a webhook is set", 409)
        self._polls += 1
        poll = self._polls
        self._changed.notify_all()
        self._changed.wait_for(
            lambda: self._down or self.webhook or self._polls > poll or self._waiting,
            asked["timeout"],
        )
        if self._down or self.webhook or self._polls > poll or not self._waiting:
            raise RefusedError("Request timeout", 408)
        return self._waiting.pop(0)

    def _set_webhook(self, asked: Json) -> Json:
        if not asked["url"].startswith("https://"):
            raise RefusedError("url must be https")
        if not 8 <= len(asked["secret_token"]) <= 256:
            raise RefusedError("secret_token must have 8 to 256 characters")
        self.webhook = Webhook(asked["url"], asked["secret_token"])
        return {"url": asked["url"], "updated_at": int(time.time() * 1000)}

    def _delete_webhook(self, asked: Json) -> Json:
        self.webhook = None
        return {"url": "", "updated_at": int(time.time() * 1000)}
