"""A small disk of its own for a state folder."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SIZE = 4_000_000
"""In bytes."""


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mounted on `folder`, which is made; without the right to mount, the test is skipped."""
    folder.mkdir()
    try:
        mount("-t", "tmpfs", "-o", f"size={SIZE}", "giaoban-test", folder)
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("mounting a small disk takes root's rights")
    try:
        yield
    finally:
        subprocess.run(["/bin/umount", "--lazy", folder], check=True)


def mount(*arguments: str | Path) -> None:
    """:raises subprocess.CalledProcessError: if it is refused."""
    subprocess.run(["/bin/mount", *arguments], check=True, capture_output=True)
