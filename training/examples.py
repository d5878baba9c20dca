"""What the reader learns from: questions with the passages that answer them, and that do not.

    python -m training.examples questions QUESTIONS.jsonl ARTICLES STATE OUT.jsonl
    python -m training.examples news NEWS.jsonl.gz OUT.jsonl

`questions` takes known questions: the passage with the evidence, and what search finds besides;
each once as written, and once as it is respelt after being typed without diacritics. `news` makes
questions from plain news: Vietnamese leaves the question word where the answer was, so that a name,
number, time or place of a summary is replaced by "ai", "bao nhiêu", "khi nào" or "ở đâu", and the
passage of the body that holds the same words answers.

A line of the output: `question`, `answering` (list of [passage, start, end]), `others` (passages),
`group` (what the example belongs to, by which some are held out) and `variant`.
"""

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.progress import progress_bar, track
from embeddings import load_encoder
from knowledge import spans
from knowledge.articles import Article, Passage
from knowledge.base import KnowledgeBase
from knowledge.passages import cut_passages
from knowledge.vietnamese import count_syllables, fold, forms, normalise

_SEED = 7
_FOUND, _OTHERS = 12, 6
Example = dict[str, Any]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(required=True)
    questions = kinds.add_parser("questions")
    questions.add_argument("file", type=Path)
    questions.add_argument("articles", type=Path)
    questions.add_argument("state", type=Path)
    questions.set_defaults(make=lambda o: from_questions(o.file, o.articles, o.state))
    news = kinds.add_parser("news")
    news.add_argument("file", type=Path)
    news.set_defaults(make=lambda o: from_news(o.file))
    for kind in (questions, news):
        kind.add_argument("out", type=Path)
    options = parser.parse_args()
    with options.out.open("w", encoding="utf-8") as out:
        for example in options.make(options):
            out.write(json.dumps(example, ensure_ascii=False) + "\n")


def from_questions(file: Path, folder: Path, state: Path) -> Iterator[Example]:
    """Examples of known questions about the articles of `folder`."""
    rng = random.Random(_SEED)
    base = KnowledgeBase(state, [folder], load_encoder("bundled"))
    with progress_bar("Indexing", "passages") as progress:
        base.reload(progress)
    for line in track(file.read_text(encoding="utf-8").splitlines(), "Making", "questions"):
        gold = json.loads(line)
        for variant, typed in (
            ("typed", gold["question"]),
            ("bare", fold(normalise(gold["question"]))),
        ):
            question = base.understand(typed)
            passages = [hit.passage for hit in base.find(question, _FOUND)]
            answering = [found for passage in passages if (found := _evidence(gold, passage))]
            others = [
                passage.embedded_text
                for passage in passages
                if not any(
                    fold(normalise(a)) in fold(passage.embedded_text) for a in gold["answers"]
                )
            ]
            yield {
                "question": question.text,
                "answering": answering[:2],
                "others": rng.sample(others, min(len(others), _OTHERS)),
                "group": gold["article"] or gold.get("near") or gold["id"],
                "variant": variant,
            }


def _evidence(gold: dict[str, Any], passage: Passage) -> list[Any] | None:
    """[text, start, end] of the answer in the sentence that is known to hold it."""
    if not gold["article"] or Path(passage.path).stem != gold["article"]:
        return None
    text = passage.embedded_text
    sentence = normalise(gold["evidence"])
    start = text.find(sentence, len(text) - len(passage.text))
    for answer in map(normalise, gold["answers"]):
        at = sentence.find(answer)
        if start >= 0 and at >= 0:
            return [text, start + at, start + at + len(answer)]
    return None


_PIECES = (
    (spans.people, ("ai",)),
    (spans.amounts, ("bao nhiêu",)),
    (spans.times, ("khi nào", "lúc nào", "ngày nào")),
    (spans.places, ("đâu", "nơi nào")),
    (spans.organisations, ("cơ quan nào", "đơn vị nào", "tổ chức nào")),
)
_ADDRESSED = re.compile(r"(?i)\b(?:ông|bà|anh|chị|đồng chí|cô|thầy|bác sĩ|luật sư) $")
_NUMBER = re.compile(
    r"(?:(?:trên|hơn|gần|khoảng) )?[\d.,/% ]+(?:(?:nghìn|ngàn|triệu|tỷ|tỉ|trăm) )*"
)
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-ZĐÀ-Ỹ“])")
_SHARED = 0.45
"""How much of a made question its passage must say in the same words."""


def from_news(file: Path) -> Iterator[Example]:
    """Questions made from summaries and titles, answered by the body."""
    rng = random.Random(_SEED)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rng.shuffle(rows)
    for number, row in enumerate(track(rows, "Making", "articles")):
        body = "\n".join(filter(None, map(normalise, row["body"])))
        if body:
            passages = cut_passages(Article(normalise(row["title"]), body), "")
            for sentence in [*_SENTENCE_END.split(normalise(row["abstract"])), row["title"]]:
                yield from _made(sentence, passages, str(number), rng)


def _made(
    sentence: str, passages: Sequence[Passage], group: str, rng: random.Random
) -> Iterator[Example]:
    for find, words in _PIECES:
        found = find(sentence)
        if not found:
            continue
        piece = rng.choice(found)
        question = _asked(sentence, piece, rng.choice(words), rng)
        if question is None:
            continue
        words_left = set(forms(question))
        answer = sentence[slice(*piece)]
        ranked = [
            (len(words_left & set(forms(passage.text))) / len(words_left), passage)
            for passage in passages
            if answer in passage.text
        ]
        share, best = max(ranked, key=lambda pair: pair[0], default=(0.0, None))
        if best is None or share < _SHARED:
            continue
        text = best.embedded_text
        start = text.index(answer, len(text) - len(best.text))
        others = [p.embedded_text for p in passages if answer not in p.embedded_text]
        yield {
            "question": question,
            "answering": [[text, start, start + len(answer)]],
            "others": rng.sample(others, min(len(others), 2)),
            "group": group,
            "variant": "made",
        }


def _asked(sentence: str, piece: spans.Span, word: str, rng: random.Random) -> str | None:
    """`sentence` with `word` where `piece` stood; often only the clause around it."""
    before, after = sentence[: piece.start], sentence[piece.end :]
    answer = sentence[slice(*piece)]
    if len(answer) < 2 or count_syllables(answer) > 12:
        return None
    if word == "ai":
        before = _ADDRESSED.sub("", before)
    if word == "bao nhiêu":
        number = _NUMBER.match(f"{answer} ")
        if number is None:
            return None
        after = f" {f'{answer} '[number.end() :].strip()}{after}"
    question = f"{before}{word}{after}".strip(" .")
    if count_syllables(question) > 28 or rng.random() < 0.4:
        clauses = re.split(r"(?<=[,;:]) ", question)
        at = next((n for n, clause in enumerate(clauses) if word in clause), 0)
        question = " ".join(clauses[max(0, at - 1) : at + 2]).strip(" ,;:")
    if count_syllables(question) < 6:
        return None
    return f"{question[0].upper()}{question[1:]}{'?' if rng.random() < 0.8 else ''}"


if __name__ == "__main__":
    main()
