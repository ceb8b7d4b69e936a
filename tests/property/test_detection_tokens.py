"""The quick readings of detection agree with plain ones: tokens, places where a cue may stand, vias."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.detection import runs, tagging
from annotator.detection.cues import find_cues
from annotator.detection.lexicon import Lexicon, lexicon
from annotator.detection.runs import TOKEN, Zone
from annotator.detection.tokens import LONGEST, Sentence, sentences
from annotator.detection.via import find_vias, may_hold_vias
from annotator.marks import stretches
from annotator.text import Structure

PIECES = st.sampled_from(
    (
        "Lund| said|said|, Mr.|Mr.|p.m.|a.m. |U.S.| U.S. |.|..|...|…|_| _|_x|a_b|  |   |\u00a0|\n|\r\n|\n\n|\t| |,| , "
        "|“|”|“No,” |‘a’|'s|’s |Reed’s|’S|it’s|don't|co-op|12|1,250.5|$5|5%|10-year|--| — |foo.|e.g.|R-Ohio.|Ohio.|é|字"
        "|。|🚢|\u00ad|in the view of|as told by|as|has|have a|say|voiced|support for|made it clear|going|going on|keen"
        "|be of the view|to|that|is|her claim|in a statement|on X|cited by|as reported by|the Post|campaign|state"
        "|a long and windy road"
    ).split("|")
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(PIECES, max_size=40).map(" ".join),
)


def zones_of(text: str) -> list[Zone]:
    """The paragraphs with their marked stretches, and the insides of these."""
    spoken = stretches(text)
    outer = [one for one in spoken if one.depth == 0]
    found: list[Zone] = [(start, end, outer) for start, end in Structure(text).paragraphs]
    return found + [(one.start + 1, one.end, [deep for deep in spoken if deep.depth == 1]) for one in outer]


def plainly(text: str, zone: Zone) -> list[tuple[int, int, str]]:
    """The tokens of a zone as the pattern finds them: begin, end and word, "" for marked speech."""
    found = []
    at, end, spoken = zone
    for stretch in spoken:
        if stretch.start < at or stretch.end > end:
            continue
        found += [(*match.span(), match[0]) for match in TOKEN.finditer(text, at, stretch.start)]
        found.append((stretch.start, stretch.end, ""))
        at = stretch.end
    return found + [(*match.span(), match[0]) for match in TOKEN.finditer(text, at, end)]


def every(text: str, known: Lexicon) -> list[Sentence]:
    return list(chain.from_iterable(sentences(text, zones_of(text), known)))


def stores(known: Lexicon) -> Sequence[dict[str, Any]]:
    return known.vocabulary, known.close_pieces, known.apart_pieces, known.runs, known.last_runs


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_kept_runs_read_like_the_pattern(text: str) -> None:
    known = lexicon("en")
    zones = zones_of(text)
    read = list(sentences(text, zones, known))
    assert len(read) == len(zones)
    for zone, group in zip(zones, read, strict=True):
        expected = plainly(text, zone)
        assert [pair for one in group for pair in zip(one.starts, one.ends, strict=True)] == [
            one[:2] for one in expected
        ]
        assert [word for one in group for word in one.low] == [
            "that" if word.lower() in known.thats else word.lower().replace("’", "'") for *_, word in expected
        ]
        assert all(len(one) <= LONGEST and len(one.tags) == len(one.low) for one in group)
        assert [one.starts[i] for one in group for i in one.speech] == [
            start for start, _, word in expected if not word
        ]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_was_read_before_changes_nothing(text: str) -> None:
    known = lexicon("en")
    before = [(one.low, one.starts, one.tags, one.hints) for one in every(text, known)]
    for kept in stores(known):
        kept.clear()
    assert [(one.low, one.starts, one.tags, one.hints) for one in every(text, known)] == before


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["en", "de"]))
def test_no_cue_stands_where_none_is_looked_for(text: str, language: str) -> None:
    known = lexicon(language)
    for one in every(text, known):
        found = find_cues(one, known)
        one.hints = [i for i, word in enumerate(one.low) if word in known.triggers]
        assert find_cues(one, known) == found


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_via_stands_where_none_is_looked_for(text: str) -> None:
    known = lexicon("en")
    for one in every(text, known):
        assert may_hold_vias(one, known) or not find_vias(one, 0, len(one), [], known)


def test_a_full_store_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Ana Lund, Mr. Reed’s boss, said at 5 p.m. that “it is over.” It was 5 p.m."
    known = lexicon("en")
    before = [(one.low, one.starts, one.tags) for one in every(text, known)]
    for kept in stores(known):
        kept.clear()
    monkeypatch.setattr(runs, "KEPT", 0)
    monkeypatch.setattr(tagging, "KEPT", 0)
    assert [(one.low, one.starts, one.tags) for one in every(text, known)] == before
    assert not any(stores(known))
