from pathlib import Path

import pytest

from knowledge.lexical import LexicalIndex

TEXTS = [
    "Thị ủy Sông Mây họp giao ban quý I ngày 5/4/2021.",
    "Hội Nông dân xã Đồng Quế tặng 1.300 cây giống.",
    "HĐND thị xã Sông Mây khóa XI thông qua 9 nghị quyết.",
    "Phó Bí thư Đoàn phường tặng quà trẻ em nghèo.",
    "Bí thư Đoàn phường trồng cây.",
]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.from_texts(TEXTS)


def best(index: LexicalIndex, question: str) -> int:
    return int(index.scores(question).argmax())


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Thị ủy họp giao ban khi nào?", 0),
        ("giao ban quy 1", 0),
        ("ngày 5 tháng 4 năm 2021 có gì?", 0),
        ("HOI NONG DAN tang gi", 1),
        ("Ai tặng 1300 cây?", 1),
        ("dong que", 1),
        ("hội đồng nhân dân", 2),
        ("Nghị quyết khoá 11", 2),
        ("Phó bí thư đoàn là ai?", 3),
        ("Bí thư đoàn là ai?", 4),
        ("trẻ em", 3),
    ],
)
def test_the_text_that_shares_most_with_the_question_is_first(
    index: LexicalIndex, question: str, row: int
) -> None:
    assert best(index, question) == row


@pytest.mark.parametrize("question", ["", "?!", "messi", "Wikipedia là gì?", "…"])
def test_a_question_that_shares_nothing_scores_nothing(index: LexicalIndex, question: str) -> None:
    assert index.scores(question).tolist() == [0.0] * len(TEXTS)


def test_a_text_without_any_word_of_the_question_scores_nothing(index: LexicalIndex) -> None:
    scores = index.scores("Sông Mây")
    assert [score > 0 for score in scores] == [True, False, True, False, False]


def test_marks_and_capitals_make_no_difference(index: LexicalIndex) -> None:
    expected = index.scores("Hội Nông dân xã Đồng Quế").tolist()
    assert index.scores("hoi nong dan xa dong que").tolist() == expected
    assert index.scores("HỘI NÔNG DÂN XÃ ĐỒNG QUẾ").tolist() == expected


def test_words_in_the_same_order_count_more_than_the_same_words_apart() -> None:
    index = LexicalIndex.from_texts(["Mây bay trên sông dài", "Dài trên bay mây sông", "Mưa"])
    assert best(index, "trên sông dài") == 0
    assert best(index, "mây sông") == 1


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    index = LexicalIndex.from_texts(["hội xã", "hội thị", "hội mận", "hội đào"])
    assert best(index, "hội mận") == 2
    assert index.rarity("hoi") < index.rarity("man") < index.rarity("messi")
    assert index.rarity("man") == index.rarity("dao")


def test_no_word_counts_less_than_nothing() -> None:
    index = LexicalIndex.from_texts(["hội"] * 50)
    assert index.rarity("hoi") >= 0
    assert min(index.scores("hội")) >= 0


def test_a_word_said_twice_in_a_text_is_held_by_one_text() -> None:
    index = LexicalIndex.from_texts(["mận mận mận mận", "đào", "lê"])
    assert index.rarity("man") == index.rarity("dao")


def test_a_saved_index_scores_as_before(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical", len(TEXTS))
    for question in ("Bí thư đoàn là ai?", "hoi nong dan", "messi", ""):
        assert loaded.scores(question).tolist() == index.scores(question).tolist()
    assert best(loaded, "hoi nong dan") == 1
    for form in ("dong", "messi"):
        assert loaded.rarity(form) == index.rarity(form)
