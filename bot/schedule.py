"""The import that `giaoban run` makes by itself, every so many hours."""

import asyncio
import logging
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta

from bot.admin_dialogue import AdminDialogue
from bot.config import Config
from knowledge.articles import KnowledgeError
from knowledge.portal.memory import FILE, Memory

_LOG = logging.getLogger(__name__)
_FIRST_AFTER_S = 5.0
"""The channels begin first."""
_LOW_PRIORITY = 10


async def import_regularly(config: Config, admin: AdminDialogue) -> None:
    """Imports when it is due, until cancelled; a failure waits for the next time."""
    if not config.sources or config.portal.every_hours is None:
        return
    every = timedelta(hours=config.portal.every_hours)
    wait = max(_left(config, every).total_seconds(), _FIRST_AFTER_S)
    worker = ThreadPoolExecutor(1, "import", _give_way)
    try:
        while True:
            await asyncio.sleep(wait)
            try:
                await asyncio.get_running_loop().run_in_executor(worker, admin.import_on_schedule)
            except Exception:
                _LOG.exception("an import failed")
            wait = every.total_seconds()
    finally:
        worker.shutdown(wait=False, cancel_futures=True)


def _left(config: Config, every: timedelta) -> timedelta:
    """Until the next import is due, counted from the last one, whoever made it."""
    path = config.state / FILE
    try:
        if not path.exists():
            return timedelta()
        with closing(Memory(config.state)) as memory:
            return every - (datetime.now(UTC) - memory.ended) if memory.ended else timedelta()
    except KnowledgeError as error:
        _LOG.error("%s", error)
        return every


def _give_way() -> None:
    """Makes this thread the last to get the processor; on Linux each has its own priority."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):  # a hardened service may not be allowed to
            priority = max(os.getpriority(os.PRIO_PROCESS, thread), _LOW_PRIORITY)
            os.setpriority(os.PRIO_PROCESS, thread, priority)
