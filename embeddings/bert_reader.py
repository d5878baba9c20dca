"""A small model that marks the words of a text which answer a question, or says there are none.

An extractive reader in the manner of BERT on SQuAD 2.0 (Devlin et al. 2019, Rajpurkar et al. 2018):
every token gets a logit for being the first and the last of the answer, and the very first token
stands for "no answer here". Its embeddings and its tokenizer are the bundled encoder's, so that
only its layers ship with giaoban, 8 bits a weight. training/README.md says how it was made.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import load_file
from tokenizers import Encoding, Tokenizer
from transformers import BertConfig, BertForQuestionAnswering

from embeddings.bundled import bundled_model_folder
from embeddings.errors import EncoderError
from embeddings.model import bundled_setting
from embeddings.reader import Mark
from embeddings.speed import Setting

WEIGHTS = Path(__file__).with_name("reader.safetensors")
WEIGHTS_SHA256 = "4264ae9386ea302c63edbf63ee3aa4daff34bdd31583ea680bc2b52fe5dde6cb"
LONGEST_QUESTION, LONGEST = 64, 256
"""Tokens of the question, and of question and text together, as in training."""
_LONGEST_MARK = 40
SCALE = ".scale"
PADDING, _END = 1, 2
"""Tokens of the bundled vocabulary."""
_TRIED = 20
"""How many of the likeliest first and last tokens are paired."""
_MARKS = 6
"""Marks given for each text."""

_Logits = NDArray[np.float32]


class BertReader:
    """The reader that ships with giaoban."""

    def __init__(
        self,
        model: BertForQuestionAnswering,
        words: torch.Tensor,
        tokenizer: Tokenizer,
    ) -> None:
        """:param words: the word embeddings, shape (vocabulary, hidden)."""
        self._model = model
        self._words = words
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, cache: Path | None = None) -> "BertReader":
        """See load_reader; it computes in the format that is fastest for the bundled encoder.

        :raises EncoderError: if the weights are missing or not the expected ones.
        """
        layers = layers_in(WEIGHTS, WEIGHTS_SHA256)
        try:
            folder = bundled_model_folder(cache)
        except EncoderError as error:
            raise EncoderError(
                f"{error} The reader needs it too, unless `reader: none`."
            ) from error
        config = BertConfig.from_pretrained(folder)
        with torch.device("meta"):
            model = BertForQuestionAnswering(config)
        with safe_open(folder / "model.safetensors", framework="pt") as encoder:
            embeddings = {
                f"bert.{name}": encoder.get_tensor(name)
                for name in encoder.keys()  # noqa: SIM118 - it is no mapping
                if name.startswith("embeddings.")
            }
        words = embeddings.pop("bert.embeddings.word_embeddings.weight")
        # The words are looked up apart, so that converting the model does not copy all of them.
        model.bert.embeddings.word_embeddings = torch.nn.Embedding(1, config.hidden_size)
        state = {**embeddings, **layers}
        model.load_state_dict(state, strict=False, assign=True)
        positions = torch.arange(config.max_position_embeddings)[None]
        model.bert.embeddings.register_buffer("position_ids", positions, persistent=False)
        kinds = torch.zeros_like(positions)
        model.bert.embeddings.register_buffer("token_type_ids", kinds, persistent=False)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        number_format = Setting.torch(bundled_setting(folder).dtype)
        torch.nn.Module.to(model, number_format)
        model.train(False)
        return cls(model, words, tokenizer)

    def mark(self, question: str, texts: Sequence[str]) -> list[tuple[Mark, ...]]:
        rows, encoded, first = rows_of(self._tokenizer, question, texts)
        if not rows:
            return []
        starts, ends = self._logits(rows)
        room = LONGEST - first - 1
        return [
            _marks(
                starts[row, first : first + room],
                ends[row, first : first + room],
                float(starts[row, 0] + ends[row, 0]),
                text,
                encoded[row],
            )
            for row, text in enumerate(texts)
        ]

    def _logits(self, rows: Sequence[Sequence[int]]) -> tuple[_Logits, _Logits]:
        """Of the first and of the last token; each of shape (rows, longest row)."""
        longest = max(map(len, rows))
        ids = torch.full((len(rows), longest), PADDING)
        mask = torch.zeros(len(rows), longest, dtype=torch.long)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            mask[row, : len(tokens)] = 1
        with torch.inference_mode():
            words = torch.nn.functional.embedding(ids, self._words)
            out = self._model(inputs_embeds=words.to(self._model.dtype), attention_mask=mask)
        return out.start_logits.float().numpy(), out.end_logits.float().numpy()


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


def _marks(
    starts: _Logits, ends: _Logits, none: float, text: str, encoded: Encoding
) -> tuple[Mark, ...]:
    """The best marks of `text`, none of which overlaps a better one."""
    size = min(len(encoded.ids), len(starts))
    pairs = sorted(
        (-float(starts[a] + ends[b]), int(a), int(b))
        for a in np.argsort(-starts[:size])[:_TRIED]
        for b in np.argsort(-ends[:size])[:_TRIED]
        if a <= b < a + _LONGEST_MARK
    )
    taken = np.zeros(size, dtype=bool)
    marks: list[Mark] = []
    for cost, a, b in pairs:
        if not taken[a : b + 1].any() and len(marks) < _MARKS:
            taken[a : b + 1] = True
            start, end = encoded.offsets[a][0], encoded.offsets[b][1]
            start += text[start:end].startswith(" ")  # a token carries the space before it
            marks.append(Mark(start, end, -cost - none))
    return tuple(marks)


def layers_in(path: Path, sha256: str) -> dict[str, torch.Tensor]:
    """The weights in `path`: 8-bit matrices with a scale for each row, and plain vectors.

    :raises EncoderError: if the file is missing or does not have this digest.
    """
    if not path.is_file() or _sha256(path) != sha256:
        raise EncoderError(
            f"The reader {path} is missing or not the expected file: reinstall giaoban, or set "
            "`reader: none` in the configuration."
        )
    stored = load_file(path)
    weights = {}
    for name, values in stored.items():
        if name.endswith(SCALE):
            continue
        scale = stored.get(f"{name}{SCALE}")
        weights[name] = values if scale is None else values.float() * scale
    return weights


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
