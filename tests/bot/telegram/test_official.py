"""The journey of an official, in the real process; each test has a chat of its own."""

import shutil
from collections.abc import Iterator
from itertools import count

import pytest

from bot import replies
from tests.bot.telegram.conftest import ADMIN, Running, running
from tests.bot.telegram_server import TelegramServer
from tests.conftest import SAMPLES

QUESTION = "Ai chủ trì hội nghị giao ban 9 tháng năm 2023?"
WHO = "Văn Quốc Cường"
WHEN = "Vào ngày nào?"
WHICH = "Ai chủ trì hội nghị giao ban?"
THANKED = "Không có gì, thưa đồng chí."
RIVER = """Trạm thủy văn Cầu Sương & Gò Sim báo cáo mực nước

12/12/2023

Trạm trưởng Hồ Bá Lâm cho biết mực nước sông <b>dưới 3 m</b> khi lượng mưa < 50 mm & gió > cấp 6.
"""
NUMBERS = count(1000)


@pytest.fixture(scope="module")
def bot(server: TelegramServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Over the samples and an article that looks like HTML."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(SAMPLES, folder / "articles")
    (folder / "articles" / "muc-nuoc.txt").write_text(RIVER, encoding="utf-8")
    with running(folder, server) as started:
        server.wait_until(lambda: bool(server.calls_of("getUpdates")), 90, "the bot to poll")
        yield started


@pytest.fixture
def chat(bot: Running) -> int:
    """With somebody who never wrote before."""
    return next(NUMBERS)


@pytest.fixture
def group(bot: Running) -> int:
    return -next(NUMBERS)


# --- commands


@pytest.mark.parametrize("command", ["/start", "/help", "/help@giaoban_bot", "trợ giúp"])
def test_whoever_comes_is_greeted_and_shown_the_commands(
    server: TelegramServer, chat: int, command: str
) -> None:
    shown = server.ask(command, chat)
    assert shown.text.startswith("Chào đồng chí!")
    for name in ("hoi", "moi", "tin", "help"):
        assert f"/{name} – " in shown.text
    assert "/reload" not in shown.text
    assert shown.reply_to is None


def test_the_menus_are_registered_with_more_for_admins(server: TelegramServer, chat: int) -> None:
    server.wait_until(lambda: f"chat {ADMIN}" in server.commands)
    assert set(server.commands["default"]) == {"hoi", "moi", "tin", "help"}
    more = set(server.commands[f"chat {ADMIN}"]) - set(server.commands["default"])
    assert more == {"capnhat", "reload", "rollback", "status", "thongke", "xoa"}


def test_small_talk_is_answered(server: TelegramServer, chat: int) -> None:
    assert server.ask("Xin chào!", chat).text.startswith("Chào đồng chí!")
    assert server.ask("cam on", chat).text == THANKED


def test_what_cannot_be_read_is_declined(server: TelegramServer, chat: int) -> None:
    assert server.ask("/hoi", chat).text == replies.ASK_SOMETHING.text
    assert server.ask("/khongco", chat).text == replies.UNKNOWN_COMMAND.text
    assert server.ask("Ai? " * 300, chat).text == replies.TOO_LONG.text
    for send in (server.send_sticker, server.send_voice, server.send_photo):
        assert server.wait_for_message(chat, after=send(chat)).text == replies.ONLY_TEXT.text


def test_an_album_gets_one_line(server: TelegramServer, chat: int) -> None:
    for _ in range(4):
        server.send_photo(chat, album="13")
    server.write("cảm ơn", chat)
    server.wait_for_message(chat, containing=THANKED)
    assert [shown.text for shown in server.messages(chat)] == [replies.ONLY_TEXT.text, THANKED]


def test_the_newest_articles_are_paged_in_place(server: TelegramServer, chat: int) -> None:
    first = server.ask("/tin", chat)
    assert first.text.startswith("Bài mới nhất:\n• Trạm thủy văn")
    server.press(first.message_id, "Cũ hơn ▶")
    second = server.wait_for_message(chat, containing="(28/06/2023)")
    assert (second.message_id, second.edits) == (first.message_id, 1)
    assert second.labels == ["◀ Mới hơn", "Cũ hơn ▶"]
    server.press(first.message_id, "◀ Mới hơn")
    assert server.wait_for_message(chat, containing="Trạm thủy văn").text == first.text
    assert len(server.messages(chat)) == 1


# --- answers


def test_a_question_is_answered_with_the_words_in_bold_and_its_source(
    server: TelegramServer, chat: int
) -> None:
    answer = server.ask(QUESTION, chat)
    assert f"<b>{WHO}</b>" in answer.html
    assert "Nguồn: Thị ủy Sông Thượng giao ban" in answer.text
    assert "(20/09/2023)" in answer.text
    assert answer.labels == ["📄 Xem đoạn gốc", "📚 Bài khác", "👍", "👎"]
    assert answer.reply_to is None


def test_the_typing_sign_comes_before_the_answer(server: TelegramServer, chat: int) -> None:
    server.ask(QUESTION, chat)
    methods = [call.method for call in server.calls if call.parameters.get("chat_id") == chat]
    assert methods[0] == "sendChatAction"
    assert methods[-1] == "sendMessage"


@pytest.mark.parametrize(
    "typed",
    [
        "ai chu tri hoi nghi giao ban 9 thang nam 2023",
        "AI CHỦ TRÌ HỘI NGHỊ GIAO BAN 9 THÁNG NĂM 2023?",
        "/hoi AI CHU TRI HOI NGHI GIAO BAN 9 THANG NAM 2023",
    ],
)
def test_it_does_not_matter_how_a_question_is_typed(
    server: TelegramServer, chat: int, typed: str
) -> None:
    assert f"<b>{WHO}</b>" in server.ask(typed, chat).html


def test_an_article_that_looks_like_html_is_shown_as_it_is(
    server: TelegramServer, chat: int
) -> None:
    answer = server.ask("Trạm trưởng trạm thủy văn Cầu Sương là ai?", chat)
    assert "<b>Hồ Bá Lâm</b>" in answer.html
    assert "&lt;b&gt;dưới 3 m&lt;/b&gt; khi lượng mưa &lt; 50 mm &amp; gió" in answer.html
    assert "Nguồn: Trạm thủy văn Cầu Sương & Gò Sim" in answer.text
    assert "<b>dưới 3 m</b>" in server.open(answer, "📄 Xem đoạn gốc").text


def test_what_somebody_types_is_shown_as_it_is(server: TelegramServer, chat: int) -> None:
    assert "“<b> & <i>”" in server.ask("/tin <b> & <i>", chat).text


def test_passage_and_other_articles_open_below(server: TelegramServer, chat: int) -> None:
    answer = server.ask(QUESTION, chat)
    passage = server.open(answer, "📄 Xem đoạn gốc")
    assert "(20/09/2023)\n\nChiều 19/9/2023, Thị ủy Sông Thượng" in passage.text
    others = server.open(answer, "📚 Bài khác")
    assert others.text.startswith("Các bài khác có liên quan:\n1. ")
    opened = server.open(others, "📄 1")
    assert opened.text.splitlines()[0] == others.text.splitlines()[1].removeprefix("1. ")


@pytest.mark.parametrize("label", ["👍", "👎"])
def test_an_opinion_is_noted_without_a_message(
    server: TelegramServer, chat: int, label: str
) -> None:
    answer = server.ask(QUESTION, chat)
    press = server.press(answer.message_id, label)
    assert server.wait_for_note(press) == replies.NOTED.text
    assert server.messages(chat) == [answer]


def test_what_the_articles_do_not_hold_is_refused_with_the_contact(
    server: TelegramServer, chat: int
) -> None:
    refusal = server.ask("Đội nào vô địch giải bóng đá?", chat)
    assert refusal.text == f"{replies.NOT_FOUND}\nĐồng chí có thể liên hệ: Văn phòng"
    assert refusal.labels == []


def test_a_follow_up_is_understood_in_its_own_chat_until_a_new_topic_is_begun(
    server: TelegramServer, chat: int
) -> None:
    server.ask(QUESTION, chat)
    assert "19/9/2023" in server.ask(WHEN, chat).text
    assert "19/9/2023" not in server.ask(WHEN, next(NUMBERS)).text
    assert server.ask("/moi", chat).text == replies.FORGOTTEN.text
    assert server.ask(WHEN, chat).text.startswith(replies.NOT_FOUND)


def test_of_several_meetings_one_can_be_chosen(server: TelegramServer, chat: int) -> None:
    which = server.ask(WHICH, chat)
    assert which.labels == ["20/09/2023", "28/06/2023", "31/03/2023"]
    assert "Lê Minh Khoát" in server.open(which, "28/06/2023").text
    assert "27/6/2023" in server.ask(WHEN, chat).text
    assert "Đặng Thị Thu Hà" in server.open(server.ask(WHICH, chat), "31/03/2023").text
    assert "Lê Minh Khoát" in [server.ask(WHICH, chat), server.ask("2", chat)][1].text


def test_a_button_of_an_older_asking_is_declined(server: TelegramServer, chat: int) -> None:
    older, _ = server.ask(WHICH, chat), server.ask(WHICH, chat)
    press = server.press(older.message_id, "28/06/2023")
    assert server.wait_for_note(press) == replies.OLD_BUTTON.text


def test_an_edited_question_is_answered_anew(server: TelegramServer, chat: int) -> None:
    asked = server.write("Đội nào vô địch giải bóng đá?", chat)
    first = server.wait_for_message(chat, after=asked)
    server.edit(asked, QUESTION)
    anew = server.wait_for_message(chat, after=first.message_id)
    assert WHO in anew.text
    assert anew.reply_to == asked


# --- groups


@pytest.mark.parametrize(
    "typed",
    [
        f"/hoi {QUESTION}",
        f"/hoi@giaoban_bot {QUESTION}",
        f"@giaoban_bot {QUESTION}",
        f"{QUESTION} @GiaoBan_bot",
    ],
)
def test_in_a_group_who_is_addressed_replies(
    server: TelegramServer, group: int, typed: str
) -> None:
    asked = server.write(typed, group, user=7)
    answer = server.wait_for_message(group, after=asked)
    assert WHO in answer.text
    assert answer.reply_to == asked
    passage = server.open(answer, "📄 Xem đoạn gốc", user=8)
    assert passage.reply_to == answer.message_id


def test_in_a_group_a_reply_to_the_bot_is_meant_for_it(server: TelegramServer, group: int) -> None:
    answer = server.ask(f"/hoi {QUESTION}", group, user=7)
    assert "19/9/2023" in server.ask(WHEN, group, user=8, reply_to=answer.message_id).text


@pytest.mark.parametrize("typed", [QUESTION, "/help", "/hoi@khac_bot Ai?", "@khac_bot Ai?"])
def test_in_a_group_what_is_meant_for_others_is_left_alone(
    server: TelegramServer, group: int, typed: str
) -> None:
    written = server.write(typed, group, user=7)
    server.write(typed, group, user=8, reply_to=written)
    server.send_sticker(group)
    server.write("/hoi cảm ơn", group, user=7)
    thanked = server.wait_for_message(group, containing=THANKED)
    assert server.messages(group) == [thanked]


def test_a_command_for_another_bot_is_left_alone(server: TelegramServer, chat: int) -> None:
    server.write("/help@khac_bot", chat)
    server.write("cảm ơn", chat)
    thanked = server.wait_for_message(chat, containing=THANKED)
    assert server.messages(chat) == [thanked]
