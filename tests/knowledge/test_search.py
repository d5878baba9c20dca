from collections.abc import Sequence
from pathlib import Path

import pytest

from embeddings.encoder import Vectors
from knowledge.base import KnowledgeBase
from knowledge.search import Hit
from tests.conftest import FakeEncoder, no_progress

FARMERS = """Hội Nông dân xã Đồng Quế vận động giúp hội viên

03/02/2022

Hội Nông dân xã Đồng Quế vận động bao nhiêu tiền giúp hội viên nghèo, ai cũng biết. Hội Nông dân \
vận động 12 triệu đồng tiền giúp hội viên nghèo.
"""
HARVEST = """Bến Mít được mùa

04/08/2022

Nhờ trời mưa thuận, bà con xã Bến Mít gặt xong trước bão. Xã cảm ơn nông dân đã góp 7 triệu đồng.
"""
QUARTER = """Thị ủy Sông Mây giao ban quý {quarter}

{day}

Thị ủy Sông Mây giao ban quý {quarter} năm 2022, do bà Đặng Thị {name} chủ trì. Bà nghe báo cáo.
"""


@pytest.fixture
def stocked(base: KnowledgeBase, articles: Path) -> KnowledgeBase:
    """`base` with four more articles, ready to be asked."""
    texts = {
        "dong-que": FARMERS,
        "ben-mit": HARVEST,
        "quy-1": QUARTER.format(quarter="I", day="31/03/2022", name="Tám"),
        "quy-2": QUARTER.format(quarter="II", day="30/06/2022", name="Mận"),
    }
    for name, text in texts.items():
        (articles / f"{name}.txt").write_text(text, encoding="utf-8")
    base.reload(no_progress)
    base.open()
    return base


def find(base: KnowledgeBase, typed: str, count: int = 10) -> tuple[Hit, ...]:
    return base.find(base.understand(typed), count)


def first(base: KnowledgeBase, typed: str) -> str:
    return find(base, typed)[0].passage.path.removesuffix(".txt")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("Ai chủ trì hội nghị giao ban tháng 4 năm 2023?", "giao-ban"),
        ("ai chu tri hoi nghi giao ban thang 4", "giao-ban"),
        ("Trung tâm chính trị mở mấy lớp bồi dưỡng?", "giao-ban"),
        ("HĐND họp kỳ thứ 6 ở đâu?", "hdnd"),
        ("hội đồng nhân dân đặt tên bao nhiêu tuyến đường", "hdnd"),
        ("Ai là Chủ tịch HĐND?", "hdnd"),
        ("Xã Đồng Quế vận động bao nhiêu tiền?", "dong-que"),
        ("xa ben mit gat xong khi nao", "ben-mit"),
        ("Thị ủy Sông Mây giao ban quý I", "quy-1"),
        ("thi uy song may giao ban quy ii", "quy-2"),
        ("Bà Đặng Thị Tám làm gì?", "quy-1"),
        ("Bà Đặng Thị Mận làm gì?", "quy-2"),
    ],
)
def test_the_right_article_is_first(stocked: KnowledgeBase, typed: str, path: str) -> None:
    assert first(stocked, typed) == path


def test_an_article_that_names_what_the_question_names_is_first(stocked: KnowledgeBase) -> None:
    about = "Hội Nông dân vận động bao nhiêu tiền giúp hội viên nghèo"
    assert first(stocked, f"{about}?") == "dong-que"
    assert first(stocked, f"{about} ở xã Bến Mít?") == "ben-mit"


class KnowsBoats(FakeEncoder):
    """An encoder to which a "ghe" is a "thuyền"."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return super().encode_query([text.replace("ghe", "thuyền") for text in texts])


def test_an_article_that_says_it_in_other_words_is_found(tmp_path: Path, articles: Path) -> None:
    (articles / "thuyen.txt").write_text("Hội thuyền\n\nThuyền đua thuyền.", encoding="utf-8")
    (articles / "den.txt").write_text("Hội đèn\n\nĐèn đua đèn.", encoding="utf-8")
    found = {}
    for encoder in (FakeEncoder(), KnowsBoats("boats")):
        base = KnowledgeBase(tmp_path / encoder.identity, [articles], encoder)
        base.reload(no_progress)
        found[encoder.identity] = first(base, "ghe đua ghe")
        base.close()
    assert found == {"fake": "den", "boats": "thuyen"}


def test_articles_that_name_it_not_come_after_them(stocked: KnowledgeBase) -> None:
    question = stocked.understand("Ai chủ trì giao ban năm 2022 của Thị ủy Sông Mây?")
    fitting = [question.fits(hit.article_terms) for hit in stocked.find(question)]
    assert fitting == sorted(fitting, reverse=True)
    assert {hit.passage.path for hit in stocked.find(question, 2)} == {"quy-1.txt", "quy-2.txt"}
    assert False in fitting


def test_a_question_naming_what_no_article_names_still_finds_the_likest(
    stocked: KnowledgeBase,
) -> None:
    assert first(stocked, "Xã Đồng Quế vận động bao nhiêu tiền năm 1999?") == "dong-que"


@pytest.mark.parametrize("count", [1, 3])
def test_no_more_passages_are_found_than_asked_for(stocked: KnowledgeBase, count: int) -> None:
    hits = find(stocked, "Thị ủy giao ban", count)
    assert len(hits) == count
    assert hits == find(stocked, "Thị ủy giao ban")[:count]


def test_every_passage_is_found_once(stocked: KnowledgeBase) -> None:
    paths = [hit.passage.path for hit in find(stocked, "giao ban")]
    assert sorted(paths) == [
        *("ben-mit.txt", "dong-que.txt", "giao-ban.txt", "hdnd.txt", "quy-1.txt", "quy-2.txt")
    ]


@pytest.mark.parametrize("typed", ["messi wikipedia", "", "?!", "xin chào"])
def test_a_question_about_nothing_is_no_error(stocked: KnowledgeBase, typed: str) -> None:
    assert len(find(stocked, typed)) == 6


def test_better_passages_score_higher(stocked: KnowledgeBase) -> None:
    scores = [hit.score for hit in find(stocked, "giao ban")]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1]


def test_a_passage_on_the_matter_is_more_related_than_one_on_another(
    stocked: KnowledgeBase,
) -> None:
    asked = find(stocked, "Hội Nông dân xã Đồng Quế vận động giúp hội viên nghèo")
    related = {hit.passage.path: hit.relatedness for hit in asked}
    assert max(related, key=lambda path: related[path]) == "dong-que.txt"
    assert all(value <= 1 for value in related.values())
    off_topic = find(stocked, "Wikipedia zalo wifi")
    assert max(hit.relatedness for hit in off_topic) < related["dong-que.txt"]


def test_passages_of_one_article_belong_together(base: KnowledgeBase, articles: Path) -> None:
    body = " ".join(f"Tổ {n} của phường Lúa Chín quét đường rồi trồng cây." for n in range(40))
    (articles / "dai.txt").write_text(f"Phường Lúa Chín ra quân\n\n{body}", encoding="utf-8")
    base.reload(no_progress)
    hits = find(base, "phường lúa chín trồng cây")
    long = [hit for hit in hits if hit.passage.path == "dai.txt"]
    assert len({hit.passage.position for hit in long}) == len(long) > 2
    assert len({hit.article for hit in long}) == 1
    assert len({hit.article_terms for hit in long}) == 1
    assert len({hit.article for hit in hits}) == 3


def test_words_of_the_articles_tell_less_than_unknown_ones(stocked: KnowledgeBase) -> None:
    assert stocked.rarity("uy") < stocked.rarity("mit") < stocked.rarity("messi")
