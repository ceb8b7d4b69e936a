"""`annotator status`: one screen of counts."""

from __future__ import annotations

import argparse
import json
from collections import Counter

from annotator.cli.progress import Progress
from annotator.cli.reading import complain, corpus_of, settings_for
from annotator.store.opening import shown_name


def run(options: argparse.Namespace) -> int:
    """Print how far the corpus is; gold files are looked at, not parsed."""
    settings, _ = settings_for(options)
    corpus = corpus_of(options.paths, settings)
    if corpus is None:
        return 2
    names = corpus.names()
    if not names:
        complain(corpus.why_empty())
        return 2
    states: Counter[str] = Counter()
    people: Counter[str] = Counter()
    done = total = held = 0
    last = ("", "")
    progress = Progress("looked at", len(corpus.gold_names))
    for name, status in corpus.statuses():
        progress.step()
        states[status.state] += 1
        done, total, held = done + (status.done or 0), total + (status.total or 0), held + (status.held or 0)
        if status.by:
            people[status.by] += 1
        last = max(last, (status.changed, name))
    progress.end()
    states["new"] += len(names) - sum(states.values())
    if options.json:
        data = {
            "articles": len(names), "states": dict(states), "quotes": {"decided": done, "all": total, "held": held},
            "annotators": dict(people), "last_changed": {"time": last[0] or None, "article": last[1] or None},
        }  # fmt: skip
        print(json.dumps(data, ensure_ascii=True))
        return 0
    print(f"{shown_name(corpus.folder)}: {len(names):,} articles")
    for state, words in (
        ("done", "gold"), ("work", "in work"), ("new", "not begun"), ("skip", "skipped"), ("unreadable", "unreadable"),
    ):  # fmt: skip
        if states[state]:
            share = 100 * states[state] / len(names)
            print(f"  {words:<12}{states[state]:>8,}  {share:5.1f} %")
    print(f"quotes in gold files: {total:,}; decided {done:,}, held {held:,}")
    if people:
        print("last hand: " + ", ".join(f"{name} {count:,}" for name, count in people.most_common(8)))
    if last[0]:
        print(f"last change: {last[0]} {shown_name(last[1])}")
    for line in corpus.report()[:8]:
        print(f"  left out: {line}")
    return 0
