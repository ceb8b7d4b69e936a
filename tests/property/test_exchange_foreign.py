"""Whatever spans another program gives: what is taken in as gold breaks no rule of the gold file."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.check import check
from annotator.exchange import Entry, Intake, export_corpus, import_files
from annotator.exchange.base import RecordError
from annotator.exchange.jsonl import dump_line
from annotator.exchange.record import from_record

TEXTS = st.lists(
    st.sampled_from(
        ["Ann ", "said ", "“we ", "won” ", "that ", "\n\n", "\n", "it. ", "\r\n", "‘so’ ", "🏺 ", "\ufeff", ": "]
    ),
    min_size=3,
    max_size=24,
).map("".join)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A record with spans anywhere in its text."""
    text = draw(TEXTS)

    def span() -> list[int]:
        start = draw(st.integers(0, len(text) - 1))
        return [start, draw(st.integers(start + 1, min(len(text), start + 20)))]

    def spans(most: int) -> list[list[int]]:
        return [span() for _ in range(draw(st.integers(0, most)))]

    def quote(number: int) -> dict[str, Any]:
        links = st.sampled_from([None, "a0", "a1", "a2"])
        return {
            "id": f"a{number}",
            "content": [span(), *spans(2)],
            "cue": spans(2),
            "source": spans(1),
            "addressee": spans(1),
            "via": [{"source": one, "cue": span()} for one in spans(1)],
            "within": draw(links),
            "continues": draw(links),
            "repeats": draw(links),
            "flags": draw(st.sampled_from([[], ["block_quote"], ["negated"]])),
        }

    found: dict[str, Any] = {"id": "a.txt", "text": text, "quotes": [quote(n) for n in range(draw(st.integers(1, 3)))]}
    if draw(st.booleans()):
        found["sections"] = [{"kind": "body", "span": one} for one in spans(3)]
    if draw(st.booleans()):
        found["rejected"] = [{"content": [span()], "reason": "term"}]
    return found


@given(records())
@settings(max_examples=100)
def test_foreign_gold_has_no_errors(record: dict[str, Any]) -> None:
    entry = from_record(record, intake=Intake(time="2026-01-01T00:00:00Z"))
    assert entry.annotation.review.status == "done"
    found = [problem for problem in check(entry.annotation, entry.article) if problem.severity == "error"]
    assert found == []


@given(records(), st.sampled_from(["prodigy", "doccano", "label-studio", "conll", "brat"]))
@settings(max_examples=40)
def test_other_formats_bring_no_errors_either(record: dict[str, Any], name: str) -> None:
    entry = from_record(record, intake=Intake(time="2026-01-01T00:00:00Z"))
    files = export_corpus([entry], name).files
    for found in import_files(
        {path or "a.jsonl": data for path, data in files.items()}, name, Intake(time="2026-01-01T00:00:00Z")
    ):
        assert isinstance(found, Entry), found
        problems = [problem for problem in check(found.annotation, found.article) if problem.severity == "error"]
        assert problems == []


@given(
    st.binary(max_size=80),
    st.sampled_from(["jsonl", "hf", "prodigy", "doccano", "label-studio", "conll", "csv", "articles"]),
)
@settings(max_examples=100)
def test_any_bytes_are_entries_or_errors(data: bytes, name: str) -> None:
    for suffix in (".json", ".csv", ".html"):
        for found in import_files({f"a{suffix}": data, "a.ann": data, "a.txt": b"x"}, name):
            assert isinstance(found, (Entry, RecordError))


@given(st.binary(max_size=60), st.sampled_from([b"T1\tContent 0 1\tx\n", b"E1\tAttribution:T1 Content:E1\n", b""]))
@settings(max_examples=80)
def test_any_ann_file_is_an_entry_or_an_error(data: bytes, start: bytes) -> None:
    for found in import_files({"a.txt": b"x y z", "a.ann": start + data}, "brat"):
        assert isinstance(found, (Entry, RecordError))


INNER = st.dictionaries(
    st.sampled_from(
        ["id", "start", "end", "label", "start_offset", "end_offset", "type", "value", "result", "content"]
    ),
    st.integers(-1, 9) | st.text("content", max_size=7) | st.none(),
    max_size=4,
)
VALUES = st.none() | st.integers(-2, 3) | st.text("x ", max_size=3) | st.lists(st.integers(-1, 4) | INNER, max_size=3)
KEYS = ("id", "text", "quotes", "spans", "entities", "relations", "data", "annotations")


@given(
    st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4), max_size=3),
    st.sampled_from(["jsonl", "hf", "prodigy", "doccano", "label-studio", "articles"]),
)
@settings(max_examples=100)
def test_any_objects_are_entries_or_errors(values: list[dict[str, Any]], name: str) -> None:
    data = b"".join(map(dump_line, values))
    for found in import_files({"a.json": data}, name):
        assert isinstance(found, (Entry, RecordError))
