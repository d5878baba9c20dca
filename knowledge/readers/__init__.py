"""Reading the files of an articles folder."""

from collections.abc import Callable
from pathlib import Path

from knowledge.articles import Article, ArticleError
from knowledge.readers.text import read_text

_READERS: dict[str, Callable[[bytes], Article]] = {".txt": read_text, ".md": read_text}

SUFFIXES = tuple(_READERS)
MAX_FILE_BYTES = 5_000_000


def read_article(path: Path) -> Article:
    """The article in the file; the message of an ArticleError leaves naming it to the caller."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        kind = f"a {path.suffix} file" if path.suffix else "a file without a suffix"
        raise ArticleError(f"{kind}: only {', '.join(SUFFIXES)} files are read")
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES / 1e6
            raise ArticleError(
                f"{size / 1e6:.1f} MB file: larger than {limit:.0f} MB; is this one article?"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(f"the file cannot be opened: {error.strerror}") from error
    return reader(data)
