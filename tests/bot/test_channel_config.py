import traceback

import pytest

from bot.channel_config import Http, Secret, Telegram, http_from, telegram_from
from bot.keys import ConfigError, Keys

PART = "AAE_x-bcdEFG"
TOKEN = f"123456789:{PART}"


def section(**sections: object) -> Keys:
    return Keys(sections, "a.yaml", ["telegram", "http"])


def telegram(**values: object) -> Telegram:
    read = telegram_from(section(telegram=values), {})
    assert read is not None
    return read


def complaint(**sections: object) -> str:
    def read() -> None:
        http_from(section(**sections))
        telegram_from(section(**sections), {})

    with pytest.raises(ConfigError) as caught:
        read()
    return str(caught.value)


# --- the token


def test_a_token_alone_lets_everybody_ask_and_has_no_admins() -> None:
    read = telegram_from(section(), {"TELEGRAM_BOT_TOKEN": TOKEN})
    assert read == Telegram(Secret(TOKEN))
    assert (read.admins, read.allowed, read.webhook) == (frozenset(), frozenset(), None)
    assert (read.questions_per_minute, read.base_url) == (20, "https://api.telegram.org")


def test_a_token_joins_what_the_file_says() -> None:
    read = telegram_from(section(telegram={"admins": [5]}), {"TELEGRAM_BOT_TOKEN": f" {TOKEN}\n"})
    assert read == Telegram(Secret(TOKEN), admins=frozenset({"5"}))


@pytest.mark.parametrize("token", ["", "  ", None])
def test_without_a_token_there_is_no_telegram_unless_the_file_speaks_of_it(
    token: str | None,
) -> None:
    environment = {} if token is None else {"TELEGRAM_BOT_TOKEN": token}
    assert telegram_from(section(), environment) is None
    assert telegram_from(section(telegram=None), environment) == Telegram()


@pytest.mark.parametrize(
    "wrong",
    [
        *("AAE_x-bcdEFG", "123456789", "123456789:", ":AAE_x-bcdEFG", f"bot{TOKEN}", f'"{TOKEN}"'),
        *(f"{TOKEN} {TOKEN}", f"{TOKEN}é", f"{TOKEN}\nX", TOKEN.replace(":", "%3A"), "１２:AAE_x"),
    ],
)
@pytest.mark.parametrize("sections", [{}, {"telegram": {"admins": [5]}}])
def test_a_malformed_token_is_refused_without_being_quoted(
    wrong: str, sections: dict[str, object]
) -> None:
    with pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN is not a token") as caught:
        telegram_from(section(**sections), {"TELEGRAM_BOT_TOKEN": wrong})
    shown = "".join(traceback.format_exception_only(caught.value)) + repr(caught.value)
    assert "@BotFather" in shown
    assert "AAE" not in shown
    assert wrong not in shown.replace("123456789:AbC…", "")


@pytest.mark.parametrize("form", ["{}", "{!s}", "{!r}", "{!a}", "{:}"])
def test_no_representation_shows_a_secret(form: str) -> None:
    secret = Secret(TOKEN)
    for holder in (secret, [secret], {"token": secret}, Telegram(secret), ValueError(secret)):
        shown = form.format(holder)
        assert "Secret(" in shown
        assert "AAE" not in shown
        assert "123456789" not in shown


def test_two_secrets_are_equal_only_if_their_values_are() -> None:
    assert Secret(TOKEN) == Secret(TOKEN)
    assert Secret(TOKEN) != Secret(f"{TOKEN}x")


# --- people


