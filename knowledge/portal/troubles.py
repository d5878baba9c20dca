"""Why something cannot be had from a portal."""

from enum import StrEnum


class Trouble(StrEnum):
    """The reason, for whoever says it in another language."""

    ADDRESS = "bad address"
    HOST = "host not listed"
    PRIVATE = "private address"
    ROBOTS = "forbidden by robots.txt"
    NOT_FOUND = "not found"
    REFUSED = "refused"
    BUSY = "busy"
    TOO_LARGE = "too large"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    REDIRECT = "redirect"
    OTHER_KIND = "other kind"
    NOT_AN_ARTICLE = "not an article"


class PortalError(Exception):
    """The message says why, and the way out where there is one; fit for an operator."""

    def __init__(self, trouble: Trouble, message: str) -> None:
        super().__init__(message)
        self.trouble = trouble
