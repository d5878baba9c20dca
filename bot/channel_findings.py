"""What `giaoban doctor` finds about the channels: whether each service knows its bot."""

import time
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.channel_config import Telegram
from bot.config import Config
from bot.findings import Finding, Verdict
from bot.keys import ConfigError
from bot.telegram.probing import probe
from bot.zalo import platform
from bot.zalo.calling import CallError
from bot.zalo.oa_store import TokenStore
from bot.zalo_config import Zalo, ZaloOa


def channels(config: Config) -> Generator[Finding, None, datetime | None]:
    """What is to be said of each; returns Telegram's clock if it answers."""
    theirs = None
    if not config.channels:
        what = "none is configured: `giaoban run` chats in the terminal"
        yield Finding(Verdict.OK, "channels", what)
    if config.telegram:
        theirs = yield from _telegram(config.telegram)
    if config.zalo:
        yield from _zalo(config.zalo)
    if config.zalo_oa:
        yield from _zalo_oa(config.zalo_oa, config.state)
    return theirs


def _telegram(config: Telegram) -> Generator[Finding, None, datetime | None]:
    about = "telegram"
    try:
        found = probe(config)
    except ConfigError as error:
        yield Finding(Verdict.FAILED, about, "there is no token", str(error))
        return None
    if found.username:
        yield Finding(Verdict.OK, about, f"knows this bot as @{found.username}")
    elif found.is_refused:
        fix = "copy TELEGRAM_BOT_TOKEN anew from @BotFather, or check telegram.base_url"
        yield Finding(Verdict.FAILED, about, f"refuses the token ({found.trouble})", fix)
    else:
        yield _cannot_be_asked(about, config.base_url, found.trouble)
    yield from _people(about, config)
    return found.date


def _zalo(config: Zalo) -> Iterator[Finding]:
    about = "zalo"
    try:
        yield Finding(Verdict.OK, about, f"knows this bot as {platform.probe(config)}")
    except ConfigError as error:
        yield Finding(Verdict.FAILED, about, "there is no token", str(error))
        return
    except CallError as error:
        if isinstance(error, platform.RefusedError) and error.is_for_token:
            fix = "copy ZALO_BOT_TOKEN anew from Zalo Bot Manager, or check zalo.base_url"
            yield Finding(Verdict.FAILED, about, f"refuses the token ({error})", fix)
        else:
            yield _cannot_be_asked(about, config.base_url, str(error))
    yield from _people(about, config)


def _zalo_oa(config: ZaloOa, state: Path) -> Iterator[Finding]:
    """Whether its keys and tokens are there; asking Zalo would spend a refresh token."""
    about = "zalo.oa"
    try:
        config.needed_secrets()
        kept = TokenStore(state).read()
    except ConfigError as error:
        yield Finding(Verdict.FAILED, about, "a key is missing", str(error))
        return
    except OSError as error:
        fix = "give this user the right to read the state folder"
        yield Finding(Verdict.FAILED, about, f"its tokens cannot be read: {error.strerror}", fix)
        return
    if kept and kept.expires_at > time.time():
        until = datetime.fromtimestamp(kept.expires_at, UTC)
        yield Finding(
            Verdict.OK, about, f"its access token is good until {until:%Y-%m-%d %H:%M} UTC"
        )
    elif config.refresh_token or kept:
        yield Finding(Verdict.OK, about, "its tokens are renewed when giaoban starts")
    else:
        fix = "set ZALO_OA_ACCESS_TOKEN and ZALO_OA_REFRESH_TOKEN (docs/zalo-oa.md)"
        yield Finding(Verdict.FAILED, about, "there are no tokens", fix)
    yield from _people("zalo", config)


def _cannot_be_asked(about: str, base_url: str, trouble: str) -> Finding:
    what = f"cannot be asked at {base_url} ({trouble})"
    return Finding(Verdict.FAILED, about, what, f"check the network and {about}.base_url")


def _people(about: str, config: Telegram | Zalo | ZaloOa) -> Iterator[Finding]:
    if not config.admins:
        yield Finding(Verdict.WARNING, about, "nobody is an admin", f"set {about}.admins")
    if not config.allowed:
        yield Finding(Verdict.OK, about, f"everybody may ask, as {about}.allowed is not set")
