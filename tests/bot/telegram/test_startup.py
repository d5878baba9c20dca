"""How `giaoban run` begins, how it says that it cannot, and how it ends."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot import replies
from tests.bot.crashing.disks import mount, small_disk
from tests.bot.telegram.conftest import ADMIN, Running, running
from tests.bot.telegram_server import RetryAfter, TelegramServer
from tests.conftest import BRIEFING

QUESTION, ANSWER = "Ai chủ trì hội nghị giao ban công tác tháng 4?", "Trần Văn Bảy"
FURTHER = """Tin số {0}

01/02/2023

Đồng chí Lê Thị Số {0} trao {0} suất quà cho hộ nghèo tại khu phố {0}, phường Phú Hưng.
"""


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as serving:
        yield serving


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with one article, so that starting is quick."""
    return filled(tmp_path)


def filled(folder: Path) -> Path:
    (folder / "articles").mkdir()
    (folder / "articles" / "giao-ban.txt").write_text(BRIEFING, encoding="utf-8")
    return folder


def wait_until(predicate: Callable[[], object]) -> None:
    """For what the server does not see."""
    end = time.monotonic() + 60
    while not predicate():
        assert time.monotonic() < end
        time.sleep(0.05)


def polls(server: TelegramServer) -> None:
    server.wait_until(lambda: server.calls_of("getUpdates"), 60, "the bot to poll")


def assert_gives_up(bot: Running, told: str) -> None:
    """It has one clear line on the error, and the status of a command that did nothing."""
    assert bot.process.wait(90) == 2
    (line,) = [line for line in bot.log.splitlines() if line.startswith("giaoban: ")]
    assert told in line
    assert "Traceback" not in bot.log


def stopped_within_ten_seconds(bot: Running) -> int:
    return bot.stop(signal.SIGTERM, timeout=10)


@contextmanager
def another_program(server: TelegramServer) -> Iterator[None]:
    """Fetches the updates of the same bot, again and again."""
    ended = threading.Event()
    address = f"{server.url}/bot{server.token}/getUpdates"

    def fetch() -> None:
        with httpx.Client(trust_env=False, timeout=30) as client:
            while not ended.is_set():
                client.get(address, params={"timeout": 2})

    fetching = threading.Thread(target=fetch)
    fetching.start()
    try:
        yield
    finally:
        ended.set()
        fetching.join()


def test_a_wrong_token_is_told_of(office: Path, server: TelegramServer) -> None:
    with running(office, server) as bot:
        known, server.token = server.token, f"123456:{'B' * 35}"
        assert_gives_up(bot, "Telegram refuses the token in TELEGRAM_BOT_TOKEN")
        assert known not in bot.log


def test_a_missing_token_is_told_of(office: Path, server: TelegramServer) -> None:
    server.token = ""
    with running(office, server) as bot:
        assert_gives_up(bot, "the environment has no TELEGRAM_BOT_TOKEN")


def test_an_unreachable_server_is_told_of(
    office: Path, server: TelegramServer, free_port: int
) -> None:
    address = f"http://127.0.0.1:{free_port}"
    with running(office, server, {"base_url": address}) as bot:
        assert_gives_up(bot, f"Telegram cannot be reached at {address}")


def test_a_second_bot_on_the_same_state_folder_is_told_of_the_first(
    office: Path, server: TelegramServer
) -> None:
    with running(office, server) as first:
        polls(server)
        with running(office, server) as second:
            who = f"run, process {first.process.pid} on {socket.gethostname()}, since "
            assert_gives_up(second, f"Another bot serves from this state folder ({who}")
        first.process.kill()
        first.process.wait()
    asked = len(server.calls_of("getUpdates"))
    with running(office, server):  # a killed bot keeps nobody out
        server.wait_until(lambda: len(server.calls_of("getUpdates")) > asked, 60, "it to poll")


