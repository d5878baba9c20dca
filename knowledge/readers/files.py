"""The files of an articles folder: how many and how large, and which are refused by name."""

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.articles import ArticleError, Fault, KnowledgeError


@dataclass(frozen=True)
class Limits:
    """How much is read; `files` counts those of all articles folders together."""

    megabytes_per_file: int = 20
    files: int = 20_000

    @property
    def bytes_per_file(self) -> int:
        return self.megabytes_per_file * 1_000_000


DEFAULT_LIMITS = Limits()


def files_of(folder: Path, most: int) -> list[Path]:
    """All that stands in `folder` and its subfolders but what is hidden, in order.

    Links to folders are not followed: they stand in the list like files.

    :raises KnowledgeError: if there are more than `most`, or a folder cannot be read: its articles
        would be taken for removed.
    """
    found: list[Path] = []
    for path in _walk(folder):
        if len(found) == most:
            raise KnowledgeError(
                f"There are too many files in {folder}: check `articles`, or raise `limits: files` "
                "in the configuration."
            )
        found.append(path)
    return sorted(found)


def _walk(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder, onerror=_unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if os.path.islink(os.path.join(at, name))]
        yield from (Path(at, name) for name in (*names, *links) if not name.startswith("."))


def _unreadable(error: OSError) -> None:
    raise KnowledgeError(
        f"The folder {error.filename} cannot be read: {error.strerror}. Check its rights."
    ) from error


def check_place(path: Path, folder: Path) -> None:
    """Refuses what is no ordinary file of `folder`, the path without links of an articles folder.

    :raises ArticleError: if its name hides something, or it is a link out of the folder, a device,
        a pipe or the like, which may never end.
    :raises OSError: if the disk does not say.
    """
    _check_name(path.relative_to(folder).as_posix())
    if not Path(os.path.realpath(path)).is_relative_to(folder):
        reason = "a link out of the articles folder: put the file itself there"
        raise ArticleError(Fault.OUTSIDE, reason)
    if not path.exists() or not stat.S_ISREG(path.stat().st_mode):
        reason = "not an ordinary file but a link, a device or a pipe: take it away"
        raise ArticleError(Fault.NOT_A_FILE, reason)


def _check_name(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError as error:
        reason = "the file's name is not in UTF-8: rename it"
        raise ArticleError(Fault.BAD_NAME, reason) from error
    if shown_name(name) != name:
        reason = "the file's name holds control characters or invisible ones: rename it"
        raise ArticleError(Fault.BAD_NAME, reason)


def shown_name(name: str) -> str:
    """`name`, with whatever could deceive a terminal or a reader written in ASCII."""
    is_plain = not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in name)
    return name if is_plain else ascii(name)
