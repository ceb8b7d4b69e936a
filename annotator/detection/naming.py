"""Reading one noun phrase: is it a name, a role, a body, a document, a pronoun, and of what kind?

Everything here looks at the phrase alone; who it is in this article is decided in `entities` and
`coreference`. The words come from `lexicons/entities.toml`, one table a language, read when first asked
for. Offsets are code points.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from annotator.detection.people_words import Gender, Lexicon
from annotator.detection.phrase_tokens import Token, plain, tokens
from annotator.model import EntityKind
from annotator.text import Range, trim

_POSSESSIVES = frozenset(("his", "her", "its", "their", "my", "our", "your", "sein", "seine", "ihr", "ihre"))
_EMPHASIS = frozenset(
    "himself herself itself themselves myself ourselves both selbst mismo misma mismos mismas même".split()
)
_FORMS_OF_ADDRESS = frozenset(("mr", "mrs", "ms", "miss", "mx", "sir", "dame", "herr", "frau", "mme", "m"))


class Phrase(NamedTuple):
    """A noun phrase as understood by itself.

    `name` is the text that names it, without a leading article; `words` are its words in lower case.
    `sure` says that the words themselves tell the kind. `party` is the range of the words that say whom
    it speaks for, `country` the place its words point to. A phrase with `pronoun` has nothing else; one
    with `parts` is a coordination of sources (rule S7).
    """

    start: int
    end: int
    name: str = ""
    words: tuple[str, ...] = ()
    kind: EntityKind = "unknown"
    sure: bool = False
    proper: bool = False
    head: str = ""
    gender: Gender = ""
    plural: bool = False
    definite: bool = False
    indefinite: bool = False
    pronoun: str = ""
    owner: str = ""
    role: str | None = None
    party: Range | None = None
    country: str = ""
    government: bool = False
    delegation: bool = False
    parts: tuple[Phrase, ...] = ()


def _shout(token: Token, text: str) -> bool:
    """Whether the word is an acronym: two to six capitals."""
    word = text[token.start : token.end].replace(".", "")
    return 2 <= len(word) <= 6 and word.isupper() and word.isalpha()


def _split(found: Sequence[Token], lex: Lexicon) -> list[list[Token]] | None:
    """The coordinated sources of a phrase, or None when it is one source."""
    lows = [token.low for token in found]
    if lex.conjunctions.isdisjoint(lows):
        return None
    conj = next((i for i, low in enumerate(lows) if low in lex.conjunctions and i), None)
    if conj is None or conj + 1 >= len(found):
        return None
    right = found[conj + 1 :]
    left = found[:conj]
    closing = left[-1].low == ","
    pieces: list[list[Token]] = [[]]
    for token in left:
        if token.low == ",":
            pieces.append([])
        else:
            pieces[-1].append(token)
    pieces = [piece for piece in pieces if piece]
    if not pieces:
        return None
    determined = lex.determined

    def stands(piece: Sequence[Token]) -> bool:
        return piece[0].low in determined or (piece[-1].capital and piece[0].low not in lex.prepositions)

    if len(pieces) > 1 and not closing and not all(piece[0].capital and len(piece) <= 4 for piece in pieces):
        return None  # "Reed, the mayor and a teacher": one person with an appositive
    if len(pieces) > 1 and pieces[1][0].low in determined:
        pieces = pieces[:1]
    if not all(stands(piece) for piece in pieces) or not right or not stands(right):
        return None
    governed = any(token.low in lex.prepositions and not token.capital for token in left[1:])
    if governed and left[0].low in determined and right[0].low not in determined and left[-1].capital:
        return None  # "The water ministers of Tessin and Marl"
    if right[0].low in ("sons", "co", "daughters"):
        return None
    whole = lows[:conj]
    if not lex.organisation.isdisjoint(whole) and "of" in whole and right[0].capital:
        return None  # "Department of Health and Human Services"
    names = all(piece[0].capital for piece in (*pieces, right))
    if names and right[-1].low in lex.organisation and len(left) == 1:
        return None  # "Food and Drug Administration"
    if names and right[-1].low in lex.group:
        return None  # "Russian and Syrian officials"
    return [*pieces, list(right)]


def analyse(text: str, start: int, end: int, lex: Lexicon, outlets: Collection[str] = ()) -> Phrase:
    """What the words of `text[start:end]` say about who that is; `outlets` are a corpus's own names."""
    said = text[start:end]
    if said in lex.pronouns:
        return Phrase(start, end, pronoun=said)
    name = plain_name(said, start, end, lex, outlets)
    if name is not None:
        return name
    if not said.isalpha() or (outlets and said.casefold() in outlets):
        return _read(text, start, end, lex, outlets)
    known = _words.get((lex.name, said))
    if known is None:
        known = _read(said, 0, len(said), lex, ())
        if len(_words) < _KEPT:
            _words[lex.name, said] = known
    return tuple.__new__(Phrase, (start, end, *known[2:]))


