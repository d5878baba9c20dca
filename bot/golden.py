"""Golden questions: what an office's bot has to answer. A reload that breaks one does not count.

They guard against an edit of an article, or of the configuration, whose harm nobody would notice.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from bot.assistant import Answer, Assistant
from bot.evaluation import GoldQuestion, read_questions
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.reports import GoldenFailure
from knowledge.vietnamese import fold, normalise


def read_golden(path: Path) -> list[GoldQuestion]:
    """The questions in `path`, written as for `giaoban eval`.

    :raises KnowledgeError: if it cannot be read, or a question has neither answers nor an article.
    """
    golds = read_questions(path)
    for gold in golds:
        if not (gold.answers or gold.article):
            raise KnowledgeError(
                f"{path}: {gold.question!r} needs `answers`, `article` or both to be compared with."
            )
    return golds


def failures(base: KnowledgeBase, golds: Sequence[GoldQuestion]) -> list[GoldenFailure]:
    """Those of `golds` that `base` does not answer as it must."""
    assistant = Assistant(base)
    found = []
    for gold in golds:
        answer = assistant.answer(gold.question)
        if not _is_met(gold, answer):
            source = answer.sources[0].path if answer.found else None
            found.append(
                GoldenFailure(gold.question, gold.answers, gold.article, answer.answer, source)
            )
    return found


def _is_met(gold: GoldQuestion, answer: Answer) -> bool:
    if not answer.found:
        return False
    is_said = not gold.answers or any(_says(answer.answer, known) for known in gold.answers)
    return is_said and (gold.article is None or answer.sources[0].stands_in(gold.article))


def _says(answer: str, known: str) -> bool:
    """Whether `known` stands in `answer` as whole words: 4 is not in 14, and Hùng is not Hưng.

    Diacritics do not count where `known` was typed without any.
    """
    said, known = normalise(answer).casefold(), normalise(known).casefold()
    if known == fold(known):
        said = fold(said)
    return re.search(rf"(?<!\w){re.escape(known)}(?!\w)", said) is not None
