"""The pieces of a sentence that can answer: people, amounts, times, places, bodies, roles."""

import re
from typing import NamedTuple


class Span(NamedTuple):
    """Characters `start` to `end` of a sentence."""

    start: int
    end: int


_LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
_UPPER = "".join(filter(str.isupper, _LETTERS))
_LOWER = "".join(filter(str.islower, _LETTERS))
_CAPITALISED = f"[{_UPPER}](?:[{_LOWER}]+|[{_UPPER}]*)(?![{_LOWER}])"

_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Lâm|Mai|Đào"
    "|Cao|Hà|Tô|Tạ|Thái|Châu|Quách|Lương|Lưu|Trịnh|Đoàn|Chu|Phùng|Vương|Tăng|Từ|Kiều|Tống|Triệu"
    "|Nông|Giàng|Lò|Vàng|Sùng|Điểu|Thạch|Danh|Kim|Văn|Tôn|Hứa|Khuất|Thân|Nghiêm|Doãn|Trưng|Quản|Cù"
    "|Đàm|Đồng|Bạch|Ông|Mạc|Nhữ|Ninh|Phí|Thẩm|Tiêu|Úc|Viên|Vi|Hầu|Hoàng|Lại|Liêu|Lục|Khổng|Khương"
)
_HONORIFICS = (
    "đồng chí|đ/c|ông|bà|anh|chị|cô|thầy|bác sĩ|luật sư|kỹ sư|đại tá|thượng tá|trung tá|thiếu tá"
    "|trung tướng|thiếu tướng|thượng tướng|đại tướng|GS|PGS|TS|ThS|Th.S|Ths|tiến sĩ|thạc sĩ|giáo sư"
)
_PLACE_HEADS = (
    "thành phố|thị xã|thị trấn|tỉnh|huyện|quận|phường|xã|thôn|ấp|khu phố|khu|đường|phố|cầu|chợ|làng"
    "|bản|hội trường|nhà văn hóa|nhà văn hoá|trụ sở|trung tâm|trường|bệnh viện|công viên|tượng đài"
    "|cơ quan|đình|chùa|đền|sân vận động|nhà thi đấu|khách sạn|văn phòng"
)
_PROVINCES = (
    r"Hồ Chí Minh|Hà (?:Nội|Tĩnh|Giang|Nam|Đông)|Cao (?:Bằng|Lãnh)|Lâm Đồng|Thái (?:Bình|Nguyên"
    r"|Lan)|Đồng"
    r" (?:Nai|Tháp|Xoài|Hới)|Kim (?:Bôi|Sơn)|Ninh (?:Bình|Thuận)|Châu (?:Á|Âu|Phi|Đốc|Thành)"
    r"|Văn phòng"
    r"|Đoàn (?:Thanh|Đại|TNCS|Hội)"
)
_OFFICES = (
    r"Bí thư|Chủ (?:tịch|nhiệm|tọa)|Phó|Tổng|Giám đốc|Thường trực|Ủy viên|Uỷ viên|Thư ký|Chính ủy"
    r"|Chính uỷ|Trưởng (?:ban|phòng|đoàn|khoa|thôn|khu)|Chánh (?:văn phòng|thanh tra|án)"
    r"|(?:Thủ|Bộ|Thứ|Viện|Hiệu|Cục|Chi cục|Đội) trưởng|Thủ tướng|Chỉ huy|Đại biểu"
    r"|(?:Quyền|Nguyên) (?:Bí|Chủ|Phó|Giám|Trưởng|Tổng)"
)
_PEOPLE = re.compile(
    rf"(?:(?i:(?<!\w)(?:{_HONORIFICS})\.?) (?!(?i:{_OFFICES})\b)"
    rf"(?P<called>{_CAPITALISED}(?: {_CAPITALISED}){{0,4}}))"
    rf"|(?<!\w)(?!{_PROVINCES}|Ông (?i:{_OFFICES}))"
    rf"(?P<named>(?:{_SURNAMES})(?: {_CAPITALISED}){{1,3}})"
)
_NAMED_AFTER = re.compile(
    r"(?i)\b(?:đường|phố|cầu|chợ|trường|bệnh viện|công viên|giải|quỹ|tượng đài|đền|rạp) $"
)
_ADMINISTERED = re.compile(
    r"(?i)\b(?:thành phố|thị xã|thị trấn|tỉnh|huyện|quận|phường|xã|TP|TX)\.? $"
)


