import re
from multiprocessing.pool import Pool
from typing import cast

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import BertConfig, BertForQuestionAnswering

from tests.training.pools import Here
from training import working
from training.lessons import Lessons
from training.pretraining import pretrain

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
WORDS = "xã quế họp dân bàn việc làm đường".split()


def test_it_learns_to_guess_words_and_leaves_their_embeddings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = {word: at for at, word in enumerate((*SPECIAL, *WORDS, "<mask>"))}
    tokenizer = Tokenizer(WordLevel(words))
    tokenizer.pre_tokenizer = Whitespace()
    monkeypatch.setattr(working, "_lessons", Lessons(tokenizer, ()), raising=False)
    torch.manual_seed(1)
    model = BertForQuestionAnswering(
        BertConfig(
            vocab_size=len(words),
            hidden_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=128,
            initializer_range=0.2,
        )
    )
    model.bert.embeddings.requires_grad_(requires_grad=False)
    before = {name: values.clone() for name, values in model.bert.state_dict().items()}
    texts = [" ".join([word] * 60) for word in WORDS for _ in range(100)]
    pretrain(model, texts, cast(Pool, Here()))
    losses = [float(loss) for loss in re.findall(r"loss ([\d.]+)", capsys.readouterr().out)]
    assert losses[-1] < losses[0] / 2
    changed = {
        name for name, values in model.bert.state_dict().items() if not values.equal(before[name])
    }
    assert any(name.startswith("encoder.") for name in changed)
    assert not any(name.startswith("embeddings.") for name in changed)
