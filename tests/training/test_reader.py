import random
from multiprocessing.pool import Pool
from pathlib import Path
from typing import cast

import pytest
import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertForQuestionAnswering

from embeddings.bundled import bundled_model_folder
from embeddings.reader_weights import readers_in, rounded
from tests.training.pools import Here
from training import working
from training.examples import Example
from training.lessons import Lessons, Stage
from training.measuring import measure
from training.reader import packed, teach
from training.working import tokenizer_in

NAMES = ("Lò Văn Mười", "Hà Thị Mận", "Quàng Văn Sơn", "Vi Thị Nhài", "Cầm Bá Lộc")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return tokenizer_in(str(bundled_model_folder() / "tokenizer.json"))


def model(folder: Path, vocabulary: int = 10) -> BertForQuestionAnswering:
    made = BertForQuestionAnswering(
        BertConfig(
            vocab_size=vocabulary,
            hidden_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=64,
        )
    )
    made.save_pretrained(folder)
    return made


def example(name: str, other: str) -> Example:
    text = f"Xã Đồng Quế họp dân. Ông {name} nói trước. Bà con nghe. Sau đó ông {other} về."
    start = text.index(name)
    return {
        "question": "Ai nói trước?",
        "answering": [[text, start, start + len(name)]],
        "near": [],
        "others": ["Hội chợ lúa chín. Bà con mua bán nhộn nhịp."],
        "group": name,
        "variant": "typed",
    }


def test_each_reader_is_packed_as_the_mean_of_its_folders(tmp_path: Path) -> None:
    first, second = model(tmp_path / "a"), model(tmp_path / "b")
    target = tmp_path / "reader.safetensors"
    digest = packed([[tmp_path / "a", tmp_path / "b"], [tmp_path / "b"]], target)
    mean, alone = readers_in(target, digest)
    of_first, of_second = first.state_dict(), second.state_dict()
    names = {name for name in of_first if ".embeddings." not in name}
    assert set(mean) == set(alone) == names
    for name in names:
        limit = 0.1 * of_second[name].abs().max().item() + 1e-6
        assert torch.allclose(alone[name], of_second[name], atol=limit)
        assert torch.allclose(mean[name], (of_first[name] + of_second[name]) / 2, atol=limit)


def test_a_model_that_is_taught_marks_better_and_is_rounded(
    tmp_path: Path, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(2)
    rng = random.Random(2)
    known = [example(*rng.sample(NAMES, 2)) for _ in range(200)]
    lessons = Lessons(tokenizer, ())
    asked = [
        {**some, "variant": variant}
        for variant in ("typed", "bare")
        for some in (*known[:20], {**known[0], "answering": []})
    ]
    monkeypatch.setattr(working, "_lessons", lessons, raising=False)
    untaught = model(tmp_path, tokenizer.get_vocab_size())
    before = measure(untaught, lessons, asked)
    stage = Stage("try", (), rate=5e-3, seed=3, known=1, rows=16, beside=1, rounds=True)
    teach(stage, untaught, known * 2, cast(Pool, Here()))
    after = measure(untaught, lessons, asked)
    assert float(after.split()[2]) > float(before.split()[2]) + 0.4
    weights = dict(untaught.named_parameters())
    for name in ("attention.self.query", "output.dense"):
        taught = weights[f"bert.encoder.layer.0.{name}.weight"]
        assert torch.equal(taught, rounded(taught))
