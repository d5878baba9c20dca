"""From a question to the passages that may answer it: vectors and BM25, fused by z-scores."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.vectors import VectorIndex
from knowledge.articles import Headline, Passage
from knowledge.lexical import LexicalIndex

DENSE, LEXICAL, WHOLE_ARTICLE = 0.6, 0.4, 0.4
"""Weights of the z-scores. On the 3,120 training questions .6/.4 finds the right article first for
91.7 %; with the article as a whole beside it 92.3 %, and anything from .3 to .5 does alike."""

_POOL = 100
"""How many passages each of the three may propose; more changed nothing."""


@dataclass(frozen=True)
class Hit:
    """A passage found for a question.

    `score` ranks hits of one question; `relatedness` compares across questions: 0 for a question
    and a passage that have nothing to do with each other, 1 for the same text; `article` tells
    hits of one article from others, and `article_terms` are its forms between spaces; `copies` is
    where the same news stands as well.
    """

    passage: Passage
    score: float
    relatedness: float
    article: int
    article_terms: str
    copies: tuple[Headline, ...] = ()


class Retriever:
    """Ranks the passages of one snapshot. Row n of every index belongs to passage n."""

    def __init__(
        self,
        passages: Sequence[Passage],
        article_rows: NDArray[np.int64],
        article_terms: Sequence[str],
        copies: Sequence[tuple[Headline, ...]],
        vectors: VectorIndex,
        lexical: LexicalIndex,
        articles: LexicalIndex,
        unrelated: float,
    ) -> None:
        """:param article_rows: for each passage, the row of its article in the three of articles.
        :param unrelated: the usual cosine of a question and a passage on different matters.
        """
        self._passages = passages
        self._article_rows = article_rows
        self._article_terms = article_terms
        self._copies = copies
        self._vectors = vectors
        self._lexical = lexical
        self._articles = articles
        self._unrelated = unrelated

    def rarity(self, form: str) -> float:
        """See LexicalIndex.rarity."""
        return self._lexical.rarity(form)

    def search(self, text: str, vector: Vectors, count: int) -> list[Hit]:
        """The `count` best passages for a respelt question, best first.

        :param vector: the question's, shape (dimensions,).
        """
        spread = self._vectors.spread(vector)
        lexical = self._lexical.scores(text)
        articles = self._articles.scores(text)
        whole = _z_scores(articles)
        pool = np.unique(
            np.concatenate(
                [
                    self._vectors.nearest(vector, _POOL),
                    _best(lexical, _POOL),
                    np.flatnonzero(np.isin(self._article_rows, _best(articles, 3))),
                ]
            )
        )
        cosines = self._vectors.cosines(vector, pool)
        scores = (
            DENSE * (cosines - spread.mean) / (spread.deviation or 1.0)
            + LEXICAL * _z_scores(lexical)[pool]
            + WHOLE_ARTICLE * whole[self._article_rows[pool]]
        )
        return [self._hit(int(pool[n]), scores[n], cosines[n]) for n in _best(scores, count)]

    def _hit(self, row: int, score: float, cosine: float) -> Hit:
        article = int(self._article_rows[row])
        relatedness = (float(cosine) - self._unrelated) / (1 - self._unrelated)
        return Hit(
            self._passages[row],
            float(score),
            relatedness,
            article,
            self._article_terms[article],
            self._copies[article],
        )


def _best(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Rows of the highest scores, highest first; the earlier row where they are equal."""
    if count < len(scores):
        top = np.argpartition(-scores, count)[:count]
        top.sort()
    else:
        top = np.arange(len(scores))
    ordered: NDArray[np.int64] = top[np.argsort(-scores[top], kind="stable")]
    return ordered


def _z_scores(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    deviation = float(scores.std())
    normal: NDArray[np.float32] = (scores - scores.mean()) / (deviation or 1.0)
    return normal
