import datetime as dt

import pytest

from knowledge.articles import Article
from knowledge.indexing import article_terms
from knowledge.kinds import Kind
from knowledge.questions import Question
from knowledge.spelling import Speller

SPELLER = Speller.from_sentences(
    [
        "Thị ủy Sông Mây tổ chức hội nghị giao ban quý II.",
        "Bà Đặng Thị Tám, Chủ tịch Hội đồng nhân dân thị xã Sông Mây, chủ tọa kỳ họp.",
        "Trung tâm chính trị mở bao nhiêu lớp, có bao nhiêu học viên?",
        "Ai là người được bầu làm bí thư ở xã Đồng Quế, khi nào, tại đâu, giữ chức vụ gì?",
        "Cây mây dài mọc ven sông dài, lúa chín vàng đồng.",
        "Công ty VINAMEX xây cầu ở xã Đồng Quế.",
        f"Các số {' '.join(map(str, range(1, 32)))} 1300 2019 2020 2021 2022 và I, II, XI.",
    ]
)
DAY = dt.date(2021, 9, 20)


def ask(typed: str) -> Question:
    return Question.of(typed, SPELLER)


def fits(typed: str, body: str, date: dt.date | None = None, title: str = "Tin thị xã") -> bool:
    return ask(typed).fits(article_terms(Article(title, body, date)))


# --- kinds


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.WHO, "Ai chủ trì hội nghị?"),
        (Kind.WHO, "hoi nghi do ai chu tri"),
        (Kind.WHO, "Những ai dự họp?"),
        (Kind.WHO, "Bí thư Thị ủy là ai?"),
        (Kind.WHO, "bi thu thi uy la ai"),
        (Kind.WHO, "Người nào đọc báo cáo?"),
        (Kind.WHO, "dong chi nao phat bieu"),
        (Kind.WHO, "Vị lãnh đạo nào dự lễ?"),
        (Kind.WHO, "Họ tên của Bí thư Thị ủy?"),
        (Kind.HOW_MANY, "Có bao nhiêu học viên?"),
        (Kind.HOW_MANY, "co bao nhieu hoc vien"),
        (Kind.HOW_MANY, "Trung tâm chính trị mở mấy lớp?"),
        (Kind.HOW_MANY, "Tổng số hội viên của xã là?"),
        (Kind.HOW_MANY, "ty le ho ngheo la"),
        (Kind.HOW_MANY, "Lớp học kéo dài bao lâu?"),
        (Kind.HOW_MANY, "Ai cũng hỏi: có bao nhiêu người?"),
        (Kind.WHEN, "Kỳ họp diễn ra khi nào?"),
        (Kind.WHEN, "ky hop dien ra khi nao"),
        (Kind.WHEN, "Bao giờ khai mạc?"),
        (Kind.WHEN, "khai mac ngay nao"),
        (Kind.WHEN, "Kỳ họp khai mạc lúc mấy giờ?"),
        (Kind.WHEN, "Hội thi vào tháng mấy?"),
        (Kind.WHEN, "Thời gian tổ chức hội thi?"),
        (Kind.WHEN, "Thị xã được thành lập năm nào?"),
        (Kind.WHERE, "Hội nghị tổ chức ở đâu?"),
        (Kind.WHERE, "hoi nghi to chuc o dau"),
        (Kind.WHERE, "Lễ diễn ra tại xã nào?"),
        (Kind.WHERE, "Địa điểm tổ chức lễ hội?"),
        (Kind.WHERE, "con duong o phuong nao dai nhat"),
        (Kind.WHERE, "Quê quán của bà Tám?"),
        (Kind.ORGANISATION, "Đơn vị nào tặng quà?"),
        (Kind.ORGANISATION, "don vi nao tang qua"),
        (Kind.ORGANISATION, "Cơ quan nào chủ trì?"),
        (Kind.ORGANISATION, "Hội nào trồng cây?"),
        (Kind.ORGANISATION, "Ban nào tham mưu?"),
        (Kind.ROLE, "Bà Tám giữ chức vụ gì?"),
        (Kind.ROLE, "ba tam giu chuc vu gi"),
        (Kind.ROLE, "Bà Tám giữ chức gì?"),
        (Kind.ROLE, "Bà Tám đảm nhận cương vị nào?"),
        (Kind.ROLE, "Chức vụ của bà Tám?"),
        (Kind.ROLE, "Bà Tám được bầu giữ chức vụ?"),
        (Kind.OTHER, "Kỳ họp thông qua những gì?"),
        (Kind.OTHER, "ky hop thong qua nhung gi"),
        (Kind.OTHER, "Vì sao phải trồng cây?"),
        (Kind.OTHER, "Hội nghị bàn việc gì?"),
        (Kind.OTHER, "hội nghị giao ban"),
    ],
)
def test_a_question_says_what_would_answer_it(kind: Kind, typed: str) -> None:
    assert ask(typed).kind is kind


