import re
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from bot import admin_replies, replies
from tests.bot.conftest import ADMIN, JUNE, Talk, action, finish, labels, removed
from tests.conftest import BRIEFING, COUNCIL, no_progress


@pytest.mark.parametrize(
    "about", ["hdnd.txt", "HDND.TXT", "Hội đồng", "hoi dong nhan dan", "kỳ thứ"]
)
def test_an_article_is_removed_by_its_file_or_words_of_its_title(talk: Talk, about: str) -> None:
    asked = talk.say(f"/xoa {about}", ADMIN)
    assert asked.text.startswith("Xóa bài “Hội đồng nhân dân thị xã họp kỳ thứ 6” (11/07/2023)?")
    _, done = finish(talk.press(action(asked, "Xóa"), ADMIN))
    assert "Đã xóa hdnd.txt" in done.text
    assert "Gỡ 1:\n  • hdnd.txt" in done.text
    assert removed(talk, "hdnd.txt") == [COUNCIL]
    assert "Hội đồng" not in talk.say("/tin").text


def test_what_was_removed_is_private(talk: Talk) -> None:
    finish(talk.press(action(talk.say("/xoa hdnd.txt", ADMIN), "Xóa"), ADMIN))
    kept = talk.config.state / "removed"
    for path in (kept, *kept.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)


def test_which_article_to_remove_is_asked(talk: Talk, articles: Path) -> None:
    (articles / "giao-ban-6.txt").write_text(JUNE, encoding="utf-8")
    talk.base.reload(no_progress)
    asked = talk.say("/xoa Thị ủy giao ban", ADMIN)
    assert "1. giao-ban-6.txt: Thị ủy giao ban công tác tháng 6 năm 2023" in asked.text
    assert labels(asked) == ["1", "2"]
    confirm = talk.press(action(asked, "2"), ADMIN)
    assert "Tệp: giao-ban.txt" in confirm.text
    finish(talk.press(action(confirm, "Xóa"), ADMIN))
    assert removed(talk, "*") == [BRIEFING]
    assert labels(talk.say("/xoa giao-ban-6.txt", ADMIN)) == ["🗑 Xóa", "Thôi"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/xoa", admin_replies.HOW_TO_REMOVE.text),
        ("/xoa ?!", "Không có bài nào tên là “?!”"),
        ("/xoa bóng đá", "Không có bài nào tên là “bóng đá”"),
        ("/xoa ../state/journal.db", "Không có bài nào tên là “../state/journal.db”"),
    ],
)
def test_what_names_no_article_removes_nothing(talk: Talk, typed: str, said: str) -> None:
    answer = talk.say(typed, ADMIN)
    assert answer.text.startswith(said)
    assert answer.buttons == ()


def test_the_only_article_stays(talk: Talk, articles: Path) -> None:
    finish(talk.press(action(talk.say("/xoa hdnd.txt", ADMIN), "Xóa"), ADMIN))
    asked = talk.say("/xoa giao-ban.txt", ADMIN)
    assert talk.press(action(asked, "Xóa"), ADMIN) == admin_replies.LAST_ARTICLE
    assert (articles / "giao-ban.txt").exists()


@pytest.mark.parametrize(
    ("first", "second"), [("hdnd.txt", "giao-ban.txt"), ("giao-ban.txt", "hdnd.txt")]
)
def test_the_last_article_stays_though_no_reload_knows_yet_that_it_is(
    talk: Talk, articles: Path, first: str, second: str
) -> None:
    one, other = (
        action(talk.say(f"/xoa {name}", ADMIN, chat), "Xóa")
        for name, chat in ((first, "a"), (second, "b"))
    )
    begun = talk.press(one, ADMIN)
    assert talk.press(other, ADMIN, chat="b") == admin_replies.LAST_ARTICLE
    assert [path.name for path in articles.iterdir()] == [second]
    finish(begun)
    assert talk.press(other, ADMIN, chat="b") == admin_replies.LAST_ARTICLE
    assert [path.name for path in articles.iterdir()] == [second]


def test_the_last_article_stays_though_it_was_edited_after_the_question(
    talk: Talk, articles: Path
) -> None:
    asked = talk.say("/xoa giao-ban.txt", ADMIN)
    (articles / "giao-ban.txt").write_text(JUNE, encoding="utf-8")
    (articles / "hdnd.txt").unlink()
    talk.base.reload(no_progress)
    assert talk.press(action(asked, "Xóa"), ADMIN) == admin_replies.LAST_ARTICLE
    assert (articles / "giao-ban.txt").exists()


def test_more_articles_than_can_be_listed_are_counted(talk: Talk, articles: Path) -> None:
    for n in range(11):
        text = COUNCIL.replace("kỳ thứ 6", f"kỳ thứ {n + 20}")
        (articles / f"ky-{n}.txt").write_text(text, encoding="utf-8")
    talk.base.reload(no_progress)
    asked = talk.say("/xoa hội đồng", ADMIN)
    assert labels(asked) == [str(n) for n in range(1, 9)]
    assert re.findall(r"\d+", asked.text.splitlines()[-1]) == ["4"]
    fitting = talk.say("/xoa ky", ADMIN)
    assert len(labels(fitting)) == 8


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("about", ["hội.txt", "Hội", "hoi txt"])
def test_a_file_whose_name_on_disk_is_decomposed_is_removed(
    talk: Talk, articles: Path, form: Literal["NFC", "NFD"], about: str
) -> None:
    decomposed = unicodedata.normalize("NFD", "hội.txt")
    (articles / decomposed).write_text("Xã Tân Lập ra quân\n\nSáng nay ra quân.", encoding="utf-8")
    (articles / "hdnd.txt").unlink()
    (articles / "giao-ban.txt").write_text("Kết quả\n\nMở 3 lớp.", encoding="utf-8")
    talk.base.reload(no_progress)
    asked = talk.say(f"/xoa {unicodedata.normalize(form, about)}", ADMIN)
    assert "“Xã Tân Lập ra quân”" in asked.text
    finish(talk.press(action(asked, "Xóa"), ADMIN))
    assert [path.name for path in articles.iterdir()] == ["giao-ban.txt"]
    assert len(removed(talk, decomposed)) == 1


@pytest.mark.parametrize("about", ["giao ban", "Giao-Ban", "giao_ban", "giao ban txt"])
@pytest.mark.parametrize("name", ["giao-ban.txt", "giao_ban.txt", "2023/giao-ban.txt"])
def test_a_file_is_found_by_the_words_of_its_name(
    talk: Talk, articles: Path, name: str, about: str
) -> None:
    (articles / "giao-ban.txt").unlink()
    (articles / name).parent.mkdir(exist_ok=True)
    (articles / name).write_text("Kết quả\n\nMở 3 lớp.", encoding="utf-8")
    talk.base.reload(no_progress)
    asked = talk.say(f"/xoa {about}", ADMIN)
    assert asked.text.endswith(f"Tệp: {name}")
    assert labels(asked) == ["🗑 Xóa", "Thôi"]


def test_a_file_that_has_gone_meanwhile_is_not_removed(talk: Talk, articles: Path) -> None:
    asked = talk.say("/xoa hdnd.txt", ADMIN)
    (articles / "hdnd.txt").unlink()
    assert talk.press(action(asked, "Xóa"), ADMIN).text.startswith("❌ Không ghi được hdnd.txt")


def test_without_articles_there_is_nothing_to_remove(empty_talk: Talk) -> None:
    assert empty_talk.say("/xoa hdnd.txt", ADMIN) == replies.NO_ARTICLES
