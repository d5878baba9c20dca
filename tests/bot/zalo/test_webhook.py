"""The webhook: who may call it, with what, and that it takes no message twice."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.bot.processes import Process
from tests.bot.zalo.conftest import ADMIN, free_port, running
from tests.bot.zalo_server import ZaloServer
from tests.conftest import BRIEFING

QUESTION, ANSWER = "Ai chủ trì hội nghị giao ban công tác tháng 4?", "Trần Văn Bảy"


def filled(folder: Path) -> Path:
    (folder / "articles").mkdir()
    (folder / "articles" / "giao-ban.txt").write_text(BRIEFING, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def bot(server: ZaloServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A bot that Zalo calls, and others may."""
    port = free_port()
    section = {"webhook": "https://bot.example/zalo"}
    folder = filled(tmp_path_factory.mktemp("office"))
    with running(folder, server, section, http={"port": port}) as process:
        server.wait_until(lambda: server.webhook, 90)
        server.local = f"http://127.0.0.1:{port}"
        yield process
        assert process.stop() == 0
        assert "Traceback" not in process.log


@pytest.fixture
def secret(server: ZaloServer, bot: Process) -> str:
    assert server.webhook
    return server.webhook.secret


def body(server: ZaloServer, chat: str) -> bytes:
    return json.dumps(server.update("text", {"text": QUESTION}, chat)).encode()


def test_the_journey_of_an_official_and_an_admin(server: ZaloServer, bot: Process) -> None:
    assert ANSWER in server.ask(QUESTION)
    assert "Chiều 4/5/2023" in server.ask("1")
    assert ANSWER in server.ask(f"{QUESTION} @Bot Giao ban", "nhom", "lan", group=True)
    assert server.ask("/reload", ADMIN) == "Đang cập nhật kho bài…"
    assert "Không có bài nào thay đổi." in server.wait_for(ADMIN, 2)[1]
    assert not server.calls_of("getUpdates")


@pytest.mark.parametrize("wrong", [None, "", "wrong", "bí mật"])
def test_what_others_post_is_refused_and_nothing_happens(
    server: ZaloServer, bot: Process, wrong: str | None
) -> None:
    assert server.post(body(server, "ke"), wrong) == 403
    server.ask("cảm ơn", "mai")
    assert not [call for call in server.calls if call.parameters.get("chat_id") == "ke"]
    assert "a webhook call without Zalo's secret token was refused" in bot.log


def test_a_message_that_is_posted_again_is_answered_once(server: ZaloServer, secret: str) -> None:
    posted = body(server, "hoa")
    wrapped = json.dumps({"ok": True, "result": json.loads(posted)}).encode()
    assert [server.post(one, secret) for one in (posted, wrapped, posted)] == [200] * 3
    assert ANSWER in server.wait_for("hoa", 1)[0]
    server.ask("cảm ơn", "hoa")
    assert len(server.messages("hoa")) == 2


@pytest.mark.parametrize(
    "wrong", [b"", b"{", b"[]", b"null", b"7", b"{}", b"\xff\xfe", b"[" * 9000]
)
def test_what_is_no_update_is_a_bad_request(server: ZaloServer, secret: str, wrong: bytes) -> None:
    assert server.post(wrong, secret) == 400


def test_an_event_that_is_no_message_is_taken_and_left_alone(
    server: ZaloServer, secret: str
) -> None:
    assert server.post(b'{"event_name": "bot.joined_group"}', secret) == 200


def test_the_secret_is_long_and_stands_in_no_log(
    server: ZaloServer, bot: Process, secret: str
) -> None:
    assert 32 <= len(secret) <= 256
    assert secret not in bot.log


def test_monitors_see_that_it_is_well(server: ZaloServer, bot: Process) -> None:
    answer = httpx.get(f"{server.local}/healthz", trust_env=False)
    assert (answer.status_code, answer.json()["channels"]) == (200, {"zalo": "ok"})
