"""The real `giaoban run`, in a folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.conftest import ROOT, SAMPLES


@dataclass(frozen=True)
class Process:
    """A `giaoban run` process in `folder`, whose articles are in `articles`."""

    process: "subprocess.Popen[bytes]"
    folder: Path

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def stop(self, number: int = signal.SIGTERM, timeout: float = 20) -> int:
        """Sends a signal and returns the exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout)


@contextmanager
def started(
    folder: Path,
    config: Mapping[str, object],
    environment: Mapping[str, str],
    arguments: tuple[str, ...] = (),
) -> Iterator[Process]:
    """Starts `giaoban run` in `folder`; with `articles` there, these, else the samples."""
    articles = folder / "articles"
    if not articles.exists():
        shutil.copytree(SAMPLES, articles)
    whole = {"articles": ["articles"], "contact": "Văn phòng", **config}
    text = yaml.safe_dump(whole, allow_unicode=True)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **environment}
    command = [sys.executable, "-m", "bot.cli", "run", *arguments]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=log, stderr=log)
        try:
            yield Process(process, folder)
        finally:
            process.kill()
            process.wait()
