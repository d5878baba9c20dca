"""What the tests share: a deterministic encoder, a small town's articles, the real command."""

import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from embeddings import Encoder, load_encoder
from embeddings.encoder import Vectors
from knowledge.base import KnowledgeBase
from knowledge.vietnamese import forms
from tests.portal_server import PortalServer

# The same examples every time, as many as take some seconds in all; time says nothing here.
settings.register_profile(
    "giaoban",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("giaoban")

os.environ["HF_HUB_OFFLINE"] = "1"  # no test asks a network; read when the hub is first imported

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "knowledge" / "samples"

BRIEFING = """Thị ủy giao ban công tác tháng 4 năm 2023

05/05/2023 09:30 Số lượt xem: 41

Chiều 4/5/2023, Thị ủy Mỹ Lâm tổ chức hội nghị giao ban công tác tháng 4. Đồng chí Trần Văn Bảy, \
Phó Bí thư Thị ủy, chủ trì hội nghị.

Trong tháng 4, Trung tâm chính trị thị xã mở 3 lớp bồi dưỡng với 210 học viên. Hội Nông dân thị xã \
vận động 45 triệu đồng giúp hội viên nghèo.

Minh Thư
"""
COUNCIL = """Hội đồng nhân dân thị xã họp kỳ thứ 6

Thứ ba, 11/7/2023

Sáng 10/7/2023, tại hội trường UBND thị xã Mỹ Lâm, HĐND thị xã khai mạc kỳ họp thứ 6. Bà Lê Thị \
Sáu, Chủ tịch HĐND thị xã, chủ tọa kỳ họp.

Kỳ họp thông qua 9 nghị quyết, trong đó có nghị quyết về đặt tên 12 tuyến đường.
"""


class FakeEncoder:
    """Counts syllables into 64 buckets: like texts get like vectors, the same ones every time."""

    def __init__(self, identity: str = "fake") -> None:
        self.identity = identity
        self.documents: list[str] = []
        """Every passage ever encoded."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return np.stack([_vector(text) for text in texts])

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        self.documents += texts
        return np.stack([_vector(text) for text in texts])


def _vector(text: str) -> Vectors:
    counts = np.full(64, 0.01, dtype=np.float32)
    for form in forms(text):
        counts[zlib.crc32(form.encode()) % 64] += 1
    unit: Vectors = counts / np.linalg.norm(counts)
    return unit


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of two articles, `giao-ban.txt` and `hdnd.txt`."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "giao-ban.txt").write_text(BRIEFING, encoding="utf-8")
    (folder / "hdnd.txt").write_text(COUNCIL, encoding="utf-8")
    return folder


@pytest.fixture
def base(tmp_path: Path, articles: Path, encoder: FakeEncoder) -> Iterator[KnowledgeBase]:
    """A knowledge base over `articles`, not yet loaded."""
    opened = KnowledgeBase(tmp_path / "state", [articles], encoder)
    yield opened
    opened.close()


def no_progress(done: int, total: int) -> None:
    """A Progress that shows nothing."""


@pytest.fixture
def portal() -> Iterator[PortalServer]:
    """A committee's portal on loopback."""
    with PortalServer() as serving:
        yield serving


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def giaoban(tmp_path: Path) -> Run:
    """Runs the real command in an empty folder; the bundled model is built once for all tests."""
    return giaoban_in(tmp_path)


def giaoban_in(folder: Path, **environment: str) -> Run:
    """Runs the real command in `folder`, with these variables besides those of the tests."""

    def run(*arguments: str, typed: str | None = None) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **environment},
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )

    return run


@pytest.fixture(scope="session")
def bundled() -> Encoder:
    """The default encoder, from the user's cache; built there by the first test that needs it."""
    return load_encoder("bundled")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Iterator[KnowledgeBase]:
    """The sample articles, indexed with the default encoder."""
    opened = KnowledgeBase(tmp_path_factory.mktemp("samples"), [SAMPLES], bundled)
    opened.reload(no_progress)
    opened.open()
    yield opened
    opened.close()
