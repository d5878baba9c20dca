"""What the bot replies to an official, whatever the channel: questions, commands, buttons."""

import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import replace

from bot import replies
from bot.admin_dialogue import AdminDialogue
from bot.assistant import LONGEST_QUESTION, Answer, Assistant
from bot.config import Config
from bot.conversations import Conversations
from bot.journal import Journal
from bot.messages import Person, Place, Reply
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.vietnamese import fold, forms, normalise

_LOG = logging.getLogger(__name__)
_PAGE = 5
_HELP = frozenset({"tro giup", "help", "huong dan"})
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_LONGEST_ABOUT = 50
"""Bytes of a keyword that fit into a button with the rest of its action."""


class Dialogue:
    """Replies to what is said in a chat and to the buttons pressed there.

    Chats are told apart by a key that names channel and chat. Safe to use from several threads;
    of one chat the channel hands over one thing at a time.
    """

    def __init__(
        self, base: KnowledgeBase, journal: Journal, config: Config, admin: AdminDialogue
    ) -> None:
        self._base = base
        self._assistant = Assistant(base)
        self._journal = journal
        self._config = config
        self._admin = admin
        self._conversations = Conversations()
        self._commands: dict[str, Callable[[str, Person, str], Reply]] = {
            "start": lambda chat, person, rest: self._help(person),
            "help": lambda chat, person, rest: self._help(person),
            "trogiup": lambda chat, person, rest: self._help(person),
            "moi": lambda chat, person, rest: self._forget(chat),
            "hoi": lambda chat, person, rest: self._ask(chat, rest),
            "tin": lambda chat, person, rest: self._headlines(rest, 0),
        }
        self._actions: dict[str, Callable[[str, str], Reply]] = {
            "goc": self._show_passage,
            "khac": self._show_others,
            "tot": lambda chat, rest: self._like(chat, rest, True),
            "xau": lambda chat, rest: self._like(chat, rest, False),
            "chon": self._choose,
            "tin": lambda chat, rest: self._turn_page(rest),
        }

    @property
    def largest_file(self) -> int:
        """Bytes of a file that `receive` takes; a larger one need not be fetched."""
        return self._config.limits.bytes_per_file

    def say(self, chat: str, person: Person, typed: str) -> Reply:
        """The reply to what `person` wrote."""
        said = normalise(typed)
        if said.startswith("/"):
            command, _, rest = said[1:].partition(" ")
            return self._obey(chat, person, fold(command), rest.strip())
        if person.is_admin and _LINK.fullmatch(said):
            return self._admin.receive_link(chat, said)
        if fold(said) in _HELP:
            return self._help(person)
        return self._ask(chat, said)

    def press(self, chat: str, person: Person, action: str) -> Reply:
        """The reply to a button; one that is too old, or was never there, is politely declined."""
        name, _, rest = action.partition(":")
        try:
            if run := self._actions.get(name):
                return run(chat, rest)
            return self._admin.press(chat, person, name, rest)
        except (ValueError, LookupError):
            return replies.OLD_BUTTON
        except KnowledgeError as error:
            _LOG.error("%s", error)
            return replies.OLD_BUTTON

    def receive(self, chat: str, person: Person, name: str, data: bytes) -> Reply:
        """The reply to a file."""
        return self._admin.receive(chat, person, name, data)

    def _obey(self, chat: str, person: Person, command: str, rest: str) -> Reply:
        if run := self._commands.get(command):
            return run(chat, person, rest)
        return self._admin.obey(chat, person, command, rest) or replies.UNKNOWN_COMMAND

    def _help(self, person: Person) -> Reply:
        listed = [*replies.COMMANDS.items()]
        if person.is_admin:
            listed += self._admin.commands.items()
        return replies.help_text(self._config.examples, listed)

    def _forget(self, chat: str) -> Reply:
        self._conversations.of(chat).forget()
        return replies.FORGOTTEN

    def _ask(self, chat: str, said: str) -> Reply:
        if not said:
            return replies.ASK_SOMETHING
        if len(said) > LONGEST_QUESTION:
            return replies.TOO_LONG
        if talk := replies.small_talk(said):
            return talk
        conversation = self._conversations.of(chat)
        if said.isdecimal() and 0 < int(said) <= len(conversation.choices):
            return self._answered(chat, self._assistant.choose(conversation, int(said) - 1))
        if self._base.is_empty:
            return replies.NO_ARTICLES
        answer = self._assistant.answer(said, conversation)
        if answer.choices:
            conversation.asked = secrets.token_hex(4)
            return replies.which(answer, conversation.asked)
        return self._answered(chat, answer)

    def _answered(self, chat: str, answer: Answer) -> Reply:
        return replies.answered(answer, self._journal.add(chat, answer), self._config.contact)

    def _choose(self, chat: str, rest: str) -> Reply:
        asked, number = rest.split(":")
        conversation = self._conversations.of(chat)
        if asked != conversation.asked:
            return replies.OLD_BUTTON
        return self._answered(chat, self._assistant.choose(conversation, _index(number)))

    def _show_passage(self, chat: str, rest: str) -> Reply:
        number, place = rest.split(":")
        answer = self._journal.answer(chat, _index(number))
        if answer is None:
            return replies.OLD_BUTTON
        source = answer.sources[_index(place)]
        return replies.passage(source) if self._base.holds(source.path) else replies.REMOVED

    def _show_others(self, chat: str, rest: str) -> Reply:
        answer = self._journal.answer(chat, _index(rest))
        return replies.other_articles(answer, int(rest)) if answer else replies.OLD_BUTTON

    def _like(self, chat: str, rest: str, is_liked: bool) -> Reply:
        known = self._journal.like(chat, _index(rest), is_liked)
        return replies.NOTED if known else replies.OLD_BUTTON

    def _headlines(self, about: str, page: int) -> Reply:
        if self._base.is_empty:
            return replies.NO_ARTICLES
        about = _fitting(normalise(about))
        about = about if forms(about) else ""
        found = self._base.headlines(about, _PAGE + 1, page * _PAGE)
        return replies.headlines(found[:_PAGE], about, page, len(found) <= _PAGE)

    def _turn_page(self, rest: str) -> Reply:
        page, _, about = rest.partition(":")
        shown = self._headlines(about, _index(page))
        return shown if shown.place is Place.NOTE else replace(shown, place=Place.INSTEAD)


def _index(number: str) -> int:
    """:raises ValueError: if it is none; forged buttons may say anything."""
    if not number.isdecimal() or len(number) > 9:
        raise ValueError(number)
    return int(number)


def _fitting(about: str) -> str:
    """As much of `about` as a button can carry: whole words, or the beginning of a long one."""
    about = about[: _LONGEST_ABOUT + 1]
    while len(about.encode()) > _LONGEST_ABOUT:
        about = about.rpartition(" ")[0] or about[:-1]
    return about
