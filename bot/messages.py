"""What is said in a chat, whatever the channel."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Person:
    """Who writes; `id` is the channel's own, `is_admin` as configured."""

    id: str
    is_admin: bool = False


@dataclass(frozen=True)
class Button:
    """A choice under a message; `action`, at most 64 bytes, comes back when it is pressed."""

    label: str
    action: str


class Place(Enum):
    """Where a reply goes: below, in place of the message whose button was pressed, or as a note
    that vanishes.
    """

    BELOW = 1
    INSTEAD = 2
    NOTE = 3


@dataclass(frozen=True)
class Reply:
    """One message of the bot: plain text, of which `highlight` is set in bold.

    `job` is work that takes long: it runs beside the chat, shows how far it is by the function it
    is given, and the reply it returns replaces this one.
    """

    text: str
    highlight: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    place: Place = Place.BELOW
    job: "Job | None" = None


Job = Callable[[Callable[[Reply], None]], Reply]
