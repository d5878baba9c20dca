"""Articles from plain text and Markdown, most often copied from a portal page."""

import codecs
import datetime as dt
import re
from itertools import groupby, pairwise

from knowledge import old_encodings
from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers.dates import VIEWS, date_of_line
from knowledge.readers.front_matter import FrontMatter, split
from knowledge.vietnamese import fold, normalise

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


_MOST_TEXT = 5_000_000
"""Characters of one article; ten long books. The rest of a large file is pictures."""
_MOST_BYTES = 2 * _MOST_TEXT


def read_text(data: bytes) -> Article:
    """The article in a text file: front matter if any, then a title, a date line, paragraphs."""
    if len(data) > _MOST_BYTES:
        raise _too_long()
    said, text = split(decode(data))
    return article_of(_without_markdown(normalise(text)), said)


def article_of(text: str, said: FrontMatter) -> Article:
    """The article in normalised text; what is `said` of it wins over what stands there."""
    lines = [_without_furniture(line) for line in text.split("\n")]
    if not any(lines) and not said.title:
        raise ArticleError(Fault.EMPTY, "the file is empty")
    date, lines = _take_date(lines)
    title, lines = _take_title(lines, said.title)
    author, lines = _take_author(_without_related(lines))
    body = "\n".join(_paragraphs(lines))
    if not body:
        raise ArticleError(Fault.NO_TEXT, "a title without any text below it")
    if len(body) > _MOST_TEXT:
        raise _too_long()
    return Article(title, body, said.date or date, said.url, said.author or author)


def _too_long() -> ArticleError:
    reason = f"its text is longer than {_MOST_TEXT:,} characters; is this one article?"
    return ArticleError(Fault.TOO_LARGE, reason)


def decode(data: bytes) -> str:
    """The letters of a text file, those of an old encoding converted."""
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    text = data.decode(encoding, errors="replace")
    if "\0" in text or len(_CONTROL.findall(text)) > len(text) / 50:
        raise ArticleError(Fault.NOT_TEXT, "not a text file")
    try:
        return old_encodings.to_unicode(data.decode(encoding))
    except UnicodeDecodeError as error:
        shown = old_encodings.decode(data)
        text = old_encodings.to_unicode(shown)
        if text == shown:
            reason = "the text is not in UTF-8: open it and save it as UTF-8"
            raise ArticleError(Fault.NOT_UTF8, reason) from error
        return text


_TO_BRACKET = r"[^()\n]*(?:\([^()\n]*\)[^()\n]*)*"
_ADDRESS = r"(?:https?://|mailto:|www\.|\.{0,2}/|#)"
_MARKDOWN = (
    (re.compile(rf"!\[[^\[\]\n]*\]\({_TO_BRACKET}\)"), ""),
    (re.compile(rf"\[([^\[\]\n]*)\]\({_ADDRESS}{_TO_BRACKET}\)"), r"\1"),
    (re.compile(r"^ ?#{1,6} +(.*[^#\s])[ #]*$", re.MULTILINE), r"\n\1\n"),
    (re.compile(r"\*\*([^*\s](?:[^*\n]*[^*\s])?)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__([^_\s](?:[^_\n]*[^_\s])?)__(?!\w)"), r"\1"),
    (re.compile(r"^ ?(?:[-*_=] ?){3,}$", re.MULTILINE), ""),
)


def _without_markdown(text: str) -> str:
    """Plain text; a heading stands alone, so that no paragraph is joined to it."""
    for pattern, replacement in _MARKDOWN:
        text = pattern.sub(replacement, text)
    return text


_BUTTON = re.compile(
    rf"(?:{VIEWS}|\b(?:(?:chia se|luu|in|gui|doc|nghe) (?:bai viet|bai)|ban in|in trang|gui email"
    r"|chia se(?: (?:len|qua|tren|mang xa hoi))*|quay lai|tro (?:ve|lai)"
    r"|ve (?:trang truoc|dau trang)|binh luan|tweet|thich|like|facebook|twitter|zalo|email|print"
    r"|xem them|co chu|(?:a )?a[+-](?: a\b)?))[ :.()]*\d*(?!\w)"
)
_MORE = re.compile(r"xem them ?[:>=].*")
_LONGEST_BUTTONS = 120


def _without_furniture(line: str) -> str:
    """The stripped line, or nothing if it is only buttons and counters of the page."""
    line = line.strip()
    folded = fold(line)
    if _MORE.fullmatch(folded):
        return ""
    rest = _BUTTON.sub("", folded) if len(line) <= _LONGEST_BUTTONS else folded
    return "" if rest != folded and not rest.strip(" :|/.,;()[]<>»•·+–—-") else line


_RELATED = re.compile(
    r"(?:cac |nhung |mot so )?(?:tin|bai),?(?: tuc| bai| viet)?"
    r" (?:lien quan|khac|cung chuyen muc|cung loai|cu hon|moi hon|da dua)[ :.()\d>»]*"
)


