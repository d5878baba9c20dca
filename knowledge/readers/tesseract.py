"""Words read off a picture by the program Tesseract, where it is installed with Vietnamese."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from knowledge.articles import ArticleError, Fault

HOW_TO_INSTALL = "to have scans read: apt-get install tesseract-ocr tesseract-ocr-vie"
_LANGUAGE = "vie"
_SURE = 30
"""Percent, of Tesseract's own; below it are stamps, signatures and dirt."""


@dataclass(frozen=True)
class Seen:
    """A word, and where it stands in the picture, in its points."""

    text: str
    left: int
    right: int
    top: int
    bottom: int


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """Asked once in the life of a process."""
    program = shutil.which("tesseract")
    if not program:
        return False
    try:
        told = subprocess.run(  # noqa: S603 - the program found
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _LANGUAGE in told.stdout.split()


def lines(picture: bytes, dpi: int) -> Iterator[list[Seen]]:
    """The lines of a picture in reading order, each word by word.

    :param picture: in any format that Tesseract knows.
    :raises ArticleError: if Tesseract fails.
    """
    told = subprocess.run(  # noqa: S603
        ["tesseract", "stdin", "stdout", "-l", _LANGUAGE, "--dpi", str(dpi), "tsv"],  # noqa: S607
        input=picture,
        capture_output=True,
        check=False,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # more threads only wait for each other
    )
    if told.returncode:
        raise ArticleError(Fault.DAMAGED, "a scan that Tesseract cannot read")
    rows = [row.split("\t") for row in told.stdout.decode(errors="replace").split("\n")[1:]]
    words = [row for row in rows if len(row) == 12 and _is_word(row)]
    for _, line in groupby(words, key=lambda row: row[1:5]):
        yield [_seen(row) for row in line]


def _is_word(row: list[str]) -> bool:
    """Whether it is one, and not a part of the page or what Tesseract guessed."""
    return row[0] == "5" and float(row[10]) >= _SURE and bool(_text(row))


def _seen(row: list[str]) -> Seen:
    left, top, width, height = map(int, row[6:10])
    return Seen(_text(row), left, left + width, top, top + height)


def _text(row: list[str]) -> str:
    """Without the rules of tables, which it takes for letters."""
    return row[11].strip(" |")
