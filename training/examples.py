"""What the reader learns from: questions with the passages that answer them, and that do not.

    python -m training.examples questions QUESTIONS.jsonl ARTICLES STATE OUT.jsonl
    python -m training.examples news NEWS.jsonl.gz OUT.jsonl

`questions` takes known questions: the passage with the evidence, and what search finds besides;
each once as written, and once as it is respelt after being typed without diacritics. `news` makes
questions from plain news (made.py).

A line of the output: `question`, `answering` (list of [passage, start, end]), `near` (passages of
the same article that do not answer, as search ranks them), `others` (such passages of other
articles), `group` (what the example belongs to, by which some are held out) and `variant`.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.progress import progress_bar, track
from embeddings import load_encoder
from knowledge.articles import Passage
from knowledge.base import KnowledgeBase
from knowledge.vietnamese import fold, normalise
from training.made import from_news

_SEED = 7
_FOUND, _OTHERS = 16, 14
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
            group = gold["article"] or gold.get("near") or gold["id"]
            near: list[str] = []
            others: list[str] = []
            for passage in passages:
                text = fold(passage.embedded_text)
                if not any(fold(normalise(answer)) in text for answer in gold["answers"]):
                    found = near if Path(passage.path).stem == group else others
                    found.append(passage.embedded_text)
            yield {
                "question": question.text,
                "answering": answering[:2],
                "near": near,
                "others": rng.sample(others, min(len(others), _OTHERS)),
                "group": group,
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


if __name__ == "__main__":
    main()
