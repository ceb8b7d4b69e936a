"""`cas`: UIMA CAS as XMI or JSON for INCEpTION, through dkpro-cassis.

INCEpTION's relations join spans of one layer, so all roles are one layer `AttributionSpan` with the
feature `role`, joined by `AttributionLink` (`Governor`, `Dependent`, `label`). UIMA counts UTF-16 units;
cassis converts while it writes and reads. What spans and links cannot say is in `AttributionData`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
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
from annotator.exchange.graph import SECTION, Edge, Graph, Node, from_graph, to_graph
from annotator.exchange.prodigy import article_of

SPAN = "webanno.custom.AttributionSpan"
LINK = "webanno.custom.AttributionLink"
PART = "webanno.custom.ArticleSection"
DATA = "annotator.AttributionData"
TYPE_SYSTEM = "TypeSystem.xml"


def _library() -> Any:
    return library("cassis", "dkpro-cassis", "cas")


def _types(cassis: Any) -> Any:
    """The type system: two custom layers of spans, one of relations, and the data beside them."""
    types = cassis.TypeSystem()
    text, whole = "uima.cas.String", "uima.tcas.Annotation"
    span = types.create_type(SPAN, whole)
    for feature in ("role", "key", "quoteType", "act", "speakers", "flags"):
        types.create_feature(span, feature, text)
    link = types.create_type(LINK, whole)
    types.create_feature(link, "Governor", SPAN)
    types.create_feature(link, "Dependent", SPAN)
    types.create_feature(link, "label", text)
    part = types.create_type(PART, whole)
    types.create_feature(part, "kind", text)
    types.create_feature(part, "key", text)
    data = types.create_type(DATA, whole)
    types.create_feature(data, "json", text)
    return types


def _cas(cassis: Any, types: Any, entry: Entry, tally: Tally) -> Any:
    graph = to_graph(entry, tally, sections=True)
    cas = cassis.Cas(types)
    cas.sofa_string = entry.article.text
    cas.sofa_mime = "text/plain"
    quotes = {quote.id: quote for quote in entry.annotation.quotes}
    made: dict[str, Any] = {}
    for node in graph.nodes:
        start, end = node.span
        if node.label.startswith(SECTION):
            kind = node.label.removeprefix(SECTION)
            cas.add(types.get_type(PART)(begin=start, end=end, kind=kind, key=node.key))
            continue
        quote = quotes.get(node.key)
        more = (
            {
                "quoteType": quote.type,
                "act": quote.act,
                "speakers": " ".join(quote.speakers),
                "flags": " ".join(quote.flags),
            }
            if quote
            else {}
        )
        made[node.key] = types.get_type(SPAN)(begin=start, end=end, role=node.label, key=node.key, **more)
        cas.add(made[node.key])
    for edge in graph.edges:
        child = made[edge.child]
        cas.add(
            types.get_type(LINK)(
                begin=child.begin, end=child.end, Governor=made[edge.head], Dependent=child, label=edge.label
            )
        )
    carry = json.dumps(graph.carry, ensure_ascii=True, separators=(",", ":"))
    cas.add(types.get_type(DATA)(begin=0, end=len(entry.article.text), json=carry))
    return cas


def export(entries: Iterable[Entry], tally: Tally, options: Mapping[str, Any]) -> dict[str, bytes]:
    """One `.xmi` an article and `TypeSystem.xml`; with the option `json` one `.json` an article.

    XML cannot hold control characters; an article with one is left out of XMI and said so.
    """
    cassis = _library()
    files: dict[str, bytes] = {}
    types = _types(cassis)
    for entry in entries:
        as_json = bool(options.get("json"))
        name = f"{entry.id.removesuffix('.txt')}.{'json' if as_json else 'xmi'}"
        if name in files:
            raise ExchangeError(f"two articles would be written to {name}")
        if not as_json and any(ord(char) < 32 and char not in "\t\n\r" for char in entry.article.text):
            tally.lost("articles with control characters, which XML cannot hold", example=entry.id)
            continue
        cas = _cas(cassis, types, entry, tally)
        if as_json:
            files[name] = cas.to_json().encode("utf-8")
        else:
            files[name] = cas.to_xmi().encode("utf-8")
    if not options.get("json"):
        files[TYPE_SYSTEM] = types.to_xml().encode("utf-8")
    return files


def _graph(cas: Any) -> Graph:
    graph = Graph()
    known = {found.name for found in cas.typesystem.get_types()}
    if DATA in known:
        for data in cas.select(DATA):
            try:
                carry = json.loads(data.json or "{}")
            except ValueError:
                carry = {}
            graph.carry = carry if isinstance(carry, dict) else {}
    names: dict[int, str] = {}
    if SPAN in known:
        for number, span in enumerate(cas.select(SPAN)):
            key = getattr(span, "key", None) or f"span-{number}"
            names[id(span)] = key
            graph.nodes.append(Node(key, str(span.role or "").casefold(), (span.begin, span.end)))
    if PART in known:
        for number, part in enumerate(cas.select(PART)):
            graph.nodes.append(Node(part.key or f"section-{number}", f"{SECTION}{part.kind}", (part.begin, part.end)))
    if LINK in known:
        for link in cas.select(LINK):
            head, child = names.get(id(link.Governor)), names.get(id(link.Dependent))
            if head and child:
                graph.edges.append(Edge(str(link.label or "").casefold(), head, child))
    return graph


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """Entries of `.xmi` files (with their `TypeSystem.xml`) and CAS JSON files."""
    cassis = _library()
    systems = [data for name, data in sorted(files.items()) if name.rpartition("/")[2] == TYPE_SYSTEM]
    for number, name in enumerate(sorted(files), 1):
        if not name.endswith((".xmi", ".json")):
            continue
        try:
            if name.endswith(".json"):
                cas = cassis.load_cas_from_json(BytesIO(files[name]))
            else:
                types = cassis.load_typesystem(BytesIO(systems[0])) if systems else None
                cas = cassis.load_cas_from_xmi(BytesIO(files[name]), typesystem=types)
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception as error:  # lxml, json and cassis each have their own ways to fail on a bad file
            yield RecordError(number, "", f"not a CAS: {error}", name)
            continue
        try:
            graph = _graph(cas)
            id_ = str(graph.carry.get("id") or f"{name.rpartition('.')[0]}.txt")
            article = article_of(cas.sofa_string, id_, number, "sofa")
            yield from_graph(article, graph, intake, id_, number)
        except RecordError as error:
            yield error.within(name)


FORMAT = Format(
    "cas",
    "",
    export,
    load,
    extra="cas",
    reads=(".xmi", ".json", ".xml"),
    cannot="was, rejected",
    options={"json": "CAS JSON instead of XMI"},
)
