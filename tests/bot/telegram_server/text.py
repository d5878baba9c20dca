"""Text as Telegram reads it: commands and names in what is typed, HTML in what a bot sends."""

import re
from html import unescape
from typing import Any

from tests.bot.telegram_server.failures import RefusedError

LONGEST = 4096
TAGS = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "code": "code"}
MARKUP = re.compile(
    r"(?P<entity>&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)"
    r"|<(?P<end>/?)(?P<tag>[a-zA-Z0-9-]+)>|[<&]"
)
TYPED = re.compile(
    r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])"
    r"|(?<!\w)@[a-zA-Z0-9_]{3,32}(?!\w)"
)


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def typed(text: str) -> dict[str, Any]:
    """What a user typed, with the entities Telegram finds in it."""
    entities = [
        {
            "type": "bot_command" if match[0].startswith("/") else "mention",
            "offset": units(text[: match.start()]),
            "length": units(match[0]),
        }
        for match in TYPED.finditer(text)
    ]
    return {"text": text, "entities": entities}


def formatted(parameters: dict[str, Any]) -> dict[str, Any]:
    """The text and entities of a message to be sent."""
    text, spans = parameters.get("text", ""), list[tuple[str, int, int]]()
    if mode := parameters.get("parse_mode"):
        if mode.lower() != "html":
            raise RefusedError("unsupported parse_mode")
        text, spans = _parsed(text)
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    if first >= last:
        raise RefusedError("message text is empty")
    if units(text.strip()) > LONGEST:
        raise RefusedError("message is too long")
    entities = [
        {"type": kind, "offset": units(text[first:start]), "length": units(text[start:end])}
        for kind, start, end in ((k, max(s, first), min(e, last)) for k, s, e in spans)
        if start < end
    ]
    return {"text": text.strip(), "entities": entities}


def _parsed(html: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The plain text and the entities over it, each with where it starts and ends in it."""
    text, read, opened, spans = "", 0, list[tuple[str, int]](), list[tuple[str, int, int]]()
    for match in MARKUP.finditer(html):
        text, read = text + html[read : match.start()], match.end()
        tag = (match["tag"] or "").lower()
        where = f"at byte offset {len(html[: match.start()].encode())}"
        if match["entity"]:
            text += unescape(match[0])
        elif tag not in TAGS:
            raise RefusedError(f'can\'t parse entities: Unsupported start tag "{tag}" {where}')
        elif not match["end"]:
            opened.append((tag, len(text)))
        elif not opened or opened[-1][0] != tag:
            raise RefusedError(f"can't parse entities: Unexpected end tag {where}")
        else:
            spans.append((TAGS[tag], opened.pop()[1], len(text)))
    if opened:
        raise RefusedError(f"can't parse entities: Can't find end tag of \"{opened[-1][0]}\"")
    return text + html[read:], spans
