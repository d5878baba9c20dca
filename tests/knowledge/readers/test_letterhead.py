import datetime as dt

import pytest

from knowledge.readers.front_matter import FrontMatter
from knowledge.readers.letterhead import split_letterhead

STATE = "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nSố: 12/BC-UBND\n\n"
PARTY = "ĐẢNG BỘ TỈNH | ĐẢNG CỘNG SẢN VIỆT NAM\n\n*\n\nMỹ Lâm, ngày 5 tháng 5 năm 2023\n\n"
SCANNED = "CỘNG HÒA XÃ HỘI CHU\n\nNGHĨA VIỆT NAM\n\nĐộc lập – Tự do – Hạnh phúc\n\n"


@pytest.mark.parametrize("head", [STATE, PARTY, SCANNED], ids=["state", "party", "scanned"])
@pytest.mark.parametrize(
    ("below", "title", "rest"),
    [
        ("BÁO CÁO\n\nvề lúa\n\n-----\n\nThị ủy họp.", "BÁO CÁO về lúa", "Thị ủy họp."),
        ("BÁO CÁO Kết quả tháng 4\n\nThị ủy họp", "BÁO CÁO Kết quả tháng 4", "Thị ủy họp"),
        ("Kế hoạch\n\nTrồng\nlúa\n\nThị ủy họp", "Kế hoạch Trồng lúa", "Thị ủy họp"),
        ("CHỈ THỊ\n\nVề lúa\n\nvà cá\n\nThị ủy họp", "CHỈ THỊ Về lúa và cá", "Thị ủy họp"),
        ("QUYẾT ĐỊNH\n\nVề lúa\n\nCăn cứ Luật", "QUYẾT ĐỊNH Về lúa", "Căn cứ Luật"),
        ("QUYẾT ĐỊNH\n\nCăn cứ Luật", "QUYẾT ĐỊNH", "Căn cứ Luật"),
    ],
)  # fmt: skip
def test_the_title_is_the_kind_of_paper_and_what_it_is_about(
    head: str, below: str, title: str, rest: str
) -> None:
    text, said = split_letterhead(head + below, FrontMatter())
    assert (said.title, text) == (title, rest)
    assert said.date == (dt.date(2023, 5, 5) if head is PARTY else None)


def test_what_is_said_elsewhere_wins() -> None:
    said = FrontMatter("Tin", dt.date(2023, 6, 1), "https://a.example", "Lan")
    assert split_letterhead(f"{PARTY}BÁO CÁO\n\nVề lúa\n\nThị ủy họp", said)[1] == said


@pytest.mark.parametrize(
    "text",
    [
        "BÁO CÁO\n\nKết quả tháng 4\n\nThị ủy họp.",
        f"{STATE}Báo cáo viên của Thị ủy họp.",
        f"{STATE}Kết quả tháng 4",
        "Đảng Cộng sản Việt Nam\n\nThị ủy họp.",
    ],
)
def test_text_without_a_letterhead_stays_as_it_is(text: str) -> None:
    assert split_letterhead(text, FrontMatter()) == (text, FrontMatter())
