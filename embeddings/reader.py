"""The seam between giaoban and the model that reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Mark:
    """Characters `start` to `end` of a text that may answer.

    `score` is how much likelier these words are than that the text does not answer, in logits.
    """

    start: int
    end: int
    score: float


class Reader(Protocol):
    """Marks what answers a question in each of several texts."""

    def mark(self, question: str, texts: Sequence[str]) -> list[tuple[Mark, ...]]:
        """For each text its best marks, best first; they do not overlap."""


def load_reader(cache: Path | None = None) -> Reader:
    """The reader that ships with giaoban.

    :param cache: where the bundled encoder is kept, whose embeddings it shares; None: the user's.
    :raises EncoderError: if its weights are missing or not the expected ones.
    """
    # torch takes seconds to import; commands that read nothing never pay for it.
    from embeddings.bert_reader import BertReader

    return BertReader.load(cache)
