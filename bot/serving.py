"""`giaoban run`: all configured channels over one knowledge base, until a signal or a failure."""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Coroutine, Iterator

from bot.admin_dialogue import AdminDialogue
from bot.channel import Channel
from bot.channel_config import Http
from bot.config import Config
from bot.dialogue import Dialogue
from bot.journal import Journal
from bot.schedule import import_regularly
from bot.side_by_side import SideBySide
from bot.telegram.channel import TelegramChannel
from bot.web import listen
from bot.workers import Workers
from bot.zalo.bot_channel import ZaloBotChannel
from bot.zalo.oa_channel import ZaloOaChannel
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase

_LOG = logging.getLogger(__name__)
_FOLLOW_EVERY_S = 5.0
_LEAVE_WITHIN_S = 2.0


def serve(base: KnowledgeBase, config: Config) -> None:
    """Serves until SIGTERM or SIGINT.

    :raises ChannelError: if no channel can begin or go on.
    """
    journal = Journal(config.state / "journal.db")
    admin = AdminDialogue(base, journal, config)
    workers = Workers()
    status = 2
    try:
        asyncio.run(_serve(base, config, Dialogue(base, journal, config, admin), workers, admin))
        status = 0
    finally:
        workers.stop()
        # A reload that is writing its snapshot cannot be interrupted, but may be left: nothing
        # counts before the last step.
        threading.Thread(target=_leave, args=(status,), daemon=True).start()


def _channels(config: Config, dialogue: Dialogue, workers: Workers) -> Iterator[Channel]:
    if config.telegram:
        yield TelegramChannel(config.telegram, dialogue, workers)
    if config.zalo:
        yield ZaloBotChannel(config.zalo, dialogue, workers)
    if config.zalo_oa:
        yield ZaloOaChannel(config.zalo_oa, config.state, dialogue, workers)


async def _serve(
    base: KnowledgeBase,
    config: Config,
    dialogue: Dialogue,
    workers: Workers,
    admin: AdminDialogue,
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    channels = SideBySide(list(_channels(config, dialogue, workers)))
    routes = channels.routes()
    server = None
    if config.http or routes:
        server = listen(config.http or Http(), routes, channels.health)
    try:
        await _until(stop, channels, _follow(base), import_regularly(config, admin))
    finally:
        admin.stop()
        if server:
            server.stop()
        await channels.stop()
        if server:
            await server.close_all_connections()


async def _until(
    stop: asyncio.Event, channels: SideBySide, *beside: Coroutine[None, None, None]
) -> None:
    """Runs the channels, and what goes on `beside`, until `stop`; it is raised when no channel is
    left.
    """
    waiting = asyncio.create_task(stop.wait())
    serving = asyncio.create_task(channels.run())
    tasks = [waiting, serving, *map(asyncio.create_task, beside)]
    done, _ = await asyncio.wait([waiting, serving], return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _follow(base: KnowledgeBase) -> None:
    """Goes over to what `giaoban reload` made in another process; says once what it cannot use."""
    told = ""
    while True:
        await asyncio.sleep(_FOLLOW_EVERY_S)
        try:
            if await asyncio.to_thread(base.follow):
                _LOG.info("answering from snapshot %s", base.snapshot_number)
        except KnowledgeError as error:
            if str(error) != told:
                _LOG.error("the new snapshot cannot be used: %s", error)
            told = str(error)


def _leave(status: int) -> None:
    time.sleep(_LEAVE_WITHIN_S)
    os._exit(status)
