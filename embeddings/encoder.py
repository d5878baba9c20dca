"""The one seam between giaoban and whatever turns text into vectors."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Unit vectors, one a row: shape (texts, dimensions)."""


class Encoder(Protocol):
    """Turns texts into unit vectors. Prefixes are its own business, not the callers'."""

    @property
    def identity(self) -> str:
        """Names the model: vectors of two encoders with one identity can be compared."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, in order."""

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, in order."""


_QUESTIONS = (
    "Đội nào vô địch giải bóng đá mùa hè?",
    "Công thức nấu phở bò cần những gì?",
    "Vé tàu từ Huế ra Hà Nội giá bao nhiêu?",
    "Ai phát minh ra máy hơi nước?",
)
_PASSAGES = (
    "Đảng ủy phường tổ chức hội nghị sơ kết công tác xây dựng Đảng quý I và kết nạp 12 đảng viên.",
    "Hội đồng nhân dân huyện thông qua chín nghị quyết về đầu tư công tại kỳ họp giữa năm.",
    "Ủy ban Kiểm tra xem xét, kết luận dấu hiệu vi phạm của hai tổ chức đảng trực thuộc.",
    "Hội Liên hiệp Phụ nữ trao học bổng cho học sinh nghèo nhân dịp khai giảng năm học mới.",
)


def unrelated_cosine(encoder: Encoder) -> float:
    """The usual cosine of a question and a passage on different matters.

    Encoders differ widely in it (0.8 for E5, near 0 for others), so that a cosine tells little
    without it.
    """
    return float((encoder.encode_query(_QUESTIONS) @ encoder.encode_document(_PASSAGES).T).mean())


def load_encoder(name: str, cache: Path | None = None) -> Encoder:
    """The encoder that a configuration names: `bundled`, or a sentence-transformers name or folder.

    :param cache: where the bundled model and measured settings are kept; None: the user's cache.
    :raises EncoderError: if it cannot be built, found or loaded.
    """
    # Idle OpenMP threads spin long by default: with two other busy processes on two cores a
    # question took 1 s. After this many turns they sleep: 51 ms then, and 15 instead of 14 ms
    # when all is quiet. Read once, when torch is imported; only GNU's OpenMP knows it.
    os.environ.setdefault("GOMP_SPINCOUNT", "10000")
    # torch and transformers take seconds to import; commands that encode nothing never pay for it.
    from embeddings.model import SentenceTransformerEncoder

    return SentenceTransformerEncoder.load(name, cache)
