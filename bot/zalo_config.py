"""The settings of Zalo: the section `zalo`, with `oa` in it; secrets come from the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.channel_config import Secret, is_url, is_webhook
from bot.keys import ConfigError, Keys, is_count, is_text


@dataclass(frozen=True)
class Zalo:
    """A bot of the Zalo Bot Platform; `token` comes from ZALO_BOT_TOKEN.

    `admins` and `allowed` are user ids, `allowed` also those of groups; empty means everybody.
    `name` is what people call the bot in groups, besides what Zalo says it is called. With
    `webhook`, its public address, Zalo calls; without, giaoban polls.
    """

    token: Secret | None = None
    admins: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    questions_per_minute: int = 20
    name: str = ""
    base_url: str = "https://bot-api.zaloplatforms.com"
    webhook: str | None = None

    def needed_token(self) -> Secret:
        """:raises ConfigError: if the environment has none."""
        return _needed(self.token, "zalo", "ZALO_BOT_TOKEN")

    @property
    def webhook_path(self) -> str:
        return urlsplit(self.webhook or "").path or "/"


@dataclass(frozen=True)
class ZaloOa:
    """An Official Account, the subsection `oa`; who may ask is as in `zalo`.

    Secrets come from ZALO_OA_SECRET_KEY, which signs the webhook's calls, ZALO_APP_SECRET_KEY, and
    the first pair of tokens from ZALO_OA_ACCESS_TOKEN and ZALO_OA_REFRESH_TOKEN; later pairs are
    kept in the state folder.
    """

    app_id: str
    oa_secret: Secret | None = None
    app_secret: Secret | None = None
    access_token: Secret | None = None
    refresh_token: Secret | None = None
    admins: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    questions_per_minute: int = 20
    base_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"
    webhook_path: str = "/zalo-oa"

    def needed_oa_secret(self) -> Secret:
        """:raises ConfigError: if the environment has none."""
        return _needed(self.oa_secret, "zalo.oa", "ZALO_OA_SECRET_KEY")

    def needed_app_secret(self) -> Secret:
        """:raises ConfigError: if the environment has none."""
        return _needed(self.app_secret, "zalo.oa", "ZALO_APP_SECRET_KEY")

    def needed_secrets(self) -> list[Secret]:
        """All that must not be seen.

        :raises ConfigError: if the environment lacks one that is needed.
        """
        tokens = [token for token in (self.access_token, self.refresh_token) if token]
        return [self.needed_oa_secret(), self.needed_app_secret(), *tokens]


_KEYS = ("admins", "allowed", "questions_per_minute", "name", "base_url", "webhook", "oa")
_OA_KEYS = ("app_id", "base_url", "oauth_url", "webhook_path")
_PLAIN = re.compile(r"[\x21-\x7e]+")


def zalo_from(config: Keys, environment: Mapping[str, str]) -> tuple[Zalo | None, ZaloOa | None]:
    """The bot and the Official Account, each None where nothing speaks of it.

    :raises ConfigError: if a key or value is wrong, or a secret is missing or malformed.
    """
    token = _secret(environment, "ZALO_BOT_TOKEN")
    keys = config.section("zalo", _KEYS)
    if keys is None:
        return (Zalo(token) if token else None), None
    people = {
        "admins": _ids(keys.value("admins", [], _are_ids, "a list of user ids")),
        "allowed": _ids(keys.value("allowed", [], _are_ids, "a list of user or group ids")),
    }
    rate = keys.value(
        "questions_per_minute", Zalo.questions_per_minute, is_count, "a number above 0"
    )
    name = keys.value("name", "", lambda v: v == "" or is_text(v), "the bot's name in quotes")
    base_url = keys.value("base_url", Zalo.base_url, is_url, "an address with http(s)://")
    webhook = keys.value("webhook", None, is_webhook, "the public address, https://host/path")
    account = _account(keys, environment, people, rate)
    if account and token is None and webhook is None:
        return None, account  # the Official Account alone
    bot = Zalo(
        token,
        **people,
        questions_per_minute=rate,
        name=name.strip(),
        base_url=base_url.rstrip("/"),
        webhook=webhook,
    )
    return bot, account


def _account(
    zalo: Keys,
    environment: Mapping[str, str],
    people: Mapping[str, frozenset[str]],
    rate: int,
) -> ZaloOa | None:
    keys = zalo.section("oa", _OA_KEYS)
    if keys is None:
        return None
    return ZaloOa(
        str(keys.value("app_id", None, _is_app_id, "the app's id, a number")),
        oa_secret=_secret(environment, "ZALO_OA_SECRET_KEY"),
        app_secret=_secret(environment, "ZALO_APP_SECRET_KEY"),
        access_token=_secret(environment, "ZALO_OA_ACCESS_TOKEN"),
        refresh_token=_secret(environment, "ZALO_OA_REFRESH_TOKEN"),
        **people,
        questions_per_minute=rate,
        base_url=keys.value("base_url", ZaloOa.base_url, is_url, "an address").rstrip("/"),
        oauth_url=keys.value("oauth_url", ZaloOa.oauth_url, is_url, "an address").rstrip("/"),
        webhook_path=keys.value("webhook_path", ZaloOa.webhook_path, _is_path, "such as /zalo-oa"),
    )


def _needed(secret: Secret | None, section: str, name: str) -> Secret:
    if secret is None:
        raise ConfigError(
            f"`{section}` is configured, but the environment has no {name}: set it, or delete the "
            "section."
        )
    return secret


def _secret(environment: Mapping[str, str], name: str) -> Secret | None:
    value = environment.get(name, "").strip()
    if value and not _PLAIN.fullmatch(value):
        raise ConfigError(f"{name} holds spaces or other letters: copy it anew, whole.")
    return Secret(value) if value else None


def _is_app_id(value: object) -> bool:
    return not isinstance(value, bool) and re.fullmatch(r"\d+", str(value), re.ASCII) is not None


def _is_path(value: object) -> bool:
    return (
        isinstance(value, str) and bool(re.fullmatch(r"/[\w./-]+", value)) and value != "/healthz"
    )


def _are_ids(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, int | str)
        and not isinstance(one, bool)
        and re.fullmatch(r"[\w.-]+", str(one), re.ASCII)
        for one in value
    )


def _ids(values: list[int | str]) -> frozenset[str]:
    """As Zalo writes them: small and capital letters are told apart."""
    return frozenset(map(str, values))
