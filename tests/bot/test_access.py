import pytest

from bot import access
from bot.access import Access, Verdict
from tests.bot.conftest import Clock

WELCOME, REFUSE, SLOW_DOWN, IGNORE = Verdict


def door(clock: Clock, *allowed: str, per_minute: int = 20) -> Access:
    return Access({"99"}, set(allowed), per_minute, clock)


def many(door: Access, count: int, person: str = "7") -> list[Verdict]:
    return [door.admit(person) for _ in range(count)]


# --- who


def test_without_a_list_everybody_is_admitted(clock: Clock) -> None:
    assert door(clock).admit("1") is door(clock).admit("2", "can_bo", "-100") is WELCOME


@pytest.mark.parametrize(
    ("person", "names"),
    [
        ("7", ()),
        ("7", ("vang_lai",)),
        ("1", ("can_bo",)),
        ("1", ("Can_Bo",)),
        ("1", ("vang_lai", "-100")),
        ("99", ()),
        ("99", ("vang_lai",)),
    ],
)
def test_a_person_is_admitted_by_id_user_name_group_or_as_an_admin(
    clock: Clock, person: str, names: tuple[str, ...]
) -> None:
    assert door(clock, "7", "can_bo", "-100").admit(person, *names) is WELCOME


@pytest.mark.parametrize(
    ("person", "names"), [("1", ()), ("1", ("can_bo2", "-101")), ("-7", ()), ("", ("", "@can_bo"))]
)
def test_a_person_who_is_not_on_the_list_is_refused(
    clock: Clock, person: str, names: tuple[str, ...]
) -> None:
    assert door(clock, "7", "can_bo", "-100").admit(person, *names) is REFUSE


def test_only_the_id_makes_an_admin(clock: Clock) -> None:
    assert door(clock).is_admin("99")
    assert not door(clock).is_admin("7")
    assert door(clock, "7").admit("1", "99") is REFUSE


def test_a_refusal_is_said_once_to_each(clock: Clock) -> None:
    closed = door(clock, "7")
    assert many(closed, 3, "1") == [REFUSE, IGNORE, IGNORE]
    clock.now += 3600
    assert many(closed, 2, "1") == [IGNORE, IGNORE]
    assert many(closed, 2, "2") == [REFUSE, IGNORE]


def test_a_refusal_is_said_again_after_a_welcome(clock: Clock) -> None:
    closed = door(clock, "-100")
    assert closed.admit("1") is REFUSE
    assert closed.admit("1", "-100") is WELCOME
    assert many(closed, 2, "1") == [REFUSE, IGNORE]


def test_the_refused_do_not_use_up_their_minute(clock: Clock) -> None:
    closed = door(clock, "-100", per_minute=1)
    many(closed, 5, "1")
    assert closed.admit("1", "-100") is WELCOME


def test_whoever_was_refused_is_still_told_to_slow_down_where_admitted(clock: Clock) -> None:
    closed = door(clock, "-100", per_minute=1)
    assert closed.admit("1", "-100") is WELCOME
    assert closed.admit("1") is REFUSE
    assert [closed.admit("1", "-100") for _ in range(2)] == [SLOW_DOWN, IGNORE]


# --- how often


def test_whoever_asks_too_often_is_told_once_to_slow_down(clock: Clock) -> None:
    assert many(door(clock, per_minute=2), 5) == [WELCOME, WELCOME, SLOW_DOWN, IGNORE, IGNORE]


@pytest.mark.parametrize("person", ["7", "99"])
def test_the_limit_holds_for_each_and_for_admins_too(clock: Clock, person: str) -> None:
    limited = door(clock, per_minute=1)
    assert many(limited, 2, person) == [WELCOME, SLOW_DOWN]
    assert limited.admit("8") is WELCOME


def test_the_minute_slides(clock: Clock) -> None:
    limited = door(clock, per_minute=2)
    assert limited.admit("7") is WELCOME
    clock.now += 40
    assert limited.admit("7") is WELCOME
    clock.now += 19.9
    assert limited.admit("7") is SLOW_DOWN
    clock.now += 0.1  # a minute after the first
    assert many(limited, 2) == [WELCOME, SLOW_DOWN]
    clock.now += 40  # a minute after the second
    assert many(limited, 2) == [WELCOME, SLOW_DOWN]


def test_messages_that_were_not_welcome_do_not_lengthen_the_wait(clock: Clock) -> None:
    limited = door(clock, per_minute=1)
    assert limited.admit("7") is WELCOME
    for _ in range(5):
        clock.now += 10
        assert limited.admit("7") is not WELCOME
    clock.now += 10
    assert limited.admit("7") is WELCOME


# --- memory


def test_of_too_many_people_the_one_silent_longest_is_forgotten(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_MOST", 2)
    limited = door(clock, per_minute=1)
    assert [limited.admit(person) for person in "abac"] == [WELCOME, WELCOME, SLOW_DOWN, WELCOME]
    assert limited.admit("a") is IGNORE
    assert limited.admit("b") is WELCOME


def test_of_too_many_refused_the_first_is_forgotten(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_MOST", 2)
    closed = door(clock, "7")
    assert [closed.admit(person) for person in "abc"] == [REFUSE] * 3
    assert [closed.admit(person) for person in "cba"] == [IGNORE, IGNORE, REFUSE]
