"""Channels that run side by side: one that fails leaves the others alone."""

import asyncio
import logging
from collections.abc import Sequence

from tornado.routing import Rule

from bot.channel import Channel, ChannelError, UnreachableError

_LOG = logging.getLogger(__name__)
_PAUSE_S, _LONGEST_PAUSE_S = 5.0, 300.0


class SideBySide:
    """Runs channels until none is left; one alone ends as soon as it fails."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels = channels
        self._failed: dict[str, Exception] = {}
        """Why each channel that does not serve does not."""

    def routes(self) -> list[Rule]:
        """What the HTTP server is to hand over to them."""
        return [route for channel in self._channels for route in channel.routes()]

    def health(self) -> dict[str, bool]:
        """For each whether messages come through."""
        return {
            channel.name: channel.is_healthy and channel.name not in self._failed
            for channel in self._channels
        }

    async def run(self) -> None:
        """Serves until cancelled.

        :raises ChannelError: the last one's, when none is left.
        """
        running = [asyncio.create_task(self._keep(channel)) for channel in self._channels]
        try:
            await asyncio.gather(*running)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def stop(self) -> None:
        """Takes nothing new, and ends what was begun."""
        await asyncio.gather(*(channel.stop() for channel in self._channels))

    async def _keep(self, channel: Channel) -> None:
        """Runs one channel; one that could not be reached is begun again and again."""
        pause = _PAUSE_S
        while True:
            try:
                await channel.start()
                self._failed.pop(channel.name, None)
                await channel.run()
            except UnreachableError as error:
                self._note(channel, error)
            except Exception as error:
                self._note(channel, error)
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _note(self, channel: Channel, error: Exception) -> None:
        """Says once why `channel` fails; it is raised if no other one is left."""
        known = channel.name in self._failed
        self._failed[channel.name] = error
        if len(self._failed) == len(self._channels):
            raise error
        if known:
            return
        if isinstance(error, ChannelError):
            _LOG.error("%s The others go on.", error)
        else:
            _LOG.error("%s failed; the others go on", channel.name, exc_info=error)
