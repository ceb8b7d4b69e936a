"""An Annotation to the exact bytes of its gold file: same data, same bytes (SCHEME 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from annotator.article import Article
from annotator.goldfile.canonical import ORDERS, canonical, canonical_record
from annotator.goldfile.occurrences import Occurrences
from annotator.goldfile.read import MAX_BYTES, read_gold
from annotator.lazy import pattern
from annotator.lookup import differing
from annotator.model import (
    Annotation,
    Document,
    Entity,
    Quote,
    QuoteWas,
    Rejected,
    Review,
    Section,
    SectionWas,
    Span,
    Via,
    spans_of,
)
from annotator.shown import excerpt
from annotator.text import WHITE
from annotator.values import dataclass

CONTEXT = 12
"""Code points of `pre` and `post`."""
WHOLE = 80
"""Longest section, in code points, whose words are written out."""
EXCERPT = 32
"""Code points of `head` and `tail`."""

_META = ("title", "url", "outlet", "published", "author")
_WAS = ("act", "content", "cue", "source", "speakers", "addressee", "via", "within", "continues", "repeats", "flags")

# Controls, white space other than the blank, and whatever draws nothing: a reader of the file sees it.
_NO_CHARACTER = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
_ESCAPED = pattern(
    rf'["\\\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e'
    rf"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    rf"\U000e0000-\U000e0fff{_NO_CHARACTER}{re.escape(WHITE.replace(' ', ''))}]"
)
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

_WORD = re.compile(r"[^\W_]+(?:[-_][^\W_]+)*")
# What some YAML parser, 1.1 or 1.2, reads as a truth value, null, number or date when it is not quoted.
_OTHER = pattern(
    r"y|n|yes|no|on|off|true|false|null"
    r"|[0-9][0-9_]*(?:e[-+]?[0-9_]+)?|0x[0-9a-f_]+|0o?[0-7_]+|0b[01_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}",
    re.IGNORECASE,
)


Record = Section | Entity | Quote | Rejected


class GoldError(ValueError):
    """The annotation cannot be written so that reading gives it back; the message says why."""


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def quoted(text: str) -> str:
    """Free text as a double-quoted scalar on one line, every control and invisible character escaped."""
    return f'"{_ESCAPED.sub(_escape, text)}"' if _ESCAPED.search(text) else f'"{text}"'


@lru_cache(maxsize=4096)
def word(text: str) -> str:
    """An id or label, plain unless some YAML parser would take the plain form for something else."""
    return text if _WORD.fullmatch(text) and not _OTHER.fullmatch(text) else quoted(text)


def _words(values: Iterable[str]) -> str:
    return f"[{', '.join(map(word, values))}]"


def _offsets(span: Sequence[int]) -> str:
    return f"[{span[0]}, {span[1]}]"


@lru_cache(maxsize=8)
def _occurrences(text: str) -> Occurrences:
    """What is known about repeated words of an article, kept from one save to the next."""
    return Occurrences(text)


class _Writer:
    """Collects the lines of one file."""

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self.seen = _occurrences(article.text)
        self.out: list[str] = []

    def span(self, span: Span) -> str:
        """A span on one line, with its surroundings when its words stand in the article more than once."""
        start, end = span.span
        words = span.text
        pre, post = span.pre, span.post
        if self.text[start:end] == words and start < end:
            pre = post = None
            if self.seen.repeated(words):
                pre, post = self.text[max(0, start - CONTEXT) : start], self.text[end : end + CONTEXT]
        context = ("" if pre is None else f", pre: {quoted(pre)}") + ("" if post is None else f", post: {quoted(post)}")
        return f"{{span: [{start}, {end}], text: {quoted(words)}{context}}}"

    def single(self, indent: str, name: str, span: Span | None) -> None:
        self.out.append(f"{indent}{name}: {'null' if span is None else self.span(span)}\n")

    def spans(self, indent: str, name: str, spans: Sequence[Span]) -> None:
        if not spans:
            self.out.append(f"{indent}{name}: []\n")
            return
        self.out.append(f"{indent}{name}:\n")
        for span in spans:
            self.out.append(f"{indent}  - {self.span(span)}\n")

    def vias(self, indent: str, vias: Sequence[Via]) -> None:
        if not vias:
            self.out.append(f"{indent}via: []\n")
            return
        self.out.append(f"{indent}via:\n")
        for via in vias:
            self.out.append(f"{indent}  - kind: {via.kind}\n")
            self.single(f"{indent}    ", "source", via.source)
            self.single(f"{indent}    ", "cue", via.cue)
            self.out.append(f"{indent}    entity: {'null' if via.entity is None else word(via.entity)}\n")

    # -------------------------------------------------------- blocks

    def prepare(self, annotation: Annotation) -> None:
        """Find out about the words of all spans at once."""
        self.seen.prepare(span.text for span in _every_span(annotation))

    def head(self, annotation: Annotation) -> bytes:
        """Everything before the lists of records."""
        self.out = [f"schema: {annotation.schema_}\n\n"]
        self.document(annotation.document)
        self.out.append("\n")
        self.review(annotation.review)
        return _utf8("".join(self.out))

    def record(self, record: Record) -> bytes:
        """The lines of one section, entity, quote or rejected item."""
        self.out = []
        if isinstance(record, Section):
            self.section(record)
        elif isinstance(record, Entity):
            self.entity(record)
        else:
            self.quote(record)
        return _utf8("".join(self.out))

    def document(self, document: Document) -> None:
        add = self.out.append
        add(f"document:\n  file: {quoted(document.file)}\n  sha256: {quoted(document.sha256)}\n")
        add(f"  length: {document.length}\n")
        if document.encoding is not None:
            add(f"  encoding: {quoted(document.encoding)}\n")
        if document.meta is not None:
            add("  meta:\n")
            for name, value in sorted(document.meta.items(), key=lambda item: _META.index(item[0])):
                add(f"    {name}: {quoted(value)}\n")
        add(f"  language: {word(document.language)}\n")

    def review(self, review: Review) -> None:
        add = self.out.append
        add(f"review:\n  status: {review.status}\n  scope: {review.scope}\n")
        add(f"  annotators: {_words(review.annotators)}\n")
        for name, time in (("started", review.started), ("updated", review.updated)):
            add(f"  {name}: {'null' if time is None else quoted(time)}\n")
        add(f"  seconds: {'null' if review.seconds is None else review.seconds}\n")
        if review.read is not None:
            add(f"  read: [{', '.join(map(_offsets, review.read))}]\n")
        add(f"  tool: {quoted(review.tool)}\n  detectors: [{', '.join(map(quoted, review.detectors))}]\n")
        if review.note is not None:
            add(f"  note: {quoted(review.note)}\n")

    def section(self, section: Section) -> None:
        parts = [f"id: {section.id}", f"kind: {word(section.kind)}", f"span: {_offsets(section.span)}"]
        text, head, tail = section.text, section.head, section.tail
        if text is head is tail is None:
            words = self.text[section.start : section.end]
            if len(words) <= WHOLE:
                text = words
            else:
                head, tail = words[:EXCERPT], words[-EXCERPT:]
        for name, words_ in (("text", text), ("head", head), ("tail", tail)):
            if words_ is not None:
                parts.append(f"{name}: {quoted(words_)}")
        parts.append(f"status: {section.status}")
        if section.attested is not None:
            parts.append(f"attested: {section.attested}")
        parts.append(f"by: {word(section.by)}")
        if section.score is not None:
            parts.append(f"score: {section.score!r}")
        if section.anchor is not None:
            parts.append(f"anchor: {section.anchor}")
        if section.was is not None:
            parts.append(f"was: {_section_was(section.was)}")
        if section.note is not None:
            parts.append(f"note: {quoted(section.note)}")
        self.out.append(f"  - {{{', '.join(parts)}}}\n")

    def entity(self, entity: Entity) -> None:
        add = self.out.append
        add(f"  - id: {word(entity.id)}\n    name: {quoted(entity.name)}\n    kind: {entity.kind}\n")
        if entity.role is not None:
            add(f"    role: {quoted(entity.role)}\n")
        if entity.speaks_for is not None:
            add(f"    speaks_for: {word(entity.speaks_for)}\n")
        if entity.wikidata is not None:
            add(f"    wikidata: {word(entity.wikidata)}\n")
        if entity.mentions:
            self.spans("    ", "mentions", entity.mentions)
        if entity.note is not None:
            add(f"    note: {quoted(entity.note)}\n")

    def quote(self, quote: Quote | Rejected) -> None:
        """A quote, or a rejected item: the same keys in the same order, fewer of them always there."""
        add = self.out.append
        whole = isinstance(quote, Quote)
        add(f"  - id: {quote.id}\n")
        if quote.type is not None:
            add(f"    type: {quote.type}\n")
        if quote.act is not None:
            add(f"    act: {quote.act}\n")
        self.spans("    ", "content", quote.content)
        if quote.quoted:
            self.spans("    ", "quoted", quote.quoted)
        if whole or quote.cue is not None:
            self.single("    ", "cue", quote.cue)
        if whole or quote.source is not None:
            self.single("    ", "source", quote.source)
        if whole or quote.speakers:
            add(f"    speakers: {_words(quote.speakers)}\n")
        if quote.addressee is not None:
            self.single("    ", "addressee", quote.addressee)
        if quote.via:
            self.vias("    ", quote.via)
        for name, link in (("within", quote.within), ("continues", quote.continues), ("repeats", quote.repeats)):
            if link is not None:
                add(f"    {name}: {link}\n")
        if quote.flags:
            add(f"    flags: {_words(quote.flags)}\n")
        if quote.note is not None:
            add(f"    note: {quoted(quote.note)}\n")
        if isinstance(quote, Quote):
            add(f"    status: {quote.status}\n")
            if quote.attested is not None:
                add(f"    attested: {quote.attested}\n")
        elif quote.reason is not None:
            add(f"    reason: {quote.reason}\n")
        add(f"    by: {word(quote.by)}\n")
        if quote.score is not None:
            add(f"    score: {quote.score!r}\n")
        if quote.anchor is not None:
            add(f"    anchor: {quote.anchor}\n")
        if quote.was is not None:
            self.was(quote.was)

    def was(self, was: QuoteWas) -> None:
        """The fields as proposed, in the order of the quote's own keys."""
        changed = was.changed()
        if not changed:
            self.out.append("    was: {}\n")
            return
        self.out.append("    was:\n")
        for name in _WAS:
            if name not in changed:
                continue
            value = changed[name]
            if name == "content":
                self.spans("      ", name, value)
            elif name == "via":
                self.vias("      ", value)
            elif name in ("cue", "source", "addressee"):
                self.single("      ", name, value)
            elif name in ("speakers", "flags"):
                self.out.append(f"      {name}: {_words(value)}\n")
            else:
                self.out.append(f"      {name}: {'null' if value is None else value}\n")