def people(sentence: str) -> list[Span]:
    """Names of people, without what they are addressed by."""
    found = []
    for match in _PEOPLE.finditer(sentence):
        if match["called"]:
            found.append(Span(*match.span("called")))
            continue
        before, is_short = sentence[: match.start()], match["named"].count(" ") == 1
        if not _NAMED_AFTER.search(before) and not (is_short and _ADMINISTERED.search(before)):
            found.append(Span(*match.span("named")))
    return found


_NUMBER = (
    r"\d+(?:[.,/]\d+)*(?: ?%)?"
    r"|(?i:\b(?:một|hai|ba|bốn|sáu|bảy|tám|chín|mười(?: \w+)?)\b)(?= [^\W\d])"
)
_SCALE = "(?: (?:nghìn|ngàn|vạn|triệu|tỷ|tỉ|trăm))*"
_ABOUT = "(?:(?i:trên|hơn|gần|khoảng|không quá|tối đa|tối thiểu|ít nhất|tổng cộng|đủ|cả) )?"
_COUNTED_OFF = "".join(f"(?<!{word} )" for word in ("thứ", "khóa", "khoá", "quý", "kỳ", "lần"))
_AMOUNTS = re.compile(rf"{_ABOUT}(?<![\w/.,-]){_COUNTED_OFF}(?:{_NUMBER}){_SCALE}")
_UNIT = re.compile(
    rf"(?: (?!(?:và|với|cho|của|trong|tại|đã|được|là|để|từ|trên)\b)[{_LOWER}]+){{1,2}}"
)


def amounts(sentence: str) -> list[Span]:
    """Numbers with what they count: "trên 1.300 học viên"; times are no amounts."""
    taken = [Span(*match.span()) for match in _TIMES.finditer(sentence)]
    found = []
    for match in _AMOUNTS.finditer(sentence):
        if any(t.start < match.end() and match.start() < t.end for t in taken):
            continue
        unit = _UNIT.match(sentence, match.end())
        found.append(Span(match.start(), unit.end() if unit else match.end()))
    return found


_DAY = (
    r"(?:0?[1-9]|[12]\d|3[01])(?:[/-](?:0?[1-9]|1[0-2])(?!\d)(?:[/-]\d{4})?|\.\d{1,2}\.\d{4}"
    r"| tháng \d{1,2}(?: năm \d{4})?)"
)
_TIMES = re.compile(
    r"(?i)(?:(?:từ )?(?:\d{1,2} ?(?:h|giờ) ?(?:\d{2}(?: phút)?)?,? )?"
    r"(?:(?:vào |lúc )?(?:sáng|trưa|chiều|tối|đêm) )?(?:(?:các |những )?(?:ngày|hôm|mùng) )?"
    rf"(?<![\w/.,-])(?:(?:\d{{1,2}}(?:,| và| đến| -|-) ?(?:ngày )?){{0,30}}(?:{_DAY}))(?![\w/])"
    rf"(?: (?:đến|tới)(?: hết)?(?: ngày)? (?:{_DAY}))?)"
    r"|(?:(?:đầu|giữa|cuối) )?(?:tháng \d{1,2}(?:/| năm |-)\d{4}|tháng \d{1,2}\b|quý (?:[IV]+"
    r"|\d)(?:(?:/| năm )\d{4})?)"
    r"|\b(?:giai đoạn|nhiệm kỳ) \d{4} ?[-–] ?\d{4}|\bnăm \d{4}|\b\d{1,2} ?(?:giờ|h)(?: ?\d{2})?\b"
)


def times(sentence: str) -> list[Span]:
    """Days, hours, months, quarters, years: "Chiều ngày 19/9/2023"; no deadlines ("trước 31/7")."""
    return [
        Span(*match.span())
        for match in _TIMES.finditer(sentence)
        if not sentence.endswith("trước ", 0, match.start())
    ]


