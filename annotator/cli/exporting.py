"""`annotator export`: a corpus in the formats of other programs, with what is not in them said."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from annotator.cli.gathering import gold_in, not_written, write_file
from annotator.cli.reading import complain
from annotator.exchange import FORMATS, Entry, ExchangeError, Loss, Output, Selection, export_corpus
from annotator.exchange.base import Tally, selected
from annotator.exchange.sharing import export_without_text
from annotator.exchange.splits import split
from annotator.shown import shown
from annotator.values import replace


def run(options: argparse.Namespace) -> int:
    """Export the corpus; 0 all of it, 1 something could not be read or written, 2 a wrong call."""
    try:
        selection, own, shares = _asked(options)
    except ExchangeError as error:
        complain(str(error))
        return 2
    gold = gold_in([options.corpus], options.annotator)
    if gold is None:
        return 2
    try:
        outputs = _outputs(gold, selection, own, shares, options)
        if gold.missing():
            return 2
    except ExchangeError as error:
        complain(str(error))
        return 1
    files = {name: data for output in outputs.values() for name, data in output.files.items()}
    if shares is None and options.output == "-":
        if set(files) != {""}:
            complain(f"{options.to} is several files: name a folder for them (-o DIR)")
            return 2
        sys.stdout.flush()
        sys.stdout.buffer.write(files[""])
    elif not _written(files, Path(options.output), options.overwrite):
        return 1
    for part, output in outputs.items():
        for line in output.loss.lines():
            print(shown(f"{part}: {line}" if part else line), file=sys.stderr)
    if not any(output.loss.articles for output in outputs.values()):
        complain("nothing was exported; --min-status in_progress takes articles that are not finished, too")
        return 1
    return 1 if gold.failed else 0


def _asked(options: argparse.Namespace) -> tuple[Selection, dict[str, str | bool], dict[str, float] | None]:
    """What was asked for, checked before anything is read; raises ExchangeError."""
    if options.to not in FORMATS:
        raise ExchangeError(f"no format {options.to!r}; there are {', '.join(FORMATS)}")
    if options.no_text and options.to != "jsonl":
        raise ExchangeError("--no-text is for --to jsonl, whose records can be filled in again")
    if options.no_names and not options.no_text:
        raise ExchangeError("--no-names goes with --no-text")
    statuses = frozenset(options.only) if options.only else None
    selection = Selection(options.min_status, statuses, options.with_proposed, True if options.with_rejected else None)
    shares = shares_of(options.split) if options.split else None
    if shares is not None and options.output == "-":
        raise ExchangeError("--split makes several files: name a folder for them (-o DIR)")
    return selection, format_options(options.to, options.option), shares


def format_options(name: str, given: list[str]) -> dict[str, str | bool]:
    """The format's own options out of `KEY` and `KEY=VALUE`; raises ExchangeError for one it does not have."""
    known = FORMATS[name].options
    found: dict[str, str | bool] = {}
    for word in given:
        key, equals, value = word.partition("=")
        if key not in known:
            can = "; ".join(f"{one} ({meaning})" for one, meaning in known.items()) or "it has none"
            raise ExchangeError(f"{name} has no option {key!r}: {can}")
        found[key] = value if equals else True
    return found


def shares_of(words: str) -> dict[str, float]:
    """`train=.8,dev=.1,test=.1` as shares; raises ExchangeError."""
    found: dict[str, float] = {}
    for word in words.split(","):
        name, _, share = word.partition("=")
        try:
            if not name.isidentifier() or name in found:
                raise ValueError(name)
            found[name] = float(share)
        except ValueError:
            raise ExchangeError(f"--split {words!r}: write it as train=.8,dev=.1,test=.1") from None
    if abs(sum(found.values()) - 1) > 1e-6 or min(found.values()) < 0:
        raise ExchangeError(f"--split: the shares must be positive and sum to 1, not {sum(found.values()):g}")
    return found


def _outputs(
    entries: Iterable[Entry],
    selection: Selection,
    own: Mapping[str, str | bool],
    shares: Mapping[str, float] | None,
    options: argparse.Namespace,
) -> dict[str, Output]:
    """What is to be written, by part ("" when it is not divided)."""
    if shares is None:
        return {"": _output(entries, selection, own, options)}
    # Only articles that are exported are divided: the shares are of what is in the files.
    tally = Tally()
    kept = [entry for entry in entries if selected(entry, selection, tally.left_out) is not None]
    parts = split(kept, shares, seed=options.seed)
    suffix = FORMATS[options.to].suffix
    outputs: dict[str, Output] = {}
    for part in shares:
        members = [entry for entry in kept if parts[entry.id] == part]
        output = _output(members, selection, own, options)
        files = {f"{part}/{name}" if name else f"{part}{suffix}": data for name, data in output.files.items()}
        outputs[part] = Output(files, output.loss)
    articles = {kind: count for kind, count in tally.left_out.items() if kind.startswith("articles ")}
    if articles:
        outputs["not divided"] = Output({}, Loss(left_out=articles))
    return outputs


def _output(
    entries: Iterable[Entry], selection: Selection, own: Mapping[str, str | bool], options: argparse.Namespace
) -> Output:
    if not options.no_text:
        return export_corpus(entries, options.to, selection, own)
    if selection.rejected is None:
        selection = replace(selection, rejected=FORMATS[options.to].rejected)
    tally = Tally()
    kept = (one for entry in entries if (one := selected(entry, selection, tally.left_out)) is not None)
    data = export_without_text(kept, tally, names=not options.no_names)
    return Output({"": data}, tally.loss())


def _written(files: Mapping[str, bytes], target: Path, overwrite: bool) -> bool:
    """Write the files; whether all could be. Before the first, all places are looked at."""
    places = {target / name if name else target: data for name, data in files.items()}
    try:
        if "" in files and os.path.isdir(target):  # noqa: PTH112  Path.is_dir raises on long names
            raise IsADirectoryError(21, "is a folder; name a file", str(target))
        for place in places:
            if not overwrite and (place.exists() or place.is_symlink()):
                raise FileExistsError(17, "is there already; name another place, or say --overwrite", str(place))
        for place, data in places.items():
            write_file(place, data, overwrite)
    except OSError as error:
        complain(not_written(error, target))
        return False
    return True
