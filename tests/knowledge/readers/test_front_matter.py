import datetime as dt

import pytest

from knowledge.articles import Article, Fault
from tests.knowledge.readers.conftest import DAY, FIRST, SECOND, TITLE, complaint, read


def test_front_matter_wins_over_the_text() -> None:
    article = read(
        *("---", "title: Ngày hội đọc sách", "date: 2024-05-04", "url: https://vi.example/1"),
        *("author: Mai Ly", "tags: [a, b]", "---", TITLE, "03/05/2024", FIRST, SECOND, "Lan Chi"),
    )
    assert article.title == "Ngày hội đọc sách"
    assert (article.date, article.url) == (dt.date(2024, 5, 4), "https://vi.example/1")
    assert article.author == "Mai Ly"
    assert article.body.split("\n") == [TITLE, FIRST, SECOND]


def test_what_front_matter_leaves_open_comes_from_the_text() -> None:
    article = read("---", "url: http://vi.example/1", "title:", "---", TITLE, "3/5/2024", FIRST)
    assert article == Article(TITLE, FIRST, DAY, "http://vi.example/1")


def test_the_title_of_the_front_matter_is_not_repeated_in_the_body() -> None:
    article = read("---", f"title: {TITLE}", "---", "", f"# {TITLE.upper()}", "", FIRST)
    assert article == Article(TITLE, FIRST)


def test_a_title_that_yaml_takes_for_a_number_is_a_text() -> None:
    assert read("---", "title: 2024", "---", FIRST).title == "2024"


@pytest.mark.parametrize(
    "date",
    [
        *("2024-05-03", "2024-05-03 07:30:00", "2024-05-03T07:30:00+07:00", "2024-05-02T20:30:00Z"),
        *("03/05/2024", "'3.5.2024'", "ngày 3 tháng 5 năm 2024", "'Thứ sáu, 03/05/2024 | 07:30'"),
    ],
)
def test_a_date_of_the_front_matter_may_have_any_form(date: str) -> None:
    assert read("---", "title: A", f"date: {date}", "---", FIRST).date == DAY


@pytest.mark.parametrize(
    "date", ["2024-02-31", "31/02/2024", "hôm qua", "20240503", "[1, 2]", "9999-12-31T23:00:00Z"]
)
def test_a_bad_date_of_the_front_matter_is_named(date: str) -> None:
    assert "date" in complaint(f"---\ntitle: A\ndate: {date}\n---\n{FIRST}", Fault.FRONT_MATTER)


@pytest.mark.parametrize("url", ["vi.example/1", "ftp://vi.example", "javascript:alert(1)"])
def test_an_url_of_the_front_matter_must_be_one_of_the_web(url: str) -> None:
    assert "url" in complaint(f"---\ntitle: A\nurl: {url}\n---\n{FIRST}", Fault.FRONT_MATTER)


@pytest.mark.parametrize(
    ("matter", "named"),
    [
        ("date: 2024-05-03\ntitle: Hoa Sen: ra quân", "title"),
        ('title: "Hoa Sen\ndate: 2024-05-03', "title"),
        ("title: {a: b}", "title"),
        ("author: [a", "author"),
        ("chỉ là chữ", "key: value"),
        ("- a\n- b", "key: value"),
        ("title: \x1b", "YAML"),
        ("[" * 3000, "YAML"),
        ("a" * 20_000, "longer"),
    ],
)
def test_front_matter_that_cannot_be_used_is_explained(matter: str, named: str) -> None:
    assert named in complaint(f"---\n{matter}\n---\n{TITLE}\n{FIRST}\n{SECOND}", Fault.FRONT_MATTER)


def test_front_matter_that_never_ends_is_no_title() -> None:
    assert "---" in complaint(f"---\ntitle: A\n\n{FIRST}", Fault.FRONT_MATTER)
