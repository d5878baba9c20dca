"""A single page, looked at before anything is written."""

import pytest

from knowledge.portal.addresses import parse
from knowledge.portal.reports import Result
from knowledge.portal.troubles import PortalError, Trouble
from tests.knowledge.portal.conftest import Desk
from tests.portal_server import ARTICLES, PortalServer

TREES = ARTICLES[1]


def test_looking_at_a_page_writes_nothing(desk: Desk, portal: PortalServer) -> None:
    plan = desk.importer().look(parse(portal.url + TREES.path))
    assert (plan.result, plan.article.title) == (Result.NEW, TREES.title)
    assert desk.files() == {}


@pytest.mark.parametrize("path", ["/", "/tin-tuc", "/gioi-thieu", "/rss.xml"])
def test_looking_at_a_page_that_is_no_article_says_so(
    desk: Desk, portal: PortalServer, path: str
) -> None:
    with pytest.raises(PortalError) as caught:
        desk.importer().look(parse(portal.url + path))
    assert caught.value.trouble is Trouble.NOT_AN_ARTICLE


def test_looking_at_an_article_that_is_there_says_so(desk: Desk, portal: PortalServer) -> None:
    desk.run("/tin-tuc")
    url = parse(portal.url + TREES.path)
    assert desk.importer().look(url).result is Result.UNCHANGED
    news = portal.change(TREES, "Khác hẳn.")
    plan = desk.importer().look(url)
    assert plan.result is Result.UPDATED
    assert plan.article.body.startswith(news.paragraphs[0])


def test_looking_at_what_was_edited_here_says_so_every_time(
    desk: Desk, portal: PortalServer
) -> None:
    (outcome,) = desk.run(TREES.path).outcomes
    (desk.folder / outcome.path).write_text("Sửa tay\n\nNội dung.", encoding="utf-8")
    for _ in range(2):
        assert desk.importer().look(parse(portal.url + TREES.path)).result is Result.EDITED
