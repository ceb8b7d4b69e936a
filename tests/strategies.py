"""Hypothesis strategies for articles and annotations, well-formed and otherwise."""

from __future__ import annotations

from hypothesis import strategies as st

from annotator.article import Article
from annotator.model import (
    FLAGS,
    SECTION_KINDS,
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
    span_of,
)

NASTY = (
    "\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\x9b", "\u2028", "\u2029", "\ufeff", "\u200b", "\u202e",
    "\xa0", "\xad", "\r\n", "\r", "\n", "\n\n", "\t", " #", "# ", ": ", "- ", "---", "...", "'", '"', "\\", "\\n",
    "“", "”", "‘", "’", "«", "»", "{", "}", "[", "]", ",", "&a", "*a", "!b", "%", "@", "`", "|", ">",
    "null", "true", "1e3", "<<<<<<< ", "👩\u200d⚖\ufe0f", "é", "e\u0301", "葛\U000e0100", "\U0001ffff", "\ue000",
    "\U000e0041", "said", "Ana Mirel", "the levy", ". ", ", ",
)  # fmt: skip
"""Pieces that YAML, terminals and newline rules treat specially, and a few words."""

free_text = st.lists(st.sampled_from(NASTY) | st.text(st.characters(codec="utf-8"), max_size=8), max_size=6).map(
    "".join
)
"""Any text a note or name may hold."""

nasty_articles = (
    st.lists(st.sampled_from(NASTY) | st.text(st.characters(codec="utf-8"), max_size=6), min_size=1, max_size=30)
    .map("".join)
    .filter(bool)
    .map(lambda text: Article.from_text(text, "tarn.txt"))
)
"""Articles of special characters in any order."""

_SENTENCES = (
    "The guild said the levy was “absurd” and would close shops.",
    "“We will pay nothing,” guild head Ana Mirel told reporters.",
    "“Let them come,” she added in a letter, Radio Tarn reported.",
    "Jon Ash denied that Mirel had promised a march.",
    "The so-called ‘mud tax’ dates from 1911.",
    "Nobody was hurt, according to the mayor’s office.",
    "Ash said: “I saw the kiln. I saw the smoke.”",
    "No trains ran on Friday.",
)


@st.composite
def distinct_articles(draw: st.DrawFn) -> Article:
    """Articles of two to four paragraphs in which no sentence stands twice."""
    sentences = draw(st.permutations(_SENTENCES))
    size = draw(st.integers(2, 4))
    parts = [" ".join(sentences[at : at + size]) for at in range(0, len(sentences), size)]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return Article.from_text((newline * 2).join(parts) + newline, "tarn.txt")


@st.composite
def articles(draw: st.DrawFn, min_paragraphs: int = 1, max_paragraphs: int = 8) -> Article:
    """Articles of plain invented sentences, in numbered paragraphs so that no two are the same."""
    count = draw(st.integers(min_paragraphs, max_paragraphs))
    paragraphs = []
    for number in range(count):
        sentences = draw(st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=3))
        paragraphs.append(f"{number + 1}) " + " ".join(sentences))
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return Article.from_text((newline * 2).join(paragraphs) + newline, "tarn.txt")


def _spans(text: str) -> st.SearchStrategy[Span]:
    """Any stretch of the text, at least one code point long."""
    return st.integers(0, len(text) - 1).flatmap(
        lambda start: st.integers(start + 1, min(len(text), start + 40)).map(lambda end: span_of(text, start, end))
    )


def _offsets(text: str) -> st.SearchStrategy[tuple[int, int]]:
    return _spans(text).map(lambda span: span.span)


_slugs = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True) | st.sampled_from(["no", "on", "y", "null", "true"])
entity_ids = st.sampled_from(["ash", "mirel", "guild", "1e3", "08", "no", "2031-02-03", "0x1f", "Ño-1"])
_times = st.sampled_from(["2031-02-03T09:00:00Z", "2031-02-03T09:04:10Z"])
_scores = st.none() | st.floats(0, 1)
_statuses = st.sampled_from(["proposed", "accepted", "corrected", "added"])
_attested = st.sampled_from([None, "item", "paragraph", "article"])
_anchors = st.sampled_from([None, None, None, "fuzzy", "lost"])
_bys = st.sampled_from(["human", "rules", "my model 2", "no"])
_quote_ids = st.integers(1, 120).map(lambda number: f"q{number:02d}")
_flags = st.lists(st.sampled_from(FLAGS) | _slugs, max_size=3).map(tuple)
_notes = st.none() | free_text


def _vias(text: str) -> st.SearchStrategy[tuple[Via, ...]]:
    via = st.builds(
        Via,
        kind=st.sampled_from(["outlet", "platform", "document"]),
        source=_spans(text),
        cue=st.none() | _spans(text),
        entity=st.none() | entity_ids,
    )
    return st.lists(via, max_size=2).map(tuple)


