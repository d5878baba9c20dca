"""/rollback in a chat."""

from pathlib import Path

import pytest

from bot import admin_replies, replies
from bot.messages import Place, Reply
from knowledge.locking import only_writer
from tests.bot.conftest import ADMIN, OFFICIAL, Talk, action, finish, labels
from tests.conftest import BRIEFING

ASKED = "Ai chủ trì hội nghị giao ban tháng 4?"
RIGHT, WRONG = "Trần Văn Bảy", "Hồ Văn Chín"


@pytest.fixture
def spoilt(talk: Talk, articles: Path) -> Talk:
    """After a bad edit, reloaded as snapshot 2."""
    text = BRIEFING.replace(RIGHT, WRONG)
    (articles / "giao-ban.txt").write_text(text, encoding="utf-8")
    finish(talk.say("/reload", ADMIN))
    assert talk.say(ASKED).highlight == WRONG
    return talk


def asked(talk: Talk) -> Reply:
    return talk.say("/rollback", ADMIN)


def test_a_rollback_is_asked_about_and_then_done(spoilt: Talk) -> None:
    question = asked(spoilt)
    assert question.text.startswith("Quay về bản 1 (lập lúc ")
    assert "Tệp bài không thay đổi" in question.text
    assert labels(question) == ["↩ Quay về", "Thôi"]
    assert spoilt.say(ASKED).highlight == WRONG
    done = spoilt.press(action(question, "Quay về"), ADMIN)
    assert done.text.startswith("✅ Đã quay về bản 1 ")
    assert done.place is Place.INSTEAD
    assert spoilt.say(ASKED).highlight == RIGHT
    assert "Bản chỉ mục đang dùng: 1," in spoilt.say("/status", ADMIN).text


def test_a_rollback_may_be_thought_better_of(spoilt: Talk) -> None:
    question = asked(spoilt)
    assert spoilt.press(action(question, "Thôi"), ADMIN) == admin_replies.CANCELLED
    assert spoilt.press(action(question, "Quay về"), ADMIN) == replies.OLD_BUTTON
    assert spoilt.say(ASKED).highlight == WRONG


def test_a_button_pressed_twice_goes_back_once(spoilt: Talk) -> None:
    finish(spoilt.say("/reload", ADMIN))
    pressed = action(asked(spoilt), "Quay về")
    assert spoilt.press(pressed, ADMIN) != replies.OLD_BUTTON
    assert spoilt.press(pressed, ADMIN) == replies.OLD_BUTTON


def test_an_official_cannot_press_it(spoilt: Talk) -> None:
    pressed = action(asked(spoilt), "Quay về")
    assert spoilt.press(pressed, OFFICIAL).text == admin_replies.ONLY_ADMINS.text
    assert spoilt.press(pressed, ADMIN, chat="b") == replies.OLD_BUTTON
    assert spoilt.say(ASKED).highlight == WRONG


def test_after_a_reload_the_button_is_old(spoilt: Talk, articles: Path) -> None:
    pressed = action(asked(spoilt), "Quay về")
    (articles / "hdnd.txt").unlink()
    finish(spoilt.say("/reload", ADMIN))
    assert spoilt.press(pressed, ADMIN) == replies.OLD_BUTTON
    assert spoilt.base.snapshot_number == 3


def test_while_another_process_reloads_it_says_so(spoilt: Talk) -> None:
    pressed = action(asked(spoilt), "Quay về")
    with only_writer(spoilt.config.state, "reload"):
        refused = spoilt.press(pressed, ADMIN)
    assert refused.text.startswith("Đang có một lần cập nhật khác (tiến trình ")
    assert spoilt.say(ASKED).highlight == WRONG


def test_without_an_earlier_snapshot_it_says_so(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    assert "no earlier whole snapshot" in asked(talk).text
    assert caplog.messages[-1].startswith("/rollback: ")


def test_what_was_damaged_since_the_question_is_not_gone_back_to(spoilt: Talk) -> None:
    pressed = action(asked(spoilt), "Quay về")
    (spoilt.config.state / "snapshots" / "000001" / "spelling.json").write_text("{}")
    refused = spoilt.press(pressed, ADMIN)
    assert refused.text.startswith("❌ Chưa làm được việc này.")
    assert spoilt.say(ASKED).highlight == WRONG


def test_damage_shows_in_the_status_beside_what_this_bot_answers_from(spoilt: Talk) -> None:
    (spoilt.config.state / "snapshots" / "000002" / "spelling.json").write_text("{}")
    text = spoilt.say("/status", ADMIN).text
    assert "⚠️ Bot này đang trả lời bằng bản 2." in text
    assert "• Snapshot 2 is damaged: spelling.json was changed." in text
    assert spoilt.say(ASKED).highlight == WRONG
