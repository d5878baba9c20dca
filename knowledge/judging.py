"""What is known of each sentence found, and what that says: how well it answers, how sure that is.

A linear score over a handful of facts about a sentence, and a logistic one over facts about the
best. The strongest fact is the reader's mark (embeddings/reader.py); without a reader the others do
what they can. `python -m training.fit` fits all weights and prints how well they do.
"""

import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from embeddings.reader import Mark, Reader
from knowledge.abbreviations import expand
from knowledge.highlighting import FINDERS, asks_of_event, counts, pieces_of
from knowledge.kinds import Kind
from knowledge.questions import Question
from knowledge.search import Hit
from knowledge.vietnamese import forms

PASSAGES_READ = 8
_MARKED_FIRST, _MARKED = 3, 6
"""How many of them the reader sees: the first, and up to so many when it is not sure of those."""
_SURE_MARK = 1.0
"""With a mark of this score in the first passages no more are read: two questions in three, and as
many are answered."""
_UNMARKED = -12.0
"""What a sentence counts that the reader did not see: as much as the worst of what it marks."""

Rarity = Callable[[str], float]
"""How telling a form is (LexicalIndex.rarity)."""


@dataclass(frozen=True)
class Weights:
    """What each fact counts for a sentence, and for its being right at all.

    `sure`: the confidence from which an answer is given; `likely`: from which it is offered as one
    of several to choose from. Asking back misleads nobody.
    """

    sentence: Mapping[str, float]
    confidence: Mapping[str, float]
    sure: float
    likely: float


WITHOUT_READER = Weights(
    sentence={
        "passage_score": 0.45,
        "best_article": 0.97,
        "coverage": 5.55,
        "coverage_before": 1.55,
        "has_kind": 1.95,
        "has_sure_kind": 1.17,
        "tells_of_event": 3.0,
        "has_counted": 2.8,
        "length": -0.31,
        "is_short": -2.61,
    },
    confidence={
        "bias": -5.02,
        "relatedness": 8.6,
        "passage_coverage": 0.88,
        "sentence_coverage": 1.17,
        "has_kind": 0.11,
        "has_counted": 0.58,
        "rarest_missing": -0.58,
    },
    sure=0.32,
    likely=0.25,
)
WITH_READER = Weights(
    sentence={
        "passage_score": 0.16,
        "best_article": 0.78,
        "coverage": 1.64,
        "coverage_before": 0.47,
        "has_kind": 0.75,
        "has_sure_kind": 0.88,
        "tells_of_event": 6.15,
        "has_counted": 1.73,
        "length": -0.29,
        "is_short": -2.86,
        "mark": 0.34,
        "is_best_mark": 0.39,
    },
    # With any of the other facts beside it, fewer near misses are refused.
    confidence={"bias": 0.803, "mark": 0.265},
    sure=0.3,
    likely=0.2,
)

_SURELY_FOUND = (Kind.WHO, Kind.HOW_MANY, Kind.WHEN)
"""Kinds whose pieces are found in 9 of 10 sentences that hold one; of places it is 6."""

_TITLE_SHARE = 0.6
"""From this share on a question asks of the event in the title, which the first sentence dates."""


@dataclass(frozen=True)
class Candidate:
    """A sentence of a passage found, with the facts it is judged by.

    `marked` are the words that the reader marks in it, if any; `is_read`: whether it saw them.
    """

    hit: Hit
    position: int
    facts: Mapping[str, float]
    marked: str | None = None
    is_read: bool = False

    @property
    def weights(self) -> Weights:
        return WITH_READER if "mark" in self.facts else WITHOUT_READER

    @property
    def score(self) -> float:
        """How well it answers, comparable among the candidates of one question."""
        return _sum(self.weights.sentence, self.facts)

    @property
    def plain_score(self) -> float:
        """The score without the reader's opinion."""
        return _sum(WITHOUT_READER.sentence, self.facts)

    @property
    def sentence(self) -> str:
        return self.hit.passage.sentences[self.position]


