from pathlib import Path

import pytest

from bot import replies
from bot.assistant import LONGEST_QUESTION
from bot.messages import Person, Place
from tests.bot.conftest import ADMIN, JUNE, OFFICIAL, Talk, action, finish, labels
from tests.conftest import COUNCIL, no_progress

FIRST = "Ai chủ trì hội nghị giao ban tháng 4?"
NEXT = "Vào ngày nào?"
WHICH = "Ai chủ trì hội nghị giao ban?"
OFF_TOPIC = "Đội nào vô địch giải bóng đá?"


@pytest.fixture
def two_meetings(talk: Talk, articles: Path) -> Talk:
    (articles / "giao-ban-6.txt").write_text(JUNE, encoding="utf-8")
    talk.base.reload(no_progress)
    return talk


# --- commands


@pytest.mark.parametrize(
    "typed",
    ["/start", "/help", "/HELP", "/trogiup", "trợ giúp", "TRO GIUP", " Hướng dẫn ", "help"],
)
def test_help_shows_examples_and_commands_and_to_admins_also_theirs(talk: Talk, typed: str) -> None:
    lines = talk.say(typed).text.splitlines()
    assert lines[0].startswith("Chào đồng chí")
    assert "  • Mấy lớp?" in lines
    commands = [line.split(" – ")[0] for line in lines if line.startswith("/")]
    assert commands == ["/hoi", "/moi", "/tin", "/help"]
    for command in ("reload", "status", "thongke", "xoa"):
        assert f"/{command} – " in talk.say(typed, ADMIN).text


@pytest.mark.parametrize("typed", ["/khongco", "/", "/reloads", "/ hoi", "/hoi2 Ai?"])
@pytest.mark.parametrize("person", [OFFICIAL, ADMIN])
def test_an_unknown_command_is_declined(talk: Talk, typed: str, person: Person) -> None:
    assert talk.say(typed, person) == replies.UNKNOWN_COMMAND


@pytest.mark.parametrize("command", ["/moi", "/mới", "/MOI"])
def test_a_new_topic_forgets_the_old_one(talk: Talk, command: str) -> None:
    talk.say(FIRST)
    assert "4/5/2023" in talk.say(NEXT).text
    assert talk.say(command) == replies.FORGOTTEN
    assert talk.say(NEXT).text.startswith(replies.NOT_FOUND)


def test_a_question_may_follow_the_command_for_it(talk: Talk) -> None:
    assert talk.say(f"/hoi {FIRST}").text == talk.say(FIRST).text
    assert "Trần Văn Bảy" in talk.say(f"/hoi   {FIRST}", chat="b").text


@pytest.mark.parametrize("typed", ["/hoi", "/hoi  ", "", "  ", "\u200b", "\x00"])
def test_nothing_said_is_asked_to_be_filled(talk: Talk, typed: str) -> None:
    assert talk.say(typed) == replies.ASK_SOMETHING


def test_small_talk_is_answered_and_is_no_question(talk: Talk) -> None:
    talk.say(FIRST)
    assert talk.say("Xin chào!").text.startswith("Chào đồng chí")
    assert talk.say("cam on").text == "Không có gì, thưa đồng chí."
    assert "4/5/2023" in talk.say(NEXT).text
    assert talk.journal.statistics(1).asked == 2


@pytest.mark.parametrize("command", ["", "/hoi "])
def test_a_question_that_is_too_long_is_not_read(talk: Talk, command: str) -> None:
    longest = FIRST.ljust(LONGEST_QUESTION, "?")
    assert "Trần Văn Bảy" in talk.say(command + longest).text
    assert talk.say(f"{command}{longest}?") == replies.TOO_LONG
    assert talk.journal.statistics(1).asked == 1


@pytest.mark.parametrize("typed", [FIRST, f"/hoi {FIRST}", "/tin", "/tin giao ban", "1"])
def test_without_articles_the_official_is_asked_to_come_again(empty_talk: Talk, typed: str) -> None:
    assert empty_talk.say(typed) == replies.NO_ARTICLES
    assert empty_talk.say("xin chào").text.startswith("Chào đồng chí")
    assert empty_talk.press("tin:0:").text == replies.NO_ARTICLES.text


# --- an answer and its buttons


