"""What a call to Zalo may meet instead of its answer."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """A failure: this error, in Zalo's JSON; a status from 500 on comes in a proxy's HTML."""

    error: int = 0
    status: int = 200

    @property
    def body(self) -> bytes:
        if self.status >= 500:
            return b"<html><head><title>502 Bad Gateway</title></head></html>\r\n"
        return json.dumps({"error": self.error, "message": f"Error {self.error}"}).encode()


@dataclass(frozen=True)
class Drop:
    """A failure: the connection closes without an answer, before or after the call is performed."""

    before: bool = True


@dataclass(frozen=True)
class Hang:
    """A failure: the call is performed, and answered so many seconds later."""

    seconds: float


Failure = Answer | Drop | Hang
