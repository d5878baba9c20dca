import pytest

from knowledge.articles import Article
from knowledge.indexing import article_terms
from knowledge.kinds import Kind
from tests.knowledge.test_questions import ask


@pytest.mark.parametrize(
    "typed",
    [
        "Còn quý II?",
        "còn 6 tháng?",
        "con 6 thang thi sao",
        "Thế còn bà Đặng Thị Tám?",
        "Còn bao nhiêu học viên?",
        "Và ở đâu?",
        "Khi nào?",
        "Ở đâu?",
        "Ai chủ trì?",
        "Hội nghị đó do Trung tâm chính trị tổ chức ở phường nào?",
        "Kỳ họp này thông qua bao nhiêu nghị quyết về đất đai?",
        "Bà ấy đã phát biểu gì tại lễ hội mừng lúa chín?",
    ],
)
def test_a_follow_up_leans_on_the_question_before(typed: str) -> None:
    assert ask(typed).leans_on_another


@pytest.mark.parametrize(
    "typed",
    [
        "Ai chủ trì hội nghị giao ban quý I năm 2021?",
        "Hội Nông dân xã Đồng Quế vận động bao nhiêu tiền?",
        "Trung tâm chính trị mở bao nhiêu lớp trong 9 tháng?",
        "Bà Đặng Thị Tám giữ chức vụ gì?",
        "lễ hội mừng lúa chín diễn ra ở đâu?",
    ],
)
def test_a_full_question_leans_on_nothing(typed: str) -> None:
    assert not ask(typed).leans_on_another


@pytest.mark.parametrize(
    ("before", "typed", "now", "no_longer"),
    [
        (
            "Kết quả giao ban 9 tháng của thị xã?",
            "Còn 6 tháng?",
            "Giao ban 6 tháng.",
            "Giao ban 9 tháng.",
        ),
        ("Ai chủ trì giao ban quý I?", "còn quý II?", "Giao ban quý II.", "Giao ban quý I."),
        ("Ai chủ trì giao ban tháng 4?", "Còn tháng 5?", "Giao ban tháng 5.", "Giao ban tháng 4."),
        ("Ai họp ngày 4/5/2021?", "Còn ngày 6/5?", "Họp ngày 6/5/2021.", "Họp ngày 4/5/2021."),
        ("Kỳ họp năm 2020 có gì?", "Còn năm 2021?", "Họp năm 2021.", "Họp năm 2020."),
        ("Bà Đặng Thị Tám làm gì?", "Còn ông Phạm Lúa?", "Ông Phạm Lúa.", "Bà Đặng Thị Tám."),
        ("Kỳ họp thứ 6 có gì?", "Còn kỳ họp thứ 7?", "Kỳ họp thứ 7.", "Kỳ họp thứ 6."),
    ],
)
def test_what_a_follow_up_names_replaces_what_was_named_before(
    before: str, typed: str, now: str, no_longer: str
) -> None:
    together = ask(typed).after(ask(before))
    assert together.fits(article_terms(Article("Tin thị xã", now)))
    assert not together.fits(article_terms(Article("Tin thị xã", no_longer)))


@pytest.mark.parametrize(
    ("before", "typed", "gone"),
    [
        ("Ai chủ trì giao ban quý I năm 2021?", "Còn quý II?", "quý I năm"),
        ("Ai chủ trì giao ban 9 tháng?", "Còn 6 tháng?", "9 tháng"),
        ("Ai họp ngày 4/5/2021?", "Còn ngày 6/5?", "4/5/2021"),
    ],
)
def test_the_earlier_period_is_searched_for_no_more(before: str, typed: str, gone: str) -> None:
    assert gone in ask(before).text
    together = ask(typed).after(ask(before))
    assert gone not in together.text
    assert "chủ trì" in together.text or "họp" in together.text


def test_a_follow_up_keeps_the_earlier_subject() -> None:
    before = ask("Trung tâm chính trị mở bao nhiêu lớp trong 9 tháng?")
    together = ask("còn bao nhiêu học viên?").after(before)
    assert together.kind is Kind.HOW_MANY
    assert {"trung", "tam", "chinh", "tri", "hoc", "vien"} <= set(together.topics)
    assert together.fits(article_terms(Article("Tin thị xã", "Trong 9 tháng mở 3 lớp.")))
    assert not together.fits(article_terms(Article("Tin thị xã", "Trong 6 tháng mở 3 lớp.")))


def test_a_follow_up_may_ask_for_something_else() -> None:
    together = ask("Ở đâu?").after(ask("Ai chủ trì kỳ họp thứ 6?"))
    assert together.kind is Kind.WHERE
    assert "ky" in together.topics
    assert not together.fits(article_terms(Article("Tin thị xã", "Kỳ họp thứ 7.")))


def test_a_follow_up_without_question_words_asks_for_the_same() -> None:
    together = ask("Còn quý II?").after(ask("Trung tâm mở bao nhiêu lớp quý I?"))
    assert together.kind is Kind.HOW_MANY


# --- a question of one event


def test_a_question_about_an_event_must_fit_what_both_name() -> None:
    event = ask("Thị ủy Sông Mây giao ban quý II năm 2021")
    asked = ask("Bà Đặng Thị Tám làm gì?").about(event)
    body = "Thị ủy Sông Mây giao ban quý II năm 2021. Bà Đặng Thị Tám đến dự."
    assert asked.fits(article_terms(Article("Tin thị xã", body)))
    for missing in ("Sông Mây", "quý II", "2021", "Đặng Thị Tám"):
        assert not asked.fits(article_terms(Article("Tin thị xã", body.replace(missing, ""))))


@pytest.mark.parametrize(
    "typed", ["Ai chủ trì?", "Có mấy lớp, bao nhiêu học viên?", "Bí thư Thị ủy là ai?", "Ở đâu?"]
)
def test_a_question_about_an_event_asks_for_the_same_and_is_searched_with_its_title(
    typed: str,
) -> None:
    event, alone = ask("Thị ủy giao ban quý II"), ask(typed)
    asked = alone.about(event)
    assert (asked.kind, asked.counted, asked.beside) == (alone.kind, alone.counted, alone.beside)
    assert asked.text == f"Thị ủy giao ban quý II. {alone.text}"
    assert len(set(asked.topics)) == len(asked.topics)
    assert set(asked.topics) == {*event.topics, *alone.topics}


def test_a_period_asked_for_later_replaces_that_of_the_event() -> None:
    asked = ask("Ai chủ trì giao ban?").about(ask("Thị ủy giao ban quý II năm 2021"))
    later = ask("Còn quý I?").after(asked)
    assert later.kind is Kind.WHO
    assert later.fits(article_terms(Article("Tin thị xã", "Giao ban quý I.")))
    assert not later.fits(article_terms(Article("Tin thị xã", "Giao ban quý II năm 2021.")))
