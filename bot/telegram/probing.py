"""One question to Telegram, whether it knows the bot, for `giaoban doctor`."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from bot.channel_config import Telegram

_WITHIN_S = 10.0


@dataclass(frozen=True)
class Probe:
    """What came of it: the bot's user name, else the `trouble`, which never holds the token.

    `is_refused` says that it is the token's fault; `date` is Telegram's own clock, in UTC.
    """

    username: str = ""
    trouble: str = ""
    is_refused: bool = False
    date: datetime | None = None


def probe(config: Telegram) -> Probe:
    """Calls getMe at the configured address.

    :raises ConfigError: if there is no token.
    """
    address = f"{config.base_url}/bot{config.needed_token().value}/getMe"
    try:
        answer = httpx.get(address, timeout=_WITHIN_S)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return Probe(trouble=type(error).__name__)  # its text may quote the address
    date = _date(answer.headers.get("Date", ""))
    if answer.status_code in (401, 404):
        return Probe(trouble=f"answer {answer.status_code}", is_refused=True, date=date)
    try:
        username = answer.json()["result"]["username"]
    except (ValueError, LookupError, TypeError):
        return Probe(trouble=f"answer {answer.status_code} of another kind", date=date)
    return Probe(str(username), date=date)


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except ValueError:
        return None