_words: dict[tuple[str, str], Phrase] = {}
"""Single words as phrases of a language: the same come again and again, in other articles too."""
_KEPT = 10_000


def _read(text: str, start: int, end: int, lex: Lexicon, outlets: Collection[str]) -> Phrase:
    """`analyse` of words that are neither a pronoun nor plainly a name."""
    found = tokens(text, start, end)
    while found and found[0].low in (",", ";", "(", ")"):
        found.pop(0)
    if not found:
        return Phrase(start, end, plain(text, start, end))
    low = found[0].low
    if low in lex.pronouns and (len(found) == 1 or (len(found) == 2 and found[1].low in _EMPHASIS)):
        return Phrase(start, end, pronoun=low)
    pieces = _split(found, lex)
    if pieces:
        parts = tuple(_single(text, piece, lex, outlets, (piece[0].start, piece[-1].end)) for piece in pieces)
        return Phrase(start, end, plain(text, start, end), kind="group", plural=True, parts=parts)
    return _single(text, found, lex, outlets, (start, end))


def plain_name(said: str, start: int, end: int, lex: Lexicon, outlets: Collection[str]) -> Phrase | None:
    """The phrase of a run of capitalised words that is nothing but somebody's name, by the shortest way.

    None where any word tells more: then the whole of this module must judge.
    """
    if not said[:1].isupper():
        return None
    low = said.casefold()
    words = tuple(low.split(" ")) if " " in said else (low,)
    if not lex.telling.isdisjoint(words) or low in outlets or not all(map(str.isalpha, words)):
        return None
    if len(words) == 1:
        return None if said.isupper() else Phrase(start, end, said, words, "person", proper=True)
    given = lex.given_names
    if not all(map(str.isupper, [word[0] for word in said.split(" ")])) or low in lex.places:
        return None
    if words[0] not in given and not given.isdisjoint(words[1:-1]):
        return None
    return Phrase(start, end, said, words, "person", words[0] in given, True, "", lex.gender_of_name(words[0]))


class _Base(NamedTuple):
    """What is known of a phrase before its core is read: see the fields of `Phrase`."""

    start: int
    end: int
    definite: bool = False
    indefinite: bool = False
    owner: str = ""


