"""What waits for the bot, until it fetches it by getUpdates or takes it at its webhook."""

import json
import re
import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from urllib.parse import urlsplit

from tests.bot.telegram_server.failures import RefusedError
from tests.bot.telegram_server.watching import Json, Watched


@dataclass(frozen=True)
class Webhook:
    url: str
    secret: str | None


class Updates(Watched):
    """Keeps each update until the bot has confirmed it."""

    def __init__(self) -> None:
        super().__init__()
        self.webhook: Webhook | None = None
        self._update_ids = count(1001)
        self._allowed: list[str] = []
        self._pending: list[Json] = []
        self._repeats: list[Json] = []
        self._repeats_given = 0
        self._last: Json = {}
        self._polls = 0
        self._local = ""
        self._delivery = threading.Thread(target=self._deliver, daemon=True)

    def push(self, update: Json) -> None:
        """Any update, given without its id."""
        with self._changed:
            self._last = {"update_id": next(self._update_ids), **update}
            if not self._allowed or update.keys() & set(self._allowed):
                self._pending.append(self._last)
            self._changed.notify_all()

    def repeat_last(self) -> None:
        """Delivers the last update once more, confirmed or not."""
        with self._changed:
            self._repeats.append(self._last)
            self._changed.notify_all()

    def deliver_to(self, local_url: str) -> None:
        """The scheme and host that stand for those of the public webhook, whatever its path."""
        with self._changed:
            self._local = local_url
            self._changed.notify_all()

    def _waiting(self) -> list[Json]:
        return self._repeats + self._pending

    def _get_updates(self, asked: Json) -> list[Json]:
        if self.webhook:
            hint = "use deleteWebhook to delete the webhook first"
            raise RefusedError(f"can't use getUpdates method while webhook is active; {hint}", 409)
        self._allowed = asked.get("allowed_updates", self._allowed)
        offset, limit = asked.get("offset", 0), asked.get("limit", 100)
        if offset:
            del self._repeats[: self._repeats_given]
        self._pending = [u for u in self._pending if u["update_id"] >= offset]
        self._polls += 1
        poll = self._polls
        self._changed.notify_all()
        self._changed.wait_for(
            lambda: self._down or self.webhook or self._polls > poll or self._waiting(),
            min(asked.get("timeout", 0), 50),
        )
        if self.webhook or self._polls > poll:
            other = "setWebhook" if self.webhook else "other getUpdates"
            raise RefusedError(f"terminated by {other} request", 409)
        self._repeats_given = min(len(self._repeats), limit)
        return self._waiting()[:limit]

    def _set_webhook(self, asked: Json) -> bool:
        url, secret = asked.get("url", ""), asked.get("secret_token")
        if url and not url.startswith("https://"):
            raise RefusedError("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not re.fullmatch(r"[\w-]{1,256}", secret, re.ASCII):
            raise RefusedError("secret token contains unallowed characters")
        self._allowed = asked.get("allowed_updates", self._allowed)
        if asked.get("drop_pending_updates"):
            self._pending, self._repeats = [], []
        self.webhook = Webhook(url, secret) if url else None
        return True

    def _get_webhook_info(self, _: Json) -> Json:
        url = self.webhook.url if self.webhook else ""
        waiting = len(self._waiting())
        return {"url": url, "has_custom_certificate": False, "pending_update_count": waiting}

    def _deliver(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: (
                        self._closed
                        or (self.webhook and self._local and self._waiting() and not self._down)
                    )
                )
                if self._closed or not self.webhook:
                    return
                update, webhook, local = self._waiting()[0], self.webhook, self._local
            accepted = _post(update, webhook, local)
            with self._changed:
                if accepted and update in self._waiting():
                    (self._repeats if update in self._repeats else self._pending).remove(update)
                elif not accepted:
                    self._changed.wait_for(lambda: self._closed, 0.2)
                self._changed.notify_all()


def _post(update: Json, webhook: Webhook, local: str) -> bool:
    """Whether the webhook, at the host of `local`, accepted the update."""
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
    public = urlsplit(webhook.url)
    path = (public.path or "/") + (f"?{public.query}" if public.query else "")
    connection = HTTPConnection(urlsplit(local).netloc, timeout=10)
    with closing(connection), suppress(OSError, HTTPException):
        connection.request("POST", path, json.dumps(update), headers)
        return connection.getresponse().status // 100 == 2
    return False
