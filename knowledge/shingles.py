"""How much two texts share, counted in runs of three forms: every edit breaks some of them."""

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Shingles = NDArray[np.uint32]
"""One number for each run of forms of a text, in order."""

_RUN = 3
_SKETCH = 48
_BETWEEN = 5
"""Shingles: what stands between two places is longer; shorter pieces are in all articles."""
_MIXERS = tuple(
    np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
)


def shingles(forms: Sequence[str]) -> Shingles:
    """The runs of `forms`; a text shorter than a run is one itself."""
    words = np.fromiter(map(_number, forms), dtype=np.uint64, count=len(forms))
    run = min(_RUN, len(words)) or 1
    count = len(words) - run + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for at in range(run):
        mixed += words[at : at + count] * _MIXERS[at]
    mixed ^= mixed >> np.uint64(29)
    return (mixed * _MIXERS[0] >> np.uint64(32)).astype(np.uint32)


@lru_cache(maxsize=1 << 18)
def _number(form: str) -> int:
    return zlib.crc32(form.encode())


def sketch(text: Shingles) -> list[int]:
    """The smallest of its numbers: texts that share many shingles share many of these (MinHash in
    its bottom-k form, Broder 1997), and all of a short text's.
    """
    smallest: list[int] = np.unique(text)[:_SKETCH].tolist()
    return smallest


def places_missing(text: Shingles, other: Shingles) -> tuple[float, float]:
    """What `text` has and `other` lacks: its share of `text`, and places to a shingle of `text`."""
    if not len(text):
        return 0.0, 0.0
    missing = np.flatnonzero(~np.isin(text, other))
    places = int((np.diff(missing) > _BETWEEN).sum()) + bool(len(missing))
    return len(missing) / len(text), places / len(text)
