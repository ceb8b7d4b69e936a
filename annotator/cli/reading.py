"""What several subcommands share: settings, the corpus of the paths, messages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from annotator.cli.progress import clear
from annotator.commands import IDS
from annotator.config import Settings, annotator_id, load_settings
from annotator.shown import shown
from annotator.store.corpus import Corpus, CorpusError, corpus_folder
from annotator.store.places import default_places
from annotator.values import replace


def complain(message: str) -> None:
    """One line on stderr, safe to show."""
    clear()
    print(f"annotator: {shown(message)}", file=sys.stderr)


def settings_for(options: argparse.Namespace) -> tuple[Settings, bool]:
    """The settings for the paths with the call's own options laid over, and whether they are all right.

    Every problem is one line on stderr; the default stands in for a bad value.
    """
    places = default_places()
    settings, problems = load_settings(_folder(options.paths), IDS, config_folder=places.config)
    for problem in problems:
        complain(str(problem))
    for name in ("annotator", "scope", "language", "theme"):
        value = getattr(options, name, None)
        if name == "annotator" and value is not None:
            value = annotator_id(value)
        if value:
            settings = replace(settings, **{name: value})
    return settings, not problems


def _folder(paths: Sequence[str]):  # type: ignore[no-untyped-def]  # Path | None without importing pathlib early
    try:
        return corpus_folder(paths)
    except CorpusError:
        return None


def corpus_of(paths: Sequence[str], settings: Settings) -> Corpus | None:
    """The corpus of the paths, or None after saying what is wrong."""
    try:
        return Corpus(
            paths,
            include=settings.include,
            exclude=settings.exclude,
            annotator=settings.annotator if settings.several_annotators else None,
            places=default_places(),
        )
    except CorpusError as error:
        complain(str(error))
        return None
