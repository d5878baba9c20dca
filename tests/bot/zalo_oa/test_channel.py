"""The channel while it begins and ends, within this process."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.channel_config import Http
from bot.web import listen
from bot.workers import Workers
from bot.zalo.oa_channel import ZaloOaChannel
from tests.bot.conftest import Talk
from tests.bot.zalo_oa.conftest import account, free_port
from tests.bot.zalo_oa_server import ZaloOaServer

Use = Callable[[ZaloOaChannel], Awaitable[None]]


@pytest.fixture
def within(server: ZaloOaServer, talk: Talk, tmp_path: Path) -> Callable[[Use], None]:
    """Does something with a channel whose webhook is served, and which has not begun."""
    port = free_port()
    server.hook = f"http://127.0.0.1:{port}/zalo-oa"

    def run(use: Use) -> None:
        async def served() -> None:
            workers = Workers()
            channel = ZaloOaChannel(account(server), tmp_path / "kept", talk.dialogue, workers)
            listener = listen(Http(port=port), channel.routes(), dict)
            async with asyncio.timeout(30):
                await use(channel)
            listener.stop()
            await listener.close_all_connections()
            workers.stop()

        asyncio.run(served())

    return run


def test_what_comes_before_the_start_or_after_the_end_is_to_come_again(
    server: ZaloOaServer, within: Callable[[Use], None]
) -> None:
    event = server.event("user_send_text", "100", {"text": "cảm ơn", "msg_id": "a1"})

    async def live(channel: ZaloOaChannel) -> None:
        assert (await asyncio.to_thread(server.deliver, event), channel.is_healthy) == (503, False)
        await channel.start()
        assert (await asyncio.to_thread(server.deliver, event), channel.is_healthy) == (200, True)
        await channel.stop()
        assert [message.text for message in server.messages()] == ["Không có gì, thưa đồng chí."]
        later = {**event, "message": {"text": "chào", "msg_id": "a2"}}
        assert (await asyncio.to_thread(server.deliver, later), channel.is_healthy) == (503, False)

    within(live)
