"""`label-studio`: tasks with annotations of `Labels` regions and relations, and the labelling interface.

Label Studio counts code points since its frontend's change of 2021; older exports count UTF-16 units and
are recognised by the words that each region carries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotator.exchange import offsets
from annotator.exchange.base import Entry, Files, Format, Intake, RecordError, Tally
from annotator.exchange.graph import LABELS, RELATIONS, SECTION, Edge, Graph, Node, from_graph, to_graph
from annotator.exchange.jsonl import objects
from annotator.exchange.prodigy import CARRY, article_of, carried
from annotator.model import SECTION_KINDS

_COLOURS = ("#4e79a7", "#f28e2b", "#59a14f", "#76b7b2", "#b07aa1", "#9c755f")


def interface(sections: bool) -> str:
    """The labelling interface (XML) that shows the tasks."""
    labels = [
        f'    <Label value="{label}" background="{colour}"/>' for label, colour in zip(LABELS, _COLOURS, strict=True)
    ]
    if sections:
        labels += [f'    <Label value="{SECTION}{kind}" background="#bab0ac"/>' for kind in SECTION_KINDS]
    relations = [f'    <Relation value="{label}"/>' for label in RELATIONS]
    return "\n".join(
        [
            "<View>", '  <Labels name="label" toName="text">', *labels, "  </Labels>",
            "  <Relations>", *relations, "  </Relations>",
            '  <Text name="text" value="$text" granularity="symbol"/>', "</View>", "",
        ]
    )  # fmt: skip


def export(entries: Iterable[Entry], tally: Tally, options: Mapping[str, Any]) -> dict[str, bytes]:
    """`tasks.json` (a list of tasks) and `interface.xml`."""
    tasks = []
    sections = bool(options.get("sections"))
    for entry in entries:
        graph = to_graph(entry, tally, sections=sections)
        text = entry.article.text
        result: list[dict[str, Any]] = [
            {
                "id": node.key,
                "from_name": "label",
                "to_name": "text",
                "type": "labels",
                "value": {
                    "start": node.span[0],
                    "end": node.span[1],
                    "text": text[slice(*node.span)],
                    "labels": [node.label],
                },
            }
            for node in graph.nodes
        ]
        result += [
            {
                "type": "relation",
                "from_id": edge.head,
                "to_id": edge.child,
                "direction": "right",
                "labels": [edge.label],
            }
            for edge in graph.edges
        ]
        tasks.append({"data": {"text": text, CARRY: graph.carry}, "annotations": [{"result": result}]})
    body = "[\n" + ",\n".join(json.dumps(task, ensure_ascii=False, separators=(",", ":")) for task in tasks) + "\n]\n"
    return {
        "tasks.json": body.encode("utf-8", "surrogatepass"),
        "interface.xml": interface(sections).encode("utf-8"),
    }


def _regions(task: Mapping[str, Any], number: int) -> list[Mapping[str, Any]]:
    """The regions and relations of the first annotation that was not skipped."""
    for key in ("annotations", "completions", "predictions"):
        found = task.get(key)
        if isinstance(found, list):
            for annotation in found:
                if isinstance(annotation, Mapping) and not annotation.get("was_cancelled"):
                    result = annotation.get("result")
                    if not isinstance(result, list) or not all(isinstance(item, Mapping) for item in result):
                        raise RecordError(number, f"{key}.result", "must be a list of objects")
                    return list(result)
    return []


def _graph(task: Mapping[str, Any], data: Mapping[str, Any], text: str, number: int) -> tuple[Graph, tuple[str, ...]]:
    graph = Graph(carry=carried(data))
    found: list[tuple[str, str, int, int, str | None]] = []
    for index, item in enumerate(_regions(task, number)):
        place = f"result[{index}]"
        if item.get("type") == "relation":
            labels = item.get("labels")
            label = str(labels[0]) if isinstance(labels, list) and labels else ""
            graph.edges.append(Edge(label.casefold(), str(item.get("from_id")), str(item.get("to_id"))))
            continue
        value = item.get("value")
        if not isinstance(value, Mapping):
            raise RecordError(number, place, "has no value")
        labels = value.get("labels", value.get("hypertextlabels"))
        if not isinstance(labels, list) or not labels:
            continue
        start, end, words = value.get("start"), value.get("end"), value.get("text")
        if not (type(start) is int and type(end) is int and 0 <= start < end):
            raise RecordError(number, place, f"[{start}, {end}] is not a span")
        found.append(
            (str(item.get("id")), str(labels[0]).casefold(), start, end, words if isinstance(words, str) else None)
        )
    unit = offsets.recognise(text, [(start, end, words) for _, _, start, end, words in found if words is not None])
    if unit is None:
        raise RecordError(number, "result", "the regions do not cut out their words in the text")
    convert = offsets.converter(text, unit)
    for key, label, start, end, _ in found:
        span = convert(start, end)
        if span is None:
            raise RecordError(number, "result", f"[{start}, {end}] leaves the text of {len(text)} characters")
        graph.nodes.append(Node(key, label, span))
    return graph, () if unit == offsets.UNITS[0] else (f"offsets were {unit}: converted",)


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """Entries of a JSON export of Label Studio."""
    for name in sorted(files):
        if not name.endswith((".json", ".jsonl")):
            continue
        for number, task in objects(files[name]):
            if isinstance(task, RecordError):
                yield task.within(name)
                continue
            data = task.get("data")
            data = data if isinstance(data, Mapping) else {}
            id = str(carried(data).get("id") or f"task-{task.get('id', number)}.txt")
            try:
                article = article_of(data.get("text"), id, number, "data.text")
                graph, notes = _graph(task, data, article.text, number)
                yield from_graph(article, graph, intake, id, number, notes)
            except RecordError as error:
                yield error.within(name)


FORMAT = Format(
    "label-studio",
    "",
    export,
    load,
    reads=(".json",),
    cannot="was, rejected",
    options={"sections": "write sections as regions"},
)
