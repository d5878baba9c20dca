"""The state folder is for its owner alone: folders 0700, files 0600, whatever the umask is."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_FOLDER, _FILE = 0o700, 0o600
_STATE = (
    "giaoban.db*",
    "journal.db*",
    "portal.db*",
    "zalo_oa_tokens.*",
    "*.lock",
    "CURRENT*",
    "last_reload.json*",
)
_TREES = ("snapshots", "removed")


def restrict_state(state: Path) -> None:
    """Makes the folder `state` if it is not there; it and what giaoban keeps in it become private.

    Only giaoban's own files are touched: somebody may have named a folder that holds others.

    :raises OSError: if that cannot be done, as on a disk that cannot be written.
    """
    make_state(state)
    failed = None
    for path in _ours(state):
        try:
            restrict(path)
        except FileNotFoundError:  # another process clears things away meanwhile
            continue
        except OSError as error:
            failed = error
    if failed:
        raise failed


def _ours(state: Path) -> Iterator[Path]:
    for pattern in _STATE:
        yield from state.glob(pattern)
    for name in _TREES:
        with suppress(FileNotFoundError):
            yield state / name
            yield from (state / name).rglob("*")


def make_state(state: Path) -> None:
    """:raises OSError: if the folder cannot be made or is another user's."""
    state.mkdir(_FOLDER, parents=True, exist_ok=True)
    if stat.S_IMODE(state.stat().st_mode) != _FOLDER:
        state.chmod(_FOLDER)


def make_folder(path: Path) -> None:
    """A folder in the state folder."""
    path.mkdir(_FOLDER, parents=True, exist_ok=True)
    restrict(path)


def restrict_tree(folder: Path) -> None:
    """Restricts `folder` and all that is in it."""
    for path in (folder, *folder.rglob("*")):
        restrict(path)


def restrict(path: Path) -> None:
    """Takes a file or folder of the state from everybody else.

    What root made belongs to the owner of the folder around it: else a bot that runs as that user
    could not read what `sudo giaoban reload` wrote.
    """
    if path.is_symlink():
        return
    facts = path.stat()
    mode = _FOLDER if stat.S_ISDIR(facts.st_mode) else _FILE
    if stat.S_IMODE(facts.st_mode) != mode:
        path.chmod(mode)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        owner = path.parent.stat()
        if (owner.st_uid, owner.st_gid) != (facts.st_uid, facts.st_gid):
            os.chown(path, owner.st_uid, owner.st_gid)


def make_file(path: Path) -> None:
    """An empty private file, unless there is one already."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, _FILE))
    restrict(path)


def write(path: Path, text: str) -> None:
    """Writes a private file in one step: whoever reads it sees the old text or the new one.

    :raises OSError: if it cannot be written; the old text then stays.
    """
    partial = path.with_name(f"{path.name}.tmp")
    try:
        make_file(partial)
        with partial.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` outlive a power cut."""
    if os.name == "nt":  # Windows opens no folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
