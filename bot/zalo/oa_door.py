"""How messages get out through an Official Account."""

import logging

import httpx

from bot.zalo.calling import LONG_S, CallError, call
from bot.zalo.oa_errors import NOT_TAKEN, TOKEN_REFUSED, TOO_MANY, error_in
from bot.zalo.oa_tokens import Tokens

_LOG = logging.getLogger(__name__)


class OaDoor:
    """Sends texts to people; Zalo shows nobody that an Official Account is typing."""

    name = "zalo-oa"

    def __init__(self, base_url: str, tokens: Tokens, client: httpx.AsyncClient) -> None:
        self._address = f"{base_url}/v3.0/oa/message/cs"
        self._tokens = tokens
        self._client = client

    async def send(self, chat: str, text: str) -> None:
        token = self._tokens.access_token
        error = await self._post(token, chat, text)
        if error in TOKEN_REFUSED:
            error = await self._post(await self._tokens.renewed(token), chat, text)
        if error in NOT_TAKEN:
            _LOG.info("user %s takes no messages now (error %d)", chat, error)
        elif error:
            raise CallError(f"message/cs: error {error}")

    async def show_typing(self, chat: str) -> None:
        pass

    async def _post(self, token: str, chat: str, text: str) -> int:
        """The error that Zalo answers with, 0 if there is none."""
        content = {"recipient": {"user_id": chat}, "message": {"text": text}}

        async def send() -> httpx.Response:
            answer = await self._client.post(
                self._address, headers={"access_token": token}, json=content
            )
            return httpx.Response(429) if _is_too_many(answer) else answer

        answer = await call("message/cs", send, LONG_S, once=True)
        error = error_in(answer.fields)
        if answer.status == 401 and not error:
            return min(TOKEN_REFUSED)
        if answer.status != 200 and not error:
            raise CallError(f"message/cs: answer {answer.status}")
        return error


def _is_too_many(answer: httpx.Response) -> bool:
    """Whether Zalo says in its own way what 429 says."""
    try:
        return bool(answer.json()["error"] == TOO_MANY)
    except (ValueError, LookupError, TypeError, RecursionError):
        return False
