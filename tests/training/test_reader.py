from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForQuestionAnswering

from embeddings.bert_reader import layers_in
from training.reader import pack


@pytest.fixture
def trained(tmp_path: Path) -> BertForQuestionAnswering:
    config = BertConfig(
        vocab_size=10,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=9,
    )
    model = BertForQuestionAnswering(config)
    model.save_pretrained(tmp_path / "run")
    return model


def test_what_is_packed_is_nearly_what_was_trained(
    tmp_path: Path, trained: BertForQuestionAnswering
) -> None:
    target = tmp_path / "reader.safetensors"
    digest = pack([tmp_path / "run"], target)
    assert len(digest) == 64
    packed = layers_in(target, digest)
    weights = trained.state_dict()
    assert set(packed) == {name for name in weights if ".embeddings." not in name}
    for name, values in packed.items():
        limit = weights[name].abs().max().item() / 127
        assert torch.allclose(values, weights[name], atol=limit)


def test_several_stages_are_packed_as_their_mean(
    tmp_path: Path, trained: BertForQuestionAnswering
) -> None:
    before = {name: values.clone() for name, values in trained.state_dict().items()}
    with torch.no_grad():
        for values in trained.parameters():
            values.add_(1)
    trained.save_pretrained(tmp_path / "later")
    target = tmp_path / "reader.safetensors"
    packed = layers_in(target, pack([tmp_path / "run", tmp_path / "later"], target))
    for name, mean in packed.items():
        assert torch.allclose(mean, before[name] + 0.5, atol=0.01)