def _section_was(was: SectionWas) -> str:
    parts = []
    if was.kind is not None:
        parts.append(f"kind: {word(was.kind)}")
    if was.span is not None:
        parts.append(f"span: {_offsets(was.span)}")
    return f"{{{', '.join(parts)}}}"


def write_gold(annotation: Annotation, article: Article) -> bytes:
    """The bytes of the gold file; `pre`, `post` and section excerpts come from the article.

    Items are written in the order of SCHEME 2, with the empty parts of `canonical` left out. Raises
    GoldError when some text holds half of a surrogate pair (a file name that is not UTF-8, for one).
    """
    annotation = canonical(annotation, article)
    writer = _Writer(article)
    writer.prepare(annotation)
    return _joined(
        writer.head(annotation),
        {name: [writer.record(one) for one in getattr(annotation, name)] for name in _BLOCKS},
    )


_BLOCKS = ("sections", "entities", "quotes", "rejected")


def _joined(head: bytes, records: Mapping[str, Sequence[bytes]]) -> bytes:
    """The file of a head and the lines of all records; a blank line parts quotes and rejected items."""
    parts = [head]
    for name in _BLOCKS:
        found = records[name]
        parts.append(f"\n{name}:\n".encode() if found else f"\n{name}: []\n".encode())
        parts.append((b"\n" if name in ("quotes", "rejected") else b"").join(found))
    return b"".join(parts)


