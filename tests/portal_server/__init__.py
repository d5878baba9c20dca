"""A committee's portal on loopback, as well-behaved or as naughty as a test wants it."""

from tests.portal_server.news import ARTICLES, News
from tests.portal_server.server import Answer, PortalServer, Request

__all__ = ["ARTICLES", "Answer", "News", "PortalServer", "Request"]
