"""The log of `giaoban run --log-format json`."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channel_config import Secret
from bot.logs import JsonLines
from bot.tracing import Request, working_for

PART = "AAE_x-bcdEFGhijKLMnopQRS"
TOKEN = f"123456789:{PART}"


class Log(logging.Handler):
    """Keeps what was written, each line read as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines([Secret(TOKEN), Secret('mật\nkhẩu"é')]))
        self.written = ""
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        assert "\n" not in line
        self.written += line
        self.lines.append(json.loads(line))


@pytest.fixture
def log() -> Iterator[Log]:
    handler = Log()
    logger = logging.getLogger("giaoban.test")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.removeHandler(handler)


LOG = logging.getLogger("giaoban.test")


def test_an_event_has_its_time_level_logger_and_words(log: Log) -> None:
    LOG.warning("%s: mất liên lạc\n“%d”", "Telegram", 5)
    (line,) = log.lines
    age = datetime.now(UTC) - datetime.fromisoformat(line.pop("time"))
    assert 0 <= age.total_seconds() < 60
    words = "Telegram: mất liên lạc\n“5”"
    assert line == {"level": "warning", "logger": "giaoban.test", "message": words}
    assert "mất liên lạc" in log.written


def test_an_event_of_a_request_names_it_with_its_chat_and_duration(log: Log) -> None:
    with working_for(Request("telegram-7", "telegram:99")):
        LOG.info("handled", extra={"duration_ms": 12})
        LOG.info("more")
    LOG.info("of none")
    handled, more, none = log.lines
    assert (handled["request"], handled["chat"]) == ("telegram-7", "telegram:99")
    assert handled["duration_ms"] == 12
    assert more["request"] == "telegram-7"
    assert "duration_ms" not in more
    assert "request" not in none
    assert "chat" not in none


def test_a_traceback_is_one_line_without_the_token(log: Log) -> None:
    try:
        raise OSError(f"GET https://api.example/bot{TOKEN}/getMe failed")
    except OSError:
        LOG.exception("the call failed: %s", PART, stack_info=True)
    (line,) = log.lines
    assert line["message"] == "the call failed: ***"
    assert line["traceback"].startswith("Traceback")
    assert line["traceback"].endswith("GET https://api.example/bot***/getMe failed")
    assert "test_json_logs" in line["stack"]
    assert PART not in log.written


def test_a_secret_is_hidden_before_json_writes_it_in_another_way(log: Log) -> None:
    LOG.info('bot%s/x mật\nkhẩu"é', TOKEN.replace(":", "%3A"))
    assert log.lines[0]["message"] == "bot123456789%3A***/x ***"


def test_letters_of_any_kind_can_be_logged(log: Log) -> None:
    LOG.info("\x00 \x1b[2J \u202e \ud800 \u2028 🎉 </script>")
    assert log.lines[0]["message"].endswith("🎉 </script>")
