"""What `giaoban run` asks of a channel."""

from typing import Protocol

from tornado.routing import Rule


class ChannelError(Exception):
    """A channel cannot go on; the message says why and the way out, without any secret."""


class UnreachableError(ChannelError):
    """A channel cannot begin now; it may be able to later."""


class Channel(Protocol):
    """One way to reach the bot."""

    name: str

    def routes(self) -> list[Rule]:
        """What the HTTP server is to hand over to it: its webhook, if it has one."""

    async def start(self) -> None:
        """Signs in; returns when messages are taken.

        :raises ChannelError: if it cannot be. After UnreachableError it may be called again.
        """

    async def run(self) -> None:
        """Serves until cancelled.

        :raises ChannelError: if it cannot go on.
        """

    async def stop(self) -> None:
        """Takes nothing new, and ends what was begun."""

    @property
    def is_healthy(self) -> bool:
        """Whether messages come through."""
