"""`giaoban import`, as an operator uses it."""

import json
from collections.abc import Callable

import pytest

from tests.bot.conftest import Office, one_line
from tests.portal_server import ARTICLES, Answer, PortalServer

TREES = ARTICLES[1]
Configure = Callable[..., None]


@pytest.fixture
def configure(office: Office, portal: PortalServer) -> Configure:
    """Writes the configuration, with these paths of the portal as sources."""

    def write(*paths: str, more: str = "") -> None:
        sources = json.dumps([portal.url + path for path in paths])
        text = (
            f"articles: [articles]\nstate: state\nsources: {sources}\n"
            "portal: {allow_private: true, "
            f"seconds_between_requests: 0.0, timeout_seconds: 1{more}}}\n"
        )
        (office.folder / "config.yaml").write_text(text, encoding="utf-8")

    write("/tin-tuc")
    return write


def test_an_import_says_what_came_and_indexes_it(office: Office, configure: Configure) -> None:
    assert office("import") == 0
    lines = office.out.splitlines()
    assert lines[1].startswith("new: 2023-10-09-hoi-cuu-chien-binh-thi-xa-trong-600-cay-xanh-ven-")
    assert lines[1].endswith(f".md: {TREES.title}")
    assert lines[3] == "3 new"
    assert lines[4].startswith("snapshot 1: 5 articles, ")
    answer = office.json("ask", "Hội Cựu chiến binh thị xã trồng bao nhiêu cây xanh?")
    assert answer["sources"][0]["title"] == TREES.title
    assert answer["sources"][0]["url"].endswith(TREES.path)
    assert office("import") == 0
    assert office.out.splitlines()[0] == "3 unchanged"


def test_the_index_may_be_left_as_it_is(office: Office, configure: Configure) -> None:
    assert office("import", "--no-reload") == 0
    assert office.out.splitlines()[-1] == "3 new"
    assert not (office.folder / "state" / "snapshots").exists()


def test_programs_get_one_object(
    office: Office, portal: PortalServer, configure: Configure
) -> None:
    portal.put(TREES.path, Answer(status=404))
    report = office.json("import", code=1)
    assert [one["result"] for one in report["outcomes"]] == ["new", "failed", "new"]
    assert report["outcomes"][1] == {
        "result": "failed",
        "url": portal.url + TREES.path,
        "path": "",
        "title": "",
        "reason": "there is no such page (answer 404)",
        "trouble": "not found",
        "fault": None,
    }
    assert report["waiting"] == 0
    assert report["reload"]["articles"] == 4
    assert office.json("import", "--no-reload")["reload"] is None


def test_what_fails_is_named_with_the_reason(
    office: Office, portal: PortalServer, configure: Configure
) -> None:
    configure("/tin-tuc", "/khong-co")
    portal.put(TREES.path, Answer(status=500))
    assert office("import") == 1
    assert f"failed: {portal.url}/khong-co: there is no such page (answer 404)\n" in office.out
    assert f"{TREES.path}: 127.0.0.1 is in trouble (answer 500)\n" in office.out
    assert "2 new, 2 failed\n" in office.out


def test_an_address_given_by_hand_need_not_be_listed(
    office: Office, portal: PortalServer, configure: Configure
) -> None:
    configure()
    assert office("import", portal.url + TREES.path) == 0
    assert TREES.title in office.out
    configure(more=", articles_per_import: 1")
    assert office("import", f"{portal.url}/tin-tuc") == 0
    assert "1 new; 1 more wait for the next import" in office.out.replace(", 1 unchanged", "")


def test_no_address_given_by_hand_reaches_inside(office: Office, portal: PortalServer) -> None:
    assert office("import", "--no-reload", f"{portal.url}/tin-tuc") == 1
    assert "127.0.0.1 is at 127.0.0.1, not a public address: `portal: allow_private`" in office.out
    assert portal.requests == []


def test_without_sources_it_says_what_to_do(office: Office) -> None:
    assert office("import") == 2
    assert one_line(office.err) == (
        "giaoban: there is nothing to import from: name an address, or list `sources` in the "
        "configuration."
    )


