import logging
import re
import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from bot import admin_replies, replies
from bot.messages import Place, Reply
from knowledge.articles import Fault
from knowledge.readers.files import Limits
from tests.bot.conftest import ADMIN, JUNE, OFFICIAL, Talk, action, finish, labels, removed
from tests.conftest import BRIEFING, COUNCIL, no_progress
from tests.knowledge.readers.making import docx, page, paragraph, pdf, web_page

COMMANDS = ("/reload", "/rollback", "/status", "/xoa", "/xoa hdnd.txt", "/thongke", "/RELOAD")
CHAIR = "Ai chủ trì hội nghị giao ban tháng 6?"


def offer(talk: Talk, name: str = "moi.txt", content: str = JUNE) -> Reply:
    return talk.send(name, content)


# --- who is no admin


@pytest.mark.parametrize("command", COMMANDS)
def test_an_official_is_refused_and_it_is_logged(
    talk: Talk, caplog: pytest.LogCaptureFixture, command: str
) -> None:
    assert talk.say(command) == admin_replies.ONLY_ADMINS
    name = command.split()[0].lower()
    assert caplog.messages[-1] == f"user 7 tried {name}: not an admin"
    assert caplog.records[-1].levelno == logging.WARNING


@pytest.mark.parametrize("label", ["Thêm", "Thôi"])
def test_an_official_cannot_press_an_admins_button(
    talk: Talk, caplog: pytest.LogCaptureFixture, label: str
) -> None:
    offered = offer(talk)
    refused = talk.press(action(offered, label), OFFICIAL)
    assert (refused.text, refused.place) == (admin_replies.ONLY_ADMINS.text, Place.NOTE)
    assert "user 7 tried button" in caplog.messages[-1]
    assert not (talk.config.articles[0] / "moi.txt").exists()
    assert talk.press(action(offered, "Thêm"), ADMIN).job  # it still waits for the admin


def test_an_official_cannot_send_a_file(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    assert talk.send("../x.pdf", JUNE, OFFICIAL) == admin_replies.ONLY_ADMINS_SEND
    assert caplog.messages[-1] == "user 7 tried a file: not an admin"


# --- adding


def test_a_file_is_read_offered_and_added(talk: Talk) -> None:
    offered = talk.send("Giao ban.TXT", JUNE)
    assert "“Thị ủy giao ban công tác tháng 6 năm 2023”" in offered.text
    assert "Ngày: 05/07/2023" in offered.text
    assert labels(offered) == ["✅ Thêm", "Thôi"]
    assert not (talk.config.articles[0] / "Giao ban.TXT").exists()
    begun = talk.press(action(offered, "Thêm"), ADMIN)
    assert begun.place is Place.INSTEAD
    assert (talk.config.articles[0] / "Giao ban.TXT").read_text(encoding="utf-8") == JUNE
    _, done = finish(begun)
    assert done.text.startswith("Đã lưu Giao ban.TXT.\n✅ Đã cập nhật (bản 2")
    assert talk.say(CHAIR).highlight == "Ngô Thị Tám"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("giao-ban-6.docx", docx(*map(paragraph, JUNE.split("\n\n")))),
        ("giao-ban-6.pdf", pdf(page(JUNE.split("\n\n")[1:], JUNE.split("\n")[0]))),
        ("giao-ban-6.html", web_page(JUNE.split("\n")[0], JUNE.split("\n\n")[2:], date="5/7/2023")),
    ],
)
def test_word_pdf_and_web_files_are_offered_and_added_too(
    talk: Talk, name: str, data: bytes | str
) -> None:
    offered = talk.send(name, data)
    assert "“Thị ủy giao ban công tác tháng 6 năm 2023”\nNgày: 05/07/2023. Dài:" in offered.text
    assert " tiếng.\nChiều 4/7/2023, Thị ủy Mỹ Lâm tổ chức hội nghị giao ban" in offered.text
    _, done = finish(talk.press(action(offered, "Thêm"), ADMIN))
    assert done.text.startswith(f"Đã lưu {name}.\n✅ Đã cập nhật (bản 2")
    assert talk.say(CHAIR).highlight == "Ngô Thị Tám"


def test_only_the_beginning_of_a_long_article_is_shown(talk: Talk) -> None:
    offered = talk.send("dài.txt", "Tin dài\n\n" + "Thị ủy họp giao ban. " * 500)
    assert "…\n\nThêm bài này?" in offered.text
    assert len(offered.text) < 500


