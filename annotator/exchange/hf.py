"""`hf`: rows with fixed features for Hugging Face `datasets`, as JSON Lines or Parquet.

Every row has every field, and `features.json` says of which type each is, so that a list that is empty in
every row still has its type. A span is a list of two integers, a missing one an empty list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from annotator.exchange.base import (
    Entry,
    Files,
    Format,
    Intake,
    RecordError,
    Tally,
    library,
)
from annotator.exchange.graph import without_was
from annotator.exchange.jsonl import dump_line, objects
from annotator.exchange.record import from_record, to_record

_TEXT = {"dtype": "string", "_type": "Value"}
_INT = {"dtype": "int32", "_type": "Value"}
_FLOAT = {"dtype": "float32", "_type": "Value"}
_SPAN = [_INT]
_VIA = [{"kind": _TEXT, "source": _SPAN, "cue": _SPAN, "entity": _TEXT}]
_QUOTE: dict[str, Any] = {
    "id": _TEXT, "type": _TEXT, "act": _TEXT,
    "content": [_SPAN], "content_text": [_TEXT], "quoted": [_SPAN],
    "cue": _SPAN, "cue_text": _TEXT, "source": _SPAN, "source_text": _TEXT,
    "speakers": [_TEXT], "addressee": _SPAN, "via": _VIA,
    "within": _TEXT, "continues": _TEXT, "repeats": _TEXT, "flags": [_TEXT], "note": _TEXT,
    "by": _TEXT, "score": _FLOAT,
}  # fmt: skip
FEATURES: dict[str, Any] = {
    "id": _TEXT, "text": _TEXT, "language": _TEXT, "file": _TEXT, "sha256": _TEXT, "encoding": _TEXT,
    "title": _TEXT, "url": _TEXT, "outlet": _TEXT, "published": _TEXT, "author": _TEXT,
    "review_status": _TEXT, "scope": _TEXT, "annotators": [_TEXT], "started": _TEXT, "updated": _TEXT,
    "seconds": _INT, "tool": _TEXT, "detectors": [_TEXT], "review_note": _TEXT,
    "sections": [{"id": _TEXT, "kind": _TEXT, "span": _SPAN, "status": _TEXT, "attested": _TEXT, "by": _TEXT,
                  "score": _FLOAT, "note": _TEXT}],
    "entities": [{"id": _TEXT, "name": _TEXT, "kind": _TEXT, "role": _TEXT, "speaks_for": _TEXT,
                  "wikidata": _TEXT, "mentions": [_SPAN], "note": _TEXT}],
    "quotes": [{**_QUOTE, "status": _TEXT, "attested": _TEXT}],
    "rejected": [{**_QUOTE, "reason": _TEXT}],
}  # fmt: skip
"""The features in the notation of `datasets.Features.from_dict`."""

_ARROW_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.0+)?(?:Z|\+00:00)?")
_META = ("title", "url", "outlet", "published", "author")
_REVIEW = {"review_status": "status", "review_note": "note"}
_REVIEW |= {name: name for name in ("scope", "annotators", "started", "updated", "seconds", "tool", "detectors")}
_DOCUMENT = ("language", "file", "sha256", "encoding")


def _shaped(value: Any, feature: Any) -> Any:
    """The value with every key of the feature: null or an empty list for what is missing."""
    if isinstance(feature, list):
        return [_shaped(item, feature[0]) for item in value or ()]
    if "_type" in feature:
        return value
    return {key: _shaped(value.get(key), part) for key, part in feature.items()}


def _bare(value: Any) -> Any:
    """Spans as pairs of integers also where the record gives them with their text (lost anchors)."""
    if isinstance(value, dict):
        return value["span"] if set(value) >= {"span", "text"} else {key: _bare(one) for key, one in value.items()}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def row_of(entry: Entry, tally: Tally) -> dict[str, Any]:
    """The row of an entry; `was` and the list of spans read are not carried."""
    text = entry.article.text
    record = to_record(entry.annotation, entry.article, entry.id)
    items: dict[str, list[dict[str, Any]]] = {}
    for name in ("sections", "quotes", "rejected"):
        items[name] = []
        for item in record[name]:
            tally.lost("values as proposed (was)", "was" in item)
            values = _bare(without_was(item))
            if name != "sections":
                values["content_text"] = [text[start:end] for start, end in values["content"]]
                for role in ("cue", "source"):
                    span = values.get(role)
                    values[f"{role}_text"] = text[span[0] : span[1]] if span else None
            items[name].append(values)
    tally.lost("lists of what was read", "read" in record["review"])
    tally.articles += 1
    tally.quotes += len(items["quotes"])
    meta = record["document"].get("meta") or {}
    flat = {
        "id": entry.id,
        "text": text,
        **{name: record["document"].get(name) for name in _DOCUMENT},
        **{name: meta.get(name) for name in _META},
        **{name: record["review"].get(own) for name, own in _REVIEW.items()},
        **items,
        "entities": _bare(record["entities"]),
    }
    shaped: dict[str, Any] = _shaped(flat, FEATURES)
    return shaped


def _arrow_type(feature: Any) -> Any:
    pa = library("pyarrow", "pyarrow", "parquet")
    if isinstance(feature, list):
        return pa.list_(_arrow_type(feature[0]))
    if "_type" in feature:
        return getattr(pa, feature["dtype"])()
    return pa.struct([(key, _arrow_type(part)) for key, part in feature.items()])


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    pa, pq = library("pyarrow", "pyarrow", "parquet"), library("pyarrow.parquet", "pyarrow", "parquet")
    schema = pa.schema([(key, _arrow_type(part)) for key, part in FEATURES.items()])
    # `datasets` reads the features out of the schema, so that they need not be given again.
    schema = schema.with_metadata({"huggingface": json.dumps({"info": {"features": FEATURES}})})
    buffer = BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), buffer)
    return buffer.getvalue()


def export(entries: Iterable[Entry], tally: Tally, options: Mapping[str, Any]) -> dict[str, bytes]:
    """`data.jsonl` and `features.json`, or `data.parquet` with the option `parquet`."""
    rows = [row_of(entry, tally) for entry in entries]
    if options.get("parquet"):
        return {"data.parquet": _parquet(rows)}
    return {
        "data.jsonl": b"".join(map(dump_line, rows)),
        "features.json": (json.dumps(FEATURES, indent=1) + "\n").encode("ascii"),
    }


def _pruned(item: Mapping[str, Any], keep: tuple[str, ...] = ()) -> dict[str, Any]:
    """An item of a row as one of our record: without what is empty and without the repeated words."""
    return {
        key: value
        for key, value in item.items()
        if (value not in (None, []) or key in keep) and key not in ("content_text", "cue_text", "source_text")
    }


def _time(value: object) -> object:
    """A time as a gold file writes it; Arrow reads ISO times out of JSON and writes them another way."""
    found = _ARROW_TIME.fullmatch(value) if isinstance(value, str) else None
    return f"{found[1]}T{found[2]}Z" if found else value


def record_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The plain record of a row."""

    def quote(item: Mapping[str, Any]) -> dict[str, Any]:
        values = _pruned(item, ("speakers", "content"))
        values |= {role: item.get(role) or None for role in ("cue", "source")}
        if isinstance(item.get("via"), list):
            values["via"] = [{**via, "cue": via.get("cue") or None} for via in item["via"] if isinstance(via, Mapping)]
        return values

    def each(name: str, read: Any) -> Any:
        """The items of a list; anything else is left for the reader of records to refuse."""
        items = row.get(name)
        if not isinstance(items, list):
            return items
        return [read(item) if isinstance(item, Mapping) else item for item in items]

    text = row.get("text")
    meta = {name: row[name] for name in _META if row.get(name)}
    document = {name: row[name] for name in _DOCUMENT if row.get(name) is not None}
    document["length"] = len(text) if isinstance(text, str) else 0
    if meta:
        document["meta"] = meta
    blocks: dict[str, Any] = {}
    if row.get("file") and row.get("sha256"):
        blocks["document"] = document
    if row.get("review_status"):
        review = {own: row[name] for name, own in _REVIEW.items() if row.get(name) is not None}
        blocks["review"] = review | {key: _time(review[key]) for key in ("started", "updated") if key in review}
    return {
        "id": row.get("id"),
        "text": text,
        "schema": "annotator/1",
        **blocks,
        "sections": each("sections", _pruned),
        "entities": each("entities", _pruned),
        "quotes": each("quotes", quote),
        "rejected": each("rejected", quote),
    }


