"""The processes that turn texts into batches of tokens while the model learns from earlier ones."""

import multiprocessing
import os
import random
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.pool import Pool
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.bert_reader import LONGEST, PADDING
from training.examples import Example
from training.lessons import Group, Lessons, Stage

_CHUNK = 400
"""Texts or examples that a process is given at a time."""
_MASKED_ROWS = 256
_BEGIN, _END, _WORDS_FROM = 0, 2, 4
_MASKED, _UNREADABLE, _EXCHANGED = 0.2, 0.8, 0.1
_LEAST = 40
"""Tokens of a text that are worth a row."""

Batch = dict[str, NDArray[np.int64]]
"""Arrays by name; `ids` has the shape (rows, longest row)."""
Make = Callable[[tuple[int, Sequence[Any]]], list[Batch]]
"""Batches of some texts or examples, by chance of a seed."""


def tokenizer_in(file: str) -> Tokenizer:
    """The tokenizer in `file`, which neither cuts nor fills up."""
    tokenizer = Tokenizer.from_file(file)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def workers(tokenizer_file: str, asked: Sequence[str]) -> Pool:
    """As many as there are cores; for `asked` see Lessons."""
    return multiprocessing.get_context("fork").Pool(os.cpu_count(), _start, (tokenizer_file, asked))


def batches(
    pool: Pool, make: Make, items: Sequence[Any], seed: int
) -> Iterator[tuple[float, Batch]]:
    """The batches that `make` makes of `items`, each with the share that is done after it."""
    chunks = [
        (seed * 1_000_003 + at, items[at : at + _CHUNK]) for at in range(0, len(items), _CHUNK)
    ]
    for number, made in enumerate(pool.imap(make, chunks)):
        for place, batch in enumerate(made, start=1):
            yield (number + place / len(made)) / len(chunks), batch


_lessons: Lessons


def _start(tokenizer_file: str, asked: Sequence[str]) -> None:
    global _lessons
    os.nice(5)  # the model comes first
    _lessons = Lessons(tokenizer_in(tokenizer_file), asked)


def of_examples(stage: Stage, task: tuple[int, Sequence[Example]]) -> list[Batch]:
    """Groups of texts about as long, so that little is spent on padding."""
    seed, examples = task
    rng = random.Random(seed)
    groups = [
        group
        for example in examples
        for group in _lessons.groups(example, stage.beside, rng)
        if group
    ]
    groups.sort(key=lambda group: max(len(row.tokens) for row in group))
    found: list[list[Group]] = [[]]
    for group in groups:
        if sum(map(len, found[-1])) + len(group) > stage.rows:
            found.append([])
        found[-1].append(group)
    rng.shuffle(found)
    return [batch_of(some) for some in found]


def batch_of(groups: Sequence[Group]) -> Batch:
    """The rows of all `groups`; `groups` of it numbers the group of each."""
    rows = [row for group in groups for row in group]
    return {
        "ids": _padded([row.tokens for row in rows]),
        "text_from": np.array([row.text_from for row in rows]),
        "starts": np.array([row.start for row in rows]),
        "ends": np.array([row.end for row in rows]),
        "groups": np.repeat(np.arange(len(groups)), [len(group) for group in groups]),
    }


def of_texts(task: tuple[int, Sequence[str]]) -> list[Batch]:
    """Pieces of texts with some words masked; `labels` of a batch says which, and -1 else."""
    seed, texts = task
    rng = np.random.default_rng(seed)
    rows: list[list[int]] = []
    for text in texts:
        tokens = _lessons.tokenizer.encode(text, add_special_tokens=False).ids
        begin = int(rng.integers(0, LONGEST)) if len(tokens) > 2 * LONGEST else 0
        pieces = (tokens[at : at + LONGEST - 2] for at in range(begin, len(tokens), LONGEST - 2))
        rows += [[_BEGIN, *piece, _END] for piece in pieces if len(piece) >= _LEAST]
    rows = [rows[at] for at in rng.permutation(len(rows))]
    return [_masked(rows[at : at + _MASKED_ROWS], rng) for at in range(0, len(rows), _MASKED_ROWS)]


def _masked(rows: Sequence[Sequence[int]], rng: np.random.Generator) -> Batch:
    ids = _padded(rows)
    chosen = (ids >= _WORDS_FROM) & (rng.random(ids.shape) < _MASKED)
    labels = np.where(chosen, ids, -1)
    kind = rng.random(ids.shape)
    ids[chosen & (kind < _UNREADABLE)] = _lessons.mask
    exchanged = chosen & (kind > 1 - _EXCHANGED)
    ids[exchanged] = rng.choice(labels[chosen], exchanged.sum())
    return {"ids": ids, "labels": labels}


def _padded(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    ids = np.full((len(rows), max(map(len, rows))), PADDING)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
    return ids
