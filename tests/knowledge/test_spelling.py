from pathlib import Path

import pytest

from knowledge.spelling import Speller
from knowledge.vietnamese import tokens

SENTENCES = [
    "Thị ủy Sông Mây tổ chức hội nghị giao ban công tác tháng 4.",
    "Đồng chí Đặng Thị Tám, Phó Bí thư Thị ủy, chủ trì hội nghị giao ban.",
    "Bí thư Thị ủy là ông Phạm Văn Lúa.",
    "Hội Nông dân xã Đồng Quế vận động 45 triệu đồng giúp hội viên nghèo.",
    "Ai là người được bầu làm Chủ tịch Hội đồng nhân dân thị xã Sông Mây?",
    "Trung tâm chính trị mở bao nhiêu lớp, có bao nhiêu học viên?",
    "Lễ hội mừng lúa chín diễn ra ở đâu, khi nào?",
]


@pytest.fixture
def speller() -> Speller:
    return Speller.from_sentences(SENTENCES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoi nghi giao ban do ai chu tri?", "Hội nghị giao ban do ai chủ trì?"),
        ("le hoi dien ra o dau", "Lễ hội diễn ra ở đâu"),
        ("mo bao nhieu lop", "Mở bao nhiêu lớp"),
        ("le hoi mung lua chin dien ra khi nao?", "Lễ hội mừng lúa chín diễn ra khi nào?"),
        ("van dong 45 trieu dong", "Vận động 45 triệu đồng"),
    ],
)
def test_diacritics_left_out_are_restored(speller: Speller, typed: str, meant: str) -> None:
    assert speller.respell(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thi uy song may", "Thị ủy Sông Mây"),
        ("thị ủy sông mây", "Thị ủy Sông Mây"),
        ("dang thi tam", "Đặng Thị Tám"),
        ("ông phạm văn lúa", "Ông Phạm Văn Lúa"),
        ("lễ hội mừng lúa chín", "Lễ hội mừng lúa chín"),
        ("hội nông dân xã đồng quế", "Hội Nông dân xã Đồng Quế"),
    ],
)
def test_the_capitals_of_names_are_restored(speller: Speller, typed: str, meant: str) -> None:
    assert speller.respell(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("THỊ ỦY SÔNG MÂY TỔ CHỨC HỘI NGHỊ", "Thị ủy Sông Mây tổ chức hội nghị"),
        ("THI UY SONG MAY TO CHUC HOI NGHI", "Thị ủy Sông Mây tổ chức hội nghị"),
        ("ÔNG PHẠM VĂN LÚA", "Ông Phạm Văn Lúa"),
        ("VI SAO LE HOI KHONG DIEN RA", "Vì sao lễ hội không diễn ra"),
    ],
)
def test_a_question_in_capitals_is_read_like_any_other(
    speller: Speller, typed: str, meant: str
) -> None:
    assert speller.respell(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoi nghj giao bna", "Hội nghị giao ban"),
        ("hội nghj giao bna tháng 4", "Hội nghị giao ban tháng 4"),
        ("hội nghị giaoo ban", "Hội nghị giao ban"),
        ("trung tâm chnh trị", "Trung tâm chính trị"),
        ("vân động 45 trieeu đồng", "Vân động 45 triệu đồng"),
    ],
)
def test_slips_are_mended_where_the_neighbours_speak_for_it(
    speller: Speller, typed: str, meant: str
) -> None:
    assert speller.respell(typed) == meant


@pytest.mark.parametrize("name", ["messi", "trump", "facebook", "bill", "elon", "xyz"])
def test_a_name_that_no_article_holds_stays(speller: Speller, name: str) -> None:
    assert speller.respell(f"ai la {name}?") == f"Ai là {name}?"
    assert speller.respell(f"{name} la ai") == f"{name.capitalize()} là ai"
    assert speller.respell(f"Ông {name.capitalize()} có dự hội nghị giao ban không?") == (
        f"Ông {name.capitalize()} có dự hội nghị giao ban không?"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Hội nghị giao ban do ai chủ trì?",
        "Ai bán hàng ở chợ Sông Mây?",
        "Bà Đặng Thị Tấm làm gì ở xã Đồng Quê?",
        "Hội nghỉ mấy ngày ở Lễ?",
        "Vì sao thị xã dời chợ?",
        "Có 1.300 người, phải không?",
    ],
)
def test_what_was_typed_with_marks_and_capitals_is_left_alone(speller: Speller, text: str) -> None:
    assert speller.respell(text) == text


