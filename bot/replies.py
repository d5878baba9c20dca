"""Every sentence the bot says to officials, in Vietnamese; admin_replies.py has those to admins."""

from collections.abc import Iterable, Sequence

from bot.assistant import LONGEST_QUESTION, Answer, Source
from bot.messages import Button, Place, Reply
from knowledge.articles import Headline
from knowledge.vietnamese import fold, normalise

NOT_FOUND = "Tôi chưa tìm thấy nội dung này trong các bài đã đăng."
GOODBYE = "Tạm biệt đồng chí!"
ASK_SOMETHING = Reply("Mời đồng chí nhập câu hỏi.")
FORGOTTEN = Reply("Vâng, mời đồng chí sang chủ đề mới.")
NO_ARTICLES = Reply("Hiện chưa có bài nào để tra cứu. Đồng chí vui lòng quay lại sau.")
TOO_LONG = Reply(
    f"Câu hỏi dài quá {LONGEST_QUESTION:,} ký tự. ".replace(",", ".")
    + "Đồng chí vui lòng hỏi ngắn lại, mỗi lần một ý."
)
ONLY_TEXT = Reply("Tôi chỉ đọc được chữ. Đồng chí vui lòng gõ câu hỏi.")
UNKNOWN_COMMAND = Reply("Tôi không có lệnh này. Đồng chí gõ /help để xem các lệnh.")
SLOW_DOWN = Reply("Đồng chí hỏi nhanh quá. Vui lòng chờ một phút rồi hỏi tiếp.")
TROUBLE = Reply("Xin lỗi đồng chí, có trục trặc nên tôi chưa trả lời được. Vui lòng hỏi lại sau.")
OLD_BUTTON = Reply("Lựa chọn này đã cũ. Đồng chí vui lòng hỏi hoặc gửi lại.", place=Place.NOTE)
REMOVED = Reply("Bài này đã được gỡ khỏi kho bài.", place=Place.NOTE)
NOTED = Reply("Cảm ơn đồng chí đã góp ý.", place=Place.NOTE)

_GREETED = "Chào đồng chí! Mời đồng chí hỏi về hoạt động của cấp ủy, chính quyền, đoàn thể."
_THANKED = "Không có gì, thưa đồng chí."
_GREETINGS = frozenset(
    {"chao", "xin chao", "chao ban", "chao bot", "hello", "hi", "alo", "chao em"}
)
_THANKS = frozenset({"cam on", "cam on ban", "cam on nhieu", "xin cam on", "thanks", "cam on em"})

_LINKS = 3
"""Addresses of one article that are shown; some news stands on every portal of a province."""

COMMANDS = {
    "hoi": "đặt câu hỏi (trong nhóm)",
    "moi": "sang chủ đề mới",
    "tin": "các bài mới nhất, hoặc các bài có từ khóa: /tin từ khóa",
    "help": "trợ giúp",
}
"""What officials may call, with the line that the channel's menu shows."""


def not_allowed(person: str) -> Reply:
    """Declines one who may not ask; with the id, which an admin needs to let them in."""
    return Reply(
        "Xin lỗi đồng chí, tôi chỉ phục vụ những người đã đăng ký. "
        f"Đồng chí vui lòng gửi quản trị mã số của mình: {person}."
    )


def uncertain(action: str) -> Reply:
    """That an answer may not have arrived, with a button that shows it again."""
    return Reply(
        "Đường truyền chập chờn, có thể câu trả lời chưa tới. Nếu chưa thấy, đồng chí xem lại nhé.",
        buttons=((Button("Xem câu trả lời", action),),),
    )


def small_talk(typed: str) -> Reply | None:
    """The reply to a greeting or to thanks; None for anything else."""
    said = fold(normalise(typed)).strip(" .!,?")
    if said in _GREETINGS:
        return Reply(_GREETED)
    return Reply(_THANKED) if said in _THANKS else None


def welcome(examples: Sequence[str]) -> Reply:
    """What the chat opens with."""
    lines = [_GREETED]
    if examples:
        lines += ["Ví dụ:", *(f"  • {question}" for question in examples)]
    return Reply("\n".join(lines))


def help_text(examples: Sequence[str], commands: Iterable[tuple[str, str]]) -> Reply:
    """The welcome, and the commands with what they do."""
    listed = [f"/{name} – {what}" for name, what in commands]
    return Reply("\n".join([welcome(examples).text, "", *listed]))


