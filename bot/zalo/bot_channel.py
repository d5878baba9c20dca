"""The channel of a bot of the Zalo Bot Platform: signs in, and takes updates."""

import asyncio
import hmac
import json
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress

from tornado.routing import Rule
from tornado.web import RequestHandler, url

from bot.access import Access
from bot.channel import ChannelError, UnreachableError
from bot.dialogue import Dialogue
from bot.workers import Workers
from bot.zalo.calling import CallError
from bot.zalo.platform import Platform, RefusedError
from bot.zalo.talk import Talk
from bot.zalo.updates import incoming
from bot.zalo_config import Zalo

_LOG = logging.getLogger(__name__)
_LONGEST_PAUSE_S = 30.0
_SHORTEST_POLL_S = 1.0
"""Nothing new sooner than that: the next poll waits, lest two machines talk in circles."""


class ZaloBotChannel:
    """Serves one bot, by polling or webhook."""

    name = Platform.name

    def __init__(self, config: Zalo, dialogue: Dialogue, workers: Workers) -> None:
        """:raises ConfigError: if there is no token."""
        self._config = config
        self._platform = Platform(config)
        access = Access(config.admins, config.allowed, config.questions_per_minute)
        self._talk = Talk(self._platform, dialogue, access, workers)
        self._secret = secrets.token_urlsafe(32)
        self._names: tuple[str, ...] = ()
        self._is_connected = False
        self._pause = 1.0

    def routes(self) -> list[Rule]:
        if not self._config.webhook:
            return []
        return [
            url(self._config.webhook_path, _Webhook, {"take": self._take, "secret": self._secret})
        ]

    async def start(self) -> None:
        try:
            known = await self._platform.names()
            self._names = (self._config.name, *known) if self._config.name else known
            if self._config.webhook:
                await self._platform.set_webhook(self._config.webhook, self._secret)
            else:
                with suppress(RefusedError):  # if one was set all the same, the polls will tell
                    await self._platform.delete_webhook()
        except RefusedError as error:
            if error.is_for_token:
                raise ChannelError(_REFUSED) from None
            raise ChannelError(f"Zalo refuses to begin: {error}.") from None
        except CallError as error:
            raise UnreachableError(
                f"Zalo cannot be reached at {self._config.base_url} ({error}): check the network "
                "and zalo.base_url."
            ) from None
        self._is_connected = True
        _LOG.info("Zalo: serving as %s", self._names[0])
        if not self._config.admins:
            _LOG.warning("nobody is an admin on Zalo: set zalo.admins in the configuration")

    async def run(self) -> None:
        if self._config.webhook:
            await asyncio.Event().wait()
        clock = asyncio.get_running_loop().time
        while True:
            begun = clock()
            try:
                update = await self._platform.next_update()
            except CallError as error:
                await asyncio.sleep(await self._pause_after(error))
                continue
            if not self._is_connected:
                _LOG.warning("Zalo answers again")
            self._is_connected, self._pause = True, 1.0
            if update:
                self._take_polled(update)
            elif clock() - begun < _SHORTEST_POLL_S:
                await asyncio.sleep(_SHORTEST_POLL_S)

    async def stop(self) -> None:
        await self._talk.stop()
        await self._platform.close()

    @property
    def is_healthy(self) -> bool:
        return self._is_connected

    def _take(self, update: object) -> None:
        """:raises ValueError: if it is no update."""
        found = incoming(update, self._names)
        if found:
            self._talk.take(found)

    def _take_polled(self, updates: object) -> None:
        for update in updates if isinstance(updates, list) else [updates]:
            try:
                self._take(update)
            except ValueError as error:
                _LOG.warning("Zalo sent something unknown: %s", error)

    async def _pause_after(self, error: CallError) -> float:
        """Seconds until the next poll.

        :raises ChannelError: if there is no use in one.
        """
        if isinstance(error, RefusedError):
            if error.is_for_token:
                raise ChannelError(_REFUSED) from error
            if await self._platform.has_webhook():
                raise ChannelError(_TAKEN) from error
        if self._is_connected:
            _LOG.warning("Zalo does not answer (%s); trying again until it does", error)
            self._is_connected = False
        pause, self._pause = self._pause, min(2 * self._pause, _LONGEST_PAUSE_S)
        return pause


_REFUSED = (
    "Zalo refuses the token in ZALO_BOT_TOKEN: copy it anew from Zalo Bot Manager, or check "
    "zalo.base_url."
)
_TAKEN = (
    "A webhook was set for this bot of Zalo, so that polling gets nothing: another program uses "
    "the same token. Stop it, or give giaoban a bot of its own."
)


class _Webhook(RequestHandler):
    """Takes updates from Zalo, and from nobody else."""

    def initialize(self, take: Callable[[object], None], secret: str) -> None:
        self._take = take
        self._secret = secret.encode()

    def post(self) -> None:
        given = self.request.headers.get("X-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret):
            _LOG.warning("a webhook call without Zalo's secret token was refused")
            self.send_error(403)
            return
        try:
            self._take(json.loads(self.request.body))
        except (ValueError, RecursionError):
            self.send_error(400)
