import datetime as dt
import re
from dataclasses import replace

import pytest

from bot import admin_replies, reload_replies
from bot.admin import Status
from bot.admin_replies import Offer
from bot.journal import Asked, Statistics
from bot.messages import Reply
from knowledge.articles import Article, Fault, Headline
from knowledge.locking import Holder
from knowledge.manifests import Manifest
from knowledge.reports import Failure, ReloadReport
from knowledge.vietnamese import has_marks
from tests.bot.conftest import checked, labels

LATE = dt.datetime(2023, 12, 31, 17, 5, tzinfo=dt.UTC)
HEADLINE = Headline("/bai", "2023/giao-ban.txt", "Giao ban <b>&", dt.date(2023, 5, 5), None)


def report(
    added: tuple[str, ...] = (), failed: tuple[Failure, ...] = (), articles: int = 2
) -> ReloadReport:
    return ReloadReport(12, added, (), (), failed, articles, 98765, 40, 1234.56, False, False, ())


def status(
    snapshot: int | None = 12,
    made: str | None = LATE.isoformat(),
    articles: int = 1234,
    damage: tuple[str, ...] = (),
) -> Status:
    return Status(
        *(articles, 1234567, snapshot, made, damage, (11, 12)),
        *("bundled", ("/bai",), "/state", 12.5, None),
    )


def numbers(text: str) -> list[str]:
    """The numbers, dates and times of `text` as they are written."""
    return re.findall(r"\d+(?:[.,:/]\d+)*", text)


@pytest.mark.parametrize(
    "reply",
    [value for value in vars(admin_replies).values() if isinstance(value, Reply)]
    + [reload_replies.stopped(), reload_replies.progress(1, 2)],
)
def test_what_is_said_to_admins_is_whole_vietnamese_sentences(reply: Reply) -> None:
    assert has_marks(reply.text)
    assert reply.text[0].isupper()
    assert reply.text.endswith((".", "%", ".txt"))


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_of_a_file_is_said_in_vietnamese(fault: Fault) -> None:
    said = admin_replies.not_offered("a.txt", fault).text
    assert said.startswith("Không thêm được a.txt: ")
    reason = said.removeprefix("Không thêm được a.txt: ")
    assert has_marks(reason)
    failed = reload_replies.reloaded(report(failed=(Failure("a.txt", "broken", fault),))).text
    assert failed.endswith(f"⚠️ Lỗi 1:\n  • a.txt: {reason.rstrip('.')}")


def test_no_two_faults_sound_the_same() -> None:
    assert len({admin_replies.not_offered("a", fault).text for fault in Fault}) == len(Fault)


@pytest.mark.parametrize(
    ("done", "total", "bar", "share"),
    [(0, 130, 0, "0%"), (65, 130, 6, "50%"), (130, 130, 12, "100%"), (0, 0, 12, "100%")],
)
def test_the_progress_is_a_bar_of_one_length(done: int, total: int, bar: int, share: str) -> None:
    line = reload_replies.progress(done, total).text.splitlines()[1]
    assert line == "▓" * bar + "░" * (12 - bar) + f" {share}"


def test_numbers_are_written_as_in_vietnam() -> None:
    first = reload_replies.reloaded(report(articles=1234)).text.splitlines()[0]
    assert first == "✅ Đã cập nhật (bản 12, 1234,6 giây): 1.234 bài, 98.765 đoạn."
    counted = Statistics(1234567, 1234000, 1000, 999, (), ())
    said = numbers(admin_replies.statistics(counted, 30).text)
    assert said == ["30", "1.234.567", "1.234.000", "567", "1.000", "999"]


def test_a_reload_without_a_change_says_so() -> None:
    assert reload_replies.reloaded(report()).text.endswith("\nKhông có bài nào thay đổi.")
    assert "thay đổi" not in reload_replies.reloaded(report(("a.txt",))).text


def test_long_lists_are_cut() -> None:
    paths = tuple(f"{n}.txt" for n in range(20))
    failures = tuple(Failure(path, "empty", Fault.EMPTY) for path in paths[:9])
    lines = reload_replies.reloaded(report(paths, failures)).text.splitlines()
    assert lines[1:3] == ["Thêm 20:", "  • 0.txt"]
    assert lines[9:12] == ["  • 7.txt", "  … và 12 nữa", "⚠️ Lỗi 9:"]
    assert lines[-1] == "  … và 1 nữa"
    assert len(lines) == 21


def test_the_status_is_in_local_time() -> None:
    lines = admin_replies.status(status(), 12).text.splitlines()
    assert [numbers(line) for line in lines] == [
        *(["1.234", "1.234.567"], ["12", "00:05", "01/01/2024"], ["12,5"])
    ]
    assert "bundled" in lines[2]


def test_before_the_first_reload_no_version_is_in_use() -> None:
    assert "chưa có" in admin_replies.status(status(None, None, 0), None).text.splitlines()[1]


