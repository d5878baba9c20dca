"""Pieces of a sentence that answer "why", "what for", "what" and "as what", with the questions.

Names, numbers, times and places are found by knowledge/spans.py; what stands here is found by the
words that lead to it, roughly: a made question may be odd, as long as its answer is the right one.
"""

import random
import re
from collections.abc import Iterator

from knowledge.spans import Span

_STOP = r"(?=[,;.:()“”]| và (?:đã|sẽ|đang|cũng)|$)"
_REASON = re.compile(
    r",? (?:do|vì|bởi vì|bởi|nhờ|xuất phát từ|nguyên nhân là(?: do)?) "
    r"(?!ông|bà|anh|chị|ban|bộ|sở|công ty|đoàn|cơ quan|vậy|thế|đó)"
    rf"(?P<piece>[^A-ZĐ,;.:()“”][^,;.:()“”]{{10,110}}?){_STOP}"
)
_PURPOSE = re.compile(rf",? (?:nhằm|để|với mục đích) (?P<piece>[^,;.:()“”]{{8,100}}?){_STOP}")
_MEANS = re.compile(
    rf",? (?:bằng cách|thông qua|bằng hình thức|bằng việc) (?P<piece>[^,;.:()“”]{{8,90}}?){_STOP}"
)
_DONE = (
    "yêu cầu|đề nghị|kêu gọi|đề xuất|kiến nghị|thông qua|ban hành|phát động|trao|tặng|công bố|ký"
    "|thực hiện|triển khai|tổ chức|phê duyệt|xem xét|thảo luận về|bàn về|cho rằng|khẳng định"
    "|nhấn mạnh|cho biết|thừa nhận|cảnh báo|cáo buộc|tuyên bố|bị|vi phạm|gây|xây dựng|mua|bán"
    "|sử dụng|nhận|lập|cam kết|quyết định|hứa|phản đối|ủng hộ|chịu|mất|phát hiện|hỗ trợ|đầu tư"
)
_OBJECT = re.compile(
    rf"(?<!\w)(?P<verb>{_DONE}) (?P<piece>(?!rằng |là |về )[^,;.:()“”]{{6,90}}?)"
    r"(?=[,;.:()“”]| (?:và|để|nhằm|tại|vào|khi|từ|do|vì|nhưng|sau khi|trước khi|trong khi)\b|$)"
)
_POST = (
    "(?:quyền |nguyên |cựu )?(?:(?:phó )?(?:tổng )?(?:chủ tịch|bí thư|giám đốc|trưởng ban"
    "|chủ nhiệm|cục trưởng|vụ trưởng|viện trưởng|trưởng phòng|trưởng đoàn|hiệu trưởng|chánh án"
    "|chánh văn phòng|chánh thanh tra|tổng thư ký)|bộ trưởng|thứ trưởng|thủ tướng|tổng thống"
    "|uỷ viên|ủy viên|đại biểu|thị trưởng|ngoại trưởng|phát ngôn viên|huấn luyện viên|luật sư)"
)
_NAME = r"[A-ZĐ][^\W\d_]+(?: [A-ZĐ][^\W\d_]+){1,3}"
_ROLE_AFTER = re.compile(rf"(?P<name>{_NAME})(?:,| -| –) (?P<piece>(?i:{_POST})\b[^,;.()]{{0,60}})")
_ROLE_BEFORE = re.compile(
    rf"(?P<piece>(?<!\w)(?i:{_POST})\b"
    rf"(?: [^,;.()A-ZĐ\s]+| (?!{_NAME}(?: |,))[A-ZĐ][^\W\d_]*){{0,6}})"
    rf" (?:ông |bà )?(?P<name>{_NAME})(?= |,|\.)"
)
_WHY = ("Vì sao", "Tại sao", "Do đâu", "Vì lý do gì", "Nguyên nhân nào khiến", "Sao")
_WHAT_FOR = ("để làm gì", "nhằm mục đích gì", "nhằm làm gì", "để đạt được điều gì")
_HOW = ("bằng cách nào", "như thế nào", "ra sao", "bằng hình thức nào")
_POST_ASKED = (
    "{} giữ chức vụ gì",
    "{} là ai",
    "Chức vụ của {} là gì",
    "{} đang làm gì",
    "{} giữ cương vị nào",
    "{} là lãnh đạo cơ quan nào",
)

Clause = tuple[Span, str]
"""Where the answer stands in the sentence, and a question for it."""


def clauses(sentence: str, rng: random.Random) -> Iterator[Clause]:
    """Questions about what the reasons, purposes, means, objects and posts in `sentence` are."""
    for found, words in ((_PURPOSE, _WHAT_FOR), (_MEANS, _HOW)):
        for match in found.finditer(sentence):
            asked = sentence[: match.start()]
            yield Span(*match.span("piece")), f"{asked} {rng.choice(words)}"
    for match in _REASON.finditer(sentence):
        asked, why = sentence[: match.start()].rstrip(","), rng.choice(_WHY)
        is_last = rng.random() < 0.3
        yield Span(*match.span("piece")), f"{asked} {why.lower()}" if is_last else f"{why} {asked}"
    for match in _OBJECT.finditer(sentence):
        rest = sentence[match.end() :].split(",")[0] if rng.random() < 0.5 else ""
        word = rng.choice(("gì", "gì", "điều gì", "những gì", "việc gì"))
        yield Span(*match.span("piece")), f"{sentence[: match.end('verb')]} {word}{rest}"
    for found in (_ROLE_AFTER, _ROLE_BEFORE):
        for match in found.finditer(sentence):
            name = rng.choice(("ông ", "đồng chí ", "", "")) + match["name"]
            yield Span(*match.span("piece")), rng.choice(_POST_ASKED).format(name)
