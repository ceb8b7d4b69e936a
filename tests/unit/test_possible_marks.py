"""Marks where a quote may be missing: any verb, noun or colon that may report, with a weight."""

from __future__ import annotations

from annotator.detection.base import Mark
from annotator.detection.quotes import find_quotes
from annotator.model import Scope
from annotator.text import Structure


def _marks(text: str, scope: Scope = "all") -> dict[str, Mark]:
    found = find_quotes(text, Structure(text), scope=scope).marks
    return {text[mark.start : mark.end]: mark for mark in found}


def test_a_verb_nobody_listed_may_report() -> None:
    mark = _marks("The skippers enthroned the old ferry as queen of the bay.")["enthroned"]
    assert mark.kind == "cue"
    assert 0.0 < mark.weight < 0.9


def test_an_attitude_weighs_less_where_only_statements_are_looked_for() -> None:
    text = "The ferry, hoping the crew knew, sailed."
    both = [_marks(text, scope)["hoping"].weight for scope in ("all", "statements")]
    assert both[1] <= both[0]


def test_a_proposed_quote_lends_its_cue_its_own_probability() -> None:
    text = "“We lost the mast,” Lund said."
    findings = find_quotes(text, Structure(text), scope="all")
    (cue,) = (mark for mark in findings.marks if mark.kind == "cue")
    assert cue.weight == findings.drafts[0].probability
