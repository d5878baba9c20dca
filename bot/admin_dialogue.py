"""What the bot replies to an admin: reload, status, statistics, adding and removing articles."""

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot import admin, admin_replies, replies
from bot.config import Config
from bot.journal import Journal
from bot.messages import Job, Person, Place, Reply
from knowledge.articles import ArticleError, Headline, KnowledgeError, ReloadRunningError
from knowledge.base import KnowledgeBase
from knowledge.readers import parse_article
from knowledge.vietnamese import forms, normalise

_LOG = logging.getLogger(__name__)
_DAYS = 30
_MOST_PENDING = 50
_MOST_TO_REMOVE = 8
_EVERY = 1_000_000


class _StoppedError(Exception):
    """The program ends: a reload stops at its next step; what it encoded is kept."""


@dataclass(frozen=True)
class _Pending:
    """What waits for an admin's yes in one chat: a file to add, or an article to remove."""

    chat: str
    name: str
    data: bytes = b""
    article: Headline | None = None


class AdminDialogue:
    """Replies to admins' commands, files and buttons; all others are refused, and it is logged."""

    commands = admin_replies.COMMANDS

    def __init__(self, base: KnowledgeBase, journal: Journal, config: Config) -> None:
        self._base = base
        self._journal = journal
        self._config = config
        self._reloading = threading.Lock()
        self._stopping = threading.Event()
        self._pending: OrderedDict[str, _Pending] = OrderedDict()
        self._pending_lock = threading.Lock()
        self._changing = threading.Lock()
        self._commands: dict[str, Callable[[str, str], Reply]] = {
            "reload": lambda chat, rest: self._reload(),
            "status": lambda chat, rest: admin_replies.status(admin.status(config)),
            "thongke": lambda chat, rest: admin_replies.statistics(
                journal.statistics(_DAYS), _DAYS
            ),
            "xoa": self._remove,
        }
        self._actions: dict[str, Callable[[str, str], Reply]] = {
            "lam": self._do,
            "thoi": self._cancel,
            "xoa": self._ask_to_remove,
        }

    def obey(self, chat: str, person: Person, command: str, rest: str) -> Reply | None:
        """The reply to a command; None if it is not one for admins."""
        if command not in self._commands:
            return None
        if not person.is_admin:
            return _refuse(person, f"/{command}", admin_replies.ONLY_ADMINS)
        try:
            return self._commands[command](chat, rest)
        except KnowledgeError as error:
            _LOG.error("/%s: %s", command, error)
            return admin_replies.not_done(str(error))

    def press(self, chat: str, person: Person, action: str, rest: str) -> Reply:
        """The reply to a button.

        :raises LookupError: if there is no such button any more.
        """
        run = self._actions[action]
        if not person.is_admin:
            refusal = _refuse(person, f"button {action}", admin_replies.ONLY_ADMINS)
            return Reply(refusal.text, place=Place.NOTE)
        return run(chat, rest)

    def receive(self, chat: str, person: Person, name: str, data: bytes) -> Reply:
        """The reply to a file: what was read from it, and the question whether to add it."""
        if not person.is_admin:
            return _refuse(person, "a file", admin_replies.ONLY_ADMINS_SEND)
        try:
            name = admin.checked_name(name)
            article = parse_article(name, data)
        except ArticleError as error:
            return admin_replies.not_offered(name[:100], error.fault)
        replaces = admin.existing(self._config, name) is not None
        pending = self._wait_for_yes(_Pending(chat, name, data))
        return admin_replies.offered(admin_replies.Offer(name, article, replaces), pending)

    def stop(self) -> None:
        """Ends a running reload at its next step."""
        self._stopping.set()

    # Renewing

    def _reload(self) -> Reply:
        if self._reloading.locked():
            return admin_replies.RUNNING
        return admin_replies.reloading(self._reload_job(may_wait=False))

    def _reload_job(self, may_wait: bool, first: str = "") -> Job:
        """:param may_wait: for a reload that runs, and reload then: files have changed since."""

        def run(show: Callable[[Reply], None]) -> Reply:
            if not self._reloading.acquire(blocking=may_wait):
                return admin_replies.RUNNING
            try:
                done = self._renew(show)
            finally:
                self._reloading.release()
            return Reply(first + done.text)

        return run

    def _renew(self, show: Callable[[Reply], None]) -> Reply:
        def progress(done: int, total: int) -> None:
            if self._stopping.is_set():
                raise _StoppedError
            show(admin_replies.progress(done, total))

        try:
            return admin_replies.reloaded(admin.reload(self._base, self._config, progress, False))
        except _StoppedError:
            return admin_replies.stopped()
        except ReloadRunningError:
            return admin_replies.RUNNING
        except (KnowledgeError, OSError) as error:
            _LOG.error("reload: %s", error)
            return admin_replies.not_reloaded(str(error))
        except Exception:
            _LOG.exception("a reload failed")
            return admin_replies.not_reloaded("see the log")

    # Removing

    def _remove(self, chat: str, about: str) -> Reply:
        about = normalise(about)
        if not about:
            return admin_replies.HOW_TO_REMOVE
        if self._base.is_empty:
            return replies.NO_ARTICLES
        matching = _named(self._base.headlines("", _EVERY), about)
        found = matching[:_MOST_TO_REMOVE]
        names = [self._wait_for_yes(_Pending(chat, one.path, article=one)) for one in found]
        if not found:
            return admin_replies.nothing_to_remove(about[:100])
        if len(found) > 1:
            return admin_replies.which_to_remove(found, names, len(matching) - len(found))
        return admin_replies.confirm_removal(found[0], names[0])

    def _ask_to_remove(self, chat: str, name: str) -> Reply:
        pending = self._known(chat, name)
        if pending.article is None:
            raise LookupError(name)
        return admin_replies.confirm_removal(pending.article, name)

    def _change(self, pending: _Pending) -> str:
        """Does what was asked for, and says so."""
        if pending.article:
            admin.remove(self._config, pending.article)
            return admin_replies.done_aside(pending.name)
        admin.add(self._config, pending.name, pending.data)
        return admin_replies.added(pending.name)

    def _leaves_any(self, removed: Headline) -> bool:
        """Whether an article stays when this one goes; others may have gone since the reload."""
        return any(
            (one.folder, one.path) != (removed.folder, removed.path)
            and (Path(one.folder) / one.path).exists()
            for one in self._base.headlines("", _EVERY)
        )

    # What waits for a yes

    def _wait_for_yes(self, pending: _Pending) -> str:
        name = secrets.token_hex(8)
        with self._pending_lock:
            self._pending[name] = pending
            while len(self._pending) > _MOST_PENDING:
                self._pending.popitem(last=False)
        return name

    def _known(self, chat: str, name: str) -> _Pending:
        with self._pending_lock:
            pending = self._pending[name]
        if pending.chat != chat:
            raise LookupError(name)
        return pending

    def _cancel(self, chat: str, name: str) -> Reply:
        self._known(chat, name)
        with self._pending_lock:
            self._pending.pop(name, None)
        return admin_replies.CANCELLED

    def _do(self, chat: str, name: str) -> Reply:
        pending = self._known(chat, name)
        with self._changing:  # two admins must not remove the last two articles at once
            if pending.article and not self._leaves_any(pending.article):
                return admin_replies.LAST_ARTICLE
            with self._pending_lock:
                del self._pending[name]  # whoever presses twice finds it gone
            try:
                first = self._change(pending)
            except OSError as error:
                _LOG.error("cannot change %s: %s", pending.name, error.strerror)
                return admin_replies.not_written(pending.name, error.strerror or str(error))
        return admin_replies.reloading(self._reload_job(may_wait=True, first=first), first)


def _refuse(person: Person, tried: str, reply: Reply) -> Reply:
    _LOG.warning("user %s tried %s: not an admin", person.id, tried)
    return reply


def _named(articles: list[Headline], about: str) -> list[Headline]:
    """The article whose file is called so; else those whose file or title says so."""
    exact = [one for one in articles if about in (normalise(one.path), normalise(_file(one)))]
    said = f" {' '.join(forms(about))} "
    return exact or [one for one in articles if said in f" {' '.join(forms(_called(one)))} "]


def _file(headline: Headline) -> str:
    return headline.path.rpartition("/")[2]


def _called(headline: Headline) -> str:
    return f"{normalise(headline.path).replace('_', ' ')} . {headline.title}"
