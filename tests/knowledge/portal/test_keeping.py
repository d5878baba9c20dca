import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles import Article
from knowledge.portal.addresses import key, parse
from knowledge.portal.keeping import Keeper, Plan, file_name, render
from knowledge.portal.memory import Memory
from knowledge.portal.reports import Result
from knowledge.readers.text import read_text
from knowledge.vietnamese import normalise

PAGE = parse("https://mylam.example/tin/giao-ban-1041.html")
ARTICLE = Article(
    "Thị ủy Mỹ Lâm giao ban: “quý III”, số 5",
    "Đồng chí Hồ Thanh Liêm chủ trì.\nCác chi bộ kết nạp 17 đảng viên.",
    dt.date(2023, 10, 3),
    None,
    "Minh Thư",
)
NAME = "2023-10-03-thi-uy-my-lam-giao-ban-quy-iii-so-5-1229108c.md"


class Desk:
    """A folder and a keeper that writes there."""

    def __init__(self, folder: Path, memory: Memory) -> None:
        self.folder, self.memory = folder, memory
        self.elsewhere: dict[str, str] = {}
        self.keeper = Keeper(folder, memory, self._write, self.elsewhere)

    def _write(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)

    def plan(self, body: str = ARTICLE.body, url: str | None = None, page: str = "") -> Plan:
        article = Article(ARTICLE.title, body, ARTICLE.date, url, ARTICLE.author)
        return self.keeper.plan(article, parse(page) if page else PAGE, is_wanted=False)

    def keep(self, body: str = ARTICLE.body, url: str | None = None, page: str = "") -> Result:
        plan = self.plan(body, url, page)
        self.keeper.carry_out(plan)
        return plan.result

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "articles"
    folder.mkdir()
    memory = Memory(tmp_path / "state")
    yield Desk(folder, memory)
    memory.close()


# --- files


def test_a_file_is_named_by_day_and_title_and_holds_both(desk: Desk) -> None:
    assert desk.keep() is Result.NEW
    assert desk.files() == [NAME]
    text = (desk.folder / NAME).read_text(encoding="utf-8")
    assert text == (
        "---\n"
        "title: 'Thị ủy Mỹ Lâm giao ban: “quý III”, số 5'\n"
        "date: '2023-10-03'\n"
        "url: https://mylam.example/tin/giao-ban-1041.html\n"
        "author: Minh Thư\n"
        "---\n\n"
        "Đồng chí Hồ Thanh Liêm chủ trì.\n\nCác chi bộ kết nạp 17 đảng viên.\n"
    )


@pytest.mark.parametrize(
    ("title", "start"),
    [("Đ" * 300, "d" * 80), ("???", "bai"), ("Ủy ban\u0301 ﬁ", "uy-ban-fi"), ("../x", "x")],
)
def test_every_title_makes_a_plain_name(title: str, start: str) -> None:
    name = file_name(Article(title, "x"), "mylam.example/1")
    assert name.startswith(f"{start}-")
    assert name.endswith(".md")
    assert len(name) < 100


@given(st.text(min_size=1, max_size=80), st.text(max_size=60))
def test_what_is_written_is_read_again(title: str, author: str) -> None:
    title = " ".join(normalise(title).split())
    if title in ("", "~", "null"):
        return
    written = Article(title, ARTICLE.body, ARTICLE.date, str(PAGE), " ".join(author.split()))
    read = read_text(render(written))
    assert (read.title, read.body, read.url) == (title, written.body, written.url)
    assert read.date == written.date


# --- when it may be written over


def test_what_has_not_changed_is_left(desk: Desk) -> None:
    desk.keep()
    assert desk.keep() is Result.UNCHANGED


def test_what_has_changed_is_written_over(desk: Desk) -> None:
    desk.keep()
    assert desk.keep("Đồng chí Phạm Văn Út chủ trì.") is Result.UPDATED
    assert desk.files() == [NAME]
    assert "Phạm Văn Út" in (desk.folder / NAME).read_text(encoding="utf-8")


