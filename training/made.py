"""Questions made from plain news, the many that teach the reader what an answer looks like.

Vietnamese leaves the question word where the answer was, so that a name, number, time or place of
a sentence is replaced by "ai", "bao nhiêu", "khi nào" or "ở đâu" (for clauses see clauses.py). A
sentence of the summary asks in other words than the passage of the body that answers; a sentence
of the body, with words left out, asks of itself.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.progress import track
from knowledge import spans
from knowledge.articles import Article, Passage
from knowledge.passages import cut_passages
from knowledge.vietnamese import count_syllables, forms, normalise
from training.clauses import clauses

_SEED = 7
_WHO = ("ai", "người nào", "vị nào")
_PIECES = (
    (spans.people, ("ai", *_WHO)),
    (spans.amounts, ("bao nhiêu", "bao nhiêu", "mấy")),
    (spans.times, ("khi nào", "lúc nào", "ngày nào", "bao giờ", "hôm nào")),
    (spans.places, ("đâu", "nơi nào", "chỗ nào")),
    (spans.organisations, ("cơ quan nào", "đơn vị nào", "tổ chức nào", "nơi nào")),
)
_COUNTING = ("bao nhiêu", "mấy")
_ADDRESSED = re.compile(r"(?i)\b(?:ông|bà|anh|chị|đồng chí|cô|thầy|bác sĩ|luật sư) $")
_NUMBER = re.compile(
    r"(?:(?:trên|hơn|gần|khoảng) )?[\d.,/% ]+(?:(?:nghìn|ngàn|triệu|tỷ|tỉ|trăm) )*"
)
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-ZĐÀ-Ỹ“])")
_SHARED = 0.45
"""How much of a made question its passage must say in the same words."""
_OF_BODY = 4
"""Sentences of an article's body that are asked about."""
_LONGEST_ANSWER, _LONGEST_QUESTION = 22, 28
"""Syllables."""


def from_news(file: Path) -> Iterator[dict[str, Any]]:
    """Examples (see training/examples.py) of the news in `file`."""
    rng = random.Random(_SEED)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rng.shuffle(rows)
    for number, row in enumerate(track(rows, "Making", "articles")):
        body = "\n".join(filter(None, map(normalise, row["body"])))
        if not body:
            continue
        passages = cut_passages(Article(normalise(row["title"]), body), "")
        for sentence in [*_SENTENCE_END.split(normalise(row["abstract"])), row["title"]]:
            yield from _made(sentence, passages, str(number), rng)
        said = [s for passage in passages for s in passage.sentences]
        for sentence in rng.sample(said, min(len(said), _OF_BODY)):
            yield from _made(sentence, passages, str(number), rng)


def _made(
    sentence: str, passages: Sequence[Passage], group: str, rng: random.Random
) -> Iterator[dict[str, Any]]:
    for answer, question in _asked_of(sentence, rng):
        words = set(forms(question))
        ranked = [
            (len(words & set(forms(passage.text))) / len(words), passage)
            for passage in passages
            if answer in passage.text
        ]
        share, best = max(ranked, key=lambda pair: pair[0], default=(0.0, None))
        if best is None or share < _SHARED:
            continue
        text = best.embedded_text
        start = _place(sentence, answer, text, len(text) - len(best.text))
        near = [p.embedded_text for p in passages if answer not in p.embedded_text]
        yield {
            "question": question,
            "answering": [[text, start, start + len(answer)]],
            "near": rng.sample(near, min(len(near), 3)),
            "others": [],
            "group": group,
            "variant": "made",
        }


def _place(sentence: str, answer: str, text: str, earliest: int) -> int:
    """Where `answer` stands in `text`: in `sentence` itself, if that is there."""
    at = text.find(sentence, earliest)
    return text.index(answer, max(at, earliest))


def _asked_of(sentence: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Answers in `sentence`, each with its question."""
    for find, words in _PIECES:
        if found := find(sentence):
            piece = rng.choice(found)
            if question := _with_word(sentence, piece, rng.choice(words), rng):
                yield sentence[slice(*piece)], question
    asked = list(clauses(sentence, rng))
    for piece, question in rng.sample(asked, min(len(asked), 2)):
        answer = sentence[slice(*piece)].strip()
        if 7 <= count_syllables(question) <= 40 and count_syllables(answer) <= _LONGEST_ANSWER:
            yield answer, _finished(question, rng)


def _with_word(sentence: str, piece: spans.Span, word: str, rng: random.Random) -> str | None:
    """`sentence` with `word` where `piece` stood; often only the clause around it."""
    before, after = sentence[: piece.start], sentence[piece.end :]
    answer = sentence[slice(*piece)]
    if len(answer) < 2 or count_syllables(answer) > 12:
        return None
    if word in _WHO:
        before = _ADDRESSED.sub("", before)
    if word in _COUNTING:
        number = _NUMBER.match(f"{answer} ")
        if number is None:
            return None
        after = f" {f'{answer} '[number.end() :].strip()}{after}"
    question = f"{before}{word}{after}".strip(" .")
    if count_syllables(question) > _LONGEST_QUESTION or rng.random() < 0.4:
        parts = re.split(r"(?<=[,;:]) ", question)
        at = next((n for n, part in enumerate(parts) if word in part), 0)
        question = " ".join(parts[max(0, at - 1) : at + 2]).strip(" ,;:")
    return _finished(question, rng) if count_syllables(question) >= 6 else None


def _finished(question: str, rng: random.Random) -> str:
    question = question.strip(" ,;:")
    return f"{question[:1].upper()}{question[1:]}{'?' if rng.random() < 0.8 else ''}"
