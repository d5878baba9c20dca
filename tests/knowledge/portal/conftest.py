"""A fetcher for the portal on loopback, quick and without patience; a folder to import into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.portal.addresses import Hosts, parse
from knowledge.portal.fetching import Fetcher
from knowledge.portal.importing import Importer
from knowledge.portal.keeping import Keeper
from knowledge.portal.memory import Memory
from knowledge.portal.reports import ImportReport, Result
from knowledge.portal.settings import Kind, Portal, Source
from knowledge.portal.troubles import PortalError, Trouble
from knowledge.readers.files import DEFAULT_LIMITS
from knowledge.readers.text import read_text
from tests.portal_server import PortalServer

QUICK = Portal(allow_private=True, seconds_between_requests=0.0, timeout_seconds=1.0)


class Pauses(list[float]):
    """Notes the pauses instead of making them."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


def fetcher_of(
    portal: PortalServer, pause: Pauses, settings: Portal = QUICK, most: int = 1_000_000
) -> Fetcher:
    return Fetcher(Hosts([], [parse(portal.url)]), settings, most, pause)


@pytest.fixture
def fetcher(portal: PortalServer, pauses: Pauses) -> Fetcher:
    return fetcher_of(portal, pauses)


def failure(fetcher: Fetcher, url: str) -> tuple[Trouble, str]:
    with pytest.raises(PortalError) as caught:
        fetcher.get(parse(url))
    return caught.value.trouble, str(caught.value)


class Desk:
    """Imports into a folder, again and again."""

    def __init__(self, portal: PortalServer, folder: Path, memory: Memory) -> None:
        self.portal, self.folder, self.memory = portal, folder, memory
        self.progress: list[tuple[int, int]] = []

    def importer(self, most: int = 50) -> Importer:
        def write(name: str, data: bytes) -> None:
            (self.folder / name).write_bytes(data)

        keeper = Keeper(self.folder, self.memory, write, {})
        fetcher = fetcher_of(self.portal, Pauses())
        return Importer(fetcher, keeper, self.memory, DEFAULT_LIMITS, most)

    def run(
        self,
        *paths: str,
        most: int = 50,
        kind: Kind | None = None,
        are_wanted: bool = False,
    ) -> ImportReport:
        def progress(done: int, total: int) -> None:
            self.progress.append((done, total))

        sources = [Source(self.portal.url + path, kind) for path in paths]
        return self.importer(most).run(sources, progress, are_wanted)

    def files(self) -> dict[str, str]:
        """Title -> text of each file."""
        read = [read_text(path.read_bytes()) for path in self.folder.iterdir()]
        return {article.title: article.body for article in read}


@pytest.fixture
def desk(portal: PortalServer, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "articles"
    folder.mkdir()
    memory = Memory(tmp_path / "state")
    yield Desk(portal, folder, memory)
    memory.close()


def results(report: ImportReport) -> list[Result]:
    return [outcome.result for outcome in report.outcomes]
