"""What the bot replies to an admin: reload, rollback, status, adding and removing articles."""

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from bot import admin, admin_replies, importing, reload_replies, replies
from bot.audit import in_chat
from bot.config import Config
from bot.journal import Journal
from bot.messages import Job, Person, Place, Reply
from bot.pending import Pending, PendingActions
from bot.portal_dialogue import PortalDialogue, StoppedError
from knowledge.articles import ArticleError, Fault, Headline, KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.locking import HeldError
from knowledge.readers import parse_article
from knowledge.vietnamese import normalise

_LOG = logging.getLogger(__name__)
_DAYS = 30
_MOST_TO_REMOVE = 8
_EVERY = 1_000_000


class AdminDialogue:
    """Replies to admins' commands, files and buttons; all others are refused, and it is logged."""

    commands = admin_replies.COMMANDS

    def __init__(self, base: KnowledgeBase, journal: Journal, config: Config) -> None:
        self._base = base
        self._journal = journal
        self._config = config
        self._reloading = threading.Lock()
        self._stopping = threading.Event()
        self._pending = PendingActions()
        self._portal = PortalDialogue(
            config, journal, self._pending, self._reload_after, self._stopping
        )
        self._changing = threading.Lock()
        self._commands: dict[str, Callable[[str, Person, str], Reply]] = {
            "reload": lambda chat, person, rest: self._reload(chat, in_chat(chat, person)),
            "capnhat": lambda chat, person, rest: self._portal.import_all(chat, person),
            "rollback": lambda chat, person, rest: self._ask_to_roll_back(chat),
            "status": lambda chat, person, rest: self._status(),
            "thongke": lambda chat, person, rest: admin_replies.statistics(
                journal.statistics(_DAYS), _DAYS
            ),
            "xoa": lambda chat, person, rest: self._remove(chat, rest),
        }
        self._actions: dict[str, Callable[[str, Person, str], Reply]] = {
            "lam": self._do,
            "thoi": lambda chat, person, rest: self._cancel(chat, rest),
            "xoa": lambda chat, person, rest: self._ask_to_remove(chat, rest),
        }

    def obey(self, chat: str, person: Person, command: str, rest: str) -> Reply | None:
        """The reply to a command; None if it is not one for admins."""
        if command not in self._commands:
            return None
        if not person.is_admin:
            return _refuse(person, f"/{command}", admin_replies.ONLY_ADMINS)
        try:
            return self._commands[command](chat, person, rest)
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
        return run(chat, person, rest)

    def receive(self, chat: str, person: Person, name: str, data: bytes) -> Reply:
        """The reply to a file: what was read from it, and the question whether to add it."""
        if not person.is_admin:
            return _refuse(person, "a file", admin_replies.ONLY_ADMINS_SEND)
        try:
            name = admin.checked_name(name)
            article = parse_article(name, data, self._config.limits)
            replaces = admin.existing(self._config, name) is not None
            if not replaces and admin.is_full(self._config):
                return admin_replies.not_offered(name, Fault.TOO_MANY)
        except ArticleError as error:
            return admin_replies.not_offered(name, error.fault)
        except (KnowledgeError, OSError) as error:
            _LOG.error("a file cannot be taken: %s", error)
            return admin_replies.not_done(str(error))
        pending = self._pending.add(Pending(chat, name, data))
        return admin_replies.offered(admin_replies.Offer(name, article, replaces), pending)

    def receive_link(self, chat: str, url: str) -> Reply:
        """The reply to a link that an admin sent: its article, and whether to add it."""
        return self._portal.offer(chat, url)

    def import_on_schedule(self) -> None:
        """Imports and reloads because it is time; nobody waits for the answer."""
        self._portal.on_schedule()

    def stop(self) -> None:
        """Ends a running import or reload at its next step."""
        self._stopping.set()

    # Renewing

    def _reload(self, chat: str, who: str, force: bool = False) -> Reply:
        if self._reloading.locked():
            return reload_replies.RUNNING
        return reload_replies.reloading(self._reload_job(chat, who, may_wait=False, force=force))

    def _reload_job(
        self, chat: str, who: str, may_wait: bool, first: str = "", force: bool = False
    ) -> Job:
        """:param may_wait: for a reload that runs, and reload then: files have changed since."""

        def run(show: Callable[[Reply], None]) -> Reply:
            if not self._reloading.acquire(blocking=may_wait):
                return reload_replies.RUNNING
            try:
                done = self._renew(chat, who, show, force)
            finally:
                self._reloading.release()
            return replace(done, text=first + done.text)

        return run

    def _reload_after(self, chat: str, who: str, first: str) -> Job:
        return self._reload_job(chat, who, may_wait=True, first=first)

    def _renew(self, chat: str, who: str, show: Callable[[Reply], None], force: bool) -> Reply:
        def progress(done: int, total: int) -> None:
            if self._stopping.is_set():
                raise StoppedError
            show(reload_replies.progress(done, total))

        try:
            with self._journal.audit.noted(who, "reload") as outcome:
                report = admin.reload(self._base, self._config, progress, force=force)
                outcome.result = admin.summary(asdict(report))
            if report.refused:
                _LOG.warning("reload: %s", outcome.result)
                return reload_replies.refused(report, self._pending.add(Pending(chat, force=True)))
            return reload_replies.reloaded(report)
        except StoppedError:
            return reload_replies.stopped()
        except HeldError as error:
            return reload_replies.held(error.holder)
        except (KnowledgeError, OSError) as error:
            _LOG.error("reload: %s", error)
            return reload_replies.not_reloaded(str(error))
        except Exception:
            _LOG.exception("a reload failed")
            return reload_replies.not_reloaded("see the log")

    # Looking and going back

    def _status(self) -> Reply:
        return admin_replies.status(admin.status(self._config), self._base.snapshot_number)

    def _ask_to_roll_back(self, chat: str) -> Reply:
        earlier = self._base.earlier()
        pending = self._pending.add(Pending(chat, snapshot=earlier.number))
        return reload_replies.confirm_rollback(earlier, pending)

    def _roll_back(self, who: str, expected: int) -> Reply:
        try:
            with self._journal.audit.noted(who, "rollback") as outcome:
                manifest = self._base.rollback(expected)
                outcome.result = f"snapshot {manifest.number}"
            return reload_replies.rolled_back(manifest)
        except HeldError as error:
            return reload_replies.held(error.holder)
        except KnowledgeError as error:
            _LOG.error("rollback: %s", error)
            return admin_replies.not_done(str(error))

    # Removing

    def _remove(self, chat: str, about: str) -> Reply:
        about = normalise(about)
        if not about:
            return admin_replies.HOW_TO_REMOVE
        if self._base.is_empty:
            return replies.NO_ARTICLES
        matching = admin.named(self._files(), about)
        found = matching[:_MOST_TO_REMOVE]
        names = [self._pending.add(Pending(chat, one.path, article=one)) for one in found]
        if not found:
            return admin_replies.nothing_to_remove(about[:100])
        if len(found) > 1:
            return admin_replies.which_to_remove(found, names, len(matching) - len(found))
        return self._confirm_removal(found[0], names[0])

    def _confirm_removal(self, article: Headline, name: str) -> Reply:
        return admin_replies.confirm_removal(article, name, self._base.same_news(article))

    def _ask_to_remove(self, chat: str, name: str) -> Reply:
        pending = self._pending.of(chat, name)
        if pending.article is None:
            raise LookupError(name)
        return self._confirm_removal(pending.article, name)

    def _change(self, who: str, pending: Pending) -> str:
        """Does what was asked for, and says so."""
        with self._journal.audit.noted(who, "remove" if pending.article else "add", pending.name):
            if pending.article:
                admin.remove(self._config, pending.article)
                return admin_replies.done_aside(pending.name)
            if pending.plan:
                importing.keep(self._config, pending.plan)
            else:
                admin.add(self._config, pending.name, pending.data)
            return admin_replies.added(pending.name)

    def _leaves_any(self, removed: Headline) -> bool:
        """Whether an article stays when this one goes; others may have gone since the reload."""
        return any(
            (one.folder, one.path) != (removed.folder, removed.path)
            and (Path(one.folder) / one.path).exists()
            for one in self._files()
        )

    def _files(self) -> list[Headline]:
        return self._base.headlines("", _EVERY, with_copies=True)

    # What waited for a yes

    def _cancel(self, chat: str, name: str) -> Reply:
        self._pending.take(chat, name)
        return admin_replies.CANCELLED

    def _do(self, chat: str, person: Person, name: str) -> Reply:
        who = in_chat(chat, person)
        pending = self._pending.of(chat, name)
        if pending.snapshot is not None:
            self._pending.take(chat, name)
            return self._roll_back(who, pending.snapshot)
        if pending.force:
            self._pending.take(chat, name)
            return self._reload(chat, who, force=True)
        with self._changing:  # two admins must not remove the last two articles at once
            if pending.article and not self._leaves_any(pending.article):
                return admin_replies.LAST_ARTICLE
            self._pending.take(chat, name)
            try:
                first = self._change(who, pending)
            except (OSError, KnowledgeError, ArticleError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                _LOG.error("cannot change %s: %s", pending.name, reason)
                return admin_replies.not_written(pending.name, reason)
        return reload_replies.reloading(self._reload_after(chat, who, first), first)


def _refuse(person: Person, tried: str, reply: Reply) -> Reply:
    _LOG.warning("user %s tried %s: not an admin", person.id, tried)
    return reply
