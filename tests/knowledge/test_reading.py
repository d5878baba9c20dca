import re
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.reading import Reading
from tests.conftest import no_progress

MAX_ANSWER = 350

FAIR = """Xã Đồng Quế mở hội chợ lúa chín

03/05/2022

Sáng 2/5/2022, bà con nô nức khai mạc hội chợ lúa chín tại sân vận động Bến Mít. Bà Phạm Thị Mận, \
Chủ tịch UBND xã Đồng Quế, đọc diễn văn khai mạc. Hội chợ có 35 gian hàng, đón trên 1.300 lượt \
khách.

Lễ trao giải do Hội Nông dân thị xã chủ trì. Ông Võ Văn Lúa đoạt giải nhất thi cấy. Ông cũng được \
thưởng 5 triệu đồng.

Phòng Văn hóa tính ra rằng hội chợ sang năm sẽ dài hơn, vì năm nay bà con chưa xem hết.
"""


@pytest.fixture
def fair(base: KnowledgeBase, articles: Path) -> KnowledgeBase:
    (articles / "hoi-cho.txt").write_text(FAIR, encoding="utf-8")
    base.reload(no_progress)
    base.open()
    return base


def read(base: KnowledgeBase, typed: str) -> Reading:
    question = base.understand(typed)
    reading = base.read(question, base.find(question))
    assert reading is not None
    return reading


# --- the sentence and the words that answer


@pytest.mark.parametrize(
    ("typed", "said", "highlight"),
    [
        ("Ai đọc diễn văn khai mạc hội chợ?", "Bà Phạm Thị Mận", "Phạm Thị Mận"),
        ("ai doc dien van khai mac hoi cho", "Bà Phạm Thị Mận", "Phạm Thị Mận"),
        ("Người nào đoạt giải nhất thi cấy?", "đoạt giải nhất", "Võ Văn Lúa"),
        ("Hội chợ có bao nhiêu gian hàng?", "35 gian hàng", "35 gian hàng"),
        ("hoi cho don bao nhieu luot khach", "lượt khách", "trên 1.300 lượt khách"),
        ("Hội chợ khai mạc khi nào?", "khai mạc hội chợ", "Sáng 2/5/2022"),
        ("hoi cho lua chin khai mac ngay nao", "khai mạc hội chợ", "Sáng 2/5/2022"),
        ("Hội chợ khai mạc ở đâu?", "khai mạc hội chợ", "sân vận động Bến Mít"),
        ("Hội chợ lúa chín khai mạc tại chỗ nào?", "khai mạc hội chợ", "sân vận động Bến Mít"),
        ("Đơn vị nào chủ trì lễ trao giải?", "Lễ trao giải", "Hội Nông dân thị xã"),
        ("Bà Phạm Thị Mận giữ chức vụ gì?", "Bà Phạm Thị Mận", "Chủ tịch UBND xã Đồng Quế"),
        ("Ai chủ trì hội nghị giao ban?", "chủ trì hội nghị", "Trần Văn Bảy"),
        ("HĐND thông qua bao nhiêu nghị quyết?", "thông qua 9", "9 nghị quyết"),
        ("HĐND đặt tên bao nhiêu tuyến đường?", "thông qua 9", "12 tuyến đường"),
        ("Bà Lê Thị Sáu giữ chức vụ gì?", "Bà Lê Thị Sáu", "Chủ tịch HĐND thị xã"),
    ],
)
def test_the_sentence_that_answers_is_read_and_its_answer_marked(
    fair: KnowledgeBase, typed: str, said: str, highlight: str
) -> None:
    reading = read(fair, typed)
    assert said in reading.answer
    assert reading.highlight == highlight
    assert highlight in reading.answer
    assert reading.confidence > 0


def test_a_question_of_another_kind_is_answered_without_a_mark(fair: KnowledgeBase) -> None:
    reading = read(fair, "Vì sao hội chợ sang năm sẽ dài hơn?")
    assert "chưa xem hết" in reading.answer
    assert reading.highlight is None


