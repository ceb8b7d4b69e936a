"""Quotation marks that are no speech: titles, terms, names, scare quotes (rule R7)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Literal

from annotator.detection.base import Refusal
from annotator.detection.lexicon import Lexicon
from annotator.marks import Stretch

_WORDS = re.compile(r"[^\W_]+(?:[’'\-.][^\W_]+)*")
_SMALL = frozenset("a an the of in on at for and or to by with from as".split())
Why = tuple[Literal["scare_quote", "title", "term", "name"], float]
"""Why marks are no speech, and how probable that is."""


def inner_words(text: str, stretch: Stretch) -> tuple[str, ...]:
    """The words inside the marks."""
    return _words_of(text[stretch.start : stretch.end])


def holds_words(text: str, stretch: Stretch, number: int) -> bool:
    """Whether there are that many words, one at least, inside the marks."""
    found = _WORDS.finditer(text, stretch.start, stretch.end)
    return next(islice(found, number - 1, None), None) is not None


@lru_cache(maxsize=512)
def _words_of(piece: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(piece))


def reason(text: str, stretch: Stretch, lexicon: Lexicon) -> Why | None:
    """Why the marks are probably no speech, and how probable that is; None when they look like speech."""
    words = inner_words(text, stretch)
    if not words:
        return "term", 0.6
    before = [word.lower() for word in _WORDS.findall(text[max(0, stretch.start - 48) : stretch.start])]
    nearest = before[-1] if before else ""
    gap = text[max(0, stretch.start - 2) : stretch.start]
    adjacent = gap.endswith(" ") and not gap.startswith((".", "!", "?", ":"))
    after = text[stretch.end : stretch.end + 2]
    # William “Bill” Reed
    if (
        len(words) <= 2
        and words[0][0].isupper()
        and after[:1] == " "
        and after[1:2].isupper()
        and before
        and _capital_before(text, stretch.start)
    ):
        return "name", 0.85
    if adjacent and (
        nearest in ("so-called", "called") or any(lexicon.has("term_words", word) for word in before[-2:])
    ):
        return "term", 0.75
    if adjacent and len(words) <= 10 and any(lexicon.has("title_words", word) for word in before[-2:]):
        return "title", 0.75
    content = [word for word in words if word.lower() not in _SMALL]
    last = text[stretch.end - 2] if stretch.end - stretch.start > 2 else ""
    if (
        2 <= len(words) <= 10
        and last not in "?!"
        and len(content) > 1
        and all(not word[0].islower() for word in content)
    ):
        return "title", 0.6
    if len(words) == 1 and words[0][0].isupper() and not words[0].isupper() and adjacent:
        return "title", 0.4
    if len(words) <= 4:
        return "scare_quote", 0.5
    return None


def _capital_before(text: str, at: int) -> bool:
    match = re.search(r"([^\W_][^\s]*)\s+$", text[max(0, at - 30) : at])
    return match is not None and match.group(1)[0].isupper() and match.group(1)[-1] not in ".,;:!?"


def refusal(stretch: Stretch, why: Why | None) -> Refusal | None:
    """The refusal of unclaimed marks by their `reason`, or None when they may be speech nobody is named for."""
    if why is None:
        return None
    return Refusal((stretch.start, stretch.end), why[0], why[1])


def only_names(text: str, marked: list[Stretch], lexicon: Lexicon) -> bool:
    """Whether all the marks of a content are titles, terms or names (rule T6)."""
    if not marked:
        return False
    for stretch in marked:
        why = reason(text, stretch, lexicon)
        if why is None or why[0] == "scare_quote" or why[1] < 0.7:
            return False
    return True
