from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Vectors
from embeddings.vectors import VectorIndex


def some(rows: int, dimensions: int = 24, seed: int = 7) -> Vectors:
    vectors = np.random.default_rng(seed).normal(0.3, 1, (rows, dimensions)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


@pytest.fixture
def vectors() -> Vectors:
    return some(50)


@pytest.fixture
def index(vectors: Vectors) -> VectorIndex:
    return VectorIndex.from_vectors(vectors)


def test_every_vector_is_its_own_nearest(index: VectorIndex, vectors: Vectors) -> None:
    assert len(index) == 50
    for row in (0, 17, 49):
        assert index.nearest(vectors[row], 1).tolist() == [row]
        assert index.cosines(vectors[row], [row])[0] == pytest.approx(1.0, abs=1e-6)


def test_neighbours_come_in_the_exact_order(index: VectorIndex, vectors: Vectors) -> None:
    asked = some(1, seed=3)[0]
    expected = np.argsort(-(vectors @ asked), kind="stable")
    assert index.nearest(asked, 50).tolist() == expected.tolist()
    assert index.nearest(asked, 4).tolist() == expected[:4].tolist()


def test_no_more_neighbours_are_found_than_there_are(index: VectorIndex, vectors: Vectors) -> None:
    assert sorted(index.nearest(vectors[0], 500).tolist()) == list(range(50))


def test_cosines_come_in_the_order_of_the_rows(index: VectorIndex, vectors: Vectors) -> None:
    asked = some(1, seed=3)[0]
    rows = [9, 3, 3, 41]
    assert index.cosines(asked, rows) == pytest.approx(vectors[rows] @ asked, abs=1e-6)
    assert index.cosines(asked, np.array(rows)) == pytest.approx(vectors[rows] @ asked, abs=1e-6)


@pytest.mark.parametrize("rows", [1, 2, 50])
def test_the_spread_is_that_of_all_cosines(rows: int) -> None:
    vectors, asked = some(rows), some(1, seed=3)[0]
    cosines = vectors @ asked
    spread = VectorIndex.from_vectors(vectors).spread(asked)
    assert spread.mean == pytest.approx(float(cosines.mean()), abs=1e-5)
    assert spread.deviation == pytest.approx(float(cosines.std()), abs=1e-4)


def test_a_saved_index_answers_alike(tmp_path: Path, index: VectorIndex) -> None:
    index.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")
    asked = some(1, seed=3)[0]
    assert len(loaded) == len(index)
    assert loaded.nearest(asked, 50).tolist() == index.nearest(asked, 50).tolist()
    assert loaded.spread(asked) == index.spread(asked)


@pytest.mark.parametrize("shape", [(4,), (2, 3, 4)])
def test_vectors_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="two dimensions"):
        VectorIndex.from_vectors(np.ones(shape, dtype=np.float32))


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.1, np.nan])
def test_vectors_that_are_not_of_length_1_are_refused(vectors: Vectors, factor: float) -> None:
    vectors[7] *= factor
    with pytest.raises(ValueError, match="length 1"):
        VectorIndex.from_vectors(vectors)


def test_a_missing_file_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"vectors\.faiss"):
        VectorIndex.load(tmp_path / "vectors.faiss")


@pytest.mark.parametrize("kept", [0, 3, 30, -4])
def test_a_damaged_file_is_no_index(tmp_path: Path, index: VectorIndex, kept: int) -> None:
    path = tmp_path / "vectors.faiss"
    index.save(path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"vectors\.faiss"):
        VectorIndex.load(path)


def test_a_file_of_something_else_is_no_index(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    path.write_text("không phải chỉ mục " * 9, encoding="utf-8")
    with pytest.raises(ValueError, match=r"vectors\.faiss"):
        VectorIndex.load(path)
