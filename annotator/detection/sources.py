"""What kind of party a source phrase names (SCHEME 1.6)."""

from __future__ import annotations

import re

from annotator.detection.lexicon import Lexicon
from annotator.model import EntityKind

_WORD = re.compile(r"[^\W\d_]+(?:[’'\-][^\W\d_]+)*\.?")
_SINGULAR = frozenset("he she i him her who".split())
_PLURAL = frozenset("they we them us both some many others".split())
_NAMELESS = frozenset("a an one another".split())


def kind_of(phrase: str, lexicon: Lexicon) -> EntityKind:
    """The kind of entity a phrase names, from its words alone."""
    words = [word.rstrip(".") for word in _WORD.findall(phrase)]
    low = [word.lower() for word in words]
    if not words:
        return "unknown"
    if len(low) == 1 and low[0] in _SINGULAR:
        return "person"
    if low[0] in _PLURAL and len(low) <= 2:
        return "group"
    head = _head(low)
    plural = head.endswith("s") and not head.endswith("ss")
    if lexicon.has("documents", head):
        return "document"
    if lexicon.has("persons", head) or lexicon.has("titles", head):
        if plural or head in ("people", "police"):
            return "group"
        return "unnamed" if low[0] in _NAMELESS else "person"
    if lexicon.has("groups", head) or lexicon.has("outlets", low[-1]):
        return "organisation"
    if any(lexicon.has("titles", word) for word in low[:-1]):
        return "person"
    capital = [word for word in words if word[0].isupper()]
    if len(capital) >= 2 and all(word[0].isupper() for word in words[:2]):
        return "person"
    return "group" if plural and words[-1].islower() else "unknown"


def _head(low: list[str]) -> str:
    """The head noun: the last word before the first preposition."""
    for i, word in enumerate(low):
        if i and word in ("of", "for", "at", "from", "in", "with", "on", "to", "who", "which"):
            return low[i - 1]
    return low[-1]
