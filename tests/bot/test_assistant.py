import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.assistant import Answer, Assistant, Conversation
from embeddings.reader import Mark
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from tests.conftest import BRIEFING, FakeEncoder, no_progress

REFUSED = "Ai chủ trì hội nghị giao ban của Thị ủy tháng 12 năm 2019?"


@pytest.fixture
def assistant(base: KnowledgeBase) -> Assistant:
    base.reload(no_progress)
    return Assistant(base)


def test_without_an_index_the_admin_is_told_what_to_run(base: KnowledgeBase) -> None:
    with pytest.raises(KnowledgeError, match="giaoban reload"):
        Assistant(base).answer("Ai chủ trì?")


# --- over the samples, with the default encoder


NINE_MONTHS, COUNCIL = "2023-09-20-giao-ban-9-thang.txt", "2023-07-20-hdnd-ky-hop-thu-9.txt"


@pytest.mark.parametrize(
    ("typed", "highlight", "path"),
    [
        ("Ai chủ trì hội nghị giao ban 9 tháng năm 2023?", "Văn Quốc Cường", NINE_MONTHS),
        ("ai chu tri hoi nghi giao ban 9 thang nam 2023", "Văn Quốc Cường", NINE_MONTHS),
        ("Ai là Chủ tịch HĐND thị xã Sông Thượng?", "Trịnh Hữu Tường", COUNCIL),
    ],
)
def test_an_answer_comes_with_the_words_that_answer_and_its_source_first(
    samples: KnowledgeBase, typed: str, highlight: str, path: str
) -> None:
    answer = Assistant(samples).answer(typed)
    assert (answer.question, answer.found, answer.highlight) == (typed, True, highlight)
    assert highlight in answer.answer
    assert len(answer.answer) <= 350
    assert answer.sources[0].path == path
    assert answer.answer in answer.sources[0].passage
    assert 1 < len(answer.sources) <= 5
    passages = [source.passage for source in answer.sources]
    assert len(set(passages)) == len(passages)
    assert 0 < answer.elapsed_ms < 60_000


def test_a_question_that_no_article_answers_is_refused_with_what_comes_near(
    samples: KnowledgeBase,
) -> None:
    answer = Assistant(samples).answer(REFUSED)
    assert (answer.found, answer.answer, answer.highlight) == (False, "", None)
    assert 1 <= len(answer.sources) <= 3
    paths = [source.path for source in answer.sources]
    assert len(set(paths)) == len(paths)
    assert all("giao-ban" in path for path in paths)


class _Doubter:
    """A reader that marks the words where they stand, not sure that they answer."""

    def mark(self, question: str, texts: Sequence[str]) -> list[tuple[Mark, ...]]:
        words = "30 bộ bàn ghế"
        starts = [text.find(words) for text in texts]
        return [(Mark(at, at + len(words), -6.5),) if at >= 0 else () for at in starts]


def test_a_refusal_names_the_article_first_that_was_read_as_the_nearest(tmp_path: Path) -> None:
    folder = tmp_path / "bai"
    folder.mkdir()
    asked = "Trường mầm non nhận quà gì dịp khai giảng?"
    for name, text in (
        ("hoi", "Trường mầm non nhận quà dịp khai giảng. Dịp khai giảng trường mầm non vui."),
        ("ban-ghe", "Dịp khai giảng, trường mầm non nhận 30 bộ bàn ghế."),
    ):
        (folder / f"{name}.txt").write_text(f"Tin của xã\n\n{text}\n", encoding="utf-8")
    base = KnowledgeBase(tmp_path / "state", [folder], FakeEncoder(), _Doubter())
    base.reload(no_progress)
    first, *_ = base.find(base.understand(asked))
    answer = Assistant(base).answer(asked)
    base.close()
    assert not answer.found
    assert first.passage.path == "hoi.txt"
    assert [source.path for source in answer.sources] == ["ban-ghe.txt", "hoi.txt"]


@pytest.mark.parametrize("typed", ["Đội nào vô địch giải bóng đá?", "messi wikipedia"])
def test_a_question_on_another_matter_is_refused_without_articles(
    samples: KnowledgeBase, typed: str
) -> None:
    answer = Assistant(samples).answer(typed)
    assert (answer.found, answer.answer, answer.sources) == (False, "", ())


