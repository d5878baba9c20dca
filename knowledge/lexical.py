"""BM25 over folded syllables and their bigrams: finds names, numbers and exact words."""

import math
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge.abbreviations import expand
from knowledge.vietnamese import forms

_NO_TERM = ""
"""Stands in a text without any word, because an index of no term at all cannot be made."""


class LexicalIndex:
    """Scores every passage for a question. Abbreviations count as their full forms."""

    def __init__(self, retriever: bm25s.BM25, size: int) -> None:
        self._retriever = retriever
        self._size = size

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> "LexicalIndex":
        terms = [_terms(text) or [_NO_TERM] for text in texts]
        retriever = bm25s.BM25(method="lucene")
        retriever.index(terms, show_progress=False)
        return cls(retriever, len(terms))

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """:param size: how many texts it was made from."""
        return cls(bm25s.BM25.load(folder, load_corpus=False), size)

    def rarity(self, form: str) -> float:
        """How telling a form is: its inverse document frequency, at least 0."""
        row = self._retriever.vocab_dict.get(form)
        held_by = 0
        if row is not None:
            starts = self._retriever.scores["indptr"]
            held_by = int(starts[row + 1] - starts[row])
        return math.log((self._size + 1) / (held_by + 0.5))

    def save(self, folder: Path) -> None:
        self._retriever.save(folder, show_progress=False)

    def scores(self, question: str) -> NDArray[np.float32]:
        """One BM25 score a text, in their order; all 0 when no text shares a syllable."""
        known = [term for term in _terms(question) if term in self._retriever.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._retriever.get_scores(known)
        return scores


def _terms(text: str) -> list[str]:
    syllables = forms(expand(text))
    return [*syllables, *(f"{first} {second}" for first, second in pairwise(syllables))]