def _utf8(lines: str) -> bytes:
    """The bytes of whole lines; raises GoldError."""
    try:
        return lines.encode("utf-8")
    except UnicodeEncodeError as error:
        text, at = str(error.object), error.start
        line = text[max(0, at - 60) : at].rpartition("\n")[2] + text[at : at + 20].partition("\n")[0]
        raise GoldError(
            f"half of a surrogate pair cannot be saved: {excerpt(line.strip(), 80)}; retype it, or rename the file"
        ) from None


def _every_span(annotation: Annotation) -> Iterator[Span]:
    for entity in annotation.entities:
        yield from entity.mentions
    quotes: tuple[Quote | Rejected, ...] = (*annotation.quotes, *annotation.rejected)
    for quote in quotes:
        yield from spans_of(quote)
        yield from quote.quoted


@dataclass(frozen=True, slots=True)
class _Proof:
    """Lines that were read back and said what the record says.

    `record` is that very value, `plain` its canonical form, `lines` UTF-8.
    """

    record: Record
    plain: Record
    lines: bytes


@dataclass(frozen=True, slots=True)
class _Block:
    """One list of an article at its last save: `proofs` of the `records`, in their order.

    `ordered`: this is the order in which the file has them, too.
    """

    records: tuple[Record, ...] = ()
    proofs: tuple[_Proof, ...] = ()
    ordered: bool = True


