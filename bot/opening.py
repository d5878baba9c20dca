"""The knowledge base as a command needs it: opened, and built where there is none yet."""

import logging
import sys
from dataclasses import asdict
from functools import partial

from bot import admin, printing
from bot.audit import at_terminal
from bot.config import Config
from bot.journal import Journal
from bot.progress import progress_bar, working
from embeddings import load_encoder, load_reader
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.reports import ReloadReport

_LOG = logging.getLogger(__name__)


def base_of(config: Config, answers: bool = True) -> KnowledgeBase:
    """The knowledge base, with nothing loaded yet.

    :param answers: False: it is for indexing alone, which needs no reader.
    """
    with working("Loading the model"):
        encoder = load_encoder(config.encoder)
        reader = load_reader() if answers and config.reader == "bundled" else None
    return KnowledgeBase(
        config.state,
        config.articles,
        encoder,
        reader,
        kept=config.snapshots,
        limits=config.limits,
    )


def ready_base(config: Config, is_service: bool = False) -> KnowledgeBase:
    """The knowledge base with its index loaded; the first time, it is built.

    What is built here is used whatever the golden questions say: nothing older could answer.

    :param is_service: nobody may be watching: an index that cannot be used, because it is damaged
        or was made with another encoder, is built anew as well; without articles, admins can send
        them in a chat. What is said goes to the log.
    """
    base = base_of(config)
    try:
        base.open()
    except KnowledgeError as error:
        if not is_service:
            raise
        _LOG.warning("%s", error)
    if base.is_empty:
        say = _LOG.info if is_service else partial(print, file=sys.stderr)
        try:
            for line in printing.report_lines(renew(base, config, force=True)):
                say(line)
        except KnowledgeError as error:
            if not is_service:
                raise
            _LOG.warning("%s", error)
    return base


def renew(
    base: KnowledgeBase, config: Config, rebuild: bool = False, force: bool = False
) -> ReloadReport:
    """A reload with progress bars, noted in the audit; parameters as in `admin.reload`."""
    if base.wants_other_vectors:
        print(
            "The encoder is another than before: every passage is encoded anew. The old snapshot "
            "stays until the new one is ready.",
            file=sys.stderr,
        )
    audit = Journal(config.state / "journal.db").audit
    with (
        progress_bar("Reading", "files") as reading,
        progress_bar("Indexing", "passages") as indexing,
        audit.noted(at_terminal(), "rebuild" if rebuild else "reload") as outcome,
    ):
        report = admin.reload(base, config, indexing, rebuild, force, reading)
        outcome.result = admin.summary(asdict(report))
    return report
