"""`annotator stats`: what is in a corpus, as a table, JSON or a page with plots."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from annotator.cli.gathering import gold_in, not_written, write_file
from annotator.cli.reading import complain
from annotator.shown import shown
from annotator.statistics import statistics, statistics_html, statistics_text
from annotator.store.opening import shown_name


def run(options: argparse.Namespace) -> int:
    """Count and print or write; 0 fine, 1 a gold file could not be used, 2 a wrong call."""
    gold = gold_in([options.corpus], options.annotator)
    if gold is None:
        return 2
    data = statistics(gold)
    if gold.missing():
        return 2
    if options.html:
        path = Path(options.html)
        page = statistics_html(data, Path(options.corpus).resolve().name)
        try:
            write_file(path, page.encode("utf-8", "backslashreplace"), options.overwrite)
        except OSError as error:
            complain(not_written(error, path))
            return 1
        print(f"{shown_name(path)}: open it in a browser; it needs no network", file=sys.stderr)
    elif options.json:
        print(json.dumps(data, ensure_ascii=True, indent=2))
    else:
        print(shown(statistics_text(data), keep_newlines=True), end="")
    return 1 if gold.failed else 0