def _without_related(lines: list[str]) -> list[str]:
    """The lines before the list of other articles; that at the top of a page ends nothing."""
    kept: list[str] = []
    for line in lines:
        if not _RELATED.fullmatch(fold(line)):
            kept.append(line)
        elif any(kept):
            break
    return kept


_DATE_WITHIN = 6


def _take_date(lines: list[str]) -> tuple[dt.date | None, list[str]]:
    """The first date line near the top; others there (date of update) go with it."""
    head = [number for number, line in enumerate(lines) if line][:_DATE_WITHIN]
    dates = {number: date for number in head if (date := date_of_line(lines[number]))}
    left = ["" if number in dates else line for number, line in enumerate(lines)]
    return next(iter(dates.values()), None), left


def _take_title(lines: list[str], said: str | None) -> tuple[str, list[str]]:
    number = next((number for number, line in enumerate(lines) if line), 0)
    first = lines[number]
    if said and fold(first) != fold(said):
        return said, lines
    return said or first, ["", *lines[number + 1 :]]


_CREDIT = re.compile(
    r"(?:(?:tin|bai)(?:[ ,&/+-]*(?:va )?(?:tin|bai|anh|video))*|tac gia|nguoi viet|nguon(?: tin)?)"
    r" ?: ?"
)
_BRACKETED = re.compile(r"[(\[*_]+(.+?)[)\]*_]+\.?")
_COMPILED = re.compile(r" \((?:tổng hợp|t/?h)\)$", re.IGNORECASE)
_NAMES = re.compile(r"[^\W\d_]+(?:[ ,.&/()–-]+[^\W\d_]+)*\)?")
_NO_NAME = re.compile(r"(?:ảnh|ông|bà|đồng chí)\b")
_LONGEST_CREDIT = 120
_SOURCE = re.compile(r"[^\W\d_][^,;:!?….]*|\S+\.\w+")


def _take_author(lines: list[str]) -> tuple[str | None, list[str]]:
    """Who signed the article on its last line, unless that is all its text."""
    body = [number for number, line in enumerate(lines) if line]
    author = author_of(lines[body[-1]]) if len(body) > 1 else None
    return author, lines[: body[-1]] if author else lines


def author_of(line: str) -> str | None:
    """Who a line of normalised text names as the writer, if it says nothing else."""
    if len(line) > _LONGEST_CREDIT:
        return None
    bracketed = _BRACKETED.fullmatch(line)
    line = _COMPILED.sub("", bracketed[1] if bracketed else line)
    credit = _CREDIT.match(fold(line))
    if credit:
        name = line[credit.end() :].rstrip(" .")
        return name if 0 < len(name) <= 80 and len(name.split()) <= 12 else None
    if line.startswith("Theo "):
        source = line.removeprefix("Theo ")
        return source.rstrip(".") if _is_name(source.rstrip(".")) or _is_source(source) else None
    return line if _is_name(line) and not _NO_NAME.match(line.lower()) else None


def _is_source(text: str) -> bool:
    """Whether it can be an office or a site, and not the rest of a sentence."""
    is_named = text[0].isupper() or " " not in text
    return is_named and _is_short(text) and bool(_SOURCE.fullmatch(text))


def _is_name(text: str) -> bool:
    """Whether it is one or several names, which a caption or a heading is not."""
    if not _is_short(text) or not _NAMES.fullmatch(text):
        return False
    names = [name.split() for name in re.split(r"[,.&/()–-]| và ", text)]
    return all(len(name) <= 5 and all(word[0].isupper() for word in name) for name in names)


def _is_short(text: str) -> bool:
    return len(text) <= 60 and len(text.split()) <= 8


_ITEM = re.compile(r"[-–—•*+▪●] |\d{1,2}[.)] |[a-zđ]\) ")
_FINISHED = tuple('.!?…:;”"»')
_WRAPPED_AT = range(60, 121)


def _paragraphs(lines: list[str]) -> list[str]:
    """The text between blank lines, where lines that were broken to a width are whole again."""
    found: list[str] = []
    for is_text, block in groupby(lines, key=bool):
        if is_text:
            found += _unwrapped(list(block))
    return found


def _unwrapped(block: list[str]) -> list[str]:
    width = max(map(len, block))
    is_list = sum(1 for line in block if _ITEM.match(line)) > 1
    paragraphs = [[block[0]]]
    for before, line in pairwise(block):
        starts = is_list and _ITEM.match(line)
        if not starts and _goes_on(before, line, width):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [" ".join(paragraph) for paragraph in paragraphs]


def _goes_on(before: str, line: str, width: int) -> bool:
    """Whether `line` continues the sentence of the line before it.

    A capital may begin a name in the middle of a sentence: then all lines must be of the width of
    wrapped text, and the word must have had no room on the line before.
    """
    if before.endswith(_FINISHED):
        return False
    if line[0].islower():
        return True
    had_room = len(before) + 1 + len(line.split(maxsplit=1)[0]) <= width
    return len(before) in _WRAPPED_AT and width in _WRAPPED_AT and not had_room
