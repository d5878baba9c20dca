"""The channel of a Zalo Official Account: its webhook, and the door through which answers go."""

import hmac
import logging
import re
import time
from collections.abc import Callable
from pathlib import Path

from tornado.routing import Rule
from tornado.web import RequestHandler, url

from bot.access import Access
from bot.channel_config import Secret
from bot.dialogue import Dialogue
from bot.workers import Workers
from bot.zalo.calling import client
from bot.zalo.oa_door import OaDoor
from bot.zalo.oa_events import Event, event_in, incoming, signature
from bot.zalo.oa_tokens import Tokens
from bot.zalo.talk import Talk
from bot.zalo_config import ZaloOa

_LOG = logging.getLogger(__name__)
_FRESH_S = 360.0
"""Zalo repeats a call without an answer 30 seconds later, and again five minutes after that."""


class ZaloOaChannel:
    """Serves one Official Account."""

    name = OaDoor.name

    def __init__(self, config: ZaloOa, state: Path, dialogue: Dialogue, workers: Workers) -> None:
        self._config = config
        self._client = client()
        self._tokens = Tokens(config, state, self._client)
        access = Access(config.admins, config.allowed, config.questions_per_minute)
        door = OaDoor(config.base_url, self._tokens, self._client)
        self._talk = Talk(door, dialogue, access, workers)
        self._is_open = False

    def routes(self) -> list[Rule]:
        secret = self._config.needed_oa_secret()
        taken = {"app_id": self._config.app_id, "secret": secret, "take": self._take}
        return [url(re.escape(self._config.webhook_path), _Webhook, taken)]

    async def start(self) -> None:
        await self._tokens.start()
        self._is_open = True
        _LOG.info("Zalo: serving the Official Account of app %s", self._config.app_id)
        if not self._config.admins:
            _LOG.warning("nobody is an admin: set zalo.admins in the configuration")

    async def run(self) -> None:
        await self._tokens.keep()

    async def stop(self) -> None:
        self._is_open = False
        await self._talk.stop()
        await self._tokens.stop()
        await self._client.aclose()

    @property
    def is_healthy(self) -> bool:
        return self._is_open and self._tokens.is_good

    def _take(self, event: Event) -> bool:
        """Begins to answer; False if Zalo is to call again later."""
        if not self._is_open:
            return False
        age = time.time() - event.at
        if abs(age) > _FRESH_S:
            _LOG.warning("an event %.0f s old was passed over", age)
            return True
        try:
            came = incoming(event)
        except ValueError as error:
            _LOG.warning("an event of Zalo cannot be read: %s", error)
            return True
        if came:
            self._talk.take(came)
        return True


class _Webhook(RequestHandler):
    """Takes events from Zalo, and from nobody else."""

    def initialize(self, app_id: str, secret: Secret, take: Callable[[Event], bool]) -> None:
        self._app_id = app_id
        self._secret = secret
        self._take = take

    def post(self) -> None:
        body = self.request.body
        try:
            event = event_in(body)
        except ValueError:
            self.send_error(400)
            return
        given = self.request.headers.get("X-ZEvent-Signature", "")
        expected = signature(self._app_id, body, event.timestamp, self._secret)
        if not hmac.compare_digest(given.encode(), expected.encode()):
            _LOG.warning("a webhook call without Zalo's signature was refused")
            self.send_error(403)
            return
        if not self._take(event):
            self.send_error(503)
