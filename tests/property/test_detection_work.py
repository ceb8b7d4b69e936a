"""Detection does work in proportion to the length of any text (R17): calls are counted, so no clock decides."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from annotator.detection.assemble import detect

PREFACE = "Bo Li, the mayor, said on Monday that the bridge was shut and that the road would stay open for a week.\n\n"
PIECES = (
    "“", '"', "“a” ", "‘a’ ", "“a ‘b’ c” said Bo. ", "“a” said ", "he said she said ", ", said Lund",
    "She said he told her. ",
    "“No,” said Bo L{n}. ", "the {n}er said “no”. He said it. ", "Bo Li (BL) ", "Q: a\nA: b\n", "Bo says “no”\n",
    "according to ", "who said, ", ":", "(",
)  # fmt: skip


def hostile(piece: str, size: int) -> str:
    found = [PREFACE]
    length = len(PREFACE)
    while length < size:
        found.append(piece.replace("{n}", str(len(found))))
        length += len(found[-1])
    return "".join(found)


def calls(text: str) -> int:
    """How many functions, of Python and of C, detection calls for a text."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        detect(text, "en")
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_text_is_about_four_times_the_work(piece: str) -> None:
    """Look-back is bounded, so that from some length on each part of the text costs the same."""
    detect(hostile(piece, 500), "en")  # lexicons are read, classes of words settled
    small, large = calls(hostile(piece, 6_000)), calls(hostile(piece, 24_000))
    assert large < 5.2 * small