@st.composite
def _was(draw: st.DrawFn, text: str) -> QuoteWas:
    span = _spans(text)
    fields = {
        "content": st.lists(span, min_size=1, max_size=2).map(tuple),
        "cue": st.none() | span,
        "source": st.none() | span,
        "speakers": st.lists(entity_ids, max_size=2).map(tuple),
        "addressee": st.none() | span,
        "via": _vias(text),
        "act": st.sampled_from(["statement", "attitude"]),
        "flags": _flags,
        "within": st.none() | _quote_ids,
        "continues": st.none() | _quote_ids,
        "repeats": st.none() | _quote_ids,
    }
    names = draw(st.sets(st.sampled_from(sorted(fields)), max_size=4))
    return QuoteWas.model_validate({name: draw(fields[name]) for name in sorted(names)})


def _optional(text: str) -> dict[str, st.SearchStrategy[object]]:
    """The fields that quotes and rejected items share."""
    span = _spans(text)
    return {
        "content": st.lists(span, min_size=1, max_size=3).map(tuple),
        "quoted": st.lists(span, max_size=2).map(tuple),
        "cue": st.none() | span,
        "source": st.none() | span,
        "speakers": st.lists(entity_ids, max_size=2).map(tuple),
        "addressee": st.none() | span,
        "via": _vias(text),
        "within": st.none() | _quote_ids,
        "continues": st.none() | _quote_ids,
        "repeats": st.none() | _quote_ids,
        "flags": _flags,
        "note": _notes,
        "by": _bys,
        "score": _scores,
        "anchor": _anchors,
        "was": st.none() | _was(text),
    }


@st.composite
def any_annotations(draw: st.DrawFn, article: Article) -> Annotation:
    """Any annotation the models allow for the article; the rules of SCHEME 3 may be broken in every way."""
    text = article.text
    types = st.sampled_from(["direct", "indirect", "mixed"])
    quote = st.builds(
        Quote,
        id=_quote_ids,
        type=types,
        act=st.sampled_from(["statement", "attitude"]),
        status=_statuses,
        attested=_attested,
        **_optional(text),
    )
    rejected = st.builds(
        Rejected,
        id=st.integers(1, 120).map(lambda number: f"r{number:02d}"),
        type=st.none() | types,
        act=st.sampled_from([None, "statement"]),
        reason=st.sampled_from([None, "term", "noise"]),
        **_optional(text),
    )
    section = st.builds(
        Section,
        id=st.integers(1, 120).map(lambda number: f"s{number:02d}"),
        kind=st.sampled_from(tuple(SECTION_KINDS)) | _slugs,
        span=_offsets(text),
        status=_statuses,
        attested=_attested,
        by=_bys,
        score=_scores,
        anchor=_anchors,
        was=st.none() | st.builds(SectionWas, kind=_slugs) | st.builds(SectionWas, span=_offsets(text)),
        note=_notes,
    )
    entity = st.builds(
        Entity,
        id=entity_ids,
        name=free_text,
        kind=st.sampled_from(["person", "organisation", "group", "document", "unnamed", "unknown"]),
        role=_notes,
        speaks_for=st.none() | entity_ids,
        wikidata=st.sampled_from([None, "Q42", "Q 4"]),
        mentions=st.lists(_spans(text), max_size=2).map(tuple),
        note=_notes,
    )
    meta = st.dictionaries(st.sampled_from(["title", "url", "outlet", "published", "author"]), free_text, max_size=3)
    document = st.builds(
        Document,
        file=st.just(article.name) | free_text,
        sha256=st.just(article.sha256),
        length=st.just(len(text)),
        encoding=st.sampled_from([None, None, "windows-1252", ""]),
        meta=st.none() | meta,
        language=st.sampled_from(["en", "no", "pt-BR"]),
    )
    review = st.builds(
        Review,
        status=st.sampled_from(["new", "in_progress", "done", "skipped", "adjudicated"]),
        scope=st.sampled_from(["statements", "all"]),
        annotators=st.lists(free_text | st.just("ines"), max_size=2).map(tuple),
        started=st.none() | _times,
        updated=st.none() | _times,
        seconds=st.none() | st.integers(0, 10**6),
        read=st.none() | st.lists(_offsets(text), max_size=2).map(tuple),
        tool=free_text,
        detectors=st.lists(free_text, max_size=2).map(tuple),
        note=_notes,
    )
    return Annotation(
        document=draw(document),
        review=draw(review),
        sections=tuple(draw(st.lists(section, max_size=3))),
        entities=tuple(draw(st.lists(entity, max_size=3))),
        quotes=tuple(draw(st.lists(quote, max_size=3))),
        rejected=tuple(draw(st.lists(rejected, max_size=2))),
    )
