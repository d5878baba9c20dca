"""What the errors of an Official Account mean; they come with HTTP's status 200.

https://developers.zalo.me/docs/official-account/phu-luc/ma-loi
"""

from collections.abc import Mapping
from typing import Any

TOO_MANY = -32
"""Calls in a minute."""
TOKEN_REFUSED = frozenset({-124, -216, -220})
"""The access token is not valid, or has expired."""
NOT_TAKEN = frozenset({-213, -217, -218, -227, -230, -232})
"""By that person: who does not follow, blocks, had too many messages, is away, or has not written
for some days.
"""
_UNREADABLE = -1


def error_in(fields: Mapping[str, Any]) -> int:
    """The error that an answer tells of, 0 if it tells of none."""
    try:
        return int(fields.get("error", 0))
    except (ValueError, TypeError):
        return _UNREADABLE
