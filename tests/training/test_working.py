import random

import numpy as np
import pytest

from embeddings.bert_reader import PADDING
from embeddings.bundled import bundled_model_folder
from tests.training.test_lessons import ASKED
from training import working
from training.lessons import Lessons, Stage
from training.working import of_examples, of_texts, tokenizer_in


@pytest.fixture(autouse=True)
def lessons(monkeypatch: pytest.MonkeyPatch) -> Lessons:
    tokenizer = tokenizer_in(str(bundled_model_folder() / "tokenizer.json"))
    made = Lessons(tokenizer, ())
    monkeypatch.setattr(working, "_lessons", made, raising=False)
    return made


def test_batches_hold_whole_groups_and_not_too_many_rows() -> None:
    stage = Stage("try", (), rate=1e-4, seed=1, rows=8, beside=2)
    made = of_examples(stage, (1, [ASKED] * 30))
    assert len(made) > 5
    for batch in made:
        rows, longest = batch["ids"].shape
        assert 0 < rows <= 8
        assert (batch["ids"][:, -1] != PADDING).any()
        assert list(batch["groups"]) == sorted(batch["groups"])
        assert (batch["starts"] <= batch["ends"]).all()
        assert (batch["ends"] < longest).all()
        # At most one passage of a group answers.
        assert (np.bincount(batch["groups"], batch["starts"] > 0) <= 1).all()


def test_about_a_fifth_of_the_words_of_a_text_is_to_be_guessed(lessons: Lessons) -> None:
    text = " ".join(random.Random(1).choices(["giếng", "làng", "hội", "chợ", "lúa"], k=900))
    (batch,) = of_texts((1, [text]))
    ids, labels = batch["ids"], batch["labels"]
    read = ids != PADDING
    asked = labels >= 0
    assert 0.15 < asked.sum() / read.sum() < 0.25
    assert (ids[asked] == lessons.mask).mean() > 0.6
    assert (ids[asked] == labels[asked]).any()
    assert not (asked & (ids == PADDING)).any()


def test_a_text_of_a_few_words_is_no_row() -> None:
    assert of_texts((1, ["Bà con góp 48 triệu đồng."])) == []