def answered(answer: Answer, number: int | None, contact: str) -> Reply:
    """An answer with its source, or a refusal with what comes near.

    :param number: its number in the journal, which the buttons name; without one, no buttons.
    """
    if not answer.found:
        return refused(answer, contact)
    if number is None:
        return Reply(answer_text(answer), answer.highlight)
    first = [Button("📄 Xem đoạn gốc", f"goc:{number}:0")]
    if _others(answer):
        first.append(Button("📚 Bài khác", f"khac:{number}"))
    votes = (Button("👍", f"tot:{number}"), Button("👎", f"xau:{number}"))
    return Reply(answer_text(answer), answer.highlight, (tuple(first), votes))


def answer_text(answer: Answer) -> str:
    """The words of an answer, and its source."""
    return "\n".join([answer.answer, "", *_source_lines("Nguồn: ", answer.sources[0])])


def refused(answer: Answer, contact: str) -> Reply:
    """That the articles do not hold it, and what comes near."""
    lines = [NOT_FOUND]
    if answer.sources:
        lines.append("Bài có liên quan:")
        for source in answer.sources:
            lines += _source_lines("  • ", source)
    if contact:
        lines.append(f"Đồng chí có thể liên hệ: {contact}")
    return Reply("\n".join(lines))


def which(answer: Answer, asked: str) -> Reply:
    """Asks which of several meetings is meant.

    :param asked: names this asking, so that its buttons are told from older ones.
    """
    lines = ["Có nhiều cuộc họp, sự kiện phù hợp. Đồng chí muốn hỏi cuộc nào?"]
    buttons = []
    for number, choice in enumerate(answer.choices):
        source = choice.sources[0]
        lines += _source_lines(f"{number + 1}. ", source)[:1]
        day = f"{source.date:%d/%m/%Y}" if source.date else source.title[:30]
        buttons.append(Button(day, f"chon:{asked}:{number}"))
    rows = [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    return Reply("\n".join(lines), buttons=tuple(rows))


def passage(source: Source) -> Reply:
    """The passage an answer was taken from."""
    return Reply("\n".join([*_source_lines("", source), "", source.passage]))


def other_articles(answer: Answer, number: int) -> Reply:
    """The articles that come next, each with a button for its passage."""
    if not _others(answer):
        return OLD_BUTTON
    lines = ["Các bài khác có liên quan:"]
    buttons = []
    for place, (at, source) in enumerate(_others(answer), start=1):
        lines += _source_lines(f"{place}. ", source)
        buttons.append(Button(f"📄 {place}", f"goc:{number}:{at}"))
    return Reply("\n".join(lines), buttons=(tuple(buttons),))


def headlines(found: Sequence[Headline], about: str, page: int, is_last: bool) -> Reply:
    """One page of the newest articles.

    :param about: as it stands in the buttons: what the articles are about, "" for all.
    """
    if not found and page:
        return OLD_BUTTON
    if not found:
        return Reply(f"Không có bài nào về “{about}”." if about else "Không có bài nào.")
    lines = [f"Bài mới nhất về “{about}”:" if about else "Bài mới nhất:"]
    for headline in found:
        lines += _source_lines("• ", headline)
    row = []
    if page > 0:
        row.append(Button("◀ Mới hơn", f"tin:{page - 1}:{about}"))
    if not is_last:
        row.append(Button("Cũ hơn ▶", f"tin:{page + 1}:{about}"))
    return Reply("\n".join(lines), buttons=(tuple(row),) if row else ())


def _others(answer: Answer) -> list[tuple[int, Source]]:
    """The best passage of each further article, with its place among the sources."""
    known = {answer.sources[0].path}
    others = []
    for at, source in enumerate(answer.sources):
        if source.path not in known:
            known.add(source.path)
            others.append((at, source))
    return others


def _source_lines(label: str, source: Source | Headline) -> list[str]:
    day = f" ({source.date:%d/%m/%Y})" if source.date else ""
    also_at = source.also_at if isinstance(source, Source) else ()
    urls = [url for url in (source.url, *(one.url for one in also_at)) if url]
    first, *others = [*dict.fromkeys(urls)][:_LINKS] or [""]
    links = [first] if first else []
    links += [f"Cũng đăng tại: {url}" for url in others]
    return [f"{label}{source.title}{day}", *(" " * len(label) + link for link in links)]
