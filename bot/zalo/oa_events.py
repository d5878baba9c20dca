"""What Zalo posts to an Official Account's webhook: whether it is genuine, and what it says."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channel_config import Secret
from bot.zalo.talk import Incoming

_TIMESTAMP = re.compile(r"\d{1,16}", re.ASCII)
_ID = re.compile(r"[\w-]{1,80}", re.ASCII)
_SENT, _IN_GROUP = "user_send_", "user_send_group_"


@dataclass(frozen=True)
class Event:
    """One call; `timestamp` is when it happened, in milliseconds since 1970, as Zalo wrote it."""

    name: str
    timestamp: str
    fields: Mapping[str, Any] = field(repr=False)

    @property
    def at(self) -> float:
        """Seconds since 1970."""
        return int(self.timestamp) / 1000


def event_in(body: bytes) -> Event:
    """The event in the body of a call.

    :raises ValueError: if it is none.
    """
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError("no JSON") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("event_name"), str):
        raise ValueError("no event")
    return Event(fields["event_name"], _text(fields, "timestamp", _TIMESTAMP), fields)


def signature(app_id: str, body: bytes, timestamp: str, secret: Secret) -> str:
    """What the header X-ZEvent-Signature of a genuine call holds.

    https://developers.zalo.me/docs/official-account/webhook/tong-quan
    """
    signed = app_id.encode() + body + timestamp.encode() + secret.value.encode()
    return "mac=" + hashlib.sha256(signed).hexdigest()


def incoming(event: Event) -> Incoming | None:
    """What somebody sent, a new follower's greeting included; None for what needs no answer.

    :raises ValueError: if who or what is missing.
    """
    if event.name == "follow":
        person = _id(event.fields, "follower")
        return Incoming(f"follow-{person}-{event.timestamp}", person, person, "/start")
    if not event.name.startswith(_SENT) or event.name.startswith(_IN_GROUP):
        return None
    person = _id(event.fields, "sender")
    message = _object(event.fields, "message")
    text = message.get("text") if event.name == "user_send_text" else _link(event, message)
    if event.name == "user_send_text" and not isinstance(text, str):
        raise ValueError("no text")
    return Incoming(_text(message, "msg_id", _ID), person, person, text)


def _link(event: Event, message: Mapping[str, Any]) -> str | None:
    """The address in a message that Zalo shows as a link."""
    attachments = message.get("attachments") if event.name == "user_send_link" else None
    try:
        url = attachments[0]["payload"]["url"] if attachments else None
    except (LookupError, TypeError):
        return None
    return url if isinstance(url, str) else None


def _id(fields: Mapping[str, Any], name: str) -> str:
    return _text(_object(fields, name), "id", _ID)


def _object(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = fields.get(name)
    if not isinstance(found, dict):
        raise ValueError(f"no {name}")
    return found


def _text(fields: Mapping[str, Any], name: str, form: re.Pattern[str]) -> str:
    """Zalo writes ids and times as texts; numbers are as good."""
    found = fields.get(name)
    if not isinstance(found, str | int) or not form.fullmatch(str(found)):
        raise ValueError(f"no {name}")
    return str(found)
