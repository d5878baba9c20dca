"""Every sentence the bot says about the portal, in Vietnamese."""

from collections.abc import Sequence

from bot.admin_replies import beginning
from bot.messages import Button, Job, Reply
from bot.wording import FAULTS, LISTED, as_number, more
from knowledge.articles import ArticleError
from knowledge.locking import Holder
from knowledge.portal.keeping import Plan
from knowledge.portal.reports import ImportReport, Outcome, Result
from knowledge.portal.troubles import PortalError, Trouble

NO_SOURCES = Reply(
    "Chưa khai báo trang nào để lấy bài (sources trong config.yaml). Đồng chí gửi tệp hoặc đường "
    "dẫn của bài."
)
RUNNING = Reply("Đang lấy bài từ cổng thông tin. Đồng chí chờ lần đó xong.")
STOPPED = "Chương trình đang dừng nên chưa lấy xong bài. Đồng chí gõ lại /capnhat sau."
_HOST = "trang này không có trong danh sách được phép (portal: hosts trong config.yaml)"

TROUBLES = {
    Trouble.ADDRESS: "không phải đường dẫn của một trang",
    Trouble.HOST: _HOST,
    Trouble.PRIVATE: "là địa chỉ trong mạng nội bộ, tôi không được phép vào",
    Trouble.ROBOTS: "trang không cho chương trình tự động đọc (robots.txt)",
    Trouble.NOT_FOUND: "không có trang này (có thể đã gỡ hoặc sai đường dẫn)",
    Trouble.REFUSED: "trang từ chối, có thể phải đăng nhập",
    Trouble.BUSY: "trang đang quá tải hoặc có lỗi, hãy thử lại sau",
    Trouble.TOO_LARGE: "trang quá lớn",
    Trouble.TIMEOUT: "trang trả lời quá lâu, hãy thử lại sau",
    Trouble.UNREACHABLE: "không nối được tới trang, hãy kiểm tra đường dẫn hoặc thử lại sau",
    Trouble.REDIRECT: "trang dẫn sang chỗ không được phép, hoặc dẫn vòng tròn",
    Trouble.OTHER_KIND: "không phải trang web, Word hay PDF",
    Trouble.NOT_AN_ARTICLE: "không phải một bài, hãy mở bài đó rồi gửi đường dẫn của nó",
}


def importing(job: Job) -> Reply:
    """What stands there until `job`, an import, shows how far it is."""
    return Reply("Đang lấy bài từ cổng thông tin…", job=job)


def progress(done: int, total: int) -> Reply:
    """How far an import is, in articles."""
    return Reply(f"Đang lấy bài từ cổng thông tin… {as_number(done)}/{as_number(total)}")


def imported(report: ImportReport) -> str:
    """What precedes the reload that follows an import."""
    unchanged = len(report.of(Result.UNCHANGED, Result.KEPT_ELSEWHERE, Result.REMOVED))
    new, updated = report.of(Result.NEW), report.of(Result.UPDATED)
    lines = [
        f"Cổng thông tin: {as_number(len(new))} bài mới, {as_number(len(updated))} bài sửa, "
        f"{as_number(unchanged)} bài không đổi."
    ]
    lines += _titles("Mới:", new)
    lines += _titles("Sửa theo cổng thông tin:", updated)
    lines += _titles(
        "⚠️ Trang đã sửa nhưng tệp ở đây cũng đã sửa, nên tôi giữ nguyên tệp:",
        report.of(Result.EDITED),
    )
    if failed := report.of(Result.FAILED):
        lines.append(f"⚠️ Không lấy được {as_number(len(failed))}:")
        lines += [f"  • {one.url}: {_why(one)}" for one in failed[:LISTED]]
        lines += more(failed)
    if report.waiting:
        lines.append(f"Còn {as_number(report.waiting)} bài mới, lần sau lấy tiếp.")
    return "\n".join(lines) + "\n"


def _titles(label: str, outcomes: Sequence[Outcome]) -> list[str]:
    if not outcomes:
        return []
    return [label, *(f"  • {one.title}" for one in outcomes[:LISTED]), *more(outcomes)]


def _why(outcome: Outcome) -> str:
    if outcome.trouble:
        return TROUBLES[outcome.trouble]
    return FAULTS[outcome.fault] if outcome.fault else f"không ghi được tệp ({outcome.reason})"


def not_imported(reason: str) -> Reply:
    """That nothing could be fetched; `reason` is the error's own words, in English."""
    return Reply(
        f"❌ Không lấy được bài từ cổng thông tin; kho bài giữ nguyên.\nChi tiết: {reason}"
    )


def held(holder: Holder | None) -> Reply:
    """That another process is importing."""
    if holder is None:
        return RUNNING
    return Reply(f"{RUNNING.text} (tiến trình {holder.pid} trên máy {holder.host})")


# A link that an admin sent


def looking(job: Job) -> Reply:
    """What stands there until `job` has fetched a page."""
    return Reply("Đang tải trang…", job=job)


def offered(plan: Plan, pending: str) -> Reply:
    """What was read from a page, and whether to add it.

    :param pending: names the offer in the buttons.
    """
    article = plan.article
    day = f"{article.date:%d/%m/%Y}" if article.date else "không có"
    is_new = plan.result is Result.NEW
    asked = {
        Result.NEW: "Thêm bài này?",
        Result.EDITED: "Bài này đã có, nhưng tệp đã được sửa tay. Thay bằng bài trên trang?",
    }.get(plan.result, "Bài này đã có, nay trang đã sửa. Thay bằng bản mới?")
    return Reply(
        f"Tôi đọc được từ {article.url}:\n“{article.title}”\nNgày: {day}. "
        f"Dài: {as_number(len(article.body.split()))} tiếng.\n{beginning(article.body)}\n\n{asked}",
        buttons=(
            (
                Button("✅ Thêm" if is_new else "✅ Thay", f"lam:{pending}"),
                Button("Thôi", f"thoi:{pending}"),
            ),
        ),
    )


def there_already(title: str, path: str) -> Reply:
    """That nothing is to be added."""
    return Reply(f"Bài “{title}” đã có trong kho: {path}.")


def not_offered(error: PortalError | ArticleError) -> Reply:
    """Why a link cannot be added."""
    why = TROUBLES[error.trouble] if isinstance(error, PortalError) else FAULTS[error.fault]
    return Reply(f"Không thêm được: {why}.")
