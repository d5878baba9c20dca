"""An office with the portal on loopback as its source."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.config import Config
from bot.messages import Reply
from knowledge.base import KnowledgeBase
from knowledge.portal.settings import Portal, Source
from tests.bot.conftest import ADMIN, Talk, finish
from tests.conftest import no_progress
from tests.portal_server import PortalServer


@pytest.fixture
def config(config: Config, portal: PortalServer) -> Config:
    manners = Portal(allow_private=True, seconds_between_requests=0.0, timeout_seconds=0.8)
    return replace(config, sources=(Source(f"{portal.url}/tin-tuc"),), portal=manners)


@pytest.fixture
def talk(base: KnowledgeBase, config: Config) -> Iterator[Talk]:
    base.reload(no_progress)
    talk = Talk(base, config)
    yield talk
    talk.journal.close()


def done(reply: Reply) -> Reply:
    return finish(reply)[1]


def send(talk: Talk, url: str) -> Reply:
    """What comes of a link that an admin sends."""
    looking = talk.say(url, ADMIN)
    assert looking.text == "Đang tải trang…"
    return done(looking)
