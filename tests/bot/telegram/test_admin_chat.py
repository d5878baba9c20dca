"""The journey of an admin, in the real process; officials look on, or try the same."""

import re
from collections.abc import Iterator
from itertools import count

import pytest

from bot import admin_replies, reload_replies, replies
from tests.bot.telegram.conftest import ADMIN, Running, running
from tests.bot.telegram_server import Shown, Status, TelegramServer

QUESTION = "Ai chủ trì hội nghị giao ban 9 tháng năm 2023?"
WHO = "Văn Quốc Cường"
NUMBERS = count(1000)
RENEWED = "✅ Đã cập nhật"


@pytest.fixture(scope="module")
def bot(server: TelegramServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """With an admin who may do more in a minute than a question every three seconds."""
    folder = tmp_path_factory.mktemp("office")
    with running(folder, server, {"questions_per_minute": 1000}) as started:
        server.wait_until(lambda: bool(server.calls_of("getUpdates")), 90, "the bot to poll")
        yield started


@pytest.fixture
def official(bot: Running) -> int:
    """The chat with somebody who never wrote before."""
    return next(NUMBERS)


def article(village: str, who: str) -> bytes:
    text = f"Thôn {village} khánh thành cầu gỗ\n\n02/02/2024\n\nTrưởng thôn {village} là ông {who}."
    return text.encode()


def question_about(village: str) -> str:
    return f"Trưởng thôn {village} là ai?"


def finished(server: TelegramServer, message: Shown | int, containing: str = RENEWED) -> Shown:
    """The message once its job has ended in `containing`."""
    number = message if isinstance(message, int) else message.message_id
    shown = server.wait_for_message(ADMIN, containing=containing, after=number - 1)
    assert shown.message_id == number
    return shown


def added(server: TelegramServer, name: str, content: bytes) -> Shown:
    """Sends a file and says yes."""
    offer = server.wait_for_message(ADMIN, after=server.send_file(name, content, ADMIN))
    server.press(offer.message_id, next(label for label in offer.labels if "✅" in label))
    return finished(server, offer)


def test_a_reload_shows_how_far_it_is_while_others_are_answered(
    server: TelegramServer, bot: Running, official: int
) -> None:
    for number in range(90):
        lines = (f"Ngày {n}/5/2022, xã {number} trồng {number * n} cây xanh" for n in range(1, 13))
        text = f"Xã {number} trồng cây\n\n01/05/2022\n\n" + ".\n\n".join(lines)
        (bot.articles / f"xa-{number}.txt").write_text(text, encoding="utf-8")
    (bot.articles / "trong.txt").write_text("", encoding="utf-8")

    begun = server.ask("/reload", ADMIN)
    assert begun.text == "Đang cập nhật kho bài…"
    server.write("/reload", ADMIN)
    server.wait_for_message(ADMIN, containing=reload_replies.RUNNING.text)
    assert WHO in server.ask(QUESTION, official).text
    bar = server.wait_for_message(ADMIN, containing="%")
    assert bar.message_id == begun.message_id
    assert re.fullmatch("[▓░]{12} [0-9]+%", bar.text.splitlines()[1])
    assert WHO in server.ask(QUESTION, official).text
    assert not any(RENEWED in shown.text for shown in server.messages(ADMIN))

    done = finished(server, begun)
    assert done.edits > 1
    assert "101 bài" in done.text
    assert "Thêm 90:\n  • xa-0.txt\n" in done.text
    assert "⚠️ Lỗi 1:\n  • trong.txt: tệp trống" in done.text
    (bot.articles / "trong.txt").unlink()


def test_a_reload_without_a_change_says_so(server: TelegramServer, bot: Running) -> None:
    finished(server, server.ask("/reload", ADMIN))
    done = finished(server, server.ask("/reload", ADMIN), "Không có bài nào thay đổi.")
    assert done.edits > 0


def test_the_status_is_shown(server: TelegramServer, bot: Running) -> None:
    status = server.ask("/status", ADMIN).text
    assert re.match(r"Kho bài: \d+ bài, \d+ đoạn\.\nBản .*: \d+, lập lúc ", status)


def test_the_help_shows_also_the_commands_for_admins(server: TelegramServer, bot: Running) -> None:
    assert "/reload – cập nhật kho bài" in server.ask("/help", ADMIN).text


# --- adding


def test_a_file_is_added_once_the_admin_says_yes(
    server: TelegramServer, bot: Running, official: int
) -> None:
    asked = question_about("Gò Sặt")
    assert server.ask(asked, official).text.startswith(replies.NOT_FOUND)
    sent = server.send_file("go-sat.txt", article("Gò Sặt", "Hồ Bá Lâm"), ADMIN)
    offer = server.wait_for_message(ADMIN, after=sent)
    assert "“Thôn Gò Sặt khánh thành cầu gỗ”\nNgày: 02/02/2024. Dài: 9 " in offer.text
    assert offer.text.endswith("\n\nThêm bài này?")
    assert offer.labels == ["✅ Thêm", "Thôi"]
    assert not (bot.articles / "go-sat.txt").exists()

    server.press(offer.message_id, "✅ Thêm")
    done = finished(server, offer)
    assert done.text.startswith("Đã lưu go-sat.txt.\n✅ Đã cập nhật")
    assert "Thêm 1:\n  • go-sat.txt" in done.text
    assert done.labels == []
    assert "<b>Hồ Bá Lâm</b>" in server.ask(asked, official).html


def test_a_file_of_the_same_name_replaces_the_old_one_once_the_admin_says_yes(
    server: TelegramServer, bot: Running, official: int
) -> None:
    added(server, "cay-me.txt", article("Cây Me", "Lý Văn Năm"))
    sent = server.send_file("cay-me.txt", article("Cây Me", "Tạ Văn Mười"), ADMIN)
    offer = server.wait_for_message(ADMIN, after=sent)
    assert offer.text.endswith("Đã có bài cùng tên tệp. Thay bằng bài này?")
    assert offer.labels == ["✅ Thay", "Thôi"]
    assert "Lý Văn Năm" in server.ask(question_about("Cây Me"), official).text
    server.press(offer.message_id, "✅ Thay")
    assert "Sửa 1:\n  • cay-me.txt" in finished(server, offer).text
    assert "Tạ Văn Mười" in server.ask(question_about("Cây Me"), official).text


def test_a_file_is_not_added_when_the_admin_says_no(server: TelegramServer, bot: Running) -> None:
    sent = server.send_file("suoi-da.txt", article("Suối Đá", "Hồ Bá Lâm"), ADMIN)
    offer = server.wait_for_message(ADMIN, after=sent)
    server.press(offer.message_id, "Thôi")
    cancelled = finished(server, offer, admin_replies.CANCELLED.text)
    assert cancelled.labels == []
    assert not (bot.articles / "suoi-da.txt").exists()


def test_a_file_that_is_no_article_is_declined_with_the_reason(
    server: TelegramServer, bot: Running
) -> None:
    sent = server.send_file("bai.xlsx", b"PK\x03\x04", ADMIN)
    declined = server.wait_for_message(ADMIN, after=sent)
    assert declined.text == (
        "Không thêm được bai.xlsx: chỉ đọc được tệp .txt, .md, .html, .docx, .doc, .rtf và .pdf."
    )
    assert declined.labels == []


def test_a_file_that_is_too_large_is_not_even_downloaded(
    server: TelegramServer, bot: Running
) -> None:
    before = len(server.calls_of("getFile"))
    sent = server.send_file("bai.txt", article("Gò", "An"), ADMIN, file_size=21_000_000)
    declined = server.wait_for_message(ADMIN, after=sent)
    assert declined.text == (
        "Không thêm được bai.txt: tệp quá lớn, hãy bỏ bớt ảnh hoặc tách mỗi bài một tệp."
    )
    assert len(server.calls_of("getFile")) == before


def test_a_file_that_cannot_be_downloaded_is_asked_for_again(
    server: TelegramServer, bot: Running
) -> None:
    server.fail("download", *[Status(500)] * 3)
    sent = server.send_file("bai.txt", article("Gò", "An"), ADMIN)
    assert server.wait_for_message(ADMIN, after=sent).text == admin_replies.NO_DOWNLOAD.text
    server.fail("download", Status(500))
    sent = server.send_file("bai.txt", article("Gò", "An"), ADMIN)
    assert server.wait_for_message(ADMIN, after=sent).labels == ["✅ Thêm", "Thôi"]


# --- removing


def test_an_article_is_removed_once_the_admin_says_yes(
    server: TelegramServer, bot: Running, official: int
) -> None:
    asked = question_about("Bàu Sen")
    added(server, "bau-sen.txt", article("Bàu Sen", "Lý Văn Năm"))
    confirm = server.ask("/xoa bau-sen.txt", ADMIN)
    assert confirm.labels == ["🗑 Xóa", "Thôi"]
    answer = server.ask(asked, official)
    assert "Lý Văn Năm" in answer.text
    server.press(confirm.message_id, "🗑 Xóa")
    assert "Gỡ 1:\n  • bau-sen.txt" in finished(server, confirm).text
    assert server.ask(asked, official).text.startswith(replies.NOT_FOUND)
    press = server.press(answer.message_id, "📄 Xem đoạn gốc")
    assert server.wait_for_note(press) == replies.REMOVED.text
    (kept,) = (bot.folder / "state" / "removed").glob("*/bau-sen.txt")
    assert kept.read_bytes() == article("Bàu Sen", "Lý Văn Năm")


def test_of_several_articles_the_admin_chooses_one_to_remove(
    server: TelegramServer, bot: Running
) -> None:
    which = server.ask("/xoa tặng quà", ADMIN)
    assert which.text.startswith("Đồng chí muốn xóa bài nào?\n1. ")
    assert which.labels[:2] == ["1", "2"]
    assert server.open(which, "2").text.startswith("Xóa bài “")
    assert server.ask("/xoa khong-co.txt", ADMIN).text.startswith("Không có bài nào tên là “")


# --- looking


def test_the_statistics_show_what_could_not_be_answered(
    server: TelegramServer, bot: Running, official: int
) -> None:
    server.ask("Đội nào vô địch giải bóng đá?", official)
    answer = server.ask(QUESTION, official)
    server.wait_for_note(server.press(answer.message_id, "👎"))
    shown = server.ask("/thongke", ADMIN).text
    assert re.match(r"Trong 30 ngày qua: \d+ câu hỏi, \d+ đã trả lời, \d+ chưa ", shown)
    unanswered, _, disliked = shown.rpartition("👎, mới nhất trước:")
    assert "  Đội nào vô địch giải bóng đá?" in unanswered
    assert f"  {QUESTION}" in disliked


# --- everybody else


@pytest.mark.parametrize("command", ["/reload", "/status", "/thongke", "/xoa", "/xoa a.txt"])
def test_an_official_is_refused_and_the_log_names_who_tried(
    server: TelegramServer, bot: Running, official: int, command: str
) -> None:
    assert server.ask(command, official).text == admin_replies.ONLY_ADMINS.text
    tried = f"WARNING bot.admin_dialogue: user {official} tried {command.split()[0]}: not an admin"
    assert tried in bot.log


def test_an_officials_file_is_refused_without_a_download(
    server: TelegramServer, bot: Running, official: int
) -> None:
    before = len(server.calls_of("getFile"))
    sent = server.send_file("bai.txt", article("Gò", "An"), official)
    refused = server.wait_for_message(official, after=sent)
    assert refused.text == admin_replies.ONLY_ADMINS_SEND.text
    assert len(server.calls_of("getFile")) == before
    assert f"user {official} tried a file: not an admin" in bot.log


def test_in_a_group_only_the_admin_can_press_the_admins_buttons(
    server: TelegramServer, bot: Running
) -> None:
    group = -next(NUMBERS)
    offer = server.ask("/xoa@giaoban_bot dai-hoi-cong-doan", group, user=ADMIN)
    for label in ("🗑 Xóa", "Thôi"):
        press = server.press(offer.message_id, label, user=7)
        assert server.wait_for_note(press) == admin_replies.ONLY_ADMINS.text
    assert server.messages(group) == [offer]
    assert (bot.articles / "2023-07-05-dai-hoi-cong-doan.txt").exists()
    assert "user 7 tried button lam: not an admin" in bot.log
    server.press(offer.message_id, "Thôi", user=ADMIN)
    server.wait_for_message(group, containing=admin_replies.CANCELLED.text)


def test_a_button_of_one_chat_does_nothing_in_another(server: TelegramServer, bot: Running) -> None:
    offer = server.ask("/xoa dai-hoi-cong-doan", ADMIN)
    elsewhere = server.ask("/help@giaoban_bot", -next(NUMBERS), user=ADMIN)
    yes = offer.buttons[0][0].data
    press = server.press_data(elsewhere.message_id, yes, user=ADMIN)
    assert server.wait_for_note(press) == replies.OLD_BUTTON.text
    assert (bot.articles / "2023-07-05-dai-hoi-cong-doan.txt").exists()
