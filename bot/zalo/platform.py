"""The Zalo Bot Platform over HTTP: its methods, and what its answers mean."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import httpx

from bot.channel_config import Secret
from bot.logs import without_secrets
from bot.zalo.calling import (
    BRIEFLY_S,
    LONG_S,
    Answer,
    CallError,
    answer_of,
    call,
    client,
    timeout,
)
from bot.zalo_config import Zalo
from knowledge.vietnamese import without_controls

_NOTHING_NEW = 408
_POLL_S = 25
_LATE_S = 10.0
"""How much longer than asked a poll may take until its connection counts as dead."""
_PROBE_WITHIN_S = 10.0
_SIGN_WITHIN_S = 1.0
"""The typing sign holds up the answer no longer."""
_NAMES = ("display_name", "name", "account_name")


class RefusedError(CallError):
    """Zalo answered that it does not do it; `code` is its own, in the manner of HTTP's."""

    def __init__(self, method: str, code: int, why: str) -> None:
        super().__init__(f"{method}: error {code} ({why or 'without a reason'})")
        self.code = code

    @property
    def is_for_token(self) -> bool:
        """Whether it is the token that Zalo does not know."""
        return self.code in (401, 404)


class Platform:
    """Calls the methods of one bot, and carries messages out for Talk.

    The token stands in each address, so no address gets into a log or an error.
    """

    name = "zalo"

    def __init__(self, config: Zalo) -> None:
        """:raises ConfigError: if there is no token."""
        self._token = config.needed_token()
        self._base_url = config.base_url
        self._client = client()

    async def names(self) -> tuple[str, ...]:
        """What the bot is called, the name that people see first.

        :raises CallError: if Zalo cannot be asked, RefusedError if it does not know the token.
        """
        return _names(await self._call("getMe"))

    async def next_update(self) -> object:
        """Waits some time for an update; None if none came.

        :raises CallError: if Zalo cannot be asked or refuses.
        """
        try:
            return await self._call("getUpdates", 0.0, within_s=_POLL_S + _LATE_S, timeout=_POLL_S)
        except RefusedError as error:
            if error.code == _NOTHING_NEW:
                return None
            raise

    async def send(self, chat: str, text: str) -> None:
        await self._call("sendMessage", LONG_S, once=True, chat_id=chat, text=text)

    async def show_typing(self, chat: str) -> None:
        with suppress(CallError, TimeoutError):
            async with asyncio.timeout(_SIGN_WITHIN_S):
                await self._call("sendChatAction", 0.0, chat_id=chat, action="typing")

    async def set_webhook(self, url: str, secret: str) -> None:
        """:param secret: of 8 to 256 characters; Zalo sends it with each call.

        :raises CallError: if Zalo cannot be asked or refuses.
        """
        await self._call("setWebhook", url=url, secret_token=secret)

    async def delete_webhook(self) -> None:
        """:raises CallError: if Zalo cannot be asked or refuses."""
        await self._call("deleteWebhook")

    async def has_webhook(self) -> bool:
        """Whether updates go to a webhook, whoever set it; False where Zalo does not tell."""
        with suppress(CallError):
            found = await self._call("getWebhookInfo", 0.0, within_s=_PROBE_WITHIN_S)
            return isinstance(found, Mapping) and bool(found.get("url"))
        return False

    async def close(self) -> None:
        await self._client.aclose()

    async def _call(
        self,
        method: str,
        patience_s: float = BRIEFLY_S,
        *,
        once: bool = False,
        within_s: float | None = None,
        **parameters: object,
    ) -> Any:
        address = _address(self._base_url, self._token, method)

        async def send() -> httpx.Response:
            return await self._client.post(address, json=parameters, timeout=timeout(within_s))

        answer = await call(method, send, patience_s, once=once, code=_code)
        return _result(method, answer, self._token)


def probe(config: Zalo) -> str:
    """The name of the bot to which the token belongs, asked for once and at once.

    :raises ConfigError: if there is no token.
    :raises CallError: if Zalo cannot be asked, RefusedError if it does not know the token.
    """
    token = config.needed_token()
    try:
        address = _address(config.base_url, token, "getMe")
        response = httpx.post(address, json={}, timeout=_PROBE_WITHIN_S)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise CallError(f"getMe: {type(error).__name__}") from None  # the text may hold the address
    return _names(_result("getMe", answer_of(response), token))[0]


def _address(base_url: str, token: Secret, method: str) -> str:
    return f"{base_url}/bot{quote(token.value, safe=':')}/{method}"


def _code(answer: Answer) -> int:
    """Zalo also reports errors with the HTTP status 200."""
    code = answer.fields.get("error_code")
    return code if isinstance(code, int) and answer.fields.get("ok") is not True else answer.status


def _result(method: str, answer: Answer, token: Secret) -> Any:
    if answer.fields.get("ok") is True:
        return answer.fields.get("result")
    if not answer.fields and answer.status != 401:
        raise CallError(f"{method}: answer {answer.status} without JSON")
    why = without_controls(str(answer.fields.get("description", "")))[:200]
    raise RefusedError(method, _code(answer), without_secrets(why, [token]))


def _names(me: object) -> tuple[str, ...]:
    found = [me.get(key) for key in _NAMES] if isinstance(me, Mapping) else []
    names = tuple(name for name in found if isinstance(name, str) and name.strip())
    if not names:
        raise CallError("getMe: an answer without a name")
    return names
