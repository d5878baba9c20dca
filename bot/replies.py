"""Every sentence the bot says, in Vietnamese; how a channel marks bold is its own business."""

from collections.abc import Callable, Sequence

from bot.assistant import Answer, Source
from knowledge.vietnamese import fold, normalise

NOT_FOUND = "Tôi chưa tìm thấy nội dung này trong các bài đã đăng."
ASK_SOMETHING = "Mời đồng chí nhập câu hỏi."
FORGOTTEN = "Vâng, ta sang chủ đề mới. Mời đồng chí đặt câu hỏi."
GOODBYE = "Chào đồng chí!"
NO_ARTICLES = "Hiện chưa có bài nào để tra cứu. Đồng chí vui lòng quay lại sau."

_GREETED = "Chào đồng chí! Mời đồng chí hỏi về hoạt động của cấp ủy, chính quyền, đoàn thể."
_THANKED = "Không có gì, thưa đồng chí."
_GREETINGS = frozenset(
    {"chao", "xin chao", "chao ban", "chao bot", "hello", "hi", "alo", "chao em"}
)
_THANKS = frozenset({"cam on", "cam on ban", "cam on nhieu", "xin cam on", "thanks", "cam on em"})


def small_talk(typed: str) -> str | None:
    """The reply to a greeting or to thanks; None for anything else."""
    said = fold(normalise(typed)).strip(" .!,?")
    if said in _GREETINGS:
        return _GREETED
    return _THANKED if said in _THANKS else None


def welcome(examples: Sequence[str]) -> str:
    """What the chat opens with."""
    lines = [_GREETED]
    if examples:
        lines += ["Ví dụ:", *(f"  • {question}" for question in examples)]
    return "\n".join(lines)


def reply(answer: Answer, contact: str, bold: Callable[[str], str] = str) -> str:
    """The text of an answer with its source, or of a refusal with what comes near.

    :param bold: marks the words that answer.
    """
    if not answer.found:
        return "\n".join(_refusal(answer, contact))
    said = answer.answer
    if answer.highlight:
        before, words, after = said.partition(answer.highlight)
        said = f"{before}{bold(words)}{after}"
    return "\n".join([said, "", *_source_lines("Nguồn: ", answer.sources[0])])


def _refusal(answer: Answer, contact: str) -> list[str]:
    lines = [NOT_FOUND]
    if answer.sources:
        lines.append("Bài có liên quan:")
        for source in answer.sources:
            lines += _source_lines("  • ", source)
    if contact:
        lines.append(f"Đồng chí có thể liên hệ: {contact}")
    return lines


def _source_lines(label: str, source: Source) -> list[str]:
    day = f" ({source.date:%d/%m/%Y})" if source.date else ""
    lines = [f"{label}{source.title}{day}"]
    return [*lines, " " * len(label) + source.url] if source.url else lines
