"""Every sentence the bot says about a reload or a way back, in Vietnamese."""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import Button, Job, Place, Reply
from bot.wording import FAULTS, LISTED, as_decimal, as_number, as_time, more
from knowledge.locking import Holder
from knowledge.manifests import Manifest
from knowledge.reports import Failure, GoldenFailure, ReloadReport, SameNews

RUNNING = Reply("Đang có một lần cập nhật khác. Đồng chí chờ lần đó xong rồi gõ /reload.")
_BAR = 12


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
        f"✅ Đã cập nhật (bản {report.snapshot}, {as_decimal(report.seconds)} giây): "
        f"{as_number(report.articles)} bài, {as_number(report.passages)} đoạn."
    ]
    if report.another_encoder:
        lines.append("Mô hình đã đổi nên mọi đoạn được tính theo mô hình mới.")
    lines += _paths("Thêm", report.added)
    lines += _paths("Sửa", report.changed)
    lines += _paths("Gỡ", report.removed)
    if not (report.added or report.changed or report.removed):
        lines.append("Không có bài nào thay đổi.")
    lines += _copies(report.copies)
    if report.failed:
        lines.append(f"⚠️ Lỗi {len(report.failed)}:")
        lines += [f"  • {_failure(failure)}" for failure in report.failed[:LISTED]]
        lines += more(report.failed)
    if report.golden:
        lines.append(f"⚠️ {len(report.golden)} câu hỏi chuẩn không còn đúng:")
        lines += _golden(report.golden)
    return Reply("\n".join(lines))


def refused(report: ReloadReport, pending: str) -> Reply:
    """A reload that some golden questions hold up, with the button that makes it count."""
    answering = "bản cũ vẫn trả lời" if report.snapshot else "chưa có bản nào để trả lời"
    lines = [
        f"⚠️ Chưa dùng bản mới: {len(report.golden)} câu hỏi chuẩn không còn đúng; {answering}.",
        *_golden(report.golden),
        "Đồng chí sửa bài (hoặc câu hỏi chuẩn) rồi gõ /reload; nếu bản mới mới đúng, chọn “Vẫn "
        "dùng bản mới”.",
    ]
    return Reply(
        "\n".join(lines),
        buttons=(
            (Button("Vẫn dùng bản mới", f"lam:{pending}"), Button("Thôi", f"thoi:{pending}")),
        ),
    )


def _golden(failures: Sequence[GoldenFailure]) -> list[str]:
    lines = []
    for failure in failures[:LISTED]:
        known = " hoặc ".join(failure.answers)
        source = f"bài {failure.article}" if failure.article else ""
        must = ", ".join(filter(None, (known, source)))
        given = f"“{failure.given}” ({failure.source})" if failure.given else "không trả lời được"
        lines.append(f"  • {failure.question}\n    Phải có: {must}. Nay: {given}")
    return lines + more(failures)


def not_reloaded(reason: str) -> Reply:
    """:param reason: the error's own words, in English, for whoever looks after the server."""
    return Reply(f"❌ Không cập nhật được; dữ liệu cũ vẫn dùng bình thường.\nChi tiết: {reason}")


def held(holder: Holder | None) -> Reply:
    """That another process is changing the index."""
    if holder is None:
        return RUNNING
    since = as_time(datetime.fromisoformat(holder.since))
    return Reply(
        f"Đang có một lần cập nhật khác (tiến trình {holder.pid} trên máy {holder.host}, từ lúc "
        f"{since}). Đồng chí chờ lần đó xong rồi làm lại."
    )


def confirm_rollback(earlier: Manifest, pending: str) -> Reply:
    """Asks before the index goes back."""
    return Reply(
        f"Quay về bản {_snapshot(earlier)}?\nTệp bài không thay đổi: lần cập nhật sau lại lấy theo "
        "tệp đang có, nên đồng chí sửa tệp sai trước khi /reload.",
        buttons=((Button("↩ Quay về", f"lam:{pending}"), Button("Thôi", f"thoi:{pending}")),),
    )


def rolled_back(manifest: Manifest) -> Reply:
    """That the index went back."""
    return Reply(f"✅ Đã quay về bản {_snapshot(manifest)}.", place=Place.INSTEAD)


def stopped() -> Reply:
    """A reload that the end of the program cut short."""
    return Reply("Chương trình đang dừng nên chưa cập nhật xong. Đồng chí gõ lại /reload sau.")


def _snapshot(manifest: Manifest) -> str:
    made = as_time(datetime.fromisoformat(manifest.made))
    return f"{manifest.number} (lập lúc {made}, {as_number(manifest.articles)} bài)"


def _failure(failure: Failure) -> str:
    return f"{failure.path}: {FAULTS[failure.fault]}"


def _copies(copies: Sequence[SameNews]) -> list[str]:
    """What was recognised now; the others were told of before."""
    new = [one for one in copies if one.is_new]
    if not new:
        return []
    lines = [f"{len(new)} bài trùng tin với bài khác, mỗi tin chỉ dùng một bài:"]
    lines += [f"  • {one.path} trùng {one.kept}" for one in new[:LISTED]]
    return lines + more(new)


def _paths(label: str, paths: Sequence[str]) -> list[str]:
    if not paths:
        return []
    lines = [f"{label} {len(paths)}:", *(f"  • {path}" for path in paths[:LISTED])]
    return lines + more(paths)
