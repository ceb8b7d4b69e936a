"""What every format shares: entries in, files and a report of losses out.

Nothing here touches the disk: an exporter returns bytes by relative file name, a loader takes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, Literal

from annotator.article import Article
from annotator.model import Annotation, QuoteType, ReviewStatus, Scope, Status
from annotator.values import dataclass, field

As = Literal["gold", "proposals"]
Files = Mapping[str, bytes]
"""Relative file name (with forward slashes) -> its bytes."""

PROGRESS: tuple[ReviewStatus, ...] = ("new", "in_progress", "done", "adjudicated")
"""How far an article is, in the order in which `minimum` counts; `skipped` is never exported."""


class ExchangeError(ValueError):
    """What was asked cannot be done; the message is one sentence fit for the command line."""


class MissingLibraryError(ExchangeError):
    """A format needs a library that is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed; it comes with pip install 'annotator-tui[{extra}]'")


def library(module: str, name: str, extra: str) -> Any:
    """A module of an optional dependency; raises MissingLibraryError when it is not installed."""
    try:
        return import_module(module)
    except ImportError:
        raise MissingLibraryError(name, extra) from None


class RecordError(ExchangeError):
    """A record that cannot be used: its number in the file (from 1), the field, and what is wrong.

    `file` is empty until whoever knows the file's name adds it with `within`.
    """

    def __init__(self, number: int, field: str, reason: str, file: str = "") -> None:
        self.number, self.field, self.reason, self.file = number, field, reason, file
        place = f"record {number}" + (f", {field}" if field else "")
        super().__init__(f"{file}: {place}: {reason}" if file else f"{place}: {reason}")

    def within(self, file: str) -> RecordError:
        """The same error with the name of the file."""
        return RecordError(self.number, self.field, self.reason, file)


@dataclass(frozen=True)
class Entry:
    """One article with its annotation, as it stands in a corpus or came out of a file.

    `id` is the article's path in the corpus. `notes` says what a loader had to change, in plain words;
    equal notes of several entries can be counted.
    """

    id: str
    article: Article
    annotation: Annotation
    notes: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The first folder of the path, which stands for the source of the article ("" at the top)."""
        return self.id.partition("/")[0] if "/" in self.id else ""


@dataclass(frozen=True)
class Loss:
    """What an export left out on purpose and what the format could not carry, by kind and count."""

    articles: int = 0
    quotes: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    not_carried: Mapping[str, int] = field(default_factory=dict)
    examples: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The report, one sentence a line."""
        found = [f"{self.articles} articles, {self.quotes} quotes written"]
        found += [f"left out: {count} {kind}" for kind, count in sorted(self.left_out.items()) if count]
        found += [f"not carried: {count} {kind}" for kind, count in sorted(self.not_carried.items()) if count]
        return found + [f"  {example}" for example in self.examples]


@dataclass(frozen=True)
class Output:
    """The files of an export and what is not in them."""

    files: Files
    loss: Loss


@dataclass
class Tally:
    """Counts losses while an export runs."""

    articles: int = 0
    quotes: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    not_carried: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def lost(self, kind: str, count: int = 1, example: str = "") -> None:
        """Count something that the format cannot carry, with an example (the first ten are kept)."""
        if count:
            self.not_carried[kind] += count
            if example and len(self.examples) < 10:
                self.examples.append(example)

    def loss(self) -> Loss:
        return Loss(
            self.articles,
            self.quotes,
            dict(self.left_out),
            dict(self.not_carried),
            tuple(self.examples),
        )


@dataclass(frozen=True)
class Selection:
    """What to export. The defaults are those of SCHEME 5: finished articles, judged items.

    `minimum` is the least review status; `statuses` those of the quotes wanted (None: all but `proposed`);
    `proposed` lets proposed quotes and sections through; `rejected` says whether refused items go along as negatives
    (None: where the format carries them by itself); `types` limits the quotes by type.
    """

    minimum: ReviewStatus = "done"
    statuses: frozenset[Status] | None = None
    proposed: bool = False
    rejected: bool | None = None
    types: frozenset[QuoteType] | None = None

    def wants(self, status: Status) -> bool:
        """Whether items of that status are asked for."""
        if self.statuses is not None:
            return status in self.statuses
        return self.proposed or status != "proposed"


