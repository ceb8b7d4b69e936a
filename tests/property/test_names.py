"""Quick ways through names and noun phrases, against the plain ones they stand for."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.detection.coreference import Cast, Seen
from annotator.detection.names import RUN, namings
from annotator.detection.naming import Phrase, analyse
from annotator.detection.people_words import Gender, lexicon
from annotator.detection.phrase_tokens import tokens
from annotator.detection.scene import Scene
from annotator.model import Section
from annotator.text import Structure

ENGLISH = lexicon("en")
GENDERS: dict[str, Gender] = {"Reed": "m", "Orla": "f", "Sand": ""}
AGREEMENTS = {
    ("he", "Reed"): 2.0,
    ("he", "Sand"): 1.0,
    ("she", "Orla"): 2.0,
    ("she", "Sand"): 1.0,
    ("they", "Norda"): 0.0,
    ("it", "Norda"): 1.0,
}
"""How well each fits each pronoun; nobody else can be meant."""
LETTERS = "aABéßʼçÑ船ا"
WORDS = st.sampled_from(
    "he She the officials Officials Minister mayor Senate Reed Orla Norda Radio Dunmere HWU teachers France "
    "French spokesman Norda’s al-Reed O’Brien U.S But Speaking Monday Dr Mrs. St. Wednesday de von “No,” 34".split()
)
TEXTS = st.lists(WORDS | st.sampled_from([".", ",", "\n\n", "said", "(HWU)"]), max_size=25).map(" ".join)


@given(
    st.text(LETTERS, min_size=1, max_size=6) | WORDS,
    st.integers(0, 3),
    st.sampled_from([(), ("norda",), ("senate",)]),
)
def test_a_single_word_is_read_the_same_wherever_it_stands(word: str, before: int, outlets: tuple[str, ...]) -> None:
    text = "x " * before + word + " and Norda"
    at = 2 * before
    there = analyse(text, at, at + len(word), ENGLISH, outlets)
    alone = analyse(word, 0, len(word), ENGLISH, outlets)
    moved = alone._replace(start=at, end=at + len(word))
    if alone.party is not None:
        moved = moved._replace(party=(alone.party[0] + at, alone.party[1] + at))
    assert there._replace(parts=()) == moved._replace(parts=())


@given(st.text("ab-’'.&/, ;1A船é_", max_size=40))
def test_words_of_phrases_are_the_longest_there_are(text: str) -> None:
    end = 0
    for token in tokens(text, 0, len(text)):
        assert end <= token.start < token.end
        skipped = text[end : token.start]
        assert not any(char.isalnum() or char in ",;()" for char in skipped.replace("d’", "").replace("d'", ""))
        if text[token.start].isalnum():
            assert not text[token.end : token.end + 1].isalnum()
        end = token.end


@settings(deadline=None)
@given(TEXTS, st.integers(1, 60), st.sampled_from(["byline", "headline", "tags", "body"]), st.booleans())
def test_names_of_titles_and_page_furniture_are_left_out(text: str, edge: int, kind: str, leads: bool) -> None:
    length = max(1, len(text))
    edge = min(edge, length)
    gap = max(1, edge - 12)  # what lies between sections is read, too
    body = "body"
    kinds = (kind, body) if leads else (body, kind)
    parts = [Section(id="s01", kind=kinds[0], span=(0, gap), by="human")]
    if edge < length:
        parts.append(Section(id="s02", kind=kinds[1], span=(edge, length), by="human"))
    whole = Section(id="s01", kind=body, span=(0, length), by="human")
    scene = Scene(text, Structure(text), "en", parts)
    wanted = {match.end() for match in RUN.finditer(text) if scene.section_kind(match.start()) in ("body", "")}
    everywhere = {one.end: one for one in namings(Scene(text, Structure(text), "en", [whole]))}
    found = {one.end: one for one in namings(scene)}
    assert found.keys() == everywhere.keys() & wanted
    assert all(found[end].phrase.name == everywhere[end].phrase.name for end in found)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.booleans(), st.booleans()), max_size=30),
    st.booleans(),
    st.sampled_from(["he", "she", "they", "it"]),
)
def test_pronouns_weigh_mentions_as_they_say(
    mentions: list[tuple[int, bool, bool, bool]], reply: bool, word: str
) -> None:
    cast = Cast(ENGLISH)
    for name, gender in GENDERS.items():
        cast.add(Phrase(0, 0, name, (name.lower(),), "person", True, True, gender=gender))
    cast.add(Phrase(0, 0, "Norda", ("norda",), "organisation", True, True))
    seen = [
        Seen(10 * i, 10 * i + 4, number, source, subject, inside, i // 2, i // 5)
        for i, (number, source, subject, inside) in enumerate(mentions)
    ]
    for one in seen:
        cast.see(one)
    at, sentence, paragraph = 10 * len(seen) + 5, len(seen) // 2 + 1, len(seen) // 5
    # the last speaker is taken up first; whoever speaks inside somebody's words does not end the search for them
    last = max((one.start for one in seen if one.source and not one.inside), default=-1)
    best: dict[int, float] = {}
    for one in seen:
        said = 0.0 if not one.source else 1.0 if one.start < last else -1.5 if reply else 2.0
        far = 0.7 * min(8, sentence - one.sentence) + 0.3 * min(6, paragraph - one.paragraph)
        familiar = 0.1 * min(8, sum(other.number == one.number for other in seen))
        weight = said + one.subject - 2 * one.inside - far + familiar
        best[one.number] = max(best.get(one.number, -99.0), weight)
    ranked = cast.pronoun(word, at, sentence, paragraph, reply=reply)
    weights = [weight for weight, _ in ranked]
    assert weights == sorted(weights, reverse=True)
    for weight, actor in ranked:
        assert abs(weight - best[actor.number] - AGREEMENTS[word, actor.name]) < 1e-9
    assert {actor.name for _, actor in ranked} == {
        actor.name for actor in cast.actors if actor.number in best and (word, actor.name) in AGREEMENTS
    }
