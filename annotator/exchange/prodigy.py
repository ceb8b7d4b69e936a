"""`prodigy`: JSON Lines tasks with tokens, spans and relations, for Prodigy's `rel` and `spans` views."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotator.article import Article
from annotator.exchange.base import Entry, Files, Format, Intake, RecordError, Tally
from annotator.exchange.graph import Edge, Graph, Node, from_graph, to_graph
from annotator.exchange.jsonl import dump_line, objects
from annotator.text import Range, words

CARRY = "annotator"
"""The key of what travels beside spans and relations, in all three formats of annotation programs."""


def tokens_of(text: str, spans: Iterable[Range]) -> list[Range]:
    """Words and marks of the text, cut further at the edges of the spans so that each fits on tokens."""
    edges = sorted({edge for span in spans for edge in span})
    edges.append(len(text) + 1)
    found: list[Range] = []
    at = 0
    for start, end in words(text, 0, len(text)):
        while edges[at] <= start:
            at += 1
        while edges[at] < end:
            found.append((start, edges[at]))
            start = edges[at]
            at += 1
        found.append((start, end))
    return found


class _Tokens:
    def __init__(self, text: str, spans: Iterable[Range]) -> None:
        self.ranges = tokens_of(text, spans)
        self._starts = [start for start, _ in self.ranges]
        self._ends = [end for _, end in self.ranges]
        self.listed = [
            {"text": text[start:end], "start": start, "end": end, "id": index, "ws": text[end : end + 1].isspace()}
            for index, (start, end) in enumerate(self.ranges)
        ]

    def span(self, node: Node) -> dict[str, Any]:
        """A span with the indices of its first and last token."""
        start, end = node.span
        first = min(bisect_left(self._starts, start), max(0, len(self.ranges) - 1))
        last = max(first, bisect_right(self._ends, end) - 1)
        return {
            "start": start, "end": end, "token_start": first, "token_end": last, "label": node.label,
            "id": node.key,
        }  # fmt: skip


def export(entries: Iterable[Entry], tally: Tally, options: Mapping[str, Any]) -> dict[str, bytes]:
    """One task an article. `head` and `child` of a relation are the last tokens of its spans."""
    lines = []
    for entry in entries:
        graph = to_graph(entry, tally, sections=bool(options.get("sections")))
        tokens = _Tokens(entry.article.text, [node.span for node in graph.nodes])
        spans = {node.key: tokens.span(node) for node in graph.nodes}
        relations = [
            {
                "head": spans[edge.head]["token_end"],
                "child": spans[edge.child]["token_end"],
                "head_span": spans[edge.head],
                "child_span": spans[edge.child],
                "label": edge.label,
            }
            for edge in graph.edges
        ]
        task = {
            "text": entry.article.text,
            "tokens": tokens.listed,
            "spans": list(spans.values()),
            "relations": relations,
            "meta": {"source": entry.id},
            "answer": "accept",
            CARRY: graph.carry,
        }
        lines.append(dump_line(task))
    return {"": b"".join(lines)}


def read_span(value: object, number: int, place: str, text: str) -> Range:
    """The range of a span with `start` and `end`; raises RecordError."""
    if not isinstance(value, Mapping):
        raise RecordError(number, place, "must be an object")
    start, end = value.get("start"), value.get("end")
    if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
        raise RecordError(number, place, f"[{start}, {end}] is not a span of the text of {len(text)} characters")
    return start, end


def carried(record: Mapping[str, Any]) -> dict[str, Any]:
    """What travelled beside spans and relations, if it is there."""
    value = record.get(CARRY)
    return dict(value) if isinstance(value, Mapping) else {}


def article_of(text: object, id: str, number: int, field: str = "text") -> Article:
    """The article of a task; raises RecordError when there is no text."""
    if not isinstance(text, str):
        raise RecordError(number, field, "missing")
    return Article.from_text(text, id.rpartition("/")[2])


def _graph(record: Mapping[str, Any], text: str, number: int) -> Graph:
    graph = Graph(carry=carried(record))
    known: dict[tuple[Range, str], str] = {}
    for field in ("spans", "relations"):
        if not isinstance(record.get(field, []), list):
            raise RecordError(number, field, "must be a list")

    def key(value: object, place: str) -> str:
        span = read_span(value, number, place, text)
        label = str(value["label"]) if isinstance(value, Mapping) and "label" in value else ""
        given = value.get("id") if isinstance(value, Mapping) else None
        name = str(given) if given is not None else f"{label}-{span[0]}-{span[1]}"
        if (span, name) not in known:
            known[span, name] = name
            graph.nodes.append(Node(name, label.casefold(), span))
        return name

    for index, value in enumerate(record.get("spans", [])):
        key(value, f"spans[{index}]")
    for index, value in enumerate(record.get("relations", [])):
        place = f"relations[{index}]"
        if not isinstance(value, Mapping) or not isinstance(value.get("label"), str):
            raise RecordError(number, place, "must be an object with a label")
        head, child = (
            key(value.get("head_span"), f"{place}.head_span"),
            key(value.get("child_span"), f"{place}.child_span"),
        )
        graph.edges.append(Edge(value["label"].casefold(), head, child))
    return graph


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """Entries of tasks that were accepted; a task without spans of ours has no quotes."""
    for name in sorted(files):
        for number, record in objects(files[name]):
            if isinstance(record, RecordError):
                yield record.within(name)
                continue
            if record.get("answer", "accept") != "accept":
                continue
            meta = record.get("meta")
            source = meta.get("source") if isinstance(meta, Mapping) else None
            id = str(carried(record).get("id") or source or f"task-{number}.txt")
            try:
                article = article_of(record.get("text"), id, number)
                graph = _graph(record, article.text, number)
                yield from_graph(article, graph, intake, id, number)
            except RecordError as error:
                yield error.within(name)


FORMAT = Format(
    "prodigy",
    ".jsonl",
    export,
    load,
    reads=(".jsonl",),
    cannot="was, rejected",
    options={"sections": "write sections as spans"},
)
