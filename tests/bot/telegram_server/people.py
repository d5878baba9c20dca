"""What people do in the chats."""

import mimetypes
import time
from itertools import count
from pathlib import PurePath
from typing import Any, Literal
from uuid import uuid4

from tests.bot.telegram_server.text import typed
from tests.bot.telegram_server.updates import Updates
from tests.bot.telegram_server.watching import Json, Shown


class People(Updates):
    """Who writes is, if not said, somebody with the number of the chat; a group's is below 0."""

    def __init__(self) -> None:
        super().__init__()
        self._ids = count(1)
        self._chats: dict[int, Json] = {}
        self._users: dict[int, Json] = {}
        self._files: dict[str, tuple[Json, bytes]] = {}
        self._presses: set[str] = set()

    def write(
        self,
        text: str,
        chat: int = 1,
        user: int | None = None,
        username: str | None = None,
        kind: Literal["private", "supergroup"] | None = None,
        reply_to: int | None = None,
        first_name: str = "Lan",
    ) -> int:
        with self._changed:
            names = {"first_name": first_name} | ({"username": username} if username else {})
            self._users[user or abs(chat)] = self._user(user or abs(chat)) | names
            kind = kind or ("private" if chat > 0 else "supergroup")
            named = names if kind == "private" else {"title": "Ban Tuyên giáo"}
            self._chats[chat] = {"id": chat, "type": kind, **named}
            return self._arrive(typed(text), chat, user, reply_to)

    def ask(self, text: str, chat: int = 1, timeout: float = 60.0, **options: Any) -> Shown:
        """Writes, and waits for what the bot says next in this chat."""
        asked = self.write(text, chat, **options)
        return self.wait_for_message(chat, after=asked, timeout=timeout)

    def edit(self, message_id: int, text: str) -> None:
        with self._changed:
            edited = self._messages[message_id] | typed(text) | {"edit_date": int(time.time())}
            self._messages[message_id] = edited
            self.push({"edited_message": edited})

    def press(self, message_id: int, label: str, user: int | None = None) -> str:
        """Returns the number of the press, for wait_for_note()."""
        buttons = [button for row in self._shown[message_id].buttons for button in row]
        data = [button.data for button in buttons if button.label == label and button.data]
        assert data, f"no button {label!r} among {[button.label for button in buttons]}"
        return self.press_data(message_id, data[0], user)

    def open(self, message: Shown, label: str, user: int | None = None) -> Shown:
        """Presses a button, and waits for what the bot says next in this chat."""
        chat = self._messages[message.message_id]["chat"]["id"]
        return self.wait_for_message(chat, after=int(self.press(message.message_id, label, user)))

    def press_data(self, message_id: int, data: str, user: int | None = None) -> str:
        """Any callback data, as from an old or a forged button."""
        with self._changed:
            message = self._messages[message_id]
            chat = message["chat"]["id"]
            number = str(next(self._ids))
            self._presses.add(number)
            query = {"id": number, "from": self._user(user or abs(chat)), "message": message}
            self.push({"callback_query": {**query, "chat_instance": str(chat), "data": data}})
            return number

    def send_file(
        self,
        name: str,
        content: bytes,
        chat: int = 1,
        user: int | None = None,
        file_size: int | None = None,
        caption: str | None = None,
    ) -> int:
        """`file_size` is what Telegram says of the file, if not the truth."""
        with self._changed:
            path = f"documents/file_{len(self._files)}{PurePath(name).suffix}"
            file = _file() | {"file_size": len(content) if file_size is None else file_size}
            self._files[file["file_id"]] = ({**file, "file_path": path}, content)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            sent: Json = {"document": {**file, "file_name": name, "mime_type": kind}}
            return self._arrive(sent | ({"caption": caption} if caption else {}), chat, user)

    def send_sticker(self, chat: int = 1) -> int:
        looks = {"type": "regular", "width": 512, "height": 512}
        sticker = _file() | looks | {"is_animated": False, "is_video": False}
        return self._arrive({"sticker": sticker}, chat)

    def send_voice(self, chat: int = 1) -> int:
        return self._arrive({"voice": _file() | {"duration": 3}}, chat)

    def send_photo(self, chat: int = 1, album: str | None = None) -> int:
        photo: Json = {"photo": [_file() | {"width": 90, "height": 60}]}
        return self._arrive(photo | ({"media_group_id": album} if album else {}), chat)

    def _user(self, user: int) -> Json:
        unknown = {"id": user, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
        return self._users.get(user, unknown)

    def _arrive(
        self, content: Json, chat: int, user: int | None = None, reply_to: int | None = None
    ) -> int:
        with self._changed:
            message = self._message(content, chat, self._user(user or abs(chat)), reply_to)
            self.push({"message": message})
            number: int = message["message_id"]
            return number

    def _message(self, content: Json, chat: int, sender: Json, reply_to: int | None) -> Json:
        kind = "private" if chat > 0 else "supergroup"
        place = self._chats.get(chat, {"id": chat, "type": kind})
        number, now = next(self._ids), int(time.time())
        message = {"message_id": number, "date": now, "from": sender, "chat": place, **content}
        if reply_to is not None:
            answered = self._messages[reply_to].items()
            message["reply_to_message"] = {k: v for k, v in answered if k != "reply_to_message"}
        self._messages[number] = message
        return message


def _file() -> Json:
    """What every kind of file has; no other has the same."""
    name = uuid4().hex
    return {"file_id": name, "file_unique_id": name[:8], "file_size": 1000}
