"""The words that tell what a block of a news page is, looked up fast.

The lists stand in `lexicons/sections.toml`. Phrases are found by their first word, so that the
cost of a look-up does not grow with the lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from annotator.detection.base import Words
from annotator.detection.language import function_words
from annotator.detection.people_words import lexicon as people_lexicon
from annotator.tables import table
from annotator.values import dataclass, replace

EDGE = ".,:;!?…·•|()[]{}<>\"'“”„‟‘’‚‹›«»*#-–—/\\+=_~■●▶►→←↑↓×✕✓【】「」『』（）：、。！？"
"""Punctuation cut from the ends of a word before it is looked up."""

WIDE = re.compile("[\u0900-\u0dff\u0e00-\u0eff\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff01-\uff60]")
"""Characters that say about twice as much as a Latin letter."""

_FIRST_WIDE = "\u0900"

_WORDS = frozenset(("x", "line", "apple", "pocket", "threads", "messenger"))
"""Brands that are words as well."""

NO_WORDS = Words()
"""A corpus without words of its own."""


class Phrases:
    """A set of phrases, found at the beginning of a text or anywhere in it (all in lower case)."""

    def __init__(self, phrases: Iterable[str]) -> None:
        first: dict[str, list[str]] = {}
        inner: dict[str, list[str]] = {}
        unspaced: list[str] = []
        for phrase in phrases:
            if WIDE.match(phrase):
                unspaced.append(phrase)
            else:
                words = [word.strip(EDGE) or word for word in phrase.split(" ")]
                first.setdefault(words[0], []).append(phrase)
                # The last word may go on; of the others the longest is the rarest.
                inner.setdefault(max(words[:-1], key=len, default=words[0]), []).append(phrase)
        self._first = {word: tuple(sorted(found, key=len, reverse=True)) for word, found in first.items()}
        self._inner = {word: tuple(found) for word, found in inner.items()}
        self.heads = frozenset(self._inner)
        self._whole = frozenset(phrase.strip() for found in self._first.values() for phrase in found)
        self._unspaced = tuple(unspaced)

    def __contains__(self, key: object) -> bool:
        """Whether `key` is one of the phrases, whole; those of scripts without blanks are not asked for."""
        return key in self._whole

    def opens(self, key: str, word: str) -> str | None:
        """The longest phrase that `key` begins with, at a word boundary; `word` is its first word."""
        for phrase in self._first.get(word, ()):
            if key.startswith(phrase) and not key[len(phrase) : len(phrase) + 1].isalpha():
                return phrase
        if self._unspaced and key[:1] >= _FIRST_WIDE and key.startswith(self._unspaced):
            return next(phrase for phrase in self._unspaced if key.startswith(phrase))
        return None

    def within(self, key: str, words: frozenset[str], wide: bool) -> bool:
        """Whether a phrase stands anywhere in `key`, of whose words `words` has those in `heads` at least.

        Phrases of scripts without blanks are looked for only in `wide` texts.
        """
        if not self.heads.isdisjoint(words):
            for word in self.heads & words:
                for phrase in self._inner[word]:
                    if phrase in key:
                        return True
        return wide and any(phrase in key for phrase in self._unspaced)


@dataclass(frozen=True)
class Lexicon:
    """All lists of `lexicons/sections.toml`, those of all languages together."""

    vocabulary: frozenset[str]
    furniture: Phrases
    doubtful: Phrases
    inside: Phrases
    after: Phrases
    related: Phrases
    points: frozenset[str]
    tags: frozenset[str]
    updated: frozenset[str]
    months: frozenset[str]
    ago: frozenset[str]
    relative: frozenset[str]
    units: frozenset[str]
    byline: Phrases
    roles: frozenset[str]
    staff: frozenset[str]
    given: frozenset[str]
    desks: tuple[str, ...]
    photo: Phrases
    photo_words: frozenset[str]
    shortened: frozenset[str]
    agencies: frozenset[str]
    houses: Phrases
    caption: Phrases
    scene: Phrases
    biography: Phrases
    correction: Phrases
    reporting: Phrases
    question: frozenset[str]
    answer: frozenset[str]
    not_places: frozenset[str]
    address: frozenset[str]
    days: frozenset[str]
    closing: Phrases
    told: frozenset[str]
    where: frozenset[str]
    brands: frozenset[str]
    continuing: frozenset[str]
    personal: frozenset[str]
    attributing: frozenset[str]
    myself: frozenset[str]
    function: frozenset[str]
    own: frozenset[str]
    telling: frozenset[str]
    """Every word that is looked for anywhere in a block, by the lists of words above or those of phrases."""


def _flat(table: Mapping[str, Iterable[str]]) -> list[str]:
    return [word for words in table.values() for word in words]


@lru_cache(maxsize=8)
def lexicon(words: Words = NO_WORDS) -> Lexicon:
    """The lexicon with a corpus's own words added."""
    lists = {name: _flat(lists) for name, lists in table("detection/lexicons/sections.toml").items()}
    outlets = [outlet.casefold() for outlet in words.outlets]
    found = Lexicon(
        vocabulary=frozenset(lists["vocabulary"]),
        furniture=Phrases(lists["furniture"]),
        doubtful=Phrases(lists["doubtful"]),
        inside=Phrases(lists["inside"]),
        after=Phrases(lists["after"]),
        related=Phrases(lists["related"]),
        points=frozenset(lists["points"]),
        tags=frozenset(lists["tags"]),
        updated=frozenset(lists["updated"]),
        months=frozenset(lists["months"]),
        ago=frozenset(lists["ago"]),
        relative=frozenset(lists["relative"]),
        units=frozenset(lists["units"]),
        byline=Phrases(lists["byline"]),
        roles=frozenset(lists["roles"]),
        staff=frozenset(lists["staff"]),
        given=people_lexicon("en").given_names | frozenset(lists["given"]),
        desks=tuple(lists["desks"]),
        photo=Phrases(lists["photo"]),
        photo_words=frozenset(lists["photo"]),
        shortened=frozenset(lists["shortened"]),
        agencies=frozenset(lists["agencies"] + outlets),
        houses=Phrases(lists["picture_houses"]),
        caption=Phrases(lists["caption"]),
        scene=Phrases(lists["scene"]),
        biography=Phrases(lists["biography"]),
        correction=Phrases(lists["correction"]),
        reporting=Phrases(lists["reporting"]),
        question=frozenset(lists["question"]),
        answer=frozenset(lists["answer"]),
        not_places=frozenset(lists["not_places"]),
        address=frozenset(lists["address"]),
        days=frozenset(lists["days"]),
        closing=Phrases(lists["closing"]),
        told=frozenset(lists["told"]),
        where=frozenset(lists["where"]),
        brands=frozenset(table("detection/lexicons/sections.toml")["vocabulary"]["brands"]) - _WORDS,
        continuing=frozenset(lists["continuing"]),
        personal=frozenset(lists["personal"]),
        attributing=frozenset(lists["attributing"]),
        myself=frozenset(lists["myself"]),
        function=function_words(),
        own=frozenset(" ".join(line.casefold().split()) for line in words.furniture),
        telling=frozenset(),
    )
    phrases = (
        found.inside, found.byline, found.houses, found.caption, found.scene, found.biography, found.closing,
        found.reporting,
    )  # fmt: skip
    telling = found.roles.union(
        found.photo_words, found.address, found.days, found.myself, found.told, found.where, found.brands,
        *(one.heads for one in phrases),
    )  # fmt: skip
    return replace(found, telling=telling)
