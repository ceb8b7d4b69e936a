"""Reading a plain record, ours or a stranger's, with errors that name record and field."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from annotator.article import Article
from annotator.exchange import offsets
from annotator.exchange.base import Entry, Intake, RecordError
from annotator.exchange.building import Raw, RawVia, build, document_of, review_of
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
    Value,
    Via,
    span_of,
)
from annotator.text import Range, overlaps, trim_visible
from annotator.validation import ValidationError
from annotator.values import field_names, replace

_M = TypeVar("_M", bound=Value)
_SPANS = ("content", "quoted")
_SINGLE = ("cue", "source", "addressee")
_KNOWN = frozenset(
    {"id", "text", "schema", "document", "review", "sections", "entities", "quotes", "rejected"}
    | {"attributions", "language", "meta", "doc_id"}
)
_ID_KEYS = ("id", "doc_id")


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


class Reader:
    """One record being read. `entry` does the work; everything else helps to say where it went wrong."""

    def __init__(self, record: Mapping[str, Any], article: Article | None, number: int, intake: Intake) -> None:
        if not isinstance(record, Mapping):
            raise RecordError(number, "", "not a JSON object")
        self.record, self.number, self.intake = record, number, intake
        self.notes: Counter[str] = Counter()
        self.article = article or self._own_article()
        self.text = self.article.text
        self.ours = record.get("schema") is not None
        if self.ours and record["schema"] != "annotator/1":
            raise self.error("schema", f"{record['schema']!r} is not annotator/1")
        self._convert = self._conversion()

    def error(self, field: str, reason: str) -> RecordError:
        return RecordError(self.number, field, reason)

    # ------------------------------------------------------------ the article and its offsets

    @property
    def id(self) -> str:
        for key in _ID_KEYS:
            value = self.record.get(key)
            if isinstance(value, str) and value:
                return value
            if _is_int(value):
                return str(value)
            if value is not None:
                raise self.error(key, "must be a string")
        return self.article.name if hasattr(self, "article") else f"record-{self.number}.txt"

    def _own_article(self) -> Article:
        text = self.record.get("text")
        if not isinstance(text, str):
            raise self.error("text", "missing, and no article was given for this record")
        name = self.id.rpartition("/")[2] or self.id
        article = Article.from_text(text, name)
        document = self.record.get("document")
        encoding = document.get("encoding") if isinstance(document, Mapping) else None
        if isinstance(encoding, str):
            try:
                data = text.encode(encoding)
            except (LookupError, UnicodeError):
                raise self.error("document.encoding", f"the text cannot be written in {encoding!r}") from None
            article = Article(name, text, hashlib.sha256(data).hexdigest(), encoding, len(data))
        return article

    def _conversion(self) -> offsets.Convert:
        """From the record's offsets to those of the article; raises when they do not belong together."""
        own = self.record.get("text")
        if own is not None and not isinstance(own, str):
            raise self.error("text", "must be a string")
        base: str = self.text if own is None else own
        moved = offsets.moved(base, self.text)
        if moved is None:
            raise self.error("text", "is not the text of the article; offsets would not be comparable")
        if base != self.text:
            self.notes["offsets moved: the record's newlines or byte order mark differ from the article's"] += 1
        if self.ours:
            return moved
        claims = list(self._claims())
        unit = offsets.recognise(base, claims) if claims else offsets.UNITS[0]
        if unit is None:
            start, end, words = next(
                claim for claim in claims if not offsets.same_words(base[claim[0] : claim[1]], claim[2])
            )
            raise self.error("", f"[{start}, {end}] does not cut out {words[:60]!r}, in no unit of offsets known")
        if unit == offsets.UNITS[0]:
            return moved
        self.notes[f"offsets were {unit}: converted"] += 1
        first = offsets.converter(base, unit)

        def convert(start: int, end: int) -> Range | None:
            found = first(start, end)
            return moved(*found) if found else None

        return convert

    def _claims(self) -> list[tuple[int, int, str]]:
        """Every span of a foreign record that comes with its words."""
        found: list[tuple[int, int, str]] = []

        def collect(value: object, depth: int) -> None:
            if isinstance(value, Mapping) and depth < 8:
                words = value.get("text")
                place = value.get("span", (value.get("start"), value.get("end")))
                if isinstance(words, str) and isinstance(place, Sequence) and len(place) == 2:
                    start, end = place
                    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
                        found.append((start, end, words))
                for item in value.values():
                    collect(item, depth + 1)
            elif isinstance(value, list) and depth < 8:
                for item in value:
                    collect(item, depth + 1)

        for key in ("quotes", "attributions", "sections", "rejected", "entities"):
            collect(self.record.get(key), 0)
        return found

    # ------------------------------------------------------------ small readers

    def range(self, value: object, field: str) -> Range:
        """Offsets written as [s, e], {"span": [s, e]} or {"start": s, "end": e}."""
        if isinstance(value, Mapping):
            place: Any = value.get("span", (value.get("start"), value.get("end")))
        else:
            place = value
        if not (isinstance(place, (list, tuple)) and len(place) == 2 and all(map(_is_int, place))):
            raise self.error(field, f"not a span [start, end]: {str(value)[:60]}")
        start, end = place
        if not 0 <= start < end:
            raise self.error(field, f"[{start}, {end}] is not a span: 0 <= start < end")
        found = self._convert(start, end)
        if found is None:
            hint = ""
            if end > len(self.text) and end <= len(self.text.encode("utf-8", "surrogatepass")):
                hint = "; these look like byte offsets, which are taken only where spans carry their text"
            raise self.error(field, f"[{start}, {end}] leaves the text of {len(self.text)} characters{hint}")
        return found

    def ranges(self, value: object, field: str) -> tuple[Range, ...]:
        """Any way a role may be written: null, one span, or a list of spans."""
        if value is None or value == []:
            return ()
        if isinstance(value, Mapping) or (
            isinstance(value, (list, tuple)) and len(value) == 2 and all(map(_is_int, value))
        ):
            return (self.range(value, field),)
        if not isinstance(value, (list, tuple)):
            raise self.error(field, f"not a list of spans: {str(value)[:60]}")
        return tuple(self.range(item, f"{field}[{index}]") for index, item in enumerate(value))

    def items(self, key: str) -> list[tuple[str, Mapping[str, Any]]]:
        """The objects of a list with the place of each."""
        value = self.record.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.error(key, "must be a list")
        found = []
        for index, item in enumerate(value):
            if not isinstance(item, Mapping):
                raise self.error(f"{key}[{index}]", "must be an object")
            found.append((f"{key}[{index}]", item))
        return found

    def validated(self, model: type[_M], values: object, field: str) -> _M:
        """The model made of the values; the first thing wrong becomes the error."""
        try:
            return model.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join([field, *map(str, first["loc"])]) if field else ".".join(map(str, first["loc"]))
            unknown = first["type"] == "unexpected_keyword_argument"
            raise self.error(place, "unknown key" if unknown else first["msg"]) from None

    def span(self, value: object, field: str) -> Span:
        """A span of our own record; one written with its text is taken as it is."""
        if isinstance(value, Mapping):
            place = value.get("span")
            return self.validated(Span, {**value, "span": tuple(place) if isinstance(place, list) else place}, field)
        return span_of(self.text, *self.range(value, field))

    def strings(self, value: object, field: str) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            raise self.error(field, "must be a list of strings")
        return tuple(value)

    # ------------------------------------------------------------ our own record

    def _each(self, value: object, field: str, read: Callable[[Any, str], Any]) -> Any:
        """A list read item by item; anything else is left for the model to refuse."""
        if not isinstance(value, list):
            return value
        return tuple(read(item, f"{field}[{index}]") for index, item in enumerate(value))

    def _via(self, value: object, field: str) -> Via:
        if not isinstance(value, Mapping):
            raise self.error(field, "must be an object")
        values = dict(value)
        for key in ("source", "cue"):
            if values.get(key) is not None:
                values[key] = self.span(values[key], f"{field}.{key}")
        return self.validated(Via, values, field)

    def _own_fields(self, item: Mapping[str, Any], field: str) -> dict[str, Any]:
        """The fields of a quote or of its `was` with every span and list in the form of the model."""
        values = dict(item)
        for key in _SPANS:
            if key in values:
                values[key] = self._each(values[key], f"{field}.{key}", self.span)
        for key in _SINGLE:
            if values.get(key) is not None:
                values[key] = self.span(values[key], f"{field}.{key}")
        if "via" in values:
            values["via"] = self._each(values["via"], f"{field}.via", self._via)
        for key in ("speakers", "flags"):
            if key in values:
                values[key] = self._each(values[key], f"{field}.{key}", lambda value, _: value)
        return values

    def _own_quote(self, model: type[_M], item: Mapping[str, Any], field: str) -> _M:
        values = self._own_fields(item, field)
        if isinstance(values.get("was"), Mapping):
            values["was"] = self.validated(QuoteWas, self._own_fields(values["was"], f"{field}.was"), f"{field}.was")
        return self.validated(model, values, field)

    def _own_section(self, item: Mapping[str, Any], field: str) -> Section:
        values = dict(item)
        if "span" in values:
            lost = values.get("anchor") is not None
            place = values["span"]
            values["span"] = tuple(place) if lost and isinstance(place, list) else self.range(place, f"{field}.span")
        if isinstance(values.get("was"), Mapping):
            was = dict(values["was"])
            if isinstance(was.get("span"), list):
                was["span"] = tuple(was["span"])
            values["was"] = self.validated(SectionWas, was, f"{field}.was")
        return self.validated(Section, values, field)

    def _own_entity(self, item: Mapping[str, Any], field: str) -> Entity:
        values = dict(item)
        if "mentions" in values:
            values["mentions"] = self._each(values["mentions"], f"{field}.mentions", self.span)
        return self.validated(Entity, values, field)

    def _own_review(self) -> Review:
        values = self.record.get("review")
        if values is None:
            return review_of(self.intake, False)
        if not isinstance(values, Mapping):
            raise self.error("review", "must be an object")
        values = dict(values)
        for key in ("annotators", "detectors"):
            if isinstance(values.get(key), list):
                values[key] = tuple(values[key])
        if isinstance(values.get("read"), list):
            values["read"] = tuple(tuple(part) if isinstance(part, list) else part for part in values["read"])
        return self.validated(Review, values, "review")

    def _own_document(self) -> Document:
        values = self.record.get("document")
        if values is None:
            return document_of(self.article, self.language)
        document = self.validated(Document, values, "document")
        if document.sha256 != self.article.sha256:
            moved = self.text != self.record.get("text", self.text)
            if not moved:
                raise self.error("document.sha256", "is not that of the text")
            document = document.model_copy(update={"sha256": self.article.sha256, "length": len(self.text)})
        return document

    def _unknown(self, allowed: frozenset[str]) -> None:
        for key in self.record:
            if key not in allowed:
                self.notes[f"field {key!r} ignored"] += 1

    def _own(self) -> Annotation:
        self._unknown(_KNOWN)
        annotation = Annotation(
            document=self._own_document(),
            review=self._own_review(),
            sections=tuple(self._own_section(item, field) for field, item in self.items("sections")),
            entities=tuple(self._own_entity(item, field) for field, item in self.items("entities")),
            quotes=tuple(self._own_quote(Quote, item, field) for field, item in self.items("quotes")),
            rejected=tuple(self._own_quote(Rejected, item, field) for field, item in self.items("rejected")),
        )
        return annotation if self.intake.as_ == "gold" else as_proposals(annotation, self.intake.by)

    # ------------------------------------------------------------ somebody else's record

    @property
    def language(self) -> str | None:
        value = self.record.get("language")
        return value if isinstance(value, str) and value else self.intake.language

    def _raw(self, item: Mapping[str, Any], field: str, refused: bool) -> Raw:
        def text_or_none(key: str) -> str | None:
            value = item.get(key)
            if value is not None and not isinstance(value, str):
                raise self.error(f"{field}.{key}", "must be a string")
            return value

        def one_of(key: str, allowed: Sequence[str]) -> Any:
            value = item.get(key)
            if value is not None and value not in allowed:
                raise self.error(f"{field}.{key}", f"{str(value)[:40]!r} is none of {', '.join(allowed)}")
            return value

        content = self.ranges(item.get("content"), f"{field}.content")
        if not content:
            raise self.error(f"{field}.content", "missing")
        score = item.get("score")
        if score is not None and not (isinstance(score, (int, float)) and 0 <= score <= 1):
            raise self.error(f"{field}.score", "must be a number from 0 to 1")
        one_of("type", ("direct", "indirect", "mixed"))
        via = []
        for index, value in enumerate(item.get("via") or ()):
            if not isinstance(value, Mapping):
                raise self.error(f"{field}.via[{index}]", "must be an object")
            places = self.ranges(value.get("source"), f"{field}.via[{index}].source")
            if places:
                cues = self.ranges(value.get("cue"), f"{field}.via[{index}].cue")
                kind: Any = value.get("kind") if value.get("kind") in ("platform", "document") else "outlet"
                entity = value.get("entity")
                via.append(RawVia(places[0], cues[0] if cues else None, kind, str(entity) if entity else None))
        speakers = item.get("speakers", item.get("speaker"))
        reasons = (
            "scare_quote", "title", "term", "name", "not_reported", "topic_only", "out_of_scope",
            "duplicate", "wrong_span", "noise",
        )  # fmt: skip
        return Raw(
            content=content,
            cue=self.ranges(item.get("cue"), f"{field}.cue"),
            source=self.ranges(item.get("source"), f"{field}.source"),
            addressee=self.ranges(item.get("addressee"), f"{field}.addressee"),
            via=tuple(via),
            speakers=None if speakers is None else self.strings(speakers, f"{field}.speakers"),
            act=one_of("act", ("statement", "attitude")),
            flags=self.strings(item.get("flags") or (), f"{field}.flags"),
            within=text_or_none("within"),
            continues=text_or_none("continues"),
            repeats=text_or_none("repeats"),
            score=None if score is None else round(float(score), 2),
            note=text_or_none("note"),
            key=str(item["id"]) if item.get("id") is not None else None,
            refused=refused,
            reason=one_of("reason", reasons) if refused else None,
        )

    def _foreign_sections(self) -> tuple[Section, ...] | None:
        if self.record.get("sections") is None:
            return None
        gold = self.intake.as_ == "gold"
        found: list[Section] = []
        taken: list[Range] = []
        for field, item in self.items("sections"):
            start, end = trim_visible(self.text, *self.range(item.get("span", item), f"{field}.span"))
            if start == end:
                self.notes["section without visible text: dropped"] += 1
                continue
            index = bisect_left(taken, (start, end))
            if any(overlaps((start, end), one) for one in taken[max(0, index - 1) : index + 1]):
                self.notes["section that overlaps another: dropped"] += 1
                continue
            taken.insert(index, (start, end))
            values = {
                "id": f"s{len(found) + 1:02}",
                "kind": item.get("kind", item.get("label")),
                "span": (start, end),
                "status": "added" if gold else "proposed",
                "by": "human" if gold else self.intake.by,
                "score": None if gold else item.get("score"),
            }
            found.append(self.validated(Section, values, field))
        return tuple(sorted(found, key=lambda section: section.span))

    def _foreign(self) -> Annotation:
        self._unknown(_KNOWN)
        raws = [self._raw(item, field, False) for key in ("quotes", "attributions") for field, item in self.items(key)]
        raws += [self._raw(item, field, True) for field, item in self.items("rejected")]
        entities = []
        for field, item in self.items("entities"):
            known = {key: item[key] for key in field_names(Entity) if key in item and key != "mentions"}
            mentions = self.ranges(item.get("mentions"), f"{field}.mentions")
            spans = tuple(span_of(self.text, *place) for place in mentions)
            entities.append(self.validated(Entity, {**known, "mentions": spans}, field))
        meta = self.record.get("meta")
        annotation, notes = build(
            self.article,
            raws,
            replace(self.intake, language=self.language),
            entities=entities,
            sections=self._foreign_sections(),
            meta=meta if isinstance(meta, Mapping) else None,
        )
        self.notes.update(notes)
        return annotation

    def entry(self) -> Entry:
        """What the record says, as an entry; raises RecordError."""
        annotation = self._own() if self.ours else self._foreign()
        return Entry(self.id, self.article, annotation, tuple(self.notes.elements()))


def as_proposals(annotation: Annotation, by: str) -> Annotation:
    """The annotation with every quote and section proposed anew; what people decided about it is dropped."""

    def detector(item: Quote | Section) -> str:
        return by if item.by == "human" else item.by

    quotes = tuple(
        quote.model_copy(
            update={
                "status": "proposed",
                "by": detector(quote),
                "attested": None,
                "was": None,
                "anchor": None,
            }
        )
        for quote in annotation.quotes
    )
    sections = tuple(
        section.model_copy(
            update={
                "status": "proposed",
                "by": detector(section),
                "attested": None,
                "was": None,
                "anchor": None,
            }
        )
        for section in annotation.sections
    )
    review = Review(
        status="new",
        scope=annotation.review.scope,
        tool=annotation.review.tool,
        detectors=annotation.review.detectors or (by,),
    )
    return annotation.model_copy(update={"quotes": quotes, "sections": sections, "review": review})
