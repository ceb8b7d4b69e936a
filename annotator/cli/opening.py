"""`annotator PATH...`: the interface."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from annotator.cli.reading import complain, corpus_of, settings_for
from annotator.config import Settings
from annotator.session import CorpusSession, Prefill, SessionError, default_places
from annotator.store.corpus import Corpus, CorpusError


def run(options: argparse.Namespace) -> int:
    """Open the paths (or the tour) and work until the person leaves."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        complain("the interface needs a terminal; annotator detect and annotator check work without one")
        return 2
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


def _work(session: object) -> int:
    from annotator.desk import Desk
    from annotator.session import Session
    from annotator.tui.app import run_app

    assert isinstance(session, Session)
    return run_app(Desk(session))