class _Proofs:
    """What was proved of one article at the last save."""

    def __init__(self) -> None:
        self.blocks = {name: _Block() for name in _BLOCKS}


@lru_cache(maxsize=8)
def _proofs(_text: str) -> _Proofs:
    return _Proofs()


BATCH = 250
"""Records that are read back together: reading takes twenty times their own memory."""


def encode(annotation: Annotation, article: Article) -> bytes:
    """The bytes of the gold file, proved: they are read back and compared before they are returned.

    Records are values that never change, so what was proved of one stays proved: only those that are
    new since the last save of the article are written, read back and compared, in files of their own
    with the same document and review, a batch in each. A record is whole lines that stand by
    themselves, so the file put together of proved lines says what each of them says. Raises GoldError
    when it cannot be written, is too large, or says something else when read.
    """
    proofs = _proofs(article.text)
    parts = {name: _Part(proofs.blocks[name], getattr(annotation, name)) for name in _BLOCKS}
    fresh = [(name, one) for name, part in parts.items() for one in part.fresh]
    writer = _Writer(article)
    writer.prepare(_only(annotation, fresh))  # the article is gone through once, not for each batch
    head = writer.head(canonical(_only(annotation, ()), article))
    new: dict[int, _Proof] = {}
    for first in range(0, max(1, len(fresh)), BATCH):
        new |= _proved(head, _only(annotation, fresh[first : first + BATCH]), article, writer)
    blocks = {name: part.proved(new, ORDERS.get(name)) for name, part in parts.items()}
    data = _file(head, {name: _in_order(block, ORDERS.get(name)) for name, block in blocks.items()})
    proofs.blocks = blocks
    return data


class _Part:
    """A list of records beside what was proved of it at the last save: only what differs is gone through."""

    def __init__(self, before: _Block, records: tuple[Record, ...]) -> None:
        self._before, self._records = before, records
        self._first, self._end, self._last = differing(before.records, records)
        self._known = {id(proof.record): proof for proof in before.proofs[self._first : self._end]}
        self._changed = records[self._first : self._last]
        self.fresh = [one for one in self._changed if id(one) not in self._known]
        """The records that have to be proved."""

    def proved(self, new: Mapping[int, _Proof], order: Callable[[Any], Any] | None) -> _Block:
        """The list with the proofs of the fresh records, by their identity."""
        before, first = self._before, self._first
        changed = [self._known.get(id(one)) or new[id(one)] for one in self._changed]
        proofs = (*before.proofs[:first], *changed, *before.proofs[self._end :])
        around = proofs[max(0, first - 1) : self._last + 1] if before.ordered else proofs
        keys = [order(proof.plain) for proof in around] if order is not None else []
        return _Block(self._records, proofs, all(one <= other for one, other in pairwise(keys)))


def _in_order(block: _Block, order: Callable[[Any], Any] | None) -> Sequence[_Proof]:
    """The proofs as the file has them."""
    if block.ordered or order is None:
        return block.proofs
    return sorted(block.proofs, key=lambda proof: order(proof.plain))


def _file(head: bytes, proofs: Mapping[str, Sequence[_Proof]]) -> bytes:
    """The file of a head and records; raises GoldError when it would be refused for its size."""
    data = _joined(head, {name: [proof.lines for proof in found] for name, found in proofs.items()})
    if len(data) > MAX_BYTES:
        raise GoldError(f"the gold file would be larger than {MAX_BYTES >> 20} MB, the most that is read again")
    return data


def _only(annotation: Annotation, records: Sequence[tuple[str, Record]]) -> Annotation:
    """The annotation with no other records than those, each beside the name of its block."""
    return annotation.model_copy(
        update={name: tuple(one for block, one in records if block == name) for name in _BLOCKS}
    )


def _proved(head: bytes, annotation: Annotation, article: Article, writer: _Writer) -> dict[int, _Proof]:
    """Each record with its lines, after all of them were read back with the head and compared."""
    proofs = {name: [_proof(one, article, writer) for one in getattr(annotation, name)] for name in _BLOCKS}
    plain = canonical(annotation, article)
    loaded = read_gold(_file(head, proofs), article, way="yaml")  # not by a reader of our own notation
    if loaded.annotation is None:
        raise GoldError(f"what would be written could not be read again: {loaded.problems[0]}")
    if canonical(loaded.annotation, article) != plain:
        raise GoldError("what would be written reads as something else; nothing was saved")
    return {id(proof.record): proof for found in proofs.values() for proof in found}


def _proof(record: Record, article: Article, writer: _Writer) -> _Proof:
    plain = canonical_record(record, article)
    return _Proof(record, plain, writer.record(plain))
