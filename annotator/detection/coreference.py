"""Who is meant: the actors of one article, and which of them a name, a noun or a pronoun points to.

A `Cast` holds the actors found so far and where each was mentioned. Names are matched by their words
(surname, first name, acronym, short form), nouns by their head and modifiers ("the ministry"), pronouns
by kind, gender and number among the actors mentioned before, weighed by recency, by being the source of
the quote before and by being a subject. Look-back is bounded, so that the whole stays linear.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from annotator.detection.naming import Phrase
from annotator.detection.people_words import Gender, Lexicon
from annotator.detection.phrase_tokens import singular
from annotator.model import EntityKind
from annotator.values import dataclass, field

_LOOK_BACK = 48  # mentions a pronoun looks at
_UNNAMED = 0.8  # how much less an unnamed person is kept in view
_FEW = 12  # mentions a description looks at
_ALL = 200  # actors looked through for a role that is named only later
_SHARED = 16  # actors of one surname or head noun looked at
_FAR = [[0.7 * sentences + 0.3 * paragraphs for paragraphs in range(7)] for sentences in range(9)]
"""How much less a mention weighs for a pronoun that stands so many sentences and paragraphs after it."""


@dataclass(eq=False)
class Actor:
    """Somebody of the article; it grows while the article is read."""

    number: int
    name: str
    words: tuple[str, ...]
    kind: EntityKind
    sure: bool
    proper: bool
    gender: Gender = ""
    plural: bool = False
    role: str | None = None
    role_words: set[str] = field(default_factory=set)
    head: str = ""
    country: str = ""
    government: bool = False
    delegation: bool = False
    party: Actor | None = None
    known: str | None = None
    """The id of the entity it stands for, where entities were given."""
    key: tuple[str, ...] = ()
    """Its words for comparing, see `Cast.key`."""
    seen: list[int] = field(default_factory=list)

    def person(self) -> bool:
        return self.kind in ("person", "unnamed")


class Seen(NamedTuple):
    """One mention: `weight` tells how readily a pronoun takes it up."""

    start: int
    end: int
    number: int
    source: bool = False
    subject: bool = False
    inside: bool = False
    """Whether it lies in the content of a quote, so that it is not the writer's own mention."""
    sentence: int = 0
    paragraph: int = 0


@lru_cache(maxsize=4096)
def spoken(head: str) -> str:
    """One form for heads that name the same office: "spokeswoman" and "spokesman"."""
    head = singular(head)
    for ending in ("spokesman", "spokeswoman", "spokesperson", "spokespeople"):
        if head == ending:
            return "spokesperson"
    for ending in ("woman", "person"):
        if head.endswith(ending) and len(head) > len(ending) + 2:
            return head[: -len(ending)] + "man"
    return head


_IDLE = frozenset(
    "new same latter former state local current interim outgoing incoming senior then own acting whole entire "
    "latest late young old two three four pair official foreign".split()
)
"""Modifiers that do not tell one actor from another of the same head noun."""


