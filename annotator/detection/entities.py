"""Who speaks in an article: its entities, and the speakers of each quote found (SCHEME 1.6).

Names are gathered from the whole text first, so that a surname is understood before its full form is
printed; then the sources are read in text order, nested ones last. Only entities that speak, pass words on
or are spoken for come out. What a phrase is by itself is judged in `naming`, whom it means in `coreference`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.detection.base import Draft, ViaDraft, Words
from annotator.detection.coreference import Actor, Cast, Seen
from annotator.detection.links import nesting
from annotator.detection.naming import Lexicon, Phrase, analyse, lexicon, slug, tokens
from annotator.model import SILENT_KINDS, Entity, Section, Span, span_of
from annotator.text import Range, Structure, inside, merged

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽΑ-ΩΆΈΉΊΌΎΏА-ЯЁЇІЄҐ"
_CAPITAL = rf"(?:(?:[Aa]l|[Ee]l)[-‑]|[dDOL][’'])?[{_UPPER}][^\W_]*(?:[’'](?!s\b)[^\W_]+|[-‑&.][^\W_]+)*"
_DOT = (
    r"(?:(?:(?<=\b[A-Z])|(?<=\bMr)|(?<=\bMs)|(?<=\bDr)|(?<=\bMrs)|(?<=\bSt)|(?<=\bLt)|(?<=\bGen)|(?<=\bSen)|(?<=\bGov)"
    r"|(?<=\bRep)|(?<=\bCol)|(?<=\bSgt)|(?<=\bCpl)|(?<=\bCapt)|(?<=\bProf)|(?<=\bRev))\.)?"
)
_PARTICLES = "de|del|della|der|den|des|di|da|dos|du|la|le|van|von|zu|zur|ten|ter|bin|ibn|al|el"


def _run(blank: str) -> re.Pattern[str]:
    """A run of capitalised words with particles inside, its words parted by `blank`."""
    particles = rf"(?:(?:{_PARTICLES}){blank}){{0,3}}"
    return re.compile(rf"(?<![\w’']){_CAPITAL}(?:{_DOT}{blank}{particles}{_CAPITAL}){{0,9}}")


_RUN = _run(r"[ \xa0]")
_WRAPPED = _run(r"(?:[ \xa0]|\r?\n)")
_WORD_BEFORE = re.compile(r"([^\W_]+)[ \xa0]+$")
_ACRONYM = re.compile(r"\((?:the )?([A-Z][A-Za-z]{1,7})\)")
_WHEREABOUTS = frozenset(("in", "at", "near", "outside", "inside", "from", "around", "across"))
_SKIPPED = (SILENT_KINDS - {"credit"}) | {"headline", "kicker", "tags"}
NO_WORDS = Words()
"""A corpus without words of its own."""
_MENTIONS = 40  # naming mentions kept for one entity


@dataclass(frozen=True)
class Resolved:
    """Who speaks: entities by id, and for each draft the ids of its speakers and of its vias' entities.

    `doubtful` holds the indices of drafts whose pronoun had a second reading nearly as good.
    """

    entities: tuple[Entity, ...]
    speakers: tuple[tuple[str, ...], ...]
    vias: tuple[tuple[str | None, ...], ...]
    doubtful: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Naming:
    """A run of capitals in the text that may name somebody; `first` says it leads its sentence."""

    start: int
    end: int
    phrase: Phrase
    first: bool
    place: bool


def _kind_at(sections: Sequence[Section], starts: Sequence[int], at: int) -> str:
    place = bisect_right(starts, at) - 1
    return sections[place].kind if place >= 0 and at < sections[place].end else ""


class Scene:
    """One text while its people are worked out: layout, words of the language, actors."""

    def __init__(
        self,
        text: str,
        structure: Structure,
        language: str,
        sections: Sequence[Section] = (),
        outlets: Sequence[str] = (),
        contents: Sequence[Range] = (),
    ) -> None:
        self.text = text
        self.structure = structure
        self.lex: Lexicon = lexicon(language)
        self.cast = Cast(self.lex)
        self.sections = sections
        self._section_starts = [section.start for section in sections]
        self.outlets = frozenset(name.casefold() for name in outlets)
        self._contents = merged(contents)
        self._content_starts = [start for start, _ in self._contents]
        self._sentences = [start for group in structure.sentences for start, _ in group]
        self._read: set[int] = set()

    # --- places --------------------------------------------------------------------------------

    def sentence(self, at: int) -> int:
        """The number of the sentence that holds the offset."""
        return max(0, bisect_right(self._sentences, at) - 1)

    def section_kind(self, at: int) -> str:
        """The kind of the section that holds the offset, "" for none."""
        return _kind_at(self.sections, self._section_starts, at)

    def in_content(self, at: int) -> bool:
        """Whether the offset lies in the content of a quote."""
        place = bisect_right(self._content_starts, at) - 1
        return place >= 0 and at < self._contents[place][1]

    def analyse(self, span: Range) -> Phrase:
        """The phrase at the range."""
        return analyse(self.text, *span, self.lex, self.outlets)

    def see(self, actor: Actor, span: Range, *, source: bool = False, subject: bool = False) -> None:
        """Record that the actor is mentioned at the range."""
        at = span[0]
        self.cast.see(
            Seen(
                at,
                span[1],
                actor.number,
                source,
                subject,
                self.in_content(at) and not source,
                self.sentence(at),
                self.structure.paragraph_at(at),
            )
        )

    # --- names in the text ---------------------------------------------------------------------

    def namings(self) -> Iterator[Naming]:
        """Every run of capitals that may name somebody, titles of sections and page furniture left out."""
        text, lex = self.text, self.lex
        wrapped = any("\n" in text[start:end] or "\r" in text[start:end] for start, end in self.structure.paragraphs)
        known: dict[str, Phrase] = {}
        sentence = -1
        for match in (_WRAPPED if wrapped else _RUN).finditer(text):
            start, end = match.span()
            if self.sections and self.section_kind(start) in _SKIPPED:
                continue
            run = text[start:end]
            low = run.split()[0].casefold() if " " in run else run.casefold()
            while low in lex.openers:
                space = run.find(" ")
                if space < 0:
                    run = ""
                    break
                start += space + 1
                run = text[start:end]
                low = run.split()[0].casefold() if run else ""
            if not run or len(run) == 1 or (run.isupper() and " " in run):
                continue
            phrase = known.get(run)
            if phrase is None:
                phrase = self.analyse((start, end))
                known[run] = phrase
            number = self.sentence(start)
            before = _WORD_BEFORE.search(text, max(0, start - 16), start)
            word = before.group(1).casefold() if before else ""
            first = number != sentence and word not in lex.prepositions
            sentence = number
            yield Naming(start, end, phrase, first, word in _WHEREABOUTS)

    def gather(self, sources: Sequence[Range]) -> list[tuple[Naming, Actor]]:
        """Make actors of all full names, of the text and of the sources; returns every mention by name."""
        cast = self.cast
        found = list(self.namings())
        full = [(one.start, one.end, one.phrase, one.place) for one in found if len(one.phrase.words) > 1]
        for span in sources:
            phrase = self.analyse(span)
            for part in phrase.parts or (phrase,):
                if part.proper and len(part.words) > 1:
                    full.append((part.start, part.end, part, False))
        for start, _, phrase, place in sorted(full, key=lambda one: one[:2]):
            if not phrase.proper or phrase.kind not in ("person", "organisation"):
                continue
            actor = cast.find(phrase, start)
            if actor is None and not (place and not phrase.sure):
                actor = self.add(phrase)
            elif actor is not None:
                self.learn(actor, phrase)
        self._acronyms()
        mentions = []
        later = []
        for one in found:
            actor = cast.find(one.phrase, one.start) if one.phrase.proper and len(one.phrase.words) > 1 else None
            if actor is not None:
                self.see(actor, (one.start, one.end), subject=one.first)
                mentions.append((one, actor))
            elif one.phrase.proper:
                later.append(one)
        for span in sources:
            phrase = self.analyse(span)
            for part in phrase.parts or (phrase,):
                if part.proper and len(part.words) == 1 and cast.find(part, part.start) is None:
                    self.add(part)
        for one in later:
            actor = cast.find(one.phrase, one.start)
            if actor is not None and not (one.place and actor.person()):
                self.see(actor, (one.start, one.end), subject=one.first)
                mentions.append((one, actor))
        return mentions

    def _acronyms(self) -> None:
        """Acronyms introduced in brackets after the name: "Harbour Workers Union (HWU)"."""
        for match in _ACRONYM.finditer(self.text):
            letters = match.group(1)
            before = [
                token for token in tokens(self.text, max(0, match.start() - 90), match.start()) if token.low != ","
            ]
            wanted = [letter.casefold() for letter in letters if letter.isupper()] or [letters[0].casefold()]
            at = len(before)
            for letter in reversed(wanted):
                at -= 1
                while at >= 0 and before[at].low[0] != letter and not before[at].capital:
                    at -= 1
                if at < 0 or before[at].low[0] != letter:
                    at = -1
                    break
            if at < 0 or len(wanted) < 2:
                continue
            span = (before[at].start, before[-1].end)
            phrase = replace(self.analyse(span), kind="organisation", sure=True, proper=True, gender="")
            whole = replace(
                phrase, name=" ".join(self.text[span[0] : span[1]].split()), words=tuple(t.low for t in before[at:])
            )
            actor = self.cast.find(whole, span[0])
            if actor is None:
                actor = self.add(whole)
            actor.kind, actor.sure, actor.gender = "organisation", True, ""
            self.cast.alias(actor, (letters.casefold(),))

    # --- actors --------------------------------------------------------------------------------

    def add(self, phrase: Phrase) -> Actor:
        """A new actor, with the party it speaks for."""
        actor = self.cast.add(phrase)
        self._party(actor, phrase)
        return actor

    def learn(self, actor: Actor, phrase: Phrase) -> None:
        """What this mention adds to what is known of the actor."""
        self.cast.learn(actor, phrase)
        self._party(actor, phrase)

    def _party(self, actor: Actor, phrase: Phrase) -> None:
        if phrase.party is None or actor.party is not None:
            return
        party = self.who(phrase.party)
        if party is not None and party is not actor and not party.person() and not _leads(party, actor):
            actor.party = party

    def who(self, span: Range) -> Actor | None:
        """The actor a phrase without pronouns names at this place, a new one if need be."""
        phrase = self.analyse(span)
        if phrase.pronoun or not phrase.words or phrase.parts:
            return None
        actor = self.cast.find(phrase, span[0])
        if actor is None:
            return self.add(phrase)
        self.learn(actor, phrase)
        return actor

    def admit(self, entities: Sequence[Entity], placed: Sequence[tuple[Range, str]]) -> None:
        """Take over entities that are known already, and where they were named as sources."""
        by_id: dict[str, Actor] = {}
        for entity in entities:
            phrase = analyse(entity.name, 0, len(entity.name), self.lex, self.outlets)
            if phrase.pronoun or phrase.parts or not phrase.words:
                words = tuple(token.low for token in tokens(entity.name, 0, len(entity.name))) or (
                    entity.name.casefold(),
                )
                phrase = Phrase(0, len(entity.name), entity.name, words)
            kind = entity.kind if entity.kind != "unknown" else phrase.kind
            gender = phrase.gender or (
                self.lex.gender_of((entity.role or "").casefold().split()) if kind == "person" else ""
            )
            actor = self.cast.add(
                replace(
                    phrase, name=entity.name, kind=kind, sure=entity.kind != "unknown", role=entity.role, gender=gender
                )
            )
            actor.known = entity.id
            by_id[entity.id] = actor
        for entity in entities:
            if entity.speaks_for in by_id:
                by_id[entity.id].party = by_id[entity.speaks_for]
        for span, id in sorted(placed):
            if id in by_id:
                self.learn(by_id[id], self._heard(span))
                self.see(by_id[id], span, source=True, subject=True)

    def _heard(self, span: Range) -> Phrase:
        """The phrase at the range as far as it may teach us a name: pronouns and pairs teach nothing."""
        phrase = self.analyse(span)
        return replace(phrase, words=(), role=None, party=None) if phrase.pronoun or phrase.parts else phrase

    # --- pronouns ------------------------------------------------------------------------------

    def pronoun(self, phrase: Phrase) -> list[tuple[float, Actor]]:
        """The actors a pronoun may mean, best first."""
        at, word = phrase.start, phrase.pronoun
        if word in self.lex.first:
            return []
        if word in self.lex.relative:
            actor = self._antecedent(at, word)
            return [(3.0, actor)] if actor is not None else []
        self._subjects(at)
        return self.cast.pronoun(word, at, self.sentence(at), self.structure.paragraph_at(at))

    def _subjects(self, at: int) -> None:
        """Read the subjects of the sentences before a pronoun: common nouns are nobody until then."""
        number = self.sentence(at)
        for i in range(max(0, number - 2), number + 1):
            start = self._sentences[i] if i < len(self._sentences) else 0
            if start in self._read or start >= at or self.in_content(start):
                continue
            self._read.add(start)
            found = tokens(self.text, start, min(at, start + 120))[:7]
            if not found or found[0].low not in self.lex.articles | self.lex.definite | self.lex.indefinite:
                continue
            head = next((k for k, token in enumerate(found) if token.low in self.lex.heads), None)
            if head is None:
                continue
            while head + 1 < len(found) and (found[head + 1].low in self.lex.heads or found[head + 1].capital):
                head += 1
            span = (found[0].start, found[head].end)
            actor = self.who(span)
            if actor is not None:
                self.see(actor, span, subject=True)

    def _antecedent(self, at: int, word: str) -> Actor | None:
        """What a relative pronoun stands for: the noun phrase that ends right before it."""
        text, lex = self.text, self.lex
        start = self._sentences[self.sentence(at)] if self._sentences else 0
        found = tokens(text, max(start, at - 160), at)
        while found and found[-1].low in (",", ")", "(", ";", *lex.prepositions):
            found.pop()
        if not found:
            return None
        stop = found[-1].end
        near = [self.cast.actors[seen.number] for seen in self._ending_at(stop)]
        persons = [actor for actor in near if actor.person() or actor.kind == "group"]
        if persons:
            return persons[0]
        determiners = lex.articles | lex.definite | lex.indefinite
        for i in range(len(found) - 1, max(-1, len(found) - 11), -1):
            if found[i].low == ",":
                break
            if found[i].low in determiners or found[i].low in lex.group:
                phrase = self.analyse((found[i].start, stop))
                if phrase.sure and (word not in ("who", "whom") or phrase.kind not in ("document",)):
                    return self.who((found[i].start, stop))
        if near:
            return near[0]
        if found[-1].capital:
            at = len(found) - 1
            while at > 0 and found[at - 1].capital:
                at -= 1
            return self.who((found[at].start, stop))
        return None

    def _ending_at(self, stop: int) -> list[Seen]:
        place = bisect_right(self.cast.track, Seen(stop, stop, 0))
        return [seen for seen in reversed(self.cast.track[max(0, place - 6) : place]) if seen.end == stop]


def _leads(party: Actor, actor: Actor) -> bool:
    """Whether `actor` already is somebody `party` speaks for, so that a link would close a circle (E11)."""
    step: Actor | None = party
    while step is not None:
        if step is actor:
            return True
        step = step.party
    return False


class _Resolver:
    """Reads the sources of the drafts; one use."""

    def __init__(self, scene: Scene, drafts: Sequence[Draft]) -> None:
        self.scene = scene
        self.drafts = drafts
        self.outer = nesting(drafts)
        self.speakers: list[tuple[Actor, ...] | None] = [None] * len(drafts)
        self.vias: list[tuple[Actor | None, ...]] = [()] * len(drafts)
        self.doubtful: set[int] = set()

    def run(self) -> None:
        def order(i: int) -> tuple[bool, Range]:
            draft = self.drafts[i]
            return self.outer[i] is not None, draft.source or draft.cue or draft.content[0]

        for i in sorted(range(len(self.drafts)), key=order):
            draft = self.drafts[i]
            if draft.source is not None:
                self.speakers[i] = tuple(self._speakers(i, draft.source))
            self.vias[i] = tuple(self._via(via, self.speakers[i] or ()) for via in draft.via)
        for i in range(len(self.drafts)):
            self._inherit(i)

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
            if phrase.owner and phrase.party is None:
                return self._relation(i, phrase)
            actor = scene.cast.find(phrase, phrase.start)
            if actor is None:
                return scene.add(phrase) if phrase.words else None
            scene.learn(actor, phrase)
            return actor
        outer = self.outer[i]
        around = (self.speakers[outer] or ()) if outer is not None else ()
        if phrase.pronoun in scene.lex.first:
            return around[0] if len(around) == 1 else None
        ranked = scene.pronoun(phrase)
        if around and phrase.pronoun not in scene.lex.relative and outer is not None:
            ranked = self._nested(ranked, around, outer)
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.5:
            self.doubtful.add(i)
        return ranked[0][1] if ranked and ranked[0][0] > -3.0 else None

    def _nested(
        self, ranked: list[tuple[float, Actor]], around: Sequence[Actor], outer: int
    ) -> list[tuple[float, Actor]]:
        """In somebody's own words "he" is another; in a report of them it is rather the speaker."""
        start = self.drafts[outer].content[0][0]
        marked = self.scene.text[start] in "\"“„«»”‘'「『‚‹"
        shift = -4.0 if marked else 1.5
        return sorted(
            ((weight + (shift if actor in around else 0.0), actor) for weight, actor in ranked), key=lambda one: -one[0]
        )

    def _relation(self, i: int, phrase: Phrase) -> Actor | None:
        """ "His wife", "their lawyer": somebody of his own, found again by the same words nearby."""
        scene = self.scene
        actor = scene.cast.find(phrase, phrase.start)
        if actor is None:
            return scene.add(phrase)
        scene.learn(actor, phrase)
        return actor

    def _via(self, via: ViaDraft, speakers: Sequence[Actor]) -> Actor | None:
        scene = self.scene
        phrase = scene.analyse(via.source)
        if phrase.pronoun or phrase.parts or not phrase.words:
            return None
        if via.kind == "document" and not phrase.proper:
            phrase = replace(phrase, kind="document", sure=True)
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
        if via.kind != "document" and phrase.kind in ("person", "unknown") and phrase.proper:
            phrase = replace(phrase, kind="organisation", sure=True, gender="")
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
    known: Sequence[Entity] = (),
    placed: Sequence[tuple[Range, str]] = (),
) -> Resolved:
    """The entities of the article and the speakers of each draft (parallel to `drafts`). Pure.

    `known` are entities that exist already and keep their ids; `placed` says at which source words. They
    come back among the entities only where a draft uses them.
    """
    contents = [span for draft in drafts for span in draft.content]
    scene = Scene(text, structure, language, sections, words.outlets, contents)
    sources = [draft.source for draft in drafts if draft.source is not None]
    sources += [via.source for draft in drafts for via in draft.via]
    scene.admit(known, placed)
    mentions = scene.gather(sources)
    resolver = _Resolver(scene, drafts)
    resolver.run()
    speakers = [actors or () for actors in resolver.speakers]
    used = [actor for actors in speakers for actor in actors]
    used += [actor for actors in resolver.vias for actor in actors if actor is not None]
    ids, entities = _entities(scene, used, mentions, sources)
    return Resolved(
        entities,
        tuple(tuple(ids[actor.number] for actor in actors) for actors in speakers),
        tuple(tuple(None if actor is None else ids[actor.number] for actor in actors) for actors in resolver.vias),
        frozenset(resolver.doubtful),
    )


def _entities(
    scene: Scene, used: Sequence[Actor], mentions: Sequence[tuple[Naming, Actor]], sources: Sequence[Range]
) -> tuple[dict[int, str], tuple[Entity, ...]]:
    """The entities of the actors used and of those they speak for, with ids in order of first use."""
    wanted: dict[int, Actor] = {}
    for actor in used:
        step: Actor | None = actor
        while step is not None and step.number not in wanted:
            wanted[step.number] = step
            step = step.party
    taken = {actor.known for actor in scene.cast.actors if actor.known is not None}
    ids: dict[int, str] = {}
    for number, actor in wanted.items():
        ids[number] = actor.known or slug(actor.name, taken)
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
