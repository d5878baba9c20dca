"""What officials notice of a Telegram that fails: nothing."""

import signal
import time

import pytest

from bot import replies
from tests.bot.telegram.conftest import ADMIN, Running
from tests.bot.telegram_server import (
    Blocked,
    Drop,
    Failure,
    Hang,
    Refuse,
    RetryAfter,
    Status,
    TelegramServer,
)

QUESTIONS = {
    "Ai chủ trì hội nghị giao ban 9 tháng năm 2023?": "Văn Quốc Cường",
    "Kỳ họp thứ 9 HĐND thông qua bao nhiêu nghị quyết?": "12 nghị quyết",
    "Hội phụ nữ tặng bao nhiêu suất quà?": "120 suất quà",
}
QUESTION, ANSWER = next(iter(QUESTIONS.items()))
MANY = range(1000, 1050)


def assert_answered_once(server: TelegramServer, chat: int) -> None:
    """The chat was asked QUESTION and nothing else; what is asked next is the end of waiting."""
    server.wait_for_message(chat, ANSWER, timeout=60)
    server.write("cảm ơn", chat)
    server.wait_for_message(chat, "Không có gì", timeout=60)
    assert len(server.messages(chat)) == 2


@pytest.mark.parametrize(
    ("chat", "failure"),
    [
        (11, Status(500)),
        (12, Status(502)),
        (13, RetryAfter(1)),
        (14, Drop(before=True)),
        (15, Hang(3.0)),
    ],
    ids=str,
)
def test_an_answer_that_telegram_did_not_take_at_first_arrives_once(
    bot: Running, server: TelegramServer, chat: int, failure: Failure
) -> None:
    server.fail("sendMessage", failure, chat=chat)
    server.write(QUESTION, chat)
    assert_answered_once(server, chat)


def test_several_failures_after_one_another_lose_nothing(
    bot: Running, server: TelegramServer
) -> None:
    failures = (Status(502), RetryAfter(1), Drop(before=True))
    server.fail("sendMessage", *failures, chat=16)
    server.write(QUESTION, 16)
    assert_answered_once(server, 16)


def test_an_answer_comes_without_the_typing_sign_when_that_fails(
    bot: Running, server: TelegramServer
) -> None:
    server.fail_always("sendChatAction", RetryAfter(30), chat=17)
    server.write(QUESTION, 17)
    assert_answered_once(server, 17)


def test_a_progress_that_has_not_changed_is_no_failure(
    bot: Running, server: TelegramServer
) -> None:
    unchanged = Refuse(400, "Bad Request: message is not modified: specified new message content")
    server.fail("editMessageText", unchanged, chat=ADMIN)
    server.write("/reload", ADMIN)
    server.wait_until(lambda: server.calls_of("editMessageText"), 60, "the end of the reload")
    server.write("cảm ơn", ADMIN)
    server.wait_for_message(ADMIN, "Không có gì", timeout=60)
    reload, _ = server.messages(ADMIN)
    assert reload.text.startswith("Đang cập nhật kho bài")
    assert "cannot be edited" not in bot.log
    assert "not modified" not in bot.log


def test_a_user_who_blocked_the_bot_disturbs_nobody(bot: Running, server: TelegramServer) -> None:
    server.fail_always("sendMessage", Blocked(), chat=21)
    for chat in (21, 22, 21, 23):
        server.write(QUESTION, chat)
    for chat in (22, 23):
        server.wait_for_message(chat, ANSWER, timeout=60)
    server.ask("cảm ơn", 22)
    assert server.messages(21) == []
    assert "chat 21 does not take messages" in bot.log
    assert "Traceback" not in bot.log


def test_an_update_that_telegram_delivers_twice_is_answered_once(
    bot: Running, server: TelegramServer
) -> None:
    server.write(QUESTION, 31)
    server.repeat_last()
    server.wait_for_message(31, ANSWER, timeout=60)
    server.repeat_last()
    assert_answered_once(server, 31)


def test_what_is_written_while_and_after_telegram_is_away_is_answered(
    bot: Running, server: TelegramServer
) -> None:
    server.ask(QUESTION, 41)
    server.pause()
    server.write(QUESTION, 42)
    server.resume()
    server.write(QUESTION, 43)
    for chat in (41, 42, 43):
        assert_answered_once(server, chat)
    end = time.monotonic() + 60
    while "Telegram answers again" not in bot.log:  # the log changes, not the server
        assert time.monotonic() < end
        time.sleep(0.05)
    assert bot.log.count("Telegram does not answer") == 1


@pytest.mark.parametrize(
    ("chat", "failure"),
    [
        (51, Refuse(400, "Bad Request: query is too old and response timeout expired")),
        (52, Status(502)),
        (53, RetryAfter(30)),
        (54, Drop(before=True)),
    ],
    ids=str,
)
def test_what_a_button_shows_comes_although_the_press_is_not_closed(
    bot: Running, server: TelegramServer, chat: int, failure: Failure
) -> None:
    answer = server.ask(QUESTION, chat)
    server.fail("answerCallbackQuery", failure)
    server.press(answer.message_id, "📄 Xem đoạn gốc")
    passage = server.wait_for_message(chat, "Chiều 19/9/2023", after=answer.message_id)
    assert server.messages(chat) == [answer, passage]


def test_a_chat_that_is_told_to_wait_holds_up_no_other(
    bot: Running, server: TelegramServer
) -> None:
    server.fail("sendMessage", RetryAfter(5), chat=61)
    server.write(QUESTION, 61)
    server.wait_until(
        lambda: any(call.parameters["chat_id"] == 61 for call in server.calls_of("sendMessage")), 60
    )
    others = range(62, 70)
    for chat in others:
        server.write(QUESTION, chat)
    answers = [server.wait_for_message(chat, ANSWER, timeout=60) for chat in others]
    late = server.wait_for_message(61, ANSWER, timeout=60)
    assert all(answer.message_id < late.message_id for answer in answers)


def test_fifty_chats_at_once_are_answered_each_in_its_order_and_once(
    bot: Running, server: TelegramServer
) -> None:
    server.fail("sendMessage", Status(500), Status(502), RetryAfter(1), Drop(), RetryAfter(2))
    for question in QUESTIONS:
        for chat in MANY:
            server.write(question, chat)
    for chat in MANY:
        answers = server.wait_for_messages(len(QUESTIONS), chat, timeout=60)
        found = [
            words in answer.text for words, answer in zip(QUESTIONS.values(), answers, strict=True)
        ]
        assert all(found), [answer.text for answer in answers]
    server.ask("cảm ơn", MANY[0])
    counts = {chat: len(server.messages(chat)) for chat in MANY}
    assert counts == {chat: len(QUESTIONS) + (chat == MANY[0]) for chat in MANY}


def test_a_group_gets_each_answer_under_its_question(bot: Running, server: TelegramServer) -> None:
    server.fail("sendMessage", Status(502), RetryAfter(1), chat=-71)
    asked = [
        server.write(f"/hoi {question}", -71, user=72 + number)
        for number, question in enumerate(QUESTIONS)
    ]
    answers = server.wait_for_messages(len(QUESTIONS), -71, timeout=60)
    assert [answer.reply_to for answer in answers] == asked


def test_after_all_that_the_log_shows_no_traceback_and_the_bot_ends_well(
    bot: Running, server: TelegramServer
) -> None:
    sent = [call.parameters["text"] for call in server.calls_of("sendMessage")]
    assert replies.uncertain("").text not in sent
    assert "Traceback" not in bot.log
    assert bot.stop(signal.SIGTERM) == 0
