"""The type of any quote from its marks, against its definition word by word (rules T1-T7)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.marks import Stretch, derive_type, mark_flags, stretches, type_and_flags

TEXTS = st.lists(st.sampled_from("“|”|\"|'|‘|’|''|«|»|„|goat|the pier| | |, |.|4|\n\n|_".split("|")), max_size=30).map(
    "".join
)


@settings(deadline=None, max_examples=400)
@given(TEXTS, st.data())
def test_the_type_says_how_many_of_the_words_stand_in_marks_of_the_quote(text: str, data: st.DataObject) -> None:
    edges = [edge for one in stretches(text) for edge in (one.start, one.end)]
    places = st.integers(0, len(text)) | st.sampled_from(edges or [0])
    start, end = sorted((data.draw(places), data.draw(places)))
    letters = [at for at in range(start, end) if text[at].isalnum()]
    own: list[Stretch] = []  # the outermost: marks of two kinds may cross
    for one in stretches(text):
        if start <= one.start < end and (not own or one.start >= own[-1].end):
            own.append(one)
    inside = [at for at in letters if any(one.start <= at < one.end for one in own)]
    expected = "indirect" if not inside else "direct" if len(inside) == len(letters) else "mixed"
    kind, quoted = derive_type(text, [(start, end)])
    assert kind == expected
    assert bool(quoted) == (kind == "mixed")
    assert type_and_flags(text, [(start, end)]) == (kind, quoted, mark_flags(text, [(start, end)]))
