"""What outlives the process: the bot is stopped and started again over the same folder."""

import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot import replies
from tests.bot.telegram.conftest import ADMIN, Running, running
from tests.bot.telegram_server import Shown, TelegramServer
from tests.conftest import SAMPLES, giaoban_in

QUESTION = "Ai chủ trì hội nghị giao ban 9 tháng năm 2023?"
WHO = "Văn Quốc Cường"
ARTICLE = "Thôn Gò Sặt khánh thành cầu gỗ\n\n02/02/2024\n\nTrưởng thôn Gò Sặt là ông Hồ Bá Lâm.\n"
KEPT = "2023-03-31-giao-ban-quy-i.txt"
OFFICIAL, CURIOUS, LATE, NEW = 1, 2, 3, 4
"""Chats."""


@dataclass(frozen=True)
class Before:
    """What the first process showed, and how it ended, after how many seconds."""

    answer: Shown
    which: Shown
    offer: Shown
    removal: Shown
    status: int
    seconds: float


@pytest.fixture(scope="module")
def first(server: TelegramServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("office")
    (folder / "articles").mkdir()
    for path in SAMPLES.glob("*-giao-ban-*.txt"):
        shutil.copy(path, folder / "articles")
    with running(folder, server) as started:
        yield started


@pytest.fixture(scope="module")
def before(server: TelegramServer, first: Running) -> Before:
    answer = server.ask(QUESTION, OFFICIAL, timeout=90)
    which = server.ask("Ai chủ trì hội nghị giao ban?", CURIOUS)
    sent = server.send_file("go-sat.txt", ARTICLE.encode(), ADMIN)
    offer = server.wait_for_message(ADMIN, after=sent)
    removal = server.ask(f"/xoa {KEPT}", ADMIN)
    stopping = time.monotonic()
    status = first.stop()
    return Before(answer, which, offer, removal, status, time.monotonic() - stopping)


@pytest.fixture(scope="module")
def bot(server: TelegramServer, first: Running, before: Before) -> Iterator[Running]:
    """The second process; somebody asked while there was none."""
    server.write(QUESTION, LATE)
    with running(first.folder, server, {"questions_per_minute": 1000}) as started:
        server.wait_for_message(LATE, timeout=90)
        yield started


def test_it_ends_soon_after_sigterm(before: Before) -> None:
    assert before.status == 0
    assert before.seconds < 10


def test_what_was_asked_meanwhile_is_answered_and_nothing_again(
    server: TelegramServer, bot: Running, before: Before
) -> None:
    (late,) = server.messages(LATE)
    assert WHO in late.text
    assert server.messages(OFFICIAL) == [before.answer]


def test_the_passage_and_the_opinion_of_an_old_answer_still_work(
    server: TelegramServer, bot: Running, before: Before
) -> None:
    press = server.press(before.answer.message_id, "👍")
    assert server.wait_for_note(press) == replies.NOTED.text
    assert "Chiều 19/9/2023" in server.open(before.answer, "📄 Xem đoạn gốc").text
    assert "👍 1, 👎 0" in server.ask("/thongke", ADMIN).text


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("which", "28/06/2023"),
        ("offer", "✅ Thêm"),
        ("offer", "Thôi"),
        ("removal", "🗑 Xóa"),
    ],
)
def test_what_waited_for_a_choice_is_politely_declined(
    server: TelegramServer, bot: Running, before: Before, asked: str, label: str
) -> None:
    old: Shown = getattr(before, asked)
    press = server.press(old.message_id, label)
    assert server.wait_for_note(press) == replies.OLD_BUTTON.text
    assert not (bot.articles / "go-sat.txt").exists()
    assert (bot.articles / KEPT).exists()


def test_a_reload_by_another_process_is_noticed(server: TelegramServer, bot: Running) -> None:
    asked = "Trưởng thôn Gò Sặt là ai?"
    assert server.ask(asked, NEW).text.startswith(replies.NOT_FOUND)
    (bot.articles / "go-sat.txt").write_text(ARTICLE, encoding="utf-8")
    reloaded = giaoban_in(bot.folder)("reload")
    assert reloaded.returncode == 0, reloaded.stderr
    end = time.monotonic() + 15
    while "Hồ Bá Lâm" not in (answer := server.ask(asked, NEW)).text:
        assert time.monotonic() < end, answer
        time.sleep(0.3)
    assert bot.stop(signal.SIGINT) == 0
    assert "Traceback" not in bot.log
