"""The threads beside the event loop."""

from concurrent.futures import ThreadPoolExecutor

_ANSWERS = 2
"""One for each core; more only take turns on them."""
_JOBS = 2


class Workers:
    """Threads for answers, and others for long jobs, so that a reload never holds up an answer."""

    def __init__(self) -> None:
        self.answers = ThreadPoolExecutor(_ANSWERS, "answer")
        self.jobs = ThreadPoolExecutor(_JOBS, "job")

    def stop(self) -> None:
        """Begins nothing new; what runs goes on to its end."""
        self.answers.shutdown(wait=False, cancel_futures=True)
        self.jobs.shutdown(wait=False, cancel_futures=True)
