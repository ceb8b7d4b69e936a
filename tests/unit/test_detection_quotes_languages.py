"""Other languages than English: marks everywhere, cues where there is a small lexicon, dialogue dashes."""

from __future__ import annotations

import pytest

from annotator.detection.base import Words
from annotator.detection.lexicon import english_forms, languages, lexicon
from annotator.detection.quotes import find_quotes
from annotator.text import Structure

Found = list[tuple[list[str], str | None, str | None]]


def found(text: str, language: str | None, words: Words | None = None) -> Found:
    findings = find_quotes(text, Structure(text), language=language, words=words or Words(), scope="all")
    return [
        (
            [text[start:end] for start, end in draft.content],
            draft.cue and text[slice(*draft.cue)],
            draft.source and text[slice(*draft.source)],
        )
        for draft in findings.drafts
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "„Wir fahren morgen“, sagte Lea Quist.", (["„Wir fahren morgen“"], "sagte", "Lea Quist")),
        ("de-AT", "»Nein«, rief er.", (["»Nein«"], "rief", "er")),
        ("de", "Quist sagte, dass der Hafen sicher sei.", (["dass der Hafen sicher sei"], "sagte", "Quist")),
        ("de", "Quist sagte am Montag, der Hafen sei sicher.", (["der Hafen sei sicher"], "sagte", "Quist")),
        ("de", "Quist entgegnete, die Liste liege vor.", (["die Liste liege vor"], "entgegnete", "Quist")),
        ("de", "Die Feuerwehr rät, die Boote zu heben.", (["die Boote zu heben"], "rät", "Die Feuerwehr")),
        ("de", "Viele Gäste fragen, ob sie helfen können.", (["ob sie helfen können"], "fragen", "Viele Gäste")),
        ("de", "Er lehnte es ab, den Preis zu nennen.", (["den Preis zu nennen"], "lehnte es ab", "Er")),
        ("de", "Es werde regnen, sagte Quist am Montag.", (["Es werde regnen"], "sagte", "Quist")),
        ("de", "Niemand sei verletzt worden, so die Wehr.", (["Niemand sei verletzt worden"], "so", "die Wehr")),
        ("de", "„Niemand ist verletzt“, so die Wehr.", (["„Niemand ist verletzt“"], "so", "die Wehr")),
        (
            "de",
            "Nach Angaben der Wehr wurde niemand verletzt.",
            (["wurde niemand verletzt"], "Nach Angaben", "der Wehr"),
        ),
        ("de", "Die Wehr teilte mit, dass es brannte.", (["dass es brannte"], "teilte mit", "Die Wehr")),
        (
            "fr",
            "Le syndicat des pêcheurs assure que le port est sûr.",
            (["que le port est sûr"], "assure", "Le syndicat des pêcheurs"),
        ),
        (
            "es",
            "La alcaldesa de Marrow asegura que el puerto es seguro.",
            (["que el puerto es seguro"], "asegura", "La alcaldesa de Marrow"),
        ),
        ("fr", "« Nous partons », a déclaré Lea Quist.", (["« Nous partons »"], "a déclaré", "Lea Quist")),
        ("fr", "« Non », dit-il.", (["« Non »"], "dit", "il")),
        ("fr", "— Nous partons demain, dit Anne Morel.", (["Nous partons demain"], "dit", "Anne Morel")),
        ("es", "«Nos vamos», dijo Lea Quist.", (["«Nos vamos»"], "dijo", "Lea Quist")),
        ("es", "Quist dijo que el puerto es seguro.", (["que el puerto es seguro"], "dijo", "Quist")),
        ("es", "—No sé —dijo Ana—. Ya veremos.", (["No sé", "Ya veremos."], "dijo", "Ana")),
    ],
)
def test_small_lexicons(language: str, text: str, expected: tuple[list[str], str, str]) -> None:
    assert found(text, language) == [expected]


def test_an_unknown_language_has_its_marks_found() -> None:
    assert found("「行く」と田中さんは言った。", "ja") == [(["「行く」"], None, None)]


def test_no_language_is_read_as_english() -> None:
    assert found("Lund said the pier was safe.", None) == [(["the pier was safe"], "said", "Lund")]


def test_an_answer_of_an_interview_is_direct_without_marks() -> None:
    text = "Q: Why now?\nA: Because we can.\n\nMARSH: We sailed at dawn."
    findings = find_quotes(text, Structure(text))
    assert [text[slice(*draft.content[0])] for draft in findings.drafts] == ["Because we can.", "We sailed at dawn."]
    assert all(draft.flags == ("block_quote",) for draft in findings.drafts)


def test_words_of_the_corpus_add_to_the_lexicon() -> None:
    text = "Lund quacked that the pier was safe. Lund went on record that the quay was not."
    assert found(text, "en") == []
    own = Words(cues=("quack", "went on record"))
    assert [cue for _, cue, _ in found(text, "en", own)] == ["quacked", "went on record"]


def test_a_corpus_names_its_outlets() -> None:
    text = "Reed described the talks as calm, Saltwind reported."
    words = Words(outlets=("Saltwind",))
    draft = find_quotes(text, Structure(text), words=words).drafts[0]
    assert [text[slice(*via.source)] for via in draft.via] == ["Saltwind"]


def test_forms_are_generated() -> None:
    assert set(english_forms("deny")) == {"deny", "denies", "denied", "denying"}
    assert set(english_forms("admit")) == {"admit", "admits", "admitted", "admitting"}
    assert set(english_forms("write/wrote/written")) == {"write", "writes", "wrote", "written", "writing"}


def test_every_lexicon_loads() -> None:
    assert languages() >= {"en", "de", "fr", "es"}
    for language in languages():
        assert lexicon(language).frames
    assert not lexicon("xx").frames
