"""From a Reply to what Telegram takes: HTML of at most 4,096 characters a message, and buttons."""

from collections.abc import Iterator
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.messages import Reply
from knowledge.vietnamese import without_controls

_LONGEST = int(MessageLimit.MAX_TEXT_LENGTH)


def messages(reply: Reply) -> list[str]:
    """The HTML of each message that `reply` takes; text from anywhere is escaped."""
    parts = list(_parts(without_controls(reply.text)))
    bold = without_controls(reply.highlight or "")
    return [_html(parts[0], bold), *(escape(part, quote=False) for part in parts[1:])]


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """The buttons under the last message."""
    if not reply.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.label, callback_data=button.action) for button in row]
            for row in reply.buttons
        ]
    )


def _html(text: str, bold: str) -> str:
    before, words, after = text.partition(bold) if bold else (text, "", "")
    marked = f"<b>{escape(words, quote=False)}</b>" if words else ""
    return f"{escape(before, quote=False)}{marked}{escape(after, quote=False)}"


def _parts(text: str) -> Iterator[str]:
    """`text` cut at paragraphs, else at lines, else at words, so that each part fits."""
    text = text.strip()
    while _length(text) > _LONGEST:
        window = _beginning(text)
        for separator in ("\n\n", "\n", " "):
            head = window.rpartition(separator)[0]
            if head.strip():
                break
        else:
            head = window
        yield head.rstrip()
        text = text[len(head) :].lstrip()
    yield text


def _length(text: str) -> int:
    """In the UTF-16 units in which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def _beginning(text: str) -> str:
    return text.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", errors="ignore")
