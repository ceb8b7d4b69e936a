"""`annotator backups`: earlier states of a gold file."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.reading import complain
from annotator.shown import shown
from annotator.store.corpus import gold_path
from annotator.store.history import History
from annotator.store.opening import OpenError, load_gold, shown_name
from annotator.store.places import default_places
from annotator.store.save import SaveError, save


def run(options: argparse.Namespace) -> int:
    """List the kept states, or put one back (the present one is kept first)."""
    article = Path(options.article)
    gold = article if article.name.endswith(".gold.yaml") else gold_path(article)
    history = History(default_places().state)
    found = history.backups(gold)
    if not found:
        complain(f"{shown_name(gold)}: no earlier state is kept here")
        return 1
    if options.restore is None:
        for number, backup in enumerate(found, 1):
            print(f"{number:>3}  {shown(backup.time)}  {backup.size:,} bytes")
        print(f"put one back: annotator backups {shown_name(options.article)} --restore N")
        return 0
    if not 1 <= options.restore <= len(found):
        complain(f"there are numbers 1 to {len(found)}")
        return 2
    chosen = found[options.restore - 1]
    try:
        data = chosen.read()
        loaded = load_gold(gold)
        if loaded is not None:
            history.keep(gold, loaded.data, _now())
        save(gold, data, loaded.fingerprint if loaded is not None else None)
    except (OpenError, SaveError, OSError) as error:
        complain(str(error))
        return 1
    print(f"{shown_name(gold)}: the state of {shown(chosen.time)} is back; the one before is kept")
    return 0


def _now() -> str:
    from annotator.editor import utc_now

    return utc_now()
