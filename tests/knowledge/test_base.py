from pathlib import Path

import pytest

from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from tests.conftest import BRIEFING, FakeEncoder, no_progress

BRIDGE = "Xã Tân Lập khánh thành cầu Bến Đá\n\nSáng nay, xã Tân Lập khánh thành cầu Bến Đá.\n"


def paths(base: KnowledgeBase, typed: str) -> list[str]:
    return [hit.passage.path for hit in base.find(base.understand(typed))]


def test_before_the_first_reload_the_base_says_what_to_run(base: KnowledgeBase) -> None:
    base.open()
    assert base.is_empty
    with pytest.raises(KnowledgeError, match="`giaoban reload`"):
        base.understand("Ai chủ trì?")


def test_after_a_reload_the_base_answers_from_it(base: KnowledgeBase, articles: Path) -> None:
    base.reload(no_progress)
    assert not base.is_empty
    assert paths(base, "cầu Bến Đá") == ["giao-ban.txt", "hdnd.txt"]
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    base.reload(no_progress)
    assert paths(base, "cầu Bến Đá")[0] == "cau.txt"


def test_the_next_process_opens_what_this_one_made(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    base.reload(no_progress)
    asked = "Trung tâm chính trị mở mấy lớp?"
    hits = base.find(base.understand(asked))
    base.close()
    encoder = FakeEncoder()
    other = KnowledgeBase(tmp_path / "state", [articles], encoder)
    other.open()
    assert not other.is_empty
    assert other.find(other.understand(asked)) == hits
    assert encoder.documents == []
    other.close()


def test_the_old_snapshot_answers_until_the_reload_returns(
    base: KnowledgeBase, articles: Path
) -> None:
    base.reload(no_progress)
    (articles / "hdnd.txt").unlink()
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    meanwhile: list[list[str]] = []
    base.reload(lambda done, total: meanwhile.append(sorted(paths(base, "cầu Bến Đá"))))
    assert meanwhile
    assert all(found == ["giao-ban.txt", "hdnd.txt"] for found in meanwhile)
    assert sorted(paths(base, "cầu Bến Đá")) == ["cau.txt", "giao-ban.txt"]


def test_an_index_of_another_encoder_is_refused(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    base.reload(no_progress)
    base.close()
    other = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder("khác"))
    with pytest.raises(KnowledgeError, match="`giaoban reload`"):
        other.open()
    other.reload(no_progress)
    assert paths(other, "HĐND khai mạc kỳ họp thứ 6")[0] == "hdnd.txt"
    other.close()


def test_a_question_is_spelt_as_the_articles_spell(base: KnowledgeBase) -> None:
    base.reload(no_progress)
    assert base.understand("ai chu tri hoi nghi giao ban").text == "Ai chủ trì hội nghị giao ban"


def test_what_is_read_comes_from_the_passages_found(base: KnowledgeBase) -> None:
    base.reload(no_progress)
    question = base.understand("Ai chủ trì hội nghị giao ban tháng 4?")
    reading = base.read(question, base.find(question))
    assert reading is not None
    assert reading.highlight == "Trần Văn Bảy"
    assert reading.hit.passage.path == "giao-ban.txt"
    assert base.read(question, ()) is None


def test_a_database_that_is_none_is_explained(tmp_path: Path, articles: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "giaoban.db").write_bytes(b"rac" * 999)
    with pytest.raises(KnowledgeError, match=r"giaoban\.db"):
        KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())


def test_what_another_process_indexed_is_answered_after_a_reload(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    base.reload(no_progress)
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    other = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())
    other.reload(no_progress)
    other.close()
    report = base.reload(no_progress)
    assert report.encoded == 0
    assert paths(base, "cầu Bến Đá")[0] == "cau.txt"


