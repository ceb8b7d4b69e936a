"""One text while its people are worked out: its names and nouns become actors with mentions.

The names of the whole text are gathered first, with the titles and appositives around them; common nouns
are nobody until a pronoun or a source asks for them. Offsets are code points.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from annotator.detection.coreference import Actor, Cast, Seen
from annotator.detection.naming import Phrase, analyse
from annotator.detection.people_words import Gender, Lexicon, lexicon
from annotator.detection.phrase_tokens import Token, tokens
from annotator.model import DISPLAY_KINDS, Entity, EntityKind, Section
from annotator.text import Range, Structure, content_start, merged

WORDS = re.compile(r"\b[^\W\d_]{2,4}\b")
_WORD_AFTER = re.compile(r"[ \xa0]([^\W\d_]+)")
_SAME_PHRASE = re.compile(r"[\s\-–’'/&]*")
_SMALL_WORDS = re.compile(r"\s([^\W\d_]+)")
_ASKED = 12  # words that are looked for one by one
_LABEL = re.compile(r"[A-Z]{1,2}[:.]\s+")  # "Q:", "A:" in an interview


_STOP = re.compile(
    r"[.!?…](?<![.!?…].)(?<!\b[A-Z].)(?<!\b[DMS][rst].)(?<!\bMrs.)(?<!\b(?:Sen|Gen|Gov|Rep|Col|Sgt).)"
    r"[.!?…]*[\"'”’»)\]]*\s+(?=[^\Wa-z]|[“\"‘'«(„])"
)


def _sentence_starts(text: str, structure: Structure) -> list[int]:
    """Where sentences begin, near enough for weighing distances, and quicker than `Structure.sentences`."""
    starts = {start for start, _ in structure.paragraphs}
    starts.update(match.end() for match in _STOP.finditer(text))
    return sorted(starts)


@lru_cache(maxsize=8)
def _told(lex: Lexicon) -> re.Pattern[str] | None:
    """What finds "he" and "she" of a language in all their forms; None where it has none."""
    words = [word for word in lex.masculine | lex.feminine if 2 <= len(word) <= 4 and word.isalpha()]
    rest: dict[str, list[str]] = {}
    for form in sorted({form for low in words for form in (low, low.capitalize(), low.upper())}):
        rest.setdefault(form[0], []).append(form[1:])
    # each begins with its first letter, as that can be looked for quickly, and not with a word boundary
    branches = [rf"{first}(?<!\w.)(?:{'|'.join(ends)})" for first, ends in rest.items()]
    return re.compile(rf"(?:{'|'.join(branches)})(?!\w)") if branches else None


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
        self.sentences = _sentence_starts(text, structure)
        self.paragraph_starts = frozenset(start for start, _ in structure.paragraphs)
        self.sentence_starts = frozenset(self.sentences)
        # the paragraph of each sentence: every paragraph begins with one
        self._paragraphs = list(accumulate(map(self.paragraph_starts.__contains__, self.sentences), initial=-1))[1:]
        self.titles: dict[int, bool] = {}
        self._asked = 0
        self._read: set[int] = set()
        self._phrases: dict[Range, Phrase] = {}

    @cached_property
    def told(self) -> list[int]:
        """Where "he" and "she" stand, in all their forms."""
        pattern = _told(self.lex)
        return [] if pattern is None else [match.start() for match in pattern.finditer(self.text)]

    @cached_property
    def _own_told(self) -> list[int]:
        """Those of them that are the writer's own words."""
        return [start for start in self.told if not self.in_content(start)]

    # --- places --------------------------------------------------------------------------------

    def sentence(self, at: int) -> int:
        """The number of the sentence that holds the offset."""
        return max(0, bisect_right(self.sentences, at) - 1)

    def _place(self, at: int) -> tuple[int, int]:
        """The numbers of the sentence and of the paragraph that hold the offset."""
        sentence = max(0, bisect_right(self.sentences, at) - 1)
        return sentence, self._paragraphs[sentence] if self._paragraphs else 0

    def section_kind(self, at: int) -> str:
        """The kind of the section that holds the offset, "" for none."""
        return _kind_at(self.sections, self._section_starts, at)

    def _content(self, at: int) -> int:
        """The number of the stretch of content that holds the offset, -1 for none."""
        place = bisect_right(self._content_starts, at) - 1
        return place if place >= 0 and at < self._contents[place][1] else -1

    def in_content(self, at: int) -> bool:
        """Whether the offset lies in the content of a quote."""
        return self._content(at) >= 0

    def analyse(self, span: Range) -> Phrase:
        """The phrase at the range."""
        phrase = self._phrases.get(span)
        if phrase is None:
            phrase = self._phrases[span] = analyse(self.text, *span, self.lex, self.outlets)
        return phrase

    def common(self, phrase: Phrase) -> Phrase:
        """A single capitalised word as a noun, where the text also writes it in small letters.

        Sentences and headlines begin with capitals: "Skippers said" names nobody.
        """
        if not phrase.proper or phrase.sure or phrase.kind != "person" or len(phrase.words) != 1:
            return phrase
        word = phrase.words[0]
        if phrase.role is not None or not self._small(word):
            return phrase
        many = word.endswith("s") and not word.endswith(("ss", "us", "is"))
        kind: EntityKind = "group" if many else "unknown"
        name = phrase.name.lower()
        return phrase._replace(kind=kind, proper=False, head=word, plural=many, name=name, gender="")

    def _small(self, word: str) -> bool:
        """Whether the text writes the word in small letters somewhere, after a blank.

        The first few are looked for one by one, which is quicker; then all are gathered, which stays linear.
        """
        self._asked += 1
        if self._asked > _ASKED or not word.isalpha():
            return word in self._small_words
        text = self.text
        at = text.find(word, 1) if word[0].islower() else -1
        while at >= 0:
            after = text[at + len(word) : at + len(word) + 1]
            if text[at - 1].isspace() and (after.isdecimal() or not after.isalnum()):
                return True
            at = text.find(word, at + 1)
        return False

    @cached_property
    def _small_words(self) -> frozenset[str]:
        """The words that the text writes in small letters somewhere, after a blank."""
        return frozenset(word for word in set(_SMALL_WORDS.findall(self.text)) if word[0].islower())

    def see(self, actor: Actor, span: Range, *, source: bool = False, subject: bool = False) -> None:
        """Record that the actor is mentioned at the range."""
        at = span[0]
        self.cast.see(
            Seen(
                at,
                span[1],
                actor.number,
                source and self.section_kind(at) not in DISPLAY_KINDS,
                subject,
                not source and self.in_content(at),
                *self._place(at),
            )
        )

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
        named = self.analyse(phrase.party)
        if named.pronoun or named.parts or not named.words:
            return
        party = self.cast.find(named, phrase.party[0])
        if party is None:
            # Nobody is introduced as a person in "the Reed spokesman": an unknown name is a body here.
            body = (
                named._replace(kind="organisation", sure=True, gender="") if named.proper and not named.sure else named
            )
            party = self.add(body)
        if party is not actor and not _leads(party, actor):
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
                phrase._replace(
                    name=entity.name, kind=kind, sure=entity.kind != "unknown", role=entity.role, gender=gender
                )
            )
            actor.known = entity.id
            by_id[entity.id] = actor
        for entity in entities:
            if entity.speaks_for in by_id:
                by_id[entity.id].party = by_id[entity.speaks_for]
        for span, id in sorted(placed):
            if id in by_id:
                heard = self._heard(span)
                self.learn(by_id[id], heard)
                if len(heard.words) > 1 and not heard.proper:
                    self.cast.alias(by_id[id], heard.words)  # the same description is the same one again
                self.see(by_id[id], span, source=True, subject=True)

    def _heard(self, span: Range) -> Phrase:
        """The phrase at the range as far as it may teach us a name: pronouns and pairs teach nothing."""
        phrase = self.analyse(span)
        return phrase._replace(words=(), role=None, party=None) if phrase.pronoun or phrase.parts else phrase

    # --- pronouns ------------------------------------------------------------------------------

    def pronoun(
        self, phrase: Phrase, barred: Collection[Actor] = (), *, reply: bool = False
    ) -> list[tuple[float, Actor]]:
        """The actors a pronoun may mean, best first; see `Cast.pronoun`."""
        at, word = phrase.start, phrase.pronoun
        if word in self.lex.first or word in self.lex.second:
            return []
        if word in self.lex.relative:
            actor = self._antecedent(at, word)
            return [(3.0, actor)] if actor is not None else []
        self._subjects(at)
        self._chain(at)
        place = self._place(at)
        ranked = self.cast.pronoun(word, at, *place, barred, reply=reply)
        paragraph = self.structure.paragraphs[place[1]][0] if self.structure.paragraphs else 0
        home = self._content(at)
        if home >= 0:
            paragraph = max(paragraph, self._contents[home][0])  # a speaker's own words bring people in, too
        if not ranked:
            self.nouns(max(at - 500, self.sentences[max(0, place[0] - 2)] if self.sentences else 0), at)
            ranked = self.cast.pronoun(word, at, *place, barred, reply=reply)
        elif not self._in_view(ranked[0][1], paragraph, at):
            # Whoever the paragraph has brought in itself goes before those of earlier ones.
            self.nouns(max(paragraph, at - 500), at)
            anew = self.cast.pronoun(word, at, *place, barred, reply=reply)
            ranked = sorted(anew, key=lambda one: not self._in_view(one[1], paragraph, at))
        return ranked

    def _in_view(self, actor: Actor, start: int, at: int) -> bool:
        """Whether the actor is mentioned between the two offsets."""
        place = bisect_left(actor.seen, at)
        return place > 0 and actor.seen[place - 1] >= start

    def _chain(self, at: int) -> None:
        """Understand the writer's own "he" and "she" on the way to this pronoun: they keep somebody in view."""
        for start in self._own_told[bisect_left(self._own_told, at - 700) : bisect_left(self._own_told, at)]:
            if start in self._read:
                continue
            self._read.add(start)
            word = WORDS.match(self.text, start)
            if word is None:
                continue
            low = word.group().casefold()
            if self._possessive(word):
                actor = self._owner(start, self.gender(low))
            else:
                ranked = self.cast.pronoun(low, start, *self._place(start))
                actor = ranked[0][1] if ranked and ranked[0][0] > 0.0 else None
            if actor is not None:
                if actor.person() and not actor.gender:
                    actor.gender = self.gender(low)
                self.see(actor, word.span(), subject=word.group() in ("He", "She"))

    def _possessive(self, word: re.Match[str]) -> bool:
        """Whether this is "his" or "her" before a noun, and not "her" as an object."""
        if word.group() not in ("his", "her"):
            return False
        following = _WORD_AFTER.match(self.text, word.end())
        return following is not None and not (
            following.group(1) in self.lex.openers or following.group(1) in self.lex.prepositions
        )

    def _owner(self, at: int, gender: Gender) -> Actor | None:
        """Whose "his" or "her" it is: rather the subject of the same sentence than anybody before."""
        track = self.cast.track
        place = bisect_left(track, Seen(at, at, 0))
        number = self.sentence(at)
        for seen in reversed(track[max(0, place - 6) : place]):
            actor = self.cast.actors[seen.number]
            if seen.sentence != number:
                return None
            if seen.subject and actor.person() and actor.gender in ("", gender):
                return None if somebody(self, seen.end, at) else actor
        return None

    def gender(self, word: str) -> Gender:
        """The gender a pronoun tells."""
        return "m" if word in self.lex.masculine else "f" if word in self.lex.feminine else ""

    def _subjects(self, at: int) -> None:
        """Read the subjects of the sentences before a pronoun: common nouns are nobody until then."""
        number = self.sentence(at)
        home = self._content(at)
        for i in range(max(0, number - 2), number + 1):
            start = self.sentences[i] if i < len(self.sentences) else 0
            if start in self._read or start >= at or (home < 0 and self.in_content(start)):
                continue
            self._read.add(start)
            begin = content_start(self.text, start, at)
            label = _LABEL.match(self.text, begin, at)
            self._noun(tokens(self.text, label.end() if label else begin, min(at, start + 120), 7), subject=True)

    def nouns(self, start: int, at: int) -> None:
        """Read the other noun phrases between `start` and a pronoun at `at`, which may take one of them up.

        Those in somebody's words only count for a pronoun in somebody's words.
        """
        found = tokens(self.text, start, at)
        determined = self.lex.determined
        outside = not self.in_content(at)
        for i, token in enumerate(found):
            if token.low not in determined or token.start in self._read:
                continue
            if outside and self.in_content(token.start):
                continue
            self._read.add(token.start)
            self._noun(found[i : i + 6], subject=False)

    def _noun(self, found: Sequence[Token], *, subject: bool) -> None:
        """See the actor of the noun phrase these words begin with, if its head is a noun we know."""
        lex = self.lex
        if not found or not (
            found[0].low in lex.articles
            or found[0].low in lex.definite
            or found[0].low in lex.indefinite
            or (found[0].low in lex.group and found[0].capital)
        ):
            return
        head = None
        for k, token in enumerate(found):
            gap = self.text[found[k - 1].end : token.start] if k else ""
            if token.low in (",", ";", "(", ")") or not _SAME_PHRASE.fullmatch(gap):
                break
            if k and not token.capital and token.low in lex.prepositions:
                break
            if token.low in lex.heads:
                head = k
            elif head is not None and not token.capital:
                break
            elif head is not None or (0 < k + 1 < len(found) and found[k + 1].low in lex.auxiliaries):
                head = k
        if not head and found[0].low not in lex.group:
            # "Two skiers came", "les apprentis": many of something, whatever they are
            several = found[0].low in lex.plural_articles or (subject and found[0].low in lex.several)
            if not several or len(found) < 2 or found[1].capital or not found[1].low.endswith("s"):
                return
            head = 1
        span = (found[0].start, found[head or 0].end)
        if self.analyse(span).kind == "unknown":
            return
        actor = self.who(span)
        if actor is not None:
            self.see(actor, span, subject=subject)

    def _antecedent(self, at: int, word: str) -> Actor | None:
        """What a relative pronoun stands for: the noun phrase that ends right before it."""
        text, lex = self.text, self.lex
        start = self.sentences[self.sentence(at)] if self.sentences else 0
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
        determiners = lex.determined
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


def somebody(scene: Scene, start: int, end: int) -> bool:
    """Whether somebody else may be named by a noun between the two offsets."""
    between = tokens(scene.text, start, end)
    return any(token.low in scene.lex.person or token.low in scene.lex.articles for token in between)
