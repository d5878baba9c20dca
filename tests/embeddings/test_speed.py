import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from embeddings.encoder import Encoder, Vectors
from embeddings.speed import Setting, fastest_setting
from tests.conftest import FakeEncoder


class Slow(FakeEncoder):
    """Takes a few milliseconds a call."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        time.sleep(0.004)
        return super().encode_query(texts)


class Loader:
    """Loads an encoder that is slow in one number format, and remembers what was loaded."""

    def __init__(self, slow: str = "bfloat16") -> None:
        self.slow = slow
        self.loaded: list[str] = []

    def __call__(self, dtype: str) -> Encoder:
        self.loaded.append(dtype)
        return Slow() if dtype == self.slow else FakeEncoder()


@pytest.mark.parametrize(("slow", "fast"), [("float32", "bfloat16"), ("bfloat16", "float32")])
def test_the_faster_number_format_is_chosen(tmp_path: Path, slow: str, fast: str) -> None:
    assert fastest_setting("mẫu", Loader(slow), tmp_path).dtype == fast


def test_a_setting_is_measured_once(tmp_path: Path) -> None:
    loader = Loader()
    first = fastest_setting("mẫu", loader, tmp_path / "cache" / "sau")
    assert sorted(loader.loaded) == ["bfloat16", "float32"]
    assert first.threads > 0
    loader.loaded.clear()
    assert fastest_setting("mẫu", loader, tmp_path / "cache" / "sau") == first
    assert loader.loaded == []


def test_each_model_has_its_own_setting(tmp_path: Path) -> None:
    first = fastest_setting("một", Loader("bfloat16"), tmp_path)
    second = fastest_setting("hai", Loader("float32"), tmp_path)
    assert (first.dtype, second.dtype) == ("float32", "bfloat16")
    loader = Loader()
    assert fastest_setting("một", loader, tmp_path) == first
    assert fastest_setting("hai", loader, tmp_path) == second
    assert loader.loaded == []


@pytest.mark.parametrize("content", ["", "{", "[]", "12", '{"a": 1}', '{"a": {"b": 2}}', "\x00"])
def test_a_damaged_file_of_settings_is_measured_again(tmp_path: Path, content: str) -> None:
    (tmp_path / "speed.json").write_text(content, encoding="utf-8")
    loader = Loader()
    setting = fastest_setting("mẫu", loader, tmp_path)
    assert loader.loaded != []
    loader.loaded.clear()
    assert fastest_setting("mẫu", loader, tmp_path) == setting
    assert loader.loaded == []


@pytest.mark.parametrize(
    "value", [{"dtype": "int2", "threads": 2}, {"dtype": "float32", "threads": 0}, {}, None]
)
def test_a_setting_that_cannot_be_used_is_measured_again(tmp_path: Path, value: object) -> None:
    setting = fastest_setting("mẫu", Loader(), tmp_path)
    path = tmp_path / "speed.json"
    key = next(iter(json.loads(path.read_text(encoding="utf-8"))))
    path.write_text(json.dumps({key: value}), encoding="utf-8")
    loader = Loader()
    assert fastest_setting("mẫu", loader, tmp_path).dtype == setting.dtype
    assert loader.loaded != []


def test_measuring_leaves_no_trace_but_the_file(tmp_path: Path) -> None:
    threads = torch.get_num_threads()
    fastest_setting("mẫu", Loader(), tmp_path)
    assert torch.get_num_threads() == threads
    assert [path.name for path in tmp_path.iterdir()] == ["speed.json"]


def test_an_encoder_that_cannot_be_loaded_leaves_the_threads_alone(tmp_path: Path) -> None:
    threads = torch.get_num_threads()

    def fail(dtype: str) -> Encoder:
        torch.set_num_threads(threads + 1)
        raise ValueError(dtype)

    with pytest.raises(ValueError, match="float32"):
        fastest_setting("mẫu", fail, tmp_path)
    assert torch.get_num_threads() == threads
    assert not (tmp_path / "speed.json").exists()


def test_the_names_of_the_number_formats_are_those_of_torch() -> None:
    assert Setting.torch("float32") is torch.float32
    assert Setting.torch("bfloat16") is torch.bfloat16
