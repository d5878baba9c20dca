import time

import pytest

from bot import progress
from bot.progress import progress_bar, track, working


def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard error becomes a terminal, and what is shown there is shown without delay."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr(progress, "_SHORT_S", 0)
    monkeypatch.setattr(progress, "_TICK_S", 0.01)


def test_a_bar_with_nothing_to_do_never_shows(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    with progress_bar("Indexing", "passages") as show:
        show(0, 0)
    assert capsys.readouterr().err == ""


def test_a_bar_counts_to_its_end_and_leaves_the_line_to_the_next(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    with progress_bar("Reading", "files") as reading, progress_bar("Indexing", "passages") as show:
        reading(2, 2)
        for done in (0, 2, 3):
            show(done, 3)
    shown = capsys.readouterr()
    assert "2/2" in shown.err
    assert "3/3" in shown.err
    assert "\x1b[A" not in shown.err  # no bar stands below another
    assert shown.out == ""


def test_tracked_items_come_as_they_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    assert list(track("abc", "Asking", "questions")) == ["a", "b", "c"]
    assert "3/3" in capsys.readouterr().err


def test_work_without_steps_shows_its_time_while_it_lasts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    with working("Loading the model"):
        time.sleep(0.15)
    shown = capsys.readouterr().err
    assert "Loading the model … 00:00" in shown
    assert shown.endswith("\r")


def test_short_work_shows_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with working("Loading the model"), progress_bar("Indexing", "passages") as show:
        for done in (0, 2, 3):
            show(done, 3)
    assert capsys.readouterr().err.strip() == ""


def test_nothing_shows_where_nobody_looks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_SHORT_S", 0)
    with working("Loading the model"):
        assert list(track([1, 2], "Asking", "questions")) == [1, 2]
    assert capsys.readouterr().err == ""


def test_a_failure_ends_the_line_and_comes_through(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    with pytest.raises(ValueError, match="hỏng"), working("Going back"):
        raise ValueError("hỏng")
    assert capsys.readouterr().err.strip() in ("", "Going back … 00:00")
