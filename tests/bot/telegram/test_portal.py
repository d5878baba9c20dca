"""From the portal to an answer, in the real process: by the clock, by /capnhat, by a link."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.bot.telegram.conftest import ADMIN, Running, running
from tests.bot.telegram_server import Shown, TelegramServer
from tests.portal_server import ARTICLES, Answer, PortalServer

BRIEFING, TREES, HOUSE = ARTICLES
OFFICIAL = 7
QUESTION = "Hội Cựu chiến binh thị xã trồng bao nhiêu cây xanh ven kênh Cầu Đá?"


@pytest.fixture(scope="module")
def town() -> Iterator[PortalServer]:
    with PortalServer() as serving:
        yield serving


@pytest.fixture(scope="module")
def bot(
    server: TelegramServer, town: PortalServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """With a list of two articles to import."""
    town.articles = [BRIEFING, TREES]
    manners = {"allow_private": True, "seconds_between_requests": 0.05, "every_hours": 1}
    with running(
        tmp_path_factory.mktemp("office"),
        server,
        {"questions_per_minute": 1000},
        sources=[f"{town.url}/tin-tuc"],
        portal=manners,
    ) as started:
        server.wait_until(lambda: bool(server.calls_of("getUpdates")), 90, "the bot to poll")
        yield started
        assert "Traceback" not in started.log


def finished(server: TelegramServer, begun: Shown, containing: str) -> Shown:
    shown = server.wait_for_message(ADMIN, containing=containing, after=begun.message_id - 1)
    assert shown.message_id == begun.message_id
    return shown


def test_the_clock_imports_what_is_new(
    server: TelegramServer, bot: Running, town: PortalServer
) -> None:
    server.wait_until(lambda: "imported: 2 new" in bot.log, 60, "the first import")
    server.wait_until(lambda: "600 cây" in server.ask(QUESTION, OFFICIAL).text, 60, "the reload")
    assert f"{town.url}{TREES.path}" in server.ask(QUESTION, OFFICIAL).text


def test_an_admin_imports_and_is_told_what_changed(
    server: TelegramServer, bot: Running, town: PortalServer
) -> None:
    town.change(TREES, TREES.paragraphs[0].replace("Hơn 90 hội viên", "Có 123 hội viên"))
    town.put(BRIEFING.path, Answer(status=404))
    assert "/capnhat – lấy bài mới từ cổng thông tin" in server.ask("/help", ADMIN).text
    begun = server.ask("/capnhat", ADMIN)
    assert begun.text == "Đang lấy bài từ cổng thông tin…"
    done = finished(server, begun, "✅ Đã cập nhật")
    assert (
        f"0 bài mới, 1 bài sửa, 0 bài không đổi.\nSửa theo cổng thông tin:\n  • {TREES.title}"
        in (done.text)
    )
    assert f"{BRIEFING.path}: không có trang này" in done.text
    asked = "Có bao nhiêu hội viên Hội Cựu chiến binh thị xã tham gia trồng cây ven kênh Cầu Đá?"
    assert "123 hội viên" in server.ask(asked, OFFICIAL).text


def test_a_link_is_offered_and_added(
    server: TelegramServer, bot: Running, town: PortalServer
) -> None:
    looking = server.ask(town.url + HOUSE.path, ADMIN)
    assert looking.text == "Đang tải trang…"
    offer = finished(server, looking, "Thêm bài này?")
    assert f"“{HOUSE.title}”\nNgày: 12/10/2023. Dài: " in offer.text
    assert offer.labels == ["✅ Thêm", "Thôi"]
    server.press(offer.message_id, "✅ Thêm")
    assert "Thêm 1:" in finished(server, offer, "✅ Đã cập nhật").text
    asked = "Nhà văn hóa ấp Gò Me rộng bao nhiêu?"
    assert "220 m2" in server.ask(asked, OFFICIAL).text


def test_a_link_elsewhere_is_refused_and_never_followed(
    server: TelegramServer, bot: Running, town: PortalServer
) -> None:
    town.requests.clear()
    looking = server.ask(f"http://localhost:{town.port}{HOUSE.path}", ADMIN)
    finished(server, looking, "Không thêm được: trang này không có trong danh sách")
    assert town.requests == []
    copy = replace(HOUSE, slug="ban-sao")
    assert "Đang tải" not in server.ask(town.url + copy.path, OFFICIAL).text
    assert town.requests == []
