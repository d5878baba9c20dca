import os
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel

from embeddings import Encoder, EncoderError, load_encoder
from embeddings.bundled import bundled_model_folder
from embeddings.encoder import unrelated_cosine
from embeddings.speed import Setting

TEXTS = [
    "Ai chủ trì hội nghị giao ban tháng 4?",
    "Trung tâm chính trị mở mấy lớp?",
    "Phở bò nấu thế nào?",
]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The folder of an untrained model of four words: no prefixes, vectors of any length."""
    inner, folder = tmp_path / "inner", tmp_path / "tiny"
    inner.mkdir()
    words = "[PAD] [UNK] [CLS] [SEP] [MASK] mot hai ba bon".split()
    (inner / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=1
    )
    BertModel(config).save_pretrained(inner)
    (inner / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}')
    model = SentenceTransformer(
        modules=[Transformer(str(inner)), Pooling(8, pooling_mode="mean")], device="cpu"
    )
    model.save(str(folder), create_model_card=False)
    return folder


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares the seconds that measuring a new model takes."""
    monkeypatch.setattr("embeddings.model.fastest_setting", lambda *_: Setting("float32", 1))


def complaint(name: str, cache: Path) -> str:
    with pytest.raises(EncoderError) as caught:
        load_encoder(name, cache)
    message = str(caught.value)
    assert "\n" not in message
    assert name in message
    return message


def test_vectors_are_unit_vectors_one_a_text(bundled: Encoder) -> None:
    for vectors in (bundled.encode_query(TEXTS), bundled.encode_document(TEXTS)):
        assert vectors.shape == (3, 384)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_questions_and_passages_are_read_each_in_their_way(bundled: Encoder) -> None:
    asked, written = bundled.encode_query(TEXTS), bundled.encode_document(TEXTS)
    cosines = (asked * written).sum(axis=1)
    assert (cosines < 0.995).all()
    # The prefixes are the model's own: typed by hand they come on top.
    assert float(bundled.encode_query([f"query: {TEXTS[0]}"])[0] @ asked[0]) < 0.9999


def test_the_vectors_of_many_texts_come_in_order(bundled: Encoder) -> None:
    texts = [f"Tổ {n} họp. " * (1 + n % 7) for n in range(20)]
    together = bundled.encode_document(texts)
    for at in (0, 6, 13, 19):
        alone = bundled.encode_document([texts[at]])[0]
        assert int((together @ alone).argmax()) == at


def test_a_question_is_nearer_to_what_answers_it(bundled: Encoder) -> None:
    question = bundled.encode_query(["Chi bộ kết nạp bao nhiêu đảng viên?"])[0]
    near, far = bundled.encode_document(
        ["Trong quý, chi bộ đã kết nạp 5 đảng viên mới.", "Trời hôm nay có mưa rào."]
    )
    assert float(near @ question) > float(far @ question) + 0.03
    assert float(near @ question) > unrelated_cosine(bundled) > 0.6


@pytest.mark.parametrize("name", ["khong-co/mo-hinh-nay", "./khong-co-thu-muc"])
def test_a_model_that_is_not_there_is_explained_in_one_line(tmp_path: Path, name: str) -> None:
    assert "`encoder`" in complaint(name, tmp_path)


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_a_folder_without_a_model_is_explained_in_one_line(
    tmp_path: Path, content: str | None
) -> None:
    folder = tmp_path / "mo-hinh"
    folder.mkdir()
    if content is not None:
        (folder / "config.json").write_text(content, encoding="utf-8")
    assert "`encoder`" in complaint(str(folder), tmp_path)


@pytest.mark.usefixtures("unmeasured")
def test_a_folder_of_sentence_transformers_serves_as_encoder(
    tmp_path: Path, bundled: Encoder
) -> None:
    folder = bundled_model_folder()
    encoder = load_encoder(str(folder), tmp_path)
    assert encoder.identity != bundled.identity
    cosines = (encoder.encode_query(TEXTS) * bundled.encode_query(TEXTS)).sum(axis=1)
    assert (cosines > 0.99).all()


@pytest.mark.usefixtures("unmeasured")
def test_vectors_of_a_model_that_does_not_normalise_are_unit_vectors(tiny: Path) -> None:
    vectors = load_encoder(str(tiny), tiny.parent).encode_document(["mot hai", "ba"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)


@pytest.mark.usefixtures("unmeasured")
def test_a_model_without_prefixes_reads_questions_and_passages_alike(tiny: Path) -> None:
    encoder = load_encoder(str(tiny), tiny.parent)
    asked, written = encoder.encode_query(["mot hai"]), encoder.encode_document(["mot hai"])
    assert asked == pytest.approx(written, abs=1e-6)


@pytest.mark.usefixtures("unmeasured")
def test_a_model_trained_anew_in_its_folder_is_another_model(tiny: Path) -> None:
    before = load_encoder(str(tiny), tiny.parent).identity
    assert load_encoder(str(tiny), tiny.parent).identity == before
    os.utime(tiny / "model.safetensors", (0, 0))
    assert load_encoder(str(tiny), tiny.parent).identity != before
