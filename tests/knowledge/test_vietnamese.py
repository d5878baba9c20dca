import unicodedata

import pytest

from knowledge.vietnamese import (
    count_syllables,
    fold,
    forms,
    has_marks,
    is_caseless,
    is_syllable,
    normalise,
    tokens,
    with_old_marks,
    with_short_dates,
    without_controls,
)


def token_forms(text: str) -> list[str]:
    return [token.form for token in tokens(text)]


# --- normal form


def test_letters_typed_in_pieces_become_whole_letters() -> None:
    typed = unicodedata.normalize("NFD", "Thị ủy Sông Mây ở đường Lúa Chín")
    assert typed != "Thị ủy Sông Mây ở đường Lúa Chín"
    assert normalise(typed) == "Thị ủy Sông Mây ở đường Lúa Chín"


@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"])
def test_signs_that_nobody_sees_are_dropped(sign: str) -> None:
    assert normalise(f"{sign}Sông{sign} M{sign}ây{sign}") == "Sông Mây"


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0c", "\x1b", "\x7f", "\x9f", "\ud800"])
def test_control_characters_part_words_like_a_space(sign: str) -> None:
    assert normalise(f"Sông{sign}Mây") == "Sông Mây"
    assert normalise(f"Sông Mây{sign}") == "Sông Mây"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_every_line_end_is_the_same_line_end(end: str) -> None:
    assert normalise(f"Sông Mây{end}Lúa Chín") == "Sông Mây\nLúa Chín"


@pytest.mark.parametrize("space", [" ", "  ", "\t", "\u00a0", "\u2003", "\u3000", " \u200b "])
def test_every_space_between_words_is_one_ordinary_space(space: str) -> None:
    assert normalise(f"{space}Sông{space}Mây{space}") == "Sông Mây"


def test_a_normal_text_stays_as_it_is() -> None:
    text = "Chiều 3/4/2021, TP. Sông Mây họp (lần 2):\n“Đủ 95 %…”"
    assert normalise(text) == text


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\r", "\x7f", "\x85", "\ud800"])
def test_control_characters_and_halves_of_letters_can_be_left_out(sign: str) -> None:
    assert without_controls(f"{sign}Sông{sign} M{sign}ây{sign}") == "Sông Mây"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " Sông \t Mây\n\n",
        "👩‍👩‍👧 🎉",
        "\u200b\u202e\ufeff",
        unicodedata.normalize("NFD", "Mây"),
    ],
)
def test_all_else_stands_as_it_stood(text: str) -> None:
    assert without_controls(text) == text


# --- folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Thị Ngọc Ưu", "dang thi ngoc uu"),
        ("ỦY BAN NHÂN DÂN", "uy ban nhan dan"),
        ("ẳ ẵ ợ ữ ỵ ễ đ Đ", "a a o u y e d d"),
        ("Năm 2021: 45 %", "nam 2021: 45 %"),
    ],
)
def test_folding_takes_marks_and_capitals_away(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_folded_word_stands_where_the_written_one_stood() -> None:
    text = "Ủy ban nhân dân xã Đồng Quế gặp gỡ İstanbul, Straße và Ærø"
    folded = fold(text)
    assert len(folded) == len(text)
    at = text.index("Đồng Quế")
    assert folded[at : at + len("Đồng Quế")] == "dong que"


def test_folding_any_letter_gives_one_letter() -> None:
    letters = unicodedata.normalize("NFC", "".join(map(chr, range(0x20, 0x2000))))
    assert len(fold(letters)) == len(letters)


@pytest.mark.parametrize(
    ("text", "marked"),
    [("giao ban", False), ("giáo ban", True), ("đi", True), ("Đi", True), ("GIAO BAN 4/5", False)],
)
def test_a_diacritic_or_a_barred_d_is_a_mark(text: str, marked: bool) -> None:
    assert has_marks(text) is marked


@pytest.mark.parametrize(
    ("text", "caseless"),
    [
        ("hội nghị ở sông mây", True),
        ("Hội nghị ở sông mây", True),
        ("HỘI NGHỊ Ở SÔNG MÂY 2021", True),
        ("hội nghị ở Sông Mây", False),
        ("Hội nghị của UBND", False),
    ],
)
def test_capitals_say_nothing_where_there_are_none_or_only_capitals(
    text: str, caseless: bool
) -> None:
    assert is_caseless(text) is caseless


# --- tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.300 học viên", ["1300", "hoc", "vien"]),
        ("1,300", ["1300"]),
        ("2.450.000 đồng", ["2450000", "dong"]),
        ("ngày 09", ["ngay", "9"]),
        ("000", ["0"]),
        ("số 0", ["so", "0"]),
        ("khóa XI", ["khoa", "11"]),
        ("Đại hội XIII", ["dai", "hoi", "13"]),
        ("VI SAO XI MANG TANG GIA", ["vi", "sao", "xi", "mang", "tang", "gia"]),
        ("DAI HOI VI, KHOA XI", ["dai", "hoi", "6", "khoa", "11"]),
        ("quý I", ["quy", "1"]),
        ("quý iv", ["quy", "4"]),
        ("khoá xi", ["khoa", "11"]),
        ("kỳ họp thứ v", ["ky", "hop", "thu", "5"]),
        ("vi phạm", ["vi", "pham"]),
        ("bà V. và ông I", ["ba", "v", "va", "ong", "i"]),
        ("COVID19", ["covid", "19"]),
        ("05/4/2021", ["5", "4", "2021"]),
        ("… – “!”", []),
    ],
)
def test_a_number_has_one_form_however_it_is_written(text: str, found: list[str]) -> None:
    assert token_forms(text) == found


