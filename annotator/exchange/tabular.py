"""`csv`: one row a quote, for spreadsheets and statistics; the articles' text is not in it.

Cells that a spreadsheet would run as a formula get an apostrophe in front (and lose it when they are
read again).
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotator.exchange.base import Entry, Files, Format, Intake, RecordError, Tally
from annotator.exchange.record import from_record
from annotator.model import Annotation, Quote, Rejected, Span
from annotator.text import Range

COLUMNS = (
    "article", "quote", "status", "type", "act", "section", "speakers", "speaker_kinds", "source", "cue",
    "content", "addressee", "via", "flags", "within", "continues", "repeats", "note", "by", "score", "reason",
    "content_span", "cue_span", "source_span", "addressee_span", "via_span", "title", "outlet", "published",
)  # fmt: skip
JOIN = " [...] "
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _cell(value: str) -> str:
    return "'" + value if value.startswith(_FORMULA) else value


def _words(spans: Sequence[Span]) -> str:
    return JOIN.join(span.text for span in spans)


def _places(spans: Sequence[Span]) -> str:
    return ";".join(f"{start}:{end}" for start, end in (span.span for span in spans))


def _row(
    entry: Entry, quote: Quote | Rejected, sections: Sequence[str], names: Mapping[str, tuple[str, str]]
) -> list[str]:
    optional = {role: tuple(s for s in (getattr(quote, role),) if s) for role in ("cue", "source", "addressee")}
    via = tuple(item.source for item in quote.via)
    meta: Mapping[Any, str] = entry.annotation.document.meta or {}
    values = {
        "article": entry.id,
        "quote": quote.id,
        "status": quote.status if isinstance(quote, Quote) else "rejected",
        "type": quote.type or "",
        "act": quote.act or "",
        "section": "; ".join(sections),
        "speakers": "; ".join(names.get(id, (id, ""))[0] for id in quote.speakers),
        "speaker_kinds": "; ".join(names.get(id, (id, ""))[1] for id in quote.speakers),
        "content": _words(quote.content),
        "via": "; ".join(span.text for span in via),
        "flags": " ".join(quote.flags),
        "within": quote.within or "",
        "continues": quote.continues or "",
        "repeats": quote.repeats or "",
        "note": quote.note or "",
        "by": quote.by,
        "score": "" if quote.score is None else f"{quote.score:g}",
        "reason": (quote.reason or "") if isinstance(quote, Rejected) else "",
        "content_span": _places(quote.content),
        "via_span": _places(via),
        "title": meta.get("title", ""),
        "outlet": meta.get("outlet", ""),
        "published": meta.get("published", ""),
    }
    for role, spans in optional.items():
        values[role] = _words(spans)
        values[f"{role}_span"] = _places(spans)
    return [_cell(values[column]) for column in COLUMNS]


def _sections(annotation: Annotation, content: Sequence[Span], ends: Sequence[int]) -> list[str]:
    """The labels of the sections that the content lies in; `ends` are those of the sections, in order."""
    found: dict[str, None] = {}
    for span in content:
        at = bisect_right(ends, span.start)
        while at < len(ends) and annotation.sections[at].start < span.end:
            found[annotation.sections[at].kind] = None
            at += 1
    return list(found)


def export(entries: Iterable[Entry], tally: Tally, options: Mapping[str, Any]) -> dict[str, bytes]:
    """One CSV file with a header (UTF-8, CRLF, RFC 4180); option `tab` separates by tabs."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter="\t" if options.get("tab") else ",")
    writer.writerow(COLUMNS)
    for entry in entries:
        names = {entity.id: (entity.name, entity.kind) for entity in entry.annotation.entities}
        items: list[Quote | Rejected] = [*entry.annotation.quotes, *entry.annotation.rejected]
        ends = [section.end for section in entry.annotation.sections]
        for item in items:
            writer.writerow(_row(entry, item, _sections(entry.annotation, item.content, ends), names))
            tally.lost("values as proposed (was)", item.was is not None)
        tally.lost("sections", len(entry.annotation.sections))
        tally.lost("kinds and cues of via", sum(len(item.via) for item in items))
        tally.lost("roles, mentions and links of entities", sum(
            bool(entity.role or entity.mentions or entity.speaks_for or entity.wikidata)
            for entity in entry.annotation.entities
        ))  # fmt: skip
        tally.articles += 1
        tally.quotes += len(entry.annotation.quotes)
    return {"": buffer.getvalue().encode("utf-8", "surrogatepass")}


