"""Which articles are taken for the same news, and which of them is kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from knowledge.articles import Article
from knowledge.copies import find_copies
from knowledge.indexing import article_terms
from knowledge.store import StoredArticle
from tests.knowledge.test_claims import ARTICLE, BODY

DAY = dt.date(2023, 8, 14)
NEWS = replace(ARTICLE, date=DAY)
LONG = replace(
    NEWS,
    body="\n".join(
        f"Đoạn {word} kể việc {word} của {word} đơn vị {word}, do {word} phụ trách {word} lâu nay."
        for word in "mua gặt cấy trồng bán dệt may xây đào nuôi chăn thả".split()
    ),
)


def kept(*articles: Article) -> list[int]:
    """For each article the place of the one that is kept for it."""
    found = find_copies(stored(articles))
    return [found.get(at + 100, at + 100) - 100 for at in range(len(articles))]


def stored(articles: Sequence[Article]) -> list[StoredArticle]:
    return [
        StoredArticle(at, "/a", f"{at}.txt", "d", article, article_terms(article))
        for at, article in enumerate(articles, 100)
    ]


def with_body(article: Article, before: str, after: str) -> Article:
    assert before in article.body
    return replace(article, body=article.body.replace(before, after))


@pytest.mark.parametrize(
    "other",
    [
        NEWS,
        replace(NEWS, title="Mỹ Lâm đánh giá công tác", date=None),
        with_body(NEWS, "Thị ủy", "Thị uỷ"),
        with_body(NEWS, "vận động", "vạn dộng"),
        replace(NEWS, body=f"{BODY}\nTin, ảnh: Hồng Hà", date=DAY + dt.timedelta(days=6)),
    ],
)
def test_the_same_news_is_kept_once(other: Article) -> None:
    assert sorted(kept(NEWS, LONG, other)) in ([0, 0, 1], [1, 2, 2])


def test_other_news_is_kept() -> None:
    september = replace(
        NEWS,
        title=NEWS.title.replace("8", "9"),
        body=BODY.replace("/8/", "/9/").replace("áng 8", "áng 9"),
    )
    assert kept(NEWS, LONG, september) == [0, 1, 2]


def test_reports_of_one_form_are_all_kept_and_their_copies_found_among_them() -> None:
    reports = [
        replace(
            NEWS,
            title=f"Giao ban công tác tuần {week}",
            body=BODY.replace("45", str(week))
            .replace("120", str(week * 3))
            .replace("87", str(week + 9)),
            date=DAY + dt.timedelta(days=7 * week),
        )
        for week in range(300, 420)
    ]
    copies = [with_body(report, "hội nghị giao ban", "buổi giao ban") for report in reports[::10]]
    assert kept(*reports) == list(range(120))
    assert kept(*reports, *copies)[120:] == list(range(0, 120, 10))


def test_hundreds_of_copies_are_one_article() -> None:
    assert kept(*[NEWS] * 300) == [0] * 300


def test_the_most_complete_is_kept() -> None:
    short = replace(
        LONG, body=LONG.body.rpartition("\nĐoạn nuôi")[0], date=DAY + dt.timedelta(days=1)
    )
    assert kept(short, LONG) == [1, 1]
    assert kept(LONG, short) == [0, 0]


def test_of_those_as_complete_the_newest_is_kept_and_corrects_the_others() -> None:
    later = replace(with_body(NEWS, "120 suất", "150 suất"), date=DAY + dt.timedelta(days=2))
    assert kept(NEWS, later) == [1, 1]
    assert kept(later, NEWS) == [0, 0]


def test_without_two_dates_a_correction_is_another_article() -> None:
    corrected = with_body(NEWS, "120 suất", "150 suất")
    assert kept(NEWS, corrected) == [0, 1]
    assert kept(NEWS, replace(corrected, date=None)) == [0, 1]


def test_of_equals_the_one_with_an_address_is_kept_then_the_first() -> None:
    address = replace(NEWS, url="https://a.example/tin")
    assert kept(NEWS, address, address) == [1, 1, 1]
    assert kept(NEWS, NEWS, NEWS) == [0, 0, 0]
    assert kept(replace(NEWS, date=None), NEWS) == [1, 1]


def test_what_is_published_again_after_a_week_is_other_news() -> None:
    assert kept(NEWS, replace(NEWS, date=DAY + dt.timedelta(days=7))) == [0, 1]


def test_an_excerpt_of_less_than_half_stays_an_article() -> None:
    assert kept(LONG, replace(LONG, body=LONG.body.split("\nĐoạn bán")[0])) == [0, 1]


def test_an_article_written_anew_stays_an_article() -> None:
    words = LONG.body.split(" ")
    for at in range(0, len(words), 20):
        words[at] = "khác"
    assert kept(LONG, replace(LONG, body=" ".join(words))) == [0, 1]


def test_texts_that_say_nothing_are_told_apart_by_their_titles() -> None:
    empty = replace(NEWS, body="Mời đồng chí xem tệp đính kèm.")
    assert kept(empty, replace(empty, title="Lịch tiếp công dân")) == [0, 1]
    assert kept(empty, empty) == [0, 0]


def test_a_copy_is_the_same_as_the_kept_one_itself() -> None:
    cut = replace(NEWS, body="\n".join(BODY.split("\n")[:2]))
    one = replace(NEWS, body=f"{cut.body}\nThị ủy giao 5 việc cho Hội Nông dân trong 2 tháng tới.")
    two = replace(NEWS, body=f"{cut.body}\nThị ủy giao 7 việc cho Hội Nông dân trong 4 tháng tới.")
    assert kept(one, cut, two) == [0, 0, 2]


def test_articles_without_a_letter_are_kept() -> None:
    assert kept(*[replace(NEWS, body="…")] * 2) == [0, 1]


def test_a_damaged_row_is_no_copy() -> None:
    damaged = replace(stored([NEWS])[0], terms=" khac ")
    assert find_copies([damaged, replace(damaged, id=101)]) == {}
