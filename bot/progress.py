"""How far long work is, on standard error if that is a terminal; short work shows nothing."""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from tqdm import tqdm

from knowledge.reports import Progress

_SHORT_S = 1.0
_TICK_S = 0.5

Item = TypeVar("Item")


@contextmanager
def progress_bar(label: str, unit: str) -> Iterator[Progress]:
    """A bar for work that tells how much of how much is done."""
    bar: tqdm[Any] | None = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if total and bar is None:
            bar = _bar(label, total=total, unit=f" {unit}")
        if bar is not None:
            bar.update(done - bar.n)
            if done == total:
                bar.close()

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()


def track(items: Sequence[Item], label: str, unit: str) -> Iterator[Item]:
    """The `items`, with a bar for those that are done."""
    with progress_bar(label, unit) as show:
        for done, item in enumerate(items):
            show(done, len(items))
            yield item
        show(len(items), len(items))


@contextmanager
def working(label: str) -> Iterator[None]:
    """A line with the time that work takes whose steps cannot be counted; gone when it is done."""
    bar = _bar(label, bar_format="{desc} … {elapsed}", leave=False)
    done = threading.Event()

    def tick() -> None:
        while not done.wait(_TICK_S):
            bar.update(1)

    thread = threading.Thread(target=tick, daemon=True)
    if not bar.disable:
        thread.start()
    try:
        yield
    finally:
        done.set()
        if thread.is_alive():
            thread.join()
        bar.close()


def _bar(label: str, **shape: Any) -> "tqdm[Any]":
    """Nothing where standard error is no terminal."""
    return tqdm(desc=label, file=sys.stderr, disable=None, delay=_SHORT_S, **shape)
