"""The server is what python-telegram-bot takes for Telegram."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, TypeVar

import pytest
from telegram import Bot, BotCommandScopeChat, InlineKeyboardButton, Update
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from tests.bot import telegram_server as failing
from tests.bot.telegram_server import Button, Failure, TelegramServer

Result = TypeVar("Result")
HTML = "🏛 <b>Bà <i>Sáu</i></b> &amp; <code>12</code>\n"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[TelegramServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it, RetryAfter warns
    with TelegramServer() as running:
        yield running


def ask(
    server: TelegramServer, asked: Callable[[Bot], Coroutine[Any, Any, Result]], token: str = ""
) -> Result:
    """What a bot gets that is started for this; it loads no certificates, which takes long."""

    async def run() -> Result:
        polling, other = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
        async with Bot(
            token or server.token,
            base_url=f"{server.url}/bot",
            base_file_url=f"{server.url}/file/bot",
            request=other,
            get_updates_request=polling,
        ) as bot:
            return await asked(bot)

    return asyncio.run(run())


def send(server: TelegramServer, text: str, **options: Any) -> int:
    return ask(server, lambda bot: bot.send_message(1, text, **options)).message_id


def updates(server: TelegramServer, **options: Any) -> list[Update]:
    return list(ask(server, lambda bot: bot.get_updates(**options)))


def keys(data: str) -> Keyboard:
    return Keyboard([[InlineKeyboardButton("Nguồn", callback_data=data)]])


def test_a_message_is_shown_as_the_user_sees_it(server: TelegramServer) -> None:
    question = server.write("Ai chủ trì?")
    options = {"parse_mode": "HTML", "reply_markup": keys("s:1"), "reply_to_message_id": question}
    sent = ask(server, lambda bot: bot.send_message(1, HTML, **options))  # type: ignore[arg-type]
    [shown] = server.messages()
    assert (shown.message_id, shown.text, shown.html) == (sent.message_id, "🏛 Bà Sáu & 12", HTML)
    assert (shown.buttons, shown.reply_to) == (((Button("Nguồn", "s:1"),),), question)
    assert sent.text_html == HTML.strip()
    assert sent.reply_to_message is not None
    assert [call.parameters["text"] for call in server.calls_of("sendMessage")] == [HTML]


@pytest.mark.parametrize(
    ("text", "options", "refused"),
    [
        ("a < b", {"parse_mode": "HTML"}, "parse entities"),
        ("A & B", {"parse_mode": "HTML"}, "parse entities"),
        ("<b>a", {"parse_mode": "HTML"}, "parse entities"),
        ("<h1>a</h1>", {"parse_mode": "HTML"}, "parse entities"),
        ("<b><i>a</b></i>", {"parse_mode": "HTML"}, "parse entities"),
        ("<b> </b>", {"parse_mode": "HTML"}, "empty"),
        ("🏛" * 2049, {}, "too long"),
        ("a", {"reply_markup": keys("ư" * 33)}, "data_invalid"),
        ("a", {"reply_to_message_id": 99}, "replied not found"),
    ],
)
def test_what_telegram_would_not_send_is_refused(
    server: TelegramServer, text: str, options: dict[str, Any], refused: str
) -> None:
    with pytest.raises(BadRequest, match=refused):
        send(server, text, **options)
    assert server.messages() == []


def test_an_edit_shows_unless_it_changes_nothing(server: TelegramServer) -> None:
    sent = send(server, "Đang tìm…", reply_markup=keys("s:1"))
    ask(server, lambda bot: bot.edit_message_text("Bà Sáu", 1, sent))
    shown = server.wait_for_message(containing="Sáu", timeout=0)
    assert (shown.buttons, shown.edits) == ((), 1)
    with pytest.raises(BadRequest, match="not modified"):
        ask(server, lambda bot: bot.edit_message_text("Bà Sáu", 1, sent))
    with pytest.raises(BadRequest, match="not found"):
        ask(server, lambda bot: bot.edit_message_text("Bà Sáu", 2, sent))


def test_a_waiting_bot_gets_an_update_at_once_and_only_until_confirmed(
    server: TelegramServer,
) -> None:
    writing = threading.Timer(0.3, server.write, ["🏛 /hoi@giaoban_bot @lan"])
    started = time.monotonic()
    writing.start()
    [update] = updates(server, timeout=10)
    writing.join()
    assert 0.2 < time.monotonic() - started < 3
    assert update.message is not None
    assert update.message.parse_entities() == {
        update.message.entities[0]: "/hoi@giaoban_bot",
        update.message.entities[1]: "@lan",
    }
    assert updates(server) == [update]
    assert updates(server, offset=update.update_id + 1) == []
    server.repeat_last()
    assert updates(server, offset=update.update_id + 1) == [update]
    assert updates(server, offset=update.update_id + 1) == []


def test_what_people_do_arrives_as_updates(server: TelegramServer) -> None:
    sent = send(server, "Bà Sáu", reply_markup=keys("s:1"))
    server.press(sent, "Nguồn", user=7)
    server.edit(server.write("Ai?", chat=-5, user=7, reply_to=sent), "Ai thế?")
    server.send_sticker(), server.send_voice(), server.send_photo()
    pressed, written, edited, *others = updates(server)
    assert pressed.callback_query is not None
    assert (pressed.callback_query.data, pressed.callback_query.from_user.id) == ("s:1", 7)
    assert ask(server, lambda bot: bot.answer_callback_query(pressed.callback_query.id))  # type: ignore[union-attr]
    assert written.message is not None
    assert written.message.reply_to_message is not None
    assert written.message.reply_to_message.from_user is not None
    assert written.message.reply_to_message.from_user.id == 123456
    assert edited.edited_message is not None
    assert (edited.edited_message.text, edited.edited_message.chat.type) == (
        "Ai thế?",
        "supergroup",
    )
    assert len(others) == 3
    with pytest.raises(AssertionError, match=r"no button 'Trang 2' among .'Nguồn'"):
        server.press(sent, "Trang 2")


def test_a_file_is_downloaded_unless_it_is_too_big(server: TelegramServer) -> None:
    server.send_file("bài.txt", b"Th\r\n\xff", caption="Bài mới")
    server.send_file("bài.zip", b"", file_size=30_000_000)
    small, big = [update.message.document for update in updates(server) if update.message]
    assert small is not None
    assert big is not None

    async def download(bot: Bot) -> bytes:
        return bytes(await (await bot.get_file(small)).download_as_bytearray())

    assert (ask(server, download), small.mime_type) == (b"Th\r\n\xff", "text/plain")
    with pytest.raises(BadRequest, match="too big"):
        ask(server, lambda bot: bot.get_file(big))


def test_commands_are_kept_for_each_scope(server: TelegramServer) -> None:
    everyone, admin = [("hoi", "Hỏi")], [("nap", "Nạp lại bài")]
    ask(server, lambda bot: bot.set_my_commands(everyone))
    ask(server, lambda bot: bot.set_my_commands(admin, BotCommandScopeChat(5)))
    assert server.commands == {"default": {"hoi": "Hỏi"}, "chat 5": {"nap": "Nạp lại bài"}}
    ask(server, lambda bot: bot.delete_my_commands())
    assert server.commands == {"chat 5": {"nap": "Nạp lại bài"}}


def test_only_the_token_opens_and_only_known_methods_answer(server: TelegramServer) -> None:
    assert ask(server, lambda bot: bot.get_me()).username == "giaoban_bot"
    assert ask(server, lambda bot: bot.send_chat_action(1, "typing"))
    with pytest.raises(InvalidToken, match="was rejected"):
        ask(server, lambda bot: bot.get_me(), token="123456:wrong")  # noqa: S106
    with pytest.raises(InvalidToken, match="Not Found"):
        ask(server, lambda bot: bot.log_out())


@pytest.mark.parametrize(
    ("failure", "error", "shown"),
    [
        (failing.Status(500), NetworkError, 0),
        (failing.Status(502), NetworkError, 0),
        (failing.RetryAfter(3), RetryAfter, 0),
        (failing.Refuse(400, "Bad Request: chat not found"), BadRequest, 0),
        (failing.Blocked(), Forbidden, 0),
        (failing.Drop(before=True), NetworkError, 0),
        (failing.Drop(before=False), NetworkError, 1),
        (failing.Hang(0.1, performed=False), NetworkError, 0),
    ],
)
def test_a_failure_is_met_once(
    server: TelegramServer, failure: Failure, error: type[Exception], shown: int
) -> None:
    server.fail("sendMessage", failure, chat=1)
    ask(server, lambda bot: bot.send_message(2, "a"))
    with pytest.raises(error):
        send(server, "a")
    assert len(server.messages()) == shown
    send(server, "a")
    assert len(server.messages()) == shown + 1


def test_a_lasting_failure_ends_when_healed(server: TelegramServer) -> None:
    server.fail_always("sendMessage", failing.Blocked())
    server.fail("sendMessage", failing.Hang(0.2))
    started = time.monotonic()
    send(server, "a")
    assert time.monotonic() - started > 0.2
    for _ in range(2):
        with pytest.raises(Forbidden):
            send(server, "b")
    server.heal()
    send(server, "c")
    assert [shown.text for shown in server.wait_for_messages(2, timeout=0)] == ["a", "c"]
    with pytest.raises(AssertionError, match=r"containing 'd'; there was:\nShown\(.*text='a'"):
        server.wait_for_message(containing="d", timeout=0.1)


def test_a_lost_connection_comes_back(server: TelegramServer) -> None:
    async def poll(bot: Bot) -> tuple[Update, ...]:
        losing = threading.Timer(0.2, server.pause)
        losing.start()
        with pytest.raises(NetworkError):
            await bot.get_updates(timeout=10)
        losing.join()
        with pytest.raises(NetworkError):
            await bot.get_updates()
        server.write("Ai?")
        server.resume()
        return await bot.get_updates()

    assert len(ask(server, poll)) == 1


def test_a_webhook_gets_the_updates_and_its_secret_token(server: TelegramServer) -> None:
    got: list[tuple[str, str | None, bytes]] = []

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, self.headers["X-Telegram-Bot-Api-Secret-Token"], body))
            self.send_response(503 if len(got) == 1 else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    ask(server, lambda bot: bot.set_webhook("https://a.vn/nhan?x=1", secret_token="kin"))  # noqa: S106
    with pytest.raises(Conflict, match="while webhook is active"):
        updates(server)
    server.write("Ai?")
    server.write("Ở đâu?")
    assert ask(server, lambda bot: bot.get_webhook_info()).pending_update_count == 2
    with HTTPServer(("127.0.0.1", 0), Webhook) as bot_side:
        server.deliver_to(f"http://127.0.0.1:{bot_side.server_port}")
        for _ in range(3):
            bot_side.handle_request()
        server.wait_until(lambda: not server._waiting(), 5)
    assert [(path, secret) for path, secret, _ in got] == [("/nhan?x=1", "kin")] * 3
    assert [b"\\u1ede" in body for _, _, body in got] == [False, False, True]
