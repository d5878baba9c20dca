"""Questions as people type them, spelt as the articles spell: diacritics, capitals, slips.

No dictionary: bigrams of the articles themselves, and behind them those of the language
(knowledge/language.py).
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.abbreviations import expand
from knowledge.language import Language, syllable_of
from knowledge.vietnamese import fold, has_marks, is_caseless, is_syllable, tokens, with_old_marks

MARKED_SHARE = 0.25
"""Ordinary Vietnamese marks some 75 % of its syllables; below this it was typed without."""

_SLIP = 1e-4
"""Weight of a mended word: its neighbours must speak for it, so that an unknown name stays."""

_SPELLINGS = 10
"""Tried of a syllable at most: of the articles, and as many more of the language."""
_DISCOUNT = 0.85
"""Taken off each count for pairs never met (Ney et al. 1994); 0.4 restores 0.3 % fewer."""
_BOUND = 0.1
"""Of 304 known questions on articles held out, typed without diacritics, 5.6 % are refused instead
of 7.6 %; of 259 with a name or number exchanged (bench/exchanged.py) 86 % instead of 88 %. With 0.3
these are 80 %, and the others as many."""
_SMALL, _CAPITAL = 0.3, 0.02
"""Counted in advance for a syllable with a small and with a capital first letter."""


class Speller:
    """Chooses the likeliest spelling of each syllable by a bigram model (Viterbi)."""

    def __init__(self, following: dict[str, dict[str, int]]) -> None:
        """:param following: for each syllable as written, how often each other one comes next."""
        self._following = following
        self._language = Language.load()
        self._followed = {first: sum(nexts.values()) for first, nexts in following.items()}
        self._counts: Counter[str] = Counter()
        for nexts in following.values():
            self._counts.update(nexts)
        self._cases: Counter[str] = Counter()
        for syllable, count in self._counts.items():
            self._cases[syllable.lower()] += count
        ranked: defaultdict[str, list[str]] = defaultdict(list)
        for syllable, _ in self._counts.most_common():
            ranked[fold(syllable)].append(syllable)
        self._spellings = dict(ranked)

    @classmethod
    def from_sentences(cls, sentences: Iterable[str]) -> "Speller":
        """Learns from NFC sentences. The capital of a first word says nothing, so it is dropped."""
        following: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for sentence in sentences:
            before = ""
            for token in tokens(sentence):
                syllable = sentence[token.start : token.end]
                syllable = syllable if before else syllable.lower()
                following[before][syllable] += 1
                before = syllable
        return cls({first: dict(nexts) for first, nexts in following.items()})

    @classmethod
    def load(cls, path: Path) -> "Speller":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self._following, ensure_ascii=False), encoding="utf-8")

    def knows(self, word: str) -> bool:
        """Whether any article has `word`, capitals and marks as written."""
        return self._counts[word] > 0

    def has_seen(self, first: str, second: str) -> bool:
        """Whether `second` follows `first` in any article, capitals and marks as written."""
        return second in self._following.get(first, {})

    def binds(self, first: str, second: str) -> bool:
        """Whether they are of one name, and not merely side by side once: Hà Nội | Công ty.

        It holds where they follow one another in a tenth of the places that have the rarer one.
        """
        together = self._following.get(first, {}).get(second, 0)
        return together >= _BOUND * min(self._counts[first], self._counts[second])

    def respell(self, question: str) -> str:
        """`question` with what its writer left out: marks, the capitals of names, mended slips.

        Marks are given to a question that has (almost) none, capitals to one without any inside
        or with nothing else; abbreviations are written out. Words that no article holds stay.
        """
        words = [question[token.start : token.end] for token in tokens(question)]
        bare = sum(map(has_marks, words)) <= MARKED_SHARE * len(words)
        caseless = is_caseless(question)
        full = expand(question)
        found = tokens(full)
        choices = [
            {full[token.start : token.end]: 0.0}
            if token.form.isdigit()
            else self._choices(full[token.start : token.end], bare, caseless)
            for token in found
        ]
        parts, at = [], 0
        for token, new in zip(found, self._likeliest(choices), strict=True):
            parts += [full[at : token.start], new]
            at = token.end
        respelt = "".join([*parts, full[at:]])
        return respelt[:1].upper() + respelt[1:]

    def _choices(self, word: str, bare: bool, caseless: bool) -> dict[str, float]:
        """The spellings to choose from for one written word, with the log cost of each."""
        form = fold(word)
        spellings = self._known(form)
        if not spellings and not is_syllable(form) and (caseless or word.islower()):
            near = {s for other in _one_slip_away(form) for s in self._spellings.get(other, ())}
            return {word: 0.0} | dict.fromkeys(near, math.log(_SLIP))
        if not bare or has_marks(word):
            written = with_old_marks(word.lower())
            spellings = [s for s in spellings if with_old_marks(s.lower()) == written]
        if not caseless:
            recase = str.capitalize if word[0].isupper() else str.lower
            spellings = [word] if word.isupper() else [recase(s) for s in spellings]
        return dict.fromkeys(spellings or [word], 0.0)

    def _known(self, form: str) -> list[str]:
        """The spellings of `form` in the articles, and those of the language beyond them."""
        own = self._spellings.get(form, [])[:_SPELLINGS]
        held = set(map(syllable_of, own))
        others = self._language.spellings(form)[:_SPELLINGS]
        return [*own, *(other for other in others if other not in held)]

    def _likeliest(self, choices: list[dict[str, float]]) -> list[str]:
        paths: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
        for candidates in choices:
            paths = {
                candidate: max(
                    (score + cost + self._log_probability(before, candidate), [*path, candidate])
                    for before, (score, path) in paths.items()
                )
                for candidate, cost in candidates.items()
            }
        return max(paths.values())[1]

    def _log_probability(self, before: str, syllable: str) -> float:
        small = syllable.lower()
        chance = self._language.chance(syllable_of(before), syllable_of(syllable))
        in_advance = _SMALL if syllable == small else _CAPITAL
        chance *= (self._counts[syllable] + in_advance) / (self._cases[small] + _SMALL + _CAPITAL)
        nexts = self._following.get(before)
        if nexts:
            met, followed = nexts.get(syllable, 0), self._followed[before]
            left = _DISCOUNT * len(nexts) / followed
            chance = max(met - _DISCOUNT, 0) / followed + left * chance
        return math.log(chance)


_LETTERS = "abcdeghiklmnopqrstuvxy"


def _one_slip_away(form: str) -> Iterator[str]:
    """Every string one deletion, swap, replacement or insertion away (after Norvig, 2007)."""
    for at in range(len(form) + 1):
        head, tail = form[:at], form[at:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in _LETTERS)