def test_a_token_knows_where_it_stands() -> None:
    text = "Có 1.300 người, quý IV."
    assert [text[token.start : token.end] for token in tokens(text)] == [
        *("Có", "1.300", "người", "quý", "IV")
    ]


@pytest.mark.parametrize(
    "office", ["bí thư", "Bí thư", "chủ tịch", "Giám đốc", "trưởng ban", "Chánh Văn phòng"]
)
def test_a_deputy_is_not_taken_for_the_holder_of_the_office(office: str) -> None:
    own, deputys = token_forms(office), token_forms(f"Phó {office}")
    assert own[0] not in deputys
    assert deputys[2:] == own[1:]
    assert token_forms(f"phó {office}") == deputys


def test_only_a_deputy_right_before_the_office_counts() -> None:
    assert "bi" in token_forms("cấp phó, bí thư")
    assert "bi" in token_forms("phố bí thư ở")


@pytest.mark.parametrize(
    ("in_words", "short"),
    [
        ("ngày 19 tháng 9 năm 2023", "ngày 19/9/2023"),
        ("ngày 05 tháng 04 năm 2021", "ngày 5/4/2021"),
        ("ngày 3 tháng 2", "ngày 03/02"),
        ("tháng 9 năm 2023", "tháng 9/2023"),
        ("ngay 19 thang 9 nam 2023", "ngày 19/09/2023"),
        ("19-9-2023", "19.9.2023"),
    ],
)
def test_a_date_in_words_equals_a_short_one(in_words: str, short: str) -> None:
    assert forms(in_words) == forms(short)


def test_months_that_are_counted_are_no_date() -> None:
    assert with_short_dates("9 tháng đầu năm 2023") == "9 tháng đầu năm 2023"
    assert forms("9 tháng") != forms("tháng 9")


def test_syllables_and_numbers_are_counted_alike() -> None:
    assert count_syllables("Có 1.300 học viên; 45 % là nữ.") == 7
    assert count_syllables("…!") == 0


# --- syllables


@pytest.mark.parametrize(
    "word",
    "nghieng khuya quyen gi gin giet oan hoc yen cong nghe ghe uong thuyen ngoeo tuyet duoc chiec "
    "giac que quynh nguyen xuong ket y o anh hoang khoai kien trai".split(),
)
def test_a_vietnamese_syllable_is_one(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", "nghj bna chc kong nge ge kac khuyu trump messi wifi ubnd hoij ngj zalo cie".split()
)
def test_a_slip_or_a_foreign_word_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("uỷ", "ủy"),
        ("thuỵ điển", "thụy điển"),
        ("toạ, hoá.", "tọa, hóa."),
    ],
)
def test_both_placements_of_a_tone_mark_compare_as_one(new: str, old: str) -> None:
    assert with_old_marks(new) == with_old_marks(old) == old


@pytest.mark.parametrize("text", ["quý", "quỳ", "hoàn", "hoài", "toán", "khuỷu", "huỳnh", "uỳnh"])
def test_marks_that_have_one_place_stay(text: str) -> None:
    assert with_old_marks(text) == text
