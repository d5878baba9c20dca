"""What admins do on Zalo, and what becomes of answers on a bad line."""

import asyncio
import logging
from pathlib import Path

import pytest

from bot import admin_replies, replies
from bot.dialogue import Dialogue
from bot.messages import Reply
from bot.zalo.calling import CallError, UncertainError
from tests.bot.zalo.talking import ADMIN, Zalo, during

QUESTION, ANSWER = "Ai chủ trì hội nghị giao ban công tác tháng 4?", "Trần Văn Bảy"


def test_an_admin_confirms_with_a_word_and_the_end_of_the_work_is_told(
    zalo: Zalo, articles: Path
) -> None:
    async def say(zalo: Zalo) -> None:
        (asked,) = await zalo.write("/xoa hdnd.txt", ADMIN)
        assert asked.endswith("Đồng chí trả lời “có” (Xóa) hoặc “không”.")
        begun, done = await zalo.write("có", ADMIN)
        assert begun.endswith("Đang cập nhật kho bài…")
        assert "✅ Đã cập nhật" in done
        assert not (articles / "hdnd.txt").exists()
        (asked,) = await zalo.write("/xoa giao-ban.txt", ADMIN)
        assert await zalo.write("không", ADMIN) == [admin_replies.CANCELLED.text]
        assert (articles / "giao-ban.txt").exists()

    during(zalo, say)


def test_a_question_to_an_admin_is_not_answered_by_others(zalo: Zalo, articles: Path) -> None:
    async def say(zalo: Zalo) -> None:
        assert await zalo.write("/xoa hdnd.txt", "nhom", "lan") == [admin_replies.ONLY_ADMINS.text]
        await zalo.write("/xoa hdnd.txt", "nhom", ADMIN)
        assert await zalo.write("có", "nhom", "lan") == [admin_replies.ONLY_ADMINS.text]
        assert (articles / "hdnd.txt").exists()
        _, done = await zalo.write("có", "nhom", ADMIN)
        assert "✅ Đã cập nhật" in done

    during(zalo, say)


def test_a_job_that_fails_is_told_of(
    zalo: Zalo, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(show: object) -> Reply:
        raise RuntimeError("hỏng")

    monkeypatch.setattr(Dialogue, "say", lambda *_: Reply("Đang làm…", job=fail))

    async def say(zalo: Zalo) -> None:
        assert await zalo.write("/reload", ADMIN) == ["Đang làm…", replies.TROUBLE.text]

    during(zalo, say)
    assert "a job failed" in caplog.text


# --- a bad line


@pytest.mark.parametrize("arrives", [True, False])
def test_an_answer_that_may_be_lost_is_shown_again_by_number_and_its_choices_hold(
    zalo: Zalo, arrives: bool
) -> None:
    async def say(zalo: Zalo) -> None:
        zalo.door.failures, zalo.door.arrives = [UncertainError()], arrives
        sent = await zalo.write(QUESTION)
        assert len(sent) == 1 + arrives
        assert sent[-1] == f"{replies.uncertain('').text}\n\nGõ số: 1 Xem câu trả lời"
        (again,) = await zalo.write("1")
        assert ANSWER in again
        (passage,) = await zalo.write("1")
        assert "Chiều 4/5/2023" in passage

    during(zalo, say)


def test_an_answer_is_shown_again_only_once(zalo: Zalo) -> None:
    async def say(zalo: Zalo) -> None:
        zalo.door.failures = [UncertainError()]
        await zalo.write("cảm ơn")
        assert len(await zalo.write("1")) == 1
        (refused,) = await zalo.write("1")
        assert refused.startswith(replies.NOT_FOUND)

    during(zalo, say)


def test_an_answer_that_is_lost_for_good_is_logged_without_its_words(
    zalo: Zalo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")

    async def say(zalo: Zalo) -> None:
        zalo.door.failures = [CallError("sendMessage: answer 502")]
        assert await zalo.write(QUESTION) == []
        zalo.door.failures = [UncertainError(), UncertainError()]
        assert await zalo.write(QUESTION) == []

    during(zalo, say)
    assert "an answer to chat lan was lost: sendMessage: answer 502" in caplog.text
    assert "an answer to chat lan may be lost" in caplog.text
    assert "chủ trì" not in caplog.text


def test_what_was_begun_is_ended_within_seconds(
    zalo: Zalo, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.zalo.talk._FINISH_WITHIN_S", 0.1)

    async def wait(chat: str, text: str) -> None:
        await asyncio.Event().wait()

    async def say(zalo: Zalo) -> None:
        await zalo.write("cảm ơn")
        monkeypatch.setattr(zalo.door, "send", wait)
        zalo.take("cảm ơn")

    during(zalo, say)
    assert "some answers could not be sent before the end" in caplog.text
