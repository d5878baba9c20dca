"""Logging of `giaoban run`: to standard error, as text or as JSON, without secrets."""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from bot import tracing
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


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object on one line, with the request it belongs to.

    `duration_ms`, where a record has it, counts from the arrival of the request.
    """

    def __init__(self, secrets: Sequence[Secret]) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := tracing.current():
            fields |= {"request": request.id, "chat": request.chat}
        if (duration := getattr(record, "duration_ms", None)) is not None:
            fields["duration_ms"] = duration
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            fields["stack"] = record.stack_info
        # Before JSON writes it: there, what a secret is made of could be written otherwise.
        return json.dumps(_cleared(fields, self._secrets), ensure_ascii=False)


_FORMATS: Mapping[str, type[WithoutSecrets | JsonLines]] = {
    "text": WithoutSecrets,
    "json": JsonLines,
}
FORMATS = tuple(_FORMATS)


def _cleared(fields: Mapping[str, object], secrets: Sequence[Secret]) -> dict[str, object]:
    return {
        name: without_secrets(value, secrets) if isinstance(value, str) else value
        for name, value in fields.items()
    }


def without_secrets(text: str, secrets: Sequence[Secret]) -> str:
    """`text` without the secrets, and without anything shaped like a bot's token."""
    for secret in secrets:
        parts = [secret.value, secret.value.partition(":")[2]]
        for part in (*parts, *(quote(part, safe="") for part in parts)):
            text = text.replace(part, _HIDDEN) if part else text
    return _TOKEN_SHAPED.sub(_HIDDEN, text)


def set_up(level: str, secrets: Sequence[Secret], form: str = "text") -> None:
    """Logs from `level` on, whatever the library, in one of FORMATS."""
    handler = logging.StreamHandler()
    handler.setFormatter(_FORMATS[form](secrets))
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
