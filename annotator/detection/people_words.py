"""The words that tell who a source is, one lexicon a language, from `lexicons/entities.toml`.

The file is read when a language is first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any, Literal

from annotator.tables import table

Gender = Literal["m", "f", ""]

_SETS = (
    "articles", "definite", "indefinite", "masculine", "feminine", "neuter", "plural", "relative", "first",
    "conjunctions", "prepositions", "relatives", "partners", "openers", "person", "male", "female",
    "speaking_for", "anyone", "titles", "organisation", "outlets", "government", "institutions",
    "delegation", "group", "document", "statements", "descriptors", "suffixes", "particles",
    "male_names", "female_names", "auxiliaries", "replies", "second", "things", "several",
    "plural_articles", "surnames",
)  # fmt: skip


_HOUSES = frozenset(("white", "downing"))
"""How the names of two houses begin that stand for those inside."""


class Lexicon:
    """The words of one language; every list is a frozen set of lower-case words, empty when not given."""

    articles: frozenset[str]
    definite: frozenset[str]
    indefinite: frozenset[str]
    masculine: frozenset[str]
    feminine: frozenset[str]
    neuter: frozenset[str]
    plural: frozenset[str]
    relative: frozenset[str]
    first: frozenset[str]
    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    relatives: frozenset[str]
    partners: frozenset[str]
    openers: frozenset[str]
    person: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    speaking_for: frozenset[str]
    anyone: frozenset[str]
    titles: frozenset[str]
    organisation: frozenset[str]
    outlets: frozenset[str]
    government: frozenset[str]
    institutions: frozenset[str]
    delegation: frozenset[str]
    group: frozenset[str]
    document: frozenset[str]
    statements: frozenset[str]
    descriptors: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    male_names: frozenset[str]
    female_names: frozenset[str]
    auxiliaries: frozenset[str]
    replies: frozenset[str]
    second: frozenset[str]
    things: frozenset[str]
    several: frozenset[str]
    surnames: frozenset[str]
    plural_articles: frozenset[str]

    def __init__(self, table: dict[str, Any], name: str = "") -> None:
        self.name = name
        for name in _SETS:
            setattr(self, name, frozenset(table.get(name, "").split()))
        self.grammatical_gender = bool(table.get("grammatical_gender"))
        """Whether "he" and "she" stand for things and bodies, too."""
        self.places: dict[str, str] = {}
        for place, others in table.get("places", {}).items():
            for word in (place, *others.split()):
                self.places[word.casefold()] = place

    @cached_property
    def pronouns(self) -> frozenset[str]:
        """Every pronoun that can be a source."""
        return self.masculine | self.feminine | self.neuter | self.plural | self.relative | self.first | self.second

    @cached_property
    def determined(self) -> frozenset[str]:
        """Every word that can begin a noun phrase."""
        return self.articles | self.definite | self.indefinite

    @cached_property
    def given_names(self) -> frozenset[str]:
        """Every first name."""
        return self.male_names | self.female_names

    @cached_property
    def leads(self) -> frozenset[str]:
        """The openers as they stand at the head of a sentence, with a capital."""
        return frozenset(word.capitalize() for word in self.openers if word.capitalize().casefold() == word)

    @cached_property
    def heads(self) -> frozenset[str]:
        """Every noun that says what kind of source a phrase is."""
        return self.person | self.organisation | self.group | self.document | self.delegation | self.outlets

    @cached_property
    def telling(self) -> frozenset[str]:
        """Every word that makes more of a run of capitals than somebody's name, or ends it."""
        return frozenset(
            self.pronouns | self.determined | self.heads | self.titles | self.institutions | self.government
            | self.conjunctions | self.prepositions | self.relatives | self.partners | self.descriptors
            | self.suffixes | self.particles | self.places.keys() | _HOUSES
        )  # fmt: skip

    def gender_of(self, words: Iterable[str]) -> Gender:
        """The gender that a title, role or form of address among `words` tells."""
        for word in words:
            if word in self.male:
                return "m"
            if word in self.female:
                return "f"
        return ""

    def gender_of_name(self, word: str) -> Gender:
        """The gender a first name tells; "" when it is in both lists or none."""
        male, female = word in self.male_names, word in self.female_names
        if male == female:
            # In most languages of Europe these endings tell; names that do otherwise are in the lists.
            return "" if male or len(word) < 3 else "f" if word.endswith("a") else "m" if word.endswith("o") else ""
        return "m" if male else "f"


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return table("detection/lexicons/entities.toml")


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language tag ("en-GB" is English); an empty one for a language we do not know."""
    name = re.split("[-_]", language.lower())[0]
    return Lexicon(_tables().get(name, {}), name)