def _rows(name: str, data: bytes) -> Iterator[tuple[int, dict[str, Any] | RecordError]]:
    if not name.endswith(".parquet"):
        yield from objects(data)
        return
    pa, pq = library("pyarrow", "pyarrow", "parquet"), library("pyarrow.parquet", "pyarrow", "parquet")
    try:
        rows = pq.read_table(BytesIO(data)).to_pylist()
    except (pa.ArrowException, OSError) as error:
        yield 1, RecordError(1, "", f"not Parquet: {error}")
        return
    for number, row in enumerate(rows, 1):
        # A score is a 32-bit number in the file and has two decimals in ours.
        for item in (*(row.get("quotes") or ()), *(row.get("rejected") or ()), *(row.get("sections") or ())):
            if item.get("score") is not None:
                item["score"] = round(item["score"], 2)
        yield number, row


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """Entries of the rows of JSON Lines or Parquet files."""
    for name in sorted(files):
        if name.endswith("features.json"):
            continue
        for number, row in _rows(name, files[name]):
            if isinstance(row, RecordError):
                yield row.within(name)
                continue
            try:
                yield from_record(record_of(row), number=number, intake=intake)
            except RecordError as error:
                yield error.within(name)


FORMAT = Format(
    "hf",
    "",
    export,
    load,
    extra="parquet",
    rejected=True,
    reads=(".jsonl", ".parquet"),
    cannot="was, what was read",
    options={"parquet": "write Parquet (needs pyarrow)"},
)
