"""The sections of the configuration: channels and limits."""

from pathlib import Path

import pytest

from bot.channel_config import Http, Secret, Telegram
from bot.config import Config
from bot.keys import ConfigError
from tests.bot.test_config import complaint, load
from tests.conftest import SAMPLES

TOKEN = f"123456789:{'Ab-' * 7}"
CHANNELS = """
articles: [bai]
telegram:
  admins: [5]
  allowed: [7, "@Can_Bo"]
  questions_per_minute: 6
  base_url: http://10.0.0.5:8081/bot/
  webhook: https://giaoban.example/telegram
http:
  listen: 0.0.0.0
  port: 9090
"""


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)


def test_without_a_word_on_them_there_are_no_channels(tmp_path: Path) -> None:
    for config in (Config.load(), load(tmp_path, "articles: [bai]")):
        assert (config.http, config.telegram) == (None, None)


def test_the_channels_are_read_from_the_file_and_the_token_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    config = load(tmp_path, CHANNELS)
    assert config.http == Http("0.0.0.0", 9090)  # noqa: S104 - nothing listens here
    assert config.telegram == Telegram(
        Secret(TOKEN),
        admins=frozenset({"5"}),
        allowed=frozenset({"7", "can_bo"}),
        questions_per_minute=6,
        base_url="http://10.0.0.5:8081",
        webhook="https://giaoban.example/telegram",
    )


def test_a_token_is_enough_to_serve_the_samples() -> None:
    config = Config.load(environment={"TELEGRAM_BOT_TOKEN": TOKEN})
    assert config.articles == (SAMPLES,)
    assert config.telegram == Telegram(Secret(TOKEN))


def test_an_empty_token_counts_as_none() -> None:
    assert Config.load(environment={"TELEGRAM_BOT_TOKEN": " "}).telegram is None


def test_the_token_is_shown_by_no_configuration(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(CHANNELS, encoding="utf-8")
    config = Config.load(environment={"TELEGRAM_BOT_TOKEN": TOKEN})
    for shown in (repr(config), str(config), f"{config}", repr([config])):
        assert "Secret(…)" in shown
        assert "Ab-Ab" not in shown
        assert "123456789" not in shown


def test_a_malformed_token_is_refused_without_being_quoted() -> None:
    with pytest.raises(ConfigError, match="@BotFather") as caught:
        Config.load(environment={"TELEGRAM_BOT_TOKEN": f"{TOKEN} (bot)"})
    assert "Ab-Ab" not in repr(caught.value)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("telegram: {admin: [5]}", "telegram: unknown key 'admin'"),
        (f"telegram: {{token: '{TOKEN}'}}", "Secrets belong into the environment"),
        ("telegram: {admins: 5}", "telegram: admins is 5; expected a list of user ids"),
        ("telegram: {allowed: [an]}", "telegram: allowed is ['an']; expected a list of ids"),
        ("http: {port: 0}", "http: port is 0; expected a number from 1 to 65535"),
        ("http: {host: a}", "http: unknown key 'host'; known are listen, port"),
        ("http: 8080", "http must hold keys and values"),
    ],
)
def test_what_is_wrong_in_a_section_is_named_with_it(tmp_path: Path, text: str, named: str) -> None:
    message = complaint(tmp_path, f"articles: [bai]\n{text}")
    assert named in message
    assert "Ab-Ab" not in message
