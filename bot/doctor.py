"""`giaoban doctor`: looks at all that a bot needs, and says what is wrong and how to mend it."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path

from bot import admin
from bot.audit import system_user
from bot.channel_findings import channels
from bot.config import Config
from bot.findings import Finding, Verdict
from bot.golden import read_golden
from bot.keys import ConfigError
from bot.logs import without_secrets
from embeddings import Encoder, EncoderError, Reader, load_encoder, load_reader
from knowledge.articles import ArticleError, KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.portal.addresses import parse
from knowledge.portal.connecting import is_private
from knowledge.readers import KINDS, check_file, read_article
from knowledge.readers.files import Limits, files_of, shown_name

_NOT_FOR_OTHERS = 0o027
"""Rights that nobody but the owner needs; a group may read, for backups."""
_ROOM_BYTES = 100_000_000
"""A reload writes a new index beside the old ones, some 10 MB for 1,000 articles."""
_CLOCK_OFF_S = 60.0


def examine(path: Path | None) -> Iterator[Finding]:
    """Looks at everything, from the configuration on; slow checks come one by one.

    :param path: of the configuration, as Config.load takes it.
    """
    try:
        config = Config.load(path)
    except ConfigError as error:
        # Somebody may have put a token into it, and the message quotes the value.
        what = without_secrets(str(error), [])
        yield Finding(Verdict.FAILED, "configuration", what, "config.example.yaml has every key")
        return
    yield _configuration(path or Path("config.yaml"))
    theirs = yield from channels(config)
    newest: list[date] = []
    for folder in config.articles:
        yield _articles(folder, config.limits, newest)
    if config.golden:
        yield _golden(config.golden)
    first = config.articles[0]
    takes_articles = config.telegram or config.sources
    if takes_articles and os.path.isdir(first) and not os.access(first, os.W_OK):
        what = f"{first} cannot be written: files sent in a chat or imported cannot be kept"
        yield Finding(Verdict.WARNING, "articles", what, "give this user the right to write there")
    if config.sources:
        yield _sources(config)
    model = yield from _model(config)
    status = cache(partial(admin.status, config))  # it reads all of the current snapshot
    yield from _state(config, model, status)
    yield _disk(config)
    yield _clock(theirs, _last_made(status), max(newest, default=None))


def _configuration(path: Path) -> Finding:
    about = "configuration"
    if not path.exists():
        what = "there is no config.yaml here: the sample articles are asked"
        return Finding(Verdict.WARNING, about, what, "copy config.example.yaml to config.yaml")
    if _is_open_to_others(path):
        what = f"others may read or change {path}"
        return Finding(Verdict.WARNING, about, what, f"chmod 640 {path}")
    return Finding(Verdict.OK, about, str(path))


def _is_open_to_others(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & _NOT_FOR_OTHERS)


def _articles(folder: Path, limits: Limits, newest: list[date]) -> Finding:
    """:param newest: is given the latest date among the articles."""
    real = folder.resolve()
    if not os.path.isdir(real):  # unlike Path.is_dir it never fails
        what = f"{folder} does not exist, or not for this user"
        fix = "make it, correct `articles` in the configuration, or check its rights"
        return Finding(Verdict.FAILED, "articles", what, fix)
    try:
        paths = files_of(real, limits.files)
    except KnowledgeError as error:
        return Finding(Verdict.FAILED, "articles", str(error))
    dates: list[date | None] = []
    refused: list[str] = []
    for path in paths:
        try:
            check_file(path, real, limits)
            dates.append(read_article(path, limits).date)
        except (ArticleError, OSError) as error:
            refused.append(f"{shown_name(path.relative_to(real).as_posix())}: {error}")
    newest += [max(day for day in dates if day)] if any(dates) else []
    what = f"{folder}: {len(dates)} articles"
    if refused:
        what += f", and {len(refused)} files that are none, such as {refused[0]}"
        verdict = Verdict.WARNING if dates else Verdict.FAILED
        return Finding(verdict, "articles", what, "mend them or take them away")
    if not dates:
        return Finding(Verdict.FAILED, "articles", what, f"put {KINDS} files there")
    return Finding(Verdict.OK, "articles", what)


def _golden(path: Path) -> Finding:
    try:
        golds = read_golden(path)
    except KnowledgeError as error:
        fix = "mend it or correct `golden` in the configuration: without it nothing is reloaded"
        return Finding(Verdict.FAILED, "golden", str(error), fix)
    return Finding(Verdict.OK, "golden", f"{path}: {len(golds)} questions")


def _sources(config: Config) -> Finding:
    """No portal is asked: `giaoban import` tells of each what is wrong."""
    urls = [parse(source.url) for source in config.sources]
    every = config.portal.every_hours
    when = f"every {every:g} h" if every else "when an admin says so"
    what = f"{len(urls)} addresses on {len({url.host for url in urls})} hosts, imported {when}"
    closed = [url.host for url in urls if not config.portal.allow_private and is_private(url.host)]
    if closed:
        what += f"; {closed[0]} is in a private network"
        fix = "set `portal: allow_private`, if that is meant"
        return Finding(Verdict.WARNING, "sources", what, fix)
    return Finding(Verdict.OK, "sources", what)


def _model(config: Config) -> Generator[Finding, None, tuple[Encoder, Reader | None] | None]:
    """What is to be said of the models; returns them if they work."""
    start = time.monotonic()
    try:
        encoder = load_encoder(config.encoder)
        encoder.encode_query(["Ai chủ trì?"])
        reader = None if config.reader == "none" else load_reader()
    except EncoderError as error:
        yield Finding(Verdict.FAILED, "model", str(error))
        return None
    what = f"{config.encoder} loads in {time.monotonic() - start:.0f} s"
    yield Finding(Verdict.OK, "model", what)
    return encoder, reader


def _state(
    config: Config,
    model: tuple[Encoder, Reader | None] | None,
    status: Callable[[], admin.Status],
) -> Iterator[Finding]:
    about, state = "state", config.state
    if not os.path.isdir(state):
        fix = "`giaoban reload` makes it"
        yield Finding(Verdict.WARNING, about, f"{state} does not exist yet", fix)
        return
    inside = sorted(state.iterdir()) if os.access(state, os.R_OK | os.X_OK) else [state]
    closed = [path for path in (state, *inside) if not os.access(path, os.R_OK | os.W_OK)]
    if closed:
        fix = f"as root: chown -R {system_user()} {state}"
        yield Finding(Verdict.FAILED, about, f"{closed[0]} cannot be written by this user", fix)
        return
    for name in ("giaoban.db", "journal.db"):
        if trouble := _damage(state / name):
            fix = f"stop giaoban, move {name} away and put back the last backup, if there is one"
            yield Finding(Verdict.FAILED, about, f"{state / name} is damaged: {trouble}", fix)
            return
    yield _snapshot(config, model, status)


def _damage(path: Path) -> str:
    """What SQLite finds wrong with a database; nothing if there is none yet."""
    if not path.exists():
        return ""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            found = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else found


def _snapshot(
    config: Config,
    model: tuple[Encoder, Reader | None] | None,
    status: Callable[[], admin.Status],
) -> Finding:
    """The index that answers; without a model, only whether there is one."""
    try:
        found = status()
        if found.snapshot and model:
            with closing(KnowledgeBase(config.state, config.articles, *model)) as base:
                base.open()
    except KnowledgeError as error:
        return Finding(Verdict.FAILED, "state", str(error), "giaoban reload")
    what = f"snapshot {found.snapshot}: {found.articles} articles, {found.passages} passages"
    if found.damage:
        answers = f"; until then {what}" if found.snapshot else ""
        return Finding(Verdict.FAILED, "state", f"{found.damage[0]}{answers}", "giaoban reload")
    if found.snapshot is None:
        return Finding(Verdict.WARNING, "state", "there is no index yet", "giaoban reload")
    return Finding(Verdict.OK, "state", what)


def _disk(config: Config) -> Finding:
    at = next(path for path in (config.state, *config.state.parents) if os.path.exists(path))
    free = shutil.disk_usage(at).free
    needed = _ROOM_BYTES + admin.bytes_taken(config.state)
    what = f"{free / 1e6:,.0f} MB are free at {at}"
    if free >= 3 * needed:
        return Finding(Verdict.OK, "disk", what)
    verdict = Verdict.WARNING if free >= needed else Verdict.FAILED
    return Finding(verdict, "disk", what, f"make room: a reload can take {needed / 1e6:,.0f} MB")


def _clock(theirs: datetime | None, made: datetime | None, newest: date | None) -> Finding:
    """:param theirs: what a service's clock says; `made`: when the last index was made.
    :param newest: the day of the latest article.
    """
    now, fix = datetime.now(UTC), "set the clock: timedatectl set-ntp true"
    said = f"it is {now:%Y-%m-%d %H:%M} UTC here"
    off = abs((now - theirs).total_seconds()) if theirs else 0.0
    if off > _CLOCK_OFF_S:
        return Finding(Verdict.FAILED, "clock", f"{said}, {off:,.0f} s off Telegram's clock", fix)
    if made and made > now + timedelta(seconds=_CLOCK_OFF_S):
        what = f"{said}, but the last index was made at {made:%Y-%m-%d %H:%M} UTC"
        return Finding(Verdict.FAILED, "clock", what, fix)
    if newest and newest > now.date() + timedelta(days=1):
        fix = f"{fix}; or correct the article's date"
        return Finding(Verdict.WARNING, "clock", f"{said}, but an article is of {newest}", fix)
    return Finding(Verdict.OK, "clock", said)


def _last_made(status: Callable[[], admin.Status]) -> datetime | None:
    try:
        made = status().made
        return datetime.fromisoformat(made).astimezone(UTC) if made else None
    except (KnowledgeError, ValueError, TypeError):
        return None
