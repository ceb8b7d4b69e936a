"""Gold and proposals to and from the formats of other programs (SCHEME 5).

`FORMATS` maps a name to its format. A package adds its own through the entry point group
`annotator.formats` (name -> a `Format`). Nothing here reads or writes files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from annotator.exchange.base import (
    Entry,
    ExchangeError,
    Files,
    Format,
    Intake,
    Loss,
    Output,
    RecordError,
    Selection,
    Tally,
    selected,
)
from annotator.values import replace

__all__ = [
    "FORMATS",
    "Entry",
    "ExchangeError",
    "Files",
    "Format",
    "Intake",
    "Loss",
    "Output",
    "RecordError",
    "Selection",
    "export_corpus",
    "export_parts",
    "import_files",
]

_MODULES = {
    "jsonl": "jsonl",
    "hf": "hf",
    "brat": "brat",
    "spacy": "spacy",
    "prodigy": "prodigy",
    "doccano": "doccano",
    "label-studio": "label_studio",
    "cas": "cas",
    "conll": "conll",
    "csv": "tabular",
    "articles": "articles",
}


class _Formats(Mapping[str, Format]):
    """The formats by name, each module imported when it is first asked for."""

    def __init__(self) -> None:
        self._found: dict[str, Format] = {}

    def _foreign(self) -> dict[str, Any]:
        return {point.name: point for point in entry_points(group="annotator.formats")}

    def __getitem__(self, name: str) -> Format:
        if name not in self._found:
            if name in _MODULES:
                found = import_module(f"annotator.exchange.{_MODULES[name]}").FORMAT
            else:
                found = self._foreign()[name].load()
            if not isinstance(found, Format):
                raise ExchangeError(f"the format {name} is not an annotator.exchange.Format")
            self._found[name] = found
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        yield from _MODULES
        yield from (name for name in self._foreign() if name not in _MODULES)

    def __len__(self) -> int:
        return len(list(iter(self)))


FORMATS: Mapping[str, Format] = _Formats()


def _named(name: str) -> Format:
    try:
        return FORMATS[name]
    except KeyError:
        raise ExchangeError(f"no format {name!r}; there are {', '.join(FORMATS)}") from None


def export_corpus(
    entries: Iterable[Entry],
    name: str,
    selection: Selection | None = None,
    options: Mapping[str, Any] | None = None,
) -> Output:
    """The corpus in a format, and what is not in it.

    A single output file has the name "" (the caller knows where to). Raises ExchangeError for a format
    that does not exist, cannot be written, or lacks its library.
    """
    chosen = _named(name)
    if chosen.export is None:
        raise ExchangeError(f"{name} can be read but not written")
    selection = selection or Selection()
    if selection.rejected is None:
        selection = replace(selection, rejected=chosen.rejected)
    tally = Tally()
    kept = (one for entry in entries if (one := selected(entry, selection, tally.left_out)) is not None)
    files = chosen.export(kept, tally, options or {})
    return Output(files, tally.loss())


def import_files(files: Files, name: str, intake: Intake | None = None) -> Iterator[Entry | RecordError]:
    """Entries out of files in a format; a record that cannot be used is an error in its place.

    Raises ExchangeError for a format that does not exist, cannot be read, or lacks its library.
    """
    chosen = _named(name)
    if chosen.load is None:
        raise ExchangeError(f"{name} can be written but not read")
    return chosen.load(files, intake or Intake())


def export_parts(
    entries: Iterable[Entry],
    name: str,
    parts: Mapping[str, str],
    selection: Selection | None = None,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Output]:
    """The corpus in a format, each part (article id -> part, see `splits.split`) by itself, by its name.

    File names begin with the part: `train.jsonl`, or `train/…` where the format writes several files.
    Articles in no part are left out.
    """
    suffix = _named(name).suffix
    by_part: dict[str, list[Entry]] = {part: [] for part in sorted(set(parts.values()))}
    for entry in entries:
        if entry.id in parts:
            by_part[parts[entry.id]].append(entry)
    found = {}
    for part, members in by_part.items():
        output = export_corpus(members, name, selection, options)
        files = {f"{part}/{path}" if path else f"{part}{suffix}": data for path, data in output.files.items()}
        found[part] = Output(files, output.loss)
    return found
