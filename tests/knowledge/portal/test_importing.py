"""Whole imports from the portal on loopback."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.portal import importing
from knowledge.portal.reports import Outcome, Result
from knowledge.portal.settings import Kind, Source
from knowledge.portal.troubles import Trouble
from knowledge.readers.text import read_text
from tests.knowledge.portal.conftest import Desk, results
from tests.knowledge.readers.making import page as pdf_page
from tests.knowledge.readers.making import pdf
from tests.portal_server import ARTICLES, Answer, PortalServer
from tests.portal_server.news import html_page, listing_page

TREES = ARTICLES[1]
PATHS = [news.path for news in ARTICLES]


@pytest.mark.parametrize("path", ["/tin-tuc", "/rss.xml", "/atom.xml", "/sitemap.xml"])
def test_the_articles_of_a_source_become_files(desk: Desk, portal: PortalServer, path: str) -> None:
    report = desk.run(path)
    assert results(report) == [Result.NEW] * 3
    assert desk.files() == {news.title: "\n".join(news.paragraphs) for news in ARTICLES}
    assert sorted(set(portal.asked()) & set(PATHS)) == sorted(PATHS)
    assert desk.progress == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_day_author_and_address_are_kept(desk: Desk, portal: PortalServer) -> None:
    (outcome,) = desk.run(TREES.path).outcomes
    article = read_text((desk.folder / outcome.path).read_bytes())
    assert (article.date, article.author) == (dt.date(2023, 10, 9), "Hải Đăng")
    assert article.url == portal.url + TREES.path
    assert outcome.title == TREES.title


def test_one_page_is_asked_for_once(desk: Desk, portal: PortalServer) -> None:
    desk.run("/tin-tuc", "/", "/rss.xml", TREES.path)
    asked = portal.asked()
    assert sorted(asked) == sorted({*asked})


def test_nothing_that_is_known_is_sent_again(desk: Desk, portal: PortalServer) -> None:
    desk.run("/tin-tuc")
    portal.requests.clear()
    assert results(desk.run("/tin-tuc")) == [Result.UNCHANGED] * 3
    asked = [one for one in portal.requests if one.path != "/robots.txt"]
    assert [one.path for one in asked] == ["/tin-tuc", *PATHS]
    assert all("if-none-match" in one.headers for one in asked)


def test_a_changed_article_is_brought_up_to_date(desk: Desk, portal: PortalServer) -> None:
    desk.run("/tin-tuc")
    changed = portal.change(TREES, "Sáng 8/10/2023, hội viên trồng cây ven kênh Cầu Đúc.")
    report = desk.run("/tin-tuc")
    assert sorted(results(report)) == [Result.UNCHANGED, Result.UNCHANGED, Result.UPDATED]
    assert desk.files()[TREES.title] == "\n".join(changed.paragraphs)


def test_only_the_page_around_an_article_changed(desk: Desk, portal: PortalServer) -> None:
    desk.run("/tin-tuc")
    before = {path: path.stat().st_mtime_ns for path in desk.folder.iterdir()}
    for news in ARTICLES:
        page = portal.answer(news.path).body.decode()
        portal.put(news.path, page.replace("Hoan nghênh", "Hoan hô").replace("Tin tức", "Tin"))
    assert results(desk.run("/tin-tuc")) == [Result.UNCHANGED] * 3
    assert {path: path.stat().st_mtime_ns for path in desk.folder.iterdir()} == before


def test_what_somebody_edited_stays(desk: Desk, portal: PortalServer) -> None:
    (outcome,) = desk.run(TREES.path).outcomes
    (desk.folder / outcome.path).write_text("Sửa tay\n\nNội dung.", encoding="utf-8")
    portal.change(TREES, "Khác hẳn.")
    assert results(desk.run(TREES.path)) == [Result.EDITED]
    assert desk.files() == {"Sửa tay": "Nội dung."}


def test_what_was_removed_here_comes_back_only_by_name(desk: Desk, portal: PortalServer) -> None:
    desk.run("/tin-tuc")
    for path in desk.folder.iterdir():
        path.unlink()
    portal.requests.clear()
    assert results(desk.run("/tin-tuc", TREES.path)) == [Result.REMOVED] * 3
    assert portal.asked() == ["/tin-tuc"]
    assert results(desk.run(TREES.path, are_wanted=True)) == [Result.NEW]
    assert list(desk.files()) == [TREES.title]


def test_no_more_is_taken_at_a_time_than_is_allowed(desk: Desk, portal: PortalServer) -> None:
    report = desk.run("/tin-tuc", most=2)
    assert (len(report.written), report.waiting) == (2, 1)
    report = desk.run("/tin-tuc", most=2)
    assert (len(report.written), report.waiting) == (1, 0)
    assert len(desk.files()) == 3


def test_the_newest_articles_come_with_the_list(desk: Desk, portal: PortalServer) -> None:
    desk.run("/tin-tuc")
    news = replace(
        TREES, number=1099, slug="tin-moi-nhat-trong-ngay", title=f"Tin mới: {TREES.title}"
    )
    portal.publish(news)
    portal.articles.insert(0, news)
    assert results(desk.run("/tin-tuc"))[0] is Result.NEW
    assert news.title in desk.files()


def test_no_link_is_followed_further(desk: Desk, portal: PortalServer) -> None:
    hidden = replace(TREES, number=1099, slug="chi-co-trong-bai-lien-quan")
    portal.publish(hidden)
    page = portal.answer(TREES.path).body.decode()
    portal.put(TREES.path, page.replace(ARTICLES[2].path, hidden.path))
    portal.articles = [TREES]
    desk.run("/tin-tuc")
    assert portal.asked() == ["/tin-tuc", TREES.path]


def test_pages_that_are_no_articles_are_not_asked_for_again(
    desk: Desk, portal: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.put(TREES.path, listing_page(ARTICLES))
    portal.put(PATHS[0], Answer(status=404))
    report = desk.run("/tin-tuc")
    assert sorted(results(report)) == [Result.FAILED, Result.NEW, Result.NO_ARTICLE]
    portal.requests.clear()
    desk.run("/tin-tuc")
    assert portal.asked() == ["/tin-tuc", PATHS[2]]
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=31)
    monkeypatch.setattr(importing, "_now", lambda: later)
    portal.publish(TREES)
    assert Result.NEW in results(desk.run("/tin-tuc"))


def test_a_page_that_could_not_be_had_is_tried_again(desk: Desk, portal: PortalServer) -> None:
    portal.put(TREES.path, Answer(status=500))
    report = desk.run("/tin-tuc")
    (failed,) = report.of(Result.FAILED)
    assert (failed.url, failed.trouble) == (portal.url + TREES.path, Trouble.BUSY)
    portal.publish(TREES)
    assert Result.NEW in results(desk.run("/tin-tuc"))


def test_one_source_that_fails_leaves_the_others_alone(desk: Desk) -> None:
    report = desk.run("/khong-co", "/gioi-thieu", "/rss.xml", "/sitemap-khac.xml")
    assert results(report) == [Result.FAILED] * 3 + [Result.NEW] * 3
    assert [one.trouble for one in report.of(Result.FAILED)] == [
        Trouble.NOT_FOUND,
        Trouble.NOT_AN_ARTICLE,
        Trouble.NOT_FOUND,
    ]


def test_a_source_may_be_said_to_be_an_article_or_a_list(desk: Desk, portal: PortalServer) -> None:
    portal.put(
        "/ngan", html_page("Thị ủy họp phiên thường kỳ", "<h1>Thị ủy họp</h1><p>Chiều 2/10.</p>")
    )
    assert results(desk.run("/ngan")) == [Result.FAILED]
    assert results(desk.run("/ngan", kind=Kind.ARTICLE)) == [Result.NEW]
    assert len(desk.run(ARTICLES[0].path, kind=Kind.LISTING).written) == 2


def test_the_day_of_a_feed_stands_in_for_one_that_a_page_lacks(
    desk: Desk, portal: PortalServer
) -> None:
    page = portal.answer(TREES.path).body.decode()
    portal.put(TREES.path, page.replace("Ngày đăng: 09/10/2023 08:30", ""))
    portal.articles = [TREES]
    (outcome,) = desk.run("/rss.xml").outcomes
    assert outcome.path.startswith("2023-10-09-hoi-cuu-chien-binh-")


def test_a_pdf_on_the_portal_becomes_an_article_too(desk: Desk, portal: PortalServer) -> None:
    data = pdf(pdf_page(list(TREES.paragraphs), TREES.title))
    portal.put("/bao-cao.pdf", Answer(data, kind="application/pdf"))
    (outcome,) = desk.run("/bao-cao.pdf").outcomes
    assert (outcome.result, outcome.title) == (Result.NEW, TREES.title)
    text = (desk.folder / outcome.path).read_text(encoding="utf-8")
    assert f"url: {portal.url}/bao-cao.pdf" in text


def test_a_file_that_cannot_be_written_is_told_of_and_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", fail)
        (outcome,) = desk.run(TREES.path).outcomes
    assert outcome.reason == "its file cannot be written: No space left on device"
    assert results(desk.run(TREES.path)) == [Result.NEW]


def test_an_address_that_is_none_is_told_of(desk: Desk) -> None:
    report = desk.importer().run([Source("mylam.example")], lambda done, total: None)
    assert report.outcomes == (
        Outcome(
            Result.FAILED,
            "mylam.example",
            reason="'mylam.example' does not begin with http:// or https://",
            trouble=Trouble.ADDRESS,
        ),
    )
