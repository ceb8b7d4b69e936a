"""What a phrase says by itself, and the entities that come out of an article."""

from __future__ import annotations

import pytest

from annotator.detection.base import Draft, ViaDraft, Words
from annotator.detection.entities import Known, Resolved, resolve
from annotator.detection.naming import Phrase, analyse
from annotator.detection.people_words import lexicon
from annotator.detection.slugs import slug
from annotator.model import Entity, EntityId, Section
from annotator.text import Range, Structure


def phrase(words: str, language: str = "en", outlets: frozenset[str] = frozenset()) -> Phrase:
    return analyse(words, 0, len(words), lexicon(language), outlets)


@pytest.mark.parametrize(
    ("words", "kind", "name", "role"),
    [
        ("Dunmere mayor Lea Quist", "person", "Lea Quist", "Dunmere mayor"),
        ("Quist, the mayor of Dunmere,", "person", "Quist", "the mayor of Dunmere"),
        ("Odo Lenz, 54, a former skipper,", "person", "Odo Lenz", "a former skipper"),
        ("the baker, Odo Lenz", "person", "Odo Lenz", "baker"),
        ("Ms Quist", "person", "Quist", None),
        ("Dr. Lea Quist", "person", "Lea Quist", None),
        ("Peruvian Deputy Trade Minister Ana Bell", "person", "Ana Bell", "Peruvian Deputy Trade Minister"),
        ("Dunmere’s Mayor Lea Quist", "person", "Lea Quist", "Dunmere’s Mayor"),
        ("J. R. Lenz Jr.", "person", "J. R. Lenz Jr.", None),
        ("Dean Ortiz", "person", "Dean Ortiz", None),
        ("Carter", "person", "Carter", None),
        ("Ash Carter", "person", "Ash Carter", None),
        ("Carter Page", "person", "Carter Page", None),
        ("the carter", "unnamed", "carter", None),
        ("Secretary of Tides Thomas Lund", "person", "Thomas Lund", "Secretary of Tides"),
        ("70% of the skippers", "group", "skippers", None),
        ("The harbour board", "organisation", "harbour board", None),
        ("the European Lamp Union", "organisation", "European Lamp Union", None),
        ("the Ministry of Tides", "organisation", "Ministry of Tides", None),
        ("Peru’s Foreign Ministry", "organisation", "Peru’s Foreign Ministry", None),
        ("Peruvian state news agency ANDEX", "organisation", "ANDEX", "Peruvian state news agency"),
        ("ANDEX news agency", "organisation", "ANDEX", "news agency"),
        ("the Dunmere Courier", "organisation", "Dunmere Courier", None),
        ("Radio Dunmere", "organisation", "Radio Dunmere", None),
        ("Norway", "organisation", "Norway", None),
        ("police", "organisation", "police", None),
        ("the Kremlin", "organisation", "Kremlin", None),
        ("two skippers", "group", "skippers", None),
        ("both candidates", "group", "candidates", None),
        ("the Peruvian side", "group", "Peruvian side", None),
        ("people familiar with the matter", "group", "people", None),
        ("the board’s report", "document", "board’s report", None),
        ("the Peruvian readout on the talks with Lea Quist", "document", "Peruvian readout", None),
        ("a letter", "document", "letter", None),
        ("a spokesman for the port", "unnamed", "spokesman for the port", None),
        ("the Foreign Minister", "unnamed", "Foreign Minister", None),
        ("a resident who gave no name", "unnamed", "resident", None),
    ],
)
def test_a_phrase_by_itself(words: str, kind: str, name: str, role: str | None) -> None:
    found = phrase(words)
    assert (found.kind, found.name) == (kind, name)
    if found.kind == "person" or found.proper:
        assert found.role == role


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("Kremlin spokesman Odo Lenz", "Kremlin"),
        ("a spokeswoman for the harbour board", "the harbour board"),
        ("the chief ministry spokesman", "ministry"),
        ("White House press secretary Ana Bell", None),
        ("the Peruvian delegation", "Peruvian"),
        ("the board’s report", "board’s"),
        ("a report by the Lamp Institute", "the Lamp Institute"),
        ("Dunmere mayor Lea Quist", None),
    ],
)
def test_whom_a_phrase_speaks_for(words: str, party: str | None) -> None:
    found = phrase(words).party
    if words.startswith("White House"):
        assert found is not None
        assert words[slice(*found)] == "White House"
    else:
        assert (None if found is None else words[slice(*found)]) == party


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Quist and Lenz", ["Quist", "Lenz"]),
        ("Quist, Bell and Lenz", ["Quist", "Bell", "Lenz"]),
        ("the mayor and the harbour board", ["mayor", "harbour board"]),
        ("Lenz and his wife", ["Lenz", "wife"]),
        ("Quist, the mayor and a former skipper", []),
        ("the Department of Tides and Lamps", []),
        ("Peruvian and Norwegian officials", []),
        ("The ministers of Peru and Norway", []),
        ("police and fire officials", []),
    ],
)
def test_coordinated_sources(words: str, parts: list[str]) -> None:
    assert [part.name for part in phrase(words).parts] == parts


