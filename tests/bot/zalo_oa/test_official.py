"""The journey of an official through an Official Account, in the real process."""

import json
from itertools import count

import pytest

from bot import admin_replies, replies
from tests.bot.zalo_oa.conftest import Running
from tests.bot.zalo_oa_server import EXPIRED, MESSAGES, TOKENS, TOO_MANY, Answer, Drop, Failure

QUESTION, WHO = "Ai chủ trì hội nghị giao ban công tác tháng 4?", "Trần Văn Bảy"
NUMBERS = count(200_000)


@pytest.fixture
def user() -> str:
    """Somebody who never wrote before."""
    return str(next(NUMBERS))


def test_a_new_follower_is_greeted_and_told_what_can_be_asked(bot: Running, user: str) -> None:
    event = bot.server.follow(user)
    greeting = bot.server.wait_for(user=user).text
    assert greeting.startswith("Chào đồng chí!")
    assert "/help" in greeting
    assert bot.server.deliver(event) == 200
    assert WHO in bot.server.ask(QUESTION, user)
    assert len(bot.server.messages(user)) == 2


def test_a_question_is_answered_with_its_source_and_the_passage_for_a_number(
    bot: Running, user: str
) -> None:
    answer = bot.server.ask(QUESTION, user)
    assert WHO in answer
    assert "Nguồn: Thị ủy giao ban công tác tháng 4 năm 2023 (05/05/2023)" in answer
    assert "Gõ số: 1 📄 Xem đoạn gốc" in answer
    assert "<" not in answer
    passage = bot.server.ask("1", user)
    assert "Chiều 4/5/2023, Thị ủy Mỹ Lâm tổ chức hội nghị giao ban" in passage
    assert passage != answer


def test_a_question_can_follow_another_and_small_talk_is_polite(bot: Running, user: str) -> None:
    assert WHO in bot.server.ask(QUESTION, user)
    assert "4/5/2023" in bot.server.ask("Hội nghị đó diễn ra ngày nào?", user)
    assert bot.server.ask("cảm ơn", user) == "Không có gì, thưa đồng chí."


@pytest.mark.parametrize("kind", ["image", "sticker", "file", "audio", "location"])
def test_whatever_is_no_text_is_politely_declined(bot: Running, user: str, kind: str) -> None:
    bot.server.send(kind, user)
    assert bot.server.wait_for(user=user).text == replies.ONLY_TEXT.text


@pytest.mark.parametrize(
    "name", ["unfollow", "user_seen_message", "oa_send_text", "user_send_group_text"]
)
def test_what_needs_no_answer_is_taken_and_gets_none(bot: Running, user: str, name: str) -> None:
    message = {"msg_id": f"quiet{user}", "text": QUESTION}
    assert bot.server.deliver(bot.server.event(name, user, message)) == 200
    assert WHO in bot.server.ask(QUESTION, user)
    assert len(bot.server.messages(user)) == 1


def test_commands_of_admins_are_refused(bot: Running, user: str) -> None:
    assert bot.server.ask("/reload", user) == admin_replies.ONLY_ADMINS.text
    assert f"user {user} tried /reload: not an admin" in bot.log


def test_people_are_answered_beside_each_other_and_each_in_order(bot: Running) -> None:
    users = [str(next(NUMBERS)) for _ in range(5)]
    for text in ("chào", QUESTION, "cảm ơn"):
        for user in users:
            bot.server.write(text, user)
    for user in users:
        bot.server.wait_for("Không có gì", user)
        first, second, third = (message.text for message in bot.server.messages(user))
        assert first.startswith("Chào đồng chí!")
        assert WHO in second
        assert third.startswith("Không có gì")


# --- when something fails on the way


def test_a_token_that_expires_while_an_answer_is_made_is_renewed_and_nothing_is_lost(
    bot: Running, user: str
) -> None:
    renewals = len(bot.server.calls_of(TOKENS))
    bot.server.expire()
    others = [str(next(NUMBERS)) for _ in range(4)]
    for other in others:
        bot.server.write(QUESTION, other)
    assert WHO in bot.server.ask(QUESTION, user)
    for other in others:
        assert WHO in bot.server.wait_for(user=other).text
        assert len(bot.server.messages(other)) == 1
    assert len(bot.server.calls_of(TOKENS)) == renewals + 1
    assert json.loads(bot.tokens)["access_token"] == bot.server.access_token


def test_an_answer_arrives_once_whatever_fails_for_a_moment(bot: Running) -> None:
    failures: list[Failure] = [Answer(status=502), Answer(TOO_MANY), Drop(), Answer(EXPIRED)]
    users = [str(next(NUMBERS)) for _ in failures]
    for user, failure in zip(users, failures, strict=True):
        bot.server.fail(MESSAGES, failure, user=user)
        bot.server.write(QUESTION, user)
    for user in users:
        assert WHO in bot.server.wait_for(user=user).text
        assert len(bot.server.messages(user)) == 1


def test_who_cannot_be_written_to_is_no_error(bot: Running, user: str) -> None:
    bot.server.fail(MESSAGES, Answer(-230), user=user)
    bot.server.write(QUESTION, user)
    bot.server.wait_until(lambda: not bot.server.is_planned(user), "the answer to be refused")
    assert WHO in bot.server.ask(QUESTION, user)
    assert f"INFO bot.zalo.oa_door: user {user} takes no messages now (error -230)" in bot.log
    assert "was lost" not in bot.log


def test_no_word_of_anybody_is_in_the_log(bot: Running, user: str) -> None:
    bot.server.ask("Con voi của Hồng Nhạn nặng mấy tạ?", user)
    bot.server.ask("/tin Hồng Nhạn", user)
    assert "Nhạn" not in bot.log
    assert WHO not in bot.log
