import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from embeddings.encoder import Vectors
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.locking import HeldError, only_writer
from knowledge.snapshots import Snapshots
from tests.conftest import FakeEncoder, no_progress

BRIDGE = """Xã Tân Lập khánh thành cầu Bến Đá

12/08/2023

Sáng 11/8/2023, xã Tân Lập khánh thành cầu Bến Đá dài 45 mét. Ông Hồ Văn Chín cắt băng khánh thành.
"""


class Tiring(FakeEncoder):
    """Fails once it has encoded so many passages."""

    def __init__(self, strength: int) -> None:
        super().__init__()
        self.strength = strength

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        if len(self.documents) + len(texts) > self.strength:
            raise RuntimeError("hết bộ nhớ")
        return super().encode_document(texts)


def current(tmp_path: Path) -> int | None:
    return Snapshots(tmp_path / "state").current_number()


def complaint(base: KnowledgeBase, kind: type[KnowledgeError] = KnowledgeError) -> str:
    with pytest.raises(KnowledgeError) as caught:
        base.reload(no_progress)
    assert type(caught.value) is kind
    message = str(caught.value)
    assert "\n" not in message
    return message


def first_path(base: KnowledgeBase, typed: str) -> str:
    return base.find(base.understand(typed))[0].passage.path


def own(encoder: FakeEncoder) -> list[str]:
    """The passages of articles that were encoded, not those that gauge the encoder."""
    return [text for text in encoder.documents if "Mỹ Lâm" in text or "Tân Lập" in text]


def test_the_first_reload_adds_all(base: KnowledgeBase, encoder: FakeEncoder) -> None:
    report = base.reload(no_progress)
    assert report.added == ("giao-ban.txt", "hdnd.txt")
    assert (report.changed, report.removed, report.failed) == ((), (), ())
    assert (report.snapshot, report.articles, report.passages, report.encoded) == (1, 2, 2, 2)
    assert len(own(encoder)) == 2
    assert report.seconds >= 0


def test_a_reload_without_a_change_does_nothing(
    base: KnowledgeBase, encoder: FakeEncoder, tmp_path: Path
) -> None:
    base.reload(no_progress)
    encoder.documents.clear()
    report = base.reload(no_progress)
    assert (report.added, report.changed, report.removed, report.failed) == ((), (), (), ())
    assert (report.snapshot, report.articles, report.passages, report.encoded) == (1, 2, 2, 0)
    assert encoder.documents == []
    assert [path.name for path in (tmp_path / "state" / "snapshots").iterdir()] == ["000001"]


def test_a_file_that_was_only_touched_has_not_changed(base: KnowledgeBase, articles: Path) -> None:
    base.reload(no_progress)
    os.utime(articles / "hdnd.txt", (0, 0))
    assert base.reload(no_progress).snapshot == 1


