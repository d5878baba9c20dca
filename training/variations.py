"""The same question and the same passage, said in other ways: what the reader should not mind.

Officials ask for one thing in many words; a few thousand questions show it only some of them.
"""

import random
import re
from collections.abc import Mapping, Sequence

from knowledge.vietnamese import fold

_SAME = (
    ("chủ tịch", "người đứng đầu"),
    ("chủ trì", "điều hành", "chỉ đạo", "dẫn dắt"),
    ("phát biểu", "nói", "lên tiếng", "có ý kiến"),
    ("cho biết", "nói", "thông tin", "thông báo", "khẳng định"),
    ("tham gia", "tham dự", "dự", "có mặt tại", "góp mặt ở"),
    ("tổ chức", "diễn ra", "được mở", "tiến hành"),
    ("hội nghị", "cuộc họp", "buổi họp", "kỳ họp", "phiên họp"),
    ("được bầu", "trúng cử", "đắc cử", "được chọn"),
    ("bổ nhiệm", "cất nhắc", "đưa lên giữ chức", "giao chức"),
    ("giữ chức", "làm", "đảm nhiệm", "nắm", "đảm đương vị trí"),
    ("chức vụ gì", "cương vị nào", "vị trí nào", "chức gì", "vai trò gì"),
    ("thay", "thế chỗ", "kế nhiệm", "nối tiếp"),
    ("kỷ luật", "xử lý", "thi hành kỷ luật"),
    ("bị cách chức", "mất chức", "bị bãi chức"),
    ("vi phạm", "sai phạm", "khuyết điểm", "sai trái"),
    ("quyết định", "nghị quyết", "văn bản"),
    ("ban hành", "đưa ra", "ký", "công bố"),
    ("yêu cầu", "đề nghị", "đòi", "giao"),
    ("kiểm tra", "giám sát", "rà soát", "thanh tra"),
    ("thành lập", "lập ra", "lập", "dựng nên"),
    ("số lượng", "tổng số", "con số"),
    ("bao nhiêu", "mấy", "con số bao nhiêu"),
    ("khi nào", "lúc nào", "bao giờ", "thời điểm nào", "hôm nào"),
    ("ngày nào", "hôm nào", "ngày bao nhiêu", "ngày mấy"),
    ("ở đâu", "tại đâu", "ở chỗ nào", "nơi nào", "tại địa điểm nào"),
    ("ai", "người nào", "vị nào", "nhân vật nào", "đồng chí nào", "cán bộ nào"),
    ("cơ quan nào", "đơn vị nào", "tổ chức nào", "nơi nào"),
    ("vì sao", "tại sao", "do đâu", "lý do gì", "vì lý do gì", "nguyên nhân nào"),
    ("như thế nào", "ra sao", "thế nào", "bằng cách nào"),
    ("kinh phí", "số tiền", "chi phí", "tiền", "ngân sách"),
    ("hỗ trợ", "giúp", "giúp đỡ", "trợ giúp"),
    ("xây dựng", "làm", "dựng", "xây"),
    ("hoàn thành", "xong", "làm xong", "kết thúc"),
    ("bắt đầu", "khởi đầu", "khởi động", "mở màn"),
    ("tỷ lệ", "phần trăm", "mức", "tỉ lệ"),
    ("người dân", "bà con", "dân chúng"),
    ("cán bộ", "công chức", "nhân sự"),
    ("đại biểu", "người tham dự", "người dự"),
    ("tỉnh uỷ", "đảng bộ tỉnh"),
    ("lãnh đạo", "người đứng đầu", "cấp trên"),
    ("dự kiến", "định", "sẽ", "có kế hoạch"),
    ("trao", "tặng", "phát"),
    ("khen thưởng", "biểu dương", "tuyên dương"),
    ("đạt", "được", "lên tới"),
    ("tăng", "lên", "nhiều hơn"),
    ("giảm", "xuống", "ít hơn"),
    ("nghỉ hưu", "về hưu"),
    ("xin từ chức", "xin thôi chức", "xin nghỉ"),
    ("theo", "căn cứ", "dựa theo"),
    ("trường học", "trường", "nhà trường"),
    ("sau khi", "khi đã"),
    ("trước khi", "lúc chưa"),
    ("thăm", "đến thăm", "tới thăm", "ghé thăm"),
    ("làm việc với", "gặp", "họp với"),
)
_ALTERNATIVES = {phrase: group for group in _SAME for phrase in group}
_PHRASE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(sorted(map(re.escape, _ALTERNATIVES), key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)
_SPARE = re.compile(r"(?<!\w)(?:đã|được|của|các|những|là|cho|thì|đang|vừa|có|một|do|ra) ")
_WORD = re.compile(r"[^\W\d_]+")
_MISSPELT = 0.12
_SENTENCE = re.compile(r"(?<=[.!?…”])(?<!TP\.)(?<!Q\.)(?<!P\.) (?=[A-ZĐÀ-Ỹ“\d])|\n")


def reword(question: str, rng: random.Random) -> str:
    """`question` with some phrases exchanged for others of the same sense, as if asked anew."""
    if rng.random() < 0.35:
        question = _PHRASE.sub(lambda m: _another(m[0], rng), question)
    if rng.random() < 0.15:
        question = _SPARE.sub(lambda m: "" if rng.random() < 0.5 else m[0], question)
    if rng.random() < 0.1:
        question = question.lower()
    return question.rstrip("?") if rng.random() < 0.15 else question


def _another(phrase: str, rng: random.Random) -> str:
    if rng.random() < 0.4:
        return phrase
    other = rng.choice(_ALTERNATIVES.get(phrase.lower(), (phrase,)))
    return other.capitalize() if phrase[:1].isupper() else other


def thin_out(text: str, start: int, end: int, rng: random.Random) -> tuple[str, int, int]:
    """`text` without some sentences, and where its characters `start` to `end` stand then.

    The first line, the title, stays.
    """
    kept, at = "", 0
    moved = (start, end)
    for number, (piece, gap) in enumerate(_sentences(text)):
        holds = at < end and start < at + len(piece)
        if number == 0 or holds or rng.random() < 0.7:
            if at <= start < at + len(piece):
                moved = (len(kept) + start - at, len(kept) + end - at)
            kept += piece + gap
        at += len(piece) + len(gap)
    return kept.rstrip(), *moved


def without_answer(text: str, answer: str) -> str | None:
    """`text` without the sentences that say `answer`; None when nothing but the title is left.

    What is left tells of the same event and answers no more: the hardest passage to refuse.
    """
    pieces = _sentences(text)
    said = fold(answer)
    kept = [piece + gap for piece, gap in pieces if said not in fold(piece)]
    is_title_kept = bool(kept) and said not in fold(pieces[0][0])
    return "".join(kept).rstrip() if is_title_kept and len(kept) > 1 else None


def _sentences(text: str) -> Sequence[tuple[str, str]]:
    """The sentences of `text`, each with what parts it from the next."""
    found, at = [], 0
    for gap in _SENTENCE.finditer(text):
        found.append((text[at : gap.start()], gap[0]))
        at = gap.end()
    return [*found, (text[at:], "")]


def misspell(question: str, syllables: Mapping[str, Sequence[str]], rng: random.Random) -> str:
    """`question` with some syllables' diacritics got wrong, as when bare ones are respelt.

    :param syllables: those with the same letters, by what they are without diacritics.
    """

    def another(match: re.Match[str]) -> str:
        if rng.random() > _MISSPELT:
            return match[0]
        other = rng.choice(syllables.get(fold(match[0]), (match[0],)))
        return other.capitalize() if match[0][0].isupper() else other

    return _WORD.sub(another, question)
