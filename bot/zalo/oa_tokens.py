"""The tokens of an Official Account, which change about daily and must not get lost.

A refresh token works once. So a new pair is stored before it is used, one process at a time renews,
and whoever waited takes what the other stored.
"""

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from bot.channel import ChannelError, UnreachableError
from bot.zalo.calling import BRIEFLY_S, CallError, call
from bot.zalo.oa_errors import error_in
from bot.zalo.oa_store import Pair, TokenStore
from bot.zalo_config import ZaloOa

_LOG = logging.getLogger(__name__)
_LOOK_EVERY_S = 60.0
_LIFETIME_S = 90_000
"""Of an access token, where Zalo does not say it."""
_RENEWED_AFTER = 0.75
"""Of its lifetime: the hours left are the office's, should a new pair be needed."""
_STOP_WITHIN_S = 5.0
_PLAIN = re.compile(r"[\x21-\x7e]+")
_SECONDS = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_WAY_OUT = (
    "get new ones (docs/zalo-oa.md), set ZALO_OA_ACCESS_TOKEN and ZALO_OA_REFRESH_TOKEN to them, "
    "and restart giaoban"
)


class RefusedError(CallError):
    """There is no refresh token that Zalo takes; the message says the way out."""


class Tokens:
    """Holds the pair that is used, and renews it ahead of its end or when Zalo refuses it."""

    def __init__(
        self,
        config: ZaloOa,
        state: Path,
        client: httpx.AsyncClient,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._config = config
        self._state = state
        self._store = TokenStore(state)
        self._client = client
        self._clock = clock
        self._given = _given(config, clock())
        self._pair: Pair | None = None
        self._unsaved: Pair | None = None
        self._refusal = ("", 0.0, "")
        """A refresh token that was refused, until when it is not tried again, what was said."""
        self._is_refused = False
        self._turn = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None

    @property
    def access_token(self) -> str:
        """What calls carry; empty before start()."""
        return self._pair.access_token if self._pair else ""

    @property
    def is_good(self) -> bool:
        """Whether calls can be made, and tomorrow as well."""
        return not self._is_refused and self._is_usable

    async def start(self) -> None:
        """Takes the stored pair, or a new one from the environment; renews it if that is due.

        :raises UnreachableError: if Zalo cannot be reached, and none is good meanwhile.
        :raises ChannelError: if there is none to work with.
        """
        try:
            await self._renew_whole("", BRIEFLY_S)
        except RefusedError as error:
            if not self._is_usable:
                raise ChannelError(f"{error}.") from None
            self._is_refused = True
            _LOG.error("%s; the old access token is used until it expires", error)
        except CallError as error:
            if not self._is_usable:
                raise UnreachableError(
                    f"The tokens of the Official Account cannot be renewed at "
                    f"{self._config.oauth_url} ({error}): check the network, zalo.oa.oauth_url and "
                    "the state folder."
                ) from None
            _say_later(error)

    async def keep(self) -> None:
        """Renews in time, until cancelled."""
        while True:
            due = self._pair.renew_at - self._clock() if self._pair else 0.0
            has_failed = due <= 0
            await asyncio.sleep(_LOOK_EVERY_S if has_failed else min(due, _LOOK_EVERY_S))
            try:
                await self.renewed()
            except RefusedError:
                pass  # it was said
            except CallError as error:
                _say_later(error)

    async def renewed(self, refused: str = "") -> str:
        """A good access token, after a renewal if that is due.

        :param refused: the access token that Zalo does not take any more.
        :raises CallError: if there is none.
        """
        async with self._turn:
            try:
                await self._renew_whole(refused, _LOOK_EVERY_S)
            except RefusedError as error:
                if not self._is_refused:
                    _LOG.error("%s", error)
                self._is_refused = True
                raise
            if self._is_refused:
                _LOG.warning("the tokens of the Official Account are good again")
            self._is_refused = False
            return self.access_token

    async def stop(self) -> None:
        """Lets a renewal end: what Zalo answers must be stored."""
        if self._renewal:
            await asyncio.wait([self._renewal], timeout=_STOP_WITHIN_S)

    @property
    def _is_usable(self) -> bool:
        return self._pair is not None and self._clock() < self._pair.expires_at

    async def _renew_whole(self, refused: str, patience_s: float) -> None:
        """Goes on to the end even if whoever asked for it is cancelled."""
        self._renewal = asyncio.create_task(self._renew(refused, patience_s))
        await asyncio.shield(self._renewal)

    async def _renew(self, refused: str, patience_s: float) -> None:
        """:raises CallError: if there is no good pair afterwards."""
        try:
            async with self._store.locked():
                if self._unsaved:
                    self._save(self._unsaved)
                stored = await self._chosen(self._store.read(), patience_s)
                if stored.access_token == refused or self._clock() >= stored.renew_at:
                    await self._exchange(stored, patience_s)
        except OSError as error:
            what = error.strerror or "another process keeps them locked"
            raise CallError(f"the tokens in {self._state}: {what}") from error

    async def _chosen(self, stored: Pair | None, patience_s: float) -> Pair:
        """The stored pair, or what a new one in the environment was exchanged for."""
        given = self._given
        if given and (stored is None or stored.origin != given.origin):
            self._pair = given
            try:
                return await self._exchange(given, patience_s)
            except RefusedError:
                self._pair = None
                if stored is None:
                    raise
            _LOG.warning("ZALO_OA_REFRESH_TOKEN is refused; the tokens kept from before are used")
            self._given = None
        if stored is None:
            raise RefusedError(f"the Official Account has no tokens: {_WAY_OUT}")
        self._pair = stored
        return stored

    async def _exchange(self, pair: Pair, patience_s: float) -> Pair:
        """The pair that Zalo gives for an old one; it is stored."""
        token, until, said = self._refusal
        if pair.refresh_token == token and self._clock() < until:
            raise RefusedError(said)
        self._store.check_room()  # before the old token is spent
        fields = await self._ask(pair.refresh_token, patience_s)
        if error := error_in(fields):
            said = (
                f"Zalo does not renew the tokens of the Official Account (error {error}): check "
                f"zalo.oa.app_id and ZALO_APP_SECRET_KEY; if they are right, {_WAY_OUT}"
            )
            self._refusal = (pair.refresh_token, self._clock() + _LOOK_EVERY_S, said)
            raise RefusedError(said)
        new = _new(fields, pair.origin, self._clock())
        self._pair = new
        self._save(new)
        _LOG.info("the tokens of the Official Account were renewed")
        return new

    async def _ask(self, refresh_token: str, patience_s: float) -> Mapping[str, Any]:
        form = {
            "refresh_token": refresh_token,
            "app_id": self._config.app_id,
            "grant_type": "refresh_token",
        }
        headers = {"secret_key": self._config.needed_app_secret().value}
        address = f"{self._config.oauth_url}/v4/oa/access_token"

        async def send() -> httpx.Response:
            return await self._client.post(address, data=form, headers=headers)

        return (await call("access_token", send, patience_s, once=False)).fields

    def _save(self, pair: Pair) -> None:
        self._unsaved = pair
        self._store.write(pair)
        self._unsaved = None


def _given(config: ZaloOa, now: float) -> Pair | None:
    """The pair in the environment. How old it is nobody knows, so it is renewed at once."""
    if config.refresh_token is None:
        return None
    access_token = config.access_token.value if config.access_token else ""
    expires_at = now + _LIFETIME_S if access_token else 0.0
    refresh_token = config.refresh_token.value
    origin = hashlib.sha256(refresh_token.encode()).hexdigest()
    return Pair(access_token, refresh_token, 0.0, expires_at, origin)


def _new(fields: Mapping[str, Any], origin: str, now: float) -> Pair:
    """:raises CallError: if Zalo's answer holds no pair."""
    access_token, refresh_token = fields.get("access_token"), fields.get("refresh_token")
    if not _is_token(access_token) or not _is_token(refresh_token):
        raise CallError("access_token: an answer without tokens")
    seconds = str(fields.get("expires_in"))
    lifetime = int(seconds) if _SECONDS.fullmatch(seconds) else _LIFETIME_S
    renew_at = now + _RENEWED_AFTER * lifetime
    return Pair(str(access_token), str(refresh_token), renew_at, now + lifetime, origin)


def _is_token(value: object) -> bool:
    return isinstance(value, str) and _PLAIN.fullmatch(value) is not None


def _say_later(error: CallError) -> None:
    _LOG.warning("the tokens of the Official Account were not renewed: %s; trying again", error)
