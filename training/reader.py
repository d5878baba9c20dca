"""Trains the reader (embeddings/bert_reader.py) from the bundled encoder, and packs its weights.

    python -m training.reader train QUESTIONS.jsonl NEWS.jsonl FOLDER
    python -m training.reader pack FOLDER/everything FOLDER/chats

The example files come from `training.examples`. Each stage starts where the one before ended and is
kept in FOLDER, so that a run that was stopped goes on with the stage it was in; README.md here says
what each try gave. `pack` writes the mean of several stages' weights (a "model soup", Wortsman et
al. 2022) to embeddings/reader.safetensors and prints its hash.
"""

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_
from tqdm import tqdm
from transformers import BertForQuestionAnswering

from bot.progress import track
from embeddings.bert_reader import PADDING, SCALE, WEIGHTS
from embeddings.bundled import bundled_model_folder
from training.examples import Example
from training.lessons import STAGES, Row, Stage, examples_of, is_held_out, rows_from

_BATCH = 16


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    training = commands.add_parser("train")
    training.add_argument("questions", type=Path)
    training.add_argument("news", type=Path)
    training.add_argument("folder", type=Path)
    training.set_defaults(run=lambda o: train(o.questions, o.news, o.folder))
    packing = commands.add_parser("pack")
    packing.add_argument("folders", type=Path, nargs="+")
    packing.set_defaults(run=lambda o: print(pack(o.folders, WEIGHTS)))
    options = parser.parse_args()
    options.run(options)


def train(questions: Path, news: Path, folder: Path) -> None:
    """Runs the stages that `folder` does not hold yet."""
    torch.set_num_threads(2)
    tokenizer = Tokenizer.from_file(str(bundled_model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    known = [e for e in _read(questions) if not is_held_out(e["group"])]
    made = list(_read(news))
    for stage in STAGES:
        if not (folder / stage.name).is_dir():
            rng = random.Random(stage.seed)
            rows = [
                row
                for example in examples_of(stage, known, made, rng)
                for row in rows_from(example, tokenizer, rng, stage)
            ]
            model = _model([folder / name for name in stage.starts_from], stage.dropout)
            _run(stage, model, rows, rng)
            model.save_pretrained(folder / stage.name)


def _read(file: Path) -> Iterator[Example]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _model(folders: Sequence[Path], dropout: float) -> BertForQuestionAnswering:
    """The mean weights of `folders`, or else of the encoder, which keeps its embeddings."""
    model = BertForQuestionAnswering.from_pretrained(
        bundled_model_folder(), hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout
    )
    if folders:
        model.load_state_dict(_mean(folders))
    model.bert.embeddings.requires_grad_(requires_grad=False)
    return model


def _run(
    stage: Stage, model: BertForQuestionAnswering, rows: Sequence[Row], rng: random.Random
) -> None:
    torch.manual_seed(stage.seed)
    batches = list(_batches(rows, rng))
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=stage.rate, weight_decay=0.01)
    warm = len(batches) // 12 + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / warm, max(0.02, 1 - (step - warm) / len(batches))),
    )
    model.train()
    began, loss_sum, seen = time.monotonic(), 0.0, 0
    for number, batch in enumerate(track(batches, stage.name, "batches"), start=1):
        loss = _loss(model, batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        clip_grad_norm_(weights, 1.0)
        optimizer.step()
        schedule.step()
        loss_sum, seen = loss_sum + loss.item(), seen + len(batch)
        if number % 50 == 0 or number == len(batches):
            speed = seen / (time.monotonic() - began)
            done = f"{stage.name} {number}/{len(batches)}"
            mean = loss_sum / (number % 50 or 50)
            tqdm.write(f"{done}  loss {mean:.3f}  {speed:.1f} examples/s")
            loss_sum = 0.0


def _batches(rows: Sequence[Row], rng: random.Random) -> Iterator[Sequence[Row]]:
    """In random order, each of texts about as long, so that little is spent on padding."""
    shuffled = rng.sample(rows, len(rows))
    found: list[Sequence[Row]] = []
    for window in _cut(shuffled, _BATCH * 40):
        found += _cut(sorted(window, key=lambda row: len(row.tokens)), _BATCH)
    rng.shuffle(found)
    yield from found


def _cut(rows: Sequence[Row], size: int) -> list[Sequence[Row]]:
    return [rows[at : at + size] for at in range(0, len(rows), size)]


def _loss(model: BertForQuestionAnswering, batch: Sequence[Row]) -> torch.Tensor:
    longest = max(len(row.tokens) for row in batch)
    ids = torch.full((len(batch), longest), PADDING)
    for number, row in enumerate(batch):
        ids[number, : len(row.tokens)] = torch.tensor(row.tokens)
    mask = ids != PADDING
    with torch.autocast("cpu", torch.bfloat16):
        out = model(input_ids=ids, attention_mask=mask.long())
    losses = [
        cross_entropy(logits.float().masked_fill(~mask, -1e4), torch.tensor(gold))
        for logits, gold in (
            (out.start_logits, [row.start for row in batch]),
            (out.end_logits, [row.end for row in batch]),
        )
    ]
    return torch.stack(losses).mean()


def pack(folders: Sequence[Path], target: Path) -> str:
    """Writes the mean of the layers in `folders`, matrices in 8 bits with a scale for each row.

    :return: the file's SHA-256.
    """
    packed: dict[str, Any] = {}
    for name, values in _mean(folders).items():
        if ".embeddings." in name or ".pooler." in name:
            continue  # the first are the encoder's, the second is not used
        packed[name] = values
        if values.ndim == 2:
            scale = values.abs().amax(1, keepdim=True).clamp_min(1e-12) / 127
            packed[name] = torch.round(values / scale).to(torch.int8)
            packed[f"{name}{SCALE}"] = scale.float()
    save_file(packed, target)
    return hashlib.sha256(target.read_bytes()).hexdigest()


def _mean(folders: Sequence[Path]) -> dict[str, torch.Tensor]:
    trained = [load_file(folder / "model.safetensors") for folder in folders]
    return {
        name: torch.stack([weights[name].float() for weights in trained]).mean(0)
        for name in trained[0]
    }


if __name__ == "__main__":
    main()