@pytest.mark.parametrize(
    "typed",
    [
        "Trung tâm chính trị mở mấy lớp bồi dưỡng, bao nhiêu học viên?",
        "Trung tâm chính trị mở bao nhiêu lớp với bao nhiêu học viên?",
        "trung tam chinh tri mo bao nhieu lop, bao nhieu hoc vien",
    ],
)
def test_two_numbers_asked_for_at_once_are_marked_together(fair: KnowledgeBase, typed: str) -> None:
    reading = read(fair, typed)
    assert reading.highlight
    assert "3 lớp" in reading.highlight
    assert "210 học viên" in reading.highlight


@pytest.mark.parametrize(
    ("typed", "number", "other"),
    [("mở mấy lớp?", "3 lớp", "210"), ("có bao nhiêu học viên?", "210 học viên", "3 lớp")],
)
def test_of_two_numbers_the_one_asked_for_is_marked(
    fair: KnowledgeBase, typed: str, number: str, other: str
) -> None:
    highlight = read(fair, f"Trung tâm chính trị thị xã {typed}").highlight
    assert highlight
    assert highlight.startswith(number)
    assert other not in highlight


def test_what_the_question_says_itself_is_no_answer(fair: KnowledgeBase) -> None:
    reading = read(fair, "Bà Phạm Thị Mận đọc diễn văn cùng ai?")
    assert reading.highlight != "Phạm Thị Mận"


@pytest.mark.parametrize(
    ("typed", "highlight"),
    [
        ("Ai được thưởng 5 triệu đồng?", "Võ Văn Lúa"),
        ("Được thưởng bao nhiêu triệu đồng?", "5 triệu đồng"),
    ],
)
def test_a_sentence_that_refers_back_is_given_with_the_one_before(
    fair: KnowledgeBase, typed: str, highlight: str
) -> None:
    reading = read(fair, typed)
    assert "Ông Võ Văn Lúa đoạt giải nhất thi cấy. Ông cũng được thưởng" in reading.answer
    assert reading.highlight == highlight


def test_the_answer_stands_in_the_passage_it_is_from(fair: KnowledgeBase) -> None:
    reading = read(fair, "Hội chợ có bao nhiêu gian hàng?")
    assert reading.hit.passage.path == "hoi-cho.txt"
    assert reading.answer in reading.hit.passage.text


def test_where_nothing_was_found_nothing_is_read(fair: KnowledgeBase) -> None:
    assert fair.read(fair.understand("Ai chủ trì?"), ()) is None


# --- how sure it is


@pytest.mark.parametrize(
    "typed",
    [
        "Ai đọc diễn văn khai mạc hội chợ lúa chín?",
        "hoi cho lua chin xa dong que khai mac khi nao",
        "Ai chủ trì hội nghị giao ban công tác tháng 4?",
        "HĐND thị xã thông qua bao nhiêu nghị quyết?",
    ],
)
def test_what_the_articles_tell_is_answered(fair: KnowledgeBase, typed: str) -> None:
    reading = read(fair, typed)
    assert reading.is_sure
    assert reading.confidence <= 1


@pytest.mark.parametrize(
    "typed",
    ["messi đá cho đội nào?", "Thời tiết hôm nay thế nào?", "Cách nấu phở bò ngon?", "1 + 1 = ?"],
)
def test_what_the_articles_do_not_tell_is_not_answered(fair: KnowledgeBase, typed: str) -> None:
    reading = read(fair, typed)
    assert not reading.is_sure
    assert reading.confidence >= 0