def _ranges(value: str, number: int, column: str) -> list[Range]:
    found = []
    for part in filter(None, value.split(";")):
        start, _, end = part.partition(":")
        if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit()):
            raise RecordError(number, column, f"{part[:40]!r} is not start:end")
        found.append((int(start), int(end)))
    return found


def _claims(row: Mapping[str, str], number: int) -> dict[str, Any]:
    """A row as a quote of a plain record, spans with their words so that wrong offsets are noticed."""

    def spans(role: str, join: str) -> list[dict[str, Any]]:
        places = _ranges(row.get(f"{role}_span", ""), number, f"{role}_span")
        words = row.get(role, "")
        parts = [words] if len(places) == 1 else words.split(join)
        if len(parts) != len(places):
            return [{"span": list(place)} for place in places]
        return [{"span": list(place), "text": part} for place, part in zip(places, parts, strict=True)]

    single = {role: next(iter(spans(role, JOIN)), None) for role in ("cue", "source", "addressee")}
    found: dict[str, Any] = {
        "id": row.get("quote") or None,
        "content": spans("content", JOIN),
        **single,
        "via": [{"kind": "outlet", "source": place} for place in spans("via", "; ")],
        "flags": row.get("flags", "").split(),
        **{key: row.get(key) or None for key in ("act", "within", "continues", "repeats", "note", "reason")},
    }
    if "speakers" in row:
        found["speakers"] = [name for name in row["speakers"].split("; ") if name]
    if row.get("score"):
        try:
            found["score"] = float(row["score"])
        except ValueError:
            raise RecordError(number, "score", f"{row['score'][:40]!r} is not a number") from None
    return found


def rows(data: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV or TSV file as mappings, with their numbers; raises RecordError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordError(data.count(b"\n", 0, error.start) + 1, "", "not UTF-8", name) from None
    head = text.partition("\n")[0]
    delimiter = "\t" if head.count("\t") > head.count(",") else ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    try:
        for number, row in enumerate(reader, 1):
            cells = {str(key): value for key, value in row.items() if key is not None and isinstance(value, str)}
            yield (
                number,
                {
                    key: value[1:] if value[:1] == "'" and value[1:].startswith(_FORMULA) else value
                    for key, value in cells.items()
                },
            )
    except csv.Error as error:
        raise RecordError(number + 1, "", f"not CSV: {error}", name) from None


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """Entries of our own CSV, article by article; needs `intake.articles` for the texts."""
    for name in sorted(files):
        by_article: dict[str, list[tuple[int, dict[str, str]]]] = {}
        try:
            for number, row in rows(files[name], name):
                by_article.setdefault(row.get("article", ""), []).append((number, row))
        except RecordError as error:
            yield error
            continue
        for id, found in by_article.items():
            first = found[0][0]
            article = intake.articles(id) if intake.articles and id else None
            if article is None:
                yield RecordError(first, "article", f"no article {id!r} to read the offsets in", name)
                continue
            record: dict[str, Any] = {"id": id, "quotes": [], "rejected": []}
            try:
                for number, row in found:
                    refused = row.get("status") == "rejected"
                    record["rejected" if refused else "quotes"].append(_claims(row, number))
                yield from_record(record, article, number=first, intake=intake)
            except RecordError as error:
                yield error.within(name)


FORMAT = Format(
    "csv",
    ".csv",
    export,
    load,
    rejected=True,
    reads=(".csv", ".tsv"),
    cannot="text, sections, was, kinds and cues of via, details of entities",
    options={"tab": "separate by tabs"},
)
