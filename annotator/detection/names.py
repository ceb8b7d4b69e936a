"""The names in a text: runs of capitals with the roles, acronyms and genders the text around them tells.

All are gathered before anybody's speech is looked at, so that a surname is understood where its full form
comes only later. Offsets are code points.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from annotator.detection.coreference import Actor
from annotator.detection.naming import Phrase, plain_name
from annotator.detection.phrase_tokens import plain, tokens
from annotator.detection.scene import WORDS, Scene, somebody
from annotator.lazy import pattern
from annotator.model import SILENT_KINDS
from annotator.text import Range

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽΑ-ΩΆΈΉΊΌΎΏА-ЯЁЇІЄҐ"
_REST = r"[^\W_]*(?:[’'](?!s\b)[^\W_]+|[-‑&.][^\W_]+)*"
_CAPITAL = rf"(?:(?:[Aa]l|[Ee]l)[-‑]|[dDOL][’'])?[{_UPPER}]{_REST}"
_FIRST = (  # the same at the beginning of a word; begins with a class of characters, as these can be looked for quickly
    rf"[{_UPPER}aed](?<![\w’'].)(?:(?<=[AaEe])l[-‑][{_UPPER}]|(?<=[dDOL])[’'][{_UPPER}]|(?<=[{_UPPER}])){_REST}"
)
_DOT = (
    r"(?:(?=\.)(?:(?<=\b[A-Z])|(?<=\bMr)|(?<=\bMs)|(?<=\bDr)|(?<=\bMrs)|(?<=\bSt)|(?<=\bLt)|(?<=\bGen)|(?<=\bSen)|(?<=\bGov)"
    r"|(?<=\bRep)|(?<=\bCol)|(?<=\bSgt)|(?<=\bCpl)|(?<=\bCapt)|(?<=\bProf)|(?<=\bRev))\.)?"
)
_PARTICLES = "de|del|della|der|den|des|di|da|dos|du|la|le|van|von|zu|zur|ten|ter|bin|ibn|al|el"


def _run(blank: str) -> re.Pattern[str]:
    """A run of capitalised words with particles inside, its words parted by `blank`."""
    particles = rf"(?:(?:{_PARTICLES}){blank}){{0,3}}"
    return pattern(rf"{_FIRST}(?:{_DOT}{blank}{particles}{_CAPITAL}){{0,9}}")


RUN = _run(r"[ \xa0]")
"""A run of capitals in an article whose lines are not wrapped."""
_WRAPPED = _run(r"(?:[ \xa0]|\r?\n)")
_LONGEST = 5  # words of a person's name
_MOST_ACRONYMS = 500  # of one article
_WORD_AT_END = re.compile(r"[^\W_]+$")
_AFTER = re.compile(r",\s+([^,.;:()“”\"\n]{3,90})[,.;]")
_STOPS = re.compile(r"[,.;:“”\"()]\s*")
_ACRONYM = re.compile(r"\((?:the )?([A-Z][A-Za-z]{1,7})\)")
_SMALL = frozenset(("of", "the", "and", "for", "in", "on", "&"))
_WHEREABOUTS = frozenset(("in", "at", "near", "outside", "inside", "from", "around", "across"))
_SKIPPED = (SILENT_KINDS - {"credit"}) | {"headline", "kicker", "tags"}


class Naming(NamedTuple):
    """A run of capitals in the text that may name somebody; `first` says it leads its sentence."""

    start: int
    end: int
    phrase: Phrase
    first: bool
    place: bool


def namings(scene: Scene) -> Iterator[Naming]:
    """Every run of capitals that may name somebody, titles of sections and page furniture left out."""
    text, lex, sections, sentences = scene.text, scene.lex, scene.sections, scene.sentences
    wrapped = any("\n" in text[start:end] or "\r" in text[start:end] for start, end in scene.structure.paragraphs)
    known: dict[str, Phrase] = {}
    met: dict[str, tuple[int, Phrase | None]] = {}  # of each run: how much of it names somebody, and the phrase
    begun = until = 0  # how many sections have begun, and as far as where that and `skipped` hold
    number = last = -1  # the sentence of this run, and of the one before
    skipped = False
    make = tuple.__new__  # half the time of Naming(...)
    for match in (_WRAPPED if wrapped else RUN).finditer(text):
        whole = match[0]
        if whole in lex.leads:
            continue
        start, end = match.span()
        if not sections:
            skipped = _in_title_style(scene, start)
        elif start >= until:
            while begun < len(sections) and sections[begun].start <= start:
                begun += 1
            until = sections[begun].start if begun < len(sections) else len(text)
            skipped = False
            if begun and start < sections[begun - 1].end:
                until = min(until, sections[begun - 1].end)
                skipped = sections[begun - 1].kind in _SKIPPED
        if skipped:
            continue
        named = met.get(whole)
        if named is None:
            run = _without_openers(whole, start, scene)
            phrase = None
            if len(run) > 1 and not (run.isupper() and " " in run):
                phrase = known.get(run)
                if phrase is None:
                    start = end - len(run)
                    phrase = plain_name(run, start, end, lex, scene.outlets) or scene.analyse((start, end))
                    known[run] = phrase
            named = len(run), phrase
            if " " not in whole or "ing" not in whole.casefold():  # what depends on the place is not kept
                met[whole] = named
        length, phrase = named
        if phrase is None:
            continue
        start = end - length
        while number + 1 < len(sentences) and sentences[number + 1] <= start:
            number += 1
        before = _word_before(text, start, 16)
        word = text[before[0] : before[1]].casefold() if before is not None else ""
        first = number != last and word not in lex.prepositions
        last = number
        if word == "by" and before is not None and before[0] in scene.paragraph_starts:
            continue  # a byline
        yield make(Naming, (start, end, phrase, first, word in _WHEREABOUTS))


def _without_openers(run: str, start: int, scene: Scene) -> str:
    """The run without the words that have a capital only as they lead a sentence: "But Reed", "Speaking on Monday"."""
    openers, starts = scene.lex.openers, scene.sentence_starts
    while run:
        low = run.split()[0].casefold() if " " in run else run.casefold()
        gerund = low.endswith("ing") and len(low) > 5 and " " in run and start in starts
        if low not in openers and not gerund:
            break
        _, _, rest = run.partition(" ")
        start += len(run) - len(rest)
        run = rest
    return run


def _word_before(text: str, start: int, reach: int) -> Range | None:
    """The word that stands before `start` with nothing but blanks between, as far as `reach` code points."""
    low = max(0, start - reach)
    if text[start - 1 : start] == " ":
        blank = text.rfind(" ", low, start - 1)
        if blank >= 0 and text[blank + 1 : start - 1].isalnum():
            return blank + 1, start - 1  # most words
    before = text[low:start].removesuffix("\n")
    bare = before.rstrip(" \xa0")
    if len(bare) == len(before) or not bare[-1:].isalnum():
        return None
    word = bare.split()[-1]
    if not word.isalnum():
        word = _WORD_AT_END.findall(word)[0]
    end = low + len(bare)
    return end - len(word), end


def _in_title_style(scene: Scene, at: int) -> bool:
    """Whether the paragraph is a headline in which nearly every word has a capital."""
    number = scene.structure.paragraph_at(at)
    known = scene.titles.get(number)
    if known is None:
        start, end = scene.structure.paragraphs[number]
        found = tokens(scene.text, start, min(end, start + 200))
        capitals = sum(token.capital for token in found)
        known = len(found) >= 4 and capitals >= 0.65 * len(found) and scene.text[end - 1] not in '.!?”"'
        scene.titles[number] = known
    return known


def gather(scene: Scene, sources: Sequence[Range], names: Sequence[Naming] | None = None) -> list[tuple[Naming, Actor]]:
    """Make actors of all full names, of the text and of the sources; returns every mention by name.

    `names` saves looking for the names of the text once more.
    """
    cast = scene.cast
    found = list(namings(scene)) if names is None else names
    full = [(one.start, one.end, one.phrase, one.place) for one in found if len(one.phrase.words) > 1]
    for span in sources:
        phrase = scene.analyse(span)
        for part in phrase.parts or (phrase,):
            if part.proper and len(part.words) > 1:
                full.append((part.start, part.end, part, False))
    for start, _, phrase, place in sorted(full, key=lambda one: one[:2]):
        if not phrase.proper or phrase.kind not in ("person", "organisation"):
            continue
        if not phrase.sure and phrase.words[-1] in scene.lex.things:
            continue  # "Election Day", "Harbour Street"
        if phrase.kind == "person" and len(phrase.words) > _LONGEST:
            continue  # a headline in title style
        actor = cast.find(phrase, start)
        if actor is None and not (place and not phrase.sure):
            actor = scene.add(phrase)
        elif actor is not None:
            scene.learn(actor, phrase)
    _appositives(scene, found)
    _acronyms(scene)
    _genders(scene, found)
    mentions = []
    later = []
    for one in found:
        actor = cast.find(one.phrase, one.start) if one.phrase.proper and len(one.phrase.words) > 1 else None
        if actor is not None:
            scene.see(actor, (one.start, one.end), subject=one.first)
            mentions.append((one, actor))
        elif one.phrase.proper:
            later.append(one)
    for span in sources:
        phrase = scene.analyse(span)
        for part in phrase.parts or (phrase,):
            if part.proper and len(part.words) == 1 and cast.find(part, part.start) is None:
                noun = scene.common(part)
                if noun.proper:
                    scene.add(noun)
    bearers: dict[int, Sequence[Actor]] = {}  # of a name by its phrase's id: nobody new comes from here on
    for one in later:
        if one.phrase.kind == "organisation":
            actor = cast.find(one.phrase, one.start)
        else:
            number = id(one.phrase)
            if number not in bearers:
                bearers[number] = cast.bearers(one.phrase)
            actor = cast.nearest(bearers[number], one.start)
        if actor is not None and not (one.place and actor.person()):
            scene.see(actor, (one.start, one.end), subject=one.first)
            mentions.append((one, actor))
    return mentions


def _appositives(scene: Scene, found: Sequence[Naming]) -> None:
    """Roles that stand beside a full name between commas: "Lea Quist, the mayor,", "the envoy, Maro Sand,"."""
    for one in found:
        if len(one.phrase.words) < 2 or one.phrase.kind != "person":
            continue
        after = _AFTER.match(scene.text, one.end, one.end + 100)
        if after is not None and after.group(1).split()[0].casefold() in scene.lex.relatives:
            after = None  # "whose husband was ill"
        span = after.span(1) if after else _before(scene, one.start) or _title(scene, one.start)
        if span is None:
            continue
        actor = scene.cast.find(one.phrase, one.start)
        if actor is None or scene.lex.person.isdisjoint([token.low for token in tokens(scene.text, *span)]):
            continue
        role = scene.analyse(span)
        if role.proper or role.parts or role.kind != "unnamed" or not role.sure:
            continue
        said = plain(scene.text, *span)
        scene.learn(
            actor, one.phrase._replace(role=said, gender=role.gender, party=role.party, kind="person", sure=True)
        )


def _title(scene: Scene, start: int) -> Range | None:
    """The role in small letters right before a name: "council chair" Hanne Dol."""
    before = _word_before(scene.text, start, 20)
    if before is None or scene.text[slice(*before)].casefold() not in scene.lex.person:
        return None
    found = tokens(scene.text, max(0, start - 60), start)
    if not found or found[-1].low not in scene.lex.person or scene.text[found[-1].end : start].strip():
        return None
    at = len(found) - 1
    while (
        at > 0
        and scene.text[found[at - 1].end : found[at].start].isspace()
        and (found[at - 1].capital or found[at - 1].low in scene.lex.heads or found[at - 1].low in scene.lex.places)
    ):
        at -= 1
    return found[at].start, found[-1].end


def _before(scene: Scene, start: int) -> Range | None:
    """The noun phrase that ends with a comma right before a name, from its determiner on."""
    if scene.text[start - 2 : start] != ", ":
        return None
    window = max(0, start - 90)
    at = max((match.end() for match in _STOPS.finditer(scene.text, window, start - 2)), default=window)
    first = next(
        (
            token
            for token in tokens(scene.text, at, start - 2)
            if token.low in scene.lex.articles or token.low in scene.lex.definite
        ),
        None,
    )
    return (first.start, start - 2) if first is not None else None


def _genders(scene: Scene, found: Sequence[Naming]) -> None:
    """The gender of a subject from "his" or "her" later in its sentence, nobody else named in between."""
    if scene.lex.grammatical_gender:
        return
    for i, one in enumerate(found):
        if not one.first or one.phrase.kind != "person" or scene.in_content(one.start):
            continue
        at = bisect_left(scene.told, one.end)
        limit = found[i + 1].start if i + 1 < len(found) else len(scene.text)
        told = scene.told[at] if at < len(scene.told) else limit
        if told >= limit or scene.in_content(told) or scene.sentence(told) != scene.sentence(one.start):
            continue
        if somebody(scene, one.end, told):
            continue  # "his" may be somebody else's
        actor = scene.cast.find(one.phrase, one.start)
        word = WORDS.match(scene.text, told)
        if actor is not None and word is not None and actor.person() and not actor.gender:
            actor.gender = scene.gender(word.group().casefold())


def _acronyms(scene: Scene) -> None:
    """Acronyms introduced in brackets after the name: "Harbour Workers Union (HWU)"."""
    for match in islice(_ACRONYM.finditer(scene.text), _MOST_ACRONYMS):
        letters = match.group(1)
        before = [token for token in tokens(scene.text, max(0, match.start() - 90), match.start()) if token.low != ","]
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
        phrase = scene.analyse(span)._replace(kind="organisation", sure=True, proper=True, gender="")
        whole = phrase._replace(
            name=" ".join(scene.text[span[0] : span[1]].split()), words=tuple(t.low for t in before[at:])
        )
        actor = scene.cast.find(whole, span[0])
        if actor is None:
            actor = scene.add(whole)
        actor.kind, actor.sure, actor.gender = "organisation", True, ""
        scene.cast.alias(actor, (letters.casefold(),))
    for actor in scene.cast.actors[:]:
        # An acronym that was never introduced, too, when all initials agree.
        if actor.kind != "organisation" or not actor.proper or len(actor.words) < 3:
            continue
        initials = "".join(word[0] for word in actor.words if word not in _SMALL)
        if len(initials) >= 3:
            scene.cast.alias(actor, (initials,))
