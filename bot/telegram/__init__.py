"""Telegram: the same dialogue, over python-telegram-bot."""

import os

# Makes the library give times as timedelta, which it will always do; without, it warns each time.
# It is read when the library is first imported.
os.environ.setdefault("PTB_TIMEDELTA", "1")
