"""`annotator PATH...`: the interface."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.reading import complain, corpus_of, settings_for
from annotator.config import Settings
from annotator.store.corpus import Corpus, CorpusError
from annotator.store.places import default_places

if TYPE_CHECKING:
    from annotator.desk import Desk
    from annotator.session import CorpusSession, Prefill
    from annotator.tui.first import Shown
    from annotator.tui.line import Row


WELCOME = "new here? g t is a tour of seven steps; ? shows the keys that work now"
"""Said to somebody whose state folder does not exist yet: the first start of this user on this machine."""


def run(options: argparse.Namespace) -> int:
    """Open the paths (or the tour) and work until the person leaves."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        complain("the interface needs a terminal; annotator detect and annotator check work without one")
        return 2
    if not sys.stderr.isatty():
        # Textual draws on the standard error; where that goes into a file, the terminal is still here.
        vars(sys)["__stderr__"] = sys.__stdout__
    from annotator.tui import terminal

    # Importing makes much and drops little: the interface switches the collector on again.
    gc.disable()
    _one_heap()
    with terminal.quiet():
        return _run(options)


_M_ARENA_MAX = -8
"""malloc.h of the GNU C library: the most heaps."""


def _one_heap() -> None:
    """Let all threads share one heap, as they share the interpreter's lock; before any thread begins.

    The GNU C library gives each thread its own, and what one has freed no other can use: with a long
    article ten megabytes lie idle. Elsewhere there is no such call.
    """
    import ctypes

    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def _run(options: argparse.Namespace) -> int:
    if options.tour:
        from annotator.desk import Desk
        from annotator.tour import tour_session

        return work(Desk(tour_session()))
    settings, _ = settings_for(options)
    corpus = corpus_of(options.paths, settings)
    if corpus is None:
        return 2
    try:
        name = corpus.resume()
    except CorpusError as error:
        complain(str(error))
        return 2
    prefill = None
    if options.prefill is not None:
        from annotator.cli.prefilling import prefill_from

        prefill = prefill_from(Path(options.prefill), corpus)
        if prefill is None:
            return 2
    welcome = "" if default_places().state.exists() else WELCOME
    picture = _first_picture(corpus, name, settings)
    try:
        session = _session(corpus, name, settings, prefill, picture)
        if session is None:
            return 2
        from annotator.desk import Desk

        desk = Desk(session)
        if welcome:
            desk.say(welcome)
        if picture is None:
            picture = _first_picture_of(desk)
        return work(desk, picture)
    finally:
        if picture is not None:
            picture.wipe()


def _first_picture_of(desk: Desk) -> Shown:
    """Paint the desk as it is, before the interface is imported."""
    from annotator.tui import first
    from annotator.tui.painter import Painter

    settings = desk.session.settings

    def made(columns: int, rows: int) -> list[Row]:
        desk.resize(columns, rows)
        return Painter(settings.keymap.glyphs).paint(desk).rows

    return first.paint(made, theme_name=settings.theme)


def _first_picture(corpus: Corpus, name: str, settings: Settings) -> Shown | None:
    """Paint what is known at once of an article nobody has worked on.

    Where somebody has, the first thing that is open is shown, which is not known yet.
    """
    from annotator.article import too_large
    from annotator.store.opening import OpenError, open_article
    from annotator.tui import first

    if os.path.lexists(corpus.gold(name)):
        return None
    try:
        article = open_article(corpus.path(name), settings.encoding, corpus.folder)
    except OpenError:
        return None  # it is said when the session opens it
    if too_large(article.text):
        return None  # that, too
    glyphs = settings.keymap.glyphs
    return first.paint(
        lambda columns, rows: first.picture(name, article.text, columns, rows, glyphs), theme_name=settings.theme
    )


def _session(
    corpus: Corpus, first: str, settings: Settings, prefill: Prefill | None, picture: Shown | None
) -> CorpusSession | None:
    """The session at the article where the person left off, or the first one after it that can be opened."""
    from annotator.session import CorpusSession, SessionError, detected

    name: str | None = first
    tried: set[str] = set()
    acknowledge = os.environ.get("ANNOTATOR_ACK") == "1"
    while name is not None and name not in tried:
        tried.add(name)
        try:
            start = prefill or detected
            return CorpusSession(
                corpus, settings, default_places(), name, prefill=start, acknowledge=acknowledge, patient=True
            )
        except SessionError as error:
            if picture is not None:
                picture.wipe()
            complain(str(error))
            name = corpus.next_open(name)
    complain("no article could be opened")
    return None


def work(desk: Desk, picture: Shown | None = None) -> int:
    """Run the interface until the person leaves; what is not on the disk then is said."""
    from annotator.cli.crashing import report_crash
    from annotator.tui.app import run_app

    session = desk.session
    try:
        return run_app(
            desk,
            theme_name=session.settings.theme,
            glyphs=session.settings.keymap.glyphs,
            report=lambda error: report_crash(error, "your work is saved" if session.flush(5.0) else ""),
            painted=picture is not None and picture.hand_over(),
        )
    finally:
        if not session.close():
            complain(f"{session.saved().text}; the journal keeps it for the next start")