def test_on_a_disk_that_cannot_be_written_it_starts_and_answers(
    office: Path, server: TelegramServer
) -> None:
    with small_disk(office / "state"):
        with running(office, server) as bot:
            polls(server)
            assert stopped_within_ten_seconds(bot) == 0
        mount("-o", "remount,ro", office / "state")
        with running(office, server) as bot:
            assert ANSWER in server.ask(QUESTION, 1, timeout=60).text
            assert "giaoban.db can only be read" in bot.log
            assert stopped_within_ten_seconds(bot) == 0
            assert "Traceback" not in bot.log


def test_another_program_that_fetches_the_updates_is_told_of(
    office: Path, server: TelegramServer
) -> None:
    with running(office, server) as bot:
        polls(server)
        with another_program(server):
            assert_gives_up(bot, "Another program fetches this bot's updates")


def test_a_webhook_that_another_program_sets_is_told_of(
    office: Path, server: TelegramServer
) -> None:
    with running(office, server) as bot:
        polls(server)
        address = f"{server.url}/bot{server.token}/setWebhook"
        httpx.post(address, data={"url": "https://other.example/x"}, trust_env=False)
        assert_gives_up(bot, "A webhook was set for this bot")


def test_sigterm_ends_it_when_all_that_was_taken_is_answered(
    office: Path, server: TelegramServer
) -> None:
    chats = range(1, 31)
    with running(office, server) as bot:
        polls(server)
        for chat in chats:
            server.write(QUESTION, chat)
        server.wait_until(lambda: any(map(server.messages, chats)), 60, "a first answer")
        assert stopped_within_ten_seconds(bot) == 0
        counts = [len(server.messages(chat)) for chat in chats]
        answer = httpx.get(f"{server.url}/bot{server.token}/getWebhookInfo", trust_env=False)
        assert max(counts) == 1
        assert sum(counts) + answer.json()["result"]["pending_update_count"] == len(chats)
        assert "could not be sent" not in bot.log
        assert "Traceback" not in bot.log


def test_sigterm_does_not_wait_as_long_as_telegram_tells_to(
    office: Path, server: TelegramServer
) -> None:
    others = range(2, 10)
    server.fail_always("sendMessage", RetryAfter(30), chat=1)
    with running(office, server) as bot:
        polls(server)
        for chat in (1, *others):
            server.write(QUESTION, chat)
        server.wait_until(
            lambda: any(call.parameters["chat_id"] == 1 for call in server.calls_of("sendMessage")),
            60,
        )
        server.wait_for_message(others[-1], ANSWER, timeout=60)
        assert stopped_within_ten_seconds(bot) == 0
        assert [len(server.messages(chat)) for chat in (1, *others)] == [0, *(1 for _ in others)]
        assert "Traceback" not in bot.log


def test_sigterm_ends_a_reload_that_would_take_long(office: Path, server: TelegramServer) -> None:
    with running(office, server) as bot:
        polls(server)
        for number in range(300):
            article = FURTHER.format(number)
            (bot.articles / f"tin-{number}.txt").write_text(article, encoding="utf-8")
        server.write("/reload", ADMIN)
        server.wait_for_message(ADMIN, "░", timeout=60)
        server.write(QUESTION, 1)
        server.wait_for_message(1, ANSWER, timeout=60)
        assert stopped_within_ten_seconds(bot) == 0
        (message,) = server.messages(ADMIN)
        assert message.text.startswith("Chương trình đang dừng")
        assert "Traceback" not in bot.log


def test_without_articles_it_starts_and_an_admin_sends_the_first(
    tmp_path: Path, server: TelegramServer
) -> None:
    (tmp_path / "articles").mkdir()
    with running(tmp_path, server) as bot:
        polls(server)
        assert server.ask(QUESTION, 1).text == replies.NO_ARTICLES.text
        sent = server.send_file("giao-ban.txt", BRIEFING.encode(), ADMIN)
        offer = server.wait_for_message(ADMIN, timeout=60, after=sent)
        server.press(offer.message_id, "✅ Thêm")
        server.wait_for_message(ADMIN, "Đã cập nhật", timeout=60)
        assert ANSWER in server.ask(QUESTION, 1).text
        assert "Traceback" not in bot.log
