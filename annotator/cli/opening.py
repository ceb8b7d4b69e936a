"""`annotator PATH...`: the interface."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from annotator.cli.reading import complain, corpus_of, settings_for
from annotator.config import Settings
from annotator.editor import utc_now
from annotator.session import CorpusSession, Prefill, Session, SessionError, default_places
from annotator.store.corpus import Corpus, CorpusError
from annotator.store.places import make_folder


def run(options: argparse.Namespace) -> int:
    """Open the paths (or the tour) and work until the person leaves."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        complain("the interface needs a terminal; annotator detect and annotator check work without one")
        return 2
    if not sys.stderr.isatty():
        # Textual draws on the standard error; where that goes into a file, the terminal is still here.
        vars(sys)["__stderr__"] = sys.__stdout__
    if options.tour:
        from annotator.tour import tour_session

        return _work(tour_session())
    settings, _ = settings_for(options)
    corpus = corpus_of(options.paths, settings)
    if corpus is None:
        return 2
    prefill = None
    if options.prefill is not None:
        from annotator.cli.prefilling import prefill_from

        prefill = prefill_from(Path(options.prefill), corpus)
        if prefill is None:
            return 2
    session = _session(corpus, settings, prefill)
    return 2 if session is None else _work(session)


def _session(corpus: Corpus, settings: Settings, prefill: Prefill | None) -> CorpusSession | None:
    """The session at the article where the person left off, or the first one after it that can be opened."""
    try:
        name: str | None = corpus.resume()
    except CorpusError as error:
        complain(str(error))
        return None
    tried: set[str] = set()
    acknowledge = os.environ.get("ANNOTATOR_ACK") == "1"
    while name is not None and name not in tried:
        tried.add(name)
        try:
            if prefill is not None:
                return CorpusSession(corpus, settings, default_places(), name, prefill=prefill, acknowledge=acknowledge)
            return CorpusSession(corpus, settings, default_places(), name, acknowledge=acknowledge)
        except SessionError as error:
            complain(str(error))
            name = corpus.next_open(name)
    complain("no article could be opened")
    return None


def _work(session: Session) -> int:
    """Run the interface until the person leaves; what is not on the disk then is said."""
    from annotator.desk import Desk
    from annotator.tui.app import run_app

    settings = session.settings
    try:
        return run_app(Desk(session), theme_name=settings.theme, glyphs=settings.keymap.glyphs, report=_report_crash)
    finally:
        if not session.close():
            complain(f"{session.saved().text}; the journal keeps it for the next start")


def _report_crash(error: Exception) -> None:
    """Say a programming error in plain words, with the log for whoever mends it; the work is saved already."""
    import traceback

    folder = default_places().state
    log = folder / f"crash-{utc_now().replace(':', '-')}.log"
    try:
        make_folder(folder)
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8", errors="backslashreplace")
        where = f"details for a bug report: {log}"
    except OSError:
        where = f"{type(error).__name__}: {error}"
    complain(f"the program met an error of its own and has ended; your work is saved. {where}")
