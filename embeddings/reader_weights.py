"""The file of the readers' weights: matrices in 5 bits a weight, so that two readers take 30 MB.

Along a row every 32 weights share a scale, by which each is a whole number from -16 to 15. So one
large weight coarsens no more than its 31 neighbours (Dettmers & Zettlemoyer 2023, "The case for
4-bit precision: k-bit inference scaling laws"). training/README.md says what it costs.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from embeddings.bundled import sha256_of
from embeddings.errors import EncoderError

_BITS, _GROUP = 5, 32
_LOWEST, _HIGHEST = -(2 ** (_BITS - 1)), 2 ** (_BITS - 1) - 1
_POWERS = 2 ** np.arange(_BITS - 1, -1, -1, dtype=np.int8)
_SCALE = ".scale"
Weights = Mapping[str, torch.Tensor]


def pack(readers: Sequence[Weights], target: Path) -> str:
    """Writes the weights of all `readers`, their matrices rounded.

    :return: the file's SHA-256.
    """
    stored: dict[str, torch.Tensor] = {}
    for number, weights in enumerate(readers):
        for name, values in weights.items():
            key = f"{number}.{name}"
            stored[key] = values.float()
            if is_rounded(values):
                stored[key], stored[f"{key}{_SCALE}"] = _packed(values.float())
    save_file(stored, target)
    return sha256_of(target)


def readers_in(path: Path, sha256: str) -> list[dict[str, torch.Tensor]]:
    """The weights of each reader in `path`, as 32-bit numbers.

    :raises EncoderError: if the file is missing or does not have this digest.
    """
    if not path.is_file() or sha256_of(path) != sha256:
        raise EncoderError(
            f"The reader {path} is missing or not the expected file: reinstall giaoban, or set "
            "`reader: none` in the configuration."
        )
    stored = load_file(path)
    readers: dict[str, dict[str, torch.Tensor]] = {}
    for key, values in stored.items():
        number, name = key.split(".", 1)
        scale = stored.get(f"{key}{_SCALE}")
        if not name.endswith(_SCALE):
            weights = readers.setdefault(number, {})
            weights[name] = values if scale is None else _restored(values, scale)
    return [readers[number] for number in sorted(readers)]


def is_rounded(values: torch.Tensor) -> bool:
    """Whether it is one of the large matrices; the rest is small, and some of it sensitive."""
    return values.ndim == 2 and min(values.shape) >= _GROUP


def rounded(matrix: torch.Tensor) -> torch.Tensor:
    """`matrix` as it is after packing; training ends with matrices like that."""
    numbers, scales = _numbers(matrix)
    return (numbers * scales).reshape(matrix.shape)


def _numbers(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Whole numbers, shape (groups, _GROUP), and the scale of each group, which makes its largest
    weight the lowest number: the sign of a scale is free.
    """
    groups = matrix.reshape(-1, _GROUP)
    largest = groups.gather(1, groups.abs().argmax(1, keepdim=True))
    scales = (largest / _LOWEST).half().float()
    divisors = scales.where(scales != 0, 1)
    return (groups / divisors).round().clamp(_LOWEST, _HIGHEST), scales


def _packed(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Five bits for each weight, in bytes along a row, and the scales of a row's groups."""
    numbers, scales = _numbers(matrix)
    codes = (numbers.reshape(matrix.shape) - _LOWEST).byte().numpy()
    bits = np.unpackbits(codes[..., None], axis=-1)[..., -_BITS:]
    packed = np.packbits(bits.reshape(len(matrix), -1), axis=1)
    return torch.from_numpy(packed), scales.reshape(len(matrix), -1).half()


def _restored(packed: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    bits: NDArray[np.uint8] = np.unpackbits(packed.numpy(), axis=1)
    numbers = bits.reshape(len(bits), -1, _GROUP, _BITS) @ _POWERS + np.int8(_LOWEST)
    restored = torch.from_numpy(numbers).float() * scales.float()[..., None]
    return restored.reshape(len(bits), -1)
