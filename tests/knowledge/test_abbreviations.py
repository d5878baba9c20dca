import re

import pytest

from knowledge.abbreviations import TABLE, expand
from knowledge.lexical import LexicalIndex

ROWS: list[tuple[str, str]] = re.findall(r"(?m)(\S+) {2,}(\S.*?)(?= {2,}|$)", TABLE)


def test_the_table_is_a_long_one() -> None:
    assert len(ROWS) > 90


@pytest.mark.parametrize(("short", "full"), [row for row in ROWS if row[0] != "Cty"])
def test_every_abbreviation_of_the_table_is_written_out(short: str, full: str) -> None:
    assert expand(f"Các {short} ở xã Lúa Chín") == f"Các {full} ở xã Lúa Chín"


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("ubnd xã", "Ủy ban nhân dân xã"),
        ("hdnd xa", "Hội đồng nhân dân xa"),
        ("pct hđnd", "phó chủ tịch Hội đồng nhân dân"),
        ("dc Tám", "đồng chí Tám"),
        ("đc Tám", "đồng chí Tám"),
        ("đ/c Tám", "đồng chí Tám"),
        ("d/c Tám", "đồng chí Tám"),
        ("Đ/C Tám", "đồng chí Tám"),
        ("TP.HCM", "thành phố Hồ Chí Minh"),
        ("TP. HCM", "thành phố Hồ Chí Minh"),
        ("tp hcm", "thành phố Hồ Chí Minh"),
        ("tphcm", "thành phố Hồ Chí Minh"),
        ("TP.HN", "thành phố Hà Nội"),
        ("TP. Sông Mây", "thành phố Sông Mây"),
        ("TX.Sông Mây", "thị xã Sông Mây"),
        ("PCT. Tám", "phó chủ tịch Tám"),
        ("Q. 5", "quận 5"),
        ("Q.5", "quận 5"),
        ("p. 3", "phường 3"),
        ("UBND-HĐND", "Ủy ban nhân dân-Hội đồng nhân dân"),
        ("(BCH)", "(Ban Chấp hành)"),
        ("KT-XH", "kinh tế - xã hội"),
        ("gd-dt", "Giáo dục và Đào tạo"),
        ("Xong TTHC.", "Xong thủ tục hành chính."),
        ("Ai là BT?", "Ai là bí thư?"),
    ],
)
def test_an_abbreviation_is_written_out_however_it_is_typed(text: str, full: str) -> None:
    assert expand(text) == full


@pytest.mark.parametrize(
    "text",
    [
        "HNO",
        "UBNDX họp",
        "các HNDV",
        "xHND",
        "họp ở Pctp",
        "Q và P",
        "Xã Lúa Chín họp 3 lần.",
        "",
    ],
)
def test_a_word_that_only_holds_an_abbreviation_stays(text: str) -> None:
    assert expand(text) == text


def test_what_looks_like_a_syllable_counts_only_in_capitals() -> None:
    assert expand("Bí thư TU đến dự") == "Bí thư Thị ủy đến dự"
    assert expand("CA phường báo cáo") == "công an phường báo cáo"
    for text in ("ông Tu đi tu", "hư hu hu", "ca sĩ Ca hát", "da dẻ"):
        assert expand(text) == text
    assert expand("NGƯỜI TU Ở CHÙA") == "NGƯỜI TU Ở CHÙA"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("UBND", "Ủy ban nhân dân"),
        ("ubnd", "Ủy ban nhân dân"),
        ("hdnd", "hội đồng nhân dân"),
        ("MTTQ", "Mặt trận Tổ quốc"),
        ("TTCT", "Trung tâm chính trị"),
        ("bch", "Ban Chấp hành"),
        ("đ/c", "đồng chí"),
        ("dc", "đồng chí"),
        ("TP.HCM", "thành phố Hồ Chí Minh"),
        ("tphcm", "thành phố Hồ Chí Minh"),
        ("Bí thư TU", "bí thư thị ủy"),
        ("ldld", "Liên đoàn Lao động"),
    ],
)
def test_an_abbreviation_and_its_full_form_find_each_other(short: str, full: str) -> None:
    for typed, published in ((short, full), (full, short)):
        index = LexicalIndex.from_texts([f"Chiều nay {published} đến", "Sáng qua mưa rất lớn"])
        scores = index.scores(typed)
        assert scores[0] > 0
        assert scores[1] == 0
        # As good as the same words on both sides.
        assert scores[0] == pytest.approx(index.scores(published)[0])
