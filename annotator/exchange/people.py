"""Entities from the words of sources, for data that names no speakers.

Deliberately simple: the same words, or the last name of a longer name in the article, are the same
entity; a pronoun or a bare relative stands for nobody that the words alone tell. The kind is always
`unknown`: the words do not say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from annotator.model import Entity
from annotator.text import fold

_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_NOBODY = frozenset({
    "i", "we", "you", "he", "she", "it", "they", "me", "us", "him", "her", "them", "who", "which", "that",
    "this", "these", "those", "one", "some", "many", "others", "whom", "whose", "myself", "himself",
    "herself", "itself", "themselves", "ourselves", "someone", "somebody", "anyone", "everyone", "there",
    "both", "all", "most", "few", "several", "neither", "either",
})  # fmt: skip
_APPOSITIVE = re.compile(r",\s|\s[–—(]\s*|\s\(")
_NAME = re.compile(r"[^\W\d_]+(?:[’'.\-][^\W\d_]+)*\.?")
_WORDS = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"[’']s$")


def entity_name(source: str) -> str:
    """The name that a source's words give: without leading article, appositive and line breaks."""
    name = " ".join(source.split())
    name = _APPOSITIVE.split(name, maxsplit=1)[0] or name
    name = _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) and len(name.split()) > 1 else name
    return name.strip(" ,;:.–—-\"'“”‘’()[]") or name


def slug(name: str) -> str:
    """A readable entity id: the last four words of the name in lower case, joined by hyphens."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char))
    words = _WORDS.findall(unicodedata.normalize("NFC", plain))
    return "-".join(words[-4:])[:100].strip("-") or "somebody"


def _last_name(name: str) -> str | None:
    """The last word of a name that ends in a capitalised word."""
    words = name.split()
    last = _POSSESSIVE.sub("", words[-1]) if words else ""
    return fold(last) if last[:1].isupper() and _NAME.fullmatch(last) else None


class People:
    """The entities of one article: those given, and those made from words.

    `sources` are the words of all sources of the article, so that "Reed" finds "Tomas Reed" wherever
    the full name stands.
    """

    def __init__(self, given: Sequence[Entity], sources: Iterable[str] = ()) -> None:
        self._by_id = {entity.id: entity for entity in given}
        self._by_name = {fold(entity.name): entity.id for entity in given}
        self._full: dict[str, str] = {}
        for source in sources:
            name = entity_name(source)
            last = _last_name(name)
            if last and len(name.split()) > 1:
                self._full.setdefault(last, name)

    def named(self, name: str) -> str:
        """The id of the entity of that id or name, made if need be."""
        if name in self._by_id:
            return name
        known = self._by_name.get(fold(name))
        if known is not None:
            return known
        base = slug(name)
        id, number = base, 2
        while id in self._by_id:
            id, number = f"{base}-{number}", number + 1
        self._by_id[id] = Entity(id=id, name=name)
        self._by_name[fold(name)] = id
        return id

    def spoken(self, source: str) -> str | None:
        """The id of whoever the words of a source name; None for a pronoun."""
        name = entity_name(source)
        if not _WORDS.search(name) or fold(name) in _NOBODY:
            return None
        if len(name.split()) == 1:
            last = _last_name(name)
            name = self._full.get(last, name) if last else name
        return self.named(_POSSESSIVE.sub("", name) or name)

    def entities(self) -> tuple[Entity, ...]:
        """All entities by id, as a gold file lists them."""
        return tuple(self._by_id[id] for id in sorted(self._by_id))
