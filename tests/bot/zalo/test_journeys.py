"""The journeys of an official and an admin, in the real process, over polls."""

from collections.abc import Iterator
from itertools import count

import pytest

from bot import admin_replies, replies
from tests.bot.processes import Process
from tests.bot.zalo.conftest import ADMIN, running
from tests.bot.zalo_server import Drop, Failure, Refuse, RetryAfter, Status, ZaloServer

QUESTION, WHO = "ai chu tri hoi nghi giao ban 9 thang nam 2023", "Văn Quốc Cường"
WHEN = "Hội nghị đó diễn ra khi nào?"
WHICH = "Trung tâm chính trị mở bao nhiêu lớp?"
THANKED = "Không có gì, thưa đồng chí."
NUMBERS = count(1)


@pytest.fixture(scope="module")
def bot(server: ZaloServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """One bot for all tests of the module, each of which writes from a chat of its own."""
    section = {"questions_per_minute": 1000}
    with running(tmp_path_factory.mktemp("office"), server, section) as process:
        server.wait_until(lambda: server.calls_of("getUpdates"), 90)
        yield process
        assert process.stop() == 0
        assert "Traceback" not in process.log
        assert server.token.partition(":")[2] not in process.log


@pytest.fixture
def chat(bot: Process) -> str:
    """Of somebody who never wrote before."""
    return f"can-bo-{next(NUMBERS)}"


def test_an_official_is_greeted_asks_and_looks_at_the_source(server: ZaloServer, chat: str) -> None:
    assert server.ask("/start", chat).startswith("Chào đồng chí!")
    answer = server.ask(QUESTION, chat)
    assert WHO in answer
    assert "**" not in answer
    assert "<b>" not in answer
    assert "\nNguồn: Thị ủy Sông Thượng giao ban" in answer
    assert answer.endswith("Gõ số: 1 📄 Xem đoạn gốc · 2 📚 Bài khác · 3 👍 · 4 👎")
    assert "Chiều 19/9/2023" in server.ask("1", chat)
    assert server.ask("3", chat) == replies.NOTED.text
    assert "19/9/2023" in server.ask(WHEN, chat)
    assert server.ask("/moi", chat) == replies.FORGOTTEN.text
    assert server.ask("/tin", chat).endswith("\n\nGõ số: 1 Cũ hơn ▶")
    assert server.ask("1", chat).startswith("Bài mới nhất:")
    typing = [call.parameters["chat_id"] for call in server.calls_of("sendChatAction")]
    assert typing.count(chat) == len(server.messages(chat))


def test_which_meeting_is_meant_is_chosen_by_number(server: ZaloServer, chat: str) -> None:
    which = server.ask(WHICH, chat)
    assert "\n3. Giao ban công tác Đảng, đoàn thể quý I năm 2023 (31/03/2023)" in which
    assert which.endswith("\n\nĐồng chí gõ số để chọn.")
    assert "4 lớp" in server.ask("3", chat)


def test_addresses_stand_as_they_are(server: ZaloServer, chat: str) -> None:
    answer = server.ask("Phường Tân Khai hiến máu được bao nhiêu đơn vị máu?", chat)
    assert "https://songthuong.example/" in answer


@pytest.mark.parametrize("kind", ["image", "sticker", "voice", "unsupported"])
def test_what_is_no_text_is_declined_once(server: ZaloServer, chat: str, kind: str) -> None:
    server.send(kind, {"photo": "https://zalo.example/x.jpg", "caption": QUESTION}, chat)
    server.wait_for(chat, 1)
    server.ask("cảm ơn", chat)
    assert server.messages(chat) == [replies.ONLY_TEXT.text, THANKED]


def test_in_a_group_only_what_is_said_to_the_bot_is_answered(server: ZaloServer, chat: str) -> None:
    for text in (QUESTION, "/reload", "/help"):
        server.write(text, chat, "lan", group=True)
    server.send("sticker", {}, chat, "lan", group=True)
    assert WHO in server.ask(f"@Bot Giao ban {QUESTION}", chat, "lan", group=True)
    assert "Chiều 19/9/2023" in server.ask("1 @bot giao ban", chat, "mai", group=True)
    assert WHO in server.ask(f"/hoi {QUESTION}", chat, "mai", group=True)
    assert len(server.messages(chat)) == 3


def test_a_message_that_is_delivered_twice_is_answered_once(server: ZaloServer, chat: str) -> None:
    server.push(server.write(QUESTION, chat))
    server.push(server.write("cảm ơn", chat))
    assert [THANKED in text for text in server.wait_for(chat, 2)] == [False, True]
    server.ask("cảm ơn", chat)
    assert len(server.messages(chat)) == 3


def test_what_is_no_update_disturbs_nobody(server: ZaloServer, chat: str) -> None:
    for update in ({}, {"event_name": "message.text.received"}, {"event_name": "bot.left"}):
        server.push(update)
    assert WHO in server.ask(QUESTION, chat)


@pytest.mark.parametrize("failure", [Status(502), RetryAfter(1), Drop()], ids=str)
def test_an_answer_that_zalo_did_not_take_at_first_arrives_once(
    server: ZaloServer, chat: str, failure: Failure
) -> None:
    server.fail("sendMessage", failure, chat=chat)
    server.fail("sendChatAction", Refuse(500, "no"), chat=chat)
    assert WHO in server.ask(QUESTION, chat)
    server.ask("cảm ơn", chat)
    assert len(server.messages(chat)) == 2


def test_what_is_written_while_zalo_is_away_is_answered_and_the_log_says_it_once(
    server: ZaloServer, bot: Process, chat: str
) -> None:
    server.pause()
    server.write(QUESTION, chat)
    server.resume()
    assert WHO in server.wait_for(chat, 1)[0]
    assert bot.log.count("Zalo does not answer") == 1
    assert bot.log.count("Zalo answers again") == 1


# --- the admin


def article(village: str, who: str) -> str:
    return f"Thôn {village} khánh thành cầu gỗ\n\n02/02/2024\n\nTrưởng thôn {village} là ông {who}."


def test_an_admin_renews_looks_removes_and_goes_back(
    server: ZaloServer, bot: Process, chat: str
) -> None:
    asked = "Trưởng thôn Gò Sặt là ai?"
    assert server.ask(asked, chat).startswith(replies.NOT_FOUND)
    path = bot.articles / "go-sat.txt"
    path.write_text(article("Gò Sặt", "Hồ Bá Lâm"), encoding="utf-8")
    assert server.ask("/reload", ADMIN) == "Đang cập nhật kho bài…"
    assert "Thêm 1:\n  • go-sat.txt" in server.wait_for(ADMIN, 2)[1]
    assert "Hồ Bá Lâm" in server.ask(asked, chat)

    assert server.ask("/status", ADMIN).startswith("Kho bài: 12 bài")
    assert "/reload – cập nhật kho bài" in server.ask("/help", ADMIN)
    assert asked in server.ask("/thongke", ADMIN)

    server.ask("/xoa go-sat.txt", ADMIN)
    assert server.ask("không", ADMIN) == admin_replies.CANCELLED.text
    confirm = server.ask("/xoa go-sat.txt", ADMIN)
    assert confirm.endswith("Tệp: go-sat.txt\n\nĐồng chí trả lời “có” (Xóa) hoặc “không”.")
    number = len(server.messages(ADMIN))
    assert server.ask("Có", ADMIN).startswith("Đã xóa go-sat.txt")
    assert "Gỡ 1:\n  • go-sat.txt" in server.wait_for(ADMIN, number + 2)[number + 1]
    assert not path.exists()
    assert server.ask(asked, chat).startswith(replies.NOT_FOUND)

    assert server.ask("/rollback", ADMIN).endswith("“có” (Quay về) hoặc “không”.")
    assert server.ask("có", ADMIN).startswith("✅ Đã quay về bản")
    assert "Hồ Bá Lâm" in server.ask(asked, chat)


def test_of_several_articles_the_admin_chooses_one_by_number(
    server: ZaloServer, bot: Process
) -> None:
    which = server.ask("/xoa tặng quà", ADMIN)
    assert which.endswith("\n\nĐồng chí gõ số để chọn.")
    assert server.ask("2", ADMIN).startswith("Xóa bài “")
    server.ask("không", ADMIN)


@pytest.mark.parametrize("command", ["/reload", "/status", "/xoa giao-ban"])
def test_an_official_is_refused_and_the_log_names_who_tried(
    server: ZaloServer, bot: Process, chat: str, command: str
) -> None:
    assert server.ask(command, chat) == admin_replies.ONLY_ADMINS.text
    assert f"user {chat} tried {command.split()[0]}: not an admin" in bot.log


def test_the_log_holds_no_words_and_no_names(server: ZaloServer, bot: Process, chat: str) -> None:
    server.ask(QUESTION, chat)
    assert [word for word in ("chu tri", "Tôn Nữ", "Gò Sặt", "Hồ Bá") if word in bot.log] == []