def test_what_somebody_edited_is_never_written_over_and_told_of_once(desk: Desk) -> None:
    desk.keep()
    (desk.folder / NAME).write_text("Sửa tay", encoding="utf-8")
    assert desk.keep() is Result.UNCHANGED
    assert desk.keep("Đồng chí Phạm Văn Út chủ trì.") is Result.EDITED
    assert desk.keep("Đồng chí Phạm Văn Út chủ trì.") is Result.UNCHANGED
    assert desk.keep("Lại khác.") is Result.EDITED
    assert (desk.folder / NAME).read_text(encoding="utf-8") == "Sửa tay"


def test_what_was_removed_stays_away_unless_it_is_wanted(desk: Desk) -> None:
    desk.keep()
    (desk.folder / NAME).unlink()
    assert desk.keep() is Result.REMOVED
    assert desk.keep("Khác.") is Result.REMOVED
    assert desk.files() == []
    assert desk.keeper.plan(ARTICLE, PAGE, is_wanted=True).result is Result.NEW


def test_a_new_title_keeps_the_old_name(desk: Desk) -> None:
    desk.keep()
    plan = desk.keeper.plan(Article("Tên khác", "Nội dung khác."), PAGE, is_wanted=False)
    assert (plan.result, plan.name) == (Result.UPDATED, NAME)


def test_without_a_memory_files_are_known_by_their_names(desk: Desk, tmp_path: Path) -> None:
    desk.keep()
    memory = Memory(tmp_path / "another")
    other = Desk(desk.folder, memory)
    assert other.keep() is Result.UNCHANGED
    assert other.keep("Khác.") is Result.UPDATED
    memory.close()


def test_without_a_memory_nothing_is_written_over_that_may_be_edited(
    desk: Desk, tmp_path: Path
) -> None:
    desk.keep()
    memory = Memory(tmp_path / "another")
    other = Desk(desk.folder, memory)
    assert other.keep("Khác.") is Result.EDITED
    assert other.keep("Khác nữa.") is Result.EDITED
    assert other.files() == [NAME]
    memory.close()


def test_what_somebody_put_there_under_another_name_is_enough(desk: Desk) -> None:
    desk.elsewhere[key(PAGE)] = "2023/bai-tu-luu.docx"
    plan = desk.plan()
    assert (plan.result, plan.name) == (Result.KEPT_ELSEWHERE, "2023/bai-tu-luu.docx")
    desk.keeper.carry_out(plan)
    assert desk.files() == []


# --- addresses of one article


def test_the_address_that_the_page_names_counts(desk: Desk) -> None:
    desk.keep(url="https://www.mylam.example/tin/giao-ban-1041.html?utm_source=a")
    assert desk.keep(page="https://m.mylam.example/x", url=str(PAGE)) is Result.UNCHANGED
    assert desk.files() == [NAME]


def test_two_versions_of_a_page_do_not_take_turns(desk: Desk) -> None:
    desk.keep()
    for _ in range(2):
        mobile = desk.keep("Bản rút gọn.", str(PAGE), "https://m.mylam.example/x")
        assert (mobile, desk.keep()) == (Result.UNCHANGED, Result.UNCHANGED)


@pytest.mark.parametrize(
    "named", ["https://mylam.example/", "https://khac.example/tin/1", "không phải địa chỉ"]
)
def test_a_portal_that_names_no_address_of_the_article_is_not_believed(
    desk: Desk, named: str
) -> None:
    plan = desk.plan(url=named)
    assert (plan.identity, plan.article.url) == (key(PAGE), str(PAGE))


def test_one_address_for_all_articles_hides_none(desk: Desk) -> None:
    names = set()
    for number in range(3):
        page = parse(f"https://mylam.example/tin/bai-viet-so-{number}")
        article = Article(
            f"Bài số {number} của thị xã", "Nội dung.", None, "https://mylam.example/tin"
        )
        for expected in (Result.NEW, Result.UNCHANGED):
            plan = desk.keeper.plan(article, page, is_wanted=False)
            desk.keeper.carry_out(plan)
            assert plan.result is expected
            names.add(plan.name)
    assert len(names) == len(desk.files()) == 3
