"""One text while its people are worked out: its names and nouns become actors with mentions.

The names of the whole text are gathered first, with the titles and appositives around them; common nouns
are nobody until a pronoun or a source asks for them. Offsets are code points.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from annotator.detection.coreference import Actor, Cast, Seen
from annotator.detection.naming import Gender, Lexicon, Phrase, Token, analyse, lexicon, plain, tokens
from annotator.model import DISPLAY_KINDS, SILENT_KINDS, Entity, Section
from annotator.text import Range, Structure, content_start, merged

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
_WORDS = re.compile(r"\b[^\W\d_]{2,4}\b")
_LONGEST = 5  # words of a person's name
_WORD_AFTER = re.compile(r"[ \xa0]([^\W\d_]+)")
_LABEL = re.compile(r"[A-Z]{1,2}[:.]\s+")  # "Q:", "A:" in an interview
_WORD_BEFORE = re.compile(r"([^\W_]+)[ \xa0]+$")
_AFTER = re.compile(r",\s+([^,.;:()“”\"\n]{3,90})[,.;]")
_STOPS = re.compile(r"[,.;:“”\"()]\s*")
_ACRONYM = re.compile(r"\((?:the )?([A-Z][A-Za-z]{1,7})\)")
_WHEREABOUTS = frozenset(("in", "at", "near", "outside", "inside", "from", "around", "across"))
_SKIPPED = (SILENT_KINDS - {"credit"}) | {"headline", "kicker", "tags"}


class Naming(NamedTuple):
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
        self._paragraphs = frozenset(start for start, _ in structure.paragraphs)
        self._titles: dict[int, bool] = {}
        self._read: set[int] = set()
        self._phrases: dict[Range, Phrase] = {}

    @cached_property
    def _told(self) -> list[int]:
        """Where "he" and "she" stand, in all their forms."""
        words = self.lex.masculine | self.lex.feminine
        return [match.start() for match in _WORDS.finditer(self.text) if match.group().casefold() in words]

    # --- places --------------------------------------------------------------------------------

    def sentence(self, at: int) -> int:
        """The number of the sentence that holds the offset."""
        return max(0, bisect_right(self._sentences, at) - 1)

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
            if self.section_kind(start) in _SKIPPED if self.sections else self._in_title_style(start):
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
            if word == "by" and before is not None and before.start() in self._paragraphs:
                continue  # a byline
            yield Naming(start, end, phrase, first, word in _WHEREABOUTS)

    def _in_title_style(self, at: int) -> bool:
        """Whether the paragraph is a headline in which nearly every word has a capital."""
        number = self.structure.paragraph_at(at)
        known = self._titles.get(number)
        if known is None:
            start, end = self.structure.paragraphs[number]
            found = tokens(self.text, start, min(end, start + 200))
            capitals = sum(token.capital for token in found)
            known = len(found) >= 4 and capitals >= 0.65 * len(found) and self.text[end - 1] not in '.!?”"'
            self._titles[number] = known
        return known

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
            if phrase.kind == "person" and len(phrase.words) > _LONGEST:
                continue  # a headline in title style
            actor = cast.find(phrase, start)
            if actor is None and not (place and not phrase.sure):
                actor = self.add(phrase)
            elif actor is not None:
                self.learn(actor, phrase)
        self._appositives(found)
        self._acronyms()
        self._genders(found)
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

    def _appositives(self, found: Sequence[Naming]) -> None:
        """Roles that stand beside a full name between commas: "Lea Quist, the mayor,", "the envoy, Maro Sand,"."""
        for one in found:
            if len(one.phrase.words) < 2 or one.phrase.kind != "person":
                continue
            after = _AFTER.match(self.text, one.end, one.end + 100)
            span = after.span(1) if after else self._before(one.start) or self._title(one.start)
            if span is None:
                continue
            role = self.analyse(span)
            actor = self.cast.find(one.phrase, one.start)
            if actor is None or role.proper or role.parts or role.kind != "unnamed" or not role.sure:
                continue
            said = plain(self.text, *span)
            self.learn(
                actor, one.phrase._replace(role=said, gender=role.gender, party=role.party, kind="person", sure=True)
            )

    def _title(self, start: int) -> Range | None:
        """The role in small letters right before a name: "council chair" Hanne Dol."""
        found = tokens(self.text, max(0, start - 60), start)
        if not found or found[-1].low not in self.lex.person or self.text[found[-1].end : start].strip():
            return None
        at = len(found) - 1
        while at > 0 and (
            found[at - 1].capital or found[at - 1].low in self.lex.heads or found[at - 1].low in self.lex.places
        ):
            at -= 1
        return found[at].start, found[-1].end

    def _genders(self, found: Sequence[Naming]) -> None:
        """The gender of a subject from "his" or "her" later in its sentence, nobody else named in between."""
        if self.lex.grammatical_gender:
            return
        for i, one in enumerate(found):
            if not one.first or one.phrase.kind != "person" or self.in_content(one.start):
                continue
            at = bisect_left(self._told, one.end)
            limit = found[i + 1].start if i + 1 < len(found) else len(self.text)
            told = self._told[at] if at < len(self._told) else limit
            if told >= limit or self.in_content(told) or self.sentence(told) != self.sentence(one.start):
                continue
            if self._somebody(one.end, told):
                continue  # "his" may be somebody else's
            actor = self.cast.find(one.phrase, one.start)
            word = _WORDS.match(self.text, told)
            if actor is not None and word is not None and actor.person() and not actor.gender:
                actor.gender = self.gender(word.group().casefold())

    def _somebody(self, start: int, end: int) -> bool:
        """Whether somebody else may be named by a noun between the two offsets."""
        between = tokens(self.text, start, end)
        return any(token.low in self.lex.person or token.low in self.lex.articles for token in between)

    def _before(self, start: int) -> Range | None:
        """The noun phrase that ends with a comma right before a name, from its determiner on."""
        if self.text[start - 2 : start] != ", ":
            return None
        window = max(0, start - 90)
        at = max((match.end() for match in _STOPS.finditer(self.text, window, start - 2)), default=window)
        first = next(
            (
                token
                for token in tokens(self.text, at, start - 2)
                if token.low in self.lex.articles or token.low in self.lex.definite
            ),
            None,
        )
        return (first.start, start - 2) if first is not None else None

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
            phrase = self.analyse(span)._replace(kind="organisation", sure=True, proper=True, gender="")
            whole = phrase._replace(
                name=" ".join(self.text[span[0] : span[1]].split()), words=tuple(t.low for t in before[at:])
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
        if word in self.lex.first:
            return []
        if word in self.lex.relative:
            actor = self._antecedent(at, word)
            return [(3.0, actor)] if actor is not None else []
        self._subjects(at)
        self._chain(at)
        place = (self.sentence(at), self.structure.paragraph_at(at))
        ranked = self.cast.pronoun(word, at, *place, barred, reply=reply)
        paragraph = self.structure.paragraphs[place[1]][0] if self.structure.paragraphs else 0
        if not ranked:
            self.nouns(max(at - 500, self._sentences[max(0, place[0] - 2)] if self._sentences else 0), at)
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
        last = bisect_left(self._told, at)
        for start in self._told[bisect_left(self._told, at - 700) : last]:
            if start in self._read or self.in_content(start):
                continue
            self._read.add(start)
            word = _WORDS.match(self.text, start)
            if word is None:
                continue
            low = word.group().casefold()
            if self._possessive(word):
                actor = self._owner(start, self.gender(low))
            else:
                place = (self.sentence(start), self.structure.paragraph_at(start))
                ranked = self.cast.pronoun(low, start, *place)
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
        return following is not None and following.group(1) not in self.lex.openers | self.lex.prepositions

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
                return None if self._somebody(seen.end, at) else actor
        return None

    def gender(self, word: str) -> Gender:
        """The gender a pronoun tells."""
        return "m" if word in self.lex.masculine else "f" if word in self.lex.feminine else ""

    def _subjects(self, at: int) -> None:
        """Read the subjects of the sentences before a pronoun: common nouns are nobody until then."""
        number = self.sentence(at)
        home = self._content(at)
        for i in range(max(0, number - 2), number + 1):
            start = self._sentences[i] if i < len(self._sentences) else 0
            if start in self._read or start >= at or (home < 0 and self.in_content(start)):
                continue
            self._read.add(start)
            begin = content_start(self.text, start, at)
            label = _LABEL.match(self.text, begin, at)
            self._noun(tokens(self.text, label.end() if label else begin, min(at, start + 120))[:7], subject=True)

    def nouns(self, start: int, at: int) -> None:
        """Read the other noun phrases between `start` and a pronoun at `at`, which may take one of them up.

        Those in somebody's words only count for a pronoun in somebody's words.
        """
        found = tokens(self.text, start, at)
        determined = self.lex.articles | self.lex.definite | self.lex.indefinite
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
            if token.low in (",", ";", "(", ")") or (k and not token.capital and token.low in lex.prepositions):
                break
            if token.low in lex.heads:
                head = k
            elif head is not None and not token.capital:
                break
            elif head is not None or (0 < k + 1 < len(found) and found[k + 1].low in lex.auxiliaries):
                head = k
        if not head and found[0].low not in lex.group:
            return
        span = (found[0].start, found[head or 0].end)
        if self.analyse(span).kind == "unknown":
            return
        actor = self.who(span)
        if actor is not None:
            self.see(actor, span, subject=subject)

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
