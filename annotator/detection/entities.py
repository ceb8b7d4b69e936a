"""Who speaks in an article: its entities, and the speakers of each quote found (SCHEME 1.6).

The sources are read in text order, nested ones last. Only entities that speak, pass words on or are spoken
for come out. What a phrase is by itself is judged in `naming`, whom it means in `coreference`, what the
text around says about it in `scene`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotator.detection.base import Draft, ViaDraft, Words
from annotator.detection.coreference import Actor
from annotator.detection.links import nesting
from annotator.detection.names import Naming, gather
from annotator.detection.naming import Phrase
from annotator.detection.phrase_tokens import tokens
from annotator.detection.scene import Scene
from annotator.detection.slugs import slug
from annotator.marks import MARKS
from annotator.model import SILENT_KINDS, Entity, Section, Span, span_of
from annotator.text import Range, Structure, inside, merged
from annotator.values import dataclass

NO_WORDS = Words()
"""A corpus without words of its own."""
_MENTIONS = 40  # naming mentions kept for one entity


@dataclass(frozen=True)
class Known:
    """Entities that exist already: they keep their ids and are met again by name.

    `placed` says at which source words who speaks. `spare` entities belong to proposals that are being
    replaced: nobody is taken for one of them, but a new one of the same name and kind gets its id.
    """

    entities: tuple[Entity, ...] = ()
    placed: tuple[tuple[Range, str], ...] = ()
    spare: tuple[Entity, ...] = ()


NOBODY = Known()


@dataclass(frozen=True)
class Resolved:
    """Who speaks: entities by id, and for each draft the ids of its speakers and of its vias' entities.

    `doubtful` holds the indices of drafts whose pronoun had a second reading nearly as good, `outer` what
    `links.nesting` says of the drafts, where it is known.
    """

    entities: tuple[Entity, ...]
    speakers: tuple[tuple[str, ...], ...]
    vias: tuple[tuple[str | None, ...], ...]
    doubtful: frozenset[int] = frozenset()
    outer: tuple[int | None, ...] | None = None


def _heaviest(ranked: tuple[float, Actor]) -> float:
    return -ranked[0]


class _Resolver:
    """Reads the sources of the drafts; one use."""

    def __init__(self, scene: Scene, drafts: Sequence[Draft]) -> None:
        self.scene = scene
        self.drafts = drafts
        self.outer = nesting(drafts)
        self.speakers: list[tuple[Actor, ...] | None] = [None] * len(drafts)
        self.vias: list[tuple[Actor | None, ...]] = [()] * len(drafts)
        self.doubtful: set[int] = set()
        self._read: dict[Range, tuple[Actor, ...]] = {}
        order = sorted((draft.content[0][0], i) for i, draft in enumerate(drafts) if self.outer[i] is None)
        self._before: list[int | None] = [None] * len(drafts)
        for (_, first), (_, second) in pairwise(order):
            self._before[second] = first

    def run(self) -> None:
        def order(i: int) -> tuple[bool, Range]:
            draft = self.drafts[i]
            return self.outer[i] is not None, draft.source or draft.cue or draft.content[0]

        for i in sorted(range(len(self.drafts)), key=order):
            draft = self.drafts[i]
            if draft.source is not None:
                known = self._read.get(draft.source)  # two quotes may share their source (rule U6)
                self.speakers[i] = tuple(self._speakers(i, draft.source)) if known is None else known
                self._read[draft.source] = self.speakers[i] or ()
            self.vias[i] = tuple(self._via(via, self.speakers[i] or ()) for via in draft.via)
        self._answers()
        for i in range(len(self.drafts)):
            self._inherit(i)
        self._introduced()

    def _answers(self) -> None:
        """In an interview the answers are the words of the person it presents before the first question."""
        scene = self.scene
        bare = [
            i
            for i, draft in enumerate(self.drafts)
            if draft.source is None and draft.carries is None and scene.section_kind(draft.content[0][0]) == "answer"
        ]
        if not bare:
            return
        first = min(section.start for section in scene.sections if section.kind in ("question", "answer"))
        met = Counter(seen.number for seen in scene.cast.track if seen.start < first)
        persons = [(-count, number) for number, count in met.items() if scene.cast.actors[number].person()]
        if persons:
            guest = scene.cast.actors[min(persons)[1]]
            for i in bare:
                if self.speakers[i] is None:
                    self.speakers[i] = (guest,)

    def _introduced(self) -> None:
        """Who was only "the mayor" at first and is named later: the next new person without a role.

        News often keeps the name for the second paragraph. Believed only for a definite description and a
        bare full name, nobody else waiting for a name in between.
        """
        order = sorted(
            (self.drafts[i].source or (0, 0), actor.number)
            for i, actors in enumerate(self.speakers)
            if self.outer[i] is None and self.drafts[i].source is not None and actors and len(actors) == 1
            for actor in actors
        )
        cast = self.scene.cast
        waiting: list[Actor] = []
        met: set[int] = set()
        for span, number in order:
            actor = cast.actors[number]
            if number in met:
                continue
            met.add(number)
            phrase = self.scene.analyse(span)
            if actor.kind == "unnamed" and not phrase.proper and not phrase.indefinite and actor.sure:
                waiting.append(actor)
            elif (
                actor.kind == "person"
                and actor.proper
                and actor.role is None
                and len(actor.words) > 1
                and phrase.proper
            ):
                fitting = [one for one in waiting if not one.gender or not actor.gender or one.gender == actor.gender]
                if len(fitting) == 1 and actor.seen[0] > fitting[0].seen[0]:
                    waiting.remove(fitting[0])
                    self._replace(fitting[0], actor)

    def _replace(self, old: Actor, new: Actor) -> None:
        new.role = new.role or old.role
        new.party = new.party or (old.party if old.party is not new else None)
        for i, actors in enumerate(self.speakers):
            if actors and old in actors:
                self.speakers[i] = tuple(new if actor is old else actor for actor in actors)

    def _inherit(self, i: int) -> None:
        """A quote without a source of its own has the speakers of the one it carries on (rule S7)."""
        path = []
        at: int | None = i
        while at is not None and self.speakers[at] is None and at not in path:
            path.append(at)
            step = self.drafts[at].carries
            at = step if step is not None and 0 <= step < len(self.drafts) else None
        known = self.speakers[at] if at is not None else None
        for one in path:
            self.speakers[one] = known or ()

    def _speakers(self, i: int, span: Range) -> Iterator[Actor]:
        phrase = self.scene.analyse(span)
        seen: set[int] = set()
        for part in phrase.parts or (phrase,):
            actor = self._actor(i, part)
            if actor is not None and actor.number not in seen:
                seen.add(actor.number)
                self.scene.see(actor, (part.start, part.end), source=True, subject=True)
                yield actor

    def _actor(self, i: int, phrase: Phrase) -> Actor | None:
        scene = self.scene
        if not phrase.pronoun:
            if phrase.kind == "unnamed" and not phrase.indefinite:
                phrase = phrase._replace(definite=True)  # headlines leave articles out
            if phrase.kind == "unnamed" and phrase.definite and phrase.head in scene.lex.anyone:
                scene.nouns(
                    max(0, phrase.start - 400), phrase.start
                )  # "the woman" is rather the woman just mentioned than the last speaker
            actor = scene.cast.find(phrase, phrase.start)
            if actor is None:
                noun = scene.common(phrase)
                if noun is not phrase:
                    actor = scene.cast.find(noun, noun.start)
                return actor or (scene.add(noun) if noun.words else None)
            scene.learn(actor, phrase)
            return actor
        outer = self.outer[i]
        around = self._known(outer) if outer is not None else ()
        if phrase.pronoun in scene.lex.second:
            return None
        if phrase.pronoun in scene.lex.first:
            return around[0] if len(around) == 1 else None
        personal = phrase.pronoun not in scene.lex.relative
        marked = bool(around) and scene.text[self.drafts[outer or 0].content[0][0]] in MARKS
        # In somebody's own words "he" is another; in a report of them it is rather the speaker.
        barred = around if marked and personal else ()
        ranked = scene.pronoun(phrase, barred, reply=self._is_reply(i))
        if around and personal and not marked:
            ranked = sorted(((weight + 1.5 * (actor in around), actor) for weight, actor in ranked), key=_heaviest)
        gender = scene.gender(phrase.pronoun)
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.5:
            self.doubtful.add(i)
        if not ranked or ranked[0][0] <= -3.0:
            return None
        actor = ranked[0][1]
        if gender and actor.person():
            actor.gender = actor.gender or gender  # the pronoun tells: a later "she" is somebody else
        return actor

    def _known(self, i: int) -> tuple[Actor, ...]:
        """The speakers of a quote as far as they are known: its own, or those of the one it carries on."""
        for _ in range(20):
            speakers, step = self.speakers[i], self.drafts[i].carries
            if speakers is not None or step is None or not 0 <= step < len(self.drafts):
                return speakers or ()
            i = step
        return ()

    def _asks(self, asked: int, i: int) -> bool:
        """Whether a quote ends with a question mark and the next stands in a paragraph of its own."""
        end = self.drafts[asked].content[-1][1]
        at = self.scene.structure.paragraph_at
        question = "?" in self.scene.text[end - 2 : end]
        return question and at(self.drafts[i].content[0][0]) == at(end) + 1

    def _is_reply(self, i: int) -> bool:
        """Whether the cue says that this answers somebody else."""
        cue = self.drafts[i].cue
        asked = self._before[i]
        if asked is not None and self._asks(asked, i):
            return True
        if cue is None:
            return False
        return any(token.low in self.scene.lex.replies for token in tokens(self.scene.text, *cue))

    def _via(self, via: ViaDraft, speakers: Sequence[Actor]) -> Actor | None:
        scene = self.scene
        phrase = scene.analyse(via.source)
        if phrase.pronoun or phrase.parts or not phrase.words:
            return None
        if via.kind == "document" and not phrase.proper:
            phrase = phrase._replace(kind="document", sure=True)
            actor = scene.cast.find(phrase, phrase.start) if phrase.definite else None
            known = actor is not None
            if actor is None:
                actor = scene.add(phrase)
                if actor.party is None and len(speakers) == 1:
                    actor.party = speakers[0]
                if not actor.country and len(speakers) == 1:
                    actor.country = speakers[0].country
            scene.see(actor, via.source)
            return actor if known else None
        if via.kind == "platform":
            return None  # a platform is a place, nobody's voice
        if via.kind != "document" and phrase.kind in ("person", "unknown") and phrase.proper:
            phrase = phrase._replace(kind="organisation", sure=True, gender="")
        if not phrase.proper and phrase.kind not in ("organisation", "group"):
            return None
        actor = scene.cast.find(phrase, phrase.start)
        if actor is None:
            actor = scene.add(phrase)
        else:
            scene.learn(actor, phrase)
        scene.see(actor, via.source)
        return actor


def resolve(
    text: str,
    structure: Structure,
    language: str,
    drafts: Sequence[Draft],
    sections: Sequence[Section] = (),
    words: Words = NO_WORDS,
    known: Known = NOBODY,
) -> Resolved:
    """The entities of the article and the speakers of each draft (parallel to `drafts`). Pure.

    Entities that are `known` come back among the entities only where a draft uses them.
    """
    contents = [span for draft in drafts for span in draft.content]
    scene = Scene(text, structure, language, sections, words.outlets, contents)
    sources = [draft.source for draft in drafts if draft.source is not None]
    sources += [via.source for draft in drafts for via in draft.via]
    scene.admit(known.entities, known.placed)
    mentions = gather(scene, sources)
    resolver = _Resolver(scene, drafts)
    resolver.run()
    speakers = [actors or () for actors in resolver.speakers]
    used = [actor for actors in speakers for actor in actors]
    used += [actor for actors in resolver.vias for actor in actors if actor is not None]
    ids, entities = _entities(scene, used, mentions, sources, known.spare)
    return Resolved(
        entities,
        tuple(tuple(ids[actor.number] for actor in actors) for actors in speakers),
        tuple(tuple(None if actor is None else ids[actor.number] for actor in actors) for actors in resolver.vias),
        frozenset(resolver.doubtful),
        resolver.outer,
    )


def _entities(
    scene: Scene,
    used: Sequence[Actor],
    mentions: Sequence[tuple[Naming, Actor]],
    sources: Sequence[Range],
    spare: Sequence[Entity],
) -> tuple[dict[int, str], tuple[Entity, ...]]:
    """The entities of the actors used and of those they speak for, with ids in order of first use."""
    wanted: dict[int, Actor] = {}
    for actor in used:
        step: Actor | None = actor
        while step is not None and step.number not in wanted:
            wanted[step.number] = step
            step = step.party
    taken = {actor.known for actor in scene.cast.actors if actor.known is not None}
    taken |= {entity.id for entity in spare}
    free: dict[tuple[str, str], list[str]] = {}
    for entity in reversed(spare):
        free.setdefault((entity.name, entity.kind), []).append(entity.id)
    ids: dict[int, str] = {}
    for number, actor in wanted.items():
        again = free.get((actor.name, actor.kind)) if actor.known is None else None
        ids[number] = (
            again.pop()
            if again
            else actor.known or slug(actor.name if actor.proper or not actor.head else actor.head, taken)
        )
        taken.add(ids[number])
    claimed = merged(sources)
    starts = [start for start, _ in claimed]
    named: dict[int, list[Span]] = {}
    for one, actor in mentions:
        place = bisect_right(starts, one.start) - 1
        if actor.number not in wanted or (place >= 0 and inside((one.start, one.end), claimed[place])):
            continue
        if len(one.phrase.words) < 2 or scene.section_kind(one.start) in SILENT_KINDS:
            continue
        mine = named.setdefault(actor.number, [])
        if len(mine) < _MENTIONS:
            mine.append(span_of(scene.text, one.start, one.end))
    found = [
        Entity(
            id=ids[number],
            name=actor.name,
            kind=actor.kind,
            role=actor.role if actor.kind in ("person", "organisation") else None,
            speaks_for=ids[actor.party.number] if actor.party is not None else None,
            mentions=tuple(named.get(number, ())),
        )
        for number, actor in wanted.items()
    ]
    return ids, tuple(sorted(found, key=lambda entity: entity.id))