def test_an_answer_comes_with_buttons_for_its_passage_others_and_an_opinion(talk: Talk) -> None:
    answer = talk.say(FIRST)
    assert answer.highlight == "Trần Văn Bảy"
    assert answer.place is Place.BELOW
    assert labels(answer) == ["📄 Xem đoạn gốc", "📚 Bài khác", "👍", "👎"]
    passage = talk.press(action(answer, "gốc"))
    assert passage.text.startswith("Thị ủy giao ban công tác tháng 4 năm 2023 (05/05/2023)\n")
    assert "210 học viên" in passage.text
    others = talk.press(action(answer, "khác"))
    assert "1. Hội đồng nhân dân thị xã họp kỳ thứ 6 (11/07/2023)" in others.text
    assert "9 nghị quyết" in talk.press(action(others, "1")).text


def test_the_last_opinion_counts(talk: Talk) -> None:
    answer = talk.say(FIRST)
    for label in ("👍", "👎", "👎"):
        assert talk.press(action(answer, label)) == replies.NOTED
    counted = talk.journal.statistics(1)
    assert (counted.liked, counted.disliked) == (0, 1)
    assert [asked.question for asked in counted.disliked_lately] == [FIRST]


def test_with_one_article_there_are_no_others(talk: Talk, articles: Path) -> None:
    (articles / "hdnd.txt").unlink()
    talk.base.reload(no_progress)
    answer = talk.say(FIRST)
    assert labels(answer) == ["📄 Xem đoạn gốc", "👍", "👎"]
    forged = action(answer, "👍").replace("tot", "khac")
    assert talk.press(forged) == replies.OLD_BUTTON


def test_a_refusal_without_articles_has_no_others(talk: Talk) -> None:
    talk.say(OFF_TOPIC)
    for forged in ("khac:1", "goc:1:0"):
        assert talk.press(forged) == replies.OLD_BUTTON


def test_the_passage_of_a_removed_article_is_not_shown(talk: Talk, articles: Path) -> None:
    answer = talk.say(FIRST)
    (articles / "giao-ban.txt").unlink()
    talk.base.reload(no_progress)
    assert talk.press(action(answer, "gốc")) == replies.REMOVED


def test_when_the_journal_fails_the_answer_comes_without_buttons(talk: Talk) -> None:
    talk.journal.close()
    answer = talk.say(FIRST)
    assert (answer.highlight, answer.buttons) == ("Trần Văn Bảy", ())
    assert talk.press("tot:1") == talk.press("goc:1:0") == replies.OLD_BUTTON


def test_the_passage_of_another_article_that_an_admin_removed_is_not_shown(talk: Talk) -> None:
    answer = talk.say(FIRST)
    other = action(talk.press(action(answer, "khác")), "1")
    finish(talk.press(action(talk.say("/xoa hdnd.txt", ADMIN), "Xóa"), ADMIN))
    assert talk.press(other) == replies.REMOVED
    assert "210 học viên" in talk.press(action(answer, "gốc")).text


@pytest.mark.parametrize("label", ["gốc", "khác", "👍", "👎"])
def test_in_another_chat_the_buttons_of_an_answer_are_old(talk: Talk, label: str) -> None:
    answer = talk.say(FIRST)
    assert talk.press(action(answer, label), chat="b") == replies.OLD_BUTTON
    assert talk.journal.statistics(1).liked == talk.journal.statistics(1).disliked == 0


@pytest.mark.parametrize(
    "forged",
    [
        *("goc:1:99", "goc:-1:0", "goc:99999999999999999999:0", "goc:1:-1", "goc:1", "goc:1:0:0"),
        *("goc:", "goc:²:0", "goc:2:0", "khac:x", "khac:", "khac:9", "tot:", "xau:1 OR 1", "tot:8"),
        *("chon:a:b", "chon::0", "chon:1", "hien:1", "tin:", "tin:-1:a", "tin:x", "tin:1e3:"),
        *("", ":", "x", "GOC:1:0", "\ud800", "goc:\ud800:0", "\x00", "g" * 5000),
    ],
)
@pytest.mark.parametrize("person", [OFFICIAL, ADMIN])
def test_a_forged_button_is_declined(talk: Talk, forged: str, person: Person) -> None:
    talk.say(FIRST)
    assert talk.press(forged, person) == replies.OLD_BUTTON