def _kept_quotes(annotation: Annotation, selection: Selection, left: Counter[str]) -> Annotation:
    kept = []
    for quote in annotation.quotes:
        if not selection.wants(quote.status):
            left[f"{quote.status} quotes"] += 1
        elif selection.types is not None and quote.type not in selection.types:
            left[f"{quote.type} quotes"] += 1
        else:
            kept.append(quote)
    if len(kept) == len(annotation.quotes):
        return annotation
    ids = {quote.id for quote in kept}
    links = ("within", "continues", "repeats")
    quotes = []
    for quote in kept:
        gone = {link: None for link in links if getattr(quote, link) and getattr(quote, link) not in ids}
        left["links to quotes that were left out"] += len(gone)
        quotes.append(quote.model_copy(update=gone) if gone else quote)
    used = {id for quote in quotes for id in quote.speakers}
    used |= {via.entity for quote in quotes for via in quote.via if via.entity}
    used |= {id for item in annotation.rejected for id in item.speakers}
    used |= {via.entity for item in annotation.rejected for via in item.via if via.entity}
    while True:
        more = {entity.speaks_for for entity in annotation.entities if entity.id in used and entity.speaks_for}
        if more <= used:
            break
        used |= more
    unused = {id for quote in annotation.quotes for id in quote.speakers} - used
    entities = tuple(entity for entity in annotation.entities if entity.id not in unused)
    return annotation.model_copy(update={"quotes": tuple(quotes), "entities": entities})


def selected(entry: Entry, selection: Selection, left: Counter[str]) -> Entry | None:
    """The entry with only what was asked for, or None; what is left out is counted in `left` by kind."""
    status = entry.annotation.review.status
    if status == "skipped" or PROGRESS.index(status) < PROGRESS.index(selection.minimum):
        left[f"articles {status}"] += 1
        return None
    annotation = _kept_quotes(entry.annotation, selection, left)
    sections = tuple(s for s in annotation.sections if selection.proposed or s.status != "proposed")
    if len(sections) != len(annotation.sections):
        left["proposed sections"] += len(annotation.sections) - len(sections)
        annotation = annotation.model_copy(update={"sections": sections})
    if selection.rejected is False and annotation.rejected:
        left["rejected items"] += len(annotation.rejected)
        annotation = annotation.model_copy(update={"rejected": ()})
    return entry if annotation is entry.annotation else Entry(entry.id, entry.article, annotation, entry.notes)


Exporter = Callable[[Iterable[Entry], Tally, Mapping[str, Any]], dict[str, bytes]]
"""Entries (already selected), where to count losses, the format's own options -> files."""


@dataclass(frozen=True)
class Intake:
    """How foreign data is taken in.

    `as_` says what items without a status of our own become; `by` is the detector's name for proposals;
    `time` (UTC, as in a gold file) and `annotator` go into the review block. Gold is `done` only when a
    `time` is given, as rule E20 asks. `scope` and `language` are those of the source (None: as found, else
    `statements` and `en`); `articles` finds the article of an id for formats that do not carry its text;
    `options` are the format's own.
    """

    as_: As = "gold"
    by: str = "import"
    time: str | None = None
    annotator: str | None = None
    scope: Scope | None = None
    language: str | None = None
    articles: Callable[[str], Article | None] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


Loader = Callable[[Files, Intake], Iterator["Entry | RecordError"]]
"""Files and how to take them in -> entries, or an error in place of each bad record."""


@dataclass(frozen=True)
class Format:
    """One exchange format: what it is called, how it is written and read, and what it loses.

    `suffix` is that of a single output file ("" when the output is a folder); `extra` the optional
    dependency group that its library is in; `rejected` whether refused items are carried by default;
    `options` maps the names of its own options to one line of meaning each; `cannot` says in words
    what the format cannot carry.
    """

    name: str
    suffix: str
    export: Exporter | None
    load: Loader | None
    extra: str | None = None
    rejected: bool = False
    reads: tuple[str, ...] = ()
    cannot: str = "nothing"
    options: Mapping[str, str] = field(default_factory=dict)
