"""The log of the real bot as JSON: every line, and what belongs to one request."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.bot.telegram.conftest import ADMIN, running
from tests.bot.telegram_server import Refuse, Status, TelegramServer
from tests.conftest import BRIEFING

QUESTION = "Ai chủ trì hội nghị giao ban công tác tháng 4?"
JSON = ("--log-format", "json")


def lines(log: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


def test_all_is_json_and_a_request_can_be_followed_to_its_delivery(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "giao-ban.txt").write_text(BRIEFING, encoding="utf-8")
    (tmp_path / "articles" / "hỏng.txt").write_bytes(b"\0")
    with TelegramServer() as server, running(tmp_path, server, {}, JSON) as bot:
        server.wait_until(lambda: bool(server.calls_of("getUpdates")), 90, "the bot to poll")
        server.fail("sendMessage", Status(502), Refuse(400, f"no: {QUESTION[:9]}"), chat=7)
        server.fail("editMessageText", Refuse(400, "cannot be edited"), chat=ADMIN)
        server.write(QUESTION, 7, first_name="Tôn Nữ Hồng Nhạn")
        server.ask("/reload", ADMIN)
        server.wait_for_message(ADMIN, "Đã cập nhật", timeout=60)
        shutil.rmtree(bot.articles)
        server.ask("/reload", ADMIN)
        server.wait_for_message(ADMIN, "Không cập nhật được", timeout=60)
        server.wait_until(lambda: "was lost" in bot.log, 30, "the answer to be lost")
        assert bot.stop() == 0
        written = lines(bot.log)
    for line in written:
        assert {"time", "level", "logger", "message"} <= line.keys()
    assert any("hỏng.txt: not a text file" in line["message"] for line in written)
    asked = [line for line in written if line.get("chat") == "telegram:7"]
    assert len({line["request"] for line in asked}) == 1
    made, again, lost, handled = asked
    assert "reply made" in made["message"]
    assert again["message"].startswith("sendMessage: ")
    assert lost["level"] == "error"
    assert 0 < made["duration_ms"] <= handled["duration_ms"]
    reloaded = [line for line in written if line.get("chat") == f"telegram:{ADMIN}"]
    assert len({line["request"] for line in reloaded}) == 2
    assert any("cannot be edited" in line["message"] for line in reloaded)
    assert any(line["message"].startswith("reload: The articles folder") for line in reloaded)
    assert "chủ trì" not in bot.log
    assert "Nhạn" not in bot.log


def test_why_it_cannot_begin_is_json_too(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    with TelegramServer() as server:
        token = server.token
        with running(tmp_path, server, {}, JSON) as bot:
            server.token = f"654321:{'Ab' * 20}"
            assert bot.process.wait(90) == 2
            no_articles, *_, refused = lines(bot.log)
    assert "No article could be read" in no_articles["message"]
    assert refused["level"] == "critical"
    assert "refuses the token" in refused["message"]
    assert token not in bot.log
