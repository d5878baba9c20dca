"""What an update of the Zalo Bot Platform says to the bot, if anything."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.zalo.talk import Incoming
from knowledge.vietnamese import fold, normalise

_TEXT = "message.text.received"
_ASKING = re.compile(r"/\w+")
_LEFT_OVER = " \t\n,:;-–"
"""What stands between a name and what is said to it."""


def incoming(update: object, names: Sequence[str]) -> Incoming | None:
    """What somebody sent to the bot; None if it is meant for others or no message at all.

    :param update: bare, or in the `result` of a reply.
    :param names: by which the bot is called in groups.
    :raises ValueError: if it is no update.
    """
    bare = _mapping(update)
    bare = _mapping(bare["result"]) if "result" in bare else bare
    event = bare.get("event_name")
    if not isinstance(event, str):
        raise ValueError("no update: event_name is missing")
    if not event.startswith("message."):
        return None
    message = _mapping(bare.get("message"))
    sender, chat = _mapping(message.get("from")), _mapping(message.get("chat"))
    number, person, place = (
        _id(message.get("message_id")),
        _id(sender.get("id")),
        _id(chat.get("id")),
    )
    if sender.get("is_bot") is True:
        return None
    text = message.get("text") if event == _TEXT else None
    if event == _TEXT and not isinstance(text, str):
        raise ValueError("no update: text is missing")
    if chat.get("chat_type") != "PRIVATE":
        text = addressed(text, names) if text else None
        if text is None:
            return None
    return Incoming(number, place, person, text)


def addressed(text: str, names: Sequence[str]) -> str | None:
    """What is said to the bot in a group, without its name; None if it is not meant."""
    text = normalise(text)
    any_name = "|".join(re.escape(normalise(name)) for name in names)
    named = re.compile(rf"(?:@|(?<!\w))(?:{any_name})(?!\w)", re.IGNORECASE)
    rest = named.sub(" ", text) if any_name else text
    command = _ASKING.match(rest)
    if rest == text and not (command and fold(command[0]) == "/hoi"):
        return None
    return normalise(rest).strip(_LEFT_OVER)


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("no update: an object is missing")
    return value


def _id(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ValueError("no update: an id is missing")
    return str(value)
