"""Goes on with the encoder's own schooling: guessing masked words of Vietnamese texts.

As in BERT (Devlin et al. 2019), on the kind of text that will be read (Gururangan et al. 2020,
"Don't Stop Pretraining"). The word embeddings stay as they are; only the layers learn.
"""

import random
from collections.abc import Sequence
from multiprocessing.pool import Pool

import torch
from torch.nn.functional import cross_entropy
from transformers import BertForQuestionAnswering

from embeddings.bert_reader import PADDING
from training.lessons import MASKED
from training.running import DEVICE, Tensors, fit
from training.working import batches, of_texts

_ROUNDS = 8
_RATE, _SEED = 4e-4, 2


def pretrain(model: BertForQuestionAnswering, texts: Sequence[str], pool: Pool) -> None:
    """Changes the layers of `model`."""
    torch.manual_seed(_SEED)
    guesser = _Guesser(model)
    rng = random.Random(_SEED)
    items = [text for _ in range(_ROUNDS) for text in rng.sample(texts, len(texts))]
    fit(MASKED, guesser, batches(pool, of_texts, items, _SEED), guesser.loss, _RATE)


class _Guesser(torch.nn.Module):
    """The layers with a head that guesses words, by the embeddings that the words have anyway."""

    def __init__(self, model: BertForQuestionAnswering) -> None:
        super().__init__()
        self.bert, hidden = model.bert, model.config.hidden_size
        self.head = torch.nn.Sequential(
            torch.nn.Linear(hidden, hidden), torch.nn.GELU(), torch.nn.LayerNorm(hidden)
        )
        self.bias = torch.nn.Parameter(torch.zeros(model.config.vocab_size))

    def loss(self, batch: Tensors) -> torch.Tensor:
        ids, labels = batch["ids"], batch["labels"]
        asked = labels >= 0
        words = self.bert.embeddings.word_embeddings.weight
        with torch.autocast(DEVICE, torch.bfloat16):
            out = self.bert(input_ids=ids, attention_mask=(ids != PADDING).long())
            guesses = self.head(out.last_hidden_state[asked]) @ words.T + self.bias
        return cross_entropy(guesses.float(), labels[asked])
