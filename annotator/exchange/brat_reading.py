"""Reading brat standoff, tolerantly: ours, PolNeAR's and PARC's layout in it, and what people make of them.

An attribution is an event (`E` line) with the arguments Content, Cue and Source, or a set of such spans
(`T` lines) joined by relations (`R` lines). Lines broken by a raw newline are glued; spans whose words
are not at their offsets, events without content and references to nothing are dropped and said so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from annotator.article import Article, ArticleError
from annotator.exchange import offsets
from annotator.exchange.base import Entry, Files, Intake, RecordError
from annotator.exchange.building import Raw, build
from annotator.model import SECTION_KINDS, Section
from annotator.text import Range, trim_visible
from annotator.values import dataclass, field, replace

_RECORD = re.compile(r"(?:[TERAMN]\d+|#\d*|\*)\t")
_FITTING = 0.9  # the share of spans that must fit their words for a unit of offsets to be believed
ROLES = {
    "content": "content", "quote": "content", "quotation": "content", "statement": "content",
    "cue": "cue", "verb": "cue", "reporting": "cue",
    "source": "source", "speaker": "source", "holder": "source",
    "addressee": "addressee",
}  # fmt: skip
"""What a label or argument (without its number, in lower case) stands for."""


@dataclass(frozen=True)
class _Text:
    """A `T` line: its label and pieces, and whether the words fitted."""

    label: str
    pieces: tuple[Range, ...]


@dataclass
class _Document:
    """One `.ann` file by kind of line."""

    texts: dict[str, _Text] = field(default_factory=dict)
    events: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    remarks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    notes: Counter[str] = field(default_factory=Counter)


def _lines(ann: str, notes: Counter[str]) -> Iterator[str]:
    """The records of an annotation file; one that holds a raw newline is put together again."""
    held = ""
    for line in ann.split("\n"):
        line = line.removesuffix("\r")
        if _RECORD.match(line):
            if held.strip():
                yield held
            held = line
        elif line or held:
            if line.strip():
                notes["line broken by a newline: joined"] += 1
            held += "\n" + line
    if held.strip():
        yield held


def _role(label: str) -> str | None:
    return ROLES.get(label.rstrip("0123456789").casefold())


def _pieces(words: str) -> list[tuple[int, int]] | None:
    try:
        pairs = [tuple(int(part) for part in piece.split()) for piece in words.split(";")]
    except ValueError:
        return None
    return [(pair[0], pair[1]) for pair in pairs] if all(len(pair) == 2 for pair in pairs) else None


def _squashed(text: str) -> str:
    return "".join(text.split())


def _unit(text: str, claims: Sequence[tuple[list[tuple[int, int]], str]]) -> str | None:
    """The unit of offsets in which the spans cut out their words; None when none is good enough."""
    for unit in offsets.UNITS:
        convert = offsets.converter(text, unit)
        fit = 0
        for pieces, words in claims:
            found = [convert(*piece) for piece in pieces]
            got = "".join(text[slice(*place)] for place in found if place)
            fit += _squashed(got) == _squashed(words)
        if fit >= _FITTING * len(claims):
            return unit
    return None


def _parse(ann: str, text: str, name: str) -> _Document:
    document = _Document()
    texts: list[tuple[str, str, list[tuple[int, int]], str]] = []
    for line in _lines(ann, document.notes):
        key, _, rest = line.partition("\t")
        kind = key[0]
        if kind == "T":
            middle, _, words = rest.partition("\t")
            label, _, places = middle.partition(" ")
            pieces = _pieces(places)
            if pieces is None:
                document.notes["span without offsets: dropped"] += 1
            else:
                texts.append((key, label, pieces, words))
        elif kind == "E":
            parts = [part.partition(":") for part in rest.split()]
            document.events.append((key, [(role, id) for role, _, id in parts if id]))
        elif kind == "R":
            parts = [part.partition(":") for part in rest.split()]
            if len(parts) >= 3:
                document.relations.append((parts[0][0], parts[1][2], parts[2][2]))
        elif kind == "#":
            about, _, words = rest.partition("\t")
            document.remarks[about.rpartition(" ")[2]].append(" ".join(words.split()))
        else:
            document.notes[f"line of kind {kind} ignored"] += 1
    claims = [(pieces, words) for _, _, pieces, words in texts]
    unit = _unit(text, claims)
    if unit is None:
        raise RecordError(1, "offsets", "the spans do not cut out their words in the text of that name", name)
    if unit != offsets.UNITS[0]:
        document.notes[f"offsets were {unit}: converted"] += 1
    convert = offsets.converter(text, unit)
    for key, label, pieces, words in texts:
        found = [convert(*piece) for piece in pieces]
        cut = tuple(place for place in found if place is not None and place[0] < place[1])
        got = "".join(text[slice(*place)] for place in cut)
        if _squashed(got) == _squashed(words) and cut:
            document.texts[key] = _Text(label, cut)
        else:
            document.notes["span whose words are not at its offsets: dropped"] += 1
    return document


def _event_raws(document: _Document) -> Iterator[Raw]:
    """The attributions that events spell out."""
    arguments = dict(document.events)

    def places(id: str, seen: tuple[str, ...]) -> tuple[Range, ...]:
        """The pieces of a span, or of all arguments of an event (a nested attribution)."""
        if id in document.texts:
            return document.texts[id].pieces
        if id in arguments and id not in seen and len(seen) < 8:
            inner = [piece for role, target in arguments[id] if _role(role) for piece in places(target, (*seen, id))]
            return ((min(inner)[0], max(end for _, end in inner)),) if inner else ()
        document.notes["argument that names nothing: dropped"] += 1
        return ()

    for key, parts in document.events:
        roles: dict[str, list[Range]] = defaultdict(list)
        remarks = list(document.remarks.get(key, ()))
        for role, id in parts:
            remarks += document.remarks.get(id, ())
            known = _role(role)
            if known is not None:
                roles[known] += places(id, (key,))
            elif not role.startswith("Attribution"):
                document.notes[f"argument {role.rstrip('0123456789')} ignored"] += 1
        if not roles["content"]:
            document.notes["event without content: dropped"] += 1
            continue
        yield Raw(
            content=tuple(roles["content"]),
            cue=tuple(roles["cue"]),
            source=tuple(roles["source"]),
            addressee=tuple(roles["addressee"]),
            note=" ".join(remarks) or None,
            key=key,
        )


def _relation_raws(document: _Document) -> Iterator[Raw]:
    """The attributions of a file without events: contents with what relations join to them."""
    joined: dict[str, dict[str, list[Range]]] = defaultdict(lambda: defaultdict(list))
    used: set[str] = set()
    for _, one, other in document.relations:
        ends = [id for id in (one, other) if id in document.texts]
        roles = [_role(document.texts[id].label) for id in ends]
        if len(ends) == 2 and roles.count("content") == 1:
            at = roles.index("content")
            role = roles[1 - at]
            if role is not None:
                joined[ends[at]][role] += document.texts[ends[1 - at]].pieces
                used.add(ends[1 - at])
    for id, found in document.texts.items():
        role = _role(found.label)
        if role == "content":
            parts = joined[id]
            yield Raw(
                content=found.pieces,
                cue=tuple(parts["cue"]),
                source=tuple(parts["source"]),
                addressee=tuple(parts["addressee"]),
                key=id,
            )
        elif role is not None and id not in used:
            document.notes[f"{role} without a content: dropped"] += 1


def _sections(document: _Document, text: str) -> tuple[Section, ...] | None:
    """The sections that our own export wrote as `T` lines (`Section-lead`)."""
    found = []
    for item in document.texts.values():
        kind = item.label.removeprefix("Section-")
        if kind != item.label and kind in SECTION_KINDS:
            place = trim_visible(text, item.pieces[0][0], item.pieces[-1][1])
            if place[0] < place[1]:
                found.append((place, kind))
    return (
        tuple(
            Section(id=f"s{n:02}", kind=kind, span=place, status="added", by="human")
            for n, (place, kind) in enumerate(sorted(found), 1)
        )
        or None
    )


def _speakers(document: _Document, raws: list[Raw], text: str) -> list[Raw]:
    """The raws with the speakers that our own export joined by `R` lines."""
    named: dict[str, list[str]] = defaultdict(list)
    for label, event, id in document.relations:
        if label == "Speaker" and id in document.texts:
            words = [text[slice(*piece)] for piece in document.texts[id].pieces]
            named[event].append(" ".join(" ".join(words).split()))
    if not named:
        return raws
    return [replace(raw, speakers=tuple(named[raw.key])) if raw.key in named else raw for raw in raws]


def read(ann: bytes, article: Article, intake: Intake, name: str = "") -> Entry:
    """The entry of one annotation file; raises RecordError when offsets and text do not belong together."""
    try:
        source = ann.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = ann.count(b"\n", 0, error.start) + 1
        raise RecordError(line, "", "the line is not UTF-8", name) from None
    document = _parse(source, article.text, name)
    raws = list(_event_raws(document) if document.events else _relation_raws(document))
    raws = _speakers(document, raws, article.text)
    intake = replace(intake, scope=intake.scope or "all")
    annotation, notes = build(article, raws, intake, sections=_sections(document, article.text), nest=True)
    return Entry(article.name, article, annotation, (*document.notes.elements(), *notes))


def _text_of(name: str, texts: Mapping[str, str], stems: Mapping[str, list[str]]) -> tuple[str, str] | None:
    """The text file of an annotation file and the annotator's name in the latter ("" for none).

    Either `NAME.txt` beside `NAME.ann`, or PolNeAR's layout: `text/NAME.txt` and
    `attributions/NAME_ANNOTATOR.ann`.
    """
    base = name.removesuffix(".ann")
    if base in texts:
        return texts[base], ""
    stem = base.rpartition("/")[2]
    for candidate, annotator in ((stem, ""), (stem.rpartition("_")[0], stem.rpartition("_")[2])):
        found = stems.get(candidate, ())
        if len(found) == 1:
            return found[0], annotator
    return None


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """Entries of a folder of `.txt` and `.ann` files.

    Of several annotators of one article the first by name is taken, unless the option `annotators` is
    `all`: then there is one entry for each, with the same id and its annotator in the review block.
    """
    texts = {name.removesuffix(".txt"): name for name in files if name.endswith(".txt")}
    stems: dict[str, list[str]] = defaultdict(list)
    for base, name in texts.items():
        stems[base.rpartition("/")[2]].append(name)
    every = intake.options.get("annotators") == "all"
    done: set[str] = set()
    for name in sorted(name for name in files if name.endswith(".ann")):
        found = _text_of(name, texts, stems)
        if found is None:
            yield RecordError(1, "", "no text file of that name", name)
            continue
        path, annotator = found
        if path in done and not every:
            continue
        id = path.removeprefix("text/").replace("/text/", "/")
        try:
            article = Article.decode(files[path], id.rpartition("/")[2])
            entry = read(files[name], article, replace(intake, annotator=annotator or intake.annotator), name)
        except ArticleError as error:
            yield RecordError(1, "text", str(error), path)
            continue
        except RecordError as error:
            yield error
            continue
        done.add(path)
        yield replace(entry, id=id)
