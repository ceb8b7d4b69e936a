"""Answers for the pickers: who is this source, what does this headline repeat, who are the same people?

The same code as the pre-fill, asked for one place. Same state, same ranking. A call costs a few
milliseconds on an article of usual length: the names of a text are looked for once and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from annotator.detection import links
from annotator.detection.base import Person
from annotator.detection.coreference import Actor
from annotator.detection.names import Naming, gather, namings
from annotator.detection.naming import Phrase, analyse
from annotator.detection.people_words import lexicon
from annotator.detection.scene import Scene
from annotator.detection.slugs import slug
from annotator.marks import stretches
from annotator.model import DISPLAY_KINDS, SILENT_KINDS, Annotation, Entity, EntityKind, Quote
from annotator.text import Range, Structure, fold
from annotator.values import dataclass

__all__ = ["NewEntity", "SamePeople", "entity_for", "rank_persons", "rank_repeats", "same_people", "slug"]


@lru_cache(maxsize=4)
def _names(text: str, language: str) -> tuple[Naming, ...]:
    """The names of a text: the pickers ask for the same article again and again."""
    return tuple(namings(Scene(text, Structure(text), language)))


@dataclass(frozen=True)
class NewEntity:
    """What a new entity named by source words would be."""

    name: str
    kind: EntityKind
    role: str | None = None


@dataclass(frozen=True)
class SamePeople:
    """Proposals for the closing screen: `merges` pairs (id kept, id that goes), `speaks_for` (id, party's id)."""

    merges: tuple[tuple[str, str], ...] = ()
    speaks_for: tuple[tuple[str, str], ...] = ()


def rank_persons(
    text: str,
    structure: Structure,
    source: Range | None,
    at: int,
    entities: Sequence[Entity],
    mentions: Sequence[tuple[Range, str]],
    language: str,
) -> tuple[Person, ...]:
    """Ranked answers to "who is that?", for source words or, without any, for words at offset `at`.

    First the coreference's guess (`id` None: somebody not yet among `entities`), then all other entities:
    those that fit the pronoun, then the nearest before `at`, then the nearest after. `mentions` says where
    which entity is named or speaks. Offsets are code points.
    """
    marked = [(one.start, one.end) for one in stretches(text) if one.depth == 0]
    scene = Scene(text, structure, language, contents=marked)
    scene.admit(entities, mentions)
    gather(scene, [source] if source is not None else [], _names(text, language))
    phrase = scene.analyse(source) if source is not None else None
    guesses = _guesses(scene, phrase, at, mentions)
    by_id = {actor.known: actor for actor in scene.cast.actors if actor.known is not None}
    found: list[Person] = []
    for weight, actor in guesses:
        if actor.known is None and not found:
            found.append(Person(None, actor.name, actor.kind, weight))
        elif actor.known is not None:
            entity = next(one for one in entities if one.id == actor.known)
            found.append(Person(entity.id, entity.name, entity.kind, weight))
    named = {person.id for person in found}
    rest = [entity for entity in entities if entity.id not in named]
    place = source[0] if source is not None else at
    rest.sort(key=lambda entity: (scene.cast.distance(by_id[entity.id], place), entity.id))
    low = min((person.score for person in found), default=0.0)
    found += [Person(one.id, one.name, one.kind, min(low, 0.0) - i - 1) for i, one in enumerate(rest)]
    return tuple(found)


def _guesses(
    scene: Scene, phrase: Phrase | None, at: int, mentions: Sequence[tuple[Range, str]]
) -> list[tuple[float, Actor]]:
    """The actors a source may mean, best first."""
    if phrase is None:
        speakers = [id for span, id in sorted(mentions) if span[0] <= at][-1:]
        return [(1.0, actor) for actor in scene.cast.actors if actor.known is not None and actor.known in speakers]
    if phrase.pronoun:
        return scene.pronoun(phrase)
    found: list[tuple[float, Actor]] = []
    for part in phrase.parts or (phrase,):
        if part.kind == "unnamed" and not part.indefinite:
            part = part._replace(definite=True)
        actor = scene.cast.find(part, part.start)
        if actor is None and part.words:
            actor = scene.add(part)
        if actor is not None and all(actor is not other for _, other in found):
            found.append((10.0 - len(found), actor))
    return found


def entity_for(text: str, source: Range, language: str, structure: Structure | None = None) -> NewEntity:
    """Name, kind and role of a new entity that the source words would make.

    The name is the fullest form found in the article (SCHEME 1.6); a pronoun is named by itself.
    """
    scene = Scene(text, structure or Structure(text), language)
    phrase = scene.analyse(source)
    words = " ".join(text[slice(*source)].split()) or "somebody"
    if phrase.pronoun:
        personal = phrase.pronoun in scene.lex.masculine or phrase.pronoun in scene.lex.feminine
        return NewEntity(words, "person" if personal else "unknown")
    if phrase.parts:
        return NewEntity(phrase.name, "group")
    gather(scene, [source], _names(text, language))
    actor = scene.cast.find(phrase, source[0])
    if actor is None or (actor.kind != phrase.kind and phrase.sure):
        return NewEntity(phrase.name or words, phrase.kind, phrase.role if phrase.kind == "person" else None)
    role = actor.role or phrase.role
    return NewEntity(actor.name, actor.kind, role if actor.kind in ("person", "organisation") else None)


def _reports(annotation: Annotation) -> list[links.Report]:
    speaks_for = {entity.id: entity.speaks_for for entity in annotation.entities if entity.speaks_for}
    return [
        links.report(
            quote.start,
            [piece.text for piece in quote.content],
            quote.cue.text if quote.cue is not None else None,
            [piece.text for piece in (quote.content if quote.type == "direct" else quote.quoted)],
            links.parties(quote.speakers, speaks_for),
        )
        for quote in annotation.quotes
    ]


def rank_repeats(annotation: Annotation, quote_id: str) -> tuple[str, ...]:
    """The quotes of running text that the quote may repeat (rule P1), best first; all of them are given."""

    def kind(quote: Quote) -> str:
        return next((one.kind for one in annotation.sections if one.start <= quote.start < one.end), "")

    quotes = annotation.quotes
    one = next((i for i, quote in enumerate(quotes) if quote.id == quote_id), None)
    if one is None:
        return ()
    kinds = [kind(quote) for quote in quotes]
    others = [
        i
        for i, quote in enumerate(quotes)
        if i != one and kinds[i] not in DISPLAY_KINDS and kinds[i] not in SILENT_KINDS and quote.repeats is None
    ]
    return tuple(quotes[i].id for _, i in links.similarities(_reports(annotation), one, others))


def same_people(annotation: Annotation) -> SamePeople:
    """Entities that seem to be the same, and whom somebody seems to speak for, by names and roles alone."""
    lex = lexicon(annotation.document.language)
    phrases = {one.id: analyse(one.name, 0, len(one.name), lex) for one in annotation.entities}
    merges: list[tuple[str, str]] = []
    gone: set[str] = set()
    by_last: dict[str, list[Entity]] = {}
    for entity in sorted(annotation.entities, key=lambda one: (-len(phrases[one.id].words), one.id)):
        words = phrases[entity.id].words or (fold(entity.name),)
        bucket = by_last.setdefault(words[-1], [])
        kept = [one for one in bucket[:20] if _same(one, entity, phrases[one.id].words, words)]
        if len(kept) == 1:
            merges.append((kept[0].id, entity.id))
            gone.add(entity.id)
        else:
            bucket.append(entity)
    bodies = [one for one in annotation.entities if one.kind == "organisation" and one.id not in gone]
    speaks = []
    for entity in annotation.entities:
        if entity.speaks_for is not None or entity.role is None or entity.kind not in ("person", "unnamed"):
            continue
        role = set(fold(entity.role).replace("’", " ").replace("'", " ").split())
        fitting = [one for one in bodies if _in_role(phrases[one.id], role)]
        if len(fitting) == 1:
            speaks.append((entity.id, fitting[0].id))
    return SamePeople(tuple(merges), tuple(speaks))


def _same(one: Entity, other: Entity, longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether two entities with the same last word may be one: the shorter name ends the longer one."""
    kinds = {one.kind, other.kind}
    if len(kinds) == 2 and "unknown" not in kinds and kinds != {"person", "unnamed"}:
        return False
    if longer == shorter:
        return True
    return bool(longer) and longer[-len(shorter) :] == shorter and "group" not in kinds and "document" not in kinds


def _in_role(body: Phrase, role: set[str]) -> bool:
    """Whether a role names the body: "board chair" the harbour board. A place is no party (SCHEME 1.6)."""
    if body.government or not body.words:
        return False
    return set(body.words) <= role or (bool(body.head) and body.head in role)
