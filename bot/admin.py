"""What an admin may do, whatever the channel: renew the knowledge base, add, remove, and look."""

import json
import logging
import os
import shutil
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import golden
from bot.config import Config
from knowledge import private
from knowledge.articles import ArticleError, Fault, Headline
from knowledge.base import KnowledgeBase
from knowledge.readers.files import files_of
from knowledge.reports import Progress, ReloadReport, unseen
from knowledge.snapshots import Snapshots
from knowledge.store import Store
from knowledge.vietnamese import forms, normalise

_LOG = logging.getLogger(__name__)
_LAST = "last_reload.json"
_LONGEST_NAME = 150
"""Bytes; file systems stop at 255, and while it is written the name is a little longer."""


@dataclass(frozen=True)
class Status:
    """How the knowledge base is. `last_reload` is the JSON of the last ReloadReport, or None.

    `snapshot` is the newest whole one, which answers; `damage` says what is wrong with newer ones.
    `kept` are the numbers of those on disk. `copies` are files that hold the news of an article.
    """

    articles: int
    passages: int
    snapshot: int | None
    made: str | None
    damage: tuple[str, ...]
    kept: tuple[int, ...]
    encoder: str
    folders: tuple[str, ...]
    state: str
    megabytes_on_disk: float
    last_reload: dict[str, Any] | None
    copies: int = 0


def reload(
    base: KnowledgeBase,
    config: Config,
    progress: Progress,
    rebuild: bool = False,
    force: bool = False,
    reading: Progress = unseen,
) -> ReloadReport:
    """Brings the index in line with the articles and keeps the report for `status`.

    :param force: whatever the golden questions say.
    :param reading: is told how many of the files are read.
    :raises KnowledgeError: if nothing could be done.
    """
    golds = golden.read_golden(config.golden) if config.golden else []
    report = base.reload(
        progress, rebuild, lambda trial: golden.failures(trial, golds), force, reading
    )
    try:
        private.write(config.state / _LAST, json.dumps(asdict(report), ensure_ascii=False))
    except OSError as error:  # the index itself is renewed
        _LOG.warning("the report of the reload cannot be kept: %s", error)
    return report


def summary(report: Mapping[str, Any]) -> str:
    """The JSON of a ReloadReport in one line."""
    if report.get("refused"):
        answering = f"snapshot {report['snapshot']} goes on answering"
        return (
            f"not made current, {len(report['golden'])} golden questions fail; "
            f"{answering if report['snapshot'] else 'there is no index yet'}"
        )
    counts = ", ".join(
        f"{len(report[kind])} {kind}" for kind in ("added", "changed", "removed", "failed")
    )
    overridden, copies = len(report.get("golden", ())), len(report.get("copies", ()))
    return (
        f"snapshot {report['snapshot']}: {report['articles']} articles, "
        f"{report['passages']} passages "
        f"({counts}; {report['encoded']} passages encoded in {report['seconds']} s)"
        + (f"; copies of the same news: {copies}" if copies else "")
        + (f"; {overridden} golden questions fail" if overridden else "")
    )


def status(config: Config) -> Status:
    """:raises KnowledgeError: if the database cannot be read."""
    snapshots = Snapshots(config.state)
    path = config.state / "giaoban.db"
    store = Store(path) if path.exists() else None
    try:
        found = snapshots.newest_whole(store)
        current = found.manifest
        copies = len(store.copy_paths(current.number)) if store and current else 0
    finally:
        if store:
            store.close()
    return Status(
        articles=current.articles if current else 0,
        passages=current.passages if current else 0,
        snapshot=current.number if current else None,
        made=current.made if current else None,
        damage=found.damage,
        kept=tuple(snapshots.numbers()),
        encoder=config.encoder,
        folders=tuple(map(str, config.articles)),
        state=str(config.state),
        megabytes_on_disk=round(bytes_taken(config.state) / 1e6, 1),
        last_reload=_last_reload(config.state / _LAST),
        copies=copies,
    )


def bytes_taken(folder: Path) -> int:
    """The bytes that `folder` takes; a reload may clear files away meanwhile."""
    size = 0
    for at, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                size += os.stat(os.path.join(at, name)).st_size
    return size


def checked_name(name: str) -> str:
    """`name` in NFC, if it can be that of an article's file; it comes from outside.

    :raises ArticleError: if it holds a path or control characters, is hidden, or is too long.
    """
    name = unicodedata.normalize("NFC", name).strip()
    is_plain = (
        name.isprintable() and not set(name) & set('/\\:*?"<>|') and name[:1] not in ("", ".")
    )
    if not is_plain or len(name.encode("utf-8", "replace")) > _LONGEST_NAME:
        raise ArticleError(Fault.BAD_NAME, "the file's name cannot be used: give it a plain name")
    return name


def existing(config: Config, name: str) -> Path | None:
    """The file of this name in the first articles folder, whichever normal form it is named in."""
    for path in config.articles[0].iterdir():
        if unicodedata.normalize("NFC", path.name) == name and path.is_file():
            return path
    return None


def named(articles: list[Headline], about: str) -> list[Headline]:
    """The article whose file is called `about` (normalised); else those whose file or title is."""
    exact = [one for one in articles if about in (normalise(one.path), normalise(_file(one)))]
    said = f" {' '.join(forms(about))} "
    return exact or [one for one in articles if said in f" {' '.join(forms(_called(one)))} "]


def _file(headline: Headline) -> str:
    return headline.path.rpartition("/")[2]


def _called(headline: Headline) -> str:
    return f"{normalise(headline.path).replace('_', ' ')} . {headline.title}"


def is_full(config: Config) -> bool:
    """Whether the articles folders hold as many files as they may.

    :raises KnowledgeError: if a folder cannot be read.
    """
    left = config.limits.files
    for folder in config.articles:
        left -= len(files_of(folder, left))
    return left == 0


def add(config: Config, name: str, data: bytes) -> None:
    """Writes an article's file into the first articles folder; one of its name is set aside.

    :raises OSError: if it cannot be written; nothing has changed then.
    """
    path = config.articles[0] / name
    partial = path.with_name(f".{name}.part")
    partial.unlink(missing_ok=True)
    try:
        with partial.open("xb") as file:  # never into a link or a pipe of that name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # Articles are public: as open as their folder, while all else that giaoban writes is not.
        partial.chmod(partial.parent.stat().st_mode & 0o666)
        if before := existing(config, name):
            _set_aside(config, before)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def remove(config: Config, headline: Headline) -> None:
    """Sets an article's file aside, under `removed` in the state folder.

    :raises OSError: if it is not there or cannot be moved.
    """
    _set_aside(config, Path(headline.folder) / headline.path)


def _set_aside(config: Config, path: Path) -> None:
    removed = config.state / "removed"
    folder = removed / datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    for made in (removed, folder):
        private.make_folder(made)
    shutil.move(path, folder / path.name)
    with suppress(OSError):  # the file may be another user's; the folder around it is closed
        private.restrict(folder / path.name)


def _last_reload(path: Path) -> dict[str, Any] | None:
    try:
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return report
    except (OSError, ValueError):
        return None
