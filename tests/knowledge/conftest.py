from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from tests.conftest import FakeEncoder, no_progress

Again = Callable[[], KnowledgeBase]


@pytest.fixture
def made(base: KnowledgeBase, tmp_path: Path) -> Path:
    """The folder of the one snapshot there is; `base` is closed."""
    base.reload(no_progress)
    base.close()
    return tmp_path / "state" / "snapshots" / "000001"


@pytest.fixture
def again(made: Path, articles: Path) -> Again:
    """Opens the knowledge base of `made` as the next process would."""
    return lambda: KnowledgeBase(made.parent.parent, [articles], FakeEncoder())
