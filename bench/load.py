"""Many chats at once, without and with a reload: `python -m bench.load ARTICLES QUESTIONS.jsonl`.

Each chat asks, reads for a while (60 s on average), and asks again, through the dialogue and the
worker threads that a channel uses. Then the same again while the whole index is built anew, over
and over, in the same process. What counts: answers that fail, the time until a reply, and memory.
"""

import argparse
import random
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot import admin
from bot.admin_dialogue import AdminDialogue
from bot.config import Config
from bot.dialogue import Dialogue
from bot.evaluation import read_questions
from bot.journal import Journal
from bot.messages import Person
from bot.opening import ready_base
from bot.progress import progress_bar
from bot.workers import Workers
from knowledge.base import KnowledgeBase

_READING_S = 60.0
_WARM_S = 60.0
"""Memory counts from then on."""
_SEED = 11


@dataclass
class Load:
    """What came of some minutes; `seconds` until each reply, `megabytes` of memory each second."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    reloads: int = 0


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5.0)
    options = parser.parse_args()
    questions = [gold.question for gold in read_questions(options.questions)]
    with tempfile.TemporaryDirectory() as state:
        config = Config((options.articles.absolute(),), Path(state))
        base = ready_base(config)
        for question in questions[:20]:
            base.read(asked := base.understand(question), base.find(asked))
        p95 = []
        for name, work in (("alone", None), ("reload", lambda: _reload(base, config))):
            load = _ask(base, config, questions, options.chats, options.minutes * 60, work)
            p95.append(_percentile(load.seconds, 0.95))
            _show(name, load)
        print(f"p95 during a reload: {p95[1] / p95[0]:.2f} times that without")


def _reload(base: KnowledgeBase, config: Config) -> None:
    admin.reload(base, config, lambda done, total: None, rebuild=True)


def _ask(
    base: KnowledgeBase,
    config: Config,
    questions: Sequence[str],
    chats: int,
    duration: float,
    work: Callable[[], None] | None,
) -> Load:
    """Has `chats` ask for `duration` seconds; `work` is done again and again meanwhile."""
    journal = Journal(config.state / "journal.db")
    dialogue = Dialogue(base, journal, config, AdminDialogue(base, journal, config))
    workers, load, end = Workers(), Load(), threading.Event()
    rng = random.Random(_SEED)
    threads = [
        threading.Thread(target=_chat, args=(f"chat:{n}", dialogue, workers, load, end, plan))
        for n in range(chats)
        for plan in [(random.Random(rng.random()), questions)]
    ]
    if work:
        threads.append(threading.Thread(target=_repeat, args=(work, load, end)))
    for thread in threads:
        thread.start()
    began = time.monotonic()
    with progress_bar("Asking", "s") as show:
        while (passed := time.monotonic() - began) < duration:
            show(int(passed), int(duration))
            time.sleep(1)
            load.megabytes.append(_megabytes())
    end.set()
    for thread in threads:
        thread.join()
    workers.stop()
    journal.close()
    return load


def _chat(
    chat: str,
    dialogue: Dialogue,
    workers: Workers,
    load: Load,
    end: threading.Event,
    plan: tuple[random.Random, Sequence[str]],
) -> None:
    rng, questions = plan
    while not end.wait(rng.expovariate(1 / _READING_S)):
        question = rng.choice(questions)
        start = time.perf_counter()
        try:
            workers.answers.submit(dialogue.say, chat, Person(chat), question).result()
        except Exception as error:
            load.failures.append(repr(error))
        load.seconds.append(time.perf_counter() - start)


def _repeat(work: Callable[[], None], load: Load, end: threading.Event) -> None:
    while not end.is_set():
        work()
        load.reloads += 1


def _show(name: str, load: Load) -> None:
    warm = load.megabytes[int(_WARM_S) :] or load.megabytes[-1:]
    print(
        f"{name}: {len(load.seconds)} answers, {len(load.failures)} failed; "
        f"median {statistics.median(load.seconds):.2f} s, "
        f"p95 {_percentile(load.seconds, 0.95):.2f} s, longest {max(load.seconds):.2f} s; "
        f"memory {warm[0]:.0f} MB after a minute, at most {max(warm):.0f} MB later, "
        f"{warm[-1]:.0f} MB in the end; {load.reloads} reloads"
    )
    for failure in sorted(set(load.failures))[:5]:
        print(f"  failed: {failure}")


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


def _megabytes() -> float:
    """Resident memory; where the system does not tell, the most that it ever was."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    main()
