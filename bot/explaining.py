"""Why a question was answered as it was, for whoever looks after the knowledge base."""

from collections.abc import Iterator, Mapping, Sequence

from knowledge.base import KnowledgeBase
from knowledge.judging import Candidate, confidence_facts
from knowledge.questions import Question
from knowledge.search import Hit

_SENTENCES = 5
_SHOWN = 90
"""Characters of a title or a sentence."""


def explain(base: KnowledgeBase, typed: str) -> Iterator[str]:
    """How `typed` is read, what search finds, how its sentences score, and what that decides.

    :raises KnowledgeError: if there is no index yet.
    """
    question = base.understand(typed)
    yield from _question(question)
    if not question.topics:
        yield "refused: it names nothing to look for"
        return
    hits = base.find(question)
    yield from _passages(question, hits)
    found = base.judge(question, hits)
    reading = base.read(question, hits)
    if reading is None:
        yield "refused: nothing was found"
        return
    yield from _sentences(found)
    weights = reading.best.weights
    verdict = "answered" if reading.is_sure else "refused"
    yield f"{verdict}: confidence {reading.confidence:.2f}, {weights.sure:.2f} is needed"
    if not question.fits(reading.hit.article_terms):
        yield "  the article lacks a name, date, period or number that the question has"
    elif question.beside:
        yield "  the name or the office it asks of stands beside the words marked, or it does not"
    else:
        facts = confidence_facts(question, reading.best, base.rarity)
        yield f"  {_parts(weights.confidence, facts)}"


def _question(question: Question) -> Iterator[str]:
    yield f"question: {question.text}"
    yield f"  asks for: {question.kind}; about: {' '.join(question.topics) or '-'}"
    patterns = [pattern.pattern.strip() for pattern in question.required]
    if patterns:
        yield f"  the article must name: {'; '.join(patterns)}"
    if question.beside:
        yield f"  the answer must stand beside: {' '.join(question.beside)}"


def _passages(question: Question, hits: Sequence[Hit]) -> Iterator[str]:
    yield "passages: score, relatedness, whether the article names all that it must"
    for number, hit in enumerate(hits, 1):
        names_all = "yes" if question.fits(hit.article_terms) else "no "
        where = f"{hit.passage.path}#{hit.passage.position + 1}"
        yield (
            f"  {number:2} {hit.score:6.2f} {hit.relatedness:5.2f} {names_all} "
            f"{where}  {_short(hit.passage.title)}"
        )


def _sentences(found: Sequence[Candidate]) -> Iterator[str]:
    yield "sentences: score, and what it is the sum of"
    for candidate in sorted(found, key=lambda c: -c.score)[:_SENTENCES]:
        yield f"  {candidate.score:6.2f} {_short(candidate.sentence)}"
        if candidate.marked:
            yield f"         the reader marks: {candidate.marked}"
        yield f"         {_parts(candidate.weights.sentence, candidate.facts)}"


def _parts(weights: Mapping[str, float], facts: Mapping[str, float]) -> str:
    """What each fact adds, the weightiest first."""
    parts = {name: weight * facts[name] for name, weight in weights.items()}
    ordered = sorted(parts, key=lambda name: -abs(parts[name]))
    return ", ".join(f"{name} {parts[name]:+.2f}" for name in ordered if abs(parts[name]) >= 0.005)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
