"""Logging of `giaoban run`: to standard error, without secrets."""

import logging
import re
from collections.abc import Sequence

from bot.channel_config import Secret

_TOKEN_SHAPED = re.compile(r"\d{6,}(?::|%3A)[\w-]{20,}", re.ASCII | re.IGNORECASE)
_HIDDEN = "***"


class WithoutSecrets(logging.Formatter):
    """Formats a record, traceback included, and blots secrets out of the whole text."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record), self._secrets)


def without_secrets(text: str, secrets: Sequence[Secret]) -> str:
    """`text` without the secrets, and without anything shaped like a bot's token."""
    for secret in secrets:
        for part in (secret.value, secret.value.partition(":")[2]):
            text = text.replace(part, _HIDDEN) if part else text
    return _TOKEN_SHAPED.sub(_HIDDEN, text)


def set_up(level: str, secrets: Sequence[Secret]) -> None:
    """Logs from `level` on, whatever the library."""
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutSecrets(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a broken log call would print its arguments as they are
    # The first two would write a line for every request, with the address and so the token in it.
    for chatty in ("httpx", "httpcore", "bm25s", "tornado.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # Says at debug level what every call carries: people's words, and the webhook's secret.
    logging.getLogger("telegram").setLevel(max(logging.INFO, logging.getLogger().level))
    # Writes a traceback for every 502 with an HTML page; the retry has a line of its own.
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)