def _single(text: str, found: list[Token], lex: Lexicon, outlets: Collection[str], span: Range) -> Phrase:
    """One source at the range, from its tokens."""
    if found[0].low not in lex.determined and all(token.capital for token in found):
        return _core(text, found, [], lex, outlets, _Base(*span))  # nothing but a name, and titles
    start, end = found[0].start, found[-1].end
    definite = indefinite = partitive = False
    owner = ""
    at = 0
    while at < len(found) - 1 and (
        found[at].low in lex.articles or found[at].low in lex.definite or found[at].low in lex.indefinite
        or found[at].low.replace(",", "").isdigit() or found[at].low == ","
        or (at and found[at].low == "of" and found[at - 1].low not in lex.articles)
    ):  # fmt: skip
        definite = definite or found[at].low in lex.definite
        indefinite = indefinite or found[at].low in lex.indefinite
        partitive = partitive or found[at].low == "of"
        if found[at].low in _POSSESSIVES:
            owner = found[at].low
        at += 1
    if partitive:
        definite, indefinite = False, True  # "70 % of the voters", "some of the crew"
        if found[at].low in lex.pronouns:
            whole = plain(text, start, end).lower()
            kind: EntityKind = "unnamed" if found[0].low == "one" else "group"
            return Phrase(*span, whole, tuple(whole.split()), kind, plural=kind == "group", indefinite=True)
    body = found[at:]
    cut = next((i for i, token in enumerate(body) if token.low in (",", ";", "(") and i), len(body))
    after = list(body[cut + 1 :])
    while len(after) > 1 and after[0].low.isdigit() and after[1].low == ",":
        after = after[2:]  # an age: "Reed, 54, a former mayor"
    closing = next((i for i, token in enumerate(after) if token.low in (",", ";", ")")), len(after))
    first, appositive = body[:cut], after[:closing]
    stop = next(
        (
            i
            for i, token in enumerate(first)
            if i and not token.capital and (token.low in lex.prepositions or token.low in lex.relatives)
        ),
        len(first),
    )
    core, tail = list(first[:stop]), list(first[stop:])
    name = _name_after_office(core, tail, lex) if core else 0
    if name:
        # "Secretary of Tides Thomas Lund": all before the name is the office
        person = _core(text, tail[name:], [], lex, outlets, _Base(*span))
        role = plain(text, core[0].start, tail[name - 1].end)
        return person._replace(kind="person", sure=True, role=role)
    if not core:
        return Phrase(*span, plain(text, start, end))
    phrase = _core(text, core, tail, lex, outlets, _Base(*span, definite, indefinite, owner))
    return _with_appositive(text, phrase, appositive, lex, outlets, span) if appositive else phrase


def _name_after_office(core: Sequence[Token], tail: Sequence[Token], lex: Lexicon) -> int:
    """Where in "of Tides Thomas Lund" or "of ceremonies Thomas Lund" the name begins, 0 when there is none."""
    if len(tail) < 4 or tail[0].low not in lex.partners or not tail[-1].capital or not tail[-2].capital:
        return 0
    begin = _capital_run(tail, lex)
    before = tail[begin - 1].low
    if begin > 1:
        joins = before in lex.determined or before in lex.prepositions or before in lex.conjunctions
        fits = tail[0].low == "of" and not joins and before not in lex.person
        return begin if fits and 2 <= len(tail) - begin <= 4 else 0
    if core[-1].low not in lex.titles:
        return 0
    known = next((i for i in range(2, len(tail) - 1) if tail[i].low in lex.given_names), 0)
    return known or len(tail) - 2


def _capital_run(core: Sequence[Token], lex: Lexicon) -> int:
    """Index of the first token of the run of capitals (with particles) that ends the core."""
    at = probe = len(core)
    while probe > 0:
        token = core[probe - 1]
        if token.capital:
            at = probe - 1
        elif at == len(core) or token.low not in lex.particles:
            break
        probe -= 1
    return at


def _core(
    text: str,
    core: list[Token],
    tail: list[Token],
    lex: Lexicon,
    outlets: Collection[str],
    base: _Base,
) -> Phrase:
    """The phrase before any comma: a name with its titles, or a common noun with its modifiers."""
    begin = _capital_run(core, lex)
    run = core[begin:]
    last = core[-1].low
    places = lex.places
    country = ""
    for token in core:
        if token.low in places:
            country = places[token.low]
            break
    start, end, definite, indefinite, owner = base
    if not run and len(core) > 1 and _shout(core[0], text) and last in lex.outlets:
        return Phrase(
            start,
            end,
            definite=definite,
            indefinite=indefinite,
            owner=owner,
            country=country,
            name=plain(text, core[0].start, core[0].end),
            words=(core[0].low,),
            kind="organisation",
            sure=True,
            proper=True,
            role=plain(text, core[1].start, core[-1].end),
        )
    named_body = bool(run) and (last in lex.organisation or last in lex.outlets or last in lex.institutions)
    if run and not named_body and tail and len(tail) > 1 and tail[0].low in lex.partners and tail[1].capital:
        named_body = any(token.low in lex.organisation for token in run)
    if not run or _is_common(run, core, lex, definite):
        return _common(text, base, country, core, tail, lex)
    if named_body:
        return _body(text, base, country, core, tail, lex)
    return _name(text, base, country, core, begin, lex, outlets)


