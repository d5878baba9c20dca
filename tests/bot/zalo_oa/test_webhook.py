"""The webhook: who may call it, with what, and when."""

import json
from itertools import count

import httpx
import pytest

from tests.bot.zalo_oa.conftest import Running
from tests.bot.zalo_oa.test_official import QUESTION, WHO
from tests.bot.zalo_oa_server.people import Json

NUMBERS = count(400_000)


@pytest.fixture
def event(bot: Running) -> Json:
    """A question of somebody who never wrote before."""
    number = next(NUMBERS)
    return bot.server.event(
        "user_send_text", str(number), {"text": QUESTION, "msg_id": f"m{number}"}
    )


def nothing_came_of(event: Json, bot: Running) -> None:
    """An answer to somebody else, who wrote later, is there."""
    bot.server.ask("cảm ơn", str(next(NUMBERS)))
    assert bot.server.messages(event["sender"]["id"]) == []


def test_a_genuine_call_is_answered_empty_and_the_question_afterwards(
    bot: Running, event: Json
) -> None:
    body = json.dumps(event).encode()
    answer = bot.server.answer_to(body, bot.server.signature(body, event["timestamp"]))
    assert (answer.status_code, answer.content) == (200, b"")
    assert WHO in bot.server.wait_for(user=event["sender"]["id"]).text


def test_a_forged_call_is_refused_and_nothing_happens(bot: Running, event: Json) -> None:
    body = json.dumps(event).encode()
    right = bot.server.signature(body, event["timestamp"])
    forged = [
        *(None, "", "mac=", "wrong", "mac=bí mật", right.removeprefix("mac="), right[:-1]),
        *(right.upper(), f"{right},{right}", bot.server.signature(body + b" ", event["timestamp"])),
        bot.server.signature(body, str(int(event["timestamp"]) + 1)),
        *(
            bot.server.signature(body, event["timestamp"], key)
            for key in ("", bot.server.app_secret)
        ),
    ]
    for one in forged:
        answer = bot.server.answer_to(body, one)
        assert answer.status_code == 403, one
        assert (
            answer.text == "<html><title>403: Forbidden</title><body>403: Forbidden</body></html>"
        )
    changed = json.dumps({**event, "sender": {"id": "990000000000000099"}}).encode()
    assert bot.server.post(changed, right) == 403
    nothing_came_of(event, bot)
    assert "a webhook call without Zalo's signature was refused" in bot.log


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b"[" * 9000])
def test_what_is_no_event_is_a_bad_request(bot: Running, body: bytes) -> None:
    answer = bot.server.answer_to(body, bot.server.signature(body, ""))
    assert answer.status_code == 400
    assert (
        answer.text == "<html><title>400: Bad Request</title><body>400: Bad Request</body></html>"
    )


def test_a_genuine_event_of_an_unknown_form_is_taken_so_that_zalo_does_not_repeat_it(
    bot: Running, event: Json
) -> None:
    del event["message"]
    assert bot.server.deliver(event) == 200
    assert "an event of Zalo cannot be read: no message" in bot.log


@pytest.mark.parametrize("minutes", [7, 60, -7, 60 * 24 * 365])
def test_an_event_of_another_time_is_passed_over(bot: Running, event: Json, minutes: int) -> None:
    event["timestamp"] = str(int(event["timestamp"]) - minutes * 60_000)
    assert bot.server.deliver(event) == 200
    nothing_came_of(event, bot)


@pytest.mark.parametrize("minutes", [5, -2])
def test_an_event_that_zalo_repeats_or_dates_a_little_ahead_is_answered(
    bot: Running, event: Json, minutes: int
) -> None:
    event["timestamp"] = str(int(event["timestamp"]) - minutes * 60_000)
    assert bot.server.deliver(event) == 200
    assert WHO in bot.server.wait_for(user=event["sender"]["id"]).text


def test_a_repeated_event_is_answered_once(bot: Running, event: Json) -> None:
    user = event["sender"]["id"]
    assert [bot.server.deliver(event) for _ in range(3)] == [200] * 3
    bot.server.wait_for(user=user)
    assert bot.server.deliver(event) == 200
    assert bot.server.ask("cảm ơn", user) == "Không có gì, thưa đồng chí."
    assert len(bot.server.messages(user)) == 2


def test_the_webhook_can_only_be_posted_to_and_stands_at_its_own_address(bot: Running) -> None:
    assert bot.server.post(b"", None, "GET") == 405
    with httpx.Client(trust_env=False) as client:
        for path in ("/", "/zalo-oa/", "/zalo", "/telegram"):
            assert client.post(bot.server.hook.replace("/zalo-oa", path)).status_code == 404


def test_monitors_see_that_it_is_well(bot: Running) -> None:
    answer = httpx.get(bot.server.hook.replace("/zalo-oa", "/healthz"), trust_env=False)
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "channels": {"zalo-oa": "ok"}}
