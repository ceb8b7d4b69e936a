"""`brat`: standoff annotation, one `.txt` and one `.ann` file an article (SCHEME 5).

Layout of events: `T` lines Source, Cue and Content (discontinuous `a b;c d`), a trigger `Attribution`
with the cue's offsets (the content's where there is no cue) and one `E` line, as in PolNeAR (Newell,
Margolin & Ruths, LREC 2018) and, before it, PARC (Pareti, LREC 2012).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotator.exchange.base import Entry, ExchangeError, Format, Tally
from annotator.exchange.brat_reading import load
from annotator.model import Annotation, Quote, Via, spans_of
from annotator.text import Range, merged
from annotator.values import dataclass, field

_ENTITY_LABELS = {
    "person": "Person", "organisation": "Organisation", "group": "Group", "document": "Document",
    "unnamed": "Unnamed", "unknown": "Entity",
}  # fmt: skip

CONFIGURATION = """\
[entities]
Source
Cue
Content
Addressee
Person
Organisation
Group
Document
Unnamed
Entity
{sections}
[relations]
Speaker\tArg1:Attribution, Arg2:<ENTITY>
<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>
[events]
Attribution\tContent+:Content, Cue?:Cue, Source?:Source, Addressee?:Addressee
[attributes]
"""


@dataclass
class _Writer:
    """The lines of one annotation file."""

    text: str
    lines: list[str] = field(default_factory=list)
    spans: int = 0
    events: int = 0
    relations: int = 0

    def span(self, label: str, pieces: Sequence[Range]) -> str:
        """A `T` line; returns its id."""
        self.spans += 1
        words = " ".join(" ".join(self.text[start:end].split()) for start, end in pieces)
        places = ";".join(f"{start} {end}" for start, end in pieces)
        self.lines.append(f"T{self.spans}\t{label} {places}\t{words}")
        return f"T{self.spans}"

    def event(self, roles: Mapping[str, Sequence[Range]]) -> str:
        """An attribution: the `T` lines of its roles, the trigger and the `E` line; returns its id."""
        ids = [(role, self.span(role, pieces)) for role, pieces in roles.items() if pieces]
        trigger = self.span("Attribution", roles.get("Cue") or roles["Content"])
        self.events += 1
        arguments = " ".join(f"{role}:{id}" for role, id in ids)
        self.lines.append(f"E{self.events}\tAttribution:{trigger} {arguments}")
        return f"E{self.events}"

    def relation(self, label: str, one: str, other: str) -> None:
        self.relations += 1
        self.lines.append(f"R{self.relations}\t{label} Arg1:{one} Arg2:{other}")


def _chains(annotation: Annotation) -> list[list[Quote]]:
    """The quotes, each with those that continue it (at any distance)."""
    first = {quote.id: quote.continues for quote in annotation.quotes}

    def head(id: str) -> str:
        seen = {id}
        while (before := first.get(id)) in first and before is not None and before not in seen:
            seen.add(before)
            id = before
        return id

    chains: dict[str, list[Quote]] = {}
    for quote in annotation.quotes:
        chains.setdefault(head(quote.id), []).append(quote)
    return [sorted(chain, key=lambda quote: quote.start) for chain in chains.values()]


def _outer(quote: Quote, via: Via) -> dict[str, list[Range]]:
    """The attribution to an outlet whose content is the whole inner one."""
    own = [via.source.span, *([via.cue.span] if via.cue else [])]
    spans = [span.span for span in spans_of(quote) if span.span not in own]
    pieces = [(min(start for start, _ in spans), max(end for _, end in spans))]
    for hole in own:
        pieces = [
            rest
            for start, end in pieces
            for rest in ((start, min(end, hole[0])), (max(start, hole[1]), end))
            if rest[0] < rest[1]
        ]
    return {"Source": [own[0]], "Cue": own[1:], "Content": pieces}


def _trimmed(text: str, pieces: Iterable[Range]) -> list[Range]:
    found = []
    for start, end in pieces:
        while start < end and not text[start].isalnum() and text[start] not in "“‘\"'«„":
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            found.append((start, end))
    return found


def _one(entry: Entry, tally: Tally, with_sections: bool, with_speakers: bool) -> str:
    annotation, writer = entry.annotation, _Writer(entry.article.text)
    places: dict[str, str] = {}
    mentions = {entity.id: [span.span for span in entity.mentions] for entity in annotation.entities}
    for quote in annotation.quotes:
        if quote.source and len(quote.speakers) == 1:
            mentions.setdefault(quote.speakers[0], []).append(quote.source.span)
    if with_sections:
        for section in annotation.sections:
            writer.span(f"Section-{section.kind}", [section.span])
    else:
        tally.lost("sections", len(annotation.sections))
    kinds = {entity.id: entity.kind for entity in annotation.entities}
    for chain in _chains(annotation):
        head = chain[0]
        tally.lost("quotes of their own, merged into the one they continue", len(chain) - 1)
        content = merged(span.span for quote in chain for span in quote.content)
        roles: dict[str, Sequence[Range]] = {
            "Source": [head.source.span] if head.source else (),
            "Cue": [head.cue.span] if head.cue else (),
            "Content": content,
            "Addressee": [head.addressee.span] if head.addressee else (),
        }
        event = writer.event(roles)
        for via in head.via:
            if via.kind == "outlet":
                outer = _outer(head, via)
                outer["Content"] = _trimmed(entry.article.text, outer["Content"])
                if outer["Content"]:
                    writer.event(outer)
            else:
                tally.lost(f"via of kind {via.kind}")
        for id in head.speakers if with_speakers else ():
            if id not in places and mentions.get(id):
                places[id] = writer.span(_ENTITY_LABELS[kinds.get(id, "unknown")], [mentions[id][0]])
            if id in places:
                writer.relation("Speaker", event, places[id])
            else:
                tally.lost("speakers without a mention in the text")
        if not with_speakers:
            tally.lost("speakers", len(head.speakers))
        tally.lost("types", len(chain))
        tally.lost("acts", len(chain))
        tally.lost("statuses", len(chain))
        tally.lost("flags", sum(len(quote.flags) for quote in chain))
        tally.lost("notes", sum(quote.note is not None for quote in chain))
        tally.lost("links within and repeats", sum((q.within is not None) + (q.repeats is not None) for q in chain))
    tally.lost("rejected items", len(annotation.rejected))
    return "".join(f"{line}\n" for line in writer.lines)


def export(entries: Iterable[Entry], tally: Tally, options: Mapping[str, Any]) -> dict[str, bytes]:
    """A folder of `.txt` and `.ann` files with the configuration that brat needs to show them.

    Options: `sections` and `speakers` (true: write them as `T` and `R` lines). Raises ExchangeError when
    two articles would get one name.
    """
    with_sections, with_speakers = bool(options.get("sections")), bool(options.get("speakers"))
    files: dict[str, bytes] = {}
    kinds: set[str] = set()
    for entry in entries:
        base = entry.id.removesuffix(".txt")
        annotators = entry.annotation.review.annotators
        if f"{base}.ann" in files and annotators:
            base = f"{base}_{annotators[0]}"
        if f"{base}.ann" in files:
            raise ExchangeError(f"two articles would be written to {base}.ann")
        files[f"{base}.txt"] = entry.article.text.encode("utf-8", "surrogatepass")
        files[f"{base}.ann"] = _one(entry, tally, with_sections, with_speakers).encode("utf-8", "surrogatepass")
        kinds |= {section.kind for section in entry.annotation.sections} if with_sections else set()
        tally.articles += 1
        tally.quotes += len(entry.annotation.quotes)
    labels = "".join(f"Section-{kind}\n" for kind in sorted(kinds))
    files["annotation.conf"] = CONFIGURATION.format(sections=labels).encode("utf-8")
    return files


FORMAT = Format(
    "brat",
    "",
    export,
    load,
    reads=(".ann", ".txt"),
    cannot="type, act, status, flags, links, rejected; sections and speakers only on request",
    options={
        "sections": "write sections as T lines",
        "speakers": "write speakers as T and R lines",
        "annotators": "all: one entry for each annotator of an article (import)",
    },
)
