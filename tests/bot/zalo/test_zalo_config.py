"""The section `zalo` with its token, and what it must not share with other channels."""

from pathlib import Path

import pytest

from bot.channel_config import Secret
from bot.config import Config
from bot.keys import ConfigError, Keys
from bot.zalo_config import Zalo, zalo_from

PART = "AAE_x-bcdEFG"
TOKEN = f"145923224145:{PART}"
OA_SECRETS = {
    "ZALO_OA_SECRET_KEY": "oa-bi-mat",
    "ZALO_APP_SECRET_KEY": "app-bi-mat",
    "ZALO_OA_REFRESH_TOKEN": "lam-moi",
}


def zalo(token: str | None = None, /, **values: object) -> Zalo:
    environment = {"ZALO_BOT_TOKEN": token} if token else {}
    read, _ = zalo_from(Keys({"zalo": values}, "a.yaml", ["zalo"]), environment)
    assert read is not None
    return read


def config(environment: dict[str, str], **sections: object) -> Config:
    return Config.from_mapping({"articles": ["bai"], **sections}, Path("a.yaml"), environment)


def complaint(**values: object) -> str:
    with pytest.raises(ConfigError) as caught:
        zalo(**values)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_token_alone_lets_everybody_ask_and_has_no_admins() -> None:
    read = config({"ZALO_BOT_TOKEN": f" {TOKEN}\n"})
    assert (read.zalo, read.zalo_oa) == (Zalo(Secret(TOKEN)), None)
    assert read.channels == (read.zalo,)
    assert read.zalo
    assert read.zalo.base_url == "https://bot-api.zaloplatforms.com"


@pytest.mark.parametrize("token", ["", "  "])
def test_without_a_token_there_is_no_zalo_unless_the_file_speaks_of_it(token: str) -> None:
    assert config({"ZALO_BOT_TOKEN": token}).channels == ()
    assert config({"ZALO_BOT_TOKEN": token}, zalo=None).zalo == Zalo()


def test_the_file_says_who_may_ask_and_how_the_bot_is_reached() -> None:
    read = zalo(
        TOKEN,
        admins=["6ede9afa66b88fe6d6a9", 42],
        allowed=["Ab.c-1", 7],
        questions_per_minute=6,
        name=" Bot Giao ban ",
        base_url="http://10.0.0.5:8081/",
        webhook="https://giaoban.example/zalo",
    )
    assert read == Zalo(
        Secret(TOKEN),
        admins=frozenset({"6ede9afa66b88fe6d6a9", "42"}),
        allowed=frozenset({"Ab.c-1", "7"}),
        questions_per_minute=6,
        name="Bot Giao ban",
        base_url="http://10.0.0.5:8081",
        webhook="https://giaoban.example/zalo",
    )
    assert read.webhook_path == "/zalo"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("admins", 5, "a list of user ids"),
        ("admins", ["Lan Anh"], "a list of user ids"),
        ("admins", [True], "a list of user ids"),
        ("allowed", "lan", "a list of user or group ids"),
        ("questions_per_minute", 0, "a number above 0"),
        ("name", ["Bot"], "the bot's name in quotes"),
        ("base_url", "bot-api.zaloplatforms.com", "an address with http(s)://"),
        ("webhook", "giaoban.example/zalo", "the public address, https://host/path"),
        ("webhook", "https://giaoban.example/healthz", "the public address, https://host/path"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_expected(
    key: str, value: object, expected: str
) -> None:
    assert complaint(**{key: value}) == f"a.yaml: zalo: {key} is {value!r}; expected {expected}."


@pytest.mark.parametrize("key", ["token", "bot_token", "secret_key"])
def test_a_secret_in_the_file_is_refused_with_the_way_out(key: str) -> None:
    told = complaint(**{key: TOKEN})
    assert f"zalo: unknown key '{key}'" in told
    assert told.endswith("Secrets belong into the environment.")
    assert TOKEN not in told


@pytest.mark.parametrize("token", ["a b", "mã", f"{TOKEN} {TOKEN}"])
def test_a_token_that_cannot_be_one_is_told_of_without_showing_it(token: str) -> None:
    with pytest.raises(ConfigError, match="ZALO_BOT_TOKEN holds spaces or other letters") as caught:
        config({"ZALO_BOT_TOKEN": token})
    assert token not in str(caught.value)


def test_a_missing_token_is_told_of_when_it_is_needed() -> None:
    with pytest.raises(ConfigError, match="`zalo` is configured, but the environment has no ZALO"):
        zalo(admins=["a"]).needed_token()
    with pytest.raises(ConfigError, match="has no ZALO_BOT_TOKEN: set it, or delete the section"):
        config({}, zalo={"admins": ["a"]}).secrets()


# --- beside other channels


def test_the_secrets_of_all_channels_are_known_and_shown_nowhere() -> None:
    environment = {
        "TELEGRAM_BOT_TOKEN": f"123456:{PART}",
        "ZALO_BOT_TOKEN": TOKEN,
        **OA_SECRETS,
    }
    read = config(environment, zalo={"oa": {"app_id": 12}})
    assert len(read.channels) == 3
    assert {secret.value for secret in read.secrets()} == set(environment.values())
    assert [value for value in environment.values() if value in repr(read)] == []


def test_an_official_account_alone_needs_no_bot() -> None:
    read = config(OA_SECRETS, zalo={"oa": {"app_id": 12}})
    assert read.channels == (read.zalo_oa,)
    assert {secret.value for secret in read.secrets()} == set(OA_SECRETS.values())


def test_two_webhooks_of_one_path_are_refused() -> None:
    told = r"zalo: webhook has the path '/bot', as telegram: webhook has; give each its own"
    with pytest.raises(ConfigError, match=told):
        config(
            {},
            telegram={"webhook": "https://a.example/bot"},
            zalo={"webhook": "https://b.example/bot"},
        )
    told = "zalo: oa: webhook_path has the path '/zalo-oa', as zalo: webhook has"
    with pytest.raises(ConfigError, match=told):
        config({}, zalo={"webhook": "https://b.example/zalo-oa", "oa": {"app_id": 1}})
    both = {"webhook": "https://a.example/zalo", "oa": {"app_id": 1}}
    assert config({}, telegram={"webhook": "https://a.example"}, zalo=both).zalo
