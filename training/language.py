"""Counts knowledge/language.py, and measures how well diacritics are restored with it.

    python -m training.language count TEXTS.txt QUESTIONS.jsonl…
    python -m training.language measure QUESTIONS.jsonl ARTICLES

`count` takes plain text, an article a line, and the questions on articles not held out. `measure`
types the questions on the others without diacritics and compares what the speller makes of them.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from bot.evaluation import read_questions
from bot.progress import track
from knowledge.abbreviations import expand
from knowledge.language import FILE, NUMBER, START, syllable_of
from knowledge.passages import cut_passages
from knowledge.readers import read_article
from knowledge.readers.files import DEFAULT_LIMITS, files_of
from knowledge.sentences import sentences
from knowledge.spelling import Speller
from knowledge.vietnamese import fold, is_syllable, normalise, tokens
from training.lessons import asks_of_held_out

_RARE = 5
"""A syllable counted less often is a misprint."""
_PAIRED = 2
"""How often two must be met to be kept; with all pairs no more is restored."""
_DISCOUNT = 0.75
_OF_QUESTIONS = 5
"""What a question counts: there are few, and news hold none."""


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    counting = commands.add_parser("count")
    counting.add_argument("texts", type=Path)
    counting.add_argument("questions", type=Path, nargs="+")
    counting.set_defaults(run=lambda o: count(o.texts, o.questions))
    measuring = commands.add_parser("measure")
    measuring.add_argument("questions", type=Path)
    measuring.add_argument("articles", type=Path)
    measuring.set_defaults(run=lambda o: print(measured(o.questions, o.articles)))
    options = parser.parse_args()
    options.run(options)


def count(texts: Path, questions: Iterable[Path], target: Path = FILE) -> None:
    """Writes `target`."""
    pairs: Counter[tuple[str, str]] = Counter()
    for line in track(texts.read_text(encoding="utf-8").splitlines(), "Counting", "articles"):
        _count(line, 1, pairs)
    for gold in (gold for file in questions for gold in read_questions(file)):
        if not asks_of_held_out(gold):
            _count(gold.question, _OF_QUESTIONS, pairs)
    said: Counter[str] = Counter()
    for (_, second), times in pairs.items():
        said[second] += times
    known = [
        syllable
        for syllable, times in said.most_common()
        if times >= _RARE and (syllable == NUMBER or is_syllable(fold(syllable)))
    ]
    save_file(_table(pairs, [START, *known]), target)


def _count(text: str, times: int, pairs: Counter[tuple[str, str]]) -> None:
    for sentence in sentences(expand(normalise(text))):
        for pair in pairwise((START, *_syllables(sentence))):
            pairs[pair] += times


def _table(pairs: Counter[tuple[str, str]], known: list[str]) -> dict[str, np.ndarray]:
    """The arrays of Language."""
    places = {syllable: place for place, syllable in enumerate(known)}
    first = np.zeros(len(known))
    followed, met_after = first.copy(), first.copy()
    kept: list[tuple[int, float]] = []
    for (before, syllable), times in pairs.items():
        at, place = places.get(before), places.get(syllable)
        if place is not None:
            met_after[place] += 1
        if at is None:
            continue
        first[at] += times
        if place is not None and times >= _PAIRED:
            kept.append((at * len(known) + place, times - _DISCOUNT))
            followed[at] += times - _DISCOUNT
    kept.sort()
    keys = np.array([key for key, _ in kept], dtype=np.uint32)
    shares = np.array([times for _, times in kept]) / first[keys // len(known)]
    left = 1 - np.divide(followed, first, out=np.zeros_like(first), where=first > 0)
    return {
        "syllables": np.frombuffer("\n".join(known).encode(), dtype=np.uint8),
        "alone": (met_after / len(pairs)).astype(np.float32),
        "left": left.astype(np.float16),
        "pairs": keys,
        "chances": shares.astype(np.float16),
    }


def measured(questions: Path, articles: Path) -> str:
    """How many syllables of the questions held out the speller of `articles` gives back."""
    speller = Speller.from_sentences(_sentences(articles))
    right = asked = whole = counted = 0
    for gold in read_questions(questions):
        if not asks_of_held_out(gold):
            continue
        meant = expand(normalise(gold.question))
        respelt = speller.respell(fold(normalise(gold.question)))
        wanted, found = _syllables(meant), _syllables(respelt)
        if len(wanted) == len(found):  # else an abbreviation was written out in one of them
            same = sum(map(str.__eq__, wanted, found))
            right, counted = right + same, counted + len(wanted)
            asked, whole = asked + 1, whole + (same == len(wanted))
    return f"{right / counted:.1%} of the syllables, {whole / asked:.1%} of {asked} questions whole"


def _sentences(articles: Path) -> Iterator[str]:
    for file in files_of(articles, DEFAULT_LIMITS.files):
        for passage in cut_passages(read_article(file), file.name):
            yield from (passage.title, *passage.sentences)


def _syllables(text: str) -> list[str]:
    return [syllable_of(text[token.start : token.end]) for token in tokens(text)]


if __name__ == "__main__":
    main()
