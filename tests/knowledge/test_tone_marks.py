"""hoà or hòa, uỷ or ủy: whichever the articles write and the question types, they meet."""

import unicodedata
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from tests.conftest import no_progress

NEW = "Tổ hoà giải khoẻ mạnh\n\nUỷ ban xã Thuỵ Hoà khen Tổ hoà giải và bà Lê Thị Thuý.\n"
OLD = "Tổ hòa giải khỏe mạnh\n\nỦy ban xã Thụy Hòa khen Tổ hòa giải và bà Lê Thị Thúy.\n"
ASKED = {
    "new": "Uỷ ban xã Thuỵ Hoà khen tổ hoà giải nào?",
    "old": "Ủy ban xã Thụy Hòa khen tổ hòa giải nào?",
    "capitals": "UỶ BAN XÃ THUỴ HOÀ KHEN TỔ HOÀ GIẢI NÀO?",
    "decomposed": unicodedata.normalize("NFD", "Uỷ ban xã Thụy Hoà khen tổ hòa giải nào?"),
}


@pytest.mark.parametrize("typed", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("written", [NEW, OLD], ids=["new", "old"])
def test_an_article_is_found_with_either_spelling(
    base: KnowledgeBase, articles: Path, written: str, typed: str
) -> None:
    (articles / "hoa-giai.txt").write_text(written, encoding="utf-8")
    base.reload(no_progress)
    understood = base.understand(unicodedata.normalize("NFC", typed))
    place = "xã thuỵ hoà khen tổ hoà giải" if written == NEW else "xã thụy hòa khen tổ hòa giải"
    assert place in understood.text.lower()
    assert base.find(understood)[0].passage.path == "hoa-giai.txt"


@pytest.mark.parametrize("typed", ASKED.values(), ids=ASKED)
def test_articles_of_both_spellings_are_found_alike(
    base: KnowledgeBase, articles: Path, typed: str
) -> None:
    (articles / "new.txt").write_text(f"{NEW}\nNăm 2023 có 15 người.\n", encoding="utf-8")
    (articles / "old.txt").write_text(f"{OLD}\nNăm 2022 có 12 người.\n", encoding="utf-8")
    base.reload(no_progress)
    best = base.find(base.understand(unicodedata.normalize("NFC", typed)))[:2]
    assert {hit.passage.path for hit in best} == {"new.txt", "old.txt"}
    assert best[0].score == pytest.approx(best[1].score, rel=0.1)
