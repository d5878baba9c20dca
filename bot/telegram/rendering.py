"""From a Reply to what Telegram takes: HTML of at most 4,096 characters a message, and buttons."""

from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.messages import Reply
from bot.splitting import parts
from knowledge.vietnamese import without_controls

_LONGEST = int(MessageLimit.MAX_TEXT_LENGTH)


def messages(reply: Reply) -> list[str]:
    """The HTML of each message that `reply` takes; text from anywhere is escaped."""
    texts = list(parts(without_controls(reply.text), _LONGEST))
    bold = without_controls(reply.highlight or "")
    return [_html(texts[0], bold), *(escape(text, quote=False) for text in texts[1:])]


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
