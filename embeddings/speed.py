"""Which number format and how many threads make an encoder fastest: measured once a machine."""

import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from embeddings.encoder import Encoder

_QUESTION = ["Hội nghị giao ban công tác Đảng, đoàn thể do ai chủ trì và diễn ra vào ngày nào?"]
_PASSAGES = [f"Báo cáo số {n} về kết quả công tác tháng của thị xã. " * 10 for n in range(8)]
_GAIN = 0.9
"""Less than a tenth faster may be noise: then the earlier setting, the more exact one, stays."""


@dataclass(frozen=True)
class Setting:
    """`dtype` is the name of a torch number format."""

    dtype: str
    threads: int

    @staticmethod
    def torch(dtype: str) -> torch.dtype:
        return {"float32": torch.float32, "bfloat16": torch.bfloat16}[dtype]


def fastest_setting(identity: str, load: Callable[[str], Encoder], cache: Path) -> Setting:
    """The fastest setting for the model `identity`, from `cache` when it was measured before.

    bfloat16 halves the time where the processor has instructions for it, at the same accuracy, and
    is slower where it has none; so it is tried rather than guessed. Takes a few seconds.

    :param load: loads the model in a number format.
    """
    path = cache / "speed.json"
    machine = f"{platform.processor() or platform.machine()}/{os.cpu_count()}/{torch.__version__}"
    key = f"{identity}@{machine}"
    known = _read(path)
    if key in known:
        return known[key]
    best = _measure(load)
    _write(path, known | {key: best})
    return best


def _measure(load: Callable[[str], Encoder]) -> Setting:
    before = torch.get_num_threads()
    cores = os.cpu_count() or 1
    best, shortest = Setting("float32", cores), float("inf")
    try:
        for dtype in ("float32", "bfloat16"):
            encoder = load(dtype)
            for threads in sorted({cores, max(1, cores // 2)}, reverse=True):
                torch.set_num_threads(threads)
                seconds = _seconds(encoder)
                if seconds < shortest * _GAIN:
                    best, shortest = Setting(dtype, threads), seconds
    finally:
        torch.set_num_threads(before)
    return best


def _seconds(encoder: Encoder) -> float:
    """The better of two rounds, each of one batch of passages and as many single questions."""
    encoder.encode_query(_QUESTION)
    rounds = []
    for _ in range(2):
        start = time.perf_counter()
        encoder.encode_document(_PASSAGES)
        for _ in _PASSAGES:
            encoder.encode_query(_QUESTION)
        rounds.append(time.perf_counter() - start)
    return min(rounds)


def _read(path: Path) -> dict[str, Setting]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        settings = {key: Setting(**values) for key, values in stored.items()}
        usable = {"float32", "bfloat16"}
        return {k: s for k, s in settings.items() if s.dtype in usable and s.threads > 0}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # missing or damaged: measured again


def _write(path: Path, settings: dict[str, Setting]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    partial.write_text(json.dumps({k: asdict(s) for k, s in settings.items()}), encoding="utf-8")
    os.replace(partial, path)
