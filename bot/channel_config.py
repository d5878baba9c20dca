"""The settings of the channels; their secrets come from the environment alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.keys import ConfigError, Keys, is_count, is_text


@dataclass(frozen=True, repr=False)
class Secret:
    """A value that no representation shows."""

    value: str

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


@dataclass(frozen=True)
class Http:
    """Where the one HTTP server listens, for webhooks and /healthz."""

    listen: str = "127.0.0.1"
    port: int = 8080


@dataclass(frozen=True)
class Telegram:
    """The key `telegram`; `token` comes from TELEGRAM_BOT_TOKEN.

    `allowed` holds ids and user names (small letters, without @); empty means everybody.
    `base_url` is a Bot API server's address, without `/bot`. With `webhook`, its public address,
    Telegram calls; without, giaoban polls.
    """

    token: Secret | None = None
    admins: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    questions_per_minute: int = 20
    base_url: str = "https://api.telegram.org"
    webhook: str | None = None

    def needed_token(self) -> Secret:
        """:raises ConfigError: if the environment has none."""
        if self.token is None:
            raise ConfigError(
                "`telegram` is configured, but the environment has no TELEGRAM_BOT_TOKEN: set it "
                "to the token from @BotFather, or delete the section."
            )
        return self.token

    @property
    def webhook_path(self) -> str:
        return urlsplit(self.webhook or "").path or "/"


_HTTP_KEYS = ("listen", "port")
_TELEGRAM_KEYS = ("admins", "allowed", "questions_per_minute", "base_url", "webhook")
_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)


def http_from(config: Keys) -> Http | None:
    """The section `http`, if there is one."""
    keys = config.section("http", _HTTP_KEYS)
    if keys is None:
        return None
    return Http(
        keys.value("listen", Http.listen, is_text, "an address such as 127.0.0.1"),
        keys.value("port", Http.port, _is_port, "a number from 1 to 65535"),
    )


def telegram_from(config: Keys, environment: Mapping[str, str]) -> Telegram | None:
    """The section `telegram` with its token; None when there is neither."""
    token = environment.get("TELEGRAM_BOT_TOKEN", "").strip()
    if token and not _TOKEN.fullmatch(token):
        raise ConfigError(
            "TELEGRAM_BOT_TOKEN is not a token: copy the whole one from @BotFather, "
            "such as 123456789:AbC…"
        )
    keys = config.section("telegram", _TELEGRAM_KEYS)
    if keys is None:
        return Telegram(Secret(token)) if token else None
    base_url = keys.value("base_url", Telegram.base_url, is_url, "an address with http(s)://")
    webhook = keys.value("webhook", None, is_webhook, "the public address, https://host/path")
    return Telegram(
        token=Secret(token) if token else None,
        admins=_ids(keys.value("admins", [], _are_ids, "a list of user ids (numbers)")),
        allowed=_ids(keys.value("allowed", [], _are_people, "a list of ids or user names")),
        questions_per_minute=keys.value(
            "questions_per_minute", Telegram.questions_per_minute, is_count, "a number above 0"
        ),
        base_url=base_url.rstrip("/").removesuffix("/bot"),
        webhook=webhook,
    )


def _ids(values: list[int | str]) -> frozenset[str]:
    """As channels write them: ids as texts, user names in small letters without @."""
    return frozenset(str(value).strip().removeprefix("@").lower() for value in values)


def _is_port(value: object) -> bool:
    return is_count(value) and isinstance(value, int) and value < 65536


def is_url(value: object) -> bool:
    """Whether it is an address of HTTP."""
    if not isinstance(value, str) or not re.fullmatch(r"https?://\S+", value):
        return False
    try:
        return bool(urlsplit(value).hostname)
    except ValueError:
        return False


def is_webhook(value: object) -> bool:
    """Whether it is such an address, other than that of /healthz, or None."""
    if value is None:
        return True
    return is_url(value) and urlsplit(str(value)).path.rstrip("/") != "/healthz"


def _is_id(value: object) -> bool:
    return not isinstance(value, bool) and re.fullmatch(r"\d+", str(value), re.ASCII) is not None


def _are_ids(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_id, value))


def _are_people(value: object) -> bool:
    """Ids of people or (negative) of groups, and user names."""
    return isinstance(value, list) and all(
        isinstance(one, int | str)
        and not isinstance(one, bool)
        and re.fullmatch(r"-?\d+|@?[A-Za-z]\w{3,}", str(one), re.ASCII)
        for one in value
    )
