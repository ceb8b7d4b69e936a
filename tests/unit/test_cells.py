"""Clusters and cells: what a reader sees as one character, and how wide a terminal draws it."""

from __future__ import annotations

import pytest

from annotator.cells import (
    cluster_edge,
    clusters,
    drawn,
    fill,
    fit,
    is_narrow,
    is_steady,
    running_width,
    width,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ab", ["a", "b"]),
        ("\U0001f1f3\U0001f1f4\U0001f1e9\U0001f1f0", ["\U0001f1f3\U0001f1f4", "\U0001f1e9\U0001f1f0"]),
        ("e\u0301t\u00e9", ["e\u0301", "t", "\u00e9"]),
        (FAMILY + "!", [FAMILY, "!"]),
        ("\u2764\ufe0fx", ["\u2764\ufe0f", "x"]),
        ("1\ufe0f\u20e3", ["1\ufe0f\u20e3"]),
        ("\U0001f44d\U0001f3fd\U0001f44d", ["\U0001f44d\U0001f3fd", "\U0001f44d"]),
        ("\u1112\u1161\u11ab\uac00", ["\u1112\u1161\u11ab", "\uac00"]),
        ("\r\n\r\n", ["\r\n", "\r\n"]),
        ("\n\u0301", ["\n", "\u0301"]),
        ("\u0915\u094d\u0937", ["\u0915\u094d", "\u0937"]),
    ],
)
def test_clusters(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in clusters(text)] == parts


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("“Low tide,” she said – café", 27),
        ("日本", 4),
        ("e\u0301", 1),
        ("\u2764\ufe0f", 1),
        ("\U0001f44d\U0001f3fd", 2),
        ("\U0001f1f3\U0001f1f4", 2),
        ("a\tb\nc", 5),
        ("a\r\nb", 3),
        ("a\rb", 3),
        ("\u1112\u1161\u11ab", 2),
        ("\x1b[2J\u200b", 5),
    ],
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells
    assert running_width(text.replace("\rb", " b"), 0, len(text))[-1:].tolist() == ([cells] if text else [])


def test_drawn_is_safe_and_keeps_blanks() -> None:
    assert drawn("a\tb\r\nc\x1b]52;d") == "a b c␛]52;d"
    assert drawn("\u202eabc\u2764\ufe0f") == "⇄abc\u2764"


def test_edges_of_clusters() -> None:
    text = "ab\U0001f1f3\U0001f1f4cd"
    assert cluster_edge(text, 3, 0, len(text)) == 2
    assert cluster_edge(text, 3, 2, len(text)) == 4
    assert cluster_edge("abcd", 2, 0, 4) == 2


def test_fit_never_cuts_a_cluster() -> None:
    assert fit("harbour", 5) == "harb…"
    assert fit("日本語", 5) == "日本…"
    assert fit("日本語", 4) == "日…"
    assert fit("harbour", 7) == "harbour"
    assert fit("x", 0) == ""
    assert fill("日本語", 4) == "日… "
    assert fill("ab", 4) == "ab  "


def test_steady_text_is_what_terminals_agree_on() -> None:
    assert is_steady("“Ørsted” said: 日本は 42 € ⟦x⟧ ✓ ○ ▸")
    assert not is_steady("\U0001f44d")
    assert not is_steady("e\u0301")
    assert not is_steady("שלום")


def test_narrow_text_is_news_text() -> None:
    assert is_narrow("“Ørsted’s boat,” said Ægir… – €5 Ελλάδα Москва")
    assert not is_narrow("a\u0301")
    assert not is_narrow("日")
    assert is_narrow("日ab", 1)
