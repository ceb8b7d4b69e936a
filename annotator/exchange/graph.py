"""Attributions as labelled spans and relations: what Prodigy, doccano, Label Studio and CAS share.

The first content piece of a quote is its head. Relations go from it: `cue`, `source`, `addressee`,
`via`, `part` (further pieces), and to other heads `within`, `continues`, `repeats`; from a via to its
words `via cue`. What spans and relations cannot say (speakers, act, flags, statuses, entities, review)
travels beside them as the *carry*, a record of ours without spans, and is believed only for quotes
whose spans came back unchanged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from annotator.article import Article
from annotator.exchange.base import Entry, Intake, Tally
from annotator.exchange.building import Raw, RawVia, build
from annotator.exchange.reading import Reader
from annotator.exchange.record import to_record
from annotator.model import Annotation, Entity, Quote, Section
from annotator.text import Range
from annotator.values import dataclass, field, replace

LABELS = ("content", "cue", "source", "addressee", "via", "via cue")
LINKS = ("within", "continues", "repeats")
RELATIONS = ("cue", "source", "part", "addressee", "via", "via cue", *LINKS)
SECTION = "section "
"""What the label of a section begins with."""


@dataclass(frozen=True)
class Node:
    """A labelled span; `key` is unique in its article."""

    key: str
    label: str
    span: Range


@dataclass(frozen=True)
class Edge:
    """A relation between the nodes of two keys."""

    label: str
    head: str
    child: str


@dataclass
class Graph:
    """The spans and relations of one article, and its carry."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    carry: dict[str, Any] = field(default_factory=dict)


_CARRIED = (
    "id", "act", "speakers", "flags", "note", "status", "attested", "by", "score", "within", "continues",
    "repeats",
)  # fmt: skip


def _carry(entry: Entry) -> dict[str, Any]:
    record = to_record(entry.annotation, entry.article, entry.id)
    quotes = {}
    for quote, values in zip(entry.annotation.quotes, record["quotes"], strict=True):
        kept = {key: values[key] for key in _CARRIED if values.get(key) not in (None, [])}
        kept["spans"] = _fingerprint(quote)
        kept["via"] = [{"kind": via.kind, "entity": via.entity} for via in quote.via]
        quotes[quote.id] = kept
    return {
        "id": entry.id,
        "document": record["document"],
        "review": record["review"],
        "entities": record["entities"],
        "sections": [without_was(section) for section in record["sections"]],
        "quotes": quotes,
    }


def without_was(item: Mapping[str, Any]) -> dict[str, Any]:
    """The record of an item for a format that cannot carry `was`: without it nothing can be `corrected` (E18)."""
    kept = {key: value for key, value in item.items() if key != "was"}
    if kept.get("status") == "corrected":
        kept |= {"status": "added", "by": "human", "score": None}
    return kept


def _fingerprint(quote: Quote) -> list[list[int] | None]:
    """The spans that decide whether a quote came back as it went."""
    single = [list(span.span) if span else None for span in (quote.cue, quote.source, quote.addressee)]
    return [*single, *(list(span.span) for span in quote.content)]


def to_graph(entry: Entry, tally: Tally, *, sections: bool = False) -> Graph:
    """The spans and relations of an entry; what they cannot say is in the carry, `was` and rejected are lost.

    A cue, source or via that two quotes share is one node. `sections` adds one node for each section.
    """
    annotation = entry.annotation
    graph = Graph(carry=_carry(entry))
    shared: dict[tuple[str, Range], str] = {}

    def node(label: str, span: Range, key: str | None = None) -> str:
        if key is None:
            if (label, span) in shared:
                return shared[label, span]
            key = shared[label, span] = f"{label.replace(' ', '-')}-{span[0]}-{span[1]}"
        graph.nodes.append(Node(key, label, span))
        return key

    ids = {quote.id for quote in annotation.quotes}
    for quote in annotation.quotes:
        head = node("content", quote.content[0].span, quote.id)
        for number, piece in enumerate(quote.content[1:], 2):
            graph.edges.append(Edge("part", head, node("content", piece.span, f"{quote.id}.{number}")))
        for label in ("cue", "source", "addressee"):
            span = getattr(quote, label)
            if span is not None:
                graph.edges.append(Edge(label, head, node(label, span.span)))
        for via in quote.via:
            place = node("via", via.source.span)
            graph.edges.append(Edge("via", head, place))
            if via.cue:
                graph.edges.append(Edge("via cue", place, node("via cue", via.cue.span)))
        for link in LINKS:
            target = getattr(quote, link)
            if target in ids:
                graph.edges.append(Edge(link, head, target))
        tally.lost("values as proposed (was)", quote.was is not None)
    if sections:
        graph.nodes += [Node(section.id, SECTION + section.kind, section.span) for section in annotation.sections]
    tally.lost("values as proposed (was)", sum(section.was is not None for section in annotation.sections))
    tally.lost("rejected items", len(annotation.rejected))
    tally.articles += 1
    tally.quotes += len(annotation.quotes)
    return graph


