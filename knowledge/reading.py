"""From passages and a question to the sentence that answers, or to nothing.

No model: a linear score over a handful of facts about each sentence, and a logistic one over facts
about the best. `python -m training.fit` fits both sets of weights and prints how well they do.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from knowledge.abbreviations import expand
from knowledge.highlighting import (
    FINDERS,
    MAX_ANSWER,
    asks_of_event,
    counts,
    find_highlight,
    pieces_of,
    shorten,
)
from knowledge.kinds import Kind
from knowledge.questions import Question
from knowledge.search import Hit
from knowledge.vietnamese import forms

PASSAGES_READ = 8
CONFIDENT = 0.32
"""Below this the question counts as not answered: 3 % of the answerable training questions do."""

Rarity = Callable[[str], float]


@dataclass(frozen=True)
class Reading:
    """The sentence that answers best: where it stands, and how sure it is (0 to 1) to answer.

    `rivals`, newest first, are readings of articles of other days that answer equally well.
    """

    answer: str
    highlight: str | None
    hit: Hit
    confidence: float
    rivals: tuple["Reading", ...] = ()


_SENTENCE_WEIGHTS = {
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
}
_CONFIDENCE_WEIGHTS = {
    "bias": -5.02,
    "relatedness": 8.6,
    "passage_coverage": 0.88,
    "sentence_coverage": 1.17,
    "has_kind": 0.11,
    "has_counted": 0.58,
    "rarest_missing": -0.58,
}

_SURELY_FOUND = (Kind.WHO, Kind.HOW_MANY, Kind.WHEN)
"""Kinds whose pieces are found in 9 of 10 sentences that hold one; of places it is 6."""

_TITLE_SHARE = 0.6
"""From this share on a question asks of the event in the title, which the first sentence dates."""

_NEAR = 1.0
"""A neighbour whose score is at most this much lower is part of the answer."""


@dataclass(frozen=True)
class Candidate:
    """A sentence of a passage found, with the facts it is judged by (see _SENTENCE_WEIGHTS)."""

    hit: Hit
    position: int
    facts: dict[str, float]

    @property
    def score(self) -> float:
        return sum(_SENTENCE_WEIGHTS[name] * value for name, value in self.facts.items())


def read(question: Question, hits: Sequence[Hit], rarity: Rarity) -> Reading | None:
    """The best sentence of `hits` (best first) for `question`; None when there is none.

    Of articles that answer equally well the newest is taken: reports repeat themselves each
    quarter, and who names no period mostly means the latest.

    :param rarity: how telling a form is (LexicalIndex.rarity).
    """
    found = candidates(question, hits if question.beside else hits[:PASSAGES_READ], rarity)
    if not found:
        return None
    if question.beside or question.kind is Kind.WHEN:
        found = [candidate for candidate in found if candidate.facts["has_kind"]] or found
    equals = _equals(question, found, rarity)
    newest, *others = [_reading(question, candidate, found, rarity) for candidate in equals]
    return replace(newest, rivals=tuple(others))


def _reading(
    question: Question, best: Candidate, found: Sequence[Candidate], rarity: Rarity
) -> Reading:
    answer = _with_neighbour(question, best, found)
    highlight = find_highlight(question, answer)
    confidence = _confidence(question, best, rarity, is_marked=highlight is not None)
    answer = shorten(answer, highlight)
    return Reading(
        answer, highlight if highlight and highlight in answer else None, best.hit, confidence
    )


def _confidence(question: Question, best: Candidate, rarity: Rarity, is_marked: bool) -> float:
    """How sure it is that `best` answers, 0 to 1."""
    if not question.fits(best.hit.article_terms):
        return 0.0
    if question.beside:
        return float(is_marked)  # the name or office stands beside it, or it is another's
    facts = confidence_facts(question, best, rarity)
    odds = sum(_CONFIDENCE_WEIGHTS[name] * value for name, value in facts.items())
    return 1 / (1 + math.exp(-odds))


def candidates(question: Question, hits: Sequence[Hit], rarity: Rarity) -> list[Candidate]:
    """Every sentence of `hits` with its facts."""
    weights = {form: rarity(form) for form in question.topics}
    found = []
    for hit in hits:
        title = set(forms(expand(hit.passage.title)))
        # What the title says holds for every sentence of the article.
        open_weights = {form: w for form, w in weights.items() if form not in title}
        is_event = asks_of_event(question) and _share(weights, title) >= _TITLE_SHARE
        before = title
        for position, sentence in enumerate(hit.passage.sentences):
            here = set(forms(expand(sentence)))
            pieces = [sentence[slice(*span)] for span in pieces_of(question, sentence)]
            facts = {
                "passage_score": hit.score - hits[0].score,
                "best_article": float(hit.article == hits[0].article),
                "coverage": _share(open_weights, here),
                "coverage_before": _share(weights, before - here),
                "has_kind": float(bool(pieces)),
                "has_sure_kind": float(bool(pieces) and question.kind in _SURELY_FOUND),
                "tells_of_event": float(
                    bool(pieces) and is_event and position == hit.passage.position == 0
                ),
                "has_counted": float(counts(question.counted, pieces)),
                "length": math.log1p(len(here)),
                "is_short": float(len(here) < 6),
            }
            found.append(Candidate(hit, position, facts))
            before = here
    return found


def _share(weights: Mapping[str, float], held: Set[str]) -> float:
    """The share of the whole weight that `held` has; 1 if there is nothing to have."""
    whole = sum(weights.values())
    return sum(weight for form, weight in weights.items() if form in held) / whole if whole else 1.0


def confidence_facts(question: Question, best: Candidate, rarity: Rarity) -> dict[str, float]:
    """What tells whether `best` answers at all (see _CONFIDENCE_WEIGHTS)."""
    weights = {form: rarity(form) for form in question.topics}
    passage = best.hit.passage
    read = forms(expand(passage.embedded_text))
    title, said = forms(expand(passage.title)), forms(expand(passage.sentences[best.position]))
    held = set(best.hit.article_terms.split())
    missing = max((weight for form, weight in weights.items() if form not in held), default=0.0)
    return {
        "bias": 1.0,
        "relatedness": best.hit.relatedness,
        "passage_coverage": _share(weights, set(read)),
        "sentence_coverage": _share(weights, {*title, *said}),
        "has_kind": best.facts["has_kind"] if question.kind in FINDERS else 0.5,
        "has_counted": best.facts["has_counted"] if question.counted else 0.5,
        "rarest_missing": missing / max(weights.values(), default=1.0),
    }


def _equals(question: Question, found: Sequence[Candidate], rarity: Rarity) -> list[Candidate]:
    """The best candidate and, one a day, those that answer as well.

    The first is the newest that says as much in its sentence and title as the best one does; the
    others follow, newest first. Who holds an office is told by the first alone.
    """
    best = max(found, key=lambda candidate: candidate.score)
    if best.hit.passage.date is None:
        return [best]
    weights = {form: rarity(form) for form in question.topics if form not in _ANY_MEETING}
    told = _told(best, weights)
    days = {best.hit.passage.date: best}
    for other in sorted(found, key=lambda candidate: -candidate.score):
        day = other.hit.passage.date
        if (
            day
            and other.score >= best.score - _AS_WELL
            and _is_as_near(other.hit, best.hit)
            and all(other.facts[name] >= best.facts[name] for name in _SAYS_AS_MUCH)
            and question.fits(other.hit.article_terms)
            and _told(other, weights) >= told
        ):
            days.setdefault(day, other)
    equals = [days[day] for day in sorted(days, reverse=True)]
    said = _said(best, weights)
    first = next(candidate for candidate in equals if _said(candidate, weights) >= said)
    if question.beside:
        return [first]
    return [first, *(other for other in equals if other is not first)]


def _is_as_near(hit: Hit, best: Hit) -> bool:
    """Whether search finds them alike; scores spread where all articles are much the same."""
    return hit.score >= best.score - _NEARLY or hit.relatedness >= best.relatedness - _AS_RELATED


def _told(candidate: Candidate, weights: Mapping[str, float]) -> float:
    """The share of the topics that the sentence's passage and its title name."""
    return _share(weights, set(forms(expand(candidate.hit.passage.embedded_text))))


