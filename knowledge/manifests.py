"""What a snapshot is made of, with checksums: how damage to any of its files is noticed."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from knowledge import private

NAME = "giaoban.json"


@dataclass(frozen=True)
class Manifest:
    """What a snapshot is made of.

    `made` is ISO 8601 in UTC, `encoder` an Encoder.identity, `unrelated` the usual cosine of that
    encoder for a question and a passage on different matters. `content` is the checksum of its
    rows in the database, `files` has that of each of its files; all are SHA-256.
    """

    number: int
    made: str
    encoder: str
    unrelated: float
    articles: int
    passages: int
    content: str
    files: dict[str, str]


def checksums(folder: Path) -> dict[str, str]:
    """Of every file under `folder` but the manifest itself, by its name there."""
    sums = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != NAME:
            with path.open("rb") as file:
                sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return sums


def seal(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest, then makes all of `folder` private and proof against a power cut.

    :raises OSError: if that cannot be done.
    """
    text = json.dumps(asdict(manifest) | {"checksum": _checksum(manifest)}, ensure_ascii=False)
    (folder / NAME).write_text(text, encoding="utf-8")
    private.restrict_tree(folder)
    for path in folder.rglob("*"):
        if path.is_dir():
            private.sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    private.sync_folder(folder)


def read_manifest(folder: Path) -> Manifest:
    """The manifest in `folder`; its files are not looked at.

    :raises OSError: if it cannot be read.
    :raises ValueError: if it is incomplete or was changed.
    """
    raw = json.loads((folder / NAME).read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or set(raw) != {*(f.name for f in fields(Manifest)), "checksum"}:
        raise ValueError(f"{NAME} is incomplete")
    checksum = raw.pop("checksum")
    manifest = Manifest(**raw)
    if checksum != _checksum(manifest):
        raise ValueError(f"{NAME} was changed")
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """:raises ValueError: if a file of the snapshot is not as it was written.

    :raises OSError: if one cannot be read.
    """
    found = checksums(folder)
    for name in sorted({*found, *manifest.files}):
        if name not in found:
            raise ValueError(f"{name} is missing")
        if name not in manifest.files:
            raise ValueError(f"{name} does not belong to it")
        if found[name] != manifest.files[name]:
            raise ValueError(f"{name} was changed")


def _checksum(manifest: Manifest) -> str:
    text = json.dumps(asdict(manifest), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