def test_a_file_of_the_same_name_is_replaced_and_kept(talk: Talk) -> None:
    offered = offer(talk, "hdnd.txt")
    assert "cùng tên tệp" in offered.text
    _, done = finish(talk.press(action(offered, "Thay"), ADMIN))
    assert "Sửa 1:\n  • hdnd.txt" in done.text
    assert removed(talk, "hdnd.txt") == [COUNCIL]
    names = sorted(path.name for path in talk.config.articles[0].iterdir())
    assert names == ["giao-ban.txt", "hdnd.txt"]


def test_a_file_whose_name_on_disk_is_decomposed_is_replaced(talk: Talk, articles: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "hội.txt")
    (articles / "hdnd.txt").rename(articles / decomposed)
    talk.base.reload(no_progress)
    finish(talk.press(action(offer(talk, "hội.txt"), "Thay"), ADMIN))
    names = [unicodedata.normalize("NFC", path.name) for path in articles.iterdir()]
    assert sorted(names) == ["giao-ban.txt", "hội.txt"]
    assert removed(talk, decomposed) == [COUNCIL]
    assert talk.say(CHAIR).highlight == "Ngô Thị Tám"
    assert "Hội đồng" not in talk.say("/tin").text


def test_a_folder_is_never_set_aside_for_a_file(talk: Talk, articles: Path) -> None:
    (articles / "m.txt").mkdir()
    (articles / "m.txt" / "sâu.txt").write_text(COUNCIL, encoding="utf-8")
    refused = talk.press(action(offer(talk, "m.txt"), "Thêm"), ADMIN)
    assert refused.text.startswith("❌ Không ghi được m.txt")
    assert refused.job is None
    assert (articles / "m.txt" / "sâu.txt").read_text(encoding="utf-8") == COUNCIL
    assert sorted(path.name for path in articles.iterdir()) == ["giao-ban.txt", "hdnd.txt", "m.txt"]
    assert removed(talk, "*") == []


def test_the_first_article_of_all_can_be_sent(empty_talk: Talk, articles: Path) -> None:
    for path in articles.iterdir():
        path.unlink()
    finish(empty_talk.press(action(offer(empty_talk), "Thêm"), ADMIN))
    assert empty_talk.say(CHAIR).highlight == "Ngô Thị Tám"


@pytest.mark.parametrize("label", ["Thêm", "Thôi"])
def test_a_button_pressed_twice_acts_once(talk: Talk, label: str) -> None:
    pressed = action(offer(talk), label)
    assert talk.press(pressed, ADMIN) != replies.OLD_BUTTON
    assert talk.press(pressed, ADMIN) == replies.OLD_BUTTON


@pytest.mark.parametrize("typed", [None, "/xoa hdnd.txt"])
def test_an_admin_may_think_better_of_it(talk: Talk, typed: str | None) -> None:
    asked = talk.say(typed, ADMIN) if typed else offer(talk, "hdnd.txt")
    assert talk.press(action(asked, "Thôi"), ADMIN) == admin_replies.CANCELLED
    do = action(asked, "Xóa" if typed else "Thay")
    assert talk.press(do, ADMIN) == replies.OLD_BUTTON
    assert (talk.config.articles[0] / "hdnd.txt").read_text(encoding="utf-8") == COUNCIL
    assert removed(talk, "*") == []


def test_in_another_chat_an_admins_buttons_are_old(talk: Talk) -> None:
    for asked in (offer(talk), talk.say("/xoa giao-ban.txt", ADMIN)):
        for row in asked.buttons:
            for button in row:
                assert talk.press(button.action, ADMIN, chat="b") == replies.OLD_BUTTON
    pressed = action(talk.say("/xoa thị", ADMIN), "1")
    assert talk.press(pressed, ADMIN, chat="b") == replies.OLD_BUTTON


@pytest.mark.parametrize("forged", ["lam:x", "lam:", "thoi:x", "xoa:x", "xoa:\ud800", "lam"])
def test_a_forged_button_of_an_admin_is_declined(talk: Talk, forged: str) -> None:
    assert talk.press(forged, ADMIN) == replies.OLD_BUTTON


def test_an_offer_cannot_be_removed(talk: Talk) -> None:
    pending = action(offer(talk), "Thêm").removeprefix("lam:")
    assert talk.press(f"xoa:{pending}", ADMIN) == replies.OLD_BUTTON


def test_only_the_last_fifty_offers_wait(talk: Talk) -> None:
    first, second, *_ = [action(offer(talk), "Thôi") for _ in range(51)]
    assert talk.press(first, ADMIN) == replies.OLD_BUTTON
    assert talk.press(second, ADMIN) == admin_replies.CANCELLED


