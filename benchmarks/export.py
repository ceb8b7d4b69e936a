"""Import a brat folder as gold, check it, write it in every format and read it back.

    python benchmarks/export.py FOLDER [--limit N] [--formats jsonl,csv] [--markdown]

Prints how many errors and warnings the checks find by rule, and for each format articles a CPU second for
writing and reading, bytes, and how many quotes came back with the same content, cue, source, type,
speakers and links. FOLDER holds `.txt` and `.ann` files, beside each other or as PolNeAR has them.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import Any

from annotator.check import check
from annotator.evaluation.tables import grid
from annotator.exchange import FORMATS, Entry, ExchangeError, Intake, RecordError, export_corpus, import_files

TIME = "2026-01-01T00:00:00Z"
ALSO: list[tuple[str, dict[str, Any]]] = [("hf", {"parquet": True}), ("cas", {"json": True})]


def gold(folder: Path, limit: int | None) -> list[Entry]:
    """The folder's articles as entries, with what was said about them on the way."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".txt", ".ann")
    }
    start = time.process_time()
    found: list[Entry] = []
    refused: list[RecordError] = []
    for entry in import_files(files, "brat", Intake(time=TIME)):
        if isinstance(entry, Entry):
            found.append(entry)
        else:
            refused.append(entry)
        if limit and len(found) >= limit:
            break
    seconds = time.process_time() - start
    quotes = sum(len(entry.annotation.quotes) for entry in found)
    rate = len(found) / seconds
    print(f"imported {len(found)} articles, {quotes} quotes, {rate:.0f} articles/s, refused {len(refused)}")
    for error in refused[:5]:
        print(f"  {error}")
    for note, count in Counter(note for entry in found for note in entry.notes).most_common():
        print(f"  {count:5} {note}")
    rules = Counter(problem.rule for entry in found for problem in check(entry.annotation, entry.article))
    errors = sum(count for rule, count in rules.items() if rule.startswith("E"))
    print(f"checks: {errors} E, {sum(rules.values()) - errors} W", dict(sorted(rules.items())))
    return found


def kept(entries: list[Entry], again: list[Entry]) -> list[str]:
    """For each field the share of quotes that have it as before, in per cent."""
    by_id = {entry.id: entry for entry in again}
    same: Counter[str] = Counter()
    fields = ("content", "cue", "source", "type", "speakers", "within", "status")
    total = 0
    for entry in entries:
        total += len(entry.annotation.quotes)
        other = by_id.get(entry.id)
        if other is None:
            continue
        found = {(quote.content, quote.cue, quote.source): quote for quote in other.annotation.quotes}
        contents = {quote.content for quote in other.annotation.quotes}
        names = {entity.id: entity.name for entity in other.annotation.entities}
        own = {entity.id: entity.name for entity in entry.annotation.entities}
        for quote in entry.annotation.quotes:
            twin = found.get((quote.content, quote.cue, quote.source))
            same["content"] += quote.content in contents
            if twin is None:
                continue
            for field in fields[1:]:
                if field == "speakers":
                    same[field] += [own[id] for id in quote.speakers] == [names[id] for id in twin.speakers]
                else:
                    same[field] += getattr(quote, field) == getattr(twin, field)
    return [f"{100 * same[field] / max(1, total):.1f}" for field in fields]


def one(name: str, options: dict[str, Any], entries: list[Entry]) -> list[str]:
    """The row of a format."""
    label = name + "".join(f" {key}" for key in options)
    articles = {entry.id: entry.article for entry in entries}
    start = time.process_time()
    try:
        output = export_corpus(entries, name, options=options)
    except ExchangeError as error:
        return [label, str(error)] + [""] * 11
    written = time.process_time() - start
    files = {path or f"corpus{FORMATS[name].suffix}": data for path, data in output.files.items()}
    start = time.process_time()
    found = list(import_files(files, name, Intake(time=TIME, scope="all", articles=articles.get)))
    read = time.process_time() - start
    again = [entry for entry in found if isinstance(entry, Entry)]
    lost = "; ".join(f"{count} {kind}" for kind, count in sorted(output.loss.not_carried.items()))
    size = sum(map(len, files.values())) / 1e6
    rates = [f"{len(entries) / written:.0f}", f"{len(entries) / read:.0f}", f"{size:.1f}"]
    return [label, *rates, str(len(found) - len(again)), *kept(entries, again), lost]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, help="only so many articles")
    parser.add_argument("--formats", help="only these, separated by commas")
    parser.add_argument("--markdown", action="store_true")
    arguments = parser.parse_args()
    entries = gold(arguments.folder, arguments.limit)
    wanted = arguments.formats.split(",") if arguments.formats else [name for name in FORMATS if name != "articles"]
    runs: list[tuple[str, dict[str, Any]]] = [(name, {}) for name in wanted]
    runs += [run for run in ALSO if run[0] in wanted]
    rows = [one(name, options, entries) for name, options in runs]
    head = ["format", "write/s", "read/s", "MB", "refused", "content", "cue", "source", "type", "speakers", "within"]
    print(grid([*head, "status", "not carried"], rows, "markdown" if arguments.markdown else "table"))


if __name__ == "__main__":
    main()
