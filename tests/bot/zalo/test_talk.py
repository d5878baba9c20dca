"""From what somebody wrote to the replies that go out, over a real dialogue and no network."""

import asyncio
import threading
from pathlib import Path

import pytest

from bot import replies
from bot.dialogue import Dialogue
from bot.messages import Person, Reply
from tests.bot.conftest import JUNE
from tests.bot.conftest import Talk as Office
from tests.bot.zalo.talking import Zalo, during

QUESTION, ANSWER = "Ai chủ trì hội nghị giao ban công tác tháng 4?", "Trần Văn Bảy"


def test_a_question_is_answered_without_markup_and_its_passage_comes_by_number(
    zalo: Zalo,
) -> None:
    async def say(zalo: Zalo) -> None:
        (answer,) = await zalo.write(QUESTION)
        assert ANSWER in answer
        assert "<b>" not in answer
        assert answer.endswith("\n\nGõ số: 1 📄 Xem đoạn gốc · 2 📚 Bài khác · 3 👍 · 4 👎")
        (passage,) = await zalo.write("1")
        assert "Chiều 4/5/2023" in passage
        assert await zalo.write("3") == [replies.NOTED.text]
        (others,) = await zalo.write("2")
        assert others.endswith("Đồng chí gõ số để chọn.")
        (passage,) = await zalo.write("1")
        assert "HĐND" in passage
        assert zalo.door.typing == ["lan"] * 5

    during(zalo, say)


def test_which_meeting_is_meant_is_chosen_by_number(
    zalo: Zalo, talk: Office, articles: Path
) -> None:
    (articles / "giao-ban-6.txt").write_text(JUNE, encoding="utf-8")
    talk.base.reload(lambda done, total: None)

    async def say(zalo: Zalo) -> None:
        (which,) = await zalo.write("Ai chủ trì hội nghị giao ban?")
        assert "\n2. " in which
        assert which.endswith("cuộc nào?\n1. " + which.partition("\n1. ")[2])
        assert which.endswith("Đồng chí gõ số để chọn.")
        (answer,) = await zalo.write("2")
        assert ANSWER in answer

    during(zalo, say)


def test_a_message_that_comes_twice_is_answered_once(zalo: Zalo) -> None:
    async def say(zalo: Zalo) -> None:
        for _ in range(3):
            zalo.take(QUESTION, number="m")
        await zalo.finished()
        zalo.take(QUESTION, number="m")
        await zalo.finished()
        assert len(zalo.door.sent) == 1

    during(zalo, say)


def test_messages_of_a_chat_are_answered_in_order_and_chats_beside_each_other(
    zalo: Zalo, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()

    def reply(self: Dialogue, chat: str, person: Person, typed: str) -> Reply:
        if typed == "chờ":
            assert held.wait(20)
        return Reply(typed)

    monkeypatch.setattr(Dialogue, "say", reply)

    async def say(zalo: Zalo) -> None:
        for typed in ("chờ", "b", "c"):
            zalo.take(typed, "lan")
        zalo.take("x", "mai")
        while not zalo.door.sent:
            await asyncio.sleep(0.01)
        assert zalo.door.sent == [("mai", "x")]
        held.set()
        await zalo.finished()
        assert zalo.door.sent[1:] == [("lan", "chờ"), ("lan", "b"), ("lan", "c")]

    during(zalo, say)


def test_a_long_reply_comes_in_several_messages(
    zalo: Zalo, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"• Bài số {number} về công tác dân vận" for number in range(200)]
    monkeypatch.setattr(Dialogue, "say", lambda *_: Reply("\n".join(lines)))

    async def say(zalo: Zalo) -> None:
        sent = await zalo.write("/tin")
        assert len(sent) > 2
        assert "\n".join(sent) == "\n".join(lines)

    during(zalo, say)


def test_pictures_are_declined_and_leave_what_can_be_chosen(zalo: Zalo) -> None:
    async def say(zalo: Zalo) -> None:
        await zalo.write(QUESTION)
        assert await zalo.write(None) == [replies.ONLY_TEXT.text]
        (passage,) = await zalo.write("1")
        assert "Chiều 4/5/2023" in passage

    during(zalo, say)


def test_whoever_may_not_ask_hears_it_once_and_disturbs_nobody_in_the_group(zalo: Zalo) -> None:
    async def say(zalo: Zalo) -> None:
        await zalo.write(QUESTION, "nhom", "lan")
        (refusal,) = await zalo.write("1", "nhom", "ke")
        assert refusal == replies.not_allowed("ke").text
        assert await zalo.write("1", "nhom", "ke") == []
        (passage,) = await zalo.write("1", "nhom", "lan")
        assert "Chiều 4/5/2023" in passage

    during(zalo, say, frozenset({"lan"}))


def test_members_of_an_allowed_group_may_ask_there_and_nowhere_else(zalo: Zalo) -> None:
    async def say(zalo: Zalo) -> None:
        (answer,) = await zalo.write(QUESTION, "Nhom", "ke")
        assert ANSWER in answer
        assert await zalo.write(QUESTION, "ke") == [replies.not_allowed("ke").text]

    during(zalo, say, frozenset({"Nhom"}))


def test_whoever_asks_too_often_is_told_once(zalo: Zalo) -> None:
    async def say(zalo: Zalo) -> None:
        for _ in range(2):
            await zalo.write("cảm ơn")
        assert await zalo.write("cảm ơn") == [replies.SLOW_DOWN.text]
        assert await zalo.write("cảm ơn") == []

    during(zalo, say, rate=2)


def test_an_error_is_logged_and_said_sorry_for(
    zalo: Zalo, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> Reply:
        raise RuntimeError("hỏng")

    async def say(zalo: Zalo) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Dialogue, "say", fail)
            assert await zalo.write(QUESTION) == [replies.TROUBLE.text]
        (answer,) = await zalo.write(QUESTION)
        assert ANSWER in answer

    during(zalo, say)
    assert "a message could not be handled" in caplog.text
