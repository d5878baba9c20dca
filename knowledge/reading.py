"""From passages and a question to the sentence that answers, or to nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.abbreviations import expand
from knowledge.highlighting import FINDERS, MAX_ANSWER, find_highlight, shorten
from knowledge.judging import Candidate, Rarity, confidence, share
from knowledge.kinds import Kind
from knowledge.questions import Question
from knowledge.search import Hit
from knowledge.vietnamese import forms

_NEAR = 1.0
"""A neighbour whose plain score is at most this much lower is part of the answer."""


@dataclass(frozen=True)
class Reading:
    """The sentence that answers best: where it stands, and how sure it is (0 to 1) to answer.

    `rivals`, newest first, are readings of articles of other days that answer equally well.
    """

    answer: str
    highlight: str | None
    best: Candidate
    confidence: float
    rivals: tuple["Reading", ...] = ()

    @property
    def hit(self) -> Hit:
        return self.best.hit

    @property
    def is_sure(self) -> bool:
        """Whether it is sure enough to be the answer."""
        return self.confidence >= self.best.weights.sure

    @property
    def is_likely(self) -> bool:
        """Whether it is sure enough to be one of several to choose from."""
        return self.confidence >= self.best.weights.likely


def read(question: Question, found: Sequence[Candidate], rarity: Rarity) -> Reading | None:
    """The best of the sentences `found` for `question`; None when there is none.

    Of articles that answer equally well the newest is taken: reports repeat themselves each
    quarter, and who names no period mostly means the latest.
    """
    if not found:
        return None
    is_read = "mark" in found[0].facts
    if question.beside or (question.kind is Kind.WHEN and not is_read):
        found = [candidate for candidate in found if candidate.facts["has_kind"]] or found
    equals = _equals(question, found, rarity)
    newest, *others = [_reading(question, candidate, found, rarity) for candidate in equals]
    return replace(newest, rivals=tuple(others))


def _reading(
    question: Question, best: Candidate, found: Sequence[Candidate], rarity: Rarity
) -> Reading:
    if not best.is_read:  # the reader was sure of another passage before it came to this one
        best = replace(best, facts={k: v for k, v in best.facts.items() if k != "mark"})
    answer = _with_neighbour(question, best, found)
    highlight = find_highlight(question, answer)
    if best.marked and len(question.counted) < 2:
        highlight = _ADDRESS.sub("", best.marked)
    sure = _confidence(question, best, rarity, is_marked=highlight is not None)
    answer = shorten(answer, highlight)
    return Reading(answer, highlight if highlight and highlight in answer else None, best, sure)


_ADDRESS = re.compile(r"^(?i:đồng chí|đ/c|ông|bà|anh|chị) (?=[A-ZĐÀ-Ỹ])")
"""What stands before a name and is no part of it."""


def _confidence(question: Question, best: Candidate, rarity: Rarity, is_marked: bool) -> float:
    if not question.fits(best.hit.article_terms):
        return 0.0
    if question.beside:
        return float(is_marked)  # the name or office stands beside it, or it is another's
    return confidence(question, best, rarity)


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
            and other.plain_score >= best.plain_score - _AS_WELL
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
    return share(weights, set(forms(expand(candidate.hit.passage.embedded_text))))


def _said(candidate: Candidate, weights: Mapping[str, float]) -> float:
    """The share of the topics that the sentence itself and the title name."""
    title = candidate.hit.passage.title
    return share(weights, {*forms(expand(title)), *forms(expand(candidate.sentence))})


_SAYS_AS_MUCH = ("has_kind", "has_counted", "tells_of_event")
_AS_WELL, _NEARLY, _AS_RELATED = 3.5, 1.5, 0.05
"""Differences in Candidate.plain_score, Hit.score and Hit.relatedness within which two articles
report the same kind of event: among briefings that repeat each quarter or month they stay below."""
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
    texts = {step: other.sentence for step, other in around.items()}
    own = best.sentence
    fitting = [step for step in around if len(own) + 1 + len(texts[step]) <= MAX_ANSWER]
    if not fitting:
        return own
    # What the reader marks is one sentence's; whether two belong together the others tell.
    step = max(fitting, key=lambda s: around[s].plain_score)
    if -1 in fitting and _REFERRING.match(own):
        step = -1
    elif around[step].plain_score < best.plain_score - _NEAR and not (
        question.kind in FINDERS and not best.facts["has_kind"] and around[step].facts["has_kind"]
    ):
        return own
    return f"{texts[step]} {own}" if step < 0 else f"{own} {texts[step]}"
