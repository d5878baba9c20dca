from collections.abc import Callable

import pytest

from bot.keys import ConfigError, Keys, is_count, is_text, is_texts

KNOWN = ("ten", "so", "muc")


def keys(raw: object) -> Keys:
    return Keys(raw, "a.yaml", KNOWN)


def complaint(act: Callable[[], object]) -> str:
    with pytest.raises(ConfigError) as caught:
        act()
    message = str(caught.value)
    assert message.startswith("a.yaml")
    assert "\n" not in message
    return message


def test_a_value_is_given_or_else_its_default() -> None:
    read = keys({"ten": "An"})
    assert read.value("ten", "Bình", is_text, "a text") == "An"
    assert read.value("so", 7, is_count, "a number") == 7


def test_a_wrong_value_is_named_with_what_is_expected() -> None:
    message = complaint(lambda: keys({"so": "bảy"}).value("so", 7, is_count, "a number above 0"))
    assert message == "a.yaml: so is 'bảy'; expected a number above 0."


def test_a_key_without_a_value_is_no_default() -> None:
    assert "so is None" in complaint(lambda: keys({"so": None}).value("so", 7, is_count, "one"))


@pytest.mark.parametrize("key", ["tên", 5, None, "TEN"])
def test_an_unknown_key_is_named_beside_the_known_ones(key: object) -> None:
    message = complaint(lambda: keys({"ten": "An", key: 1}))
    assert f"unknown key {key!r}" in message
    assert "known are ten, so, muc." in message
    assert "environment" not in message


@pytest.mark.parametrize("key", ["token", "bot_token", "TELEGRAM_BOT_TOKEN"])
def test_who_writes_a_token_into_the_file_is_sent_to_the_environment(key: str) -> None:
    message = complaint(lambda: keys({key: "123456:AAbb"}))
    assert message.endswith("Secrets belong into the environment.")
    assert "AAbb" not in message


@pytest.mark.parametrize("raw", [None, "ten: An", ["ten"], 5])
def test_what_holds_no_keys_is_shown_how_they_look(raw: object) -> None:
    assert complaint(lambda: keys(raw)) == "a.yaml must hold keys and values, such as `ten: …`."


def test_a_section_is_named_in_its_errors_together_with_the_file() -> None:
    read = keys({"muc": {"cong": 0}})
    section = read.section("muc", ["cong"])
    assert section is not None
    message = complaint(lambda: section.value("cong", 80, is_count, "a number"))
    assert message == "a.yaml: muc: cong is 0; expected a number."
    message = complaint(lambda: read.section("muc", ["khac"]))
    assert message == "a.yaml: muc: unknown key 'cong'; known are khac."
    assert "a.yaml: muc must hold" in complaint(lambda: keys({"muc": 5}).section("muc", ["cong"]))


def test_a_missing_section_is_none_and_an_empty_one_has_the_defaults() -> None:
    assert keys({}).section("muc", ["cong"]) is None
    empty = keys({"muc": None}).section("muc", ["cong"])
    assert empty is not None
    assert empty.value("cong", 80, is_count, "a number") == 80


@pytest.mark.parametrize(
    ("check", "value", "valid"),
    [
        (is_text, "An", True),
        (is_text, " \n", False),
        (is_text, 5, False),
        (is_texts, ["An", "Bình"], True),
        (is_texts, [], True),
        (is_texts, "An", False),
        (is_texts, ["An", ""], False),
        (is_texts, ("An",), False),
        (is_count, 1, True),
        (is_count, 0, False),
        (is_count, -1, False),
        (is_count, True, False),
        (is_count, 1.0, False),
        (is_count, "1", False),
    ],
)
def test_a_value_of_the_wrong_sort_is_not_valid(
    check: Callable[[object], bool], value: object, valid: bool
) -> None:
    assert check(value) is valid