def _is_common(run: Sequence[Token], core: Sequence[Token], lex: Lexicon, definite: bool) -> bool:
    """Whether a capitalised phrase is a noun all the same: "the Foreign Minister", "Officials"."""
    last = run[-1].low
    if last in lex.surnames and not definite and len(run) == len(core) == 2 and last in lex.document:
        return False  # "Carter Page"
    if last in lex.group or last in lex.document or last in lex.delegation:
        return last not in lex.organisation or (last in lex.delegation and len(run) <= 2)
    if last not in lex.person and last not in lex.titles:
        return last in lex.government and len(run) <= 3
    before = core[-2].low if len(core) > 1 else ""
    named = before in _FORMS_OF_ADDRESS or before in lex.male_names or before in lex.female_names
    if last in lex.surnames and not definite:
        # "Carter", "Ash Carter", but "the carter", "harbour porter"
        named = (
            named or len(core) == 1 or (len(run) == len(core) and before not in lex.heads and before not in lex.titles)
        )
    return not named


def _body(text: str, base: _Base, country: str, core: list[Token], tail: list[Token], lex: Lexicon) -> Phrase:
    """An organisation by its designator: "Port Marrow Harbour Board", "Ministry of Trade"."""
    named = list(core)
    while len(named) > 1 and not named[0].capital and not named[0].possessive:
        named.pop(0)
    stop = core[-1].end
    if tail and len(tail) > 1 and tail[0].low in lex.partners:
        reach = 1
        while reach < len(tail) and (
            tail[reach].capital
            or (tail[reach].low in ("the", "and", *lex.particles) and reach + 1 < len(tail) and tail[reach + 1].capital)
        ):
            reach += 1
        if reach > 1 and core[-1].low not in lex.outlets:
            named += tail[:reach]
            stop = tail[reach - 1].end
    words = tuple([token.low for token in named])
    return Phrase(
        base.start,
        base.end,
        name=plain(text, named[0].start, stop),
        words=words,
        kind="organisation",
        sure=True,
        proper=True,
        head=core[-1].low,
        definite=base.definite,
        indefinite=base.indefinite,
        owner=base.owner,
        country=country,
    )


def _name(
    text: str, base: _Base, country: str, core: list[Token], begin: int, lex: Lexicon, outlets: Collection[str]
) -> Phrase:
    """A proper name, with the titles and roles before it taken off."""
    run = core[begin:]
    split = 0
    for i, token in enumerate(run[:-1]):
        if token.low in lex.surnames and token.low not in lex.titles and len(run) - i == 2 and not i:
            break  # "Carter Page"
        if token.low in lex.outlets and len(run) == 2 and not i and begin == 0:
            break  # "Radio Dunmere"
        if (
            token.possessive
            or token.low in lex.titles
            or token.low in lex.person
            or token.low in lex.organisation
            or (token.low in lex.descriptors and i == split and len(run) - i > 2)
        ):
            split = i + 1
    if split + 1 < len(run) and run[split].low not in lex.given_names:
        given = next((i for i in range(split + 1, len(run) - 1) if run[i].low in lex.given_names), split)
        if split < given <= split + 2:
            split = given  # "House Republican Thomas Lund"
    # A role that is also a first or last name ("Dean Ortiz", "Judge") only counts when words follow.
    named = run[split:]
    before = core[: begin + split]
    words = tuple([token.low for token in named])
    name = plain(text, named[0].start, named[-1].end)
    if named[-1].possessive and name[-2:] in ("’s", "'s"):
        name = name[:-2]
    if named[-1].low in lex.suffixes and len(named) > 1 and text[named[-1].end : named[-1].end + 1] == ".":
        name += "."
    lows = [token.low for token in before]
    role = None
    if lows and not (
        lex.person.isdisjoint(lows)
        and lex.titles.isdisjoint(lows)
        and lex.organisation.isdisjoint(lows)
        and lex.outlets.isdisjoint(lows)
    ):
        role = plain(text, before[0].start, before[-1].end)
    if role is not None and text[before[-1].end : before[-1].end + 1] == ".":
        role += "."
    kind, sure = _kind_of_name(text, base, named, lows, lex, outlets)
    gender: Gender = ""
    party: Range | None = None
    if kind == "person":
        gender = lex.gender_of(reversed(lows)) or (lex.gender_of_name(words[0]) if len(words) > 1 else "")
        party = _party(before, (), lex)
        if role is not None and all(low in _FORMS_OF_ADDRESS or low in ("dr", "prof") for low in lows):
            role = None
    return Phrase(
        base.start,
        base.end,
        name=name,
        words=words,
        kind=kind,
        sure=sure,
        proper=True,
        gender=gender,
        definite=base.definite,
        indefinite=base.indefinite,
        owner=base.owner,
        role=role,
        party=party,
        country=country if kind != "person" else "",
        government=kind == "organisation" and len(words) == 1 and words[0] in lex.places,
    )


