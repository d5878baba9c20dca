"""Articles from the lines on pages: they become paragraphs, and what every page repeats goes."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise, takewhile

from knowledge import old_encodings
from knowledge.articles import Article
from knowledge.readers.dates import date_of_line
from knowledge.readers.front_matter import FrontMatter
from knowledge.readers.letterhead import split_letterhead
from knowledge.readers.tables import with_tables
from knowledge.readers.text import article_of
from knowledge.vietnamese import fold, is_syllable, normalise


@dataclass(frozen=True)
class Word:
    """What stands between spaces, and where it starts and ends, in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True)
class Line:
    """A line of a page, in points: where it starts, ends and stands, and the size of its letters.

    `baseline` counts from the page's upper edge. A text that ends with a soft hyphen goes on in the
    next line.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float


_CELL = " | "
_WIDE = 1.5
"""A gap between the cells of a table, in sizes of letters; no justified line has one."""
_MARK = re.compile(r"[-–—•*+▪●]|\d{1,2}[.)]|[a-zđ]\)|[IVX]+\.|.*:")
"""What has a gap behind it without being a cell."""


def line_of(words: Sequence[Word], baseline: float, size: float) -> Line:
    """The line that these words stand in; a table's row has a sign between its cells."""
    text = words[0].text
    for before, word in pairwise(words):
        is_cell = word.left - before.right > _WIDE * size and not _MARK.fullmatch(before.text)
        text += (_CELL if is_cell else " ") + word.text
    return Line(text, words[0].left, words[-1].right, baseline, size)


def article_of_pages(pages: Sequence[Sequence[Line]]) -> Article:
    """The article on these pages, whose lines stand in reading order."""
    paragraphs = _paragraphs(_without_repeated(_in_unicode(pages)))
    lines = with_tables(f"|{text}|" if _CELL in text else text for text in paragraphs)
    return article_of(*split_letterhead(normalise("\n\n".join(lines)), FrontMatter()))


def _in_unicode(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Before lines are joined: the soft hyphen is the letter ư of .VnTime. Empty lines go."""
    text = "\n".join(line.text for page in pages for line in page)
    texts = iter(old_encodings.to_unicode(text).split("\n"))
    converted = [[replace(line, text=next(texts).strip()) for line in page] for page in pages]
    return [[line for line in page if line.text] for page in converted]


# --- what every page repeats

_EDGE = 3
"""Lines at the top and bottom of a page among which headers and footers are looked for."""
_PAGE_NUMBER = re.compile(r"(?:trang|page)? ?[-–—]? ?\d{1,4} ?(?:[-–—]|(?:/|tren|of) ?\d{1,4})?")
_Key = tuple[int, int, str]


def _without_repeated(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without page numbers, and without lines that most pages have at the same place."""
    ends = [(page[:_EDGE], page[: -_EDGE - 1 : -1]) for page in pages]
    seen = Counter(key for page in ends for key in {*_keys(page)})
    often = max(2, len(pages) // 2)
    kept = []
    for page, outside in zip(pages, ends, strict=True):
        first, after_last = (
            sum(1 for _ in takewhile(partial(_is_furniture, edge, seen, often), lines))
            for edge, lines in enumerate(outside)
        )
        kept.append(list(page[first : max(first, len(page) - after_last)]))
    return kept


def _is_furniture(edge: int, seen: Mapping[_Key, int], often: int, line: Line) -> bool:
    is_repeated = seen[_key(edge, line)] >= often and not line.text[:1].islower()
    return is_repeated or bool(_PAGE_NUMBER.fullmatch(fold(line.text)))


def _keys(ends: Sequence[Sequence[Line]]) -> Iterator[_Key]:
    return (_key(edge, line) for edge, lines in enumerate(ends) for line in lines)


_NEAR = 12
"""Points; what is at the same place on all pages of a scan differs a little."""


def _key(edge: int, line: Line) -> _Key:
    """Numbers count as alike, but not where there is nothing else: those are rows of a table."""
    text = fold(line.text)
    alike = re.sub(r"\d+", "#", text) if re.search("[a-z]", text) else text
    return edge, round(line.baseline / _NEAR), alike


# --- paragraphs

_ITEM = re.compile(r"[-–—•*+▪●] |\d{1,2}[.)] |[a-zđ]\) |[IVX]+\. ")
_FINISHED = tuple('.!?…:;”"')
_SPACED, _APART = 1.25, 1.5
"""Times the step from line to line: there a paragraph ends, and even a title."""


def _paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    right = sorted(line.right for line in lines)[int(len(lines) * 0.9)]
    left = sorted(line.left for line in lines)[len(lines) // 10]
    steps = sorted(
        b.baseline - a.baseline
        for page in pages
        for a, b in pairwise(page)
        if b.baseline > a.baseline
    )
    step = steps[len(steps) // 4] if steps else 0.0
    found = [[lines[0].text]]
    for before, line in pairwise(lines):
        if _goes_on(before, line, left, right, step):
            found[-1].append(line.text)
        else:
            found.append([line.text])
    return [_joined(paragraph) for paragraph in found]


def _goes_on(before: Line, line: Line, left: float, right: float, step: float) -> bool:
    """Whether `line` is of the same paragraph as the one before it.

    :param left: where lines without an indent start; `right`: where full ones end.
    :param step: from line to line within a paragraph.
    """
    width = max(right - left, 1.0)
    if abs(before.size - line.size) > 0.6 or _stands_alone(before) or _stands_alone(line):
        return False
    if _ITEM.match(line.text):
        return False
    gap, spaced = line.baseline - before.baseline, max(step, 1.2 * line.size)
    if gap > _APART * spaced:
        return False
    if _are_centred(before, line, left + 0.04 * width):
        return True
    if gap > _SPACED * spaced:
        return False
    if line.left > left + 0.02 * width and line.left > before.left + 0.02 * width:
        return False
    is_mid_sentence = line.text[:1].islower() and not before.text.endswith(_FINISHED)
    return is_mid_sentence or not _had_room(before, line, right)


def _stands_alone(line: Line) -> bool:
    """Whether it is a table's row or a date."""
    return _CELL in line.text or date_of_line(line.text) is not None


def _had_room(before: Line, line: Line, right: float) -> bool:
    """Whether the first word of `line` would have fitted on the one before."""
    letter = (before.right - before.left) / len(before.text)
    word = line.text.split(maxsplit=1)[0]
    return before.right + letter * (len(word) + 2) < right


def _are_centred(first: Line, second: Line, left: float) -> bool:
    """Whether the lines have one middle, as those of a title do; only the first may be a full one.

    :param left: where centred lines do not start.
    """
    middles = [(line.left + line.right) / 2 for line in (first, second)]
    is_open = first.left > left or not first.text.endswith(_FINISHED)
    return second.left > left and abs(middles[0] - middles[1]) < 6 and is_open


_HYPHEN = re.compile(r"([^\W\d_]+)[-\xad]$")
_BEGINNING = re.compile(r"[^\W\d_]+")


def _joined(lines: Sequence[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        first, second = _HYPHEN.search(text), _BEGINNING.match(line)
        if first and second:
            text = text[: first.end(1)] + _hyphen(first[1], second[0]) + line
        else:
            text += f" {line}"
    return text


def _hyphen(first: str, second: str) -> str:
    """What is left of a hyphen at the end of a line: it stays between two whole words."""
    is_cut = second.islower() and is_syllable(fold(first + second))
    is_foreign = second.islower() and not (is_syllable(fold(first)) or is_syllable(fold(second)))
    return "" if is_cut or is_foreign else "-"
