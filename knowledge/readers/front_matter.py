"""The YAML that may stand above an article, between two lines `---`."""

import datetime as dt
import re
from typing import NamedTuple

import yaml

from knowledge.articles import ArticleError, Fault
from knowledge.readers.dates import date_of_line
from knowledge.vietnamese import normalise


class FrontMatter(NamedTuple):
    """What the admin says of an article; it wins over what is read from its text."""

    title: str | None = None
    date: dt.date | None = None
    url: str | None = None
    author: str | None = None


_FRONT_MATTER = re.compile(r"\s*---[ \t]*\r?\n(?:(.*?)\n)??---[ \t]*(?:\r?\n|$)", re.DOTALL)
_OPENING = re.compile(r"\s*---[ \t]*\r?\n\s*(?:title|date|url|author):")
_LONGEST = 10_000
_NOTHING = ("", "~", "null")


def split(text: str) -> tuple[FrontMatter, str]:
    """The front matter of decoded text, and the text below it."""
    match = _FRONT_MATTER.match(text)
    if match:
        return _read(match[1] or ""), text[match.end() :]
    if _OPENING.match(text):
        raise ArticleError(Fault.FRONT_MATTER, "front matter: no line --- ends it")
    return FrontMatter(), text


def _read(source: str) -> FrontMatter:
    if len(source) > _LONGEST:
        raise ArticleError(Fault.FRONT_MATTER, f"front matter: longer than {_LONGEST} characters")
    try:
        # Every value as the text it is: no tags, no numbers, no merging that grows without end.
        return _fields(yaml.load(source + "\n", yaml.BaseLoader))  # noqa: S506 - builds only texts
    except yaml.MarkedYAMLError as error:
        raise ArticleError(Fault.FRONT_MATTER, _complaint(source, error)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ArticleError(Fault.FRONT_MATTER, "front matter: it cannot be read as YAML") from error


def _complaint(source: str, error: yaml.MarkedYAMLError) -> str:
    """Names the key at fault; a quotation that is never closed is told by where it starts."""
    lines = source.splitlines()
    for mark in (error.problem_mark, error.context_mark):
        key = re.match(r"\s*(\w+):", lines[mark.line]) if mark and mark.line < len(lines) else None
        if key:
            return f"front matter: {key[1]}: {error.problem}; put the value in quotation marks"
    return f"front matter: {error.problem}"


def _fields(said: object) -> FrontMatter:
    if not said:
        return FrontMatter()
    if not isinstance(said, dict):
        raise ArticleError(
            Fault.FRONT_MATTER, "front matter: its lines must have the form 'key: value'"
        )
    url = _text(said, "url")
    if url and not re.fullmatch(r"https?://\S+", url, re.IGNORECASE):
        raise ArticleError(
            Fault.FRONT_MATTER, "front matter: url: must begin with http:// or https://"
        )
    return FrontMatter(_text(said, "title"), _date(said), url, _text(said, "author"))


def _text(said: dict[object, object], key: str) -> str | None:
    value = said.get(key, "")
    if not isinstance(value, str):
        raise ArticleError(Fault.FRONT_MATTER, f"front matter: {key}: must be a text")
    text = " ".join(normalise(value).split())
    return None if text in _NOTHING else text


def _date(said: dict[object, object]) -> dt.date | None:
    text = _text(said, "date")
    date = date_of_line(text) if text else None
    if text and not date:
        raise ArticleError(
            Fault.FRONT_MATTER, f"front matter: date: {text[:40]!r} is no date such as 2023-09-20"
        )
    return date
