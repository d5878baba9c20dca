"""Fits the weights of `knowledge/reading.py` on a question file; prints them and how they do.

    python -m training.fit QUESTIONS.jsonl ARTICLES STATE

Sentences: a softmax over all sentences of the passages found, the likelihood of those that hold a
gold answer being maximised. Confidence: a logistic regression; the questions themselves are the
positive cases, and the same questions asked of the half of the articles that theirs is not in the
negative ones, so that it learns what a question looks like whose answer is not there.
"""

import argparse
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.evaluation import GoldQuestion, read_questions
from embeddings import load_encoder
from knowledge.base import KnowledgeBase
from knowledge.questions import Question
from knowledge.reading import PASSAGES_READ, Candidate, candidates, confidence_facts
from knowledge.search import Hit
from knowledge.vietnamese import fold, normalise

_RIDGE = 1e-3


@dataclass(frozen=True)
class _Case:
    """A question with what was found for it, deep enough to take half of the articles away."""

    gold: GoldQuestion
    question: Question
    hits: tuple[Hit, ...]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("state", type=Path)
    options = parser.parse_args()
    base = KnowledgeBase(options.state, [options.articles], load_encoder("bundled"))
    base.reload(lambda done, total: print(f"\rencoding {done}/{total}", end=""))
    base.open()
    print()
    cases = list(_cases(base, read_questions(options.questions)))
    _fit_sentences(base, cases)
    _fit_confidence(base, cases)


def _cases(base: KnowledgeBase, golds: Sequence[GoldQuestion]) -> Iterator[_Case]:
    """Each question as it was written, and once more as if typed without diacritics."""
    for gold in golds:
        for typed in (gold.question, fold(normalise(gold.question))):
            question = base.understand(typed)
            yield _Case(gold, question, base.find(question, count=60))


def _fit_sentences(base: KnowledgeBase, cases: Sequence[_Case]) -> None:
    groups: list[tuple[NDArray[np.float64], NDArray[np.bool_]]] = []
    names: list[str] = []
    for case in cases:
        found = candidates(case.question, case.hits[:PASSAGES_READ], base.rarity)
        right = np.array([_is_right(case.gold, candidate) for candidate in found])
        if right.any():
            names = list(found[0].facts)
            groups.append((np.array([list(c.facts.values()) for c in found]), right))
    scale = np.concatenate([facts for facts, _ in groups]).std(axis=0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = _RIDGE * float(weights @ weights), 2 * _RIDGE * weights
        for facts, right in groups:
            scores = (facts / scale) @ weights
            shares = np.exp(scores - scores.max())
            of_right = np.where(right, shares, 0)
            total -= float(np.log(of_right.sum() / shares.sum())) / len(groups)
            pull = shares / shares.sum() - of_right / of_right.sum()
            slope = slope + pull @ (facts / scale) / len(groups)
        return total, slope

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    weights = fitted.x / scale
    first = np.mean([right[(facts @ weights).argmax()] for facts, right in groups])
    print(
        "_SENTENCE_WEIGHTS:", {n: round(float(w), 2) for n, w in zip(names, weights, strict=True)}
    )
    print(f"the best sentence holds a gold answer: {first:.3f} of those where one was found")


def _is_right(gold: GoldQuestion, candidate: Candidate) -> bool:
    passage = candidate.hit.passage
    said = fold(passage.sentences[candidate.position])
    return Path(passage.path).stem == gold.article and any(
        fold(normalise(answer)) in said for answer in gold.answers
    )


def _fit_confidence(base: KnowledgeBase, cases: Sequence[_Case]) -> None:
    rows: list[list[float]] = []
    labels: list[int] = []
    names: list[str] = []
    for case in cases:
        if case.gold.article is None:
            continue
        elsewhere = [h for h in case.hits if _half(h.passage.path) != _half(case.gold.article)]
        for label, hits in ((1, case.hits), (0, elsewhere)):
            found = candidates(case.question, hits[:PASSAGES_READ], base.rarity)
            if not found:
                continue
            best = max(found, key=lambda candidate: candidate.score)
            facts = confidence_facts(case.question, best, base.rarity)
            names = list(facts)
            if case.question.fits(best.hit.article_terms):
                rows.append(list(facts.values()))
                labels.append(label)
    table, truth = np.array(rows), np.array(labels)
    model = LogisticRegression(C=100.0, fit_intercept=False, max_iter=5000).fit(table, truth)
    sure = model.predict_proba(table)[:, 1]
    print("_CONFIDENCE_WEIGHTS:", dict(zip(names, model.coef_[0].round(2).tolist(), strict=True)))
    for share in (0.01, 0.02, 0.03, 0.04, 0.05):
        limit = float(np.quantile(sure[truth == 1], share))
        refused = float(np.mean(sure[truth == 0] < limit))
        print(f"at {limit:.3f}: {share:.0%} of the answerable refused, {refused:.1%} of the others")


def _half(path: str) -> int:
    """One of two halves that the articles fall into by name."""
    return zlib.crc32(Path(path).stem.encode()) % 2


if __name__ == "__main__":
    main()
