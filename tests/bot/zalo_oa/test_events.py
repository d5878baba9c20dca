"""What the webhook makes of what it is given: the signature, and what an event says."""

import json
from typing import Any

import pytest

from bot.channel_config import Secret
from bot.zalo.oa_events import event_in, incoming, signature
from bot.zalo.talk import Incoming

TEXT = {
    "event_name": "user_send_text",
    "timestamp": "1717061839659",
    "sender": {"id": "5510185758261927916"},
    "recipient": {"id": "388613280878808645"},
    "message": {"text": "Ai chủ trì?", "msg_id": "e2a641af6661713b2874"},
}


def body(**changed: object) -> bytes:
    """A text message, with some fields changed or (None) left out."""
    fields = {name: value for name, value in {**TEXT, **changed}.items() if value is not None}
    return json.dumps(fields, ensure_ascii=False).encode()


def came(**changed: Any) -> Incoming | None:
    return incoming(event_in(body(**changed)))


def test_the_signature_is_that_of_a_known_call() -> None:
    # printf '12345{"text":"Chào"}1717061839659khoa' | sha256sum
    expected = "7b2790d344d6baa6108287d3830f80206a45f3e232cefb9b9e0248c8daf3f1f7"
    made = signature("12345", '{"text":"Chào"}'.encode(), "1717061839659", Secret("khoa"))
    assert made == f"mac={expected}"


@pytest.mark.parametrize("other", [b'{"text":"Chao"}', b'{"text": "Ch\xc3\xa0o"}', b""])
def test_the_signature_is_over_the_very_bytes(other: bytes) -> None:
    made = signature("12345", '{"text":"Chào"}'.encode(), "1", Secret("khoa"))
    assert signature("12345", other, "1", Secret("khoa")) != made


def test_a_text_is_taken_with_who_sent_it() -> None:
    person = "5510185758261927916"
    assert came() == Incoming("e2a641af6661713b2874", person, person, "Ai chủ trì?")


def test_numbers_are_as_good_as_texts() -> None:
    assert came(timestamp=1717061839659, sender={"id": 5510185758261927916}) == came()
    assert event_in(body()).at == 1717061839.659


@pytest.mark.parametrize("kind", "image sticker file audio video gif location link".split())
def test_whatever_else_people_send_is_taken_without_a_text(kind: str) -> None:
    taken = came(event_name=f"user_send_{kind}", message={"msg_id": "7", "text": "x"})
    assert taken
    assert taken.text is None


@pytest.mark.parametrize(
    ("attachments", "text"),
    [
        ([{"type": "link", "payload": {"url": "https://a.example/1"}}], "https://a.example/1"),
        *(([{}], None), ([{"payload": {}}], None), ([{"payload": {"url": 7}}], None)),
        *(([None], None), ({}, None), ([], None), ("x", None), (7, None)),
    ],
)
def test_a_link_is_taken_as_its_address(attachments: object, text: str | None) -> None:
    message = {"msg_id": "7", "attachments": attachments}
    taken = came(event_name="user_send_link", message=message)
    assert taken
    assert taken.text == text


def test_a_new_follower_is_greeted_once_however_often_it_is_said() -> None:
    one, again, later = (
        came(event_name="follow", sender=None, message=None, follower={"id": "5"}, timestamp=at)
        for at in ("1", "1", "2")
    )
    assert one
    assert (one.person, one.chat, one.text) == ("5", "5", "/start")
    assert again == one
    assert later
    assert later.id != one.id


@pytest.mark.parametrize(
    "name",
    """unfollow oa_send_text user_seen_message user_received_message anonymous_send_text
    user_send_group_text user_submit_info add_user_to_tag user_click_button""".split(),
)
def test_what_needs_no_answer_gets_none(name: str) -> None:
    assert came(event_name=name) is None


NO_TIMES: list[object] = [None, "", "x", "-1", "1.5", "1" * 17, True, 1.5, "١", []]
NO_NAMES: list[object] = [None, 7, {}, []]
NO_SENDERS: list[object] = [
    *(None, "5", {}, {"id": ""}, {"id": None}, {"id": "a b"}, {"id": "x\ny"}),
    *({"id": "ỉ"}, {"id": "5" * 81}, {"id": 1.5}, {"id": {}}),
]
NO_MESSAGES: list[object] = [
    *(None, "x", {}, {"text": "x"}, {"msg_id": "7"}, {"msg_id": "7", "text": 5}),
    {"msg_id": "7\n8", "text": "x"},
]


@pytest.mark.parametrize(
    "wrong",
    [
        *(b"", b"{", b"[]", b"null", b"7", b'"x"', b"{}", b"\xff\xfe", b"[" * 9000, b"9" * 5000),
        *(body(timestamp=time) for time in NO_TIMES),
        *(body(event_name=name) for name in NO_NAMES),
    ],
)
def test_what_is_no_event_is_refused(wrong: bytes) -> None:
    with pytest.raises(ValueError, match=r"^no "):
        event_in(wrong)


@pytest.mark.parametrize(
    "changed",
    [
        *({"sender": sender} for sender in NO_SENDERS),
        *({"message": message} for message in NO_MESSAGES),
        {"event_name": "follow"},
    ],
)
def test_an_event_without_what_it_must_have_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^no "):
        came(**changed)


def test_an_event_does_not_show_what_people_wrote() -> None:
    assert "chủ trì" not in repr(event_in(body()))
