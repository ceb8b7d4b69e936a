"""Marks where a quote may be missing: any word that may report, with a weight."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from desks import harbour

from annotator.detection.base import Mark
from annotator.detection.fields import fields
from annotator.detection.lexicon import lexicon
from annotator.detection.quotes import find_quotes
from annotator.editor import Editor
from annotator.model import Scope
from annotator.text import Structure


def _marks(text: str, scope: Scope = "all") -> dict[str, Mark]:
    found = find_quotes(text, Structure(text), scope=scope).marks
    return {text[mark.start : mark.end]: mark for mark in found}


def test_a_verb_nobody_listed_may_report() -> None:
    mark = _marks("The skippers enthroned the old ferry as queen of the bay.")["enthroned"]
    assert mark.kind == "cue"
    assert 0.0 < mark.weight < 0.9


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("There was outrage over the new fares in every village.", "outrage"),
        ("The skippers were nervous about the tide.", "nervous"),
        ("The winner reportedly sleeps on the quay.", "reportedly"),
        ("He would like the pier closed.", "like"),
    ],
)
def test_nouns_adjectives_and_hedges_may_report(text: str, word: str) -> None:
    assert any(word in words for words in _marks(text))


def test_an_attitude_weighs_less_where_only_statements_are_looked_for() -> None:
    text = "The ferry, hoping the crew knew, sailed."
    both = [_marks(text, scope)["hoping"].weight for scope in ("all", "statements")]
    assert both[1] <= both[0]


def test_a_feeling_nobody_listed_weighs_less_where_only_statements_are_looked_for() -> None:
    text = "There was outrage over the new fares in every village."
    everything, statements = (_marks(text, scope) for scope in ("all", "statements"))
    assert everything["outrage"].weight > 0.1
    assert "outrage" not in statements or statements["outrage"].weight < everything["outrage"].weight / 2


def test_an_open_word_in_what_somebody_says_is_no_mark() -> None:
    text = "Reed said the outrage over the fares had enthroned the old ferry."
    assert {"outrage", "enthroned"}.isdisjoint(_marks(text))


def test_a_proposed_quote_lends_its_cue_its_own_probability() -> None:
    text = "“We lost the mast,” Lund said."
    findings = find_quotes(text, Structure(text), scope="all")
    (cue,) = (mark for mark in findings.marks if mark.kind == "cue")
    assert cue.weight == findings.drafts[0].probability


def test_a_language_without_fields_has_marks_of_its_own_cues_only() -> None:
    text = "Der Streit um die Fähre empörte Lund."
    assert not find_quotes(text, Structure(text), language="de", scope="all").marks


def test_fields_know_irregular_forms_and_are_english() -> None:
    known = fields("en")
    assert "verb.think" in known.verbs["thought"]
    assert known.lemmas["criticised"] == "criticise"
    assert "noun.feeling" in known.others["outrage"]
    assert not fields("de").verbs


def test_every_attitude_is_a_field() -> None:
    known = fields("en")
    names = {name for table in (known.verbs, known.others) for fields_ in table.values() for name in fields_}
    assert known.attitudes <= names


def test_weights_have_no_words_but_our_own() -> None:
    """A fitted trait names a lemma only if a list of ours has it: nothing of a corpus is in the file."""
    source = resources.files("annotator.detection") / "lexicons" / "mark_weights.toml"
    weights = tomllib.loads(source.read_text(encoding="utf-8"))["weights"]
    known, words = fields("en"), lexicon("en")
    ours = {*known.lemmas.values(), *known.others, *words.nouns, *words.light}
    lemmas = {trait.split(":")[1] for trait in weights if trait.split(":")[0] in ("l", "la", "lt")}
    assert lemmas <= ours


def test_an_editor_shows_what_detection_weighs() -> None:
    article, annotation = harbour()
    editor = Editor(article, annotation)
    found = find_quotes(article.text, article.structure, annotation.sections, scope=annotation.review.scope).marks
    assert editor.marks == found
