"""The process that reads all but plain text: one file after the other, with limits.

A request on standard input is a line of JSON, `reader`, `seconds` and `size`, then that many bytes;
the reply on standard output is one line of JSON. It ends by itself when nothing comes for a while.
"""

import datetime as dt
import importlib
import json
import os
import select
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict

from knowledge.articles import Article, ArticleError, Fault

SCAN = "scan"
"""Besides suffixes, for a PDF file that holds pictures of pages."""

READERS = {
    ".doc": ("knowledge.readers.doc", "read_doc"),
    ".docx": ("knowledge.readers.docx", "read_docx"),
    ".html": ("knowledge.readers.html", "read_html"),
    ".htm": ("knowledge.readers.html", "read_html"),
    ".pdf": ("knowledge.readers.pdf", "read_pdf"),
    ".rtf": ("knowledge.readers.rtf", "read_rtf"),
    SCAN: ("knowledge.readers.scan", "read_scan"),
}
"""Loaded when the first file of the kind comes: they take half a second and 100 MB."""

MEGABYTES = 500
MEGABYTES_WRITTEN = 100
"""Of one file; only to turn a .doc into a .docx."""
IDLE_S = 20
WENT_IDLE, USED_UP = 0, 77
"""How the process ends: nothing to do any more, or too much memory."""


def serve() -> None:
    """Reads files until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no reply
    _limit_memory()
    while True:
        ready, _, _ = select.select([0], [], [], IDLE_S)
        line = sys.stdin.buffer.readline() if ready else b""
        if not line:
            os._exit(WENT_IDLE)
        request = json.loads(line)
        data = sys.stdin.buffer.read(request["size"])
        _limit_time(request["seconds"])
        out.write(json.dumps(_reply(request["reader"], data)).encode() + b"\n")
        out.flush()


def _reply(reader: str, data: bytes) -> dict[str, str | None]:
    try:
        module, name = READERS[reader]
        read: Callable[[bytes], Article] = getattr(importlib.import_module(module), name)
        article = read(data)
        day = article.date.isoformat() if article.date else None
        return {**asdict(article), "date": day}
    except ArticleError as error:
        return {"fault": error.fault, "reason": str(error)}
    except MemoryError:
        os._exit(USED_UP)  # what is left of it is not to be trusted
    except Exception as error:
        reason = f"it cannot be read ({type(error).__name__}): open it and save it again"
        return {"fault": Fault.DAMAGED, "reason": reason}


def article_of_reply(reply: dict[str, str | None]) -> Article:
    """The article in a reply.

    :raises ArticleError: if the reply says why there is none.
    """
    if "fault" in reply:
        raise ArticleError(Fault(str(reply["fault"])), str(reply["reason"]))
    date = reply.pop("date")
    day = dt.date.fromisoformat(date) if date else None
    return Article(**reply, date=day)  # type: ignore[arg-type]


if sys.platform == "win32":

    def _limit_memory() -> None:
        """Windows has no such limits; the time is watched from outside."""

    def _limit_time(seconds: int) -> None:
        """See above."""

else:
    import resource

    def _limit_memory() -> None:
        """The system's own limit where it holds (Linux); a look at what is used for the others."""
        most = MEGABYTES * 1_000_000
        written = MEGABYTES_WRITTEN * 1_000_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            return
        threading.Thread(target=_watch, args=(most,), daemon=True).start()

    def _watch(most: int) -> None:
        """Elsewhere the kernel does not keep to the limit; ru_maxrss is in bytes there."""
        while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < most:
            time.sleep(0.1)
        os._exit(USED_UP)

    def _limit_time(seconds: int) -> None:
        """For the case that nobody is left who would end this process."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, hard))
