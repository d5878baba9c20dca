"""What a test sees of the chats, and how it waits for it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Button:
    label: str
    data: str
    """Callback data; empty where the button is a link."""


@dataclass(frozen=True)
class Shown:
    """A message of the bot in its newest form."""

    message_id: int
    text: str
    html: str
    """The text as sent."""
    buttons: tuple[tuple[Button, ...], ...]
    reply_to: int | None
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]


@dataclass(frozen=True)
class Call:
    method: str
    parameters: Json
    at: float
    """Seconds of time.monotonic()."""


class Watched:
    """The messages and the calls. `_changed` guards and tells of all that the server holds."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._changed = threading.Condition()
        self._down, self._closed = True, False
        self._messages: dict[int, Json] = {}
        self._shown: dict[int, Shown] = {}

    def calls_of(self, method: str) -> list[Call]:
        with self._changed:
            return [call for call in self.calls if call.method == method]

    def messages(self, chat: int = 1) -> list[Shown]:
        """The bot's, in the order sent."""
        with self._changed:
            return [m for m in self._shown.values() if self._is_in(chat, m.message_id)]

    def wait_until(
        self, predicate: Callable[[], object], timeout: float = 60.0, what: str = "what was awaited"
    ) -> None:
        """`predicate` is of this server's state: it is tried again when that changes."""
        with self._changed:
            if not self._changed.wait_for(predicate, timeout):
                seen = [repr(shown) for shown in self._shown.values()]
                seen += [f"{call.method} {call.parameters}" for call in self.calls[-10:]]
                raise AssertionError("\n".join([f"not in {timeout} s: {what}; there was:", *seen]))

    def wait_for_message(
        self, chat: int = 1, containing: str = "", timeout: float = 60.0, after: int = 0
    ) -> Shown:
        """The newest such message, sent or edited, with a number above `after`."""

        def found() -> list[Shown]:
            shown = self.messages(chat)
            return [m for m in shown if containing in m.text and m.message_id > after]

        with self._changed:
            self.wait_until(found, timeout, f"a message in {chat} containing {containing!r}")
            return found()[-1]

    def wait_for_messages(self, count: int, chat: int = 1, timeout: float = 60.0) -> list[Shown]:
        """All messages, once there are so many."""
        with self._changed:
            enough = f"{count} messages in {chat}"
            self.wait_until(lambda: len(self.messages(chat)) >= count, timeout, enough)
            return self.messages(chat)

    def wait_for_note(self, press: str, timeout: float = 60.0) -> str:
        """What the bot says to a button press, which it thereby ends; mostly nothing."""

        def ended() -> list[str]:
            calls = [call.parameters for call in self.calls_of("answerCallbackQuery")]
            return [call.get("text", "") for call in calls if call["callback_query_id"] == press]

        with self._changed:
            self.wait_until(ended, timeout, f"the end of press {press}")
            return ended()[0]

    def _is_in(self, chat: object, message_id: object) -> bool:
        message = self._messages.get(message_id) if isinstance(message_id, int) else None
        return message is not None and message["chat"]["id"] == chat
