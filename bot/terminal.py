"""The terminal as a channel: the chat, and the progress bar."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from bot import replies
from bot.assistant import Assistant, Conversation
from bot.config import Config
from knowledge.indexing import Progress
from knowledge.vietnamese import normalise

_NEW_TOPIC = frozenset({"/moi", "/mới"})
_HELP = frozenset({"/help", "/start", "/trogiup", "trợ giúp", "tro giup", "help"})
_LEAVE = frozenset({"/thoat", "/thoát", "/quit", "/exit", "exit", "quit", "thoát", "thoat"})
_COMMANDS = "Gõ /moi để sang chủ đề mới, /help để xem lại ví dụ, /thoat (hoặc Ctrl-D) để kết thúc."


def bold(words: str) -> str:
    """Bold on a terminal, plain where the output is kept in a file or a pipe."""
    return f"\033[1m{words}\033[0m" if sys.stdout.isatty() else words


def chat(assistant: Assistant, config: Config) -> None:
    """Answers line by line until the input ends."""
    conversation = Conversation()
    print(replies.welcome(config.examples))
    print(_COMMANDS)
    while (typed := _ask()) is not None:
        if typed.lower() in _LEAVE:
            break
        print(_reply(typed, assistant, conversation, config), end="\n\n")
    print(replies.GOODBYE)


def _ask() -> str | None:
    try:
        return normalise(input("\n> "))
    except (EOFError, KeyboardInterrupt):
        print()
        return None


def _reply(typed: str, assistant: Assistant, conversation: Conversation, config: Config) -> str:
    if not typed:
        return replies.ASK_SOMETHING
    if typed.lower() in _NEW_TOPIC:
        conversation.forget()
        return replies.FORGOTTEN
    if typed.lower() in _HELP:
        return f"{replies.welcome(config.examples)}\n{_COMMANDS}"
    if talk := replies.small_talk(typed):
        return talk
    return replies.reply(assistant.answer(typed, conversation), config.contact, bold)


@contextmanager
def progress_bar(label: str, unit: str) -> Iterator[Progress]:
    """A bar on standard error; one that has nothing to do never shows."""
    bar: tqdm | None = None  # type: ignore[type-arg]

    def show(done: int, total: int) -> None:
        nonlocal bar
        if total and bar is None:
            bar = tqdm(total=total, desc=label, unit=f" {unit}", file=sys.stderr)
        if bar is not None:
            bar.update(done - bar.n)

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()