# --- follow-up questions


def ask_all(assistant: Assistant, conversation: Conversation | None, *typed: str) -> Answer:
    return [assistant.answer(question, conversation) for question in typed][-1]


FIRST = "Ai chủ trì hội nghị giao ban tháng 4?"
NEXT = "Vào ngày nào?"


def test_a_follow_up_is_about_what_was_asked_before(assistant: Assistant) -> None:
    conversation = Conversation()
    answer = ask_all(assistant, conversation, FIRST, NEXT)
    assert answer.question == NEXT
    assert "4/5/2023" in str(answer.highlight)


def test_a_question_with_a_topic_of_its_own_begins_a_new_one(assistant: Assistant) -> None:
    answer = ask_all(assistant, Conversation(), FIRST, "Ai là Chủ tịch HĐND thị xã Mỹ Lâm?")
    assert answer.highlight == "Lê Thị Sáu"
    assert answer.sources[0].path == "hdnd.txt"


def test_without_a_conversation_nothing_is_remembered(assistant: Assistant) -> None:
    assert not ask_all(assistant, None, FIRST, NEXT).found


def test_a_forgotten_conversation_is_as_new(assistant: Assistant) -> None:
    conversation = Conversation()
    assistant.answer(FIRST, conversation)
    conversation.forget()
    assert not assistant.answer(NEXT, conversation).found


def test_conversations_do_not_mix(assistant: Assistant) -> None:
    first, second = Conversation(), Conversation()
    assistant.answer(FIRST, first)
    assert not assistant.answer(NEXT, second).found
    assert assistant.answer(NEXT, first).found


def test_a_question_that_was_refused_does_not_change_the_topic(assistant: Assistant) -> None:
    conversation = Conversation()
    answer = ask_all(assistant, conversation, FIRST, "Đội nào vô địch giải bóng đá?", NEXT)
    assert "4/5/2023" in str(answer.highlight)


# --- whatever is typed


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "\n\n", "?", "?!…", "🎉🎉", "👩‍👩‍👧", "\x00\x01\x1b[31m"),
        *("\u202e\u200b\ufeff", "\ud800"),
        *("a" * 1_000_000, "Ai chủ trì hội nghị giao ban? " * 30_000, "?" * 5000, "1/ " * 400),
        *("\u0301" * 500, "(" * 900, "[a-z]+\\", "'; DROP TABLE article; --", "ﷺ" * 900, "ai"),
        *("quý 0 năm 0", "12/34/5678 tháng 99", "北京", "Ǆ ß İ ŉ", "<b>Ai?</b>", "A B C D " * 99),
    ],
)
def test_whatever_is_typed_gets_an_answer(assistant: Assistant, typed: str) -> None:
    conversation = Conversation()
    for _ in range(2):  # as a first question and as a follow-up
        answer = assistant.answer(typed, conversation)
        assert answer.question == typed
        assert answer.found == bool(answer.answer)
        assert len(answer.sources) <= 5
        assistant.answer(FIRST, conversation)


@pytest.mark.parametrize("typed", ["", "🎉", "\x00", "?!", "Ai là gì ở đâu?"])
def test_what_asks_nothing_is_refused(assistant: Assistant, typed: str) -> None:
    answer = assistant.answer(typed)
    assert (answer.found, answer.sources) == (False, ())


def test_letters_and_marks_may_be_typed_apart(assistant: Assistant) -> None:
    answer = assistant.answer(unicodedata.normalize("NFD", FIRST))
    assert answer.highlight == "Trần Văn Bảy"


def test_a_source_tells_its_date_and_address(base: KnowledgeBase, articles: Path) -> None:
    title, _, body = BRIEFING.partition("\n")
    matter = f"---\ntitle: {title}\ndate: 2023-05-05\nurl: https://mylam.example/4\n---\n"
    (articles / "giao-ban.txt").write_text(matter + body, encoding="utf-8")
    base.reload(no_progress)
    source = Assistant(base).answer(FIRST).sources[0]
    assert (source.path, source.title) == ("giao-ban.txt", title)
    assert source.date is not None
    assert source.date.isoformat() == "2023-05-05"
    assert source.url == "https://mylam.example/4"
