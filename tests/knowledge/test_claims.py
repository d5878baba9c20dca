"""What tells two reports of the same form apart, and what a portal may change in one."""

import itertools
import time

import pytest

from knowledge.articles import Article
from knowledge.claims import Claims

BODY = (
    "Sáng 12/8/2023, Thị ủy Mỹ Lâm tổ chức hội nghị giao ban công tác tháng 8. Đồng chí Trần Văn "
    "Bảy, Phó Bí thư Thị ủy, chủ trì hội nghị.\n"
    "Trong tháng, Hội Nông dân vận động 45 triệu đồng, trao 120 suất quà cho 87 hộ; Đoàn Thanh "
    "niên trồng 3.400 cây xanh ở 9 xã, phường với 560 đoàn viên.\n"
    "Trung tâm chính trị mở 14 lớp với 1.310 học viên; Ủy ban Kiểm tra giám sát 6 tổ chức đảng."
)
TITLE = "Thị ủy giao ban công tác tháng 8 năm 2023"
ARTICLE = Article(TITLE, BODY)


def contradict(other: Article, may_correct: bool = False) -> bool:
    one, two = Claims(ARTICLE), Claims(other)
    assert one.contradict(two, may_correct) == two.contradict(one, may_correct)
    return one.contradict(two, may_correct)


def edited(*changes: tuple[str, str], title: str = TITLE) -> Article:
    body = BODY
    for before, after in changes:
        assert before in body
        body = body.replace(before, after)
    return Article(title, body)


def test_an_article_does_not_contradict_itself() -> None:
    assert not contradict(ARTICLE)


@pytest.mark.parametrize(
    "changes",
    [
        [("tháng 8.", "tháng 9.")],
        [("12/8/2023", "12/9/2023")],
        [("12/8/2023", "13/8/2023")],
        [("12/8/2023", "12/8/2024")],
        [("tháng 8.", "quý III.")],
        [("120 suất", "150 suất")],
        [("1.310 học viên", "1.130 học viên"), ("14 lớp", "15 lớp")],
        [("Trần Văn Bảy", "Ngô Thị Tám")],
        [("Mỹ Lâm", "Sông Thượng")],
        [("14 lớp", "9 lớp"), ("9 xã", "14 xã")],
    ],
)
@pytest.mark.parametrize("may_correct", [False, True])
def test_other_dates_numbers_or_names_are_other_news(
    changes: list[tuple[str, str]], may_correct: bool
) -> None:
    is_correction = may_correct and changes == [("120 suất", "150 suất")]
    assert contradict(edited(*changes), may_correct) is not is_correction


@pytest.mark.parametrize(
    ("one", "other"),
    [("tháng Tám", "tháng Chín"), ("quý Một", "quý Hai"), ("thứ tư", "thứ năm"), ("hai", "ba")],
)
def test_numbers_in_words_count_like_others(one: str, other: str) -> None:
    text = "Thị ủy họp giao ban {} tại hội trường lớn của thị xã theo thông lệ."
    first, second = (Claims(Article("Tin", text.format(said))) for said in (one, other))
    assert first.contradict(second, may_correct=True)
    assert not first.contradict(first, may_correct=False)


def test_names_that_could_be_numbers_are_names() -> None:
    text = "Chiều qua, đồng chí Trần Văn {} chủ trì hội nghị giao ban của thị xã Sông Thượng."
    chairs = [Claims(Article("Tin", text.format(n))) for n in "Ba Tư Năm Sáu Bảy Tám".split()]
    for one, other in itertools.permutations(chairs, 2):
        assert one.contradict(other, may_correct=True)


def test_the_month_of_the_title_counts_although_the_text_is_the_same() -> None:
    body = "Mời đồng chí xem tệp đính kèm để biết nội dung đầy đủ của thông báo này."
    one, two = (Claims(Article(f"Thông báo giao ban tháng {n}", body)) for n in (8, 9))
    assert one.contradict(two, may_correct=True)


@pytest.mark.parametrize(
    "other",
    [
        edited(("hội nghị giao ban", "buổi họp giao ban"), ("vận động", "quyên góp")),
        edited(("Ủy ban Kiểm tra", "UBKT"), ("Thị ủy", "Thị uỷ"), ("3.400", "3400")),
        edited(("12/8/2023", "ngày 12 tháng 8 năm 2023")),
        Article(TITLE, f"{BODY}\nTin, ảnh: Hồng Hà"),
        Article(
            TITLE, f"{BODY}\nBản quyền thuộc Cổng thông tin điện tử tỉnh. Điện thoại 0235 851 234."
        ),
        Article(TITLE, BODY.rpartition("\n")[0]),
        Article("Mỹ Lâm: hội nghị giao ban của Thị ủy", BODY),
        Article(TITLE, f"{BODY}\nNgọc Trâm"),
    ],
)
def test_small_edits_contradict_nothing(other: Article) -> None:
    assert not contradict(other)


def test_two_bylines_contradict_nothing() -> None:
    one, two = (Claims(Article(TITLE, f"{BODY}\nTin: {name}")) for name in ("Hồng Hà", "Gia Bảo"))
    assert not one.contradict(two, may_correct=False)


def test_one_number_among_few_is_no_correction() -> None:
    one, two = (
        Claims(Article("Tin", f"Xã Tân Lập trao {n} suất quà cho hộ nghèo.")) for n in (3, 4)
    )
    assert one.contradict(two, may_correct=True)


def test_long_tables_on_one_line_are_compared_in_seconds() -> None:
    rows = [f"Xã Tân Lập {n} hộ, {n * 7 % 9973} người" for n in range(4_000)]
    one, two = (Article("Biểu", "; ".join(rows[at:])) for at in (0, 1))
    changed = Article("Biểu", one.body.replace(" hộ,", " nhà,"))
    start = time.process_time()
    assert not Claims(one).contradict(Claims(two), may_correct=False)
    assert not Claims(one).contradict(Claims(changed), may_correct=False)
    assert time.process_time() - start < 10
