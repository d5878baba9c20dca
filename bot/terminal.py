"""The terminal as a channel."""

import sys

from bot import replies
from bot.audit import system_user
from bot.config import Config
from bot.dialogue import Dialogue
from bot.messages import Button, Person, Place, Reply
from knowledge.vietnamese import normalise

CHAT = "terminal"
_LEAVE = frozenset({"/thoat", "/thoát", "/quit", "/exit", "exit", "quit", "thoát", "thoat"})
_COMMANDS = "Gõ /moi để sang chủ đề mới, /help để xem trợ giúp, /thoat (hoặc Ctrl-D) để kết thúc."


def show(reply: Reply) -> str:
    """The text of a reply; bold on a terminal, plain where output is kept in a file or a pipe."""
    if not reply.highlight or not sys.stdout.isatty():
        return reply.text
    before, words, after = reply.text.partition(reply.highlight)
    return f"{before}\033[1m{words}\033[0m{after}"


def chat(dialogue: Dialogue, config: Config) -> None:
    """Answers line by line until the input ends. Buttons are pressed by their numbers."""
    # Whoever sits at this terminal can run every command of giaoban anyway.
    person = Person(system_user(), is_admin=True)
    buttons: list[Button] = []
    print(replies.welcome(config.examples).text)
    print(_COMMANDS)
    while (typed := _ask()) is not None:
        if typed.lower() in _LEAVE:
            break
        if typed.isdecimal() and len(typed) < 4 and 0 < int(typed) <= len(buttons):
            reply = dialogue.press(CHAT, person, buttons[int(typed) - 1].action)
        else:
            reply = dialogue.say(CHAT, person, typed)
        while reply.job:
            print(reply.text)
            reply = reply.job(lambda progress: None)
        if reply.place is not Place.NOTE:
            buttons = [button for row in reply.buttons for button in row]
        print(show(reply))
        if reply.buttons:
            print("  ".join(f"[{n}] {button.label}" for n, button in enumerate(buttons, 1)))
    print(replies.GOODBYE)


def _ask() -> str | None:
    try:
        return normalise(input("\n> "))
    except (EOFError, KeyboardInterrupt):
        print()
        return None
