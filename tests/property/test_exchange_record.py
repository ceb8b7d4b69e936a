"""Whatever an annotation holds, its plain record holds it, too."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.article import Article
from annotator.exchange import offsets
from annotator.exchange.base import Entry, Intake, RecordError
from annotator.exchange.jsonl import dump_line, objects, parse_object
from annotator.exchange.record import from_record, proposals_from_record, to_record
from annotator.model import (
    FLAGS,
    Annotation,
    Document,
    Entity,
    Quote,
    QuoteWas,
    Rejected,
    Review,
    Section,
    Span,
    Via,
    span_of,
)
from annotator.schemas import record_model

RECORD = record_model()
TEXTS = st.text("ab “”'\"\r\n.😀é\u2028\x85\ufeff", min_size=4, max_size=60)


@st.composite
def annotated(draw: st.DrawFn) -> tuple[Article, Annotation]:
    """An article with an annotation whose offsets are in bounds; nothing else need be right."""
    article = Article.from_text(draw(TEXTS), "a.txt")
    text = article.text

    def span() -> Span:
        start = draw(st.integers(0, len(text) - 1))
        found = span_of(text, start, draw(st.integers(start + 1, len(text))))
        if draw(st.integers(0, 9)) == 0:
            return Span(span=found.span, text="moved", pre="x")
        return found

    def maybe(make: Any) -> Any:
        return make() if draw(st.booleans()) else None

    def common() -> dict[str, Any]:
        return {
            "content": tuple(span() for _ in range(draw(st.integers(1, 3)))),
            "quoted": tuple(span() for _ in range(draw(st.integers(0, 1)))),
            "cue": maybe(span),
            "source": maybe(span),
            "speakers": ("ma",) if draw(st.booleans()) else (),
            "addressee": maybe(span),
            "via": (Via(kind="outlet", source=span(), cue=maybe(span)),) if draw(st.booleans()) else (),
            "flags": tuple(sorted(draw(st.sets(st.sampled_from(FLAGS), max_size=2)))),
            "note": maybe(lambda: draw(st.text(max_size=5))),
            "score": maybe(lambda: draw(st.integers(0, 100)) / 100),
        }  # fmt: skip

    def was() -> QuoteWas:
        fields: dict[str, Any] = {"source": maybe(span), "content": (span(),), "flags": ()}
        chosen = draw(st.sets(st.sampled_from(sorted(fields)), min_size=1))
        return QuoteWas(**{name: fields[name] for name in chosen})

    quotes = tuple(
        Quote(id=f"q{n:02}", type="mixed", status="corrected", by="rules", was=maybe(was), **common())
        for n in range(1, draw(st.integers(1, 3)))
    )
    rejected = tuple(Rejected(id="r09", reason="term", by="rules", **common()) for _ in range(draw(st.integers(0, 1))))
    read = draw(st.sampled_from([None, (), ((0, 2), (3, 4))]))
    return article, Annotation(
        document=Document(
            file="a.txt", sha256=article.sha256, length=len(text), meta={"title": "A “b”"}, language="en"
        ),
        review=Review(status="in_progress", annotators=("ines",), read=read, note="n"),
        sections=(Section(id="s01", kind="lead", span=(0, len(text)), by="rules", score=0.5),),
        entities=(Entity(id="ma", name="Ma", kind="person", mentions=(span(),)),),
        quotes=quotes,
        rejected=rejected,
    )  # fmt: skip


@given(annotated())
@settings(max_examples=60)
def test_record_is_lossless(pair: tuple[Article, Annotation]) -> None:
    article, annotation = pair
    line = dump_line(to_record(annotation, article, "news/a.txt"))
    assert line.count(b"\n") == 1
    RECORD.model_validate_json(line)
    entry = from_record(parse_object(line, 1))
    assert entry.annotation == annotation
    assert entry.article.text == article.text
    assert entry.article.sha256 == article.sha256
    assert (entry.id, entry.notes) == ("news/a.txt", ())


@given(annotated())
@settings(max_examples=30)
def test_proposals_forget_what_people_decided(pair: tuple[Article, Annotation]) -> None:
    article, annotation = pair
    found = proposals_from_record(to_record(annotation, article), article, by="other")
    statuses = [quote.status for quote in found.quotes] + [section.status for section in found.sections]
    assert set(statuses) <= {"proposed"}
    assert all(quote.was is None and quote.attested is None for quote in found.quotes)
    assert [quote.content for quote in found.quotes] == [quote.content for quote in annotation.quotes]
    assert found.review.status == "new"


KEYS = (
    "id", "text", "span", "start", "end", "content", "cue", "source", "speakers", "via", "kind", "status",
    "quotes", "flags", "was",
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 99) | st.floats() | st.text("ab“ ", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["id", "text", "quotes", "sections", "entities", "rejected", "schema",
                                        "document", "review", "attributions", "meta", "language"]), JSON),
       st.sampled_from([None, "annotator/1"]), st.sampled_from(["gold", "proposals"]))  # fmt: skip
@settings(max_examples=150)
def test_anything_else_is_refused_with_its_place(record: dict[str, Any], schema: str | None, as_: Any) -> None:
    article = Article.from_text("Ma said “so”.", "a.txt")
    record = {**record, "text": article.text}
    if schema:
        record["schema"] = schema
    found: Entry | RecordError
    try:
        found = from_record(record, number=7, intake=Intake(as_))
    except RecordError as error:
        found = error
    if isinstance(found, RecordError):
        assert str(found).startswith("record 7")
    else:
        assert all(0 <= q.start < q.end <= len(article.text) for q in found.annotation.quotes)


@given(st.binary(max_size=60))
@settings(max_examples=100)
def test_any_bytes_are_lines_or_errors(data: bytes) -> None:
    for number, found in objects(data):
        assert number >= 1
        assert isinstance(found, (dict, RecordError))


@given(TEXTS, st.data())
def test_units_are_recognised_only_when_they_fit(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = (len(text[:place].encode("utf-16-le")) // 2 for place in (start, end))
    claim = (first, last, text[start:end])
    unit = offsets.recognise(text, [claim])
    if unit is not None:
        found = offsets.converter(text, unit)(first, last)
        assert found is not None
        assert offsets.same_words(text[slice(*found)], text[start:end])
    exact = offsets.converter(text, "UTF-16 units")(first, last)
    assert exact == (start, end)
    size = [len(text[:place].encode()) for place in (start, end)]
    assert offsets.converter(text, "UTF-8 bytes")(*size) == (start, end)


@given(TEXTS)
def test_texts_that_differ_in_newlines_are_mapped(text: str) -> None:
    unix = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    text = "\ufeff" * (len(text) % 2) + text.lstrip("\ufeff")
    convert = offsets.moved(unix, text)
    assert convert is not None
    for place, char in enumerate(unix):
        found = convert(place, place + 1)
        assert found is not None
        assert text[slice(*found)].replace("\r\n", "\n").replace("\r", "\n") == char
