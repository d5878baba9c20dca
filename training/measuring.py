"""How well a reader does on the known questions that no stage saw, given what search found.

Quicker than `giaoban eval` and without the rest of giaoban: which of two trainings is the better.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertForQuestionAnswering

from embeddings.bert_reader import PADDING
from training.examples import Example
from training.lessons import Group, Lessons
from training.running import DEVICE, on_device
from training.variations import without_answer
from training.working import batch_of

_LONGEST_MARK, _PASSAGES, _GROUPS = 40, 6, 32
_REFUSED = 0.05


@dataclass(frozen=True)
class _Marked:
    f1: float
    exact: bool
    score: float
    """Of the best mark, beyond that for no answer."""


def measure(model: BertForQuestionAnswering, lessons: Lessons, known: Sequence[Example]) -> str:
    """A line for each way of typing; `robbed` are passages without the sentence that answers."""
    torch.nn.Module.to(model, DEVICE).train(mode=False)
    lines = []
    for variant in ("typed", "bare"):
        asked = [e for e in known if e["variant"] == variant]
        right, vain, robbed = (
            list(_marked(model, [lessons.plain(e)[:_PASSAGES] for e in examples]))
            for examples in (
                [e for e in asked if e["answering"]],
                [e for e in asked if not e["answering"]],
                [example for example in map(_robbed, asked) if example],
            )
        )
        limit = float(np.quantile([marked.score for marked in right], _REFUSED))
        lines.append(
            f"{variant}: F1 {np.mean([m.f1 for m in right]):.3f}"
            f"  EM {np.mean([m.exact for m in right]):.3f}  at {limit:.1f}"
            f" {np.mean([m.score < limit for m in vain]):.2f} of {len(vain)} in vain refused,"
            f" {np.mean([m.score < limit for m in robbed]):.2f} of the robbed"
        )
    return "\n".join(lines)


def _robbed(example: Example) -> Example | None:
    if not example["answering"]:
        return None
    text, start, end = example["answering"][0]
    left = without_answer(text, text[start:end])
    if left is None:
        return None
    return {**example, "answering": [], "near": [left, *example["near"]]}


def _marked(model: BertForQuestionAnswering, groups: Sequence[Group]) -> Iterator[_Marked]:
    for at in range(0, len(groups), _GROUPS):
        some = groups[at : at + _GROUPS]
        batch = on_device(batch_of(some))
        with torch.inference_mode(), torch.autocast(DEVICE, torch.bfloat16):
            mask = (batch["ids"] != PADDING).long()
            out = model(input_ids=batch["ids"], attention_mask=mask)
        starts, ends = (x.float().cpu().numpy() for x in (out.start_logits, out.end_logits))
        row = 0
        for group in some:
            yield _best(group, starts[row:], ends[row:])
            row += len(group)


def _best(rows: Group, starts: NDArray[np.float32], ends: NDArray[np.float32]) -> _Marked:
    found = []
    for number, row in enumerate(rows):
        inside = slice(row.text_from, len(row.tokens) - 1)
        scores = starts[number, inside, None] + ends[number, None, inside]
        size = len(scores)
        is_mark = np.tri(size, dtype=bool).T & np.tri(size, k=_LONGEST_MARK - 1, dtype=bool)
        scores = np.where(is_mark, scores, -np.inf)
        start, end = divmod(int(scores.argmax()), size)
        score = float(scores[start, end] - starts[number, 0] - ends[number, 0])
        found.append((score, number, row.text_from + start, row.text_from + end))
    score, number, start, end = max(found)
    marked = rows[number].tokens[start : end + 1]
    gold = rows[0].tokens[rows[0].start : rows[0].end + 1]
    shared = sum((Counter(marked) & Counter(gold)).values())
    return _Marked(2 * shared / (len(marked) + len(gold)), marked == gold, score)
