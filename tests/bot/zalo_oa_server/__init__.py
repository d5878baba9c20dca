"""Zalo on loopback, as https://developers.zalo.me/docs/official-account tells of it: the message
API of an Official Account, the OAuth endpoint, and the people who write.

It is stricter than Zalo in one thing: a new access token ends the old one.
"""

from tests.bot.zalo_oa_server.failures import Answer, Drop, Failure, Hang
from tests.bot.zalo_oa_server.server import (
    EXPIRED,
    MESSAGES,
    SPENT,
    TOKENS,
    TOO_MANY,
    WRONG_KEY,
    ZaloOaServer,
)

__all__ = [
    "EXPIRED",
    "MESSAGES",
    "SPENT",
    "TOKENS",
    "TOO_MANY",
    "WRONG_KEY",
    "Answer",
    "Drop",
    "Failure",
    "Hang",
    "ZaloOaServer",
]