def test_a_question_is_spelt_as_the_articles_spell() -> None:
    assert ask("hoi nghi giao ban o song may").text == "Hội nghị giao ban ở Sông Mây"
    assert ask("ct hdnd là ai?").text == "Chủ tịch Hội đồng nhân dân là ai?"


def test_question_words_say_nothing_of_what_it_is_about() -> None:
    assert set(ask("Ai chủ trì hội nghị?").topics) == {"chu", "tri", "hoi", "nghi"}
    assert set(ask("Hội nghị do ai chủ trì?").topics) == {"chu", "tri", "hoi", "nghi"}
    for typed in ("Ai?", "Ở đâu?", "Khi nào?", "Bao nhiêu?", "?", ""):
        assert ask(typed).topics == ()


# --- what an article must name


@pytest.mark.parametrize(
    ("body", "fitting"),
    [
        ("Đoàn Thành phố Hồ Chí Minh đến thăm.", True),
        ("Đoàn TP.HCM đến thăm.", True),
        ("Đoàn từ Sài Gòn đến thăm.", True),
        ("Đoàn Thành phố Hà Nội đến thăm.", False),
    ],
)
def test_saigon_is_found_by_its_official_name(body: str, fitting: bool) -> None:
    assert fits("Ai dẫn đoàn từ Sài Gòn đến thăm?", body) is fitting


@pytest.mark.parametrize(
    ("typed", "body", "fitting"),
    [
        ("Ngày 19/9/2021 có gì?", "Chiều 19/9/2021, xã họp.", True),
        ("Ngày 19/9/2021 có gì?", "Ngày 19 tháng 9 năm 2021 xã họp.", True),
        ("Ngày 19/9/2021 có gì?", "Ngày 19.09.2021 xã họp.", True),
        ("Ngày 19/9/2021 có gì?", "Ngày 18/9/2021 xã họp.", False),
        ("Ngày 19/9/2021 có gì?", "Ngày 19/9/2020 xã họp.", False),
        ("Ngày 19 tháng 9 năm 2021 có gì?", "Chiều 19/09/2021, xã họp.", True),
        ("ngay 19 thang 9 nam 2021 co gi", "Chiều 19/09/2021, xã họp.", True),
        ("Ngày 19-9 có gì?", "Chiều 19/9/2021, xã họp.", True),
        ("Ngày 9/5 có gì?", "Chiều 19/5/2021, xã họp.", False),
        ("Ngày 9/5 có gì?", "Chiều 9/6, xã họp. Sáng 8/5, xã nghỉ.", False),
        ("Ngày 05/04 có gì?", "Chiều 5/4, xã họp.", True),
    ],
)
def test_an_article_must_name_the_day_asked_for(typed: str, body: str, fitting: bool) -> None:
    assert fits(typed, body) is fitting


