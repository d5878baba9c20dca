"""The one HTTP server: webhooks, and /healthz for monitors."""

import logging
from collections.abc import Callable, Sequence

from tornado.httpserver import HTTPServer
from tornado.routing import Rule
from tornado.web import Application, RequestHandler, url

from bot.channel import ChannelError
from bot.channel_config import Http

_LOG = logging.getLogger(__name__)
_LARGEST_BODY = 1_000_000
"""Bytes; an update of Telegram has a few thousand."""
_BODY_WITHIN_S = 10.0


class _Health(RequestHandler):
    """Says for each channel whether messages come through; 503 if one does not."""

    def initialize(self, health: Callable[[], dict[str, bool]]) -> None:
        self._health = health

    def get(self) -> None:
        channels = self._health()
        is_healthy = all(channels.values())
        self.set_status(200 if is_healthy else 503)
        states = {name: "ok" if fine else "failing" for name, fine in channels.items()}
        self.write({"status": "ok" if is_healthy else "failing", "channels": states})


def listen(http: Http, routes: Sequence[Rule], health: Callable[[], dict[str, bool]]) -> HTTPServer:
    """Serves `routes` and /healthz at the configured address, and nowhere else.

    :raises ChannelError: if the address is taken or not this machine's.
    """
    rules = [url("/healthz", _Health, {"health": health}), *routes]
    server = HTTPServer(
        Application(rules, log_function=_log_request),
        max_body_size=_LARGEST_BODY,
        body_timeout=_BODY_WITHIN_S,
        idle_connection_timeout=60,
    )
    try:
        server.listen(http.port, http.listen)
    except OSError as error:
        raise ChannelError(
            f"Cannot listen on {http.listen}:{http.port} ({error.strerror}): change `http` in the "
            "configuration."
        ) from error
    _LOG.info("HTTP: listening on %s:%s", http.listen, http.port)
    return server


def _log_request(handler: RequestHandler) -> None:
    """Without the address asked for: whoever calls decides what stands in it."""
    _LOG.debug("%s: %s", handler.request.method, handler.get_status())
