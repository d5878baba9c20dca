"""What kind of answer a question asks for."""

import re
from enum import StrEnum

from knowledge.vietnamese import fold


class Kind(StrEnum):
    """What would answer a question."""

    WHO = "who"
    HOW_MANY = "howmany"
    WHEN = "when"
    WHERE = "where"
    ORGANISATION = "which_org"
    ROLE = "role"
    OTHER = "what"


_ASKS = {
    Kind.ROLE: r"(?:(?:dang |tung )?(?:giu|dam nhan|nam|lam) )?"
    r"(?:chuc vu|chuc danh|chuc|cuong vi|vi tri|vai tro) (?:\w+ )?(?:gi|nao)"
    r"|(?:giu|lam|nam|nhan) (?:chuc|chuc vu|cuong vi|vi tri|vai tro)(?: gi)?\W*$|chuc vu (?:cua"
    r"|hien)",
    Kind.WHEN: r"khi nao|bao gio|(?:ngay|hom|luc|thang|nam|thoi gian|thoi diem|buoi|dip|gio"
    r"|quy) nao"
    r"|luc may gio|may gio|ngay may|ngay bao nhieu|thang may|ngay thang nao|thoi gian (?:dien ra"
    r"|to chuc)",
    Kind.HOW_MANY: r"bao nhieu|may|bao lau|so luong|tong so|(?:ty|ti) le|(?:chiem|dat) (?:may|bao)"
    r"|^so(?= \w+ (?!nao|gi))|muc (?:phi|tien|thuong|luong)",
    Kind.ORGANISATION: r"(?:co quan|don vi|to chuc|ban|so|hoi|uy ban|phong|doan|noi|truong"
    r"|cong ty|tap doan"
    r"|doanh nghiep|ben|cap|toa|dang uy|dang bo|hoi dong|lien doan) nao",
    Kind.WHERE: r"o dau|tai dau|den dau|tu dau|dau|noi nao|cho nao|dia diem|dia phuong nao"
    r"|que (?:o|quan)"
    r"|(?:tinh|thanh pho|huyen|xa|phuong|quan|thi xa|thi tran|khu|nuoc|duong|mien|vung|cau"
    r"|hoi truong) nao",
    Kind.WHO: r"(?<!cho )(?<!voi )ai|(?:nguoi|vi|dong chi|ong|ba|anh|chi|can bo|lanh dao"
    r"|dai bieu|nhan vat|ca nhan|ung vien) nao"
    r"|(?:lanh dao|can bo|chu tich|bi thu|giam doc|truong ban|ong|ba|nu|nguoi)(?: \w+){1,6} nao"
    r"|ho ten|nhung ai",
}
_PATTERNS = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for kind, words in _ASKS.items()}

_UNLIKE = dict.fromkeys(("đầu", "đấu", "dấu", "dầu", "đậu", "máy", "may", "mây", "mày"), "_")
"""Words that without their marks would pass for the question words "đâu" and "mấy"."""


def asked_kind(question: str) -> tuple[Kind, str]:
    """The first kind whose question words stand in `question` (written out), and those words."""
    words = re.findall(r"\w+", question.lower())
    folded = " ".join(fold(_UNLIKE.get(word, word)) for word in words)
    found = ((kind, pattern.search(folded)) for kind, pattern in _PATTERNS.items())
    return next(((kind, match.group()) for kind, match in found if match), (Kind.OTHER, ""))
