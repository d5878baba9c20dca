"""People who write to the Official Account, and Zalo that hands it on to the webhook."""

import hashlib
import json
import time
from itertools import count
from typing import Any

import httpx

Json = dict[str, Any]


class People:
    """Writes to the webhook at `hook`; every call is signed as Zalo does it."""

    def __init__(self) -> None:
        self.app_id = "4182736450198273645"
        self.oa_secret = f"OaSecret{'Ab3' * 4}"
        self.hook = ""
        self._numbers = count(1)

    def write(self, text: str, user: str = "100", **options: Any) -> str:
        """Returns the number of the message."""
        number = f"{next(self._numbers):020x}"
        event = self.event("user_send_text", user, {"text": text, "msg_id": number}, **options)
        assert self.deliver(event) == 200
        return number

    def send(self, kind: str, user: str = "100") -> None:
        """A picture, a sticker, a file…"""
        message = {"msg_id": f"{next(self._numbers):020x}", "attachments": [{"type": kind}]}
        assert self.deliver(self.event(f"user_send_{kind}", user, message)) == 200

    def follow(self, user: str = "100") -> Json:
        event = self.event("follow", user, {})
        del event["sender"], event["message"]
        event |= {"follower": {"id": user}, "source": "oa_profile"}
        assert self.deliver(event) == 200
        return event

    def event(self, name: str, user: str, message: Json, age_s: float = 0.0) -> Json:
        return {
            "app_id": self.app_id,
            "user_id_by_app": f"9{user}",
            "event_name": name,
            "timestamp": str(round((time.time() - age_s) * 1000)),
            "sender": {"id": user},
            "recipient": {"id": "388613280878808645"},
            "message": message,
        }

    def deliver(self, event: Json) -> int:
        """Posts an event as Zalo does; the status that came back, within two seconds."""
        body = json.dumps(event, ensure_ascii=False).encode()
        return self.post(body, self.signature(body, event["timestamp"]))

    def signature(self, body: bytes, timestamp: str, secret: str | None = None) -> str:
        key = self.oa_secret if secret is None else secret
        text = self.app_id.encode() + body + timestamp.encode() + key.encode()
        return f"mac={hashlib.sha256(text).hexdigest()}"

    def post(self, body: bytes, signature: str | None, method: str = "POST") -> int:
        return self.answer_to(body, signature, method).status_code

    def answer_to(self, body: bytes, signature: str | None, method: str = "POST") -> httpx.Response:
        """What the webhook answers to any call."""
        headers = {b"Content-Type": b"application/json"}
        if signature is not None:
            headers[b"X-ZEvent-Signature"] = signature.encode()
        with httpx.Client(trust_env=False, timeout=10) as client:
            answer = client.request(method, self.hook, content=body, headers=headers)
        assert answer.elapsed.total_seconds() < 2
        return answer
