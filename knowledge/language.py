"""How Vietnamese goes on: which syllable follows which, counted in news and in questions.

An office's own articles know its names and terms, but they are few and hold no questions. A bigram
model with absolute discounting whose lower order is the share of the syllables that one follows
(Kneser & Ney 1995). `python -m training.language` counts it; training/README.md says from what.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from safetensors.numpy import load_file

from knowledge.vietnamese import fold, with_old_marks

FILE = Path(__file__).with_name("language.safetensors")
START, NUMBER = "", "0"
"""What stands before the first syllable, and for all numbers; both count as themselves."""
_UNKNOWN = 1e-6
"""The chance of what is none of them: rare enough that a likely mended word wins."""


@lru_cache(10_000)  # a speller asks for each pair of neighbours
def syllable_of(word: str) -> str:
    """The syllable or number that `word` counts as."""
    return NUMBER if word[:1].isdigit() else with_old_marks(word.lower())


class Language:
    """The chances of syllables after one another."""

    def __init__(
        self,
        syllables: Sequence[str],
        alone: Sequence[float],
        left: Sequence[float],
        pairs: Sequence[int],
        chances: Sequence[float],
    ) -> None:
        """:param syllables: the commonest first, START among them.
        :param alone: the chance of each, wherever it stands.
        :param left: what is left after each for pairs never counted.
        :param pairs: first * len(syllables) + second, ascending; by the places in `syllables`.
        :param chances: of the second after the first, without its part of what is left.
        """
        self._places = {syllable: place for place, syllable in enumerate(syllables)}
        self._alone, self._left = alone, left
        self._pairs, self._chances = pairs, chances
        spellings: defaultdict[str, list[str]] = defaultdict(list)
        for syllable in syllables:
            spellings[fold(syllable)].append(syllable)
        self._spellings = dict(spellings)

    @classmethod
    @cache
    def load(cls, file: Path = FILE) -> "Language":
        """What training/language.py wrote; the one that ships with giaoban if not told another."""
        held = load_file(file)
        return cls(
            held["syllables"].tobytes().decode().split("\n"),
            array("f", held["alone"].astype("f4").tobytes()),
            array("f", held["left"].astype("f4").tobytes()),
            array("I", held["pairs"].tobytes()),
            array("f", held["chances"].astype("f4").tobytes()),
        )

    def spellings(self, form: str) -> Sequence[str]:
        """The syllables that fold to `form`, the commonest first."""
        return self._spellings.get(form, ())

    def chance(self, before: str, syllable: str) -> float:
        """The probability of `syllable` after `before`; both as of `syllable_of`."""
        place = self._places.get(syllable)
        if place is None:
            return _UNKNOWN
        first = self._places.get(before)
        if first is None:
            return self._alone[place]
        pair = first * len(self._places) + place
        at = bisect_left(self._pairs, pair)
        is_counted = at < len(self._pairs) and self._pairs[at] == pair
        return self._left[first] * self._alone[place] + (self._chances[at] if is_counted else 0.0)