def _kind_of_name(
    text: str, base: _Base, named: Sequence[Token], before: Sequence[str], lex: Lexicon, outlets: Collection[str]
) -> tuple[EntityKind, bool]:
    """The kind of a bare name, and whether its words tell it."""
    words = [token.low for token in named]
    if " ".join(words) in outlets:
        return "organisation", True
    if len(words) > 1 and (words[0] in lex.male_names or words[0] in lex.female_names):
        return "person", True
    if len(words) == 2 and words[0] in lex.outlets and not before:
        return "organisation", True
    if before and (before[-1] in lex.person or before[-1] in lex.titles):
        return "person", True
    if before and (before[-1] in lex.organisation or before[-1] in lex.outlets):
        return "organisation", True
    if words[-1] in lex.institutions or words == ["white", "house"] or words == ["downing", "street"]:
        return "organisation", True
    if " ".join(words) in lex.places or (len(words) == 1 and words[0] in lex.places):
        return "organisation", True
    if len(named) == 1 and _shout(named[0], text):
        return "organisation", True
    if any("&" in word or "." in word for word in words[1:]):
        return "organisation", False
    if base.definite and not before:
        return "organisation", len(words) > 1
    return "person", False


def _party(before: Sequence[Token], tail: Sequence[Token], lex: Lexicon) -> Range | None:
    """The words that say for whom a spokesperson speaks: before the role, or after "for" and "of"."""
    if not before:
        return None
    role = next((i for i, token in enumerate(before) if token.low in lex.speaking_for), None)
    if role is None:
        return None
    if len(tail) > 1 and tail[0].low in lex.partners:
        stop = next((i for i, token in enumerate(tail) if i and token.low in lex.relatives), len(tail))
        return (tail[1].start, tail[stop - 1].end) if stop > 1 else None
    lead = [token for token in before[:role] if token.low not in lex.descriptors]
    while lead and lead[0].low in ("chief", "senior", "deputy", "official", "longtime"):
        lead.pop(0)
    while lead and lead[-1].low in ("chief", "senior", "deputy", "official", "press", "longtime"):
        lead.pop()
    if not lead or lead[-1].low in lex.person:
        return None
    return lead[0].start, lead[-1].end


