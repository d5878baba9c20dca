"""What the reader is taught in which order: stages, their examples, and the rows of those."""

import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tokenizers import Tokenizer

from bot.evaluation import GoldQuestion
from embeddings.bert_reader import rows_of
from knowledge.vietnamese import fold
from training.briefings import from_briefings
from training.examples import Example
from training.variations import misspell, reword, thin_out, without_answer

_HELD_OUT = 12
"""Percent of the articles that no stage sees: `training.fit` fits and measures with them."""


@dataclass(frozen=True)
class Stage:
    """One run over examples."""

    name: str
    starts_from: tuple[str, ...]
    """The stages whose weights' mean it starts from."""
    rate: float
    """The highest learning rate."""
    seed: int
    made: float = 0
    """How often the made questions are gone through."""
    known: float = 0
    """How often the known ones are, each time varied anew."""
    written: float = 0
    """How often those that were written for training alone are."""
    contrasts: float = 0
    """How often those that were written in pairs, of which one has no answer, are."""
    misses: float = 0
    """How often the known and the written ones without an answer are, besides."""
    briefings: int = 0
    """How many made briefings (training/briefings.py)."""
    rows: int = 192
    """Of a batch."""
    dropout: float = 0.1
    rounds: bool = False
    """Whether it learns with its matrices rounded as they will be packed."""
    beside: int = 3
    """Passages that do not answer beside the one that does, for known and written questions."""


MASKED = "masked"
"""The stage before all others: pretraining.py."""
ELDER = "elder"
"""A reader that these stages did not make; README.md says where it is from."""
_WRITTEN = Stage(
    name="written",
    starts_from=("known-4", "known-5", "known-6"),
    written=1,
    known=0.1,
    briefings=450,
    rate=5e-5,
    seed=7,
    rows=24,
    beside=1,
    dropout=0.0,
    rounds=True,
)
_CONTRASTS = replace(
    _WRITTEN,
    name="contrasts",
    starts_from=("written",),
    written=0.25,
    known=0.15,
    contrasts=0.5,
    misses=0.25,
    briefings=150,
    rate=4e-5,
    seed=9,
)
STAGES = (
    Stage("made", (MASKED,), made=1, rate=2.5e-4, seed=3),
    Stage("known-4", ("made",), made=0.3, known=5, briefings=3000, rate=1.4e-4, seed=4),
    Stage("known-5", ("made",), made=0.3, known=8, briefings=3000, rate=1.4e-4, seed=5),
    Stage("known-6", ("made",), made=0.3, known=8, briefings=3000, rate=1.4e-4, seed=6),
    _WRITTEN,
    replace(_WRITTEN, name="elder-written", starts_from=(ELDER,), seed=8),
    _CONTRASTS,
    replace(_CONTRASTS, name="elder-contrasts", starts_from=("elder-written",), seed=10),
)

_BESIDE = {"made": 2, "briefing": 1}
"""Passages that do not answer beside the one that does, at most."""
_ROBBED = {"made": 0.3, "briefing": 0.5}
_ROBBED_OF_KNOWN = 0.6
"""The share of questions that are also asked of their passage without the answer."""
_THINNED, _AFTER_ANOTHER, _MISSPELT, _HIDING, _HIDDEN = 0.35, 0.06, 0.15, 0.3, 0.3


@dataclass(frozen=True)
class Row:
    """A question and a passage as tokens, and where the answer stands among them."""

    tokens: tuple[int, ...]
    text_from: int
    """The first token of the passage."""
    start: int
    end: int
    """The first and the last token of the answer; 0 and 0 for none."""


Group = Sequence[Row]
"""The same question and several passages, at most one of which answers."""


def is_held_out(group: str) -> bool:
    """Whether no stage may see the examples of `group`."""
    return zlib.crc32(group.encode()) % 100 < _HELD_OUT


def asks_of_held_out(gold: GoldQuestion) -> bool:
    """Whether no stage may see `gold`, for the article that it asks about."""
    return is_held_out(gold.article or gold.near or "")


