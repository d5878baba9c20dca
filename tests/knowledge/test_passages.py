import datetime as dt

import pytest

from knowledge.articles import Article
from knowledge.passages import cut_passages
from knowledge.vietnamese import count_syllables

SENTENCES = [
    f"Tổ số {number} của phường Lúa Chín quét đường, trồng cây xanh và dọn rác ven sông."
    for number in range(40)
]
TITLE = "Phường Lúa Chín ra quân"
DAY = dt.date(2021, 4, 3)
URL = "https://songmay.example/1"


def cut(*paragraphs: str) -> list[tuple[str, ...]]:
    article = Article(TITLE, "\n".join(paragraphs))
    return [passage.sentences for passage in cut_passages(article, "a.txt")]


def test_a_short_article_is_one_passage() -> None:
    assert cut("Phường ra quân. Trời đẹp.", "Mọi người về.") == [
        ("Phường ra quân.", "Trời đẹp.", "Mọi người về.")
    ]


@pytest.mark.parametrize("width", [1, 7, 40])
def test_all_sentences_are_kept_whole_and_in_order(width: int) -> None:
    paragraphs = [" ".join(SENTENCES[at : at + width]) for at in range(0, 40, width)]
    assert [sentence for group in cut(*paragraphs) for sentence in group] == SENTENCES


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_passages_are_about_110_syllables_long(count: int) -> None:
    # Sentences of 17 to 85 syllables.
    joined = [", ".join(SENTENCES[at : at + count]) for at in range(0, 40, count)]
    sizes = [
        sum(map(count_syllables, group)) for group in cut(" ".join(s + "." for s in joined))[:-1]
    ]
    assert sizes
    size = count_syllables(joined[0])
    assert all(abs(length - 110) <= size / 2 for length in sizes)


def test_a_very_long_sentence_is_a_passage_alone() -> None:
    long = f"Phường {', '.join(['quét dọn đường phố'] * 60)}."
    assert cut(f"Phường ra quân. {long} Mọi người về.") == [
        *(("Phường ra quân.",), (long,), ("Mọi người về.",))
    ]


def test_an_article_without_text_has_no_passage() -> None:
    assert cut("") == []


def test_passages_know_their_article_and_their_place_in_it() -> None:
    passages = cut_passages(Article(TITLE, " ".join(SENTENCES), DAY, URL), "tin/a.txt")
    assert len(passages) > 3
    assert [passage.position for passage in passages] == list(range(len(passages)))
    assert {(p.path, p.title, p.date, p.url) for p in passages} == {("tin/a.txt", TITLE, DAY, URL)}


def test_the_encoder_reads_title_and_date_with_every_passage() -> None:
    passages = cut_passages(Article(TITLE, " ".join(SENTENCES), DAY), "a.txt")
    for passage in passages:
        assert passage.text == " ".join(passage.sentences)
        assert passage.embedded_text == f"{TITLE} (03/04/2021). {passage.text}"


def test_the_encoder_reads_the_title_alone_where_there_is_no_date() -> None:
    (passage,) = cut_passages(Article(TITLE, "Trời đẹp."), "a.txt")
    assert passage.embedded_text == f"{TITLE}. Trời đẹp."