def test_capitals_that_were_typed_are_kept_when_marks_are_restored(speller: Speller) -> None:
    assert speller.respell("Dang Thi Tam la ai?") == "Đặng Thị Tám là ai?"
    assert speller.respell("le hoi mung Lua Chin") == "Lễ hội mừng Lúa Chín"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chu tich hdnd thi xa song may", "Chủ tịch Hội đồng nhân dân thị xã Sông Mây"),
        ("dc dang thi tam chu tri", "Đồng chí Đặng Thị Tám chủ trì"),
        ("ai la pbt thi uy", "Ai là Phó Bí thư Thị ủy"),
    ],
)
def test_abbreviations_are_written_out(speller: Speller, typed: str, meant: str) -> None:
    assert speller.respell(typed) == meant


@pytest.mark.parametrize("text", ["", "?", "… !", "45"])
def test_a_question_without_words_stays(speller: Speller, text: str) -> None:
    assert speller.respell(text) == text


def test_signs_and_spaces_stay_where_they_were(speller: Speller) -> None:
    assert speller.respell("hoi nghi, (giao ban) - 45 %...") == "Hội nghị, (giao ban) - 45 %..."


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoi nghi giao bna", "Hội nghị giao bna"),
        ("co may nguoi vang mat va vi sao?", "Có mấy người vắng mặt và vì sao?"),
        ("cuoc hop bat dau luc may gio, o dau", "Cuộc họp bắt đầu lúc mấy giờ, ở đâu"),
        ("vi dau ma duong nay lam mai chua xong", "Vì đâu mà đường này làm mãi chưa xong"),
    ],
)
def test_what_no_article_holds_is_spelt_as_the_language_is(typed: str, meant: str) -> None:
    assert Speller.from_sentences([]).respell(typed) == meant


def test_the_articles_know_their_names_better_than_the_language(speller: Speller) -> None:
    assert speller.respell("ong pham van lua o song may") == "Ông Phạm Văn Lúa ở Sông Mây"
    assert Speller.from_sentences([]).respell("ong pham van lua") != "Ông Phạm Văn Lúa"


def test_words_are_seen_together_only_as_they_were_written(speller: Speller) -> None:
    assert speller.has_seen("Sông", "Mây")
    assert not speller.has_seen("Mây", "Sông")
    assert not speller.has_seen("sông", "mây")
    assert not speller.has_seen("Messi", "Mây")


def test_words_are_bound_where_one_hardly_stands_without_the_other() -> None:
    speller = Speller.from_sentences(
        ["Bà ở Hà Nội kể."] * 20 + ["Công ty ở Bến Công xây."] * 20 + ["Từ Hà Nội Công ty về."]
    )
    assert speller.has_seen("Nội", "Công")
    assert not speller.binds("Nội", "Công")
    assert speller.binds("Hà", "Nội")
    assert not speller.binds("Nội", "Hà")


def test_a_word_is_known_as_the_articles_write_it(speller: Speller) -> None:
    assert speller.knows("Mây")
    assert not speller.knows("MÂY")
    assert not speller.knows("BQLDA")


def test_a_saved_speller_spells_as_before(speller: Speller, tmp_path: Path) -> None:
    speller.save(tmp_path / "speller.json")
    loaded = Speller.load(tmp_path / "speller.json")
    for typed in ("hoi nghj giao bna", "dang thi tam la ai", "THI UY SONG MAY", "messi"):
        assert loaded.respell(typed) == speller.respell(typed)
    assert loaded.respell("hoi nghj giao bna") == "Hội nghị giao ban"
    assert loaded.has_seen("Sông", "Mây")


@pytest.mark.parametrize("typed", ["Kỳ họp thứ 23 bàn gì?", "giao ban quy iii", "ngày 4/5/2021"])
def test_numbers_are_never_mended(typed: str) -> None:
    speller = Speller.from_sentences(["Kỳ họp thứ 3 ở quý I và quý II.", "Nghị quyết số 12."])
    numbers = [t.form for t in tokens(typed) if t.form.isdigit()]
    assert [t.form for t in tokens(speller.respell(typed)) if t.form.isdigit()] == numbers


@pytest.mark.parametrize("typed", ["thị uỷ họp ở hoà bình", "Thị ủy họp ở hòa bình"])
@pytest.mark.parametrize("written", ["Thị uỷ họp ở hoà bình.", "Thị ủy họp ở hòa bình."])
def test_a_tone_mark_is_put_where_the_articles_put_it(typed: str, written: str) -> None:
    speller = Speller.from_sentences([written] * 2)
    assert speller.respell(typed).lower() == written.lower().rstrip(".")
