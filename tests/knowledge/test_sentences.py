from itertools import permutations

import pytest

from knowledge.sentences import sentences


@pytest.mark.parametrize(
    "found",
    [
        ["Thị ủy Sông Mây họp.", "Có 30 người dự."],
        ["Ai chủ trì?", "Bà Tám!", "Thật vậy…", "Rồi mọi người về..."],
        ["Đúng thế ư?!", "Vâng."],
        ["Kết quả đạt 95%.", "Số còn lại chờ xét."],
        ["Khai giảng năm 2021.", "20 người dự."],
        ["Đoàn đến phường 5.", "Bà con ra đón."],
        ["Ông hô to.", "“Tất cả ra đồng!”", "Mọi người theo ông."],
        ["Phân công như sau.", "- Tổ một quét đường.", "- Tổ hai trồng cây."],
        ["Câu cuối không có dấu.", "Hết bài"],
        ["Chỉ có một câu"],
    ],
)
def test_a_sentence_ends_at_its_stop(found: list[str]) -> None:
    assert sentences(" ".join(found)) == found


@pytest.mark.parametrize("text", ["", " "])
def test_nothing_holds_no_sentence(text: str) -> None:
    assert sentences(text) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Lễ diễn ra tại TP. Sông Mây.",
        "Bà con TX. Đồng Quế dự họp.",
        "Nhà ông ở Q. 5 và nhà bà ở P. 6.",
        "KP. 2 và H. Lúa Chín cùng họp.",
        "Th.S. Lan Anh đọc báo cáo.",
        "ThS. Lan Anh và TS. Bình cùng dạy.",
        "PGS.TS. Trần Mây đến thăm.",
        "Đ/c. Tám chủ trì.",
        "BS. Út khám bệnh.",
    ],
)
def test_an_abbreviation_before_a_name_ends_no_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} Sau đó trời mưa.") == [sentence, "Sau đó trời mưa."]


def test_v_v_ends_a_sentence_only_before_a_capital() -> None:
    assert sentences("Lúa, ngô, v.v. được bán. Chợ đông.") == [
        *("Lúa, ngô, v.v. được bán.", "Chợ đông.")
    ]
    assert sentences("Chợ có lúa, ngô, v.v. Bà con mua nhiều.") == [
        *("Chợ có lúa, ngô, v.v.", "Bà con mua nhiều.")
    ]


def test_initials_end_no_sentence() -> None:
    assert sentences("Ông N. V. Tám và bà Đ. Mận dự. Họ về sớm.") == [
        *("Ông N. V. Tám và bà Đ. Mận dự.", "Họ về sớm.")
    ]


@pytest.mark.parametrize("number", ["3.5", "2,5", "1.300", "1.300.000", "0.75"])
def test_a_decimal_does_not_end_a_sentence(number: str) -> None:
    found = [f"Sản lượng tăng {number} tấn.", f"Chi hết {number}."]
    assert sentences(" ".join(found)) == found


@pytest.mark.parametrize("day", ["3.5.2021", "03.05.2021", "3.5", "3. 5. 2021"])
def test_a_date_with_dots_does_not_end_a_sentence(day: str) -> None:
    found = [f"Ngày {day} xã Lúa Chín ra quân.", "Trời đẹp."]
    assert sentences(" ".join(found)) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "Ông nói: “Làm ngay. Không chờ.”",
        "Ông nói: “Làm ngay! Không chờ”.",
        'Ông nói: "Ai làm? Ta làm."',
        "Ông nói: «Làm ngay. Không chờ.»",
        "Có mặt đủ cả (ông An. Bà Bình. Cô Mây) từ sớm.",
        "Xem phụ lục [Bảng 1. Số hộ].",
    ],
)
def test_a_stop_inside_a_quotation_or_brackets_ends_nothing(sentence: str) -> None:
    assert sentences(f"{sentence} Rồi họ về.") == [sentence, "Rồi họ về."]


def test_numbering_stays_with_its_sentence() -> None:
    found = ["1. Mở đầu buổi họp.", "2. Bàn việc trồng cây.", "II. Tổng kết.", "12. Bế mạc."]
    assert sentences(" ".join(found)) == found
    assert sentences("a. Quét đường phố.") == ["a. Quét đường phố."]


@pytest.mark.parametrize("stop", [".", "...", "…", "?", "!"])
def test_a_stop_followed_by_a_small_letter_ends_nothing(stop: str) -> None:
    assert sentences(f"Bà con nghe{stop} rồi vỗ tay. Hết giờ.") == [
        *(f"Bà con nghe{stop} rồi vỗ tay.", "Hết giờ.")
    ]


def test_a_web_address_is_not_cut() -> None:
    assert sentences("Xem songmay.example.vn để biết thêm. Cảm ơn.") == [
        *("Xem songmay.example.vn để biết thêm.", "Cảm ơn.")
    ]


@pytest.mark.parametrize("opening", ["“", '"', "«", "(", "["])
def test_a_quotation_never_closed_does_not_swallow_the_rest(opening: str) -> None:
    rest = [f"Tổ số {number} quét sạch con đường ven sông của mình." for number in range(60)]
    found = sentences(f"Ông nói: {opening}Làm ngay. {' '.join(rest)}")
    assert found[-30:] == rest[-30:]


_PIECES = [
    "Thị ủy họp tại TP. Sông Mây.",
    "1. Mở đầu.",
    "Ông nói: “Làm ngay. Không chờ”.",
    "Tăng 3.5 lần…",
    "bà con, v.v.",
    "Ai?!",
    "(Chưa đóng ngoặc. Hết",
]


@pytest.mark.parametrize("first", _PIECES)
def test_sentences_joined_by_spaces_are_the_paragraph_again(first: str) -> None:
    others = [piece for piece in _PIECES if piece != first]
    for following in permutations(others, 3):
        paragraph = " ".join([first, *following])
        found = sentences(paragraph)
        assert " ".join(found) == paragraph
        assert "" not in found
