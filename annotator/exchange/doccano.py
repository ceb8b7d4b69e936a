"""`doccano`: JSON Lines of a sequence labelling project with relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotator.exchange.base import Entry, Files, Format, Intake, RecordError, Tally
from annotator.exchange.graph import Edge, Graph, Node, from_graph, to_graph
from annotator.exchange.jsonl import dump_line, objects
from annotator.exchange.prodigy import CARRY, article_of, carried, read_span


def export(entries: Iterable[Entry], tally: Tally, options: Mapping[str, Any]) -> dict[str, bytes]:
    """One record an article; entity and relation ids are numbers that are unique in the file."""
    lines = []
    entity_id = relation_id = 0
    for number, entry in enumerate(entries, 1):
        graph = to_graph(entry, tally, sections=bool(options.get("sections")))
        ids = {}
        entities = []
        for node in graph.nodes:
            entity_id += 1
            ids[node.key] = entity_id
            start, end = node.span
            entities.append({"id": entity_id, "label": node.label, "start_offset": start, "end_offset": end})
        relations = []
        for edge in graph.edges:
            relation_id += 1
            relations.append(
                {"id": relation_id, "from_id": ids[edge.head], "to_id": ids[edge.child], "type": edge.label}
            )
        graph.carry["keys"] = {str(value): key for key, value in ids.items()}
        lines.append(
            dump_line(
                {
                    "id": number,
                    "text": entry.article.text,
                    "entities": entities,
                    "relations": relations,
                    "Comments": [],
                    CARRY: graph.carry,
                }
            )
        )
    return {"": b"".join(lines)}


def _graph(record: Mapping[str, Any], text: str, number: int) -> Graph:
    graph = Graph(carry=carried(record))
    known = graph.carry.get("keys")
    names: Mapping[str, Any] = known if isinstance(known, Mapping) else {}
    ids = set()
    entities, relations = record.get("entities", []), record.get("relations", [])
    if not isinstance(entities, list) or not isinstance(relations, list):
        raise RecordError(number, "entities", "entities and relations must be lists")
    for index, value in enumerate(entities):
        place = f"entities[{index}]"
        if not isinstance(value, Mapping) or not isinstance(value.get("label"), str):
            raise RecordError(number, place, "must be an object with a label")
        shape = {"start": value.get("start_offset"), "end": value.get("end_offset")}
        span = read_span(shape, number, place, text)
        id = str(value.get("id", f"#{index}"))
        ids.add(id)
        graph.nodes.append(Node(str(names.get(id, id)), value["label"].casefold(), span))
    for index, value in enumerate(relations):
        if not isinstance(value, Mapping):
            raise RecordError(number, f"relations[{index}]", "must be an object")
        head, child = str(value.get("from_id")), str(value.get("to_id"))
        if head not in ids or child not in ids:
            raise RecordError(number, f"relations[{index}]", "joins an entity that is not there")
        label = str(value.get("type", "")).casefold()
        graph.edges.append(Edge(label, str(names.get(head, head)), str(names.get(child, child))))
    return graph


def _labelled(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of a project without relations (`label: [[start, end, label]]`) in the form of one with."""
    labels = record.get("label", record.get("labels"))
    if "entities" in record or not isinstance(labels, list):
        return dict(record)
    entities = []
    for index, value in enumerate(labels):
        if isinstance(value, list) and len(value) == 3:
            entities.append({"id": index, "start_offset": value[0], "end_offset": value[1], "label": value[2]})
    return {**record, "entities": entities}


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """Entries of a doccano export (JSON Lines, with or without relations)."""
    for name in sorted(files):
        for number, record in objects(files[name]):
            if isinstance(record, RecordError):
                yield record.within(name)
                continue
            record = _labelled(record)
            id = str(carried(record).get("id") or f"doccano-{record.get('id', number)}.txt")
            try:
                article = article_of(record.get("text", record.get("data")), id, number)
                graph = _graph(record, article.text, number)
                yield from_graph(article, graph, intake, id, number)
            except RecordError as error:
                yield error.within(name)


FORMAT = Format(
    "doccano",
    ".jsonl",
    export,
    load,
    reads=(".jsonl",),
    cannot="was, rejected",
    options={"sections": "write sections as entities"},
)
