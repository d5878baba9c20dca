"""A bot that follows a state folder and answers from it, until its input ends.

It prints how many questions it answered, and from which snapshots; whatever fails ends it.
"""

import json
import select
import sys
from pathlib import Path

from knowledge.base import KnowledgeBase
from tests.conftest import FakeEncoder

QUESTION, ANSWER = "Ai chủ trì hội nghị giao ban tháng 4?", "Trần Văn Bảy"
_PAUSE_S = 0.02


def answer(base: KnowledgeBase) -> str | None:
    """The words that answer the one question it asks."""
    question = base.understand(QUESTION)
    reading = base.read(question, base.find(question))
    return reading.highlight if reading else None


def main(folder: Path) -> None:
    """See the module."""
    base = KnowledgeBase(folder / "state", [folder / "articles"], FakeEncoder())
    base.open()
    answered, seen, ended = 0, set(), False
    while not ended:  # once more after the end: what was made current by then is always seen
        ended = bool(select.select([sys.stdin], [], [], _PAUSE_S)[0])
        base.follow()
        if (said := answer(base)) != ANSWER:
            raise RuntimeError(f"snapshot {base.snapshot_number} answers {said}")
        answered += 1
        seen.add(base.snapshot_number)
        if answered == 1:
            print("answering", flush=True)
    base.close()
    print(json.dumps({"answered": answered, "snapshots": len(seen)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
