"""What a bot can call."""

import re
import string
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.bot.telegram_server.failures import RefusedError
from tests.bot.telegram_server.people import People
from tests.bot.telegram_server.text import formatted
from tests.bot.telegram_server.watching import Button, Json, Shown

LARGEST_FILE = 20 * 1024 * 1024  # what getFile lets a bot download
SAME = """message is not modified: specified new message content and reply markup are exactly the \
same as a current content and reply markup of the message"""


class Methods(People):
    """The methods of the Bot API; `download` stands for fetching a file. KeyError: a lack."""

    def __init__(self, username: str, bot_id: int) -> None:
        super().__init__()
        self.token = f"{bot_id}:{string.ascii_uppercase}{string.ascii_lowercase[:9]}"
        self.me = {"id": bot_id, "is_bot": True, "first_name": "Giao ban", "username": username}
        self.commands: dict[str, dict[str, str]] = {}
        """Descriptions by command, by scope: `default`, `chat 5`."""
        self._methods: Mapping[str, Callable[[Json], Any]] = {
            "getMe": lambda _: self.me,
            "getUpdates": self._get_updates,
            "sendMessage": self._send_message,
            "editMessageText": self._edit_message_text,
            "answerCallbackQuery": self._answer_callback_query,
            "sendChatAction": lambda asked: bool(asked["chat_id"] and asked["action"]),
            "setMyCommands": self._set_my_commands,
            "deleteMyCommands": lambda asked: bool(self.commands.pop(_scope(asked), True)),
            "getFile": self._get_file,
            "download": self._download,
            "setWebhook": self._set_webhook,
            "deleteWebhook": lambda asked: self._set_webhook({**asked, "url": ""}),
            "getWebhookInfo": self._get_webhook_info,
        }

    def _send_message(self, asked: Json) -> Json:
        chat, content, buttons = asked["chat_id"], formatted(asked), _buttons(asked)
        reply = asked.get("reply_parameters", {})
        reply_to = reply.get("message_id")
        if reply and not self._is_in(chat, reply_to):
            if not reply.get("allow_sending_without_reply"):
                raise RefusedError("message to be replied not found")
            reply_to = None
        if buttons:
            content["reply_markup"] = asked["reply_markup"]
        message = self._message(content, chat, self.me, reply_to)
        number = message["message_id"]
        self._shown[number] = Shown(number, content["text"], asked["text"], buttons, reply_to)
        return message

    def _edit_message_text(self, asked: Json) -> Json:
        number, content, buttons = asked["message_id"], formatted(asked), _buttons(asked)
        if not self._is_in(asked["chat_id"], number):
            raise RefusedError("message to edit not found")
        if number not in self._shown:
            raise RefusedError("message can't be edited")
        if buttons:
            content["reply_markup"] = asked["reply_markup"]
        old, shown = {**self._messages[number]}, self._shown[number]
        markup = old.pop("reply_markup", None)
        same = all(old[key] == content[key] for key in ("text", "entities"))
        if same and markup == content.get("reply_markup"):
            raise RefusedError(SAME)
        self._messages[number] = old | content | {"edit_date": int(time.time())}
        shown = replace(shown, text=content["text"], html=asked["text"], buttons=buttons)
        self._shown[number] = replace(shown, edits=shown.edits + 1)
        return self._messages[number]

    def _answer_callback_query(self, asked: Json) -> bool:
        if asked["callback_query_id"] not in self._presses:
            raise RefusedError("query is too old or query ID is invalid")
        return True

    def _set_my_commands(self, asked: Json) -> bool:
        commands = {entry["command"]: entry["description"] for entry in asked["commands"]}
        for command, description in commands.items():
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
                raise RefusedError("BOT_COMMAND_INVALID")
            if not 1 <= len(description) <= 256:
                raise RefusedError("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(asked)] = commands
        return True

    def _get_file(self, asked: Json) -> Json:
        if asked["file_id"] not in self._files:
            raise RefusedError("wrong file_id or the file is temporarily unavailable")
        file = self._files[asked["file_id"]][0]
        if file["file_size"] > LARGEST_FILE:
            raise RefusedError("file is too big")
        return file

    def _download(self, asked: Json) -> bytes:
        for file, content in self._files.values():
            if file["file_path"] == asked["file_path"]:
                return content
        raise RefusedError("file not found", 404)


def _buttons(parameters: Json) -> tuple[tuple[Button, ...], ...]:
    rows = parameters.get("reply_markup", {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise RefusedError("BUTTON_DATA_INVALID")
    return tuple(tuple(Button(b["text"], b.get("callback_data", "")) for b in row) for row in rows)


def _scope(parameters: Json) -> str:
    scope = parameters.get("scope", {"type": "default"})
    return " ".join(str(part) for part in (scope["type"], scope.get("chat_id")) if part)
