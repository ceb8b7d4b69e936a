"""A session: the articles in use, the one history across them, and their saving.

`Session` is one article in memory (tests, tour, simulation); `CorpusSession` is a corpus on the disk.
Nothing here knows a screen; what happens in other threads is told through `on_event`.
"""

from annotator.session.base import TOOL, Prefill, Saved, Session, SessionError, detected, words_of
from annotator.session.corpus import CorpusSession
from annotator.session.looking import parts_of

__all__ = [
    "TOOL",
    "CorpusSession",
    "Prefill",
    "Saved",
    "Session",
    "SessionError",
    "detected",
    "parts_of",
    "words_of",
]