@pytest.mark.parametrize(
    "typed",
    [
        "Bà Phạm Thị Bưởi đọc diễn văn khai mạc hội chợ khi nào?",
        "Ai đọc diễn văn khai mạc hội chợ ở xã Bến Tranh?",
        "Hội chợ lúa chín năm 2019 có bao nhiêu gian hàng?",
        "Hội chợ lúa chín ngày 12/5 có bao nhiêu gian hàng?",
        "Ông Messi đoạt giải nhất thi cấy khi nào?",
    ],
)
def test_an_article_that_lacks_a_name_of_the_question_answers_nothing(
    fair: KnowledgeBase, typed: str
) -> None:
    assert read(fair, typed).confidence == 0


# --- length


def clauses(*before_and_after: int, highlight: str = "Phạm Thị Mận") -> str:
    """A sentence with `highlight` between so many clauses of 27 characters."""
    before, after = (", ".join(["quét đường và trồng cây đa"] * n) for n in before_and_after)
    return f"Cả xã {before}, do bà {highlight} khởi xướng, {after}."


@pytest.mark.parametrize(
    ("before", "after"), [(0, 40), (2, 40), (11, 11), (12, 12), (13, 13), (40, 2), (40, 40)]
)
def test_a_very_long_sentence_is_cut_around_its_answer(
    base: KnowledgeBase, articles: Path, before: int, after: int
) -> None:
    sentence = clauses(before, after)
    (articles / "dai.txt").write_text(f"Xã ra quân\n\n{sentence} Hết.", encoding="utf-8")
    base.reload(no_progress)
    reading = read(base, "Ai khởi xướng quét đường và trồng cây đa?")
    assert reading.highlight == "Phạm Thị Mận"
    assert reading.highlight in reading.answer
    assert 200 < len(reading.answer) <= MAX_ANSWER
    kept = reading.answer.strip("…")
    assert kept in sentence
    assert reading.answer.startswith("…") is not sentence.startswith(kept)
    assert reading.answer.endswith("…") is not sentence.endswith(kept)


def test_a_sentence_is_cut_between_its_clauses(base: KnowledgeBase, articles: Path) -> None:
    (articles / "dai.txt").write_text(f"Xã ra quân\n\n{clauses(30, 30)}", encoding="utf-8")
    base.reload(no_progress)
    kept = read(base, "Ai khởi xướng quét đường và trồng cây đa?").answer.strip("…")
    assert set(re.split(", ", kept)) == {
        *("quét đường và trồng cây đa", "do bà Phạm Thị Mận khởi xướng")
    }


@pytest.mark.parametrize("words", [5, 60, 70, 200])
def test_a_long_sentence_without_clauses_is_cut_between_words(
    base: KnowledgeBase, articles: Path, words: int
) -> None:
    body = f"Cả xã {'trồng cây ' * words}do bà Phạm Thị Mận khởi xướng{' trồng hoa' * 80}."
    (articles / "dai.txt").write_text(f"Xã ra quân\n\n{body}", encoding="utf-8")
    base.reload(no_progress)
    reading = read(base, "Ai khởi xướng trồng cây trồng hoa?")
    assert reading.highlight == "Phạm Thị Mận"
    assert reading.highlight in reading.answer
    assert len(reading.answer) <= MAX_ANSWER
    assert set(reading.answer.strip("…").split()) <= set(body.split())


def test_a_long_sentence_without_a_mark_is_cut_too(base: KnowledgeBase, articles: Path) -> None:
    (articles / "dai.txt").write_text(f"Xã ra quân\n\n{clauses(30, 30)}", encoding="utf-8")
    base.reload(no_progress)
    reading = read(base, "Vì sao phải quét đường và trồng cây đa?")
    assert reading.highlight is None
    assert reading.answer.startswith("Cả xã quét đường")
    assert reading.answer.endswith("…")
    assert 200 < len(reading.answer) <= MAX_ANSWER


def test_a_deputy_does_not_hold_the_office_itself(base: KnowledgeBase) -> None:
    base.reload(no_progress)
    for typed, held in (("Bí thư Thị ủy là ai?", False), ("Phó Bí thư Thị ủy là ai?", True)):
        assert read(base, typed).is_sure == held