def test_the_status_tells_of_damage_and_of_another_snapshot_that_answers() -> None:
    damaged = status(damage=("Snapshot 13 is damaged: a.", "Snapshot 12 is damaged: b."))
    lines = admin_replies.status(damaged, 12).text.splitlines()
    assert lines[3].startswith("⚠️ Có bản chỉ mục bị hỏng; đồng chí gõ /reload")
    assert lines[4:] == ["  • Snapshot 13 is damaged: a.", "  • Snapshot 12 is damaged: b."]
    other = admin_replies.status(status(), 11).text.splitlines()
    assert other[3:] == ["⚠️ Bot này đang trả lời bằng bản 11."]
    assert len(admin_replies.status(status(), None).text.splitlines()) == 3


def test_who_holds_the_index_is_told_in_local_time() -> None:
    held = reload_replies.held(Holder(77, "may-chu", LATE.isoformat(), "reload")).text
    assert "(tiến trình 77 trên máy may-chu, từ lúc 00:05 01/01/2024)" in held
    assert reload_replies.held(None) == reload_replies.RUNNING


def test_a_rollback_names_the_snapshot_before_and_after() -> None:
    manifest = Manifest(11, LATE.isoformat(), "fake", 0.0, 1234, 5, "", {})
    asked = checked(reload_replies.confirm_rollback(manifest, "0" * 16))
    assert asked.text.startswith("Quay về bản 11 (lập lúc 00:05 01/01/2024, 1.234 bài)?\n")
    assert labels(asked) == ["↩ Quay về", "Thôi"]
    done = reload_replies.rolled_back(manifest)
    assert done.text == "✅ Đã quay về bản 11 (lập lúc 00:05 01/01/2024, 1.234 bài)."


def test_a_reload_with_another_model_says_so() -> None:
    changed = replace(report(), another_encoder=True)
    assert "Mô hình đã đổi" in reload_replies.reloaded(changed).text
    assert "Mô hình" not in reload_replies.reloaded(report()).text


def test_the_statistics_list_questions_in_local_time() -> None:
    long = Asked(LATE, "Ai? " * 100)
    text = admin_replies.statistics(
        Statistics(3, 1, 0, 1, (Asked(LATE, "Mấy <lớp>?"), long), (Asked(LATE, "Ở đâu?"),)), 7
    ).text
    lines = text.splitlines()
    assert (lines[1], lines[3]) == ("", "  • 00:05 01/01/2024  Mấy <lớp>?")
    assert len(lines[4]) < 250
    assert "👎" in lines[-2]
    assert lines[-1] == "  • 00:05 01/01/2024  Ở đâu?"


@pytest.mark.parametrize(
    ("replaces", "label"),
    [(False, "✅ Thêm"), (True, "✅ Thay")],
)
def test_an_offer_shows_what_was_read(replaces: bool, label: str) -> None:
    article = Article("Giao ban <b>&", "một hai\nba " * 1000, dt.date(2023, 5, 5))
    offered = checked(admin_replies.offered(Offer("a.txt", article, replaces), "0" * 16))
    first, title, facts, *text, _, asked = offered.text.splitlines()
    assert "a.txt" in first
    assert title == "“Giao ban <b>&”"
    assert numbers(facts) == ["05/05/2023", "3.000"]
    assert text[:2] == ["một hai", "ba một hai"]
    assert len("\n".join(text)) <= 301
    assert text[-1].endswith("…")
    assert label.removeprefix("✅ ") in asked
    assert ("cùng tên" in asked) is replaces
    assert labels(offered) == [label, "Thôi"]


def test_an_article_without_a_date_is_offered_as_such() -> None:
    offered = admin_replies.offered(Offer("a.txt", Article("A", "B"), False), "0")
    assert "\nNgày: không có. " in offered.text
    undated = Headline("/bai", "a.txt", "A", None, None)
    assert admin_replies.confirm_removal(undated, "0").text == "Xóa bài “A”?\nTệp: a.txt"


def test_a_removal_names_title_date_and_file() -> None:
    asked = checked(admin_replies.confirm_removal(HEADLINE, "0" * 16))
    assert asked.text == "Xóa bài “Giao ban <b>&” (05/05/2023)?\nTệp: 2023/giao-ban.txt"


@pytest.mark.parametrize(("count", "rows"), [(2, [2]), (4, [4]), (5, [4, 1]), (8, [4, 4])])
def test_articles_to_choose_from_are_numbered(count: int, rows: list[int]) -> None:
    pending = [f"{n:016x}" for n in range(count)]
    asked = checked(admin_replies.which_to_remove([HEADLINE] * count, pending, unlisted=0))
    assert len(asked.text.splitlines()) == count + 1
    more = checked(admin_replies.which_to_remove([HEADLINE] * count, pending, unlisted=12))
    assert numbers(more.text.splitlines()[-1]) == ["12"]
    assert asked.text.count("2023/giao-ban.txt: Giao ban <b>&") == count
    assert [len(row) for row in asked.buttons] == rows
    assert labels(asked) == [str(n) for n in range(1, count + 1)]
