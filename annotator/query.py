"""Words a person looks for, and where they stand in a text: one matching for an article and for a corpus.

Offsets are code points, end-exclusive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

from annotator.text import Range
from annotator.values import dataclass

_INVISIBLE = "\xad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphens and zero-width characters: a reader does not see them, so they part no words."""
_LETTERS = re.compile("[0-9A-Za-z]+")
_TOKEN = re.compile(
    r"(?P<double>''|``|‘‘|’’|[\"“”„‟«»＂])|(?P<single>['‘’‚‛`´′＇‹›])|(?P<dash>[-‐‑‒–—―−]+)|\.\.\.|.", re.S
)
_ALIKE = {
    "double": "(?:''|``|‘‘|’’|[\"“”„‟«»＂])",
    "single": "['‘’‚‛`´′＇‹›]",
    "dash": "(?:--+|[-‐‑‒–—―−])",
}
_DOTS = r"(?:\.\.\.|…)"
_WHOLE = "(?![\u0300-\u036f])"
"""A hit ends before no combining mark: `e` is no hit in an `é` written as two characters."""

Part = Literal["cue", "source"]
_IN_PART = re.compile(r"(cue|source):(?=\S)")


@dataclass(frozen=True)
class Query:
    """What to look for, without white space at its ends: in the text, or only in that part of the quotes.

    White space matches any white space, line ends too; quotation marks, apostrophes and dashes match
    their kind in any form, three dots an ellipsis. Without a capital letter case does not matter; with
    one it does.
    """

    words: str
    part: Part | None = None

    @classmethod
    def of(cls, typed: str) -> Query | None:
        """The query somebody typed (`cue:` or `source:` before the words: only there); None for nothing."""
        words = " ".join(unicodedata.normalize("NFC", typed).split())
        found = _IN_PART.match(words)
        if found is not None:
            return cls(words[found.end() :], "cue" if found.group(1) == "cue" else "source")
        return cls(words) if words else None

    def __str__(self) -> str:
        return f"{self.part}:{self.words}" if self.part else self.words

    @property
    def exact_case(self) -> bool:
        """Whether case matters: somebody typed a capital letter."""
        return any(char.isupper() for char in self.words)

    @cached_property
    def _run(self) -> bytes:
        """The longest run of plain letters and digits, in small letters: a text without it has no hit."""
        return max(_LETTERS.findall(self.words), key=len, default="").lower().encode()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return self._compiled("")

    @cached_property
    def _loose_pattern(self) -> re.Pattern[str]:
        """The pattern for a text with characters nobody sees."""
        return self._compiled(f"[{_INVISIBLE}]*")

    def _compiled(self, between: str) -> re.Pattern[str]:
        white = rf"[\s{_INVISIBLE}]+" if between else r"\s+"
        words = (between.join(self._forms(word)) for word in self.words.split(" "))
        return re.compile(white.join(words) + _WHOLE)

    def _forms(self, word: str) -> Iterator[str]:
        """For each character of a word, what it matches."""
        for token in _TOKEN.finditer(word):
            kind, text = token.lastgroup, token.group()
            if kind is not None:
                yield _ALIKE[kind]
            elif text in ("...", "…"):
                yield _DOTS
            else:
                yield self._letter(text)

    def _letter(self, char: str) -> str:
        """A character in both cases (if case does not matter), composed and decomposed."""
        forms = {char}
        if not self.exact_case:
            forms |= {one for one in (char.lower(), char.upper(), char.title()) if len(one) == 1}
        apart = {unicodedata.normalize("NFD", one) for one in forms} - forms
        found = sorted(re.escape(one) for one in forms | apart)
        if len(found) == 1:
            return found[0]
        return f"(?:{'|'.join(found)})" if apart else f"[{''.join(found)}]"

    def hits(self, text: str, start: int = 0) -> Iterator[Range]:
        """Where the words stand in the text from `start` on, in order, none inside another."""
        if any(char in text for char in _INVISIBLE):
            pattern = self._loose_pattern
        elif self._run and self._run not in text.encode("utf-8", "surrogatepass").lower():
            return  # four times as fast as the pattern, and true of nearly every article of a corpus
        else:
            pattern = self._pattern
        for match in pattern.finditer(text, start):
            yield match.span()

    def among(self, text: str, spans: Iterable[Range]) -> Iterator[Range]:
        """The spans of the text in which the words stand."""
        for start, end in spans:
            if next(self.hits(text[start:end]), None) is not None:
                yield start, min(end, len(text))
