"""A sentence-transformers model as an encoder, at its fastest on this machine."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import platformdirs
import torch
import transformers
from sentence_transformers import SentenceTransformer

from embeddings.bundled import WEIGHTS_SHA256, bundled_model_folder
from embeddings.encoder import Vectors
from embeddings.errors import EncoderError
from embeddings.speed import Setting, fastest_setting

BUNDLED = "bundled"

_BATCH = 16
"""Measured on two cores: as fast as 8 or 32, and long passages still fit the cache."""

transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
for _chatty in ("sentence_transformers", "huggingface_hub", "transformers"):
    logging.getLogger(_chatty).setLevel(logging.ERROR)  # the error itself reaches the user


class SentenceTransformerEncoder:
    """A sentence-transformers model; its own configuration says which prefixes it wants."""

    def __init__(self, model: SentenceTransformer, identity: str) -> None:
        self._model = model
        self._identity = identity

    @classmethod
    def load(cls, name: str, cache: Path | None = None) -> "SentenceTransformerEncoder":
        """:raises EncoderError: if the model cannot be built, found or loaded."""
        cache = cache or platformdirs.user_cache_path("giaoban")
        source = str(bundled_model_folder(cache)) if name == BUNDLED else name
        identity = _identity(name)
        try:
            setting = _setting(source, identity, cache)
            torch.set_num_threads(setting.threads)
            return cls(_load(source, setting.dtype), identity)
        except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
            raise EncoderError(
                f"Cannot load the encoder {name!r}: {reason} "
                "Set `encoder` to `bundled`, a sentence-transformers name or a model's folder."
            ) from error

    @property
    def identity(self) -> str:
        return self._identity

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        with torch.inference_mode():
            return _unit(self._model.encode_query(list(texts), show_progress_bar=False))

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        with torch.inference_mode():
            return _unit(
                self._model.encode_document(list(texts), batch_size=_BATCH, show_progress_bar=False)
            )


def bundled_setting(folder: Path) -> Setting:
    """How the bundled encoder in `folder` runs fastest on this machine; see fastest_setting."""
    return _setting(str(folder), _identity(BUNDLED), folder.parent)


def _setting(source: str, identity: str, cache: Path) -> Setting:
    return fastest_setting(
        identity,
        lambda dtype: SentenceTransformerEncoder(_load(source, dtype), identity),
        cache,
    )


def _load(source: str, dtype: str) -> SentenceTransformer:
    return SentenceTransformer(source, device="cpu", model_kwargs={"dtype": Setting.torch(dtype)})


def _identity(name: str) -> str:
    """What vectors are cached under: a folder counts with its files, which may be trained anew."""
    if name == BUNDLED:
        return f"bundled:{WEIGHTS_SHA256[:16]}"
    folder = Path(name).expanduser()
    if not folder.is_dir():
        return name
    facts = sorted(
        f"{path.relative_to(folder)} {path.stat().st_size} {path.stat().st_mtime_ns}"
        for path in folder.rglob("*")
        if path.is_file()
    )
    return f"{folder.resolve()}:{hashlib.sha256(chr(10).join(facts).encode()).hexdigest()[:16]}"


def _unit(vectors: np.ndarray) -> Vectors:
    """Models may end without normalising: the index compares by inner product."""
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.maximum(lengths, 1e-12)
    return unit