def test_genders() -> None:
    assert phrase("Mr Quin").gender == "m"
    assert phrase("Lea Quist").gender == "f"
    assert phrase("spokeswoman Quin Vey").gender == "f"
    assert phrase("Hanno Quill").gender == "m"
    assert phrase("Quin Vey").gender == ""


def test_pronouns_and_other_languages() -> None:
    assert phrase("She").pronoun == "she"
    assert phrase("he himself").pronoun == "he"
    assert phrase("sie", "de").pronoun == "sie"
    assert phrase("Bürgermeisterin Lea Quist", "de").gender == "f"
    assert phrase("le ministère de la Pêche", "fr").kind == "organisation"
    assert phrase("鈴木", "xx").name == "鈴木"


def test_a_corpus_names_its_outlets() -> None:
    assert phrase("Tarn Tidings", outlets=frozenset({"tarn tidings"})).kind == "organisation"


@pytest.mark.parametrize(
    ("name", "taken", "wanted"),
    [
        ("Lea Quist", set(), "quist"),
        ("Lea Quist", {"quist", "quist-2"}, "quist-3"),
        ("Odo Lenz Jr.", set(), "lenz"),
        ("Anaïs Müller", set(), "muller"),
        ("Éva Ørsted-Łabuda", set(), "ørsted-łabuda"),
        ("鈴木", set(), "鈴木"),
        ("board’s", set(), "board"),
        ("…", set(), "somebody"),
        ("", {"somebody"}, "somebody-2"),
    ],
)
def test_slugs(name: str, taken: set[str], wanted: str) -> None:
    assert slug(name, taken) == wanted
    Entity(id=wanted, name="x")  # the id keeps the pattern


def at(text: str, words: str, start: int = 0) -> Range:
    place = text.index(words, start)
    return place, place + len(words)


def one(text: str, content: str, source: str | None, **more: object) -> Draft:
    return Draft((at(text, content),), None, None if source is None else at(text, source), **more)  # type: ignore[arg-type]


def by_id(resolved: Resolved) -> dict[EntityId, Entity]:
    return {entity.id: entity for entity in resolved.entities}


def test_an_entity_carries_role_party_and_mentions() -> None:
    text = (
        "Port spokesman Odo Lenz said the pier was shut.\n\nTomas Reed and Odo Lenz met on Monday. “Late,” Lenz said."
    )
    drafts = [
        one(text, "the pier was shut", "Port spokesman Odo Lenz"),
        Draft((at(text, "“Late,”"),), None, at(text, "Lenz", text.index("“Late"))),
    ]
    resolved = resolve(text, Structure(text), "en", drafts)
    lenz = by_id(resolved)["lenz"]
    assert (lenz.name, lenz.kind, lenz.role, lenz.speaks_for) == ("Odo Lenz", "person", "Port spokesman", "port")
    assert [mention.span for mention in lenz.mentions] == [at(text, "Odo Lenz", text.index("met") - 20)]
    assert by_id(resolved)["port"].kind == "organisation"
    assert resolved.speakers == (("lenz",), ("lenz",))


