"""Which words of a sentence answer, and a long sentence cut down to them."""

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from knowledge import spans
from knowledge.abbreviations import expand
from knowledge.kinds import Kind
from knowledge.questions import Question
from knowledge.vietnamese import fold, forms, tokens

MAX_ANSWER = 350
"""Characters of an answer; a longer sentence is cut to the part around the words that answer."""

FINDERS: dict[Kind, Callable[[str], list[spans.Span]]] = {
    Kind.WHO: spans.people,
    Kind.HOW_MANY: spans.amounts,
    Kind.WHEN: spans.times,
    Kind.WHERE: spans.places,
    Kind.ORGANISATION: spans.organisations,
    Kind.ROLE: spans.roles,
}


def pieces_of(question: Question, text: str) -> list[spans.Span]:
    """The pieces of `text` that can answer such a question and do not stand in it."""
    finder = FINDERS.get(question.kind)
    if finder is None:
        return []
    asked = fold(question.text)
    pieces = [span for span in finder(text) if fold(text[slice(*span)]) not in asked]
    if question.kind is Kind.WHERE and asks_of_event(question):
        pieces = [span for span in pieces if _AT.search(text[: span.start])]
    if question.kind is Kind.WHEN:
        pieces = [span for span in pieces if _is_as_exact(asked, text[slice(*span)])]
    return _nearest_to(question.beside, text, pieces) if question.beside else pieces


_BETWEEN = 8
"""Words between a name and its office: "Lê An được Hội đồng bầu giữ chức Bí thư Thị ủy"."""


def _nearest_to(beside: Sequence[str], text: str, pieces: Sequence[spans.Span]) -> list[spans.Span]:
    """Of `pieces`, the nearest to each place where the forms `beside` stand in `text`.

    "Bí thư Thị ủy Lê An, Chủ tịch HĐND Võ Ba": each office has its own holder.
    """
    said = _without_standing(forms(expand(text)))
    beside = _without_standing(beside)
    found = {piece: _places(forms(expand(text[slice(*piece)])), said) for piece in pieces}

    def nearest(place: range) -> spans.Span | None:
        gaps = {
            piece: min((_gap(place, at) for at in places), default=len(said))
            for piece, places in found.items()
        }
        closest = min(gaps, key=lambda piece: gaps[piece], default=None)
        return closest if closest and gaps[closest] <= _BETWEEN else None

    chosen = {nearest(place) for place in _places(beside, said)}
    return [piece for piece in pieces if piece in chosen]


def _without_standing(said: Sequence[str]) -> Sequence[str]:
    """`said` without "thường trực", which may be left out of an office."""
    return f" {' '.join(said)} ".replace(" thuong truc ", " ").split()


def _places(wanted: Sequence[str], said: Sequence[str]) -> list[range]:
    """Where the run `wanted` stands in `said`."""
    size = len(wanted)
    return [
        range(at, at + size)
        for at in range(len(said) - size + 1)
        if tuple(said[at : at + size]) == tuple(wanted)
    ]


def _gap(first: range, second: range) -> int:
    """How many words lie between two runs."""
    return max(second.start - first.stop, first.start - second.stop)


_AT = re.compile(r"(?i)\b(?:tại|ở) $")
_HOUR = re.compile(r"\d ?(?:giờ|h)\b")
_DAY = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}(?!\d)|\d tháng \d")
_EVENT = re.compile(r"\b(?:dien ra|to chuc|khai mac|be mac|hop|bat dau)\b")


def asks_of_event(question: Question) -> bool:
    """Whether it asks when or where a meeting was held: the first sentence of the news says so."""
    return question.kind in (Kind.WHEN, Kind.WHERE) and bool(_EVENT.search(fold(question.text)))


def _is_as_exact(asked: str, piece: str) -> bool:
    """Whether a time tells the hour or the day, when just that is asked."""
    if re.search(r"\b(?:gio nao|may gio)\b", asked):
        return bool(_HOUR.search(piece))
    if re.search(r"\b(?:ngay|hom) (?:nao|may|bao nhieu)\b", asked):
        return bool(_DAY.search(piece))
    if _EVENT.search(asked) and not re.search(r"\b(?:nam|giai doan|nhiem ky) nao\b", asked):
        return bool(_DAY.search(piece)) or "tháng" in piece or "quý" in piece
    return not _HOUR.search(piece) or bool(_DAY.search(piece))


def counts(counted: Sequence[Sequence[str]], pieces: Sequence[str]) -> bool:
    """Whether any piece is about what is to be counted."""
    return any(phrase[0] in forms(piece) for piece in pieces for phrase in counted)


def find_highlight(question: Question, answer: str) -> str | None:
    """The words of `answer` that answer; None where the kind of question does not tell them."""
    found = pieces_of(question, answer)
    if not found:
        return None
    topics = [t.start for t in tokens(answer) if t.form in question.topics]
    chosen: list[spans.Span] = []
    for phrase in question.counted:
        counting = [s for s in found if counts([phrase], [answer[slice(*s)]])]
        if counting:
            nearest = max(counting, key=lambda span: _closeness(span, topics))
            chosen.append(_as_asked(answer, nearest, phrase))
            found.remove(nearest)
    if not chosen:
        chosen = [max(found, key=lambda span: _closeness(span, topics))]
    # "bao nhiêu lớp, bao nhiêu học viên?" wants both numbers, where they stand together.
    start, end = min(span.start for span in chosen), max(span.end for span in chosen)
    return answer[start:end] if end - start <= _TOGETHER else answer[slice(*chosen[0])]


def _as_asked(answer: str, span: spans.Span, phrase: Sequence[str]) -> spans.Span:
    """`span` up to the last word that the question counts in the same words: "5 phó chủ tịch"."""
    after = tokens(answer[span.start :])
    first = next(at for at, token in enumerate(after) if token.form == phrase[0])
    same = takewhile(lambda pair: pair[0].form == pair[1], zip(after[first:], phrase, strict=False))
    return spans.Span(span.start, span.start + max(token.end for token, _ in same))


_TOGETHER = 80


def _closeness(span: spans.Span, topics: Sequence[int]) -> float:
    """How near the words of the question stand: the sum of one over each distance in characters."""
    return sum(1 / (10 + max(span.start - at, at - span.end, 0)) for at in topics)


def shorten(answer: str, highlight: str | None) -> str:
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
        space = answer.rfind(" ", left, left + room)
        right = end if 0 < end - left <= room else max(space, 0) or left + room
    piece = answer[left:right].strip(" ,;:")
    return ("…" if left else "") + piece + ("…" if right < len(answer) else "")