def examples_of(
    stage: Stage,
    known: Sequence[Example],
    written: Sequence[Example],
    contrasts: Sequence[Example],
    made: Sequence[Example],
) -> Sequence[Example]:
    """What `stage` learns from, in random order."""
    rng = random.Random(stage.seed)
    found: list[Example] = []
    misses = [example for example in (*known, *written) if not example["answering"]]
    for times, some in (
        (stage.made, made),
        (stage.known, known),
        (stage.written, written),
        (stage.contrasts, contrasts),
        (stage.misses, misses),
    ):
        found += [*some] * int(times) + rng.sample(some, int(times % 1 * len(some)))
    found += from_briefings(stage.briefings, rng)
    rng.shuffle(found)
    return found


class Lessons:
    """Turns examples into rows, each time in another way."""

    def __init__(self, tokenizer: Tokenizer, asked: Sequence[str]) -> None:
        """:param asked: the questions that another one may come after, as in a chat."""
        self.tokenizer = tokenizer
        self.mask = int(tokenizer.token_to_id("<mask>") or 0)
        self._asked = asked
        self._syllables = _by_letters(asked)

    def groups(self, example: Example, most: int, rng: random.Random) -> Iterator[Group]:
        """The passage that answers among others; and others alone, where none answers.

        Those are of the article that the question asks about, as long as it has any: they tempt.

        :param most: how many passages that do not answer are beside the one that does, at most.
        """
        variant, question = example["variant"], example["question"]
        if self._asked and rng.random() < _AFTER_ANOTHER:
            question = f"{rng.choice(self._asked).rstrip(' ?.')}. {question}"
        beside = min(most, _BESIDE.get(variant, most))
        if not example["answering"]:
            others = example["others"]
            others = [*example["near"], *rng.sample(others, len(others))]
            yield self._group(question, None, others[: beside + 1], rng)
            return
        text, start, end = rng.choice(example["answering"])
        answer = text[start:end]
        robbed = without_answer(text, answer)
        if rng.random() < _THINNED:
            text, start, end = thin_out(text, start, end, rng)
        others = self._some(example, beside, rng)
        yield self._group(question, (text, start, end), others, rng)
        if robbed and rng.random() < _ROBBED.get(variant, _ROBBED_OF_KNOWN):
            others = [robbed, *self._some(example, beside - 1, rng)]
            yield self._group(question, None, others, rng)

    def plain(self, example: Example) -> Group:
        """The rows of an example as they stand, the passage that answers first."""
        question = example["question"]
        found = [self._row(question, *found) for found in example["answering"][:1]]
        return [*found, *(self._row(question, text) for text in _others(example))]

    def _some(self, example: Example, count: int, rng: random.Random) -> list[str]:
        others = _others(example)
        return rng.sample(others, min(count, len(others)))

    def _group(
        self,
        question: str,
        answering: tuple[str, int, int] | None,
        others: Sequence[str],
        rng: random.Random,
    ) -> Group:
        if rng.random() < _MISSPELT:
            question = misspell(question, self._syllables, rng)
        question = reword(question, rng)
        rows = [self._row(question, *answering)] if answering else []
        rows += [self._row(question, text) for text in others]
        if rng.random() < _HIDING:
            rows = [self._hide_shared(row, rng) for row in rows]
        return rows

    def _row(self, question: str, text: str, start: int = 0, end: int = 0) -> Row:
        """Without an answer when that is beyond what is read."""
        (tokens,), (encoded,), first = rows_of(self.tokenizer, question, [text])
        inside = [
            first + number
            for number, (begin, stop) in enumerate(encoded.offsets)
            if begin < end and stop > start
        ]
        if not inside or inside[-1] >= len(tokens) - 1:
            return Row(tuple(tokens), first, 0, 0)
        return Row(tuple(tokens), first, inside[0], inside[-1])

    def _hide_shared(self, row: Row, rng: random.Random) -> Row:
        """Some words that question and passage share made unreadable in the passage.

        So the reader cannot go by them alone.
        """
        asked = set(row.tokens[: row.text_from])
        tokens = tuple(
            self.mask
            if row.text_from <= at < len(row.tokens) - 1
            and not row.start <= at <= row.end
            and token in asked
            and rng.random() < _HIDDEN
            else token
            for at, token in enumerate(row.tokens)
        )
        return Row(tokens, row.text_from, row.start, row.end)


def _others(example: Example) -> list[str]:
    return [*example["near"], *example["others"]]


def _by_letters(texts: Sequence[str]) -> Mapping[str, Sequence[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for syllable in re.findall(r"[^\W\d_]+", text.lower()):
            found[fold(syllable)].add(syllable)
    return {letters: sorted(syllables) for letters, syllables in found.items()}
