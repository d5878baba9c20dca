"""From passages and a question to the sentence that answers, or to nothing.

No model: a linear score over a handful of facts about each sentence, and a logistic one over facts
about the best. `python -m training.fit` fits both sets of weights and prints how well they do.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from knowledge import spans
from knowledge.abbreviations import expand
from knowledge.questions import Kind, Question
from knowledge.search import Hit
from knowledge.vietnamese import fold, forms, tokens

PASSAGES_READ = 8
MAX_ANSWER = 350
"""Characters of an answer; a longer sentence is cut to the part around the words that answer."""

CONFIDENT = 0.373
"""Below this the question counts as not answered: 4 % of the answerable training questions do."""

Rarity = Callable[[str], float]


@dataclass(frozen=True)
class Reading:
    """The sentence that answers best: where it stands, and how sure it is (0 to 1) to answer."""

    answer: str
    highlight: str | None
    hit: Hit
    confidence: float


_SENTENCE_WEIGHTS = {
    "passage_score": 0.45,
    "best_article": 0.99,
    "coverage": 5.63,
    "coverage_before": 1.42,
    "has_kind": 2.17,
    "has_counted": 2.78,
    "length": -0.35,
    "is_short": -2.59,
}
_CONFIDENCE_WEIGHTS = {
    "bias": -4.85,
    "relatedness": 8.54,
    "passage_coverage": 0.54,
    "sentence_coverage": 1.41,
    "has_kind": 0.21,
    "has_counted": 0.52,
    "rarest_missing": -0.69,
}

_NEAR = 1.0
"""A neighbour whose score is at most this much lower is part of the answer."""

_FINDERS: dict[Kind, Callable[[str], list[spans.Span]]] = {
    Kind.WHO: spans.people,
    Kind.HOW_MANY: spans.amounts,
    Kind.WHEN: spans.times,
    Kind.WHERE: spans.places,
    Kind.ORGANISATION: spans.organisations,
    Kind.ROLE: spans.roles,
}


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

    :param rarity: how telling a form is (LexicalIndex.rarity).
    """
    found = candidates(question, hits[:PASSAGES_READ], rarity)
    if not found:
        return None
    best = _newest_of_equals(found)
    answer = _with_neighbour(question, best, found)
    highlight = _highlight(question, answer)
    facts = confidence_facts(question, best, rarity)
    odds = sum(_CONFIDENCE_WEIGHTS[name] * value for name, value in facts.items())
    fits = question.fits(best.hit.article_terms)
    confidence = 1 / (1 + math.exp(-odds)) if fits else 0.0
    return Reading(_cut(answer, highlight), highlight, best.hit, confidence)


def candidates(question: Question, hits: Sequence[Hit], rarity: Rarity) -> list[Candidate]:
    """Every sentence of `hits` with its facts."""
    weights = {form: rarity(form) for form in question.topics}
    asked = fold(question.text)
    found = []
    for hit in hits:
        title = set(forms(expand(hit.passage.title)))
        # What the title says holds for every sentence of the article.
        open_weights = {form: w for form, w in weights.items() if form not in title}
        before = title
        for position, sentence in enumerate(hit.passage.sentences):
            here = set(forms(expand(sentence)))
            pieces = _pieces(question.kind, sentence, asked)
            facts = {
                "passage_score": hit.score - hits[0].score,
                "best_article": float(hit.article == hits[0].article),
                "coverage": _share(open_weights, here),
                "coverage_before": _share(weights, before - here),
                "has_kind": float(bool(pieces)),
                "has_counted": float(_counts(question.counted, pieces)),
                "length": math.log1p(len(here)),
                "is_short": float(len(here) < 6),
            }
            found.append(Candidate(hit, position, facts))
            before = here
    return found


def _pieces(kind: Kind, sentence: str, asked: str) -> list[str]:
    """The pieces of `sentence` that can answer such a question and do not stand in it."""
    finder = _FINDERS.get(kind)
    if finder is None:
        return []
    pieces = (sentence[slice(*span)] for span in finder(sentence))
    return [piece for piece in pieces if fold(piece) not in asked]


def _counts(counted: Sequence[str], pieces: Sequence[str]) -> bool:
    """Whether any piece is about what is to be counted."""
    return any(form in forms(piece) for piece in pieces for form in counted)


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
        "has_kind": best.facts["has_kind"] if question.kind in _FINDERS else 0.5,
        "has_counted": best.facts["has_counted"] if question.counted else 0.5,
        "rarest_missing": missing / max(weights.values(), default=1.0),
    }


_EQUAL = 1.0
"""Sentences of different articles whose scores differ by less answer equally well."""


def _newest_of_equals(found: Sequence[Candidate]) -> Candidate:
    """The best candidate; of several articles that answer equally well, the newest one's.

    Reports repeat themselves each quarter, and who names no period means the latest.
    """
    best = max(found, key=lambda candidate: candidate.score)
    equals = [other for other in found if other.score >= best.score - _EQUAL]
    newest = max((c.hit.passage.date for c in equals if c.hit.passage.date), default=None)
    if newest is None or best.hit.passage.date is None:
        return best
    latest = [candidate for candidate in equals if candidate.hit.passage.date == newest]
    return max(latest, key=lambda candidate: candidate.score)


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
        question.kind in _FINDERS and not best.facts["has_kind"] and around[step].facts["has_kind"]
    ):
        return own
    return f"{texts[step]} {own}" if step < 0 else f"{own} {texts[step]}"


def _highlight(question: Question, answer: str) -> str | None:
    """The words of `answer` that answer; None where the kind of question does not tell them."""
    finder = _FINDERS.get(question.kind)
    if finder is None:
        return None
    asked = fold(question.text)
    found = [span for span in finder(answer) if fold(answer[slice(*span)]) not in asked]
    if not found:
        return None
    counting = [s for s in found if _counts(question.counted, [answer[slice(*s)]])]
    if len(question.counted) > 1 and counting:
        # "bao nhiêu lớp, bao nhiêu học viên?" wants both numbers, where they stand together.
        wanted = [
            next((s for s in counting if _counts((form,), [answer[slice(*s)]])), counting[0])
            for form in question.counted
        ]
        start, end = min(s.start for s in wanted), max(s.end for s in wanted)
        if end - start <= _TOGETHER:
            return answer[start:end]
    topics = [t.start for t in tokens(answer) if t.form in question.topics]
    best = max(counting or found, key=lambda span: _closeness(span, topics))
    return answer[slice(*best)]


_TOGETHER = 80


def _closeness(span: spans.Span, topics: Sequence[int]) -> float:
    """How near the words of the question stand: the sum of one over each distance in characters."""
    return sum(1 / (10 + max(span.start - at, at - span.end, 0)) for at in topics)


def _cut(answer: str, highlight: str | None) -> str:
    """At most MAX_ANSWER characters of `answer`: whole clauses around `highlight`."""
    if len(answer) <= MAX_ANSWER:
        return answer
    start = answer.index(highlight) if highlight else 0
    end = start + len(highlight or "")
    breaks = [0, *(m.end() for m in re.finditer(r"[,;:] ", answer)), len(answer)]
    room = MAX_ANSWER - 2  # for an ellipsis at each end
    left = min((b for b in breaks if b <= start and end - b <= room), default=start)
    right = max((b for b in breaks if b >= end and b - left <= room), default=0)
    if right <= left:
        right = left + answer[left : left + room].rfind(" ")
    piece = answer[left:right].strip(" ,;:")
    return ("…" if left else "") + piece + ("…" if right < len(answer) else "")
