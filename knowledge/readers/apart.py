"""Reading a file in a process of its own, so that no file can harm, stop or fill up this one."""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers import tesseract, worker

SUFFIXES = tuple(reader for reader in worker.READERS if reader != worker.SCAN)
SECONDS = 20
"""For one file; a PDF of 500 full pages takes 5 on an office server."""
SECONDS_A_SCAN = 150
"""Some 50 pages."""
_PATIENCE = 2
"""By the clock that many times as long: other programs may have the processor as well."""
_HANDED_ON = (
    *("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TESSDATA_PREFIX"),
)
"""Of the environment: secrets stay here."""
_ROOT = str(Path(__file__).parents[2])
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from knowledge.readers import worker; worker.serve()"
)


class Reading:
    """The process, started when it is needed; it reads one file at a time, many in its life.

    :param seconds: for one file, of the processor.
    """

    def __init__(self, seconds: int = SECONDS, patience: float = _PATIENCE) -> None:
        self._seconds = seconds
        self._patience = patience
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process; None when there is none."""
        return self._process.pid if self._process else None

    def read(self, reader: str, data: bytes) -> Article:
        """:param reader: one of worker.READERS.
        :raises ArticleError: if the file holds no article, or takes too much to be read.
        """
        with self._lock:
            line = self._ask(reader, data)
        return worker.article_of_reply(json.loads(line))

    def _ask(self, reader: str, data: bytes) -> bytes:
        for _ in range(2):
            process = self._started()
            timer = threading.Timer(self._seconds * self._patience, _kill, [process])
            timer.start()
            try:
                line = self._exchange(process, reader, data)
            finally:
                timer.cancel()
            if line.endswith(b"\n"):
                return line
            code = self.close()
            if code != worker.WENT_IDLE:
                raise self._used_up(code)
        raise ArticleError(Fault.UNREADABLE, "the process that reads such files does not start")

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process and self._process.poll() is not None:
            self.close()
        if self._process is None:
            try:
                self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
                self._process = _start(self._folder.name)
            except OSError as error:
                reason = f"the process that reads such files does not start: {error.strerror}"
                raise ArticleError(Fault.UNREADABLE, reason) from error
        return self._process

    def _exchange(self, process: "subprocess.Popen[bytes]", reader: str, data: bytes) -> bytes:
        """The line that it replies; none or half a line when it ends meanwhile."""
        assert process.stdin  # noqa: S101 - a pipe
        assert process.stdout  # noqa: S101 - a pipe
        request = {"reader": reader, "seconds": self._seconds, "size": len(data)}
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n" + data)
            process.stdin.flush()
        except BrokenPipeError:
            return b""
        return process.stdout.readline()

    def close(self) -> int:
        """Ends the process, and says how it ended; see _used_up."""
        process, self._process = self._process, None
        folder, self._folder = self._folder, None
        code = worker.WENT_IDLE
        if process:
            _kill(process)
            code = process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
        if folder:
            folder.cleanup()
        return code

    def _used_up(self, code: int) -> ArticleError:
        """:param code: the exit code, or the signal that ended the process, negative."""
        if code == worker.USED_UP:
            reason = f"reading it takes more than {worker.MEGABYTES} MB of memory"
            return ArticleError(Fault.TOO_HEAVY, reason)
        if code in (-9, -24):  # SIGKILL is the clock's, SIGXCPU the system's
            reason = f"reading it takes longer than {self._seconds} s"
            return ArticleError(Fault.TOO_HEAVY, reason)
        return ArticleError(Fault.DAMAGED, "it breaks the program that reads it: save it anew")


def _start(folder: str) -> "subprocess.Popen[bytes]":
    """:param folder: where it may write."""
    known = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - this very Python
        [sys.executable, "-P", "-c", _START, _ROOT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**known, "TMPDIR": folder},
        start_new_session=True,  # Ctrl-C is for this one; it ends with its input
    )


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """With the programs that it started."""
    if sys.platform == "win32":
        process.kill()
    elif process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


_READING, _RECOGNISING = Reading(), Reading(SECONDS_A_SCAN)
atexit.register(_READING.close)
atexit.register(_RECOGNISING.close)


def read_apart(suffix: str, data: bytes) -> Article:
    """The article in a file; that of a scan if Tesseract is there to read it.

    :raises ArticleError: if it holds none, or takes too much to be read.
    """
    try:
        return _READING.read(suffix, data)
    except ArticleError as error:
        if error.fault is not Fault.SCAN:
            raise
        if not tesseract.is_installed():
            raise ArticleError(Fault.SCAN, f"{error}; {tesseract.HOW_TO_INSTALL}") from error
    return _RECOGNISING.read(worker.SCAN, data)
