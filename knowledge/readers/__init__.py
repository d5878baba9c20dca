"""Reading the files of an articles folder."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers import apart
from knowledge.readers.files import DEFAULT_LIMITS, Limits, check_place
from knowledge.readers.sniffing import suffix_to_read_as
from knowledge.readers.text import read_text

_READERS: dict[str, Callable[[bytes], Article]] = {
    **dict.fromkeys((".txt", ".md"), read_text),
    **{suffix: partial(apart.read_apart, suffix) for suffix in apart.SUFFIXES},
}

SUFFIXES = tuple(_READERS)
KINDS = ", ".join(SUFFIXES)


def check_file(path: Path, folder: Path, limits: Limits) -> None:
    """Refuses a file that is not to be opened at all; see check_place.

    :raises ArticleError: if it has no place there, is of another kind or too large.
    :raises OSError: if the disk does not say.
    """
    check_place(path, folder)
    _suffix(path.name)
    _check_size(path.stat().st_size, limits)


def read_article(path: Path, limits: Limits = DEFAULT_LIMITS) -> Article:
    """The article in the file; the message of an ArticleError leaves naming it to the caller."""
    _suffix(path.name)
    try:
        _check_size(path.stat().st_size, limits)
        data = path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be opened: {error.strerror}"
        raise ArticleError(Fault.UNREADABLE, reason) from error
    return parse_article(path.name, data, limits)


def parse_article(name: str, data: bytes, limits: Limits = DEFAULT_LIMITS) -> Article:
    """The article in the content of a file called `name`; raises as read_article does."""
    suffix = _suffix(name)
    _check_size(len(data), limits)
    return _READERS[suffix_to_read_as(suffix, data)](data)


def _suffix(name: str) -> str:
    suffix = Path(name).suffix
    if suffix.lower() in _READERS:
        return suffix.lower()
    kind = f"a {suffix} file" if suffix else "a file without a suffix"
    raise ArticleError(Fault.OTHER_KIND, f"{kind}: only {KINDS} files are read")


def _check_size(size: int, limits: Limits) -> None:
    if size > limits.bytes_per_file:
        limit = limits.megabytes_per_file
        reason = f"{size / 1e6:.1f} MB file: larger than {limit} MB; is this one article?"
        raise ArticleError(Fault.TOO_LARGE, reason)
