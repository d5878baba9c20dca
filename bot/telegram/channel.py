"""The Telegram channel: signs in, takes updates by polling or webhook, and signs off."""

import asyncio
import hmac
import json
import logging
import secrets
from contextlib import suppress
from typing import Any

from telegram import BotCommand, BotCommandScopeChat, Update
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    MessageHandler,
    filters,
)
from tornado.routing import Rule
from tornado.web import RequestHandler, url

from bot import admin_replies, replies
from bot.access import Access
from bot.channel import ChannelError, UnreachableError
from bot.channel_config import Telegram
from bot.dialogue import Dialogue
from bot.telegram.delivery import Delivery
from bot.telegram.handlers import AnyApplication, Handlers
from bot.telegram.ordering import InOrder
from bot.telegram.polling import REFUSED, WANTED, Poller
from bot.workers import Workers

_LOG = logging.getLogger(__name__)
_ANSWER_WITHIN_S = 60.0
"""A call that Telegram has read but not answered: the longer we wait, the less is uncertain."""
_CONNECT_WITHIN_S = 10.0
_FINISH_WITHIN_S = 5.0


class TelegramChannel:
    """Serves one bot of Telegram."""

    name = "telegram"

    def __init__(self, config: Telegram, dialogue: Dialogue, workers: Workers) -> None:
        self._config = config
        self._delivery = Delivery()
        self._application = _build(config, self._delivery)
        self._poller = Poller(self._application.bot, self._application.update_queue)
        self._secret = secrets.token_urlsafe(32)
        access = Access(config.admins, config.allowed, config.questions_per_minute)
        handlers = Handlers(self._application, dialogue, access, workers)
        self._application.add_handler(CallbackQueryHandler(handlers.on_button))
        self._application.add_handler(MessageHandler(filters.ALL, handlers.on_message))
        self._application.add_error_handler(handlers.on_error)

    def routes(self) -> list[Rule]:
        if not self._config.webhook:
            return []
        taken = {"bot": self._application.bot, "queue": self._application.update_queue}
        return [url(self._config.webhook_path, _Webhook, {**taken, "secret": self._secret})]

    async def start(self) -> None:
        bot = self._application.bot
        try:
            await self._application.initialize()
            if self._config.webhook:
                await bot.set_webhook(
                    self._config.webhook, secret_token=self._secret, allowed_updates=WANTED
                )
            else:
                await bot.delete_webhook()
        except InvalidToken:
            raise ChannelError(REFUSED) from None
        except BadRequest as error:
            raise ChannelError(f"Telegram refuses to begin: {error.message}.") from None
        except TelegramError as error:
            raise UnreachableError(
                f"Telegram cannot be reached at {self._config.base_url} ({error}): check the "
                "network and telegram.base_url."
            ) from None
        await self._application.start()
        self._application.create_task(self._show_commands())
        _LOG.info("Telegram: serving as @%s", bot.username)
        if not self._config.admins:
            _LOG.warning("nobody is an admin: set telegram.admins in the configuration")

    async def run(self) -> None:
        if self._config.webhook:
            await asyncio.Event().wait()
        await self._poller.run()

    async def stop(self) -> None:
        if not self._application.running:
            await self._application.bot.shutdown()
            return
        if not self._config.webhook:
            await self._poller.confirm()
        try:
            async with asyncio.timeout(_FINISH_WITHIN_S):
                await self._application.stop()
        except TimeoutError:
            _LOG.warning("Telegram: some answers could not be sent before the end")
            self._delivery.stop()
        with suppress(TelegramError, RuntimeError):
            await self._application.bot.shutdown()

    @property
    def is_healthy(self) -> bool:
        return self._application.running and self._poller.is_connected

    async def _show_commands(self) -> None:
        """Registers the menus; without them the bot works as well."""
        everyone = [BotCommand(name, what) for name, what in replies.COMMANDS.items()]
        more = [BotCommand(name, what) for name, what in admin_replies.COMMANDS.items()]
        try:
            await self._application.bot.set_my_commands(everyone)
        except TelegramError as error:
            _LOG.warning("the menu of commands was not set: %s", error)
        for admin in self._config.admins:
            with suppress(TelegramError):  # one who never wrote to the bot has no chat with it
                await self._application.bot.set_my_commands(
                    [*everyone, *more], scope=BotCommandScopeChat(int(admin))
                )


def _build(config: Telegram, delivery: Delivery) -> AnyApplication:
    return (
        ApplicationBuilder()
        .token(config.needed_token().value)
        .base_url(f"{config.base_url}/bot")
        .base_file_url(f"{config.base_url}/file/bot")
        .rate_limiter(delivery)
        .concurrent_updates(InOrder())
        .updater(None)
        .job_queue(None)
        .read_timeout(_ANSWER_WITHIN_S)
        .connect_timeout(_CONNECT_WITHIN_S)
        .get_updates_connect_timeout(_CONNECT_WITHIN_S)
        .build()
    )


class _Webhook(RequestHandler):
    """Takes updates from Telegram, and from nobody else."""

    def initialize(self, bot: Any, queue: "asyncio.Queue[object]", secret: str) -> None:
        self._bot = bot
        self._queue = queue
        self._secret = secret.encode()

    async def post(self) -> None:
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret):
            _LOG.warning("a webhook call without the secret token was refused")
            self.send_error(403)
            return
        try:
            update = Update.de_json(json.loads(self.request.body), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.send_error(400)
            return
        await self._queue.put(update)
