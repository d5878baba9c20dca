"""Small models that mark the words of a text which answer a question, or say there are none.

Extractive readers in the manner of BERT on SQuAD 2.0 (Devlin et al. 2019, Rajpurkar et al. 2018):
every token gets a logit for being the first and the last of the answer, and the very first token
stands for "no answer here". Two of them read together, as the mean of their logits: they were
taught in different ways and err on different questions. The second reads only what may still
hold the answer after the first. Their embeddings and their tokenizer are
the bundled encoder's, so that only their layers ship with giaoban. training/README.md says how they
were made.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Encoding, Tokenizer
from transformers import BertConfig, BertForQuestionAnswering

from embeddings.bundled import bundled_model_folder
from embeddings.errors import EncoderError
from embeddings.model import bundled_setting
from embeddings.reader import Mark
from embeddings.reader_weights import readers_in
from embeddings.speed import Setting

WEIGHTS = Path(__file__).with_name("reader.safetensors")
WEIGHTS_SHA256 = "9256752f6e37b29a944bfcffd202e9129698d47e4088e622e5c2c1725f00ffb5"
LONGEST_QUESTION, LONGEST = 64, 256
"""Tokens of the question, and of question and text together, as in training."""
_LONGEST_MARK = 40
PADDING, _END = 1, 2
"""Tokens of the bundled vocabulary."""
_TRIED = 20
"""How many of the likeliest first and last tokens are paired."""
_MARKS = 6
"""Marks given for each text."""
_BEHIND = 6.0
"""How much lower than the best one the first reader may mark a text that is read again: 59 % of the
texts are, and of the questions held out (training/README.md) as many are answered."""

_STEP = 32
"""Rows are padded to a multiple of this: for each new size torch plans anew, and keeps the plan."""

_Logits = NDArray[np.float32]
"""For each token of a row, that it is the first and the last of the answer: shape (2, tokens)."""


class BertReader:
    """The readers that ship with giaoban, as one."""

    def __init__(
        self,
        models: Sequence[BertForQuestionAnswering],
        words: torch.Tensor,
        tokenizer: Tokenizer,
    ) -> None:
        """:param words: the word embeddings, shape (vocabulary, hidden)."""
        self._models = models
        self._words = words
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, cache: Path | None = None) -> "BertReader":
        """See load_reader; it computes in the format that is fastest for the bundled encoder.

        :raises EncoderError: if the weights are missing or not the expected ones.
        """
        readers = readers_in(WEIGHTS, WEIGHTS_SHA256)
        try:
            folder = bundled_model_folder(cache)
        except EncoderError as error:
            raise EncoderError(
                f"{error} The reader needs it too, unless `reader: none`."
            ) from error
        with safe_open(folder / "model.safetensors", framework="pt") as encoder:
            embeddings = {
                f"bert.{name}": encoder.get_tensor(name)
                for name in encoder.keys()  # noqa: SIM118 - it is no mapping
                if name.startswith("embeddings.")
            }
        words = embeddings.pop("bert.embeddings.word_embeddings.weight")
        config = BertConfig.from_pretrained(folder)
        number_format = Setting.torch(bundled_setting(folder).dtype)
        models = [_model(config, {**embeddings, **layers}, number_format) for layers in readers]
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(models, words, tokenizer)

    def mark(self, question: str, texts: Sequence[str]) -> list[tuple[Mark, ...]]:
        rows, encoded, first = rows_of(self._tokenizer, question, texts)
        if not rows:
            return []
        one, *others = self._models

        def marks(row: int, logits: _Logits) -> tuple[Mark, ...]:
            return _marks(logits, first, texts[row], encoded[row])

        logits = self._logits(one, rows)
        found = [marks(*row) for row in enumerate(logits)]
        best = [some[0].score if some else -math.inf for some in found]
        again = [row for row, score in enumerate(best) if score >= max(best) - _BEHIND]
        read = [self._logits(model, [rows[row] for row in again]) for model in others]
        for row, *more in zip(again, *read, strict=True):
            found[row] = marks(row, np.mean([logits[row], *more], axis=0))
        return found

    def _logits(
        self, model: BertForQuestionAnswering, rows: Sequence[Sequence[int]]
    ) -> list[_Logits]:
        """Of each row."""
        longest = -(-max(map(len, rows)) // _STEP) * _STEP
        ids = torch.full((len(rows), longest), PADDING)
        mask = torch.zeros(len(rows), longest, dtype=torch.long)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            mask[row, : len(tokens)] = 1
        with torch.inference_mode():
            words = torch.nn.functional.embedding(ids, self._words).to(model.dtype)
            out = model(inputs_embeds=words, attention_mask=mask)
        both = torch.stack([out.start_logits, out.end_logits], 1).float().numpy()
        return [both[row, :, : len(tokens)] for row, tokens in enumerate(rows)]


def _model(
    config: BertConfig, weights: Mapping[str, torch.Tensor], number_format: torch.dtype
) -> BertForQuestionAnswering:
    """A model that is given its words' embeddings: a copy of all of them would be 370 MB."""
    with torch.device("meta"):
        model = BertForQuestionAnswering(config)
    inside = model.bert.embeddings
    inside.word_embeddings = torch.nn.Embedding(1, config.hidden_size)
    model.load_state_dict(weights, strict=False, assign=True)
    positions = torch.arange(config.max_position_embeddings)[None]
    inside.register_buffer("position_ids", positions, persistent=False)
    inside.register_buffer("token_type_ids", torch.zeros_like(positions), persistent=False)
    torch.nn.Module.to(model, number_format)
    model.train(False)
    return model


def rows_of(
    tokenizer: Tokenizer, question: str, texts: Sequence[str]
) -> tuple[list[list[int]], list[Encoding], int]:
    """What the model reads: the tokens of question and text, a row each.

    :return: the rows, the texts as they were cut into tokens, and where a text begins in its row.
    """
    asked = tokenizer.encode(f"query: {question}").ids[:LONGEST_QUESTION]
    encoded = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    room = LONGEST - len(asked) - 1
    return [[*asked, *text.ids[:room], _END] for text in encoded], encoded, len(asked)


def _marks(logits: _Logits, first: int, text: str, encoded: Encoding) -> tuple[Mark, ...]:
    """The best marks of `text`, which begins at token `first`; none overlaps a better one."""
    starts, ends = logits[:, first:-1]
    none = float(logits[:, 0].sum())
    pairs = sorted(
        (-float(starts[a] + ends[b]), int(a), int(b))
        for a in np.argsort(-starts)[:_TRIED]
        for b in np.argsort(-ends)[:_TRIED]
        if a <= b < a + _LONGEST_MARK
    )
    taken = np.zeros(len(starts), dtype=bool)
    marks: list[Mark] = []
    for cost, a, b in pairs:
        if not taken[a : b + 1].any() and len(marks) < _MARKS:
            taken[a : b + 1] = True
            start, end = encoded.offsets[a][0], encoded.offsets[b][1]
            start += text[start:end].startswith(" ")  # a token carries the space before it
            marks.append(Mark(start, end, -cost - none))
    return tuple(marks)
