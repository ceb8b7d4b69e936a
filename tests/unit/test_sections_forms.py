"""Every form of byline, date, caption, deck, subheading, text and furniture that newsrooms use, where it stands.

The forms are lines of `tests/data/section_forms.toml`, put one at a time into an invented page.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotator.detection.sections import find_sections
from annotator.text import Structure

DATA: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "section_forms.toml").read_text(encoding="utf-8")
)
COARSE = {
    **{label: label for label in ("headline", "deck", "byline", "date", "body", "subheading", "caption")},
    "key_points": "deck",
    **dict.fromkeys(("dateline", "lead", "list", "block_quote", "question", "answer"), "body"),
}
BYLINE, DATE, SUBHEADING = "By Ann Lindqvist", "4 March 2025", "The long road to a vote"
DECK = "A decision after eleven years of dispute leaves many questions open for the people on the coast"
Lines = list[tuple[str, str]]


def page(language: str, place: str, form: Lines) -> Lines:
    """The lines of a page with the form at its place, each with the label that it must get."""
    data = DATA["pages"][language]
    title = [(data["title"], "headline")]
    text = [(paragraph, "body") for paragraph in data["paragraphs"]]
    if place == "title":
        return [*title, *form, *text]
    if place == "date":
        return [*title, (BYLINE, "byline"), (DATE, "date"), *form, *text]
    if place == "deck":
        return [*title, (DECK, "deck"), *form, *text]
    if place == "middle":
        return [*title, *text[:4], *form, *text[4:]]
    if place == "headed":
        return [*title, *text[:2], (SUBHEADING, "subheading"), *text[2:4], *form, *text[4:]]
    assert place == "end"
    return [*title, *text, *form]


def labels(lines: list[str]) -> list[str]:
    """The coarse label of each line: that of most of its characters."""
    text = "\n\n".join(lines)
    sections = find_sections(text, Structure(text))
    found = []
    at = 0
    for line in lines:
        shares: Counter[str] = Counter()
        for section in sections:
            shared = min(at + len(line), section.end) - max(at, section.start)
            if shared > 0:
                shares[COARSE.get(section.kind, "other")] += shared
        found.append(shares.most_common(1)[0][0])
        at += len(line) + 2
    return found


@pytest.mark.parametrize(
    "group", DATA["forms"], ids=lambda group: f"{group['language']}-{group['place']}-{group['label']}"
)
def test_each_form_gets_its_label_and_leaves_the_rest_of_the_page_alone(group: dict[str, Any]) -> None:
    wrong = []
    for form in group["lines"]:
        parts = form.split("\n")
        wanted = group["label"].split("+") if len(parts) > 1 else [group["label"]]
        lines = page(group["language"], group["place"], list(zip(parts, wanted, strict=True)))
        found = labels([line for line, _ in lines])
        wrong += [(form, line, label) for (line, right), label in zip(lines, found, strict=True) if label != right]
    assert wrong == []


def test_the_forms_are_many_and_of_every_label() -> None:
    counts = Counter(label for group in DATA["forms"] for label in group["label"].split("+") for _ in group["lines"])
    assert sum(counts.values()) >= 800
    for label in ("byline", "date", "caption", "deck", "subheading", "body", "other"):
        assert counts[label] >= 20, label