def test_conversations_of_two_chats_do_not_mix(talk: Talk) -> None:
    talk.say(FIRST, chat="a")
    assert talk.say(NEXT, chat="b").text.startswith(replies.NOT_FOUND)
    assert "4/5/2023" in talk.say(NEXT, chat="a").text


def test_refused_questions_show_the_contact_and_are_counted(talk: Talk) -> None:
    refused = talk.say(OFF_TOPIC)
    assert refused.text == f"{replies.NOT_FOUND}\nĐồng chí có thể liên hệ: Ban A"
    assert refused.buttons == ()
    talk.say(FIRST)
    counted = talk.journal.statistics(1)
    assert (counted.asked, counted.answered, counted.refused) == (2, 1, 1)
    assert [asked.question for asked in counted.refused_lately] == [OFF_TOPIC]


# --- several meetings


def test_when_several_meetings_fit_the_official_chooses_by_button(two_meetings: Talk) -> None:
    asked = two_meetings.say(WHICH)
    assert "Đồng chí muốn hỏi cuộc nào?" in asked.text
    assert "1. Thị ủy giao ban công tác tháng 6 năm 2023 (05/07/2023)" in asked.text
    assert labels(asked) == ["05/07/2023", "05/05/2023"]
    assert two_meetings.journal.statistics(1).asked == 0
    assert "Trần Văn Bảy" in two_meetings.press(action(asked, "05/05")).text
    assert "4/5/2023" in two_meetings.say(NEXT).text


@pytest.mark.parametrize(
    ("number", "name", "day"),
    [("1", "Ngô Thị Tám", "4/7/2023"), (" 2", "Trần Văn Bảy", "4/5/2023")],
)
def test_a_meeting_can_be_chosen_by_its_number(
    two_meetings: Talk, number: str, name: str, day: str
) -> None:
    two_meetings.say(WHICH)
    assert two_meetings.say(number).highlight == name
    assert day in two_meetings.say(NEXT).text


@pytest.mark.parametrize("typed", ["0", "3", "-1", "12" * 400, "½"])
def test_a_number_that_is_no_choice_is_a_question(two_meetings: Talk, typed: str) -> None:
    two_meetings.say(WHICH)
    assert two_meetings.say(typed).text.startswith(replies.NOT_FOUND)


def test_a_meeting_can_be_chosen_only_from_the_last_asking_in_its_chat(two_meetings: Talk) -> None:
    older, newer = two_meetings.say(WHICH), two_meetings.say(WHICH)
    elsewhere = two_meetings.say(WHICH, chat="b")
    for stale in (older, elsewhere):
        assert two_meetings.press(action(stale, "05/05")) == replies.OLD_BUTTON
    asking = action(newer, "05/05").rpartition(":")[0]
    assert two_meetings.press(f"{asking}:2") == replies.OLD_BUTTON
    assert two_meetings.press(f"{asking}:1").highlight == "Trần Văn Bảy"


def test_after_a_refused_question_no_number_chooses(two_meetings: Talk) -> None:
    two_meetings.say(WHICH)
    two_meetings.say(OFF_TOPIC)
    for number in ("1", "2"):
        assert two_meetings.say(number).text.startswith(replies.NOT_FOUND)


@pytest.mark.parametrize("then", ["/moi", "Ai là Chủ tịch HĐND thị xã Mỹ Lâm?", OFF_TOPIC])
def test_after_another_topic_nothing_is_left_to_choose(two_meetings: Talk, then: str) -> None:
    asked = two_meetings.say(WHICH)
    two_meetings.say(then)
    assert two_meetings.press(action(asked, "05/05")) == replies.OLD_BUTTON
    assert two_meetings.say("1").text.startswith(replies.NOT_FOUND)


def test_text_from_articles_is_passed_on_as_it_stands(talk: Talk, articles: Path) -> None:
    title = "<b>Họp</b> & “bàn” *việc* _mới_"
    text = COUNCIL.replace("Hội đồng nhân dân thị xã họp kỳ thứ 6", title)
    (articles / "hdnd.txt").write_text(text, encoding="utf-8")
    talk.base.reload(no_progress)
    assert f"Nguồn: {title} (" in talk.say("Ai là Chủ tịch HĐND thị xã Mỹ Lâm?").text
    assert f"• {title} (" in talk.say("/tin").text