def _raws(graph: Graph, known: Mapping[str, Any]) -> Iterable[Raw]:
    nodes = {node.key: node for node in graph.nodes}
    parts = {edge.child for edge in graph.edges if edge.label == "part"}
    below: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        if edge.head in nodes and edge.child in nodes:
            below[edge.head].append(edge)
    for node in graph.nodes:
        if node.label != "content" or node.key in parts:
            continue
        roles: dict[str, list[Range]] = defaultdict(list)
        links: dict[str, str] = {}
        vias: list[RawVia] = []
        for edge in below[node.key]:
            span = nodes[edge.child].span
            if edge.label in LINKS:
                links[edge.label] = edge.child
            elif edge.label == "via":
                words = [nodes[more.child].span for more in below[edge.child] if more.label == "via cue"]
                vias.append(RawVia(span, words[0] if words else None))
            else:
                roles[edge.label].append(span)
        raw = Raw(
            content=(node.span, *roles["part"]),
            cue=tuple(roles["cue"]),
            source=tuple(roles["source"]),
            addressee=tuple(roles["addressee"]),
            via=tuple(vias),
            within=links.get("within"),
            continues=links.get("continues"),
            repeats=links.get("repeats"),
            key=node.key,
        )
        yield _remembered(raw, known.get(node.key))


def _remembered(raw: Raw, carried: Any) -> Raw:
    """The raw with what travelled beside it, if its spans are what they were."""
    if not isinstance(carried, Mapping):
        return raw
    single = [list(role[0]) if role else None for role in (raw.cue, raw.source, raw.addressee)]
    same = carried.get("spans") == [*single, *(list(piece) for piece in sorted(raw.content))]
    strings = {key: carried.get(key) for key in ("act", "note", "status", "attested", "by")}
    known = {key: value for key, value in strings.items() if isinstance(value, str)}
    if known.get("act") not in ("statement", "attitude"):
        known.pop("act", None)
    if not same or known.get("status") not in ("accepted", "added"):
        known = {key: value for key, value in known.items() if key in ("act", "note")}
    score = carried.get("score")
    values: dict[str, Any] = {**known, "score": score if isinstance(score, (int, float)) else None}
    speakers, flags = carried.get("speakers"), carried.get("flags")
    if same:
        values["speakers"] = tuple(map(str, speakers)) if isinstance(speakers, list) else ()
    if isinstance(flags, list):
        values["flags"] = tuple(map(str, flags))
    kinds = carried.get("via")
    if isinstance(kinds, list) and len(kinds) == len(raw.via):
        values["via"] = tuple(
            replace(via, kind=kind["kind"], entity=kind.get("entity"))
            if isinstance(kind, Mapping) and kind.get("kind") in ("outlet", "platform", "document")
            else via
            for via, kind in zip(raw.via, kinds, strict=True)
        )
    return replace(raw, **values)


def from_graph(
    article: Article, graph: Graph, intake: Intake, id: str, number: int, notes: Iterable[str] = ()
) -> Entry:
    """The entry that spans and relations (and a carry, if there is one) describe; raises RecordError."""
    known = graph.carry.get("quotes")
    raws = list(_raws(graph, known if isinstance(known, Mapping) else {}))
    entities: tuple[Entity, ...] = ()
    sections: tuple[Section, ...] | None = None
    kept: Annotation | None = None
    if graph.carry:
        blocks = ("document", "review", "entities", "sections")
        ours: dict[str, Any] = {key: graph.carry[key] for key in blocks if key in graph.carry}
        reader = Reader({"id": id, "text": article.text, "schema": "annotator/1", **ours}, article, number, Intake())
        kept = reader.entry().annotation
        entities, sections = kept.entities, kept.sections
    marked = [(node.span, node.label.removeprefix(SECTION)) for node in graph.nodes if node.label.startswith(SECTION)]
    if marked:
        own = {(section.span, section.kind): section for section in sections or ()}
        sections = tuple(
            own.get((span, kind)) or Section(id=f"s{n:02}", kind=kind, span=span, status="added", by="human")
            for n, (span, kind) in enumerate(sorted(marked), 1)
        )
    annotation, more = build(article, raws, intake, entities=entities, sections=sections or None)
    if kept is not None and intake.as_ == "gold":
        own_sections = annotation.sections if sections else ()
        annotation = annotation.model_copy(
            update={"document": kept.document, "review": kept.review, "sections": own_sections}
        )
    return Entry(id, article, annotation, (*notes, *more))
