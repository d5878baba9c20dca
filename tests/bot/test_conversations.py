import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot import conversations
from bot.assistant import Conversation
from bot.conversations import Conversations


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


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


def test_two_threads_of_a_chat_get_the_same_conversation(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, threads = Conversations(clock), 8
    start = Barrier(threads)

    def ask() -> list[Conversation]:
        start.wait(10)
        return [known.of(str(chat)) for chat in range(400)]

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(threads) as pool:
            found = [future.result() for future in [pool.submit(ask) for _ in range(threads)]]
    finally:
        sys.setswitchinterval(before)
    assert all(one == found[0] for one in found)
