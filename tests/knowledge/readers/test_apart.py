"""The process that reads: no file can harm, stop or fill up the one that asks."""

import os
import signal
import tempfile
import threading
import time
from pathlib import Path

import pytest

from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers import apart, parse_article
from tests.knowledge.readers.making import PARAGRAPHS, TITLE, docx, paragraph

WORD = docx(paragraph(TITLE), *map(paragraph, PARAGRAPHS))
SLOW = docx("<w:p><w:r>" + "<w:t/>" * 3_000_000 + "</w:r></w:p>")


def test_a_file_that_takes_too_long_ends_the_reading_and_the_next_one_is_read() -> None:
    process = apart.Reading(seconds=1, patience=0.5)
    with pytest.raises(ArticleError, match="takes longer than 1 s") as caught:
        process.read(".docx", SLOW)
    assert caught.value.fault is Fault.TOO_HEAVY
    assert process.pid is None
    process.close()
    assert parse_article("a.docx", WORD).title == TITLE


def test_a_process_that_is_ended_or_goes_idle_is_started_anew() -> None:
    process = apart.Reading()
    process.read(".docx", WORD)
    first = process.pid
    assert first
    process.read(".docx", WORD)
    assert process.pid == first
    os.kill(first, signal.SIGTERM)
    time.sleep(0.3)
    assert process.read(".docx", WORD).title == TITLE
    assert process.pid != first
    process.close()


def test_a_process_that_breaks_on_a_file_is_told_as_a_damaged_file() -> None:
    process = apart.Reading()
    process.read(".docx", WORD)
    assert process.pid
    threading.Timer(0.3, os.kill, (process.pid, signal.SIGSEGV)).start()
    with pytest.raises(ArticleError, match="breaks the program") as caught:
        process.read(".docx", SLOW)
    assert caught.value.fault is Fault.DAMAGED
    process.close()


def starting_with(monkeypatch: pytest.MonkeyPatch, setting: str) -> apart.Reading:
    """A process in which a constant of the worker is another."""
    start = apart._START.replace("worker.serve", f"worker.{setting}; worker.serve")
    monkeypatch.setattr(apart, "_START", start)
    return apart.Reading()


def test_too_much_memory_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    process = starting_with(monkeypatch, "MEGABYTES = 90")
    assert process.read(".docx", WORD).title == TITLE
    with pytest.raises(ArticleError, match="MB of memory") as caught:
        process.read(".docx", SLOW)
    assert caught.value.fault is Fault.TOO_HEAVY
    process.close()


def test_a_process_with_nothing_to_do_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    process = starting_with(monkeypatch, "IDLE_S = 0.2")
    for _ in range(2):
        assert process.read(".docx", WORD).title == TITLE
        assert process.pid
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    process.close()


def test_the_process_knows_no_secrets_and_leaves_no_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:secret")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(
        apart,
        "_START",
        "import json, os, sys, tempfile; sys.path.insert(0, sys.argv[1]);"
        "from knowledge.readers import worker; worker.MEGABYTES_WRITTEN = 1;"
        "worker._limit_memory(); sys.stdin.readline()\n"
        "file, name = tempfile.mkstemp()\n"
        "try: body = str(os.write(file, bytes(1_000_001)))\n"
        "except OSError: body = 'refused'\n"
        "said = dict(title=name, body=body, date=None, url=None, author=None)\n"
        "said['author'] = str('TELEGRAM_BOT_TOKEN' in os.environ)\n"
        "print(json.dumps(said), flush=True)",
    )
    process = apart.Reading()
    said = process.read(".docx", b"")
    assert (said.body, said.author) == ("1000000", "False")
    assert Path(said.title).is_relative_to(tmp_path)
    assert Path(said.title).exists()
    process.close()
    assert list(tmp_path.iterdir()) == []


def test_many_threads_read_at_once() -> None:
    read: list[Article] = []
    threads = [
        threading.Thread(target=lambda: read.append(parse_article("a.docx", WORD)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {article.title for article in read} == {TITLE}
    assert len(read) == 8
