"""The text boundary: nothing a terminal obeys gets through, and offsets stay."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.shown import (
    BIDI_MARK,
    BREAK_MARK,
    INVISIBLE_MARK,
    UNKNOWN_MARK,
    excerpt,
    shown,
)


@pytest.mark.parametrize(
    ("char", "mark"),
    [
        ("\x00", "␀"),
        ("\x1b", "␛"),
        ("\x07", "␇"),
        ("\r", "␍"),
        ("\n", "␊"),
        ("\x7f", "␡"),
        ("\t", " "),
        ("\x85", BREAK_MARK),
        ("\u2028", BREAK_MARK),
        ("\x9b", UNKNOWN_MARK),
        ("\ud800", UNKNOWN_MARK),
        ("\uffff", UNKNOWN_MARK),
        ("\u202e", BIDI_MARK),
        ("\u2066", BIDI_MARK),
        ("\u200f", BIDI_MARK),
        ("\u200b", INVISIBLE_MARK),
        ("\ufeff", INVISIBLE_MARK),
        ("\xad", INVISIBLE_MARK),
        ("\U000e0041", INVISIBLE_MARK),
    ],
)
def test_each_kind_has_its_mark(char: str, mark: str) -> None:
    assert shown(f"a{char}b") == f"a{mark}b"


@pytest.mark.parametrize("text", ["", "“Ça va,” dit Åsa.", "❤️ 葛\U000e0100城 👩🏽", "[/] [@click=app.quit]x", "a\xa0b"])
def test_harmless_text_is_the_same_object(text: str) -> None:
    assert shown(text) is text


def test_newlines_stay_on_request() -> None:
    assert shown("a\r\nb\tc", keep_newlines=True) == "a␍\nb c"


def test_every_control_surrogate_and_direction_control_is_replaced() -> None:
    for code in range(0x110000):
        char = chr(code)
        if unicodedata.category(char) in ("Cc", "Cs") or unicodedata.bidirectional(char) in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        ):  # fmt: skip
            assert shown(char) != char, hex(code)


@given(st.text(st.characters(codec=None) | st.sampled_from("\x1b\x9b\u202e\u200b\ud800\t\n\r")))
def test_one_in_one_out_and_idempotent(text: str) -> None:
    safe = shown(text)
    assert len(safe) == len(text)
    assert shown(safe) == safe
    safe.encode("utf-8")


def test_excerpt_is_one_short_safe_line() -> None:
    assert excerpt("a\nb") == "a␊b"
    assert excerpt("x" * 50, 10) == "x" * 9 + "…"
    assert excerpt("x" * 10, 10) == "x" * 10
