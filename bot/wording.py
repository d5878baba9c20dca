"""How numbers, times, long lists and faults of files are put in Vietnamese."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from knowledge.articles import Fault

_VIETNAM = timezone(timedelta(hours=7))
LISTED = 8
"""Of a list, what is shown."""

FAULTS = {
    Fault.OTHER_KIND: "chỉ đọc được tệp .txt, .md, .html, .docx, .doc, .rtf và .pdf",
    Fault.BAD_NAME: "tên tệp không dùng được, hãy đặt tên đơn giản",
    Fault.OUTSIDE: "là lối tắt dẫn ra ngoài thư mục bài",
    Fault.NOT_A_FILE: "không phải tệp thường",
    Fault.TOO_LARGE: "tệp quá lớn, hãy bỏ bớt ảnh hoặc tách mỗi bài một tệp",
    Fault.TOO_MANY: "kho đã đủ số tệp cho phép (limits trong config.yaml)",
    Fault.UNREADABLE: "không mở được tệp",
    Fault.EMPTY: "tệp trống",
    Fault.NO_TEXT: "chỉ có tên bài, chưa có nội dung",
    Fault.NOT_TEXT: "không phải tệp chữ",
    Fault.NOT_UTF8: "không lưu bằng mã UTF-8, hãy lưu lại bằng UTF-8",
    Fault.MISNAMED: "đuôi tên tệp không đúng với loại tệp, hãy đổi tên hoặc lưu lại",
    Fault.LOCKED: "tệp có mật khẩu, hãy lưu lại không mật khẩu",
    Fault.DAMAGED: "tệp hỏng hoặc bị thiếu, hãy mở ra và lưu lại",
    Fault.OLD_WORD: "không đọc được tệp Word cũ này, hãy mở bằng Word và lưu thành .docx",
    Fault.SCAN: "là bản chụp (scan), không có chữ; hãy gửi tệp Word hoặc bản đã nhận dạng chữ",
    Fault.TOO_HEAVY: "đọc tệp tốn quá nhiều thời gian hoặc bộ nhớ",
    Fault.FRONT_MATTER: "phần khai báo giữa hai dòng --- viết sai",
}


def more(things: Sequence[object]) -> list[str]:
    """The line below the first LISTED of `things`, if there are more."""
    return [f"  … và {len(things) - LISTED} nữa"] if len(things) > LISTED else []


def as_time(moment: datetime) -> str:
    """In Vietnam, wherever the server stands."""
    return f"{moment.astimezone(_VIETNAM):%H:%M %d/%m/%Y}"


def as_number(value: int) -> str:
    """With a full stop between thousands."""
    return f"{value:,}".replace(",", ".")


def as_decimal(value: float) -> str:
    """With a comma and one digit behind it."""
    return f"{value:.1f}".replace(".", ",")
