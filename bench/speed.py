"""What giaoban adds to bare encoding: `python -m bench.speed ARTICLES QUESTIONS.jsonl`.

One question: the median of a warm answer over the median of encoding the same question, the two in
turn, so that a machine that slows down slows both; and how much of it is encoding and reading.
Indexing: a first reload over encoding the same passages at once; both use the setting that was
measured as the fastest on this machine.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.assistant import Assistant
from bot.evaluation import read_questions
from bot.progress import progress_bar, track, working
from embeddings import Encoder, Reader, load_encoder, load_reader
from embeddings.encoder import Vectors
from embeddings.reader import Mark
from knowledge.base import KnowledgeBase


class _Recorder:
    """Passes texts on to an encoder and a reader; remembers the passages and the seconds."""

    def __init__(self, encoder: Encoder, reader: Reader) -> None:
        self.identity = encoder.identity
        self._encoder = encoder
        self._reader = reader
        self.passages: list[str] = []
        self.read: list[int] = []
        self.reading: list[float] = []

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        self.passages += texts
        return self._encoder.encode_document(texts)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_query(texts)

    def mark(self, question: str, texts: Sequence[str]) -> list[tuple[Mark, ...]]:
        start = time.perf_counter()
        marks = self._reader.mark(question, texts)
        self.reading.append(time.perf_counter() - start)
        self.read.append(len(texts))
        return marks


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args()
    recorder = _Recorder(load_encoder("bundled"), load_reader())
    with tempfile.TemporaryDirectory() as state:
        base = KnowledgeBase(Path(state), [options.articles], recorder, recorder)
        with progress_bar("Indexing", "passages") as progress:
            reload = _seconds(lambda: base.reload(progress))
        passages = list(recorder.passages)
        with working("Encoding the same passages"):
            bare = _seconds(lambda: recorder.encode_document(passages))
        print(
            f"indexing {len(passages)} passages: {reload:.1f} s, bare encode {bare:.1f} s, "
            f"ratio {reload / bare:.3f}"
        )
        base.open()
        _compare_questions(Assistant(base), recorder, options.questions)
        base.close()


def _compare_questions(assistant: Assistant, recorder: _Recorder, path: Path) -> None:
    questions = [gold.question for gold in read_questions(path)]
    for question in questions[:20]:
        assistant.answer(question)
    answers, encodes, readings, counts = [], [], [], []
    for question in track(questions, "Asking", "questions"):
        encodes.append(_seconds(lambda: recorder.encode_query([question])))  # noqa: B023
        recorder.reading.clear()
        recorder.read.clear()
        answers.append(_seconds(lambda: assistant.answer(question)))  # noqa: B023
        readings.append(sum(recorder.reading))
        counts.append(sum(recorder.read))
    answer, encode = statistics.median(answers), statistics.median(encodes)
    reading = statistics.median(readings)
    print(
        f"one of {len(questions)} questions, median: {answer * 1000:.1f} ms, "
        f"bare encode {encode * 1000:.1f} ms, ratio {answer / encode:.2f}; "
        f"reading {reading * 1000:.1f} ms for {statistics.mean(counts):.1f} passages on average"
    )
    slowest = sorted(answers)[int(len(answers) * 0.95)]
    print(f"19 of 20 take at most {slowest * 1000:.1f} ms")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
