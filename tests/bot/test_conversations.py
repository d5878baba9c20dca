import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import conversations
from bot.assistant import Conversation
from bot.conversations import Conversations
from tests.bot.conftest import Clock


def test_each_chat_has_its_own_conversation_and_keeps_it(clock: Clock) -> None:
    known = Conversations(clock)
    first, second = known.of("a"), known.of("b")
    assert first is not second
    assert known.of("a") is first
    assert known.of("b") is second


def test_after_half_an_hour_of_silence_a_conversation_is_new(clock: Clock) -> None:
    known = Conversations(clock)
    first = known.of("a")
    first.asked = "1"
    clock.now += 30 * 60
    assert known.of("a") is first
    clock.now += 30 * 60 + 1
    later = known.of("a")
    assert later is not first
    assert (later.last, later.choices, later.asked) == (None, (), "")
    assert known.of("a") is later


def test_a_conversation_that_goes_on_does_not_expire(clock: Clock) -> None:
    known = Conversations(clock)
    first = known.of("a")
    for _ in range(10):
        clock.now += 20 * 60
        assert known.of("a") is first


def test_of_too_many_conversations_the_one_silent_longest_is_forgotten(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations, "_MOST", 2)
    known = Conversations(clock)
    first, second = known.of("a"), known.of("b")
    assert known.of("a") is first
    known.of("c")
    assert known.of("a") is first
    assert known.of("b") is not second


def test_thousands_of_chats_may_talk_at_once(clock: Clock) -> None:
    known = Conversations(clock)
    first = [known.of(str(chat)) for chat in range(5000)]
    assert [known.of(str(chat)) for chat in range(5000)] == first


def test_threads_of_a_chat_get_the_same_new_conversation(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly() -> Conversation:
        time.sleep(0.02)  # the other threads come in between
        return Conversation()

    known = Conversations(clock)
    old = known.of("a")
    clock.now += 30 * 60 + 1
    monkeypatch.setattr(conversations, "Conversation", slowly)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(known.of, "aaaa"))
    assert found[0] is not old
    assert all(one is found[0] for one in found)