def test_ids_and_user_names_are_read_however_they_are_written() -> None:
    read = telegram(admins=[5, "6"], allowed=[7, "8", -1001234, "-99", "@Can_Bo", "VanThu9"])
    assert read.admins == {"5", "6"}
    assert read.allowed == {"7", "8", "-1001234", "-99", "can_bo", "vanthu9"}


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("admins", 5, "a list of user ids (numbers)"),
        ("admins", "5", "a list of user ids (numbers)"),
        ("admins", ["@can_bo"], "a list of user ids (numbers)"),
        ("admins", [-5], "a list of user ids (numbers)"),
        ("admins", [True], "a list of user ids (numbers)"),
        ("admins", [5.0], "a list of user ids (numbers)"),
        ("admins", [None], "a list of user ids (numbers)"),
        ("admins", [""], "a list of user ids (numbers)"),
        ("allowed", "can_bo", "a list of ids or user names"),
        ("allowed", [True], "a list of ids or user names"),
        ("admins", ["５"], "a list of user ids (numbers)"),
        ("allowed", ["anh"], "a list of ids or user names"),
        ("allowed", ["Nguyễn_An"], "a list of ids or user names"),
        ("allowed", ["-５"], "a list of ids or user names"),
        ("allowed", ["@"], "a list of ids or user names"),
        ("allowed", ["Nguyễn An"], "a list of ids or user names"),
        ("allowed", ["t.me/can_bo"], "a list of ids or user names"),
        ("allowed", ["- 5"], "a list of ids or user names"),
        ("allowed", [{"id": 5}], "a list of ids or user names"),
        ("questions_per_minute", 0, "a number above 0"),
        ("questions_per_minute", "20", "a number above 0"),
        ("base_url", "api.telegram.org", "an address with http(s)://"),
        ("base_url", "ftp://a.example", "an address with http(s)://"),
        ("base_url", "https://", "an address with http(s)://"),
        ("base_url", "https://a.example /b", "an address with http(s)://"),
        ("base_url", "https://[::1", "an address with http(s)://"),
        ("base_url", None, "an address with http(s)://"),
        ("webhook", "giaoban.example/hook", "the public address, https://host/path"),
        *(
            (
                "webhook",
                f"https://giaoban.example/healthz{end}",
                "the public address, https://host/path",
            )
            for end in ("", "/", "?a=b")
        ),
        ("webhook", True, "the public address, https://host/path"),
    ],
)
def test_a_wrong_value_of_telegram_is_named_with_what_is_expected(
    key: str, value: object, expected: str
) -> None:
    assert complaint(telegram={key: value}) == (
        f"a.yaml: telegram: {key} is {value!r}; expected {expected}."
    )


@pytest.mark.parametrize(
    ("sections", "named"),
    [
        ({"telegram": {"admin": [5]}}, "a.yaml: telegram: unknown key 'admin'; known are admins,"),
        ({"telegram": {"token": "123456:AAEbb"}}, "Secrets belong into the environment."),
        ({"telegram": "123456:AAEbb"}, "a.yaml: telegram must hold keys and values"),
        ({"telegram": [5]}, "a.yaml: telegram must hold keys and values"),
        ({"http": {"host": "a"}}, "a.yaml: http: unknown key 'host'; known are listen, port."),
        ({"http": 8080}, "a.yaml: http must hold keys and values, such as `listen: …`."),
    ],
)
def test_an_unknown_key_is_named_with_its_section_and_no_token_is_quoted(
    sections: dict[str, object], named: str
) -> None:
    message = complaint(**sections)
    assert named in message
    assert "AAEbb" not in message


# --- addresses


@pytest.mark.parametrize("ending", ["", "/", "//", "/bot", "/bot/"])
@pytest.mark.parametrize("address", ["https://api.telegram.org", "http://10.0.0.5:8081/rieng"])
def test_a_server_may_be_named_with_or_without_bot(address: str, ending: str) -> None:
    assert telegram(base_url=address + ending).base_url == address


@pytest.mark.parametrize("address", ["https://a.example/robot", "https://a.example/bot/x"])
def test_only_a_last_part_that_is_bot_is_left_out(address: str) -> None:
    assert telegram(base_url=address).base_url == address


@pytest.mark.parametrize(
    ("webhook", "path"),
    [
        ("https://giaoban.example/telegram", "/telegram"),
        ("https://giaoban.example:8443/a/b?c=d", "/a/b"),
        ("https://giaoban.example", "/"),
        (None, "/"),
    ],
)
def test_the_webhook_is_served_at_the_path_of_its_address(webhook: str | None, path: str) -> None:
    read = telegram(webhook=webhook)
    assert (read.webhook, read.webhook_path) == (webhook, path)


def test_without_the_section_http_there_is_none_and_an_empty_one_has_the_defaults() -> None:
    assert http_from(section()) is None
    assert http_from(section(http=None)) == Http("127.0.0.1", 8080)
    assert http_from(section(http={"listen": "::", "port": 65535})) == Http("::", 65535)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        *(("port", port, "a number from 1 to 65535") for port in (0, 65536, -1, "80", True, None)),
        *(("listen", listen, "an address such as 127.0.0.1") for listen in ("", 5, None)),
    ],
)
def test_a_wrong_value_of_http_is_named_with_what_is_expected(
    key: str, value: object, expected: str
) -> None:
    assert complaint(http={key: value}) == f"a.yaml: http: {key} is {value!r}; expected {expected}."
