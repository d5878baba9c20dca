"""What an admin may do, whatever the channel: renew the knowledge base, add, remove, and look."""

import json
import os
import shutil
import unicodedata
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.config import Config
from knowledge.articles import ArticleError, Fault, Headline
from knowledge.base import KnowledgeBase
from knowledge.indexing import Progress, ReloadReport
from knowledge.snapshots import Snapshots

_LAST = "last_reload.json"
_LONGEST_NAME = 150
"""Bytes; file systems stop at 255, and while it is written the name is a little longer."""


@dataclass(frozen=True)
class Status:
    """How the knowledge base is. `last_reload` is the JSON of the last ReloadReport, or None."""

    articles: int
    passages: int
    snapshot: int | None
    made: str | None
    encoder: str
    folders: tuple[str, ...]
    state: str
    megabytes_on_disk: float
    last_reload: dict[str, Any] | None


def reload(base: KnowledgeBase, config: Config, progress: Progress, rebuild: bool) -> ReloadReport:
    """Brings the index in line with the articles and keeps the report for `status`.

    :raises KnowledgeError: if nothing could be done.
    """
    report = base.reload(progress, rebuild)
    text = json.dumps(asdict(report), ensure_ascii=False)
    (config.state / _LAST).write_text(text, encoding="utf-8")
    return report


def status(config: Config) -> Status:
    """:raises KnowledgeError: if the state on disk is damaged."""
    current = Snapshots(config.state).current()
    return Status(
        articles=current.articles if current else 0,
        passages=current.passages if current else 0,
        snapshot=current.number if current else None,
        made=current.made if current else None,
        encoder=config.encoder,
        folders=tuple(map(str, config.articles)),
        state=str(config.state),
        megabytes_on_disk=round(_size(config.state) / 1e6, 1),
        last_reload=_last_reload(config.state / _LAST),
    )


def _size(folder: Path) -> int:
    """In bytes; a reload may clear files away meanwhile."""
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


def add(config: Config, name: str, data: bytes) -> None:
    """Writes an article's file into the first articles folder; one of its name is set aside.

    :raises OSError: if it cannot be written; nothing has changed then.
    """
    path = config.articles[0] / name
    partial = path.with_name(f".{name}.part")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
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
    folder = config.state / "removed" / datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    folder.mkdir(parents=True)
    shutil.move(path, folder / path.name)


def _last_reload(path: Path) -> dict[str, Any] | None:
    try:
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return report
    except (OSError, ValueError):
        return None