def test_offers_that_take_much_memory_wait_only_while_they_are_the_last(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pending._MOST_BYTES", len(JUNE.encode()) * 5 // 2)
    first, second, third = [action(offer(talk), "Thôi") for _ in range(3)]
    assert talk.press(first, ADMIN) == replies.OLD_BUTTON
    assert talk.press(second, ADMIN) == admin_replies.CANCELLED
    large = action(offer(talk, content=JUNE * 4), "Thôi")
    assert talk.press(third, ADMIN) == replies.OLD_BUTTON
    assert talk.press(large, ADMIN) == admin_replies.CANCELLED


def test_no_more_files_are_taken_than_are_configured(talk: Talk, articles: Path) -> None:
    config = replace(talk.config, limits=Limits(files=3))
    full = Talk(talk.base, config)
    finish(full.press(action(offer(full), "Thêm"), ADMIN))
    refused = offer(full, "khác.txt")
    assert refused == admin_replies.not_offered("khác.txt", Fault.TOO_MANY)
    assert labels(offer(full)) == ["✅ Thay", "Thôi"]
    (articles / "nữa.txt").write_text(JUNE, encoding="utf-8")
    assert "limits: files" in offer(full, "khác.txt").text
    full.journal.close()


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("x.xlsx", b"PK", Fault.OTHER_KIND),
        ("x", b"", Fault.OTHER_KIND),
        ("x.txt", b"a" * 20_000_001, Fault.TOO_LARGE),
        ("x.txt", b" \n", Fault.EMPTY),
        ("x.md", "Thị ủy họp\n".encode(), Fault.NO_TEXT),
        ("x.txt", b"\x00\x01\x02", Fault.NOT_TEXT),
        ("x.txt", b"H\xf4i ngh\xe3 giao ban\n\nS\xe1ng", Fault.NOT_UTF8),
        ("x.txt", b"---\ntitle: [\n---\nA\n\nB.", Fault.FRONT_MATTER),
        ("x.pdf", pdf([]), Fault.SCAN),
        ("x.pdf", pdf(page(["A"]), password=True), Fault.LOCKED),
        ("x.docx", b"PK\x03\x04word/", Fault.DAMAGED),
        ("x.docx", b"%PDF-1.4", Fault.MISNAMED),
        ("x.html", b"<div>" * 1000, Fault.TOO_HEAVY),
        *((name, BRIEFING.encode(), Fault.BAD_NAME) for name in ("../x.txt", "a/b.txt", "")),
        *((name, BRIEFING.encode(), Fault.BAD_NAME) for name in ("x\0.txt", "CON:.txt", ".x.txt")),
        ("a" * 300 + ".txt", BRIEFING.encode(), Fault.BAD_NAME),
    ],
)
def test_a_file_that_cannot_be_added_says_why(
    talk: Talk, name: str, data: bytes, fault: Fault
) -> None:
    refused = talk.send(name, data)
    assert refused == admin_replies.not_offered(name[:100], fault)
    assert len(refused.text) < 250


def test_a_file_that_cannot_be_written_says_so(talk: Talk, articles: Path) -> None:
    offered = offer(talk)
    shutil.rmtree(articles)
    failed = talk.press(action(offered, "Thêm"), ADMIN)
    assert failed.text.startswith("❌ Không ghi được moi.txt; chưa có gì thay đổi.")
    assert failed.job is None


# --- looking


def test_the_status_and_the_statistics_are_shown(talk: Talk) -> None:
    assert "Kho bài: 2 bài, 2 đoạn." in talk.say("/status", ADMIN).text
    assert talk.say("/thongke", ADMIN).text.startswith("Trong 30 ngày qua: 0 câu hỏi, 0 đã trả lời")
    talk.say("Đội nào vô địch?")
    talk.press(action(talk.say("Ai chủ trì hội nghị giao ban tháng 4?"), "👎"))
    first, _, _, refused, _, _, disliked = talk.say("/thongke", ADMIN).text.splitlines()
    assert re.findall(r"\d+", first) == ["30", "2", "1", "1", "0", "1"]
    assert refused.endswith("  Đội nào vô địch?")
    assert disliked.endswith("  Ai chủ trì hội nghị giao ban tháng 4?")


@pytest.mark.parametrize("command", ["/status", "/thongke"])
def test_what_cannot_be_looked_at_is_said_and_logged(
    talk: Talk, caplog: pytest.LogCaptureFixture, command: str
) -> None:
    (talk.config.state / "giaoban.db").unlink()
    (talk.config.state / "giaoban.db").mkdir()
    talk.journal.close()
    assert talk.say(command, ADMIN).text.startswith("❌ Chưa làm được việc này.\nChi tiết: ")
    assert caplog.messages[-1].startswith(f"{command}: ")
