"""How often the wrong event is refused: `python -m bench.exchanged ARTICLES QUESTIONS.jsonl`.

In each question with a known answer one name or number that its article holds is exchanged for one
that it does not hold: the article tells of another person, place or day then. The names are those
of the other questions. Nothing answers that, but for a rare chance that another article does.
"""

import argparse
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.assistant import Assistant
from bot.evaluation import GoldQuestion, read_questions
from bot.progress import progress_bar, track
from embeddings import load_encoder, load_reader
from knowledge.base import KnowledgeBase
from knowledge.vietnamese import fold, normalise

_SEED = 3

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_NAME = 4
"""Syllables. Of one alone, as in "Hội" and "Ban", most begin what is no name of its own."""
_NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,2}|(?:19|20)\d\d)(?![\d.,]*\d|%)")
_TERM = re.compile(r"(?:(?<=quý )|(?<=khoá )|(?<=khóa )|(?<=lần thứ ))[IVX]{1,5}(?!\w)")
_TERMS = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV".split()
_OF_A_YEAR = 4
_ALIKE, _OF_A_KIND = 0.4, 0.4
"""How often the new name shares a syllable with the old one (Nguyễn Văn An, Nguyễn Văn Bình), and
how often one of those is taken else that stand after the same word (tỉnh, ông)."""
_TRIES = 8


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args()
    golds = read_questions(options.questions)
    with tempfile.TemporaryDirectory() as state:
        base = KnowledgeBase(
            Path(state), [options.articles], load_encoder("bundled"), load_reader()
        )
        with progress_bar("Indexing", "passages") as progress:
            base.reload(progress)
        asked = _exchanged(golds, {path.stem: path for path in options.articles.rglob("*.txt")})
        assistant = Assistant(base)
        refused = [
            [not assistant.answer(typed).found for typed in (text, fold(normalise(text)))]
            for text in track(asked, "Asking", "questions")
        ]
        base.close()
    written, bare = (100 * sum(some) / len(some) for some in zip(*refused, strict=True))
    print(
        f"of {len(asked)} questions of somebody or something else {written:.1f} % are refused, "
        f"typed without diacritics {bare:.1f} %"
    )


def _exchanged(golds: Sequence[GoldQuestion], articles: dict[str, Path]) -> list[str]:
    exchanges = Exchanges(gold.question for gold in golds)
    rng = random.Random(_SEED)
    found = []
    for gold in golds:
        if gold.article in articles:
            text = articles[gold.article].read_text(encoding="utf-8")
            found.append(exchanges.exchanged(gold.question, normalise(text), rng))
    return [question for question in found if question]


class Exchanges:
    """Exchanges names for others that are met in questions."""

    def __init__(self, questions: Iterable[str]) -> None:
        found: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for question in questions:
            for start, end in _names(question):
                name = question[start:end]
                for key in (*_syllables(name), _kind(question, start, name), _size(name)):
                    found[key].add(name)
        self._names = {key: sorted(names) for key, names in found.items()}

    def exchanged(self, question: str, text: str, rng: random.Random) -> str | None:
        """`question` with something that `text` names exchanged for what it does not name.

        None where the two share no name and no number.
        """
        numbers = [match.span() for match in _NUMBER.finditer(question)]
        terms = [match.span() for match in _TERM.finditer(question)]
        spans = (*_names(question), *numbers, *terms)
        shared = [span for span in spans if _says(text, question[slice(*span)])]
        if not shared:
            return None
        start, end = rng.choice(shared)
        for _ in range(_TRIES):
            if (start, end) in numbers:
                other = str(int(question[start:end]) + rng.choice((-3, -2, -1, 1, 2, 3)))
            elif (start, end) in terms:
                is_quarter = question[:start].endswith("quý ")
                other = rng.choice(_TERMS[:_OF_A_YEAR] if is_quarter else _TERMS)
            else:
                other = self._other_name(question, start, end, rng)
            if other[0] not in "-0" and not _says(text, other):
                return f"{question[:start]}{other}{question[end:]}"
        return None

    def _other_name(self, question: str, start: int, end: int, rng: random.Random) -> str:
        name = question[start:end]
        key, chance = _size(name), rng.random()
        if chance < _ALIKE:
            key = rng.choice(_syllables(name))
        elif chance < _ALIKE + _OF_A_KIND:
            key = _kind(question, start, name)
        others = [other for other in self._names.get(key, ()) if other != name]
        return rng.choice(others or self._names.get(_size(name), [name]))


def _size(name: str) -> tuple[str, ...]:
    return (str(name.count(" ")),)


def _kind(question: str, start: int, name: str) -> tuple[str, ...]:
    return (*_size(name), question[:start].split()[-1].lower())


def _syllables(name: str) -> list[tuple[str, ...]]:
    return [(*_size(name), str(at), syllable) for at, syllable in enumerate(name.split())]


def _names(question: str) -> Iterator[tuple[int, int]]:
    """Where two to four syllables with capitals follow one another, but for the first word."""
    run: list[re.Match[str]] = []
    for word in [*_WORD.finditer(question)][1:]:
        is_name = word[0].istitle()
        if run and not (is_name and word.start() == run[-1].end() + 1):
            yield from _span(run)
            run = []
        if is_name:
            run.append(word)
    yield from _span(run)


def _span(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    if 1 < len(run) <= _LONGEST_NAME:
        yield run[0].start(), run[-1].end()


def _says(text: str, what: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(what))}(?!\w)", fold(text)) is not None


if __name__ == "__main__":
    main()
