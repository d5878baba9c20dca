"""Nearest vectors: the only file that knows FAISS."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors

# A second pool of OpenMP threads would spin against torch's; one thread scans fast enough.
faiss.omp_set_num_threads(1)


@dataclass(frozen=True)
class Spread:
    """How one question's cosines lie over the whole index."""

    mean: float
    deviation: float


class VectorIndex:
    """Unit vectors by row number; every score is a cosine."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        vectors = index.reconstruct_n(0, index.ntotal) if index.ntotal else np.zeros((0, index.d))
        self._mean = vectors.mean(axis=0) if index.ntotal else np.zeros(index.d)
        centred = vectors - self._mean
        self._covariance = centred.T @ centred / max(index.ntotal, 1)

    @classmethod
    def from_vectors(cls, vectors: Vectors) -> "VectorIndex":
        """:raises ValueError: if `vectors` are not unit vectors, shape (rows, dimensions)."""
        if vectors.ndim != 2:
            raise ValueError(f"vectors must have two dimensions, got shape {vectors.shape}")
        if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2):
            raise ValueError("vectors must have length 1")
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """:raises ValueError: if the file is missing or not such an index."""
        try:
            return cls(faiss.read_index(str(path)))
        except (RuntimeError, AttributeError) as error:
            raise ValueError(f"{path} is not a readable vector index") from error

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, vector: Vectors, count: int) -> NDArray[np.int64]:
        """Rows of the `count` vectors nearest to `vector` (shape (dimensions,)), nearest first."""
        _, rows = self._index.search(vector[None, :], min(count, len(self)))
        nearest: NDArray[np.int64] = rows[0]
        return nearest

    def cosines(self, vector: Vectors, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """The cosine of `vector` with each of `rows`, in order."""
        wanted = np.asarray(rows, dtype=np.int64)
        cosines: Vectors = self._index.reconstruct_batch(wanted) @ vector
        return cosines

    def spread(self, vector: Vectors) -> Spread:
        """Mean and standard deviation of the cosines with all rows, without computing them."""
        variance = float(vector @ self._covariance @ vector)
        return Spread(float(self._mean @ vector), max(variance, 0.0) ** 0.5)
