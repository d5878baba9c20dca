"""Where the tokens of an Official Account are kept: a private file that only one process renews."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import lock_descriptor

from knowledge import private

_LOG = logging.getLogger(__name__)
_WAIT_FOR_OTHERS_S = 90.0
_LARGER_THAN_TOKENS = 8192


@dataclass(frozen=True, repr=False)
class Pair:
    """Both tokens, with times in seconds since 1970.

    `origin` is the fingerprint of the refresh token in the environment that all began with: a token
    with another fingerprint is new there.
    """

    access_token: str
    refresh_token: str
    renew_at: float
    expires_at: float
    origin: str


class TokenStore:
    """The pair in the state folder."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._path = state / "zalo_oa_tokens.json"

    def read(self) -> Pair | None:
        """The pair; None if there is none that can be read.

        :raises OSError: if the file is there and cannot be opened.
        """
        try:
            raw = json.loads(self._path.read_bytes())
            times = float(raw["renew_at"]), float(raw["expires_at"])
            return Pair(
                str(raw["access_token"]), str(raw["refresh_token"]), *times, str(raw["origin"])
            )
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, LookupError):
            _LOG.warning("%s is damaged and not used", self._path)
            return None

    def write(self, pair: Pair) -> None:
        """Keeps `pair` in place of the one before, in one step.

        :raises OSError: if it cannot be written; the one before then stays.
        """
        private.write(self._path, json.dumps(asdict(pair)))

    def check_room(self) -> None:
        """:raises OSError: if a pair could not be written now."""
        probe = self._path.with_suffix(".probe")
        private.write(probe, "x" * _LARGER_THAN_TOKENS)
        probe.unlink()

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Held while a token is spent; the end of the process frees it, however it comes.

        :raises TimeoutError: if another process holds it for too long.
        :raises OSError: if the folder cannot be written.
        """
        private.make_state(self._state)
        path = self._path.with_suffix(".lock")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            private.restrict(path)
            async with asyncio.timeout(_WAIT_FOR_OTHERS_S):
                while not lock_descriptor(descriptor, blocking=False):
                    await asyncio.sleep(0.05)
            yield
        finally:
            os.close(descriptor)
