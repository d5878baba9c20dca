"""How well the assistant answers a file of questions whose answers are known."""

import json
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.assistant import Answer, Assistant
from knowledge.articles import KnowledgeError
from knowledge.vietnamese import fold, normalise


@dataclass(frozen=True)
class GoldQuestion:
    """A question with its known answers; `article` is a file name without suffix, or None.

    `near` is the article that a question asks about which none answers.
    """

    question: str
    article: str | None
    type: str
    style: str
    answers: tuple[str, ...]
    near: str | None = None


@dataclass(frozen=True)
class Scores:
    """Shares (0 to 1) of a group of questions; None where the group has none to count.

    `article_first`: the best source is the right article. `answered`: the answer holds a known one.
    `exact` and `f1`: how well the marked words are a known answer, as in SQuAD (Rajpurkar et al.
    2016), compared without diacritics and punctuation; a refusal counts 0. `refused`: of the
    answerable. `refused_unanswerable`: of those that no article answers.
    """

    questions: int
    article_first: float | None
    answered: float | None
    exact: float | None
    f1: float | None
    refused: float | None
    refused_unanswerable: float | None
    median_ms: float


def read_questions(path: Path) -> list[GoldQuestion]:
    """:raises KnowledgeError: if the file cannot be read or a line is not a question."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"Cannot read the questions {path}: {error}.") from error
    golds = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            answers = raw.get("answers", [])
            if not isinstance(answers, list):
                raise TypeError("`answers` is no list")
            gold = GoldQuestion(
                str(raw["question"]),
                raw.get("article"),
                str(raw.get("type", "")),
                str(raw.get("style", "")),
                tuple(map(str, answers)),
                raw.get("near"),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise KnowledgeError(
                f"{path}, line {number}: expected a JSON object with `question`, `article` and "
                f"`answers` ({type(error).__name__}: {error})."
            ) from error
        golds.append(gold)
    if not golds:
        raise KnowledgeError(f"{path} holds no question.")
    return golds


def evaluate(
    assistant: Assistant, golds: Sequence[GoldQuestion], progress: Callable[[int, int], None]
) -> dict[str, Scores]:
    """Scores by group: all questions as written, without diacritics, then each type and style."""
    written: list[tuple[GoldQuestion, Answer]] = []
    bare: list[tuple[GoldQuestion, Answer]] = []
    for done, gold in enumerate(golds):
        progress(done, len(golds))
        written.append((gold, assistant.answer(gold.question)))
        bare.append((gold, assistant.answer(fold(normalise(gold.question)))))
    progress(len(golds), len(golds))
    groups = {"all": _scores(written), "without diacritics": _scores(bare)}
    for name in ("type", "style"):
        for value in sorted({getattr(gold, name) for gold in golds} - {""}):
            chosen = [pair for pair in written if getattr(pair[0], name) == value]
            groups[f"{name} {value}"] = _scores(chosen)
    return groups


def _scores(pairs: Sequence[tuple[GoldQuestion, Answer]]) -> Scores:
    answerable = [pair for pair in pairs if pair[0].article is not None]
    others = [answer for gold, answer in pairs if gold.article is None]
    return Scores(
        questions=len(pairs),
        article_first=_mean(_is_first(gold, answer) for gold, answer in answerable),
        answered=_mean(_holds(gold, answer) for gold, answer in answerable),
        exact=_mean(_exact(gold, answer) for gold, answer in answerable),
        f1=_mean(_f1(gold, answer) for gold, answer in answerable),
        refused=_mean(not answer.found for _, answer in answerable),
        refused_unanswerable=_mean(not answer.found for answer in others),
        median_ms=round(statistics.median(answer.elapsed_ms for _, answer in pairs), 1),
    )


def _is_first(gold: GoldQuestion, answer: Answer) -> bool:
    return bool(answer.sources and gold.article and answer.sources[0].stands_in(gold.article))


def _holds(gold: GoldQuestion, answer: Answer) -> bool:
    said = fold(answer.answer)
    return any(fold(normalise(known)) in said for known in gold.answers)


def _exact(gold: GoldQuestion, answer: Answer) -> bool:
    return any(_words(known) == _words(answer.highlight or "") for known in gold.answers)


def _f1(gold: GoldQuestion, answer: Answer) -> float:
    """The best harmonic mean of precision and recall over words, of all known answers."""
    marked = Counter(_words(answer.highlight or ""))
    best = 0.0
    for known in gold.answers:
        expected = Counter(_words(known))
        common = (marked & expected).total()
        best = max(best, 2 * common / (marked.total() + expected.total()) if common else 0.0)
    return best


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:[.,/-]\w+)*", fold(normalise(text)))


def _mean(values: Iterable[float]) -> float | None:
    counted = list(values)
    return round(sum(counted) / len(counted), 4) if counted else None


def table(groups: dict[str, Scores]) -> Iterator[str]:
    """The scores as lines of text, one group a line."""
    heads = ("questions", "article@1", "answered", "EM", "F1", "refused", "ref. unans.", "ms")
    yield f"{'':22}" + "".join(f"{head:>13}" for head in heads)
    for name, scores in groups.items():
        shares = (
            scores.article_first,
            scores.answered,
            scores.exact,
            scores.f1,
            scores.refused,
            scores.refused_unanswerable,
        )
        cells = ["-" if share is None else f"{share:.1%}" for share in shares]
        yield f"{name:22}" + "".join(
            f"{cell:>13}" for cell in (scores.questions, *cells, scores.median_ms)
        )