@pytest.mark.parametrize(
    ("typed", "body", "fitting"),
    [
        ("Kết quả 9 tháng?", "Sơ kết 9 tháng đầu năm.", True),
        ("Kết quả 9 tháng năm 2021?", "Sơ kết 9 tháng đầu năm 2021.", True),
        ("Kết quả 6 tháng?", "Sơ kết 9 tháng đầu năm.", False),
        ("Kết quả 9 tháng?", "Kết quả tháng 9.", False),
        ("Kết quả tháng 9?", "Sơ kết 9 tháng.", False),
        ("Kết quả tháng 9?", "Kết quả tháng 9/2021.", True),
        ("Kết quả tháng 9?", "Xã ra quân ngày 12/9.", True),
        ("Kết quả tháng 9?", "Xã ra quân ngày 12/8.", False),
        ("Kết quả tháng 9 năm 2021?", "Kết quả tháng 09/2021.", True),
        ("Kết quả tháng 9/2021?", "Kết quả tháng 9 năm 2021.", True),
        ("Kết quả tháng 9/2021?", "Kết quả tháng 9 năm 2020.", False),
        ("Giao ban quý I?", "Giao ban quý 1.", True),
        ("giao ban quy 1", "Giao ban quý I.", True),
        ("giao ban quý i", "Giao ban quý I.", True),
        ("Giao ban quý I?", "Giao ban quý II.", False),
        ("Giao ban quý IV/2021?", "Giao ban quý 4 năm 2021.", True),
        ("Giao ban năm 2020?", "Giao ban năm 2021.", False),
        ("Giai đoạn 2021-2025 có gì?", "Kế hoạch giai đoạn 2021 - 2025.", True),
        ("Giai đoạn 2021-2025 có gì?", "Kế hoạch giai đoạn 2016 - 2021.", False),
    ],
)
def test_an_article_must_name_the_period_asked_for(typed: str, body: str, fitting: bool) -> None:
    assert fits(typed, body) is fitting


def test_the_date_of_an_article_names_its_year_and_day() -> None:
    for typed in ("Giao ban năm 2021 có gì?", "Ngày 20/9 có gì?", "Tháng 9 có gì?"):
        assert fits(typed, "Thị ủy họp.", DAY)
        assert not fits(typed, "Thị ủy họp.")
    assert not fits("Giao ban năm 2020 có gì?", "Thị ủy họp.", DAY)


@pytest.mark.parametrize(
    ("typed", "body", "fitting"),
    [
        ("Kỳ họp thứ 9 có gì?", "Kỳ họp thứ 9 bế mạc.", True),
        ("Kỳ họp thứ 9 có gì?", "Kỳ họp thứ IX bế mạc.", True),
        ("Kỳ họp thứ 9 có gì?", "Kỳ họp thứ 8 bế mạc.", False),
        ("Kỳ họp thứ 9 có gì?", "Kỳ họp tặng 9 suất quà.", False),
        ("Kỳ họp thứ 6 có gì?", "Kỳ họp thứ sáu bế mạc.", True),
        ("Kỳ họp thứ 6 có gì?", "Kỳ họp thứ bảy bế mạc.", False),
        ("Kỳ họp thứ 1 có gì?", "Kỳ họp thứ nhất bế mạc.", True),
        ("Kỳ họp thứ 4 có gì?", "Kỳ họp thứ tư bế mạc.", True),
        ("HĐND khóa 11 họp gì?", "HĐND khoá XI họp.", True),
        ("hdnd khoa xi hop gi", "HĐND khóa 11 họp.", True),
        ("HĐND khóa 11 họp gì?", "HĐND khóa X tặng 11 suất quà.", False),
        ("Phường 3 có gì?", "Khen P.3 thị xã.", True),
        ("P. 3 có gì?", "Khen phường 3.", True),
        ("Phường 3 có gì?", "Khen phường 5 trồng 3 cây.", False),
        ("Ai trao 1300 suất quà?", "Trao 1.300 suất quà.", True),
        ("Ai trao 1.300 suất quà?", "Trao 1.301 suất quà.", False),
    ],
)
def test_an_article_must_name_the_number_asked_for(typed: str, body: str, fitting: bool) -> None:
    assert fits(typed, body) is fitting


