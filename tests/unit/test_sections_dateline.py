"""Inline datelines of the agencies' styles (rule X4), and openings that are none."""

from __future__ import annotations

import time

import pytest

from annotator.detection.base import Words
from annotator.detection.sections_dateline import dateline
from annotator.detection.sections_words import lexicon

REST = "The harbour board said on Tuesday that the ferry would not sail."
UMLAUT = "Die Fähre fährt nicht, teilte der Hafenrat am Dienstag mit."

DATELINES = [
    "PORT MARROW:",
    "PORT MARROW, Baydon:",
    "PORT MARROW —",
    "PORT MARROW –",
    "PORT MARROW -",
    "PORT MARROW --",
    "PORT MARROW, Baydon —",
    "PORT MARROW, Bay. (AP) —",
    "PORT MARROW (AP) —",
    "PORT MARROW (Reuters) -",
    "PORT MARROW, March 3 (AP) —",
    "PORT MARROW, March 3 (Reuters) -",
    "PORT MARROW, Mar. 3 (Xinhua) --",
    "PORT MARROW, 3 March 2025 (AFP) –",
    "PORT MARROW/NORTH SHORE (Reuters) -",
    "PORT MARROW/NORTH SHORE, March 3 (Reuters) -",
    "ST. ANNE'S-ON-SEA (AP) —",
    "OSLO (Reuters) -",
    "OSLO (NTB):",
    "LONDON, March 3 (AP) —",
    "WASHINGTON, D.C. —",
    "NEW DELHI, May 5 (PTI):",
    "New Delhi, May 5 (PTI):",
    "New Delhi:",
    "New Delhi (ANI):",
    "PARIS, 5 mai (AFP) -",
    "MADRID, 3 Ene. (EUROPA PRESS) -",
    "BERLIN | 12. Mai",
    "BERLIN | 12. Mai |",
    "Berlin (dpa) -",
    "Berlin (dpa) –",
    "Berlin (dpa)",
    "Rom (dpa/kna) -",
    "Wien (APA) –",
    "Marrow/Baydon -",
    "Marrow -",
    "Marrow –",
    "Marrow —",
    "Marrow.—",
    "Marrow ·",
    "Frankfurt am Main –",
    "Rio de Janeiro -",
    "København (Ritzau)",
    "(Reuters) -",
    "(AP) —",
    "(ANSA) - ROMA, 03 MAG -",
    "МОСКВА, 12 мая —",
    "МОСКВА (Интерфакс) —",
    "PORT MARROW.",
    "NORDERAU.",
    "PORT MARROW (AP), 3 March —",
    "PORT MARROW, 3 June, Bayside Business —",
]

NO_DATELINES = [
    "The harbour board:",
    "Analysis:",
    "UPDATE:",
    "BREAKING:",
    "Note:",
    "Q:",
    "A:",
    "He -",
    "But –",
    "Und -",
    "It was late —",
    "Board chair Tomas Reed told the town –",
    "“PORT MARROW” –",
    "marrow -",
    "3 March:",
    "NATO officials.",
    "Present:",
    "THE.",
    "",
]


@pytest.mark.parametrize("opening", DATELINES)
def test_datelines_end_after_their_separator(opening: str) -> None:
    text = f"{opening} {UMLAUT if opening.startswith('Berlin') else REST}"
    assert dateline(text, 0, lexicon()) == len(opening)


@pytest.mark.parametrize("opening", NO_DATELINES)
def test_other_openings_are_none(opening: str) -> None:
    assert dateline(f"{opening} {REST}", 0, lexicon()) is None


def test_an_agency_of_the_corpus_counts() -> None:
    text = f"Port Marrow (Baywire) {REST}"
    assert dateline(text, 0, lexicon()) is None
    assert dateline(text, 0, lexicon(Words(outlets=("Baywire",)))) == len("Port Marrow (Baywire)")


def test_chinese_and_japanese_agencies() -> None:
    assert dateline("新华社北京4月24日电 风暴过去之前渡轮不会开航。", 0, lexicon()) == len("新华社北京4月24日电")
    assert dateline("【東京共同】港の委員会は火曜日に発表した。", 0, lexicon()) == len("【東京共同】")


def test_something_must_follow() -> None:
    assert dateline("PORT MARROW:", 0, lexicon()) is None
    assert dateline("PORT MARROW: \n", 0, lexicon()) is None


def test_offsets_are_those_of_the_text() -> None:
    text = f"Title\n\nPORT MARROW: {REST}\n"
    assert dateline(text, 7, lexicon(), len(text)) == 19


def test_hostile_openings_take_no_time() -> None:
    start = time.process_time()
    for text in (
        "A" * 5000,
        "A B " * 1000,
        "A-" * 2000,
        "A, " * 1000,
        "A (" * 1000,
        "A/" * 1000,
        "А. Б. " * 1000,
        "Aa " * 2000,
    ):
        for _ in range(20):
            dateline(text, 0, lexicon())
    assert time.process_time() - start < 2
