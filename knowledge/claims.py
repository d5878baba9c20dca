"""What two texts of the same wording may differ in only if they tell of different events.

Reports of one form are written every month: all that tells them apart are dates, numbers, names.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from knowledge.abbreviations import expand
from knowledge.articles import Article
from knowledge.vietnamese import tokens, with_short_dates

_WHEN = frozenset(
    "thang quy nam ngay tuan thu sang trua chieu toi luc tu den ky khoa lan dot so".split()
)
"""Words before a number that says when, or which one in a row: such a number is never a slip."""
_NUMBERS = frozenset("hai ba bốn sáu bảy tám chín mười".split())
"""Words that are seldom anything else; một and năm are everywhere."""
_AFTER_TIME = frozenset("một tư năm giêng chạp".split())
_TIME = frozenset("thang quy thu".split())
"""Tháng Giêng, quý Một, thứ Tư."""
_CORRECTED = 0.1
"""The share of a text's numbers that a correction may change; all others agree."""
_SHORT = 8
"""Syllables: a line of fewer is a byline or the words under a picture, other on each portal."""
_BEGINNING = re.compile(r"""(?:^|[.!?:…“"'(\-–]) ?$""")


class _Word(NamedTuple):
    """A form with its neighbours: edits around a number or a name seldom change both."""

    before: str
    form: str
    after: str

    @property
    def says_how_many(self) -> bool:
        """Not when, and not which one in a row; the parts of a date stand beside each other."""
        return not (self.before in _WHEN or self.before.isdigit() or self.after.isdigit())

    @property
    def sides(self) -> tuple[tuple[str, str], tuple[str, str]]:
        return self[:2], self[1:]


class Claims:
    """The numbers and names of one article."""

    def __init__(self, article: Article) -> None:
        title = list(_words(article.title))
        self._title_numbers = [word for word, kind in title if kind == "number"]
        self._title_names = {word.form for word, kind in title if kind == "name"}
        self._numbers: list[_Word] = []
        self._names: list[_Word] = []
        self._forms = {word.form for word, _ in title}
        self._sides = {side for word, _ in title for side in word.sides}
        for line in article.body.split("\n"):
            words = list(_words(line))
            self._numbers += [word for word, kind in words if kind == "number"]
            if len(words) >= _SHORT:
                self._names += [word for word, kind in words if kind == "name"]
            self._forms |= {word.form for word, _ in words}
            self._sides |= {side for word, _ in words for side in word.sides}

    def contradict(self, other: "Claims", may_correct: bool) -> bool:
        """Whether each has numbers or names that the other lacks.

        What only one has is a cut or an addition and contradicts nothing.

        :param may_correct: one number among many may differ, as where a slip was put right.
        """
        if self._has_names_beside(other) and other._has_names_beside(self):
            return True
        ours, theirs = _unmatched(self._numbers, other._numbers)
        ours += self._title_numbers_beside(other)
        theirs += other._title_numbers_beside(self)
        return bool(ours and theirs) and not (
            may_correct
            and _is_correction(ours, self._numbers)
            and _is_correction(theirs, other._numbers)
        )

    def _has_names_beside(self, other: "Claims") -> bool:
        """A title is often another one: of its names it counts only whether the other has them."""
        return not self._title_names <= other._forms or any(
            other._sides.isdisjoint(name.sides) for name in self._names
        )

    def _title_numbers_beside(self, other: "Claims") -> list[_Word]:
        return [word for word in self._title_numbers if other._sides.isdisjoint(word.sides)]


def _words(line: str) -> Iterator[tuple[_Word, str]]:
    """The forms of a line, each with its kind: number, name or other.

    A name has a capital, and need not have one.
    """
    text = with_short_dates(expand(line))
    found = tokens(text)
    forms = ["", *(token.form for token in found), ""]
    has_only_capitals = text.isupper()
    for token, *around in zip(found, forms, forms[1:], forms[2:], strict=False):
        word, written = _Word(*around), text[token.start : token.end]
        begins = _BEGINNING.search(text[max(0, token.start - 2) : token.start])
        is_name = written[0].isupper() and not (begins or has_only_capitals)
        is_number = (
            word.form.isdigit()
            or (written.lower() in _NUMBERS and not is_name)  # "bảy", but not Trần Văn Bảy
            or (word.before in _TIME and written.lower() in _NUMBERS | _AFTER_TIME)
        )
        yield word, "number" if is_number else "name" if is_name else "other"


def _unmatched(ours: Sequence[_Word], theirs: Sequence[_Word]) -> tuple[list[_Word], list[_Word]]:
    """What is left of both when each is paired with its like, and then with one that has the same
    neighbour on one side.
    """
    left = list((Counter(ours) - Counter(theirs)).elements())
    right = list((Counter(theirs) - Counter(ours)).elements())
    for side in (0, 1):
        paired = Counter(word.sides[side] for word in left)
        paired &= Counter(word.sides[side] for word in right)
        left, right = (_without(words, side, Counter(paired)) for words in (left, right))
    return left, right


def _without(words: Sequence[_Word], side: int, paired: Counter[tuple[str, str]]) -> list[_Word]:
    rest = []
    for word in words:
        if paired[word.sides[side]]:
            paired[word.sides[side]] -= 1
        else:
            rest.append(word)
    return rest


def _is_correction(changed: Sequence[_Word], numbers: Sequence[_Word]) -> bool:
    """Whether it is one number, which says how many, among many others."""
    return (
        len({word.form for word in changed}) == 1
        and len(changed) <= _CORRECTED * len(numbers)
        and all(word.says_how_many for word in changed)
    )
