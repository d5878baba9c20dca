"""Every sentence the bot says to admins, in Vietnamese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.admin import Status
from bot.journal import Asked, Statistics
from bot.messages import Button, Place, Reply
from bot.wording import FAULTS, LISTED, as_decimal, as_number, as_time, more
from knowledge.articles import Article, Fault, Headline
from knowledge.vietnamese import normalise

ONLY_ADMINS = Reply("Lệnh này chỉ dành cho quản trị.")
ONLY_ADMINS_SEND = Reply("Chỉ quản trị mới thêm được bài. Đồng chí vui lòng gõ câu hỏi.")
CANCELLED = Reply("Vâng, tôi không thay đổi gì.", place=Place.INSTEAD)
LAST_ARTICLE = Reply("Đây là bài duy nhất, không xóa được. Đồng chí thêm bài khác trước.")
NO_DOWNLOAD = Reply("Tôi không tải được tệp. Đồng chí vui lòng gửi lại.")
HOW_TO_REMOVE = Reply(
    "Đồng chí gõ /xoa kèm tên tệp hoặc vài chữ trong tên bài, ví dụ: /xoa giao-ban-quy-1.txt"
)

COMMANDS = {
    "reload": "cập nhật kho bài",
    "capnhat": "lấy bài mới từ cổng thông tin",
    "rollback": "quay về bản chỉ mục trước",
    "status": "tình trạng kho bài",
    "thongke": "thống kê câu hỏi",
    "xoa": "xóa một bài: /xoa tên tệp",
}
"""What admins may call besides, with the line that the channel's menu shows."""


def not_done(reason: str) -> Reply:
    """That a command failed; `reason` is the error's own words, in English."""
    return Reply(f"❌ Chưa làm được việc này.\nChi tiết: {reason}")


def status(found: Status, answering: int | None) -> Reply:
    """The state of the knowledge base.

    :param answering: the snapshot that this bot answers from.
    """
    made = f", lập lúc {as_time(datetime.fromisoformat(found.made))}" if found.made else ""
    lines = [
        f"Kho bài: {as_number(found.articles)} bài, {as_number(found.passages)} đoạn"
        + (f"; {as_number(found.copies)} tệp trùng tin." if found.copies else "."),
        f"Bản chỉ mục đang dùng: {found.snapshot or 'chưa có'}{made}.",
        f"Mô hình: {found.encoder}. Dung lượng: {as_decimal(found.megabytes_on_disk)} MB.",
    ]
    if answering not in (None, found.snapshot):
        lines.append(f"⚠️ Bot này đang trả lời bằng bản {answering}.")
    if found.damage:
        lines.append("⚠️ Có bản chỉ mục bị hỏng; đồng chí gõ /reload để lập lại. Chi tiết:")
        lines += [f"  • {damage}" for damage in found.damage]
    if last := found.last_reload:
        counts = [len(last[kind]) for kind in ("added", "changed", "removed", "failed")]
        lines.append("Lần cập nhật gần nhất: thêm {}, sửa {}, gỡ {}, lỗi {}.".format(*counts))
        if last.get("refused"):
            lines.append("⚠️ Lần đó chưa được dùng vì có câu hỏi chuẩn không còn đúng.")
    return Reply("\n".join(lines))


def statistics(found: Statistics, days: int) -> Reply:
    """What was asked, and what is missing."""
    lines = [
        f"Trong {days} ngày qua: {as_number(found.asked)} câu hỏi, "
        f"{as_number(found.answered)} đã trả lời, {as_number(found.refused)} chưa trả lời được; "
        f"👍 {as_number(found.liked)}, 👎 {as_number(found.disliked)}."
    ]
    lines += _questions("Chưa trả lời được, mới nhất trước:", found.refused_lately)
    lines += _questions("Được đánh giá chưa tốt 👎, mới nhất trước:", found.disliked_lately)
    return Reply("\n".join(lines))


