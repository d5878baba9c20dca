"""A link that an admin sends."""

from dataclasses import replace

import pytest

from bot import admin, admin_replies, import_replies
from bot.config import Config
from bot.messages import Place
from knowledge.portal.troubles import Trouble
from tests.bot.conftest import ADMIN, OFFICIAL, Talk, action, labels, removed
from tests.bot.portal.conftest import done, send
from tests.portal_server import ARTICLES, Answer, PortalServer

TREES = ARTICLES[1]
QUESTION = "Hội Cựu chiến binh thị xã trồng bao nhiêu cây xanh ven kênh Cầu Đá?"


def test_a_link_is_shown_and_added_when_the_admin_says_so(talk: Talk, portal: PortalServer) -> None:
    url = portal.url + TREES.path
    offered = send(talk, f"{url}?utm_source=zalo")
    assert offered.text.startswith(
        f"Tôi đọc được từ {url}:\n“{TREES.title}”\nNgày: 09/10/2023. Dài: "
    )
    assert TREES.paragraphs[0] in offered.text
    assert offered.text.endswith("Thêm bài này?")
    assert labels(offered) == ["✅ Thêm", "Thôi"]
    assert len(list(talk.config.articles[0].iterdir())) == 2
    begun = talk.press(action(offered, "Thêm"), ADMIN)
    assert begun.place is Place.INSTEAD
    assert done(begun).text.startswith("Đã lưu 2023-10-09-hoi-cuu-chien-binh-")
    assert talk.say(QUESTION).highlight == "600 cây"
    assert talk.journal.audit.newest(2)[1].action == "add"


def test_a_link_that_is_not_wanted_changes_nothing(talk: Talk, portal: PortalServer) -> None:
    offered = send(talk, portal.url + TREES.path)
    assert talk.press(action(offered, "Thôi"), ADMIN) == admin_replies.CANCELLED
    assert len(list(talk.config.articles[0].iterdir())) == 2


def test_what_came_by_a_link_is_kept_up_to_date(talk: Talk, portal: PortalServer) -> None:
    talk.press(action(send(talk, portal.url + TREES.path), "Thêm"), ADMIN)
    portal.change(TREES, "Sáng 8/10/2023, hội viên trồng cây ven kênh Cầu Đúc.")
    assert "2 bài mới, 1 bài sửa" in done(talk.say("/capnhat", ADMIN)).text


def test_a_link_to_what_is_there_says_so(talk: Talk, portal: PortalServer) -> None:
    done(talk.say("/capnhat", ADMIN))
    known = send(talk, portal.url + TREES.path)
    assert known.text.startswith(f"Bài “{TREES.title}” đã có trong kho: 2023-10-09-")
    assert not known.buttons
    portal.change(TREES, "Sáng 8/10/2023, hội viên trồng cây ven kênh Cầu Đúc.")
    offered = send(talk, portal.url + TREES.path)
    assert offered.text.endswith("Bài này đã có, nay trang đã sửa. Thay bằng bản mới?")
    assert labels(offered) == ["✅ Thay", "Thôi"]


def test_what_was_edited_here_is_replaced_only_by_an_admin_and_set_aside(
    talk: Talk, portal: PortalServer
) -> None:
    done(talk.say("/capnhat", ADMIN))
    (path,) = talk.config.articles[0].glob("2023-10-09-*.md")
    path.write_text("Sửa tay\n\nNội dung.\n", encoding="utf-8")
    changed = portal.change(TREES, "Sáng 8/10/2023, hội viên trồng cây ven kênh Cầu Đúc.")
    offered = send(talk, portal.url + TREES.path)
    assert "tệp đã được sửa tay. Thay bằng bài trên trang?" in offered.text
    done(talk.press(action(offered, "Thay"), ADMIN))
    assert changed.paragraphs[0] in path.read_text(encoding="utf-8")
    assert removed(talk, path.name) == ["Sửa tay\n\nNội dung.\n"]


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/khong-co", None, "không có trang này (có thể đã gỡ hoặc sai đường dẫn)"),
        ("/tin-tuc", None, "không phải một bài, hãy mở bài đó rồi gửi đường dẫn của nó"),
        ("/x", Answer(status=403), "trang từ chối, có thể phải đăng nhập"),
        ("/x", Answer(b"x" * 20_000_001), "trang quá lớn"),
        ("/x", Answer(b"x" * 100, drip_s=0.4), "trang trả lời quá lâu, hãy thử lại sau"),
        ("/x", Answer(b"x", kind="image/png"), "không phải trang web, Word hay PDF"),
        (
            "/x",
            Answer(b"%PDF-1.4", kind="application/pdf"),
            "tệp hỏng hoặc bị thiếu, hãy mở ra và lưu lại",
        ),
        (
            "/x",
            Answer(status=302, headers={"Location": "https://khac.example/"}),
            "trang dẫn sang chỗ không được phép, hoặc dẫn vòng tròn",
        ),
    ],
)
def test_a_link_that_cannot_be_taken_is_told_why(
    talk: Talk, portal: PortalServer, path: str, answer: Answer | None, said: str
) -> None:
    if answer:
        portal.put(path, answer)
    assert send(talk, portal.url + path).text == f"Không thêm được: {said}."


def test_robots_are_minded_for_a_link_as_well(talk: Talk, portal: PortalServer) -> None:
    portal.put("/robots.txt", Answer(b"User-agent: *\nDisallow: /", kind="text/plain"))
    said = send(talk, portal.url + TREES.path).text
    assert said == f"Không thêm được: {import_replies.TROUBLES[Trouble.ROBOTS]}."


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "http://localhost:{port}/tin-tuc", "HTTPS://a.example"]
)
def test_a_link_to_a_host_that_is_not_listed_is_never_followed(
    talk: Talk, portal: PortalServer, url: str
) -> None:
    said = send(talk, url.format(port=portal.port)).text
    assert said == f"Không thêm được: {import_replies.TROUBLES[Trouble.HOST]}."
    assert portal.requests == []


def test_a_listed_host_inside_the_network_is_not_reached(
    talk: Talk, config: Config, portal: PortalServer
) -> None:
    closed = replace(config, portal=replace(config.portal, allow_private=False))
    other = Talk(talk.base, closed)
    said = send(other, f"{portal.url}/tin-tuc").text
    assert said == f"Không thêm được: {import_replies.TROUBLES[Trouble.PRIVATE]}."
    assert portal.requests == []
    other.journal.close()


def test_a_link_from_an_official_is_a_question(talk: Talk, portal: PortalServer) -> None:
    assert not talk.say(portal.url + TREES.path, OFFICIAL).job
    assert portal.requests == []


def test_a_full_folder_is_told_of(
    talk: Talk, portal: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = send(talk, portal.url + TREES.path)
    monkeypatch.setattr(admin, "is_full", lambda config: True)
    said = talk.press(action(offered, "Thêm"), ADMIN).text
    assert said.startswith("❌ Không ghi được 2023-10-09-")
    assert "limits: files" in said
