"""Fits the weights of `knowledge/judging.py` on a question file; prints them and how they do.

    python -m training.fit QUESTIONS.jsonl ARTICLES STATE [--reader]

Sentences: a softmax over all sentences of the passages found, the likelihood of those that hold a
gold answer being maximised. Confidence: a logistic regression. Its negative cases are the same
questions asked of the half of the articles that theirs is not in, so that it learns what a question
looks like whose answer is not there.

With `--reader` only the questions count whose articles the reader was not trained on, an answer
that is wrong is a negative case, and so is each question with the passages left out that answer it:
the article that it asks about is there, the answer is not. Cases without an answer weigh as one in
eight, which is about what is asked in vain, so that the confidence is a probability.
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
from bot.progress import progress_bar, track
from embeddings import Reader, load_encoder, load_reader
from knowledge.base import KnowledgeBase
from knowledge.judging import Candidate, candidates, confidence_facts
from knowledge.questions import Question
from knowledge.reading import read
from knowledge.search import Hit
from knowledge.vietnamese import fold, normalise
from training.lessons import asks_of_held_out

_RIDGE = 1e-3
_ANSWERED_FOR_ONE_IN_VAIN = 7
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class _Case:
    """A question, and the sentences of what search finds for it, or of some of that."""

    gold: GoldQuestion
    question: Question
    found: list[Candidate]
    has_answer: bool


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("state", type=Path)
    parser.add_argument("--reader", action="store_true")
    options = parser.parse_args()
    base = KnowledgeBase(options.state, [options.articles], load_encoder("bundled"))
    with progress_bar("Indexing", "passages") as progress:
        base.reload(progress)
    golds = read_questions(options.questions)
    if options.reader:
        golds = [gold for gold in golds if asks_of_held_out(gold)]
    cases = [
        case
        for case in _cases(base, golds, load_reader() if options.reader else None)
        if not case.question.beside  # judged by rules alone
    ]
    _fit_sentences(cases)
    _fit_confidence(base, cases)


def _cases(
    base: KnowledgeBase, golds: Sequence[GoldQuestion], reader: Reader | None
) -> Iterator[_Case]:
    """Each question as it was written, and once more as if typed without diacritics."""
    for gold in track(golds, "Asking", "questions"):
        for typed in (gold.question, fold(normalise(gold.question))):
            question = base.understand(typed)
            hits = base.find(question, count=60)
            elsewhere = [h for h in hits if _half(h.passage.path) != _half(gold.article or "")]
            without = [h for h in hits if not _holds(gold, h.passage.text)]
            sets: list[tuple[Sequence[Hit], bool]] = [(hits, gold.article is not None)]
            if gold.article:
                sets.append((elsewhere, False))
            if gold.article and reader:
                sets.append((without, False))
            for some, has_answer in sets:
                found = candidates(question, some, base.rarity, reader)
                if found:
                    yield _Case(gold, question, found, has_answer)


def _holds(gold: GoldQuestion, text: str) -> bool:
    said = fold(text)
    return any(fold(normalise(answer)) in said for answer in gold.answers)


def _half(path: str) -> int:
    """One of two halves that the articles fall into by name."""
    return zlib.crc32(Path(path).stem.encode()) % 2


def _fit_sentences(cases: Sequence[_Case]) -> None:
    groups: list[tuple[Numbers, NDArray[np.bool_]]] = []
    names: list[str] = []
    for case in cases:
        right = np.array([_is_right(case.gold, candidate) for candidate in case.found])
        if case.has_answer and right.any():
            names = list(case.found[0].facts)
            groups.append((np.array([list(c.facts.values()) for c in case.found]), right))
    scale = np.concatenate([facts for facts, _ in groups]).std(axis=0)

    def loss(weights: Numbers) -> tuple[float, Numbers]:
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
    print("sentence:", {n: round(float(w), 2) for n, w in zip(names, weights, strict=True)})
    print(f"the best sentence holds a gold answer: {first:.3f} of those where one was found")


def _is_right(gold: GoldQuestion, candidate: Candidate) -> bool:
    return Path(candidate.hit.passage.path).stem == gold.article and _holds(
        gold, candidate.sentence
    )


def _fit_confidence(base: KnowledgeBase, cases: Sequence[_Case]) -> None:
    rows: list[list[float]] = []
    labels: list[int] = []
    answerable: list[bool] = []
    names: list[str] = []
    for case in cases:
        reading = read(case.question, case.found, base.rarity)
        if reading is None:
            continue
        if reading.best.weights is not case.found[0].weights:
            continue  # the reader stopped before it
        known = confidence_facts(case.question, reading.best, base.rarity)
        facts = {name: known[name] for name in reading.best.weights.confidence}
        names = list(facts)
        if case.question.fits(reading.hit.article_terms):
            rows.append(list(facts.values()))
            is_read = "mark" in facts
            right = case.has_answer and (not is_read or _holds(case.gold, reading.answer))
            labels.append(int(right))
            answerable.append(case.has_answer)
    table, truth, has_answer = np.array(rows), np.array(labels), np.array(answerable)
    in_vain = has_answer.sum() / _ANSWERED_FOR_ONE_IN_VAIN / (~has_answer).sum()
    weights = np.where(has_answer, 1.0, in_vain if "mark" in names else 1.0)
    model = LogisticRegression(C=100.0, fit_intercept=False, max_iter=5000)
    model.fit(table, truth, sample_weight=weights)
    sure = model.predict_proba(table)[:, 1]
    print("confidence:", dict(zip(names, model.coef_[0].round(2).tolist(), strict=True)))
    for low in np.arange(0, 1, 0.2):
        inside = (sure >= low) & (sure < low + 0.2)
        right = np.average(truth[inside], weights=weights[inside])
        print(f"of those {low:.1f} to {low + 0.2:.1f} sure, {right:.2f} are right")
    for share in (0.01, 0.02, 0.03, 0.04, 0.05):
        limit = float(np.quantile(sure[has_answer], share))
        refused = float(np.mean(sure[~has_answer] < limit))
        print(f"at {limit:.3f}: {share:.0%} of the answerable refused, {refused:.1%} of the others")


if __name__ == "__main__":
    main()
