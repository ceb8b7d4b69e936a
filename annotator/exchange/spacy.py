"""`spacy`: a DocBin with span groups `content`, `cue`, `source` and `section`.

Each span bears its quote's id; relations and everything else are in `Doc.user_data["annotator"]` (a
record without the text). spaCy is imported only when the format is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotator.exchange.base import (
    Entry,
    ExchangeError,
    Files,
    Format,
    Intake,
    RecordError,
    Tally,
    library,
)
from annotator.exchange.graph import without_was
from annotator.exchange.record import from_record, to_record
from annotator.text import Range

GROUPS = ("content", "cue", "source", "section")
USER_DATA = "annotator"


def _library() -> tuple[Any, Any]:
    """The modules `spacy` and `spacy.tokens`."""
    return library("spacy", "spaCy", "spacy"), library("spacy.tokens", "spaCy", "spacy")


def _blank(spacy: Any, language: str) -> Any:
    """A pipeline of the language with nothing but its tokeniser; `xx` where spaCy has none."""
    try:
        return spacy.blank(language.partition("-")[0].casefold())
    except (ImportError, OSError, ValueError):
        return spacy.blank("xx")


def _spans(entry: Entry) -> Iterator[tuple[str, Range, str, str]]:
    """Group, range, label and id of every span."""
    for quote in entry.annotation.quotes:
        for piece in quote.content:
            yield "content", piece.span, quote.type, quote.id
        for role, span in (("cue", quote.cue), ("source", quote.source)):
            if span is not None:
                yield role, span.span, role, quote.id
    for section in entry.annotation.sections:
        yield "section", section.span, section.kind, section.id


def _doc(nlp: Any, entry: Entry, tally: Tally) -> Any:
    doc = nlp.make_doc(entry.article.text)
    groups: dict[str, list[Any]] = {name: [] for name in GROUPS}
    for group, (start, end), label, id in _spans(entry):
        span = doc.char_span(start, end, label=label, span_id=id)
        if span is None:
            span = doc.char_span(start, end, label=label, span_id=id, alignment_mode="expand")
            where = f"{entry.id} {id}: {entry.article.text[start:end][:60]!r}"
            tally.lost(f"{group} spans not on token edges (widened)", example=where)
        if span is not None:
            groups[group].append(span)
    for name, spans in groups.items():
        doc.spans[name] = spans
    record = to_record(entry.annotation, entry.article, entry.id)
    del record["text"]
    for key in ("quotes", "sections"):
        tally.lost("values as proposed (was)", sum("was" in item for item in record[key]))
        record[key] = [without_was(item) for item in record[key]]
    doc.user_data[USER_DATA] = record
    tally.articles += 1
    tally.quotes += len(entry.annotation.quotes)
    return doc


def export(entries: Iterable[Entry], tally: Tally, options: Mapping[str, Any]) -> dict[str, bytes]:
    """One DocBin. The tokeniser is that of each article's language, or of the option `language`."""
    spacy, tokens = _library()
    pipelines: dict[str, Any] = {}
    found = tokens.DocBin(store_user_data=True)
    for entry in entries:
        language = str(options.get("language") or entry.annotation.document.language)
        if language not in pipelines:
            pipelines[language] = _blank(spacy, language)
        found.add(_doc(pipelines[language], entry, tally))
    return {"": found.to_bytes()}


def _foreign(doc: Any, number: int) -> dict[str, Any]:
    """A doc of somebody else's: each span of the group `content` is a quote; nothing says what belongs to it."""
    groups = {name: [[span.start_char, span.end_char] for span in spans] for name, spans in doc.spans.items()}
    found: dict[str, Any] = {
        "id": f"doc-{number}.txt",
        "text": doc.text,
        "quotes": [{"content": [span]} for span in groups.get("content", ())],
    }
    for name in groups:
        if name != "content":
            found[f"span group {name}"] = None
    return found


def _lists(value: Any) -> Any:
    """The value with lists for the tuples that msgpack reads."""
    if isinstance(value, Mapping):
        return {key: _lists(one) for key, one in value.items()}
    return [_lists(one) for one in value] if isinstance(value, (list, tuple)) else value


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """Entries of DocBin files; those of other programs give contents only."""
    spacy, tokens = _library()
    for name in sorted(files):
        try:
            docs = list(tokens.DocBin(store_user_data=True).from_bytes(files[name]).get_docs(spacy.blank("xx").vocab))
        except (ExchangeError, MemoryError, KeyboardInterrupt):
            raise
        except Exception as error:  # whatever zlib, msgpack and spaCy raise on bytes that are no DocBin
            yield RecordError(1, "", f"not a spaCy DocBin: {error}", name)
            continue
        for number, doc in enumerate(docs, 1):
            record = doc.user_data.get(USER_DATA)
            ours = {**_lists(record), "text": doc.text} if isinstance(record, Mapping) else _foreign(doc, number)
            try:
                yield from_record(ours, number=number, intake=intake)
            except RecordError as error:
                yield error.within(name)


FORMAT = Format(
    "spacy",
    ".spacy",
    export,
    load,
    extra="spacy",
    rejected=True,
    reads=(".spacy",),
    cannot="was; spans not on token edges are widened",
    options={"language": "the tokeniser's language for all articles"},
)
