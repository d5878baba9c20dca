"""The Telegram Bot API on loopback, as https://core.telegram.org/bots/api and api.telegram.org are.

It is stricter than Telegram in one thing: an `&` in HTML that begins no entity is an error.
"""

from tests.bot.telegram_server.failures import (
    Blocked,
    Drop,
    Failure,
    Hang,
    Refuse,
    RetryAfter,
    Status,
)
from tests.bot.telegram_server.server import TelegramServer
from tests.bot.telegram_server.text import units
from tests.bot.telegram_server.watching import Button, Call, Shown

__all__ = [
    "Blocked",
    "Button",
    "Call",
    "Drop",
    "Failure",
    "Hang",
    "Refuse",
    "RetryAfter",
    "Shown",
    "Status",
    "TelegramServer",
    "units",
]