_HEADS = (
    "Ban|Bộ|Sở|Cục|Chi cục|Tổng cục|Vụ|Viện|Phòng|Hội|Đoàn|Đội|Tổ|Chi bộ|Đảng bộ|Đảng [uủ][yỷ]"
    "|Đảng đoàn"
    "|Thị [uủ][yỷ]|Tỉnh [uủ][yỷ]|Thành [uủ][yỷ]|Huyện [uủ][yỷ]|[UỦ][yỷ] ban|Hội đồng|Mặt trận"
    "|Liên đoàn"
    "|Liên hiệp|Hiệp hội|Công đoàn|Trung tâm|Văn phòng|Thường trực|Quốc hội|Chính phủ|Thanh tra"
    "|Công an"
    "|Quân khu|Trường|Học viện|Bệnh viện|Bưu điện|Tòa án|Toà án|Viện kiểm sát|Kho bạc|Ngân hàng"
    "|Công ty"
    "|Tổng công ty|Tập đoàn|UBND|HĐND|MTTQ|UBKT|UBMTTQ|LĐLĐ"
)
_STOP_AT = (
    rf"(?=[,;:.()“”\"]| [-–] | và (?:[{_LOWER}]|(?:{_HEADS})\b)"
    r"| (?:đã|được|sẽ|cho|để|do|với|vào|có|là|bị|giao|cũng|tổ chức|diễn ra|nhằm|về|khi"
    r"|trong|từ|cùng|theo|như|chủ trì|khai mạc|bế mạc|phối hợp|yêu cầu|đề nghị|tham mưu|dự|nêu|vừa"
    r"|tặng|trao|vận động|mở|trồng|họp|tài trợ|thăm|giúp|hỗ trợ|ban hành|phát động|triển khai"
    r"|thực hiện|kết nạp|ra mắt|công bố|thông qua|bầu|ký|đạt|nhận"
    r"|nói|hỏi|cho biết|phát biểu|khẳng định|nhấn mạnh|ngày|sáng|chiều|tối|năm|đang|đồng chí|ông"
    r"|bà)\b|$)"
)
_PLACES = re.compile(
    rf"(?i:\b(?:tại|ở|đến|quê)) (?P<at>(?:(?i:{_PLACE_HEADS})\b|[{_UPPER}]).*?){_STOP_AT}"
    rf"|(?P<named>(?i:\b(?:{_PLACE_HEADS})) (?:{_CAPITALISED}|\d+)(?: (?:{_CAPITALISED}))*)"
)


def places(sentence: str) -> list[Span]:
    """Where something is: after "tại" and "ở", and places named as such ("xã Thanh Lương")."""
    return [
        Span(*match.span("at" if match["at"] else "named")) for match in _PLACES.finditer(sentence)
    ]


_NO_BODY = (
    "Hội (?:nghị|trường|thảo|thi|diễn|viên)|Đoàn (?:kết|viên)|Đội ngũ|Tổ chức|Bộ máy|Ban hành"
    "|Phòng chống|Trường hợp|Vụ (?:việc|án)"
)
_BODIES = re.compile(rf"(?<!\w)(?!(?i:{_NO_BODY})\b)(?i:{_HEADS})(?!\w).*?{_STOP_AT}")


def organisations(sentence: str) -> list[Span]:
    """Bodies by their head word: "Ban Tổ chức Thị ủy", "Hội Liên hiệp Phụ nữ thị xã"."""
    return [
        Span(*match.span())
        for match in _BODIES.finditer(sentence)
        if sentence[match.start()].isupper() and match.end() - match.start() > 3
    ]


_ROLES = re.compile(
    r"(?i)(?<!\w)(?:(?:nguyên|quyền|cựu|tân) )?(?:(?:phó|tổng) )*"
    r"(?:bí thư|chủ tịch|giám đốc|trưởng (?:ban|phòng|đoàn|khoa|bộ môn|công an)"
    r"|chánh (?:văn phòng|thanh tra|án)"
    r"|chủ nhiệm|bộ trưởng|thứ trưởng|thủ tướng|[uủ][yỷ] viên|hiệu trưởng|thư ký|đội trưởng"
    r"|tổ trưởng"
    r"|cục trưởng|vụ trưởng|viện trưởng|chỉ huy trưởng|chính ủy|đại biểu|trợ lý|chuyên viên"
    r"|kiểm sát viên"
    r"|phó (?:ban|phòng|đoàn|trưởng ban|trưởng phòng))\b.*?"
    r"(?=[;:.()“”\"]|,| [-–] | (?:đã|được|sẽ|do|bị|cho biết|chủ trì|phát biểu|khẳng định"
    r"|nhấn mạnh|yêu cầu"
    r"|đề nghị|nói|là|đồng chí|ông|bà|ngày|trong|từ|vào|đến dự|dự|trình bày|đọc|điều hành"
    r"|kết luận)\b|$)"
)


def roles(sentence: str) -> list[Span]:
    """Offices that people hold: "Phó Bí thư Thường trực Thị ủy", without the holder's name."""
    named = people(sentence)
    found = []
    for match in _ROLES.finditer(sentence):
        cut = [p.start for p in named if match.start() < p.start < match.end()]
        end = min(cut, default=match.end())
        found.append(
            Span(match.start(), match.start() + len(sentence[match.start() : end].rstrip()))
        )
    return found
