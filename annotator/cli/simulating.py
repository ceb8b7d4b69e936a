"""`annotator simulate`: keystrokes to gold, typed by a simulated annotator on copies of the articles."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from annotator.article import Article
from annotator.cli.progress import Progress
from annotator.cli.reading import complain, corpus_of, settings_for
from annotator.config import Settings
from annotator.desk import Desk
from annotator.goldfile import read_gold
from annotator.model import Annotation
from annotator.sameness import differences
from annotator.session import CorpusSession, SessionError, detected
from annotator.shown import shown
from annotator.simulate import Annotator, SimulationError, as_proposals, without_quotes
from annotator.simulate.figures import Marks, Outcome, marks_of, report, table
from annotator.simulate.tally import Tally
from annotator.store.corpus import Corpus
from annotator.store.opening import ARTICLE_LIMIT, OpenError, load_gold, open_article, read_file
from annotator.store.places import Places
from annotator.text import Range
from annotator.values import replace

Begin = Callable[[str, Article, Settings, Annotation], Annotation]
"""Makes the start of an article from the name of the pre-fill, its settings and its gold."""
PATIENCE = 60.0
"""Seconds to wait for a pre-fill that runs in the background."""


class NoDetector(CorpusSession):
    """A session whose detector finds no quotes: changed sections bring none either."""

    def propose_anew(self, span: Range) -> None:
        return


def start(prefill: str, article: Article, settings: Settings, gold: Annotation) -> Annotation:
    """What the annotator starts from: `empty` (sections only), `current` (the shipped detectors), `perfect`."""
    found = detected(article, settings)
    if prefill == "perfect":
        return as_proposals(gold)
    return without_quotes(found) if prefill == "empty" else found


def play(
    name: str,
    data: bytes,
    gold: Annotation,
    prefill: str,
    settings: Settings,
    begin: Begin = start,
) -> Outcome:
    """Annotate a copy of an article (bytes `data`) to its gold, in a corpus and a home of its own.

    What was saved is read from the disk again and compared with the gold (B17).
    """
    with tempfile.TemporaryDirectory(prefix="annotator-simulate-") as folder:
        corpus_folder = Path(folder) / "corpus"
        corpus_folder.mkdir()
        (corpus_folder / name).write_bytes(data)
        return _play(corpus_folder / name, Places.under(Path(folder) / "home"), gold, prefill, settings, begin)


def _play(
    file: Path,
    places: Places,
    gold: Annotation,
    prefill: str,
    settings: Settings,
    begin: Begin,
) -> Outcome:
    kind = NoDetector if prefill == "empty" else CorpusSession
    empty = Outcome(file.name, len(gold.quotes), Tally(), Marks())
    try:
        session = kind(
            Corpus([file], places=places), settings, places, file.name,
            prefill=lambda article, settings: begin(prefill, article, settings, gold),
        )  # fmt: skip
    except SessionError as error:
        return replace(empty, failure=str(error))
    try:
        end = time.monotonic() + PATIENCE
        while session.pending and time.monotonic() < end:
            session.poll()
            time.sleep(0.01)
        desk = Desk(session)
        marks = marks_of(desk, gold)
        annotator = Annotator(desk, gold)
        failure = ""
        try:
            annotator.run()
        except SimulationError as error:
            failure = str(error)
        outcome = Outcome(file.name, len(gold.quotes), annotator.hands.tally, marks, failure)
    finally:
        saved = session.close(PATIENCE)
    if not outcome.failure and not saved:
        return replace(outcome, failure="not everything was saved")
    return outcome if outcome.failure else _checked(outcome, file, gold)


def _checked(outcome: Outcome, file: Path, gold: Annotation) -> Outcome:
    """The outcome, failed unless the gold on the disk is finished and says what it should."""
    path = file.with_name(f"{file.name}.gold.yaml")
    loaded = load_gold(path)
    article = open_article(file)
    annotation = read_gold(loaded.data, article, path.name).annotation if loaded is not None else None
    if annotation is None:
        return replace(outcome, failure="no gold that reads was saved")
    if annotation.review.status != "done":
        return replace(outcome, failure=f"the saved gold is {annotation.review.status}")
    return replace(outcome, failure="; ".join(differences(gold, annotation)[:3]))


def run(options: argparse.Namespace) -> int:
    """Play every article of the paths that has gold; 0 all became gold, 1 some failed, 2 a wrong call."""
    settings, _ = settings_for(options)
    corpus = corpus_of(options.paths, settings)
    if corpus is None:
        return 2
    names = [name for name in corpus.names() if name in corpus.gold_names][: options.limit]
    if not names:
        complain("there is no article with gold to be reached")
        return 2
    outcomes = []
    progress = Progress("played", len(names))
    for name in names:
        outcomes.append(_outcome(corpus, name, settings, options))
        progress.step()
    progress.end()
    found = report(outcomes, options.prefill)
    if options.json:
        print(json.dumps(found, ensure_ascii=True, indent=2))
    else:
        for line in table(found):
            print(shown(line))
    return 1 if found["failures"] else 0


def _outcome(corpus: Corpus, name: str, settings: Settings, options: argparse.Namespace) -> Outcome:
    empty = Outcome(name, 0, Tally(), Marks())
    try:
        article = open_article(corpus.path(name), settings.encoding, corpus.folder)
        data = read_file(corpus.path(name), limit=ARTICLE_LIMIT, root=corpus.folder)
        loaded = load_gold(corpus.gold(name))
    except OpenError as error:
        return replace(empty, failure=str(error))
    if loaded is None:
        return replace(empty, failure="its gold is gone")
    found = read_gold(loaded.data, article, corpus.gold(name).name)
    if found.annotation is None or found.matches is False:
        return replace(empty, failure="its gold does not fit the article; annotator check says why")
    gold = found.annotation
    own = replace(settings, scope=options.scope or gold.review.scope)
    outcome = play(corpus.path(name).name, data, gold, options.prefill, own)
    return replace(outcome, name=name)
