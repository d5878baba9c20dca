"""Renews tokens in processes of their own, one for each line of the input; prints what came of it.

A forked process has nothing to import. Its steps are what Python tells of itself: each file of the
state folder opened for writing, renamed or deleted; it is killed before the one that the order
names.
"""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channel import ChannelError
from bot.channel_config import Secret
from bot.zalo.calling import CallError, client
from bot.zalo.oa_tokens import Tokens
from bot.zalo_config import ZaloOa

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True)
class Order:
    """Whose tokens to renew in `state`; `refused` is an access token that Zalo does not take."""

    url: str
    app_id: str
    app_secret: str
    refresh_token: str
    state: str
    refused: str = ""
    step: int = 0


class Steps:
    """Counts the steps of this process and ends it before one of them."""

    def __init__(self, last: int) -> None:
        self._taken, self._last = 0, last
        sys.addaudithook(self._listen)

    def _listen(self, event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
        if (writes or event in ("os.rename", "os.remove")) and "zalo_oa" in str(arguments[0]):
            self._taken += 1
            if self._taken == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


async def _renew(order: Order) -> str:
    config = ZaloOa(
        order.app_id,
        app_secret=Secret(order.app_secret),
        refresh_token=Secret(order.refresh_token),
        oauth_url=order.url,
    )
    async with client() as calls:
        tokens = Tokens(config, Path(order.state), calls)
        await tokens.start()
        if order.refused:
            await tokens.renewed(order.refused)
        return tokens.access_token


def _run(order: Order) -> None:
    if order.step:
        Steps(order.step)
    try:
        _tell(asyncio.run(_renew(order)))
    except (ChannelError, CallError) as error:
        _tell(str(error))


def _tell(what: str) -> None:
    sys.stdout.write(what + "\n")
    sys.stdout.flush()


def main() -> None:
    """Ends with the input."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(Order(**json.loads(line)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            _tell("killed")


if __name__ == "__main__":
    main()
