"""Zalo has no buttons: what is offered becomes numbered lines, answered with a number or a word."""

import re
from collections import OrderedDict

from bot.messages import Button, Place, Reply
from knowledge.vietnamese import fold, normalise

_MOST = 5_000
"""Chats remembered; the one that was silent longest is forgotten."""
_YES = frozenset({"co", "co a", "da co", "dong y", "vang", "vang a", "da vang", "ok", "u"})
_NO = frozenset({"khong", "khong a", "da khong", "thoi", "huy"})
_CANCEL = "thoi:"
"""How the action begins that leaves all as it was (bot/admin_dialogue.py)."""


class Choices:
    """What a number, "có" or "không" means in each chat, after the last reply that offered some."""

    def __init__(self) -> None:
        self._offered: OrderedDict[str, tuple[Button, ...]] = OrderedDict()

    def of(self, chat: str) -> tuple[Button, ...]:
        """What `chat` can choose from."""
        return self._offered.get(chat, ())

    def put(self, chat: str, buttons: tuple[Button, ...]) -> None:
        """Lets `chat` choose from `buttons`, and from nothing before."""
        self._offered.pop(chat, None)
        self._offered[chat] = buttons
        while len(self._offered) > _MOST:
            self._offered.popitem(last=False)

    def offer(self, chat: str, reply: Reply, is_chosen: bool = False) -> str:
        """The text of `reply` with what can be chosen.

        What was offered before stands where a button would still be there: after a note, and after
        a reply below one.

        :param is_chosen: `reply` is what a choice brought.
        """
        buttons = tuple(button for row in reply.buttons for button in row)
        is_below = is_chosen and reply.place is Place.BELOW and not buttons
        if reply.place is not Place.NOTE and not is_below:
            self.put(chat, buttons)
        return "\n\n".join(filter(None, (reply.text, _line(reply.text, buttons))))

    def meant(self, chat: str, typed: str) -> str | None:
        """The action that `typed` chooses in `chat`; None if it chooses none."""
        buttons = self.of(chat)
        said = fold(normalise(typed)).strip(" .,!")
        if _is_confirmation(buttons):
            yes, no = _yes_and_no(buttons)
            return yes.action if said in _YES else no.action if said in _NO else None
        if said.isdecimal() and len(said) < 4 and 0 < int(said) <= len(buttons):
            return buttons[int(said) - 1].action
        return None


def _line(text: str, buttons: tuple[Button, ...]) -> str:
    if not buttons:
        return ""
    if _is_confirmation(buttons):
        yes, _ = _yes_and_no(buttons)
        return f"Đồng chí trả lời “có” ({_words(yes)}) hoặc “không”."
    lines = text.split("\n")
    if all(any(line.startswith(f"{n}. ") for line in lines) for n in range(1, len(buttons) + 1)):
        return "Đồng chí gõ số để chọn."
    listed = " · ".join(f"{n} {button.label}" for n, button in enumerate(buttons, 1))
    return f"Gõ số: {listed}"


def _is_confirmation(buttons: tuple[Button, ...]) -> bool:
    return len(buttons) == 2 and sum(b.action.startswith(_CANCEL) for b in buttons) == 1


def _yes_and_no(buttons: tuple[Button, ...]) -> list[Button]:
    return sorted(buttons, key=lambda button: button.action.startswith(_CANCEL))


def _words(button: Button) -> str:
    """The label without the sign before it."""
    return re.sub(r"^\W+", "", button.label)
