"""Addresses of articles, as feeds, sitemaps and listing pages give them."""

import datetime as dt
from dataclasses import dataclass

import httpx

from knowledge.portal.addresses import parse
from knowledge.portal.troubles import PortalError


@dataclass(frozen=True)
class Link:
    """An address that was found; `date` is the day of publication, where it is said, `is_sure`
    whether there surely is an article.
    """

    url: httpx.URL
    date: dt.date | None = None
    is_sure: bool = False


def joined(base: httpx.URL, address: str) -> httpx.URL | None:
    """The address that is meant by `address` on the page `base`; None if it leads to no page."""
    try:
        return parse(str(base.join("".join(address.split()))))
    except (PortalError, httpx.InvalidURL, ValueError, TypeError):
        return None