def test_of_an_edited_file_only_the_new_passages_are_encoded(
    base: KnowledgeBase, articles: Path, encoder: FakeEncoder
) -> None:
    paragraphs = [f"Tổ {n} phường Mỹ Lâm. " + f"Tổ quét đường số {n}. " * 30 for n in range(4)]
    path = articles / "dai.txt"
    path.write_text("Ra quân\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    whole = base.reload(no_progress).passages
    encoder.documents.clear()
    paragraphs[-1] = "Phường Mỹ Lâm tổng kết. " + "Các tổ làm rất tốt việc của mình. " * 30
    path.write_text("Ra quân\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    report = base.reload(no_progress)
    assert (report.changed, report.added, report.removed) == (("dai.txt",), (), ())
    assert 0 < report.encoded < whole - 2
    encoded = [text for text in encoder.documents if text.startswith("Ra quân")]
    assert len(encoded) == report.encoded
    assert any("tổng kết" in text for text in encoded)
    assert all("tổng kết" in text or "rất tốt" in text or "số 3" in text for text in encoded)
    assert "tổng kết" in base.find(base.understand("Phường tổng kết"))[0].passage.text


def test_a_removed_file_is_found_no_more(base: KnowledgeBase, articles: Path) -> None:
    base.reload(no_progress)
    (articles / "hdnd.txt").unlink()
    report = base.reload(no_progress)
    assert (report.removed, report.added, report.changed) == (("hdnd.txt",), (), ())
    assert (report.snapshot, report.articles, report.encoded) == (2, 1, 0)
    assert first_path(base, "HĐND khai mạc kỳ họp thứ 6") == "giao-ban.txt"


def test_an_article_that_returns_is_not_encoded_again(
    base: KnowledgeBase, articles: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    base.reload(no_progress)
    (articles / "hdnd.txt").rename(tmp_path / "hdnd.txt")
    for _ in range(4):  # more often than snapshots are kept
        base.reload(no_progress, rebuild=True)
    encoder.documents.clear()
    (tmp_path / "hdnd.txt").rename(articles / "hdnd.txt")
    report = base.reload(no_progress)
    assert (report.added, report.encoded) == (("hdnd.txt",), 0)
    assert own(encoder) == []


def test_a_file_with_another_name_is_not_encoded_again(base: KnowledgeBase, articles: Path) -> None:
    base.reload(no_progress)
    (articles / "hdnd.txt").rename(articles / "ky-hop.txt")
    report = base.reload(no_progress)
    assert (report.added, report.removed) == (("ky-hop.txt",), ("hdnd.txt",))
    assert report.encoded == 0
    assert first_path(base, "HĐND khai mạc kỳ họp thứ 6") == "ky-hop.txt"


def test_a_rebuild_encodes_all(base: KnowledgeBase, encoder: FakeEncoder) -> None:
    base.reload(no_progress)
    encoder.documents.clear()
    report = base.reload(no_progress, rebuild=True)
    assert (report.snapshot, report.encoded) == (2, 2)
    assert (report.added, report.changed, report.removed) == ((), (), ())
    assert len(own(encoder)) == 2


def test_another_encoder_encodes_anew(base: KnowledgeBase, articles: Path, tmp_path: Path) -> None:
    base.reload(no_progress)
    base.close()
    other = FakeEncoder("khác")
    renewed = KnowledgeBase(tmp_path / "state", [articles], other)
    report = renewed.reload(no_progress)
    assert (report.snapshot, report.encoded, len(own(other))) == (2, 2, 2)
    assert (report.added, report.changed, report.another_encoder) == ((), (), True)
    assert renewed.reload(no_progress).another_encoder is False
    renewed.close()


def test_another_encoder_builds_beside_the_old_snapshot(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    base.reload(no_progress)
    meanwhile: list[int | None] = []

    def look(done: int, total: int) -> None:
        old = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())
        old.open()
        assert first_path(old, "HĐND khai mạc kỳ họp thứ 6") == "hdnd.txt"
        meanwhile.append(old.snapshot_number)
        old.close()

    renewed = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder("khác"))
    assert renewed.wants_other_vectors
    renewed.reload(look)
    assert meanwhile == [1, 1]
    assert (current(tmp_path), renewed.wants_other_vectors) == (2, False)
    assert first_path(base, "HĐND khai mạc kỳ họp thứ 6") == "hdnd.txt"
    renewed.close()


def test_the_progress_counts_the_passages_to_encode(base: KnowledgeBase, articles: Path) -> None:
    seen: list[tuple[int, int]] = []
    base.reload(lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 2)
    assert seen[-1] == (2, 2)
    seen.clear()
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    base.reload(lambda done, total: seen.append((done, total)))
    assert seen[-1] == (1, 1)


# --- nothing to be done


def test_a_folder_that_is_gone_is_named_and_the_old_snapshot_answers(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    base.reload(no_progress)
    articles.rename(tmp_path / "elsewhere")
    assert str(articles) in complaint(base)
    assert current(tmp_path) == 1
    assert first_path(base, "HĐND khai mạc kỳ họp thứ 6") == "hdnd.txt"


@pytest.mark.parametrize("left", [None, "anh.txt"])
def test_a_folder_without_articles_is_named_and_the_old_snapshot_answers(
    base: KnowledgeBase, articles: Path, tmp_path: Path, left: str | None
) -> None:
    base.reload(no_progress)
    for path in articles.iterdir():
        path.unlink()
    if left:
        (articles / left).write_bytes(b"\x00")
    message = complaint(base)
    assert str(articles) in message
    assert ".txt" in message
    assert not left or f"{left}: not a text file" in message
    assert current(tmp_path) == 1
    assert first_path(base, "HĐND khai mạc kỳ họp thứ 6") == "hdnd.txt"


def test_an_empty_folder_at_first_leaves_no_snapshot(tmp_path: Path, encoder: FakeEncoder) -> None:
    (tmp_path / "bai").mkdir()
    base = KnowledgeBase(tmp_path / "state", [tmp_path / "bai"], encoder)
    assert str(tmp_path / "bai") in complaint(base)
    assert base.is_empty
    assert current(tmp_path) is None
    base.close()


def test_an_encoder_that_fails_midway_costs_only_what_it_had_not_done(
    tmp_path: Path, articles: Path, encoder: FakeEncoder, base: KnowledgeBase
) -> None:
    base.reload(no_progress)
    base.close()
    for n in range(150):
        (articles / f"tin-{n}.txt").write_text(
            f"Tin số {n}\n\nXã Tân Lập làm việc số {n}.", encoding="utf-8"
        )
    broken = KnowledgeBase(tmp_path / "state", [articles], Tiring(100))
    broken.open()
    with pytest.raises(RuntimeError, match="hết bộ nhớ"):
        broken.reload(no_progress)
    assert current(tmp_path) == 1
    assert {h.passage.path for h in broken.find(broken.understand("Tân Lập"), 200)} == {
        "giao-ban.txt",
        "hdnd.txt",
    }
    broken.close()
    encoder.documents.clear()
    whole = KnowledgeBase(tmp_path / "state", [articles], encoder)
    report = whole.reload(no_progress)
    assert (report.snapshot, report.articles, len(report.added)) == (2, 152, 150)
    assert 50 <= report.encoded < 100
    assert len(own(encoder)) == report.encoded
    whole.close()


def test_of_two_reloads_at_once_the_second_is_told_so(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    base.reload(no_progress)
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    with only_writer(tmp_path / "state", "reload"):
        assert "Another process is changing the index (reload, process " in complaint(
            base, HeldError
        )
    assert current(tmp_path) == 1
    assert base.reload(no_progress).added == ("cau.txt",)


def test_a_state_that_cannot_be_written_is_explained(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    base.reload(no_progress)
    snapshots = tmp_path / "state" / "snapshots"
    snapshots.rename(tmp_path / "kept")
    snapshots.write_text("", encoding="utf-8")
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    assert str(tmp_path / "state") in complaint(base)
    assert first_path(base, "HĐND khai mạc kỳ họp thứ 6") == "hdnd.txt"