def test_only_those_who_speak_become_entities() -> None:
    text = "Tomas Reed met Lea Quist. “Late,” Quist said."
    resolved = resolve(
        text, Structure(text), "en", [Draft((at(text, "“Late,”"),), None, at(text, "Quist", text.index("“Late")))]
    )
    assert [entity.name for entity in resolved.entities] == ["Lea Quist"]


def test_vias_have_the_entities_of_outlets_only() -> None:
    text = "“Late,” Lea Quist said in a statement carried by the Tarn Wire and on Chirrup."
    vias = (
        ViaDraft("document", at(text, "a statement")),
        ViaDraft("outlet", at(text, "the Tarn Wire"), at(text, "carried by")),
        ViaDraft("platform", at(text, "Chirrup")),
    )
    resolved = resolve(text, Structure(text), "en", [one(text, "“Late,”", "Lea Quist", via=vias)])
    assert resolved.vias == ((None, "wire", None),)
    assert by_id(resolved)["wire"].kind == "organisation"


def test_the_statement_a_person_spoke_in_speaks_for_them() -> None:
    text = "“Late,” Lea Quist said in a statement. The statement added that rain was due."
    drafts = [
        one(text, "“Late,”", "Lea Quist", via=(ViaDraft("document", at(text, "a statement")),)),
        one(text, "that rain was due", "The statement"),
    ]
    resolved = resolve(text, Structure(text), "en", drafts)
    assert resolved.speakers == (("quist",), ("statement",))
    assert by_id(resolved)["statement"].speaks_for == "quist"


def test_a_quote_without_a_source_has_the_speakers_it_carries_on() -> None:
    text = "Lea Quist said she was tired. “I need sleep.” “I mean it.” It was reported that rain was due."
    drafts = [
        one(text, "she was tired", "Lea Quist"),
        one(text, "“I need sleep.”", None, carries=0),
        one(text, "“I mean it.”", None, carries=1),
        one(text, "that rain was due", None),
    ]
    resolved = resolve(text, Structure(text), "en", drafts)
    assert resolved.speakers == (("quist",), ("quist",), ("quist",), ())


def test_a_circle_of_carrying_ends() -> None:
    text = "“One.” “Two.”"
    drafts = [one(text, "“One.”", None, carries=1), one(text, "“Two.”", None, carries=0)]
    assert resolve(text, Structure(text), "en", drafts).speakers == ((), ())


def test_answers_are_the_guest_s() -> None:
    text = "Hanne Dol keeps the lamp. Odo Lenz met Hanne Dol at noon.\n\nQ: Do you sleep?\n\nA: Badly."
    sections = (
        Section(id="s01", kind="lead", span=at(text, "Hanne Dol keeps the lamp. Odo Lenz met Hanne Dol at noon.")),
        Section(id="s02", kind="question", span=at(text, "Q: Do you sleep?")),
        Section(id="s03", kind="answer", span=at(text, "A: Badly.")),
    )
    resolved = resolve(text, Structure(text), "en", [one(text, "Badly.", None)], sections)
    assert [by_id(resolved)[id].name for id in resolved.speakers[0]] == ["Hanne Dol"]


def test_known_entities_keep_their_ids() -> None:
    text = "“Late,” Quist said. She added that rain was due. Odo Lenz denied it."
    drafts = [one(text, "that rain was due", "She"), one(text, "it", "Odo Lenz")]
    known = (Entity(id="the-mayor", name="Lea Quist", kind="person"),)
    placed = ((at(text, "Quist"), "the-mayor"),)
    resolved = resolve(text, Structure(text), "en", drafts, (), Words(), Known(known, placed))
    assert resolved.speakers == (("the-mayor",), ("lenz",))


def test_two_readings_nearly_as_good_are_told() -> None:
    text = "A boat with Tomas Reed and Odo Lenz came in. He said it was late."
    resolved = resolve(text, Structure(text), "en", [one(text, "it was late", "He")])
    assert resolved.doubtful == {0}
