"""The webhook: who may call it, and with what."""

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.bot.telegram.conftest import running
from tests.bot.telegram.test_startup import ANSWER, QUESTION, filled, stopped_within_ten_seconds
from tests.bot.telegram_server import TelegramServer


@dataclass(frozen=True)
class Hooked:
    """A bot that Telegram calls, and others may."""

    server: TelegramServer
    port: int

    def post(self, secret: str | None, body: bytes = b"{}", method: str = "POST") -> int:
        """The status of a call to the webhook with this secret."""
        name = b"X-Telegram-Bot-Api-Secret-Token"
        headers = {} if secret is None else {name: secret.encode()}
        return self.request(method, "/telegram", content=body, headers=headers).status_code

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False) as client:
            return client.request(method, path, **options)

    @property
    def secret(self) -> str:
        assert self.server.webhook
        assert self.server.webhook.secret
        return self.server.webhook.secret


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hooked]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    folder = filled(tmp_path_factory.mktemp("office"))
    section = {"webhook": "https://bot.example/telegram"}
    with TelegramServer() as server, running(folder, server, section, http={"port": port}) as bot:
        server.wait_until(lambda: server.webhook, 60, "the webhook to be set")
        server.deliver_to(f"http://127.0.0.1:{port}")
        yield Hooked(server, port)
        assert stopped_within_ten_seconds(bot) == 0
        assert "Traceback" not in bot.log


def test_what_telegram_posts_is_answered(hooked: Hooked) -> None:
    assert ANSWER in hooked.server.ask(QUESTION, 1).text
    assert not hooked.server.calls_of("getUpdates")


@pytest.mark.parametrize("secret", [None, "", "wrong", "bí mật"])
def test_what_others_post_is_refused_and_nothing_happens(
    hooked: Hooked, secret: str | None
) -> None:
    chat = {"id": 2, "type": "private", "first_name": "Lan"}
    sender = {"id": 2, "is_bot": False, "first_name": "Lan"}
    message = {"message_id": 900, "date": 1, "chat": chat, "from": sender, "text": QUESTION}
    body = json.dumps({"update_id": 900, "message": message}).encode()
    assert hooked.post(secret, body) == 403
    hooked.server.ask("cảm ơn", 3)
    assert not [call for call in hooked.server.calls if call.parameters.get("chat_id") == 2]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"7", b"{}", b"\xff\xfe", b"[" * 9000])
def test_what_is_no_update_is_a_bad_request(hooked: Hooked, body: bytes) -> None:
    assert hooked.post(hooked.secret, body) == 400


def test_the_webhook_can_only_be_posted_to(hooked: Hooked) -> None:
    assert hooked.post(hooked.secret, method="GET") == 405
    assert hooked.request("POST", "/").status_code == 404


def test_monitors_see_that_it_is_well(hooked: Hooked) -> None:
    answer = hooked.request("GET", "/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "channels": {"telegram": "ok"}}


def test_only_the_configured_address_listens(hooked: Hooked) -> None:
    with socket.create_connection(("127.0.0.1", hooked.port), timeout=10):
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", hooked.port), timeout=10)
