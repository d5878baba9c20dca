"""Tokens within this process: begun in a state folder, used, and stopped."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.zalo import calling
from bot.zalo.oa_tokens import Tokens
from bot.zalo_config import ZaloOa
from tests.bot.conftest import Clock
from tests.bot.zalo_oa_server import TOKENS, ZaloOaServer

HOURS = 3600


def run(
    config: ZaloOa, state: Path, use: Callable[[Tokens], Awaitable[Any]], clock: Clock | None = None
) -> Any:
    """What `use` returns of the tokens in `state`."""

    async def within() -> Any:
        async with asyncio.timeout(60), calling.client() as client:
            tokens = Tokens(config, state, client, clock or Clock())
            await tokens.start()
            try:
                return await use(tokens)
            finally:
                await tokens.stop()

    return asyncio.run(within())


async def nothing(tokens: Tokens) -> str:
    """The access token after the start."""
    return tokens.access_token


def stored(state: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((state / "zalo_oa_tokens.json").read_bytes())
    return read


def refreshes(server: ZaloOaServer) -> int:
    """How often Zalo was asked for a new pair."""
    return len(server.calls_of(TOKENS))
