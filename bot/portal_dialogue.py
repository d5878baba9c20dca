"""What an admin may have fetched from the portal in a chat, and what the clock has fetched."""

import logging
import threading
from collections.abc import Callable

from bot import import_replies, importing
from bot.audit import in_chat
from bot.config import Config
from bot.journal import Journal
from bot.messages import Job, Person, Reply
from bot.pending import Pending, PendingActions
from knowledge.articles import ArticleError, KnowledgeError
from knowledge.locking import HeldError
from knowledge.portal.reports import ImportReport, Result
from knowledge.portal.troubles import PortalError

_LOG = logging.getLogger(__name__)

ReloadJob = Callable[[str, str, str], Job]
"""From chat, who, and what to say first: the reload that follows."""


class StoppedError(Exception):
    """The program ends: what runs stops at its next step; what is done is kept."""


class PortalDialogue:
    """Imports and reloads; looks at single pages. Safe to use from several threads."""

    def __init__(
        self,
        config: Config,
        journal: Journal,
        pending: PendingActions,
        reload_job: ReloadJob,
        stopping: threading.Event,
    ) -> None:
        """:param stopping: is set when the program ends."""
        self._config = config
        self._journal = journal
        self._pending = pending
        self._reload_job = reload_job
        self._stopping = stopping
        self._importing = threading.Lock()

    def import_all(self, chat: str, person: Person) -> Reply:
        """The reply to /capnhat."""
        if not self._config.sources:
            return import_replies.NO_SOURCES
        if self._importing.locked():
            return import_replies.RUNNING
        who = in_chat(chat, person)
        return import_replies.importing(lambda show: self._import_and_reload(chat, who, show))

    def on_schedule(self) -> None:
        """Imports all sources and reloads; what came of it goes to log and audit."""
        self._import_and_reload("", "schedule", lambda progress: None)

    def offer(self, chat: str, url: str) -> Reply:
        """The reply to a link: its article is shown, and it is asked whether to add it."""
        return import_replies.looking(lambda show: self._looked(chat, url))

    def _import_and_reload(self, chat: str, who: str, show: Callable[[Reply], None]) -> Reply:
        if not self._importing.acquire(blocking=False):
            return import_replies.RUNNING
        try:
            report = self._import(who, show)
        except StoppedError:
            return Reply(import_replies.STOPPED)
        except HeldError as error:
            _LOG.info("import: %s", error)
            return import_replies.held(error.holder)
        except KnowledgeError as error:
            _LOG.error("import: %s", error)
            return import_replies.not_imported(str(error))
        finally:
            self._importing.release()
        return self._reload_job(chat, who, import_replies.imported(report))(show)

    def _import(self, who: str, show: Callable[[Reply], None]) -> ImportReport:
        def progress(done: int, total: int) -> None:
            self._pause(0)
            show(import_replies.progress(done, total))

        with self._journal.audit.noted(who, "import") as outcome:
            report = importing.import_articles(self._config, (), progress, self._pause)
            outcome.result = importing.summary(report)
        _LOG.info("imported: %s", outcome.result)
        for failed in report.of(Result.FAILED):
            _LOG.warning("not imported: %s: %s", failed.url, failed.reason)
        return report

    def _pause(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise StoppedError

    def _looked(self, chat: str, url: str) -> Reply:
        try:
            plan = importing.look(self._config, url, self._pause)
        except (PortalError, ArticleError) as error:
            _LOG.info("a link was not taken: %s", error)
            return import_replies.not_offered(error)
        except StoppedError:
            return Reply(import_replies.STOPPED)
        except (KnowledgeError, OSError) as error:
            _LOG.error("a link cannot be taken: %s", error)
            return import_replies.not_imported(str(error))
        if plan.result in (Result.UNCHANGED, Result.KEPT_ELSEWHERE):
            return import_replies.there_already(plan.article.title, plan.name)
        return import_replies.offered(plan, self._pending.add(Pending(chat, plan.name, plan=plan)))