def test_without_its_folder_nothing_is_fetched(
    office: Office, portal: PortalServer, configure: Configure
) -> None:
    (office.folder / "articles").rename(office.folder / "cu")
    assert office("import") == 2
    assert "does not exist: check `articles`" in one_line(office.err)
    assert portal.requests == []


def test_what_was_written_over_is_set_aside(
    office: Office, portal: PortalServer, configure: Configure
) -> None:
    office("import", "--no-reload")
    portal.change(TREES, "Sáng 8/10/2023, hội viên trồng cây ven kênh Cầu Đúc.")
    assert office("import", "--no-reload") == 0
    assert office.out.startswith("updated: 2023-10-09-hoi-cuu-chien-binh-")
    (kept,) = (office.folder / "state" / "removed").glob("*/2023-10-09-*.md")
    assert TREES.paragraphs[0] in kept.read_text(encoding="utf-8")


def test_an_article_that_was_put_there_by_hand_is_not_taken_again(
    office: Office, portal: PortalServer, configure: Configure
) -> None:
    text = f"---\nurl: {portal.url}{TREES.path}\n---\n{TREES.title}\n\nNội dung.\n"
    (office.folder / "articles" / "cay.txt").write_text(text, encoding="utf-8")
    assert office("reload") == 0
    assert office("import", "--no-reload") == 0
    assert office.out.splitlines()[-1] == "2 new, 1 kept elsewhere"
    assert TREES.path not in portal.asked()
    assert office("import", "--no-reload", portal.url + TREES.path) == 0
    assert office.out.startswith(
        f"kept elsewhere: {portal.url}{TREES.path}: it is there already, as cay.txt\n"
    )


def test_what_was_edited_here_is_named(
    office: Office, portal: PortalServer, configure: Configure
) -> None:
    office("import", "--no-reload")
    (path,) = (office.folder / "articles").glob("2023-10-09-*.md")
    path.write_text("Sửa tay\n\nNội dung.\n", encoding="utf-8")
    portal.change(TREES, "Sáng 8/10/2023, hội viên trồng cây ven kênh Cầu Đúc.")
    assert office("import", "--no-reload") == 0
    assert office.out.splitlines() == [
        f"edited here: {path.name}: {portal.url}{TREES.path} says something else, but it was "
        "edited here: it stays",
        "2 unchanged, 1 edited here",
    ]
    assert path.read_text(encoding="utf-8").startswith("Sửa tay")


def test_no_more_files_are_taken_than_the_limit_allows(
    office: Office, configure: Configure
) -> None:
    with (office.folder / "config.yaml").open("a") as file:
        file.write("limits: {files: 3}\n")
    assert office("import", "--no-reload") == 1
    assert "1 new, 2 failed" in office.out
    assert "the articles folders hold as many files as `limits: files` allows" in office.out


def test_golden_questions_hold_up_what_was_imported(office: Office, configure: Configure) -> None:
    office("reload")
    gold = {"question": "Ai chủ trì hội nghị giao ban?", "article": "giao-ban", "answers": ["X Y"]}
    (office.folder / "vang.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    with (office.folder / "config.yaml").open("a") as file:
        file.write("golden: vang.jsonl\n")
    assert office("import") == 2
    assert "not made current, 1 golden questions fail; snapshot 1 goes on answering" in office.out


def test_an_import_is_noted(office: Office, portal: PortalServer, configure: Configure) -> None:
    office("import")
    office("import", f"{portal.url}/khong-co")
    assert office("audit") == 0
    said = [line.split("  ", 2)[2] for line in office.out.splitlines()]
    assert said[1] == f"import {portal.url}/khong-co: 1 failed"
    assert said[3] == "import: 3 new"
    assert [line.partition(":")[0] for line in (said[0], said[2])] == ["reload", "reload"]
    for path in (office.folder / "state").glob("portal.db*"):
        assert path.stat().st_mode & 0o777 == 0o600


def test_one_import_runs_at_a_time(office: Office, configure: Configure) -> None:
    from knowledge.locking import only_import

    with only_import(office.folder / "state"):
        assert office("import") == 2
    assert one_line(office.err).startswith("giaoban: Another process is importing (import, process")
