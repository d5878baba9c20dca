"""The abbreviations of the committee's world, one table for articles and questions alike."""

import re

from knowledge.vietnamese import fold, is_syllable

TABLE = """
UBND     Ủy ban nhân dân            HĐND     Hội đồng nhân dân
MTTQ     Mặt trận Tổ quốc           UBMTTQ   Ủy ban Mặt trận Tổ quốc
UBKT     Ủy ban Kiểm tra            UBTVQH   Ủy ban Thường vụ Quốc hội
BTV      Ban Thường vụ              BCH      Ban Chấp hành
BCĐ      Ban Chỉ đạo                BTC      Ban Tổ chức
BTG      Ban Tuyên giáo             BDV      Ban Dân vận
BCT      Bộ Chính trị               BBT      Ban Bí thư
TW       Trung ương                 TƯ       Trung ương
TU       Thị ủy                     HU       Huyện ủy
ĐU       Đảng ủy                    VP       văn phòng
TTCT     Trung tâm chính trị        TTBDCT   Trung tâm bồi dưỡng chính trị
TTHC     thủ tục hành chính         CCHC     cải cách hành chính
LĐLĐ     Liên đoàn Lao động         CĐCS     công đoàn cơ sở
LHPN     Liên hiệp Phụ nữ           HPN      Hội Phụ nữ
CCB      Cựu chiến binh             HCCB     Hội Cựu chiến binh
HND      Hội Nông dân               ĐTN      Đoàn Thanh niên
TNCS     Thanh niên Cộng sản        CTĐ      Chữ thập đỏ
QH       Quốc hội                   ĐB       đại biểu
ĐBQH     đại biểu Quốc hội          CP       Chính phủ
TTg      Thủ tướng                  NQ       nghị quyết
NĐ       nghị định                  QĐ       quyết định
CT       chủ tịch                   PCT      phó chủ tịch
BT       bí thư                     PBT      phó bí thư
TBT      Tổng Bí thư                GĐ       giám đốc
PGĐ      phó giám đốc               UV       ủy viên
đ/c      đồng chí                   đc       đồng chí
CVP      chánh văn phòng            VN       Việt Nam
CB       cán bộ                     CBCC     cán bộ công chức
ĐV       đảng viên                  CQ       cơ quan
HN       hội nghị                   ĐH       đại hội
NK       nhiệm kỳ                   KL       kết luận
DN       doanh nghiệp               KTGS     kiểm tra giám sát
TAND     Tòa án nhân dân            VKSND    Viện Kiểm sát nhân dân
TP       thành phố                  TX       thị xã
TPHCM    thành phố Hồ Chí Minh      HCM      Hồ Chí Minh
TPHN     thành phố Hà Nội           KH-CN    Khoa học và Công nghệ
UB       ủy ban                     UBTƯ     Ủy ban Trung ương
KTXH     kinh tế xã hội             KT-XH    kinh tế - xã hội
ANTT     an ninh trật tự            ATGT     an toàn giao thông
QPAN     quốc phòng an ninh         QP-AN    quốc phòng - an ninh
ANQP     an ninh quốc phòng         BHXH     bảo hiểm xã hội
BHYT     bảo hiểm y tế              NTM      nông thôn mới
NVQS     nghĩa vụ quân sự           PCCC     phòng cháy chữa cháy
GPMB     giải phóng mặt bằng        XD       xây dựng
GDĐT     Giáo dục và Đào tạo        GD-ĐT    Giáo dục và Đào tạo
KHĐT     Kế hoạch và Đầu tư         KH-ĐT    Kế hoạch và Đầu tư
LĐTBXH   Lao động - Thương binh và Xã hội
NNPTNT   Nông nghiệp và Phát triển nông thôn
TNMT     Tài nguyên và Môi trường   TN-MT    Tài nguyên và Môi trường
GTVT     Giao thông vận tải         VHXH     văn hóa - xã hội
CBCCVC   cán bộ công chức viên chức
CCVC     công chức viên chức        NLĐ      người lao động
CV       công văn                   VB       văn bản
KH       kế hoạch                   DA       dự án
CA       công an                    BV       bệnh viện
GV       giáo viên                  HS       học sinh
TN       thanh niên                 XH       xã hội
SN       sự nghiệp                  Cty      công ty
HTX      hợp tác xã                 KDC      khu dân cư
KP       khu phố                    TDP      tổ dân phố
THPT     trung học phổ thông        THCS     trung học cơ sở
"""

_FULL_FORMS = dict(re.findall(r"(\S+) {2,}(\S+(?: \S+)*)", TABLE))
_BY_FOLDED = {"q": "quận", "p": "phường"} | {
    fold(short): full for short, full in reversed(_FULL_FORMS.items())
}
_SYLLABLE_LIKE = set(filter(is_syllable, _BY_FOLDED))
_PATTERN = re.compile(
    r"(?<!\w)(?:[qp]\.?(?= ?\d)|(?:tp[ .]{0,2}(?:hcm|hn)|"
    + "|".join(re.escape(key) for key in sorted(_BY_FOLDED, key=len, reverse=True) if len(key) > 1)
    + r")(?!\w)(?:\.(?= ?\w))?)"
)


def expand(text: str) -> str:
    """`text` with its abbreviations written out; typed small and without marks they count too.

    Those that look like a syllable (TU, HU) only count in capitals, in a text that has others.
    """
    all_capitals = text.isupper()
    parts: list[str] = []
    at = 0
    for match in _PATTERN.finditer(fold(text)):
        written = text[match.start() : match.end()].rstrip(".")
        key = re.sub(r"[ .]", "", match.group())
        if key in _SYLLABLE_LIKE and (all_capitals or not written.isupper()):
            continue
        parts += [text[at : match.start()], _FULL_FORMS.get(written) or _BY_FOLDED[key]]
        at = match.end()
        if text[at : at + 1].isalnum():
            parts.append(" ")  # TP.HCM, Q5
    return "".join([*parts, text[at:]])
