"""What the reader is taught in which order: stages, their examples, and the rows of those."""

import itertools
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from embeddings.bert_reader import rows_of
from knowledge.vietnamese import forms
from training.briefings import from_briefings
from training.examples import Example
from training.variations import reword, thin_out, without_answer

_HELD_OUT = 12
"""Percent of the articles that no stage sees: `training.fit` fits and measures with them."""


@dataclass(frozen=True)
class Stage:
    """One run over examples; `rate` is the highest learning rate."""

    name: str
    news: tuple[int, int]
    """Which of the made questions, from and to."""
    passes: tuple[str, ...]
    """Variants of the known questions, one pass each."""
    rate: float
    dropout: float
    varied: bool
    """Questions reworded, passages thinned out, evidence taken away."""
    seed: int
    starts_from: tuple[str, ...]
    """The stages whose weights' mean it starts from; none for the encoder's own."""
    briefings: int = 0
    """How many made briefings (training/briefings.py)."""
    asked_on: float = 0.0
    """The share of the known questions that follow another one, as in a chat."""
    strange: float = 0.0
    """The share of the made questions that are also asked of a passage on something else."""
    robbed: float = 0.5
    """The share of the known questions that are also asked of their passage without the answer."""
    far: bool = False
    """Known questions in other words than their passage's are gone through once more."""


STAGES = (
    Stage("made", (0, 3600), (), 1e-4, 0.1, varied=False, seed=3, starts_from=()),
    Stage(
        *("asked", (0, 0), ("typed", "bare"), 9e-5, 0.1),
        varied=False,
        seed=4,
        starts_from=("made",),
    ),
    # Without dropout a step takes two thirds of the time; variation does its work.
    Stage(
        *("everything", (3600, 7200), ("typed", "bare") * 2, 8e-5, 0.0),
        varied=True,
        seed=5,
        starts_from=("asked",),
    ),
    Stage(
        *("chats", (0, 1200), ("typed",), 5e-5, 0.0),
        varied=True,
        seed=6,
        starts_from=("everything",),
        briefings=900,
        asked_on=0.1,
        strange=0.7,
    ),
    Stage(
        *("again", (3600, 5100), ("typed", "bare", "bare"), 6e-5, 0.0),
        varied=True,
        seed=7,
        starts_from=("everything", "chats"),
        briefings=300,
        asked_on=0.05,
        strange=0.3,
        robbed=0.7,
        far=True,
    ),
)


_FAR = 0.65
"""The share of a question's words in its passage below which it asks in other words."""

_OTHERS = {"made": 0.25, "briefing": 0.7}
"""Passages that do not answer, for each made question that one answers."""


@dataclass(frozen=True)
class Row:
    """A question and a passage as tokens, and where the answer stands among them."""

    tokens: tuple[int, ...]
    start: int
    end: int
    """The first and the last token of the answer; 0 and 0 for none."""


def is_held_out(group: str) -> bool:
    """Whether no stage may see the examples of `group`."""
    return zlib.crc32(group.encode()) % 100 < _HELD_OUT


def examples_of(
    stage: Stage, known: Sequence[Example], made: Sequence[Example], rng: random.Random
) -> Iterator[Example]:
    """What `stage` learns from, in order."""
    for example in made[slice(*stage.news)]:
        yield example
        if rng.random() < stage.strange:
            other = rng.choice(made)["answering"][0][0]
            yield {**example, "answering": [], "others": [other]}
    yield from from_briefings(stage.briefings, rng)
    if stage.far:
        yield from filter(_is_far, known)
    for variant in stage.passes:
        asked = [example for example in known if example["variant"] == variant]
        for before, example in itertools.pairwise([asked[-1], *asked]):
            if rng.random() < stage.asked_on:
                question = f"{before['question'].rstrip(' ?.')}. {example['question']}"
                yield {**example, "question": question}
            else:
                yield example


def _is_far(example: Example) -> bool:
    asked = set(forms(example["question"]))
    return any(
        len(asked & set(forms(text))) < _FAR * len(asked) for text, *_ in example["answering"][:1]
    )


def rows_from(
    example: Example, tokenizer: Tokenizer, rng: random.Random, stage: Stage
) -> Iterator[Row]:
    """The passage that answers, if there is one, and about as many that do not."""
    question, varied = example["question"], stage.varied
    for text, start, end in example["answering"][:1]:
        answer = text[start:end]
        if varied and rng.random() < 0.35:
            text, start, end = thin_out(text, start, end, rng)
        asked = reword(question, rng) if varied else question
        if row := _row(asked, text, start, end, tokenizer):
            yield row
        if varied and rng.random() < stage.robbed and (left := without_answer(text, answer)):
            yield _none(reword(question, rng), left, tokenizer)
    share = _OTHERS.get(example["variant"], 0.6 if varied else 0.9)
    count = share if example["answering"] else share + 1
    count = int(count) + (rng.random() < count % 1)
    for text in rng.sample(example["others"], min(count, len(example["others"]))):
        yield _none(reword(question, rng) if varied else question, text, tokenizer)


def _row(question: str, text: str, start: int, end: int, tokenizer: Tokenizer) -> Row | None:
    """None when the answer is beyond what is read."""
    (tokens,), (encoded,), first = rows_of(tokenizer, question, [text])
    inside = [
        first + number
        for number, (begin, stop) in enumerate(encoded.offsets)
        if begin < end and stop > start
    ]
    if not inside or inside[-1] >= len(tokens) - 1:
        return None
    return Row(tuple(tokens), inside[0], inside[-1])


def _none(question: str, text: str, tokenizer: Tokenizer) -> Row:
    (tokens,), _, _ = rows_of(tokenizer, question, [text])
    return Row(tuple(tokens), 0, 0)
