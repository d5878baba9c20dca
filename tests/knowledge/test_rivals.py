import re
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.reading import Reading
from tests.conftest import BRIEFING, no_progress
from tests.knowledge.test_reading import read

WHO = "Ai chủ trì hội nghị giao ban?"
CHAIRS = {"15/3": "Trần Văn Ba", "15/5": "Trần Văn Năm", "15/6": "Trần Văn Sáu"}

Briefings = Callable[..., KnowledgeBase]


@pytest.fixture
def briefings(base: KnowledgeBase, articles: Path) -> Briefings:
    """Writes a briefing for each of these days of 2023, each day with its chair, beside `hdnd.txt`.

    Then `edits` replaces texts of one of them, given by its number.
    """

    def write(*days: str, **edits: tuple[str, str]) -> KnowledgeBase:
        (articles / "giao-ban.txt").unlink()
        for number, day in enumerate(days):
            text = BRIEFING.replace("tháng 4 năm 2023", "thị xã").replace("tháng 4", "thị xã")
            text = text.replace("05/05/2023", f"{day}/2023").replace("Chiều 4/5/2023", "Chiều qua")
            text = text.replace("Trần Văn Bảy", CHAIRS[day])
            if f"_{number}" in edits:
                old, new = edits[f"_{number}"]
                assert re.search(old, text)
                text = re.sub(old, new, text)
            (articles / f"{number}.txt").write_text(text, encoding="utf-8")
        base.reload(no_progress)
        return base

    return write


def chairs(reading: Reading) -> list[str | None]:
    return [one.highlight for one in (reading, *reading.rivals)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (WHO, ["Trần Văn Sáu", "Trần Văn Năm", "Trần Văn Ba"]),
        ("ai chu tri hoi nghi giao ban", ["Trần Văn Sáu", "Trần Văn Năm", "Trần Văn Ba"]),
        ("Ai chủ trì buổi giao ban?", ["Trần Văn Sáu", "Trần Văn Năm", "Trần Văn Ba"]),
        ("Ai chủ tọa kỳ họp HĐND?", ["Lê Thị Sáu"]),
    ],
)
def test_of_articles_that_answer_alike_the_newest_is_read_and_one_of_each_other_day_is_a_rival(
    briefings: Briefings, typed: str, found: list[str]
) -> None:
    reading = read(briefings("15/3", "15/6", "15/5", "15/3", "15/6"), typed)
    assert chairs(reading) == found
    assert all(one.rivals == () for one in reading.rivals)


def test_a_rival_is_as_complete_as_the_reading(briefings: Briefings) -> None:
    reading = read(briefings("15/3", "15/5"), WHO)
    (rival,) = reading.rivals
    assert rival.hit.passage.path == "0.txt"
    assert "Trần Văn Ba" in rival.answer
    assert rival.answer in rival.hit.passage.text
    assert 0 < rival.confidence <= 1


@pytest.mark.parametrize("typed", ["Phó Bí thư Thị ủy là ai?", "Ai là Phó Bí thư Thị ủy?"])
@pytest.mark.parametrize("days", [("15/3", "15/6"), ("15/6", "15/3")])
def test_who_holds_an_office_is_told_by_the_newest_article_alone(
    briefings: Briefings, typed: str, days: tuple[str, str]
) -> None:
    assert chairs(read(briefings(*days), typed)) == ["Trần Văn Sáu"]


@pytest.mark.parametrize(("undated", "found"), [("0.txt", "Văn Sáu"), ("1.txt", "Văn Ba")])
@pytest.mark.parametrize("first", ["0.txt", "1.txt"])
def test_an_article_without_a_date_has_no_rivals_and_is_none(
    briefings: Briefings, undated: str, found: str, first: str
) -> None:
    base = briefings("15/3", "15/6", **{f"_{undated[0]}": (r"15/./2023 09:30", "")})
    question = base.understand(WHO)
    hits = sorted(base.find(question), key=lambda hit: hit.passage.path != first)
    reading = base.read(question, hits)
    assert reading is not None
    assert reading.rivals == ()
    assert reading.hit.passage.path == first
    assert (reading.highlight == f"Trần {found}") is (first != undated)


@pytest.mark.parametrize(
    ("typed", "edit"),
    [
        ("Ai chủ trì hội nghị giao ban ngày 15/6/2023?", ("Minh Thư", "Lan Chi")),
        ("Ai chủ trì hội nghị giao ban tháng 6?", ("Minh Thư", "Lan Chi")),
        ("Ai chủ trì hội nghị giao ban của Thị ủy Mỹ Lâm?", ("Mỹ Lâm", "Sơn Tây")),
        ("Ai chủ trì hội nghị giao ban của Thị ủy Mỹ Lâm?", ("Mỹ Lâm", "Lâm Mỹ")),
        ("Ai chủ trì hội nghị giao ban tháng 6?", ("3 lớp", "6 lớp trong tháng")),
        ("Ai chủ trì hội nghị giao ban về lớp bồi dưỡng?", ("bồi dưỡng", "tập huấn")),
        ("Ai chủ trì hội nghị giao ban có Hội Nông dân?", ("Nông dân", "Phụ nữ")),
    ],
)
def test_an_article_that_lacks_something_the_question_names_is_no_rival(
    briefings: Briefings, typed: str, edit: tuple[str, str]
) -> None:
    base = briefings("15/3", "15/6", _0=edit)
    assert chairs(read(base, typed)) == ["Trần Văn Sáu"]
    assert chairs(read(base, WHO)) == ["Trần Văn Sáu", "Trần Văn Ba"]


def test_an_article_that_names_nobody_is_no_rival(briefings: Briefings) -> None:
    base = briefings("15/3", "15/6", _0=("Đồng chí .*, chủ trì", "Thường trực Thị ủy chủ trì"))
    assert chairs(read(base, WHO)) == ["Trần Văn Sáu"]


def test_an_article_that_has_another_word_for_the_meeting_is_a_rival(
    briefings: Briefings,
) -> None:
    base = briefings("15/3", "15/6", _1=("Chiều qua", "Trong buổi chiều"))
    assert chairs(read(base, "Ai chủ trì buổi giao ban?")) == ["Trần Văn Sáu", "Trần Văn Ba"]
