"""/capnhat, and what the clock imports."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot import admin_replies, import_replies
from bot.config import Config
from bot.messages import Reply
from knowledge.articles import Fault
from knowledge.locking import only_import
from knowledge.portal.reports import ImportReport, Outcome, Result
from knowledge.portal.troubles import Trouble
from tests.bot.conftest import ADMIN, Talk, finish
from tests.bot.portal.conftest import done
from tests.portal_server import ARTICLES, Answer, PortalServer

TREES = ARTICLES[1]
QUESTION = "Hội Cựu chiến binh thị xã trồng bao nhiêu cây xanh ven kênh Cầu Đá?"


def test_an_official_imports_nothing(talk: Talk, portal: PortalServer) -> None:
    assert talk.say("/capnhat") == admin_replies.ONLY_ADMINS
    assert portal.requests == []


def test_an_import_is_followed_by_a_reload(talk: Talk) -> None:
    begun = talk.say("/capnhat", ADMIN)
    assert begun.text == "Đang lấy bài từ cổng thông tin…"
    shown, ended = finish(begun)
    assert shown[0].text == "Đang lấy bài từ cổng thông tin… 0/3"
    assert ended.text.startswith(
        "Cổng thông tin: 3 bài mới, 0 bài sửa, 0 bài không đổi.\n"
        f"Mới:\n  • {ARTICLES[0].title}\n  • {TREES.title}\n  • {ARTICLES[2].title}\n"
        "✅ Đã cập nhật (bản 2"
    )
    assert talk.say(QUESTION).highlight == "600 cây"
    again = done(talk.say("/capnhat", ADMIN))
    assert "0 bài mới, 0 bài sửa, 3 bài không đổi.\n✅" in again.text
    assert "Không có bài nào thay đổi." in again.text


def test_an_import_is_noted_with_who_made_it(talk: Talk) -> None:
    done(talk.say("/capnhat", ADMIN))
    reload, taken = talk.journal.audit.newest(2)
    assert (taken.who, taken.action, taken.result) == ("a:99", "import", "3 new")
    assert (reload.who, reload.action) == ("a:99", "reload")


def test_without_sources_it_says_so(empty_talk: Talk, config: Config) -> None:
    talk = Talk(empty_talk.base, replace(config, sources=()))
    assert talk.say("/capnhat", ADMIN) == import_replies.NO_SOURCES
    talk.journal.close()


def test_all_that_came_of_it_is_said() -> None:
    report = ImportReport(
        (
            Outcome(Result.UPDATED, "u", "a.md", "Bài sửa"),
            Outcome(Result.EDITED, "u", "b.md", "Bài sửa tay"),
            Outcome(Result.KEPT_ELSEWHERE, "u"),
            Outcome(Result.NO_ARTICLE, "u"),
            Outcome(Result.FAILED, "http://a.example/1", reason="x", trouble=Trouble.ROBOTS),
            Outcome(Result.FAILED, "http://a.example/2", reason="x", fault=Fault.SCAN),
            Outcome(Result.FAILED, "http://a.example/3", reason="its file cannot be written: full"),
            *(Outcome(Result.NEW, "u", "c.md", f"Bài {number}") for number in range(10)),
        ),
        waiting=1200,
    )
    assert import_replies.imported(report).splitlines() == [
        "Cổng thông tin: 10 bài mới, 1 bài sửa, 1 bài không đổi.",
        "Mới:",
        *(f"  • Bài {number}" for number in range(8)),
        "  … và 2 nữa",
        "Sửa theo cổng thông tin:",
        "  • Bài sửa",
        "⚠️ Trang đã sửa nhưng tệp ở đây cũng đã sửa, nên tôi giữ nguyên tệp:",
        "  • Bài sửa tay",
        "⚠️ Không lấy được 3:",
        "  • http://a.example/1: trang không cho chương trình tự động đọc (robots.txt)",
        "  • http://a.example/2: là bản chụp (scan), không có chữ; hãy gửi tệp Word hoặc bản đã "
        "nhận dạng chữ",
        "  • http://a.example/3: không ghi được tệp (its file cannot be written: full)",
        "Còn 1.200 bài mới, lần sau lấy tiếp.",
    ]


def test_every_trouble_has_its_words() -> None:
    assert set(import_replies.TROUBLES) == set(Trouble)
    assert len(set(import_replies.TROUBLES.values())) == len(Trouble)


def test_another_process_that_imports_is_named(talk: Talk) -> None:
    with only_import(talk.config.state):
        ended = done(talk.say("/capnhat", ADMIN))
    assert ended.text.startswith(f"{import_replies.RUNNING.text} (tiến trình ")


def test_two_admins_do_not_import_at_once(talk: Talk) -> None:
    begun = talk.say("/capnhat", ADMIN)
    assert begun.job
    told: list[Reply] = []
    begun.job(lambda progress: told.append(talk.say("/capnhat", ADMIN)))
    assert import_replies.RUNNING in told


def test_the_end_of_the_program_ends_an_import(talk: Talk) -> None:
    begun = talk.say("/capnhat", ADMIN)
    assert begun.job
    ended = begun.job(lambda progress: talk.admin.stop())
    assert ended.text == import_replies.STOPPED


def test_an_articles_folder_that_is_gone_is_told_of(talk: Talk, articles: Path) -> None:
    articles.rename(articles.with_name("cu"))
    ended = done(talk.say("/capnhat", ADMIN))
    assert ended.text.startswith("❌ Không lấy được bài từ cổng thông tin; kho bài giữ nguyên.\n")


def test_what_the_clock_imports_is_logged_and_noted(
    talk: Talk, portal: PortalServer, caplog: pytest.LogCaptureFixture
) -> None:
    portal.put(TREES.path, Answer(status=404))
    caplog.set_level(logging.INFO)
    talk.admin.import_on_schedule()
    assert "imported: 2 new, 1 failed" in caplog.messages
    reason = "there is no such page (answer 404)"
    assert f"not imported: {portal.url}{TREES.path}: {reason}" in caplog.messages
    assert [one.who for one in talk.journal.audit.newest(2)] == ["schedule", "schedule"]
    assert talk.base.snapshot_number == 2
