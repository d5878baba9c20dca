"""What an update says to the bot, and to whom a text in a group is said."""

from typing import Any

import pytest

from bot.zalo.talk import Incoming
from bot.zalo.updates import addressed, incoming

NAMES = ("Bot Giao ban", "bot.VDKyGxQvc")
ASKED = "Ai chủ trì?"


def update(event: str = "message.text.received", /, **message: Any) -> dict[str, Any]:
    """One from Lan in her private chat."""
    return {
        "event_name": event,
        "message": {
            "message_id": "m1",
            "from": {"id": "lan", "display_name": "Lan", "is_bot": False},
            "chat": {"id": "c1", "chat_type": "PRIVATE"},
            "date": 1750316131602,
            **message,
        },
    }


def sent_by(sender: object) -> dict[str, Any]:
    message: dict[str, Any] = {"text": ASKED, "from": sender}
    return update(**message)


def in_a_group(**message: Any) -> dict[str, Any]:
    return update(chat={"id": "g1", "chat_type": "GROUP"}, **message)


def test_a_text_in_a_private_chat_is_said_to_the_bot() -> None:
    assert incoming(update(text=ASKED), NAMES) == Incoming("m1", "c1", "lan", ASKED)


def test_an_update_may_be_wrapped_in_a_reply() -> None:
    wrapped = {"ok": True, "result": update(text=ASKED)}
    assert incoming(wrapped, NAMES) == incoming(update(text=ASKED), NAMES)


@pytest.mark.parametrize("kind", ["image", "sticker", "voice", "unsupported", "link"])
def test_what_is_no_text_is_told_apart_from_an_empty_one(kind: str) -> None:
    event = f"message.{kind}.received"
    assert incoming(update(event, caption="x"), NAMES) == Incoming("m1", "c1", "lan", None)
    found = incoming({**in_a_group(photo="x"), "event_name": event}, NAMES)
    assert found is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@Bot Giao ban Ai chủ trì?", ASKED),
        ("Bot Giao ban: Ai chủ trì?", ASKED),
        ("bot giao ban, Ai chủ trì?", ASKED),
        ("Ai chủ trì? @bot giao ban", ASKED),
        ("@bot.vdkygxqvc  Ai chủ trì?", ASKED),
        ("Ai chủ@Bot Giao ban", "Ai chủ"),
        ("@Bot Giao ban 2", "2"),
        ("@Bot Giao ban /moi", "/moi"),
        ("@Bot Giao ban", ""),
        ("/hoi Ai chủ trì?", "/hoi Ai chủ trì?"),
        ("/Hỏi Ai chủ trì?", "/Hỏi Ai chủ trì?"),
        ("/hoi@Bot Giao ban Ai chủ trì?", "/hoi Ai chủ trì?"),
    ],
)
def test_in_a_group_the_bot_is_meant_by_its_names_or_by_hoi(text: str, said: str) -> None:
    assert addressed(text, NAMES) == said
    found = incoming(in_a_group(text=text), NAMES)
    assert found == Incoming("m1", "g1", "lan", said)


@pytest.mark.parametrize(
    "text", [ASKED, "/moi", "/reload", "/hoithao", "Bot Giao bang", "họ.Bot Giao", "@khac", ""]
)
def test_in_a_group_all_else_is_meant_for_others(text: str) -> None:
    assert addressed(text, NAMES) is None
    assert incoming(in_a_group(text=text), NAMES) is None


def test_a_name_written_with_other_marks_is_the_same_name() -> None:
    assert addressed("@Bot Giao\u00a0ban o\u0302i", ("Bot Giao ban",)) == "ôi"


def test_a_bot_without_a_name_is_meant_by_hoi_alone() -> None:
    assert addressed("/hoi Ai?", ()) == "/hoi Ai?"
    assert addressed("Ai?", ()) is None


def test_a_chat_of_an_unknown_kind_counts_as_a_group() -> None:
    assert incoming(update(chat={"id": "c1"}, text=ASKED), NAMES) is None


@pytest.mark.parametrize(
    "other",
    [
        {"event_name": "bot.joined_group", "chat": {}},
        sent_by({"id": "b", "is_bot": True}),
    ],
)
def test_what_no_person_says_is_left_alone(other: dict[str, Any]) -> None:
    assert incoming(other, NAMES) is None


@pytest.mark.parametrize(
    "wrong",
    [
        *(None, 7, "x", [], {}, {"result": 7}, {"event_name": 5}, {"ok": True, "result": None}),
        {"event_name": "message.text.received"},
        update(),
        update(text=7),
        update(text=ASKED, message_id=""),
        update(text=ASKED, message_id=True),
        update(text=ASKED, chat={"chat_type": "PRIVATE"}),
        sent_by(None),
    ],
)
def test_what_is_no_update_is_an_error(wrong: object) -> None:
    with pytest.raises(ValueError, match="no update"):
        incoming(wrong, NAMES)
