"""Whether two annotations of one article say the same (the rule by which a simulated annotator is judged).

Same sections (kind, span); quotes pair one to one with the same content, cue, source, addressee, via,
type (with quoted pieces), act, flags and links; speakers and entities of vias the same up to renaming.
Ids, notes, status, origin, scores, review, rejected items and details of entities are not compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable

from annotator.model import Annotation, Quote, range_of
from annotator.text import Range

Key = tuple[tuple[Range, ...], Range | None, Range | None]


def key_of(quote: Quote) -> Key:
    """What a quote is known by: content, cue and source (no two quotes share all three, E15)."""
    return tuple(piece.span for piece in quote.content), range_of(quote.cue), range_of(quote.source)


def _fields(quote: Quote, keys: dict[str, Key]) -> dict[str, Hashable]:
    """Everything about a quote that is compared and does not name an entity."""

    def link(id: str | None) -> Key | None:
        return keys.get(id) if id is not None else None

    return {
        "type": quote.type,
        "quoted": tuple(piece.span for piece in quote.quoted),
        "addressee": range_of(quote.addressee),
        "via": tuple((via.kind, via.source.span, range_of(via.cue)) for via in quote.via),
        "act": quote.act,
        "flags": quote.flags,
        "within": link(quote.within),
        "continues": link(quote.continues),
        "repeats": link(quote.repeats),
    }


def _uses(annotation: Annotation) -> dict[str, frozenset[Hashable]]:
    """For every entity where it is used: as a speaker of which quote, as which via."""
    uses: dict[str, set[Hashable]] = defaultdict(set)
    for quote in annotation.quotes:
        key = key_of(quote)
        for speaker in quote.speakers:
            uses[speaker].add((key, "speaker"))
        for number, via in enumerate(quote.via):
            if via.entity is not None:
                uses[via.entity].add((key, number))
    return {id: frozenset(places) for id, places in uses.items()}


def differences(one: Annotation, other: Annotation) -> list[str]:
    """In words what keeps two annotations from saying the same; empty when they do."""
    found = []
    sections = [{(section.kind, section.span) for section in each.sections} for each in (one, other)]
    found += [f"section {kind} {span} is missing" for kind, span in sorted(sections[0] - sections[1])]
    found += [f"section {kind} {span} is too much" for kind, span in sorted(sections[1] - sections[0])]
    quotes = [{key_of(quote): quote for quote in each.quotes} for each in (one, other)]
    for each, known in zip((one, other), quotes, strict=True):
        if len(each.quotes) > len(known):
            found.append(f"{len(each.quotes) - len(known)} quotes share content, cue and source with another (E15)")
    texts = {key: _words(quote) for each in quotes for key, quote in each.items()}
    found += [f"quote {texts[key]} is missing" for key in quotes[0] if key not in quotes[1]]
    found += [f"quote {texts[key]} is too much" for key in quotes[1] if key not in quotes[0]]
    ids = [{quote.id: key_of(quote) for quote in each.quotes} for each in (one, other)]
    for key, quote in quotes[0].items():
        if key not in quotes[1]:
            continue
        first, second = _fields(quote, ids[0]), _fields(quotes[1][key], ids[1])
        found += [
            f"quote {texts[key]}: {name} is {second[name]}, not {first[name]}"
            for name in first
            if first[name] != second[name]
        ]
    people = [Counter(_uses(each).values()) for each in (one, other)]
    if not found:
        for uses in ((people[0] - people[1]) + (people[1] - people[0])).elements():
            found.append(f"the uses of one person differ: {len(uses)} uses, first {min(map(repr, uses))}")
    return found


def _words(quote: Quote) -> str:
    text = quote.content[0].text
    return repr(text if len(text) <= 40 else f"{text[:24]} … {text[-12:]}")
