"""Flags of marks on what is proposed agree with check W07, whatever happened to the marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.detection.quotes import find_quotes
from annotator.marks import mark_flags, unbalanced
from annotator.text import Structure

_TEXT = (
    "“We lost the mast,” Lund said. “It fell at ‘dawn’.”\n\n"
    "Ida Moor called the repair “slow and dear” and said that “nobody” would pay for it.\n\n"
    "“First, rest.\n\n“Then work,” she added.\n\n"
    "According to the board, the pier is “as safe as a house”."
)
_MARKS = [at for at, char in enumerate(_TEXT) if char in "“”‘’"]


@given(st.dictionaries(st.sampled_from(_MARKS), st.sampled_from(["", '"', "“", "”", "““", "'", "«", "»"]), max_size=5))
def test_damaged_marks_are_flagged(changes: dict[int, str]) -> None:
    text = "".join(changes.get(at, char) for at, char in enumerate(_TEXT))
    for draft in find_quotes(text, Structure(text), scope="all").drafts:
        flags = {"odd_marks", "unclosed"} & set(draft.flags)
        assert flags == set(mark_flags(text, draft.content))
        assert flags or not unbalanced(text, draft.content)
