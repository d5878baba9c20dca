"""The Zalo Bot Platform on loopback, as https://bot.zaloplatforms.com/docs has it.

It is stricter than Zalo: a call with a parameter too many, or of another type, is an error.
"""

from tests.bot.telegram_server.failures import Drop, Failure, Hang, Refuse, RetryAfter, Status
from tests.bot.zalo_server.server import ZaloServer

__all__ = ["Drop", "Failure", "Hang", "Refuse", "RetryAfter", "Status", "ZaloServer"]
