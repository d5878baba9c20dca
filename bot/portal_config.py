"""The settings of the portal: what is imported from where, and how gently."""

from collections.abc import Callable

from bot.keys import ConfigError, Keys, is_count
from knowledge.portal.addresses import authority, parse
from knowledge.portal.settings import DEFAULT_PORTAL, Kind, Portal, Source
from knowledge.portal.troubles import PortalError

_KEYS = (
    "hosts",
    "allow_private",
    "every_hours",
    "seconds_between_requests",
    "timeout_seconds",
    "articles_per_import",
)
_SOURCES = "a list of addresses, each `- https://…` or `- url: https://…`"

_HOSTS = "a list of names such as portal.example, without https:// and path"


def sources_from(config: Keys) -> tuple[Source, ...]:
    """The list `sources`."""
    given = config.value("sources", [], lambda value: isinstance(value, list), _SOURCES)
    where = f"{config.where}: sources"
    return tuple(_source(one, where) for one in given)


def _source(raw: object, where: str) -> Source:
    keys = Keys({"url": raw} if isinstance(raw, str) else raw, where, ("url", "kind"))
    url = keys.value("url", None, lambda value: isinstance(value, str), _SOURCES)
    try:
        parse(url)
    except PortalError as error:
        raise ConfigError(f"{where}: {error}.") from error
    kinds = (None, *Kind)
    kind = keys.value("kind", None, kinds.__contains__, "`article` or `listing`, or no such key")
    return Source(url.strip(), Kind(kind) if kind else None)


def portal_from(config: Keys) -> Portal:
    """The section `portal`; what it leaves out is as ever."""
    keys = config.section("portal", _KEYS)
    if keys is None:
        return DEFAULT_PORTAL
    return Portal(
        hosts=tuple(keys.value("hosts", [], _are_hosts, _HOSTS)),
        allow_private=keys.value(
            "allow_private", False, lambda value: isinstance(value, bool), "true or false"
        ),
        every_hours=keys.value(
            "every_hours",
            None,
            lambda value: value is None or _from(0.25, 24 * 31)(value),
            "hours from 0.25 to 744",
        ),
        seconds_between_requests=keys.value(
            "seconds_between_requests",
            Portal.seconds_between_requests,
            _from(0, 60),
            "seconds from 0 to 60",
        ),
        timeout_seconds=keys.value(
            "timeout_seconds", Portal.timeout_seconds, _from(1, 120), "seconds from 1 to 120"
        ),
        articles_per_import=keys.value(
            "articles_per_import", Portal.articles_per_import, is_count, "a number above 0"
        ),
    )


def _are_hosts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_host, value))


def _is_host(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(authority(value))
    except PortalError:
        return False


def _from(least: float, most: float) -> Callable[[object], bool]:
    return lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
    )
