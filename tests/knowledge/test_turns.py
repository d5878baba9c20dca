import threading
import time

import pytest

from knowledge import turns
from knowledge.base import KnowledgeBase
from knowledge.turns import Turns
from tests.conftest import FakeEncoder, no_progress


def test_a_step_waits_for_the_question_that_is_being_answered() -> None:
    shared, order = Turns(), []
    started = threading.Event()

    def work() -> None:
        started.set()
        shared.wait()
        order.append("step")

    step = threading.Thread(target=work)
    with shared.question(), shared.question():
        step.start()
        started.wait()
        time.sleep(0.1)
        order.append("answers")
    step.join()
    assert order == ["answers", "step"]


def test_without_a_question_a_step_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_PATIENCE_S", 60.0)
    shared = Turns()
    with pytest.raises(RuntimeError), shared.question():
        raise RuntimeError
    start = time.monotonic()
    shared.wait()
    assert time.monotonic() - start < 1.0


def test_a_reload_ends_even_where_somebody_always_waits(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_PATIENCE_S", 0.05)
    with base._turns.question():
        assert base.reload(no_progress).encoded == 2


def test_a_reload_encodes_between_the_answers(
    base: KnowledgeBase, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_PATIENCE_S", 60.0)
    base.reload(no_progress)
    encoder.documents.clear()
    reload = threading.Thread(target=lambda: base.reload(no_progress, rebuild=True))
    with base._turns.question():
        reload.start()
        reload.join(timeout=0.5)
        assert encoder.documents == []
    reload.join(timeout=30)
    assert encoder.documents
