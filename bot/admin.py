"""What an admin may do, whatever the channel: renew the knowledge base, and see how it is."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.config import Config
from knowledge.base import KnowledgeBase
from knowledge.indexing import Progress, ReloadReport
from knowledge.snapshots import Snapshots

_LAST = "last_reload.json"


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
    files = [path for path in config.state.rglob("*") if path.is_file()]
    return Status(
        articles=current.articles if current else 0,
        passages=current.passages if current else 0,
        snapshot=current.number if current else None,
        made=current.made if current else None,
        encoder=config.encoder,
        folders=tuple(map(str, config.articles)),
        state=str(config.state),
        megabytes_on_disk=round(sum(path.stat().st_size for path in files) / 1e6, 1),
        last_reload=_last_reload(config.state / _LAST),
    )


def _last_reload(path: Path) -> dict[str, Any] | None:
    try:
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return report
    except (OSError, ValueError):
        return None
