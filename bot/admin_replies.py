"""Every sentence the bot says to admins, in Vietnamese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bot.admin import Status
from bot.journal import Asked, Statistics
from bot.messages import Button, Job, Place, Reply
from knowledge.articles import Article, Fault, Headline
from knowledge.indexing import Failure, ReloadReport

ONLY_ADMINS = Reply("Lệnh này chỉ dành cho quản trị.")
ONLY_ADMINS_SEND = Reply("Chỉ quản trị mới thêm được bài. Đồng chí vui lòng gõ câu hỏi.")
RUNNING = Reply("Đang có một lần cập nhật khác. Đồng chí chờ lần đó xong rồi gõ /reload.")
CANCELLED = Reply("Vâng, tôi không thay đổi gì.", place=Place.INSTEAD)
LAST_ARTICLE = Reply("Đây là bài duy nhất, không xóa được. Đồng chí thêm bài khác trước.")
NO_DOWNLOAD = Reply("Tôi không tải được tệp. Đồng chí vui lòng gửi lại.")
HOW_TO_REMOVE = Reply(
    "Đồng chí gõ /xoa kèm tên tệp hoặc vài chữ trong tên bài, ví dụ: /xoa giao-ban-quy-1.txt"
)

COMMANDS = {
    "reload": "cập nhật kho bài",
    "status": "tình trạng kho bài",
    "thongke": "thống kê câu hỏi",
    "xoa": "xóa một bài: /xoa tên tệp",
}
"""What admins may call besides, with the line that the channel's menu shows."""

_VIETNAM = timezone(timedelta(hours=7))
_LISTED = 8
_BAR = 12

_FAULTS = {
    Fault.OTHER_KIND: "chỉ đọc được tệp .txt và .md",
    Fault.BAD_NAME: "tên tệp không dùng được, hãy đặt tên đơn giản",
    Fault.TOO_LARGE: "tệp quá lớn (tối đa 5 MB)",
    Fault.UNREADABLE: "không mở được tệp",
    Fault.EMPTY: "tệp trống",
    Fault.NO_TEXT: "chỉ có tên bài, chưa có nội dung",
    Fault.NOT_TEXT: "không phải tệp chữ",
    Fault.NOT_UTF8: "không lưu bằng mã UTF-8, hãy lưu lại bằng UTF-8",
    Fault.FRONT_MATTER: "phần khai báo giữa hai dòng --- viết sai",
}


def progress(done: int, total: int) -> Reply:
    """How far a reload is, in passages that have to be encoded."""
    share = done / total if total else 1.0
    full = round(share * _BAR)
    return Reply(f"Đang cập nhật kho bài…\n{'▓' * full}{'░' * (_BAR - full)} {share:.0%}")


def reloading(job: Job, first: str = "") -> Reply:
    """What stands there until `job`, a reload, shows how far it is."""
    return Reply(f"{first}Đang cập nhật kho bài…", place=Place.INSTEAD, job=job)


def reloaded(report: ReloadReport) -> Reply:
    """What a reload did."""
    lines = [
        f"✅ Đã cập nhật (bản {report.snapshot}, {_seconds(report.seconds)} giây): "
        f"{_number(report.articles)} bài, {_number(report.passages)} đoạn."
    ]
    lines += _paths("Thêm", report.added)
    lines += _paths("Sửa", report.changed)
    lines += _paths("Gỡ", report.removed)
    if not (report.added or report.changed or report.removed):
        lines.append("Không có bài nào thay đổi.")
    if report.failed:
        lines.append(f"⚠️ Lỗi {len(report.failed)}:")
        lines += [f"  • {_failure(failure)}" for failure in report.failed[:_LISTED]]
        lines += _more(report.failed)
    return Reply("\n".join(lines))


def not_reloaded(reason: str) -> Reply:
    """:param reason: the error's own words, in English, for whoever looks after the server."""
    return Reply(f"❌ Không cập nhật được; dữ liệu cũ vẫn dùng bình thường.\nChi tiết: {reason}")


def not_done(reason: str) -> Reply:
    """That a command failed; `reason` is the error's own words, in English."""
    return Reply(f"❌ Chưa làm được việc này.\nChi tiết: {reason}")


def stopped() -> Reply:
    """A reload that the end of the program cut short."""
    return Reply("Chương trình đang dừng nên chưa cập nhật xong. Đồng chí gõ lại /reload sau.")


def status(found: Status) -> Reply:
    """The state of the knowledge base."""
    made = f", lập lúc {_time(datetime.fromisoformat(found.made))}" if found.made else ""
    lines = [
        f"Kho bài: {_number(found.articles)} bài, {_number(found.passages)} đoạn.",
        f"Bản chỉ mục đang dùng: {found.snapshot or 'chưa có'}{made}.",
        f"Mô hình: {found.encoder}. Dung lượng: {_seconds(found.megabytes_on_disk)} MB.",
    ]
    if last := found.last_reload:
        counts = [len(last[kind]) for kind in ("added", "changed", "removed", "failed")]
        lines.append("Lần cập nhật gần nhất: thêm {}, sửa {}, gỡ {}, lỗi {}.".format(*counts))
    return Reply("\n".join(lines))


def statistics(found: Statistics, days: int) -> Reply:
    """What was asked, and what is missing."""
    lines = [
        f"Trong {days} ngày qua: {_number(found.asked)} câu hỏi, "
        f"{_number(found.answered)} đã trả lời, {_number(found.refused)} chưa trả lời được; "
        f"👍 {_number(found.liked)}, 👎 {_number(found.disliked)}."
    ]
    lines += _questions("Chưa trả lời được, mới nhất trước:", found.refused_lately)
    lines += _questions("Được đánh giá chưa tốt 👎, mới nhất trước:", found.disliked_lately)
    return Reply("\n".join(lines))


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
    words = _number(len(article.body.split()))
    verb = "Thay" if offer.replaces else "Thêm"
    asked = "Đã có bài cùng tên tệp. Thay bằng bài này?" if offer.replaces else "Thêm bài này?"
    return Reply(
        f"Tôi đọc được từ {offer.name}:\n“{article.title}”\nNgày: {day}. Dài: {words} tiếng.\n\n"
        f"{asked}",
        buttons=((Button(f"✅ {verb}", f"lam:{pending}"), Button("Thôi", f"thoi:{pending}")),),
    )


def not_offered(name: str, fault: Fault) -> Reply:
    """Why a file cannot be added."""
    return Reply(f"Không thêm được {name or 'tệp'}: {_FAULTS[fault]}.")


def confirm_removal(headline: Headline, pending: str) -> Reply:
    """Asks before an article is removed."""
    day = f" ({headline.date:%d/%m/%Y})" if headline.date else ""
    return Reply(
        f"Xóa bài “{headline.title}”{day}?\nTệp: {headline.path}",
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


def _failure(failure: Failure) -> str:
    return f"{failure.path}: {_FAULTS[failure.fault]}"


def _paths(label: str, paths: Sequence[str]) -> list[str]:
    if not paths:
        return []
    lines = [f"{label} {len(paths)}:", *(f"  • {path}" for path in paths[:_LISTED])]
    return lines + _more(paths)


def _more(things: Sequence[object]) -> list[str]:
    return [f"  … và {len(things) - _LISTED} nữa"] if len(things) > _LISTED else []


def _questions(label: str, asked: Sequence[Asked]) -> list[str]:
    lines = [f"  • {_time(one.at)}  {one.question[:200]}" for one in asked]
    return ["", label, *lines] if lines else []


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(_VIETNAM):%H:%M %d/%m/%Y}"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _seconds(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
