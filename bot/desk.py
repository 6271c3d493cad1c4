"""The conversation of the book as it stands now: rebuilt when the knowledge files change, shared by threads."""

from __future__ import annotations

import ctypes
import gc
import threading

from bot.conversation import Conversation
from bot.knowledge import Shelf


class Desk:
    """Gives the conversation of the shelf's current book, or None while there is no sound book at all."""

    def __init__(self, shelf: Shelf, public_url: str) -> None:
        self.shelf = shelf
        self._public_url = public_url
        self._lock = threading.Lock()
        self._current: Conversation | None = None

    def conversation(self) -> Conversation | None:
        """Give the current conversation; building it for a changed book takes about a second, once."""
        book = self.shelf.book()
        if book is None:
            return None
        with self._lock:
            if self._current is None or self._current.book is not book:
                self._current = Conversation(book, self._public_url)
                _settle_down()
            return self._current


def _settle_down() -> None:
    """Keep the book's hundreds of thousands of objects out of the collector's rounds: one took a third of a second.

    What reading and indexing left free, some 5 MB, goes back to the system where the C library can do that.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
