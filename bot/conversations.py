"""What every chat talked about last; old ones are forgotten."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from bot.assistant import Conversation

_MOST = 5_000
_EXPIRES_S = 30 * 60
"""After half an hour nobody means the question before by "còn quý I?"."""


class Conversations:
    """The conversation of each chat, by its key. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[float, Conversation]] = OrderedDict()

    def of(self, chat: str) -> Conversation:
        """The conversation of `chat`; a new one if it has none or was silent for too long."""
        now = self._clock()
        with self._lock:
            last, conversation = self._known.pop(chat, (now, Conversation()))
            if now - last > _EXPIRES_S:
                conversation = Conversation()
            self._known[chat] = (now, conversation)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
            return conversation