def test_a_database_damaged_in_the_middle_is_explained(
    base: KnowledgeBase, articles: Path, tmp_path: Path
) -> None:
    base.reload(no_progress)
    base.close()
    database = tmp_path / "state" / "giaoban.db"
    database.write_bytes(database.read_bytes()[:4096] + b"\xff" * (database.stat().st_size - 4096))
    other = KnowledgeBase(tmp_path / "state", [articles], FakeEncoder())
    with pytest.raises(KnowledgeError, match=r"giaoban\.db can be moved away"):
        other.open()
    other.close()


# --- headlines


@pytest.fixture
def listed(base: KnowledgeBase, articles: Path) -> KnowledgeBase:
    """Five articles, one without a date."""
    (articles / "cau.txt").write_text(BRIDGE, encoding="utf-8")
    june = BRIEFING.replace("05/05/2023", "05/08/2023").replace("tháng 4", "tháng 7")
    (articles / "a-giao-ban-7.txt").write_text(june, encoding="utf-8")
    old = BRIEFING.replace("05/05/2023", "05/05/2022").replace("Trung tâm chính trị", "Thị đoàn")
    (articles / "z-giao-ban-cu.txt").write_text(old, encoding="utf-8")
    base.reload(no_progress)
    return base


NEWEST_FIRST = ["a-giao-ban-7.txt", "hdnd.txt", "giao-ban.txt", "z-giao-ban-cu.txt", "cau.txt"]


def names(base: KnowledgeBase, about: str = "", count: int = 10, skip: int = 0) -> list[str]:
    return [headline.path for headline in base.headlines(about, count, skip)]


@pytest.mark.parametrize("about", ["", "  ", "?!"])
def test_all_articles_are_listed_newest_first_and_undated_last(
    listed: KnowledgeBase, articles: Path, about: str
) -> None:
    assert names(listed, about) == NEWEST_FIRST
    assert names(listed, about, 2) + names(listed, about, 2, 2) + names(listed, about, 2, 4) == (
        NEWEST_FIRST
    )
    assert names(listed, about, 2, 5) == []
    assert {headline.folder for headline in listed.headlines("", 9)} == {str(articles.resolve())}
    assert listed.headlines("", 1)[0].title == "Thị ủy giao ban công tác tháng 7 năm 2023"


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ("giao ban", ["a-giao-ban-7.txt", "giao-ban.txt", "z-giao-ban-cu.txt"]),
        ("GIAO BAN công tác", ["a-giao-ban-7.txt", "giao-ban.txt", "z-giao-ban-cu.txt"]),
        ("Trung tâm chính trị", ["a-giao-ban-7.txt", "giao-ban.txt"]),
        ("trung tam chinh tri", ["a-giao-ban-7.txt", "giao-ban.txt"]),
        ("chính tâm trung trị", []),
        ("HĐND", ["hdnd.txt"]),
        ("hội đồng nhân dân", ["hdnd.txt"]),
        ("cầu bến đá", ["cau.txt"]),
        ("ban chính trị", []),
        ("bến", ["cau.txt"]),
        ("bế", []),
        ("ngày 10 tháng 7 năm 2023", []),
        ("10/07/2023", ["hdnd.txt"]),
        ("' OR 1=1 --", []),
    ],
)
def test_headlines_are_of_articles_that_name_the_phrase_with_or_without_marks(
    listed: KnowledgeBase, about: str, found: list[str]
) -> None:
    assert names(listed, about) == found


def test_before_the_first_reload_there_are_no_headlines(base: KnowledgeBase) -> None:
    with pytest.raises(KnowledgeError, match="`giaoban reload`"):
        base.headlines("", 5)
    assert not base.holds("hdnd.txt")


def test_a_removed_article_is_neither_listed_nor_held(
    listed: KnowledgeBase, articles: Path
) -> None:
    assert listed.holds("hdnd.txt")
    (articles / "hdnd.txt").unlink()
    listed.reload(no_progress)
    assert names(listed) == [name for name in NEWEST_FIRST if name != "hdnd.txt"]
    assert not listed.holds("hdnd.txt")
