import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot import admin, reload_replies
from bot.admin_dialogue import AdminDialogue
from bot.config import Config
from bot.workers import Workers
from embeddings.encoder import Vectors
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.locking import only_writer
from knowledge.manifests import NAME
from tests.bot.conftest import ADMIN, JUNE, Talk, action, finish
from tests.conftest import COUNCIL, FakeEncoder, no_progress

CHAIR = "Ai chủ trì hội nghị giao ban tháng 6?"
WAIT_S = 30


class Gate:
    """Holds the encoder up at its first passages until it is opened."""

    def __init__(self, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self._open = threading.Event(), threading.Event()
        encode = encoder.encode_document

        def held_up(texts: Sequence[str]) -> Vectors:
            self.reached.set()
            assert self._open.wait(WAIT_S)
            return encode(texts)

        monkeypatch.setattr(encoder, "encode_document", held_up)

    def wait(self) -> None:
        assert self.reached.wait(WAIT_S)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate(talk: Talk, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Closed; an article is there that was not encoded yet."""
    (talk.config.articles[0] / "giao-ban-6.txt").write_text(JUNE, encoding="utf-8")
    return Gate(encoder, monkeypatch)


def test_before_the_first_reload_the_status_is_empty(config: Config, articles: Path) -> None:
    status = admin.status(config)
    assert (status.articles, status.passages, status.snapshot, status.made) == (0, 0, None, None)
    assert status.last_reload is None
    assert status.encoder == "bundled"
    assert (status.folders, status.state) == ((str(articles),), str(config.state))
    assert not config.state.exists()


def test_after_a_reload_the_status_tells_of_it(
    config: Config, base: KnowledgeBase, articles: Path
) -> None:
    (articles / "hỏng.txt").write_bytes(b"\x00")
    admin.reload(base, config, no_progress, rebuild=False)
    status = admin.status(config)
    assert (status.articles, status.passages, status.snapshot) == (2, 2, 1)
    assert status.made is not None
    assert status.megabytes_on_disk > 0
    assert status.last_reload is not None
    assert status.last_reload["added"] == ["giao-ban.txt", "hdnd.txt"]
    failed = {"path": "hỏng.txt", "reason": "not a text file", "fault": "not text"}
    assert status.last_reload["failed"] == [failed]


def test_a_reload_that_did_nothing_is_not_the_last_one(
    config: Config, base: KnowledgeBase, articles: Path
) -> None:
    admin.reload(base, config, no_progress, rebuild=False)
    before = admin.status(config)
    for path in articles.iterdir():
        path.unlink()
    with pytest.raises(KnowledgeError):
        admin.reload(base, config, no_progress, rebuild=True)
    assert admin.status(config) == before


def test_a_rebuild_can_be_asked_for(config: Config, base: KnowledgeBase) -> None:
    assert admin.reload(base, config, no_progress, rebuild=False).encoded == 2
    assert admin.reload(base, config, no_progress, rebuild=False).encoded == 0
    assert admin.reload(base, config, no_progress, rebuild=True).encoded == 2


def test_files_may_vanish_while_the_status_is_made(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared = talk.config.state / "snapshots" / "old"
    cleared.mkdir()
    (cleared / "a").touch()
    walk = os.walk

    def walk_as_files_vanish(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
        found = list(walk(folder))
        shutil.rmtree(cleared, ignore_errors=True)
        yield from found

    monkeypatch.setattr(os, "walk", walk_as_files_vanish)
    assert "2 bài, 2 đoạn" in talk.say("/status", ADMIN).text
    assert not cleared.exists()


def test_a_damaged_snapshot_shows_in_the_status(config: Config, base: KnowledgeBase) -> None:
    for _ in range(2):
        admin.reload(base, config, no_progress, rebuild=True)
    assert (admin.status(config).damage, admin.status(config).kept) == ((), (1, 2))
    (config.state / "snapshots" / "000002" / NAME).unlink()
    status = admin.status(config)
    assert (status.snapshot, status.articles, status.kept) == (1, 2, (1, 2))
    (damage,) = status.damage
    assert damage.startswith("Snapshot 2 is damaged: ")
    assert "`giaoban reload`" in damage


def test_without_a_whole_snapshot_the_status_says_what_is_wrong(
    config: Config, base: KnowledgeBase
) -> None:
    admin.reload(base, config, no_progress, rebuild=False)
    base.close()
    for path in config.state.glob("giaoban.db*"):
        path.unlink()
    status = admin.status(config)
    assert (status.snapshot, status.articles) == (None, 0)
    assert status.damage == (
        "Snapshot 1 does not fit the database. `giaoban reload` builds it anew.",
    )
    assert not (config.state / "giaoban.db").exists()


def test_a_report_that_cannot_be_kept_does_not_undo_a_reload(
    config: Config, base: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    (config.state / "last_reload.json").mkdir()
    assert admin.reload(base, config, no_progress, rebuild=False).snapshot == 1
    assert "the report of the reload cannot be kept" in caplog.text
    assert admin.status(config).snapshot == 1


def test_a_damaged_report_of_the_last_reload_is_as_none(
    config: Config, base: KnowledgeBase
) -> None:
    admin.reload(base, config, no_progress, rebuild=False)
    (config.state / "last_reload.json").write_text("{", encoding="utf-8")
    assert admin.status(config).last_reload is None
    assert admin.status(config).articles == 2


def test_the_base_of_a_configuration_reads_its_folders(config: Config) -> None:
    base = KnowledgeBase(config.state, config.articles, FakeEncoder())
    assert base.is_empty
    assert base.reload(no_progress).articles == 2
    base.close()


# --- reloading from a chat


def test_a_reload_shows_how_far_it_is_and_ends_with_what_it_did(talk: Talk, articles: Path) -> None:
    (articles / "giao-ban.txt").write_text(JUNE, encoding="utf-8")
    (articles / "hdnd.txt").unlink()
    (articles / "mới.md").write_text(COUNCIL, encoding="utf-8")
    (articles / "hỏng.txt").write_bytes(b"\x00")
    shown, done = finish(talk.say("/reload", ADMIN))
    assert shown[0].text.endswith("░░░░░░░░░░░░ 0%")
    assert shown[-1].text.endswith("▓▓▓▓▓▓▓▓▓▓▓▓ 100%")
    assert done.text.splitlines()[0].endswith(" giây): 2 bài, 2 đoạn.")
    assert done.text.splitlines()[1:] == [
        *("Thêm 1:", "  • mới.md", "Sửa 1:", "  • giao-ban.txt", "Gỡ 1:", "  • hdnd.txt"),
        *("⚠️ Lỗi 1:", "  • hỏng.txt: không phải tệp chữ"),
    ]
    status = talk.say("/status", ADMIN).text
    assert "Lần cập nhật gần nhất: thêm 1, sửa 1, gỡ 1, lỗi 1." in status


def test_a_reload_that_fails_says_so_and_the_old_articles_answer_on(
    talk: Talk, articles: Path, caplog: pytest.LogCaptureFixture
) -> None:
    articles.rename(articles.with_name("khác"))
    _, done = finish(talk.say("/reload", ADMIN))
    assert done.text.startswith("❌ Không cập nhật được; dữ liệu cũ vẫn dùng bình thường.")
    assert "reload: " in caplog.messages[-1]
    assert talk.say("Ai chủ trì hội nghị giao ban tháng 4?").highlight == "Trần Văn Bảy"


def test_an_error_that_nobody_expected_ends_a_reload_with_words(
    talk: Talk, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(texts: Sequence[str]) -> Vectors:
        raise RuntimeError("out of memory at 0x7f")

    added = talk.press(action(talk.send("moi.txt", JUNE), "Thêm"), ADMIN)
    with monkeypatch.context() as patched:
        patched.setattr(encoder, "encode_document", fail)
        for reply in (talk.say("/reload", ADMIN), added):
            _, done = finish(reply)
            assert "❌ Không cập nhật được" in done.text
            assert "0x7f" not in done.text
    assert talk.say("Ai chủ trì hội nghị giao ban tháng 4?").highlight == "Trần Văn Bảy"
    finish(talk.say("/reload", ADMIN))
    assert talk.say(CHAIR).highlight == "Ngô Thị Tám"


def test_while_a_reload_runs_questions_are_answered_and_another_is_declined(
    talk: Talk, gate: Gate
) -> None:
    workers = Workers()
    first, second = talk.say("/reload", ADMIN), talk.say("/reload", ADMIN)
    running = workers.jobs.submit(finish, first)
    gate.wait()
    assert talk.say("/reload", ADMIN) == reload_replies.RUNNING
    assert finish(second)[1].text == reload_replies.RUNNING.text
    asked = workers.answers.submit(talk.say, "Ai chủ trì hội nghị giao ban tháng 4?")
    assert asked.result(WAIT_S).highlight == "Trần Văn Bảy"
    gate.open()
    assert "  • giao-ban-6.txt" in running.result(WAIT_S)[1].text
    assert talk.say(CHAIR).highlight == "Ngô Thị Tám"
    workers.stop()
    with pytest.raises(RuntimeError):
        workers.jobs.submit(finish, first)


def test_a_reload_says_which_other_process_is_at_it(talk: Talk) -> None:
    with only_writer(talk.config.state, "reload"):
        _, done = finish(talk.say("/reload", ADMIN))
    assert f"tiến trình {os.getpid()} trên máy" in done.text


def test_what_is_added_while_a_reload_runs_waits_for_its_end(talk: Talk, gate: Gate) -> None:
    workers = Workers()
    running = workers.jobs.submit(finish, talk.say("/reload", ADMIN))
    gate.wait()
    august = JUNE.replace("tháng 6", "tháng 8").replace("Ngô Thị Tám", "Hồ Văn Chín")
    added = talk.press(action(talk.send("moi.txt", august), "Thêm"), ADMIN)
    waiting = workers.jobs.submit(finish, added)
    with pytest.raises(TimeoutError):
        waiting.result(0.2)
    gate.open()
    assert "moi.txt" not in running.result(WAIT_S)[1].text
    done = waiting.result(WAIT_S)[1].text
    assert done.startswith("Đã lưu moi.txt.\n✅ Đã cập nhật (bản 3")
    assert talk.say("Ai chủ trì hội nghị giao ban tháng 8?").highlight == "Hồ Văn Chín"
    workers.stop()


def test_a_stopped_reload_ends_at_its_next_step_and_no_work_is_lost(
    talk: Talk, articles: Path, encoder: FakeEncoder
) -> None:
    for n in range(130):
        text = f"Tin số {n}\n\nXã Tân Lập làm việc số {n}."
        (articles / f"tin-{n}.txt").write_text(text, encoding="utf-8")
    encoder.documents.clear()
    job = talk.say("/reload", ADMIN).job
    assert job is not None
    assert job(lambda shown: talk.admin.stop()).text == reload_replies.stopped().text
    assert 0 < len(encoder.documents) < 130
    assert "2 bài" in talk.say("/status", ADMIN).text
    next_one = AdminDialogue(talk.base, talk.journal, talk.config).obey("a", ADMIN, "reload", "")
    assert next_one is not None
    assert "132 bài, 132 đoạn" in finish(next_one)[1].text
    encoded = [text for text in encoder.documents if "Tân Lập" in text]
    assert len(encoded) == len(set(encoded)) == 130
