"""Articles from the portal, whoever asks for them: the command line, the clock, an admin."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from bot import admin
from bot.config import Config
from knowledge.articles import ArticleError, Fault, KnowledgeError
from knowledge.locking import only_import
from knowledge.portal.addresses import Hosts, key, parse
from knowledge.portal.fetching import ATTEMPTS, Fetcher
from knowledge.portal.keeping import Keeper, Plan
from knowledge.portal.memory import Memory
from knowledge.portal.reports import ImportReport, Result
from knowledge.portal.settings import Source
from knowledge.portal.troubles import PortalError
from knowledge.reports import Progress
from knowledge.snapshots import Snapshots
from knowledge.store import Store

_EVERY = 1_000_000

Pause = Callable[[float], None]
"""Waits so many seconds; what it raises ends the import."""


def import_articles(
    config: Config, urls: Sequence[str], progress: Progress, pause: Pause = time.sleep
) -> ImportReport:
    """Keeps the articles at `urls`, whose hosts need not be listed; without any, those of all
    `sources`. No index is renewed by that.

    :raises KnowledgeError: if nothing could be done.
    """
    from knowledge.portal.importing import Importer  # loads what only an import needs

    sources = [Source(url) for url in urls] or config.sources
    try:
        with only_import(config.state), _memory(config) as memory:
            fetcher, keeper = _fetcher(config, urls, pause), _keeper(config, memory)
            most = config.portal.articles_per_import
            importer = Importer(fetcher, keeper, memory, config.limits, most)
            report = importer.run(sources, progress, are_wanted=bool(urls))
            if not urls:
                memory.note_end()
            return report
    except OSError as error:
        reason = f"Cannot write to {config.state}: {error.strerror or error}."
        raise KnowledgeError(f"{reason} Free some space or check the folder's rights.") from error


def look(config: Config, url: str, pause: Pause) -> Plan:
    """What would become of the article at `url`, whose host must be listed. It is asked for once:
    somebody is waiting.

    :raises PortalError: if it cannot be fetched or is none.
    :raises ArticleError: if it cannot be read.
    :raises KnowledgeError: if the articles folder or the state folder cannot be used.
    """
    from knowledge.portal.importing import Importer

    address = parse(url)
    with _memory(config) as memory:
        fetcher, keeper = _fetcher(config, [], pause, 1), _keeper(config, memory)
        return Importer(fetcher, keeper, memory, config.limits, 1).look(address)


def keep(config: Config, plan: Plan) -> None:
    """Writes the article of `plan`, whatever its file holds by now; that is set aside.

    :raises OSError: if it cannot be written.
    """
    wanted = replace(plan, result=Result.UPDATED)
    with _memory(config) as memory:
        _keeper(config, memory).carry_out(wanted)


def summary(report: ImportReport) -> str:
    """What an import did, in one line."""
    counts = Counter(outcome.result for outcome in report.outcomes)
    said = [f"{counts[result]} {result}" for result in Result if counts[result]]
    waiting = f"; {report.waiting} more wait for the next import" if report.waiting else ""
    return (", ".join(said) or "nothing found") + waiting


def _fetcher(
    config: Config, urls: Sequence[str], pause: Pause, attempts: int = ATTEMPTS
) -> Fetcher:
    pages = [parse(source.url) for source in config.sources]
    for url in urls:
        try:
            pages.append(parse(url))
        except PortalError:
            continue  # the import itself says so
    hosts = Hosts(config.portal.hosts, pages)
    return Fetcher(hosts, config.portal, config.limits.bytes_per_file, pause, attempts)


@contextmanager
def _memory(config: Config) -> Iterator[Memory]:
    with closing(Memory(config.state)) as memory:
        yield memory


def _keeper(config: Config, memory: Memory) -> Keeper:
    folder = config.articles[0]
    if not folder.is_dir():
        raise KnowledgeError(f"The articles folder {folder} does not exist: check `articles`.")

    def write(name: str, data: bytes) -> None:
        if admin.existing(config, name) is None and admin.is_full(config):
            reason = "the articles folders hold as many files as `limits: files` allows"
            raise ArticleError(Fault.TOO_MANY, reason)
        admin.add(config, name, data)

    return Keeper(folder, memory, write, _indexed(config))


def _indexed(config: Config) -> dict[str, str]:
    """Key of an article's address -> path of its file, for all that are in the index and there."""
    number = Snapshots(config.state).current_number()
    path = config.state / "giaoban.db"
    if number is None or not path.exists():
        return {}
    with closing(Store(path)) as store:
        found = store.headlines(number, "", _EVERY, 0)
    kept = {}
    for one in found:
        if one.url and (Path(one.folder) / one.path).exists():
            try:
                kept[key(parse(one.url))] = one.path
            except PortalError:
                continue
    return kept