@pytest.mark.parametrize(
    ("typed", "body", "fitting"),
    [
        ("Bà Đặng Thị Tám làm gì?", "Bà Đặng Thị Tám đến dự.", True),
        ("Bà Đặng Thị Tám làm gì?", "Bà Đặng Thị Mận và ông Phạm Tám đến dự.", False),
        ("Bà Dang Thi Tam làm gì?", "Bà Đặng Thị Tám đến dự.", True),
        ("Ông Messi làm gì?", "Bà Đặng Thị Tám đến dự.", False),
        ("Có gì ở xã Đồng Quế?", "Xã Đồng Quế họp.", True),
        ("Có gì ở xã Đồng Quế?", "Xã Đồng Mít họp, bà Quế vắng.", False),
        ("Có gì ở Sông Mây?", "Mây bay trên sông.", False),
        ("Ở Sông Mây Đặng Thị Tám làm gì?", "Bà Đặng Thị Tám đến Sông Mây.", True),
        ("UBND thị xã làm gì?", "Ủy ban nhân dân thị xã họp.", True),
        ("Ủy ban nhân dân làm gì?", "UBND thị xã họp.", True),
        ("Hội nghị bàn gì?", "Trời mưa.", True),
        ("Ông giám đốc BQLDA Sông Mây là ai?", "Ban quản lý dự án Sông Mây họp.", True),
        ("Đoàn TTra Sông Mây làm gì?", "Đoàn thanh tra Sông Mây họp.", True),
        ("Công ty VINAMEX làm gì?", "Công ty VINAMEX xây cầu.", True),
        ("Công ty VINAMEX làm gì?", "Công ty khác xây cầu.", False),
    ],
)
def test_an_article_must_hold_the_names_asked_for(typed: str, body: str, fitting: bool) -> None:
    assert fits(typed, body) is fitting


def test_a_name_may_stand_in_the_title_of_an_article() -> None:
    assert fits("Có gì ở xã Đồng Quế?", "Bà con ra quân.", title="Xã Đồng Quế ra quân")


def test_names_typed_small_count_where_articles_have_them_together() -> None:
    assert fits("có gì ở sông mây?", "Thị ủy Sông Mây họp.")
    assert not fits("có gì ở sông mây?", "Thị ủy Bến Mít họp.")
    assert not fits("co gi o song may", "Thị ủy Bến Mít họp.")
    # "Mây" and "Tám" are capitals of different names: nothing says they belong together.
    assert fits("mây tám là gì?", "Thị ủy Bến Mít họp.")


def test_capitals_that_were_restored_side_by_side_are_not_taken_for_one_name() -> None:
    ten = range(10)
    speller = Speller.from_sentences(
        [
            *(f"Hội ở miền núi phía Bắc họp lần {number}." for number in ten),
            *(f"Bà con xã Nam Lâm góp {number} ngày công." for number in ten),
            "Đường sắt Bắc Nam dài.",
        ]
    )
    question = Question.of("hoi o mien nui phia bac nam lam gop bao nhieu", speller)
    assert "phía Bắc Nam Lâm" in question.text

    def fits(body: str) -> bool:
        return question.fits(article_terms(Article("Tin", body, None)))

    assert fits("Xã Nam Lâm góp công cho hội ở phía Bắc.")
    assert not fits("Xã Nam có cây lâm nghiệp, hội ở phía Bắc.")
    assert not fits("Hội ở phía Bắc họp.")


def test_a_name_must_not_straddle_two_paragraphs() -> None:
    assert not fits("Có gì ở xã Đồng Quế?", "Bà con ra đồng\nQuế chi nở hoa")