class Cast:
    """The actors of an article and their mentions."""

    def __init__(self, lex: Lexicon) -> None:
        self.lex = lex
        self.actors: list[Actor] = []
        self.track: list[Seen] = []
        self._by_words: dict[tuple[str, ...], Actor] = {}
        self._by_last: dict[str, list[Actor]] = {}
        self._by_first: dict[str, list[Actor]] = {}
        self._by_middle: dict[str, list[Actor]] = {}
        self._by_head: dict[str, list[Actor]] = {}
        self._offices: set[str] = set()  # the roles and head nouns of all actors
        self._governments: dict[str, Actor] = {}
        self._delegations: dict[str, Actor] = {}

    # --- growing -------------------------------------------------------------------------------

    def key(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words for comparing: adjectives and capitals of a country stand for its name."""
        places = self.lex.places
        if places.keys().isdisjoint(words):
            return words
        return tuple(places[word].casefold() if word in places else word for word in words)

    def add(self, phrase: Phrase) -> Actor:
        """A new actor named by the phrase."""
        actor = Actor(
            len(self.actors),
            phrase.name,
            phrase.words,
            phrase.kind,
            phrase.sure,
            phrase.proper,
            phrase.gender,
            phrase.plural,
            head=phrase.head,
            country=phrase.country,
            government=phrase.government,
            delegation=phrase.delegation,
        )
        self.actors.append(actor)
        self._offices.add(spoken(actor.head))
        self._index(actor, phrase)
        self.learn(actor, phrase)
        return actor

    def _index(self, actor: Actor, phrase: Phrase) -> None:
        words = actor.key = self.key(phrase.words)
        if not words:
            return
        self._by_words.setdefault(words, actor)
        last = words[-2] if words[-1] in self.lex.suffixes and len(words) > 1 else words[-1]
        for word in {last, last.removeprefix("al-").removeprefix("el-")} if "l-" in last else (last,):
            mine = self._by_last.setdefault(word, [])
            if actor not in mine[-1:]:
                mine.append(actor)
        if len(words) > 1:
            mine = self._by_first.setdefault(words[0], [])
            if actor not in mine[-1:]:
                mine.append(actor)
        for word in words[1:-1] if actor.kind == "person" else ():
            self._by_middle.setdefault(word, []).append(actor)
        if phrase.head:
            heads = self._by_head.setdefault(spoken(phrase.head), [])
            if actor not in heads[-1:]:
                heads.append(actor)
        if actor.country and actor.government:
            self._governments.setdefault(actor.country, actor)
        if actor.country and actor.delegation:
            self._delegations.setdefault(actor.country, actor)

    def alias(self, actor: Actor, words: tuple[str, ...]) -> None:
        """Another name of the actor, such as an acronym."""
        key = self.key(words)
        self._by_words.setdefault(key, actor)
        self._by_last.setdefault(key[-1], []).append(actor)

    def learn(self, actor: Actor, phrase: Phrase) -> None:
        """Take over what this mention says: a fuller name, a role, a gender, a surer kind."""
        better = phrase.proper and (not actor.proper or len(phrase.words) > len(actor.words))
        longer = phrase.proper == actor.proper and len(phrase.words) > len(actor.words) and not phrase.pronoun
        if phrase.words and (better or (longer and phrase.kind == actor.kind)):
            actor.name, actor.words, actor.proper = phrase.name, phrase.words, phrase.proper
            self._index(actor, phrase)
        if phrase.sure and not actor.sure and phrase.kind != "unknown":
            named = actor.proper and phrase.kind == "unnamed"
            actor.kind, actor.sure = ("person" if named else phrase.kind), True
        elif actor.kind == "unnamed" and phrase.kind == "person":
            actor.kind = "person"
        actor.gender = actor.gender or phrase.gender
        if phrase.role and (actor.role is None or len(phrase.role) > len(actor.role)) and len(phrase.role) <= 120:
            actor.role = phrase.role
        if phrase.role:
            heads = [word.strip(",.").removesuffix("’s").removesuffix("'s") for word in phrase.role.casefold().split()]
            heads += map(spoken, heads[:])
            actor.role_words.update(heads)
            self._offices.update(heads)
        if phrase.country and not actor.country and not actor.person():
            actor.country = phrase.country

    def see(self, seen: Seen) -> None:
        """Record a mention, in whatever order mentions come."""
        insort(self.track, seen)
        insort(self.actors[seen.number].seen, seen.start)

    def distance(self, actor: Actor, at: int) -> tuple[int, int]:
        """How far its nearest mention is: those before `at` come first, nearest first, then later ones."""
        before = bisect_left(actor.seen, at)
        if before:
            return 0, at - actor.seen[before - 1]
        return (1, actor.seen[0] - at) if actor.seen else (2, actor.number)

    # --- names and nouns -----------------------------------------------------------------------

    def find(self, phrase: Phrase, at: int) -> Actor | None:
        """The actor the phrase (no pronoun) points to at offset `at`, or None if it is a new one."""
        if not phrase.words:
            return None
        if phrase.proper and phrase.kind != "organisation":
            return self.nearest(self.bearers(phrase), at)
        if phrase.kind == "organisation":
            found = self._government(phrase, at) if phrase.government else None
            return found or self._body(phrase, at)
        if phrase.kind in ("unnamed", "person"):
            return self._office(phrase, at)
        if phrase.kind == "document":
            return self._document(phrase, at)
        return self._group(phrase, at)

    def nearest(self, found: Sequence[Actor], at: int) -> Actor | None:
        """Which of the actors found is mentioned nearest to the offset."""
        if len(found) < 2:
            return found[0] if found else None
        return min(found, key=lambda actor: self.distance(actor, at))

    def bearers(self, phrase: Phrase) -> Sequence[Actor]:
        """The actors that may bear the name the phrase is; `nearest` chooses among them."""
        words = self.key(phrase.words)
        if len(words) > 1:
            exact = self._by_words.get(words)
            if exact is not None:
                return (exact,)
        last = words[-2] if words[-1] in self.lex.suffixes and len(words) > 1 else words[-1]
        found = [actor for actor in self._by_last.get(last, ())[-_SHARED:] if self._agrees(actor, words, phrase.gender)]
        if not found and len(words) == 1:
            found = [
                actor
                for actor in self._by_first.get(last, [])[-_SHARED:]
                if actor.kind not in ("document", "group") and not _clash(actor.gender, phrase.gender)
                and (actor.person() or not phrase.sure)
            ]  # fmt: skip
        if not found and len(words) == 1:
            # "García" for "Ana García Luna"
            middle = self._by_middle.get(last, [])[-_SHARED:]
            found = [one for one in middle if one.person() and not _clash(one.gender, phrase.gender)]
        if phrase.role is not None and len(found) > 1:
            titled = [actor for actor in found if actor.person()]
            found = titled or found
        return found

    def _agrees(self, actor: Actor, words: tuple[str, ...], gender: Gender) -> bool:
        """Whether a person's name of these words can be this actor's."""
        if _clash(actor.gender, gender) or actor.kind in ("document", "group", "unnamed"):
            return False
        own = actor.key
        if len(words) == 1:
            return True
        if len(own) == 1 or not actor.proper:
            return actor.proper and own[-1] == words[-1]
        first, other = words[0], own[0]
        if first == other:
            return True
        shorter, longer = sorted((words, own), key=len)
        if longer[len(longer) - len(shorter) :] == shorter:
            return True  # "Van der Holt" for "Jan van der Holt"
        initial = len(first.rstrip(".")) == 1 or len(other.rstrip(".")) == 1
        return initial and first[0] == other[0]

    def _government(self, phrase: Phrase, at: int) -> Actor | None:
        if phrase.country:
            return self._governments.get(phrase.country)
        if phrase.proper or any(word not in _IDLE for word in phrase.words[:-1]):
            return None
        known = [actor for actor in self._governments.values() if actor.head in self.lex.government]
        return self.nearest(known or list(self._governments.values()), at)

    def _body(self, phrase: Phrase, at: int) -> Actor | None:
        """An organisation by its name, acronym, short form or head noun."""
        words = self.key(phrase.words)
        exact = self._by_words.get(words)
        unsure = exact is not None and phrase.proper and not exact.sure and exact.role is None
        if exact is not None and (unsure or not exact.person()):
            return exact
        found = []
        for actor in self._by_last.get(words[-1], [])[-_SHARED:]:
            own = actor.key
            short, long = sorted((words, own), key=len)
            if actor.person() or _differ(actor.country, phrase.country) or actor.kind == "document":
                continue
            if long[len(long) - len(short) :] == short and (phrase.definite or len(short) > 1 or phrase.head):
                found.append(actor)
        if not found and phrase.proper:
            # "Norda" for "Norda Holdings Ltd": a first word followed by designators only
            for actor in self._by_first.get(words[0], [])[-_SHARED:]:
                own = actor.key
                rest = own[len(words) :]
                if own[: len(words)] == words and rest and all(word in self.lex.organisation for word in rest):
                    found.append(actor)
            if not found and len(words) == 1:
                found = [
                    actor for actor in self._by_last.get(words[0], [])[-_SHARED:] if actor.proper and not phrase.sure
                ]
        if not found and phrase.head and phrase.definite and not phrase.proper:
            found = self._by_noun(phrase, ("organisation",))
            if not found and all(word in _IDLE for word in phrase.words[:-1]):
                found = self._kin(phrase, at)
        return self.nearest(found, at)

    def _kin(self, phrase: Phrase, at: int) -> list[Actor]:
        """For a general noun ("the company", "the agency"): the nearest named organisation before."""
        if phrase.head not in _GENERAL:
            return []
        unclear: Actor | None = None
        place = bisect_left(self.track, Seen(at, at, 0))
        for seen in reversed(self.track[max(0, place - _LOOK_BACK) : place]):
            actor = self.actors[seen.number]
            fits = not actor.head or phrase.head not in _TRADE or actor.head in _TRADE or actor.head in _FIRMS
            if actor.kind == "organisation" and actor.proper and not actor.government and fits:
                return [actor]
            unclear = unclear or (
                actor if actor.proper and not actor.sure and not actor.gender and not actor.role else None
            )
        if unclear is not None:
            unclear.kind, unclear.sure = "organisation", True
            return [unclear]
        return []

    def _by_noun(self, phrase: Phrase, kinds: Sequence[str]) -> list[Actor]:
        """Actors of the same head noun whose words allow the modifiers of the phrase."""
        extra = {word for word in self.key(phrase.words[:-1]) if word not in _IDLE}
        found = []
        for actor in self._by_head.get(spoken(phrase.head), [])[-_SHARED:]:
            own = set(actor.key) | self._role_key(actor)
            if actor.kind in kinds and extra <= own and not _clash(actor.gender, phrase.gender):
                found.append(actor)
        return found

    def _role_key(self, actor: Actor) -> set[str]:
        return {*self.key(tuple(actor.role_words)), actor.country.casefold()}

    def _office(self, phrase: Phrase, at: int) -> Actor | None:
        """A person by office or description: "the spokesman", "the mayor", "the 34-year-old"."""
        if phrase.owner and phrase.head not in self.lex.speaking_for:
            found = self._by_noun(phrase, ("unnamed",))
            return self.nearest([actor for actor in found if self.distance(actor, at)[0] == 0], at)
        if not phrase.definite:
            exact = self._by_words.get(self.key(phrase.words))
            plain = phrase.indefinite and len(phrase.words) < 2
            return exact if exact is not None and exact.kind in ("unnamed", "person") and not plain else None
        extra = {word for word in self.key(phrase.words[:-1]) if word not in _IDLE}
        head = spoken(phrase.head)
        held = head in self._offices
        found = [
            actor
            for actor in (self._recent(at) if held else ())
            if actor.person()
            and (head in actor.role_words or head == spoken(actor.head))
            and extra <= set(actor.key) | self._role_key(actor)
            and not _clash(actor.gender, phrase.gender)
        ]
        if not found:
            found = [
                actor
                for actor in (self.actors[:_ALL] if held else ())
                if actor.kind == "person"
                and head in actor.role_words
                and extra <= set(actor.key) | self._role_key(actor)
                and not _clash(actor.gender, phrase.gender)
            ]
        if found:
            return self.nearest(found, at)
        if phrase.head in self.lex.anyone or phrase.head.endswith("-old"):
            return self._last_speaker(at, phrase.gender)
        return None

    def _recent(self, at: int) -> list[Actor]:
        place = bisect_left(self.track, Seen(at, at, 0))
        numbers = dict.fromkeys(seen.number for seen in reversed(self.track[max(0, place - 4 * _LOOK_BACK) : place]))
        known = [actor for actor in self.actors[:_ALL] if actor.known is not None and not actor.seen]
        return [self.actors[number] for number in numbers] + known

    def _last_speaker(self, at: int, gender: Gender) -> Actor | None:
        """The person who spoke last, or was the subject of a sentence since."""
        place = bisect_left(self.track, Seen(at, at, 0))
        for seen in reversed(self.track[max(0, place - _FEW) : place]):
            actor = self.actors[seen.number]
            if (seen.source or seen.subject) and actor.person() and not _clash(actor.gender, gender):
                return actor
        return None

    def _document(self, phrase: Phrase, at: int) -> Actor | None:
        if not phrase.definite and not phrase.country:
            return None
        extra = {word for word in self.key(phrase.words[:-1]) if word not in _IDLE}
        said = phrase.head in self.lex.statements
        found = []
        for actor in self._recent(at):
            same = actor.head == phrase.head or (said and actor.head in self.lex.statements)
            if actor.kind != "document" or not same or _differ(actor.country, phrase.country):
                continue
            party = set(self.key(actor.party.words)) if actor.party else set()
            if extra <= set(actor.key) | party | {actor.country.casefold()}:
                found.append(actor)
        return self.nearest(found, at)

    def _group(self, phrase: Phrase, at: int) -> Actor | None:
        if phrase.delegation and phrase.country:
            return self._delegations.get(phrase.country)
        exact = self._by_words.get(self.key(phrase.words))
        if exact is not None and not exact.person():
            return exact
        if phrase.definite and phrase.head:
            same = self.nearest(self._by_noun(phrase, ("group", "unknown")), at)
            if same is None and phrase.kind == "unknown" and len(phrase.words) == 1:
                # "The port" for "the port authority"
                same = self.nearest(
                    [one for one in self._by_first.get(phrase.words[0], [])[-_SHARED:] if one.kind == "organisation"],
                    at,
                )
            return same
        return None

    # --- pronouns ------------------------------------------------------------------------------

    def pronoun(
        self,
        word: str,
        at: int,
        sentence: int,
        paragraph: int,
        barred: Collection[Actor] = (),
        *,
        reply: bool = False,
    ) -> list[tuple[float, Actor]]:
        """The actors a personal pronoun at offset `at` may mean, best first, with their weights.

        `sentence` and `paragraph` number the place of the pronoun in the article. Actors whose kind, gender
        or number do not agree are left out, and those `barred`; with `reply` the speaker before is unlikely.
        """
        lex = self.lex
        gender: Gender = "m" if word in lex.masculine else "f" if word in lex.feminine else ""
        many = word in lex.plural and word not in lex.feminine
        place = bisect_left(self.track, Seen(at, at, 0))
        best: dict[int, float] = {}
        fits: dict[int, tuple[float, float] | None] = {}  # of each actor what it agrees, and how familiar it is
        speaker_found = False
        for _, _, number, source, subject, inside, its_sentence, its_paragraph in reversed(
            self.track[max(0, place - _LOOK_BACK) : place]
        ):
            weight = 0.0
            if source:
                weight = 1.0 if speaker_found else -1.5 if reply else 2.0
                speaker_found = speaker_found or not inside
            if number not in fits:
                actor = self.actors[number]
                agreement = _agreement(actor, gender, many, bool(gender))
                if agreement is None and gender and lex.grammatical_gender and not actor.person():
                    agreement = -0.5
                fits[number] = None
                if agreement is not None and actor not in barred:
                    fits[number] = agreement, 0.1 * min(len(actor.seen), 8)
            fit = fits[number]
            if fit is None:
                continue
            if subject:
                weight += 1.0
            if inside:
                weight -= 2.0
            sentences, paragraphs = sentence - its_sentence, paragraph - its_paragraph
            weight -= _FAR[sentences if sentences < 8 else 8][paragraphs if paragraphs < 6 else 6]
            weight += fit[1]
            weight += fit[0]
            if number not in best or weight > best[number]:
                best[number] = weight
        return sorted(((weight, self.actors[number]) for number, weight in best.items()), key=lambda one: -one[0])


_GENERAL = frozenset(
    "company firm agency group organisation organization newspaper paper broadcaster party team club charity bank "
    "retailer airline operator union association business corporation watchdog regulator outlet station website".split()
)


_TRADE = frozenset("company firm retailer airline operator business corporation".split())
_FIRMS = frozenset(
    "inc ltd llc corp co plc gmbh ag sa group holdings industries bank works factory shipyard chain maker supplier "
    "manufacturer publisher railway railways enterprise enterprises partners".split()
)


def _clash(one: str, other: str) -> bool:
    return bool(one) and bool(other) and one != other


_differ = _clash


def _agreement(actor: Actor, gender: Gender, many: bool, person: bool) -> float | None:
    """How well an actor fits the pronoun's kind, gender and number; None when it can not be meant."""
    if person:
        if actor.gender and actor.gender != gender:
            return None
        if actor.person():
            named = 0.0 if actor.kind == "person" else -_UNNAMED
            certain = 0.5 if actor.sure else -0.3 if not actor.gender and not actor.role else 0.0
            return (1.5 if actor.gender else 0.5) + certain + named
        return -1.0 if actor.proper and not actor.sure and actor.kind == "unknown" else None
    if many:
        if actor.plural or actor.kind == "group":
            return 1.5
        return 0.0 if actor.kind == "organisation" else None
    if actor.kind == "organisation":
        return 1.0
    if actor.kind == "document":
        return 0.8
    return None if (actor.person() and actor.sure) or actor.plural else -1.0