def candidates(
    question: Question, hits: Sequence[Hit], rarity: Rarity, reader: Reader | None = None
) -> list[Candidate]:
    """Every sentence of `hits` with its facts; of articles that fit the question, if any does.

    The name or the office that another stands beside is found by rules alone (highlighting.py).
    """
    hits = [hit for hit in hits if question.fits(hit.article_terms)] or hits
    if question.beside:
        reader = None
    else:
        hits = hits[:PASSAGES_READ]
    weights = {form: rarity(form) for form in question.topics}
    found = []
    marks = _marks(question, hits, reader) if reader else {}
    highest = max((m.score for some in marks.values() for m in some.values()), default=None)
    for hit in hits:
        title = set(forms(expand(hit.passage.title)))
        # What the title says holds for every sentence of the article.
        open_weights = {form: w for form, w in weights.items() if form not in title}
        is_event = asks_of_event(question) and share(weights, title) >= _TITLE_SHARE
        before = title
        for position, sentence in enumerate(hit.passage.sentences):
            here = set(forms(expand(sentence)))
            pieces = [sentence[slice(*span)] for span in pieces_of(question, sentence)]
            facts = {
                "passage_score": hit.score - hits[0].score,
                "best_article": float(hit.article == hits[0].article),
                "coverage": share(open_weights, here),
                "coverage_before": share(weights, before - here),
                "has_kind": float(bool(pieces)),
                "has_sure_kind": float(bool(pieces) and question.kind in _SURELY_FOUND),
                "tells_of_event": float(
                    bool(pieces) and is_event and position == hit.passage.position == 0
                ),
                "has_counted": float(counts(question.counted, pieces)),
                "length": math.log1p(len(here)),
                "is_short": float(len(here) < 6),
            }
            mark = marks.get(id(hit), {}).get(position)
            if reader:
                facts["mark"] = max(mark.score if mark else _UNMARKED, _UNMARKED)
                facts["is_best_mark"] = float(mark is not None and mark.score == highest)
            words = hit.passage.embedded_text[mark.start : mark.end] if mark else None
            found.append(Candidate(hit, position, facts, words, is_read=id(hit) in marks))
            before = here
    return found


def _marks(question: Question, hits: Sequence[Hit], reader: Reader) -> dict[int, dict[int, Mark]]:
    """For the hits read, by id, the best mark of each sentence that has one, by its position.

    The reader sees the title as well; what it marks there answers nothing.
    """
    found: dict[int, dict[int, Mark]] = {}
    for some in (hits[:_MARKED_FIRST], hits[_MARKED_FIRST:_MARKED]):
        scores = [mark.score for marks in found.values() for mark in marks.values()]
        if max(scores, default=0.0) >= _SURE_MARK or not some:
            break
        texts = [hit.passage.embedded_text for hit in some]
        for hit, text, marks in zip(some, texts, reader.mark(question.text, texts), strict=True):
            found[id(hit)] = {}
            start = len(text) - len(hit.passage.text)
            for position, sentence in enumerate(hit.passage.sentences):
                end = start + len(sentence)
                inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
                if inside:
                    found[id(hit)][position] = max(inside, key=lambda mark: mark.score)
                start = end + 1
    return found


def confidence(question: Question, best: Candidate, rarity: Rarity) -> float:
    """How sure it is that `best` answers, 0 to 1, by the facts; of an article that names all."""
    facts = confidence_facts(question, best, rarity)
    plain = _probability(WITHOUT_READER.confidence, facts)
    if best.weights is WITHOUT_READER:
        return plain
    return _probability(best.weights.confidence, facts) if plain >= _RELATED else 0.0


_RELATED = 0.2
"""The confidence without the reader from which its marks count: it also marks in articles on other
matters. So 13 of 80 off-topic questions are answered instead of 20. Of 608 known questions on
articles held out 10 are refused for it, 6 of them answered rightly without."""


def _probability(weights: Mapping[str, float], facts: Mapping[str, float]) -> float:
    return 1 / (1 + math.exp(-_sum(weights, facts)))


def confidence_facts(question: Question, best: Candidate, rarity: Rarity) -> dict[str, float]:
    """What tells whether `best` answers at all (see Weights)."""
    weights = {form: rarity(form) for form in question.topics}
    passage = best.hit.passage
    read = forms(expand(passage.embedded_text))
    title, said = forms(expand(passage.title)), forms(expand(best.sentence))
    held = set(best.hit.article_terms.split())
    missing = max((weight for form, weight in weights.items() if form not in held), default=0.0)
    facts = {
        "bias": 1.0,
        "relatedness": best.hit.relatedness,
        "passage_coverage": share(weights, set(read)),
        "sentence_coverage": share(weights, {*title, *said}),
        "has_kind": best.facts["has_kind"] if question.kind in FINDERS else 0.5,
        "has_counted": best.facts["has_counted"] if question.counted else 0.5,
        "rarest_missing": missing / max(weights.values(), default=1.0),
    }
    return {**facts, "mark": best.facts["mark"]} if "mark" in best.facts else facts


def share(weights: Mapping[str, float], held: Set[str]) -> float:
    """The share of the whole weight that `held` has; 1 if there is nothing to have."""
    whole = sum(weights.values())
    return sum(weight for form, weight in weights.items() if form in held) / whole if whole else 1.0


def _sum(weights: Mapping[str, float], facts: Mapping[str, float]) -> float:
    return sum(weight * facts[name] for name, weight in weights.items())