def _said(candidate: Candidate, weights: Mapping[str, float]) -> float:
    """The share of the topics that the sentence itself and the title name."""
    passage = candidate.hit.passage
    sentence = passage.sentences[candidate.position]
    return _share(weights, {*forms(expand(passage.title)), *forms(expand(sentence))})


_SAYS_AS_MUCH = ("has_kind", "has_counted", "tells_of_event")
_AS_WELL, _NEARLY, _AS_RELATED = 3.5, 1.5, 0.05
"""Differences in Candidate.score, Hit.score and Hit.relatedness within which two articles report
the same kind of event: among briefings that repeat each quarter or month they stay below."""
_ANY_MEETING = frozenset("hoi nghi cuoc hop buoi phien".split())
"""What one article calls "hội nghị giao ban" is "buổi giao ban" in the next."""

_REFERRING = re.compile(
    r"(?:Ông|Bà|Anh|Chị|Đồng chí|Cô|Họ|Người này|Ông ấy|Vị này) (?![A-ZĐÀ-Ỹ])"
    r"|(?:Tại đây|Theo đó|Trong đó|Cùng với đó|Đây|Cũng|Qua đó|Nơi này|Hội nghị|Buổi|Kết quả)\b"
)


def _with_neighbour(question: Question, best: Candidate, found: Sequence[Candidate]) -> str:
    """The best sentence, with the one before or after it where that one belongs to the answer."""
    around = {
        other.position - best.position: other
        for other in found
        if other.hit is best.hit and abs(other.position - best.position) == 1
    }
    texts = {step: other.hit.passage.sentences[other.position] for step, other in around.items()}
    own = best.hit.passage.sentences[best.position]
    fitting = [step for step in around if len(own) + 1 + len(texts[step]) <= MAX_ANSWER]
    if not fitting:
        return own
    step = max(fitting, key=lambda s: around[s].score)
    if -1 in fitting and _REFERRING.match(own):
        step = -1
    elif around[step].score < best.score - _NEAR and not (
        question.kind in FINDERS and not best.facts["has_kind"] and around[step].facts["has_kind"]
    ):
        return own
    return f"{texts[step]} {own}" if step < 0 else f"{own} {texts[step]}"
