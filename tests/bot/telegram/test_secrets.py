"""What nobody reads, however much goes wrong: the token anywhere, people's words in the log."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.bot.telegram.conftest import ADMIN, Running, running
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
from tests.conftest import BRIEFING

QUESTION = "Ai chủ trì hội nghị giao ban công tác tháng 4?"
UNKNOWN = "Giá vé tàu thủy đi Phù Quốc Đảo?"
NAME, USERNAME = "Tôn Nữ Hồng Nhạn", "hongnhan_tonnu"
DEBUG = ("--log-level", "debug")
OTHER_TOKEN = f"123456:{'Zy' * 17}x"


@dataclass(frozen=True)
class Left:
    """What processes left behind: their logs, the other files in their folders, all they sent."""

    token: str
    log: str
    wrong_log: str
    files: dict[str, bytes]
    sent: str

    @property
    def forbidden(self) -> list[str]:
        """The token, as it stands and in an address, and its secret part."""
        secret = self.token.partition(":")[2]
        return [self.token, quote(self.token, safe=""), secret]


def filled(folder: Path) -> Path:
    (folder / "articles").mkdir()
    (folder / "articles" / "giao-ban.txt").write_text(BRIEFING, encoding="utf-8")
    return folder


def journey(server: TelegramServer, token: str) -> None:
    """All that people do and all that can fail, the token in the answers of others included."""
    page = f"Bad Gateway at /bot{token}/sendMessage"
    passing: list[Failure] = [Status(502), Drop(), RetryAfter(1), Hang(1, False), Refuse(503, page)]
    lasting: list[Failure] = [Refuse(400, f"chat not found: {page}"), Blocked()]
    server.fail("getUpdates", Status(502), Refuse(500, page))
    for chat, failure in enumerate(passing + lasting, start=1):
        server.fail("sendMessage", failure, chat=chat)
        server.fail("sendChatAction", failure, chat=chat)
        server.write(QUESTION, chat, first_name=NAME, username=USERNAME)
        server.write(UNKNOWN, chat, first_name=NAME, username=USERNAME)
    for chat in range(1, len(passing) + 1):
        server.wait_for_messages(2, chat, timeout=90)
    answer = server.messages(1)[0]
    server.fail("answerCallbackQuery", Refuse(400, f"query is too old: {page}"))
    server.open(answer, "📄 Xem đoạn gốc")
    server.fail("download", Status(502), Drop(), Refuse(404, page))
    sent = server.send_file("giao-ban-2.txt", BRIEFING.encode(), ADMIN)
    server.wait_for_message(ADMIN, "không tải được", timeout=60, after=sent)
    server.pause()
    server.resume()
    server.fail("editMessageText", Status(502), Refuse(400, f"cannot: {page}"), chat=ADMIN)
    for command in ("/reload", "/status", "/thongke", "/help"):
        server.ask(command, ADMIN)
    server.wait_for_message(ADMIN, "Đã cập nhật", timeout=60)


@pytest.fixture(scope="module")
def left(server: TelegramServer, tmp_path_factory: pytest.TempPathFactory) -> Left:
    folder = filled(tmp_path_factory.mktemp("office"))
    token = server.token
    with running(folder, server, {}, DEBUG) as bot:
        server.wait_until(lambda: server.calls_of("getUpdates"), 90, "the bot to poll")
        journey(server, token)
        assert bot.stop() == 0
        log = bot.log
    (folder / "log").unlink()
    with running(folder, server, {}, DEBUG) as bot:
        server.token = OTHER_TOKEN
        assert bot.process.wait(60) == 2
        wrong_log = bot.log
    server.token = token
    paths = [path for path in folder.rglob("*") if path.is_file()]
    files = {path.name: path.read_bytes() for path in paths}
    return Left(token, log, wrong_log, files, repr(server.calls))


@pytest.fixture(scope="module")
def at_info(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot that logs as much as it does when nothing else is asked for."""
    folder = filled(tmp_path_factory.mktemp("info"))
    with TelegramServer() as server, running(folder, server) as bot:
        server.wait_until(lambda: server.calls_of("getUpdates"), 90, "the bot to poll")
        yield bot


def test_the_log_of_a_journey_with_all_failures_does_not_hold_the_token(left: Left) -> None:
    assert "502" in left.log or "trying again" in left.log
    assert "DEBUG" in left.log
    assert "a file was not downloaded" in left.log
    assert [word for word in left.forbidden if word.lower() in left.log.lower()] == []


def test_the_log_of_a_start_with_a_wrong_token_does_not_hold_it(left: Left) -> None:
    assert "giaoban: Telegram refuses the token" in left.wrong_log
    assert [word for word in left.forbidden if word.lower() in left.wrong_log.lower()] == []


def test_no_file_that_the_bot_writes_holds_the_token(left: Left) -> None:
    assert "journal.db" in left.files
    found = [
        name
        for name, content in left.files.items()
        if any(word.encode() in content for word in left.forbidden)
    ]
    assert found == []


def test_no_message_holds_the_token(left: Left) -> None:
    assert "sendMessage" in left.sent
    assert [word for word in left.forbidden if word in left.sent] == []


def test_at_info_level_the_log_holds_no_words_and_no_names(at_info: Running) -> None:
    server = at_info.server
    journey(server, server.token)
    server.send_file("riêng tư.txt", b"", 1)
    server.edit(server.write(UNKNOWN, 1, first_name=NAME), f"{UNKNOWN} {QUESTION}")
    server.ask("cảm ơn", 1)
    assert at_info.stop() == 0
    private = ("tàu thủy", "hội nghị giao ban", NAME, "Nhạn", USERNAME, "riêng tư")
    assert [word for word in private if word in at_info.log] == []
