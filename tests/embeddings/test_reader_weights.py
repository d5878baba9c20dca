from pathlib import Path

import pytest
import torch

from embeddings import EncoderError
from embeddings.reader_weights import pack, readers_in, rounded


@pytest.fixture
def matrix() -> torch.Tensor:
    torch.manual_seed(1)
    return torch.randn(64, 96) * 0.05


def test_readers_come_back_in_order_as_they_were_rounded(
    tmp_path: Path, matrix: torch.Tensor
) -> None:
    first = {"layer.weight": matrix, "layer.bias": matrix[0]}
    second = {"layer.weight": 2 * matrix, "layer.bias": -matrix[0]}
    file = tmp_path / "reader.safetensors"
    digest = pack([first, second], file)
    read = readers_in(file, digest)
    assert len(read) == 2
    for packed, weights in zip(read, (first, second), strict=True):
        assert set(packed) == set(weights)
        assert torch.equal(packed["layer.weight"], rounded(weights["layer.weight"]))
        assert torch.equal(packed["layer.bias"], weights["layer.bias"])


def test_rounding_changes_little_and_twice_no_more_than_once(matrix: torch.Tensor) -> None:
    once = rounded(matrix)
    assert 0 < (once - matrix).norm() < 0.05 * matrix.norm()
    assert torch.equal(rounded(once), once)


def test_one_large_weight_coarsens_its_neighbours_alone(matrix: torch.Tensor) -> None:
    spoiled = matrix.clone()
    spoiled[0, 0] = 100
    assert torch.equal(rounded(spoiled)[0, 32:], rounded(matrix)[0, 32:])
    assert torch.equal(rounded(spoiled)[1:], rounded(matrix)[1:])


def test_weights_of_nothing_but_zeros_stay_zeros(tmp_path: Path) -> None:
    file = tmp_path / "reader.safetensors"
    digest = pack([{"layer.weight": torch.zeros(32, 64)}], file)
    assert not readers_in(file, digest)[0]["layer.weight"].any()


def test_the_head_of_two_rows_is_kept_exactly(tmp_path: Path, matrix: torch.Tensor) -> None:
    head = {"qa_outputs.weight": matrix[:2]}
    file = tmp_path / "reader.safetensors"
    assert torch.equal(
        readers_in(file, pack([head], file))[0]["qa_outputs.weight"], head["qa_outputs.weight"]
    )


def test_a_weight_takes_five_bits_and_a_share_of_a_scale(tmp_path: Path) -> None:
    large = torch.randn(512, 512)
    file = tmp_path / "reader.safetensors"
    pack([{"layer.weight": large}], file)
    assert 8 * file.stat().st_size < 5.6 * large.numel()


def test_another_file_than_expected_is_refused(tmp_path: Path, matrix: torch.Tensor) -> None:
    file = tmp_path / "reader.safetensors"
    digest = pack([{"layer.weight": matrix}], file)
    pack([{"layer.weight": -matrix}], file)
    with pytest.raises(EncoderError, match="not the expected file"):
        readers_in(file, digest)
