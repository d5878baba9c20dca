"""Trains the reader (embeddings/bert_reader.py) from the bundled encoder, and packs its weights.

    python -m training.reader train KNOWN.jsonl WRITTEN.jsonl CONTRASTS.jsonl MADE.jsonl TEXTS RUN
    python -m training.reader measure KNOWN.jsonl RUN/known-4,RUN/known-5 …
    python -m training.reader pack RUN/elder-contrasts RUN/contrasts

The example files come from `training.examples`. Each stage is kept in RUN, so that a run that
was stopped goes on with the stage it was in; README.md here says what each try gave. `pack` writes
several readers into embeddings/reader.safetensors and prints its hash; folders with commas between
them make one reader, the mean of their weights (a "model soup", Wortsman et al. 2022).
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from multiprocessing.pool import Pool
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch.nn.functional import cross_entropy
from transformers import BertForQuestionAnswering

from embeddings.bert_reader import PADDING, WEIGHTS
from embeddings.bundled import bundled_model_folder
from embeddings.reader_weights import pack
from training.examples import Example
from training.lessons import MASKED, STAGES, Lessons, Stage, examples_of, is_held_out
from training.measuring import measure
from training.pretraining import pretrain
from training.rounding import rounding
from training.running import DEVICE, Tensors, fit
from training.working import batches, of_examples, tokenizer_in, workers


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    training = commands.add_parser("train")
    for name in ("known", "written", "contrasts", "made", "texts", "folder"):
        training.add_argument(name, type=Path)
    training.add_argument("--share", type=float, default=1, help="of all examples, for a try")
    training.set_defaults(run=train)
    measuring = commands.add_parser("measure")
    measuring.add_argument("questions", type=Path)
    measuring.add_argument("readers", type=_folders, nargs="+")
    measuring.set_defaults(
        run=lambda o: [print(measured(o.questions, reader)) for reader in o.readers]
    )
    packing = commands.add_parser("pack")
    packing.add_argument("readers", type=_folders, nargs="+")
    packing.set_defaults(run=lambda o: print(packed(o.readers, WEIGHTS)))
    options = parser.parse_args()
    options.run(options)


def _folders(names: str) -> list[Path]:
    return [Path(name) for name in names.split(",")]


def train(options: argparse.Namespace) -> None:
    """Runs the stages that `folder` does not hold yet and whose start it holds.

    `texts` is plain text to go on learning the language from, an article a line.
    """
    folder, share = options.folder, options.share
    known, written, contrasts = (
        [example for example in _read(file) if not is_held_out(example["group"])]
        for file in (options.known, options.written, options.contrasts)
    )
    made = list(_read(options.made))
    asked = [example["question"] for example in known]
    with workers(_tokenizer_file(), asked) as pool:
        if not (folder / MASKED).is_dir():
            lines = options.texts.read_text(encoding="utf-8").splitlines()
            model = _model()
            pretrain(model, lines[: int(share * len(lines))], pool)
            model.save_pretrained(folder / MASKED)
        for stage in STAGES:
            starts = [folder / name for name in stage.starts_from]
            if (folder / stage.name).is_dir() or not all(start.is_dir() for start in starts):
                continue
            model = _model(starts, stage.dropout)
            examples = examples_of(stage, known, written, contrasts, made)
            teach(stage, model, examples[: int(share * len(examples))], pool)
            model.save_pretrained(folder / stage.name)
            print(measured(options.known, [folder / stage.name]), flush=True)


def measured(questions: Path, folders: Sequence[Path]) -> str:
    """How well the mean of `folders` reads the questions held out."""
    held_out = [e for e in _read(questions) if is_held_out(e["group"])]
    return measure(_model(folders), Lessons(tokenizer_in(_tokenizer_file()), ()), held_out)


def _read(file: Path) -> Iterator[Example]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _tokenizer_file() -> str:
    return str(bundled_model_folder() / "tokenizer.json")


def _model(folders: Sequence[Path] = (), dropout: float = 0.1) -> BertForQuestionAnswering:
    """The mean weights of `folders`, or else the encoder's, which keeps its embeddings."""
    model = BertForQuestionAnswering.from_pretrained(
        bundled_model_folder(), hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout
    )
    if folders:
        model.load_state_dict(mean_of(folders))
    model.bert.embeddings.requires_grad_(requires_grad=False)
    return model


def teach(
    stage: Stage, model: BertForQuestionAnswering, examples: Sequence[Example], pool: Pool
) -> None:
    """Trains `model` on `examples`."""
    torch.manual_seed(stage.seed)
    made = batches(pool, partial(of_examples, stage), examples, stage.seed)
    with rounding(model) if stage.rounds else nullcontext():
        fit(stage.name, model, made, lambda batch: _loss(model, batch), stage.rate)


def _loss(model: BertForQuestionAnswering, batch: Tensors) -> torch.Tensor:
    """The mean of two losses: of each passage alone, and of all passages of a question together.

    The second is what answering needs, marks that can be compared between passages ("shared
    normalisation", Clark & Gardner 2018); a passage's mark counts beyond that for "no answer".
    """
    mask = batch["ids"] != PADDING
    with torch.autocast(DEVICE, torch.bfloat16):
        out = model(input_ids=batch["ids"], attention_mask=mask.long())
    places = torch.arange(mask.shape[1], device=mask.device)
    is_text = mask & (places >= batch["text_from"][:, None])
    losses = []
    for logits, gold in ((out.start_logits, batch["starts"]), (out.end_logits, batch["ends"])):
        alone = logits.float().masked_fill(~mask, -1e4)
        losses.append(cross_entropy(alone, gold))
        beyond = (alone - alone[:, :1]).masked_fill(~is_text, -1e4)
        losses.append(_shared_loss(beyond, gold, batch["groups"]))
    return torch.stack(losses).mean()


def _shared_loss(beyond: torch.Tensor, gold: torch.Tensor, groups: torch.Tensor) -> torch.Tensor:
    """Cross entropy over all places in a group's rows, and one more for none, which scores 0."""
    rows = beyond.logsumexp(1)
    none = torch.zeros(int(groups.max()) + 1, device=rows.device)
    highest = none.scatter_reduce(0, groups, rows.detach(), "amax")
    shares = (-highest).exp().index_add(0, groups, (rows - highest[groups]).exp())
    right = beyond.gather(1, gold[:, None])[:, 0].where(gold > 0, 0)
    return (highest + shares.log() - none.index_add(0, groups, right)).mean()


def packed(readers: Sequence[Sequence[Path]], target: Path) -> str:
    """Writes the layers of each reader, the mean of its folders; returns the file's SHA-256."""
    return pack([_layers(mean_of(folders)) for folders in readers], target)


def _layers(weights: Mapping[str, torch.Tensor]) -> Mapping[str, torch.Tensor]:
    """Without the embeddings, which are the encoder's, and a layer that is not used."""
    return {
        name: values
        for name, values in weights.items()
        if ".embeddings." not in name and ".pooler." not in name
    }


def mean_of(folders: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean weights of the models in `folders`."""
    trained = [load_file(folder / "model.safetensors") for folder in folders]
    return {
        name: torch.stack([weights[name].float() for weights in trained]).mean(0)
        for name in trained[0]
    }


if __name__ == "__main__":
    main()