def _common(text: str, base: _Base, country: str, core: list[Token], tail: list[Token], lex: Lexicon) -> Phrase:
    """A phrase headed by a noun: "the harbour board", "two skippers", "the Syrian readout"."""
    head = next(
        (i for i in range(len(core) - 1, -1, -1) if core[i].low in lex.heads and not core[i].possessive),
        len(core) - 1,
    )
    if head < len(core) - 1 and core[-1].capital:
        head = len(core) - 1
    noun = core[head].low
    stop = core[head].end
    words = tuple([token.low for token in core[: head + 1]])
    kind, sure = _kind_of_noun(base, noun, lex)
    party = None
    if kind in ("person", "unnamed", "group"):
        party = _party(core[: head + 1], tail, lex)
    delegation = noun in lex.delegation and kind == "group"
    if delegation or kind == "document":
        party = _issuer(core[:head], tail, lex)
    short = len(tail) <= 6 and bool(tail) and tail[0].low in lex.partners
    if short and kind != "document" and not any(token.low in lex.relatives for token in tail[1:]):
        stop = tail[-1].end
    name = plain(text, core[0].start, stop)
    return Phrase(
        base.start,
        base.end,
        name=name,
        words=words,
        kind=kind,
        sure=sure,
        head=noun,
        gender=lex.gender_of((noun,)),
        plural=kind == "group",
        definite=base.definite,
        indefinite=base.indefinite,
        owner=base.owner,
        party=party,
        country=country,
        role=plain(text, core[0].start, core[head].end) if kind in ("person", "unnamed") else None,
        government=noun in lex.government and kind == "organisation",
        delegation=delegation,
    )


def _issuer(before: Sequence[Token], tail: Sequence[Token], lex: Lexicon) -> Range | None:
    """Who issued a document or sent a delegation: its possessor, a country's adjective, or "by X"."""
    owner = next((i for i, token in enumerate(before) if token.possessive), None)
    if owner is not None:
        return before[0].start, before[owner].end
    place = next((token for token in before if token.low in lex.places), None)
    if place is not None:
        return place.start, place.end
    if len(tail) > 1 and tail[0].low in ("by", "from", "of", "von", "de", "del"):
        reach = next((i for i, token in enumerate(tail) if i and token.low in lex.prepositions), len(tail))
        if reach > 1 and (tail[reach - 1].capital or tail[reach - 1].low in lex.organisation):
            return tail[1].start, tail[reach - 1].end
    return None


def _kind_of_noun(base: _Base, noun: str, lex: Lexicon) -> tuple[EntityKind, bool]:
    """The kind that a head noun tells."""
    if noun in lex.government:
        return "organisation", True
    if noun in lex.group or noun in lex.delegation:
        return ("organisation", True) if noun in lex.organisation else ("group", True)
    if noun in lex.person:
        return "unnamed", True
    if noun in lex.document and not (noun in lex.organisation and not base.indefinite):
        return "document", True
    if noun in lex.organisation or noun in lex.outlets:
        return "organisation", True
    if noun.endswith("s") and not noun.endswith("ss"):
        return "group", False
    if noun.endswith(("er", "ist", "or", "ian", "-old", "ee")) and (base.definite or base.indefinite):
        return "unnamed", False
    return "unknown", False


def _with_appositive(
    text: str,
    phrase: Phrase,
    appositive: list[Token],
    lex: Lexicon,
    outlets: Collection[str],
    span: Range,
) -> Phrase:
    """The phrase at the range with what stands after its comma: a name for a role, or a role for a name."""
    if appositive[0].low.isdigit():
        return phrase
    beside = (appositive[0].start, appositive[-1].end)
    other = _single(text, appositive, lex, outlets, beside)
    if not phrase.proper and other.proper and phrase.kind in ("unnamed", "unknown", "organisation"):
        person = phrase.kind != "organisation"
        if person and other.kind == "organisation" and other.sure:
            return phrase
        if not person and (other.kind == "person" and len(other.words) > 1) and phrase.head not in lex.outlets:
            # "At headquarters, Thomas Lund, 70": the place is no role
            return other._replace(start=span[0], end=span[1])
        return other._replace(
            start=span[0],
            end=span[1],
            kind="person" if person else "organisation",
            sure=True,
            role=phrase.name,
            gender=phrase.gender or other.gender,
            party=phrase.party,
        )
    if phrase.proper and other.kind in ("unnamed", "person") and not other.proper and other.sure:
        return phrase._replace(
            kind="person" if not phrase.sure or phrase.kind == "person" else phrase.kind,
            sure=True,
            role=plain(text, *trim(text, *beside)),
            gender=phrase.gender or other.gender,
            party=phrase.party or other.party,
        )
    if phrase.proper and other.kind == "organisation" and not other.proper and not phrase.sure:
        return phrase._replace(kind="organisation", sure=True, role=other.name, gender="")
    return phrase