_SHOWN = 300
"""Characters of an article that is offered."""


@dataclass(frozen=True)
class Offer:
    """An article's file that an admin sent; `replaces` whether one of that name is there."""

    name: str
    article: Article
    replaces: bool


def offered(offer: Offer, pending: str) -> Reply:
    """What was read from a file, and whether to add it.

    :param pending: names the offer in the buttons.
    """
    article = offer.article
    day = f"{article.date:%d/%m/%Y}" if article.date else "không có"
    words = as_number(len(article.body.split()))
    verb = "Thay" if offer.replaces else "Thêm"
    asked = "Đã có bài cùng tên tệp. Thay bằng bài này?" if offer.replaces else "Thêm bài này?"
    return Reply(
        f"Tôi đọc được từ {offer.name}:\n“{article.title}”\nNgày: {day}. Dài: {words} tiếng.\n"
        f"{beginning(article.body)}\n\n{asked}",
        buttons=((Button(f"✅ {verb}", f"lam:{pending}"), Button("Thôi", f"thoi:{pending}")),),
    )


def beginning(text: str) -> str:
    """The first lines of an article, to see at a glance whether it was read well."""
    shown = text[:_SHOWN].strip()
    return shown if len(text) <= _SHOWN else f"{shown.rpartition(' ')[0] or shown}…"


def not_offered(name: str, fault: Fault) -> Reply:
    """Why a file cannot be added; its name may hold anything."""
    return Reply(f"Không thêm được {normalise(name)[:100] or 'tệp'}: {FAULTS[fault]}.")


def confirm_removal(headline: Headline, pending: str, same_news: Sequence[str] = ()) -> Reply:
    """Asks before an article is removed.

    :param same_news: the other files with its news, which stay.
    """
    day = f" ({headline.date:%d/%m/%Y})" if headline.date else ""
    lines = [f"Xóa bài “{headline.title}”{day}?", f"Tệp: {headline.path}"]
    if same_news:
        lines.append("⚠️ Bài này còn ở tệp khác; muốn bỏ hẳn thì xóa cả:")
        lines += [f"  • {path}" for path in same_news[:LISTED]] + more(same_news)
    return Reply(
        "\n".join(lines),
        buttons=((Button("🗑 Xóa", f"lam:{pending}"), Button("Thôi", f"thoi:{pending}")),),
    )


def which_to_remove(found: Sequence[Headline], pending: Sequence[str], unlisted: int) -> Reply:
    """Asks which of several articles is meant; `pending` names each in the buttons."""
    lines = ["Đồng chí muốn xóa bài nào?"]
    lines += [f"{n}. {headline.path}: {headline.title}" for n, headline in enumerate(found, 1)]
    if unlisted:
        lines.append(f"… và {unlisted} bài nữa; đồng chí gõ tên rõ hơn.")
    row = tuple(Button(str(n), f"xoa:{name}") for n, name in enumerate(pending, 1))
    return Reply("\n".join(lines), buttons=(row[:4], row[4:]) if row[4:] else (row,))


def nothing_to_remove(about: str) -> Reply:
    """That no article has this name."""
    return Reply(f"Không có bài nào tên là “{about}”. Đồng chí gõ /tin để xem các bài.")


def done_aside(name: str) -> str:
    """What precedes the reload that follows a removal."""
    return f"Đã xóa {name} (bản gốc được giữ trong thư mục state/removed).\n"


def added(name: str) -> str:
    """What precedes the reload that follows an addition."""
    return f"Đã lưu {name}.\n"


def not_written(name: str, reason: str) -> Reply:
    """That a file could not be added or removed; `reason` is the system's."""
    return Reply(f"❌ Không ghi được {name}; chưa có gì thay đổi.\nChi tiết: {reason}")


def _questions(label: str, asked: Sequence[Asked]) -> list[str]:
    lines = [f"  • {as_time(one.at)}  {one.question[:200]}" for one in asked]
    return ["", label, *lines] if lines else []
