"""Detection of quotes on any text: never raises, every span in order (E05-E08, C4), linear (R17)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.detection.base import Draft
from annotator.detection.quotes import find_quotes
from annotator.detection.reader import Reader
from annotator.marks import derive_type, stretches
from annotator.text import WHITE, Range, Structure, inside, overlaps

PIECES = st.sampled_from(
    (
        "Lund said|said|told|reporters|that|the bridge|is safe|“|”|\"|'|‘|’|''|«|»|„|“We lost,”|,|.|:|;|?|—|-|(|)"
        "|\n\n|\n|\r\n| |\u00a0|\ufeff|according to|as reported by|Marrow Radio|, Ma|and|but|while|who|called|it"
        "|a mistake|urged|to wait|In|a statement|•|Q:|A:|12|$5|U.S.|é|字|🚢|a\u0301|adding|not|has|by|of|the|Reed’s"
        "|claim|voiced|support for|keen to|— “"
    ).split("|")
)
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(PIECES, max_size=60).map(" ".join),
    st.lists(PIECES, max_size=60).map("".join),
)


def spans(draft: Draft) -> list[Range]:
    roles = [draft.cue, draft.source, draft.addressee]
    for via in draft.via:
        roles += [via.source, via.cue]
    return [*draft.content, *(span for span in roles if span is not None)]


def check(text: str, draft: Draft) -> None:
    paragraphs = Structure(text).paragraphs
    every = spans(draft)
    assert draft.content
    assert list(draft.content) == sorted(draft.content)
    for start, end in every:
        assert 0 <= start < end <= len(text)
        assert text[start] not in WHITE
        assert text[end - 1] not in WHITE
        assert any(inside((start, end), paragraph) for paragraph in paragraphs)
    for i, one in enumerate(every):
        for other in every[i + 1 :]:
            assert not overlaps(one, other)
    kind, quoted = derive_type(text, draft.content, draft.flags)
    assert bool(quoted) == (kind == "mixed")
    assert all(any(inside(piece, span) for span in draft.content) for piece in quoted)
    assert 0 <= draft.probability <= 1


@settings(max_examples=250, deadline=None)
@given(TEXTS)
def test_every_draft_is_sound(text: str) -> None:
    findings = find_quotes(text, Structure(text), scope="all")
    seen = set()
    for i, draft in enumerate(findings.drafts):
        check(text, draft)
        assert draft.carries is None or 0 <= draft.carries < i
        assert draft.inside is None or (0 <= draft.inside < len(findings.drafts) and draft.inside != i)
        key = (draft.content, draft.cue, draft.source)
        assert key not in seen
        seen.add(key)
    for refusal in findings.refusals:
        assert 0 <= refusal.content[0] < refusal.content[1] <= len(text)
    for mark in findings.marks:
        assert 0 <= mark.start < mark.end <= len(text)
        assert 0 <= mark.weight <= 1


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(["de", "fr", "es", "ja", None, "xx-YY"]))
def test_other_languages_never_raise(text: str, language: str | None) -> None:
    for draft in find_quotes(text, Structure(text), language=language, scope="all").drafts:
        check(text, draft)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_marks_are_sound(text: str) -> None:
    last = -1
    for one in stretches(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.start >= last
        last = one.start
        assert any(inside((one.start, one.end), paragraph) for paragraph in Structure(text).paragraphs)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.data())
def test_reader_never_raises(text: str, data: st.DataObject) -> None:
    reader = Reader(text, Structure(text))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    zone = (start, end)
    for at in (*reader.starts(zone), *reader.ends(zone)):
        assert start <= at <= end
    for mention in reader.mentions(zone):
        assert inside((mention.start, mention.end), zone)
    for cue in reader.cue_groups(zone):
        draft = reader.draft_from_cue(cue)
        if draft is not None:
            check(text, draft)
        assert 0 <= reader.cue_weight(cue) <= 1
    if start < end and text[start] not in WHITE and text[end - 1] not in WHITE:
        reader.draft_from_content(zone)
        reader.draft_from_marks(zone)
        reader.draft_from_cue(zone)


SHAPES = [
    "“", "”", '"', "'", "said ", "Lund said ", "“a” said ", "(", "a, ", ", said Lund", "that ", "and ",
    "he said she said ",
    "Q: a\nA: b\n", "“a\n\n", "Lund, ", "x", "\n\n", "according to ", "‘a’ ", "A. ", ":", "of the ", "who said, ",
    "- ", "``''", "“he said ‘", "a “b” c ", "Lund said that Reed said that ",
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_linear_on_hostile_shapes(shape: str) -> None:
    """Four times the text takes far less than sixteen times as long."""

    def seconds(size: int) -> float:
        text = shape * (size // len(shape))
        start = time.process_time()
        find_quotes(text, Structure(text), scope="all")
        return time.process_time() - start

    seconds(1_000)
    small, large = seconds(4_000), seconds(16_000)
    assert large < 0.4 or large < 9 * small
