"""Attributions made comparable, and the predicted ones laid beside the gold ones.

Tokens, normalisation and alignment are those of `docs/evaluation.md`; every score rests on them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from annotator.article import Article
from annotator.model import Annotation, Entity, Quote, Rejected
from annotator.text import Range, fold
from annotator.values import dataclass

ROLES = ("content", "cue", "source")

_TOKEN = re.compile(r"\w+(?:[’'.\-]\w+)*|[^\w\s]")
_EDGE = frozenset(" \t\r\n\u00a0\u2009\u200a\u202f\ufeff\"'`‘’‚‛“”„‟«»‹›.,;:!?-‐‑‒–—―…()[]{}*•")
"""What exact comparison ignores at the ends of a span: white space, quotation marks, punctuation."""
_NAME_WORD = re.compile(r"[^\W_]+")
_EMPTY: frozenset[int] = frozenset()


class Tokens:
    """The tokens of one text: words, and single punctuation marks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in _TOKEN.finditer(text)]
        self._starts = [start for start, _ in self.spans]

    def of(self, ranges: Iterable[Range]) -> frozenset[int]:
        """Indices of the tokens that the ranges touch: the words, or the marks where there is no word."""
        found: set[int] = set()
        for start, end in ranges:
            at = max(0, bisect_right(self._starts, start) - 1)
            while at < len(self.spans) and self.spans[at][0] < end:
                if self.spans[at][1] > start:
                    found.add(at)
                at += 1
        words = frozenset(at for at in found if self._is_word(at))
        return words or frozenset(found)

    def _is_word(self, at: int) -> bool:
        first = self.text[self.spans[at][0]]
        return first.isalnum() or first == "_"


def normalised(text: str, ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The ranges as exact comparison sees them.

    Each is trimmed of white space, quotation marks and punctuation (one that is nothing else keeps them,
    so that a bare colon survives as a cue); pieces without a word beside pieces with one are dropped;
    neighbours with nothing else between them are one.
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        first, last = start, end
        while first < last and text[first] in _EDGE:
            first += 1
        while last > first and text[last - 1] in _EDGE:
            last -= 1
        if first == last:
            first, last = start, end
            while first < last and text[first].isspace():
                first += 1
            while last > first and text[last - 1].isspace():
                last -= 1
        if first < last:
            found.append((first, last))
    worded = [piece for piece in found if any(char not in _EDGE for char in text[slice(*piece)])]
    merged: list[tuple[int, int]] = []
    for start, end in worded or found:
        if merged and all(char in _EDGE for char in text[merged[-1][1] : start]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


@dataclass(frozen=True)
class Item:
    """One attribution as the scores see it.

    `spans` are the ranges as annotated, `norm` those of exact comparison, `tokens` the token indices;
    each by role. `speakers` holds the names of its speakers, one set of names for each.
    """

    id: str
    type: str
    act: str
    uncertain: bool
    spans: dict[str, tuple[Range, ...]]
    norm: dict[str, tuple[Range, ...]]
    tokens: dict[str, frozenset[int]]
    speakers: tuple[frozenset[str], ...]


def _names(entity: Entity) -> frozenset[str]:
    """The names an entity goes by, in one form, without leading article."""
    names = [entity.name, *(mention.text for mention in entity.mentions)]
    folded = (" ".join(_NAME_WORD.findall(fold(name))) for name in names)
    return frozenset(re.sub(r"^(?:the|an?) ", "", name) for name in folded if name) or frozenset({entity.id})


def same_entity(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two entities share a name, or a name of one is the end of a name of the other ("Reed")."""
    if a & b:
        return True
    return any(one.endswith(" " + other) or other.endswith(" " + one) for one in a for other in b)


def same_speakers(a: Sequence[frozenset[str]], b: Sequence[frozenset[str]]) -> bool:
    """Whether the speakers can be laid beside each other one to one."""
    if len(a) != len(b):
        return False
    left = list(b)
    for one in a:
        partner = next((other for other in left if same_entity(one, other)), None)
        if partner is None:
            return False
        left.remove(partner)
    return True


def _ranges(quote: Quote | Rejected) -> dict[str, tuple[Range, ...]]:
    return {
        "content": tuple(span.span for span in quote.content),
        "cue": (quote.cue.span,) if quote.cue else (),
        "source": (quote.source.span,) if quote.source else (),
    }


def items(article: Article, tokens: Tokens, annotation: Annotation) -> list[Item]:
    """The quotes of an annotation as items, in its order."""
    names = {entity.id: _names(entity) for entity in annotation.entities}
    found = []
    for quote in annotation.quotes:
        spans = _ranges(quote)
        found.append(
            Item(
                quote.id,
                quote.type,
                quote.act,
                "uncertain" in quote.flags,
                spans,
                {role: normalised(article.text, spans[role]) for role in ROLES},
                {role: tokens.of(spans[role]) if spans[role] else _EMPTY for role in ROLES},
                tuple(names.get(id, frozenset({id})) for id in quote.speakers),
            )
        )
    return found


def align(gold: Sequence[Item], predicted: Sequence[Item]) -> list[tuple[int, int]]:
    """Pairs (index in gold, index in predicted), one to one, greedily by falling score.

    The score counts shared content tokens, shared cue tokens twice, and shared source tokens; a pair
    needs a shared content or cue token. Ties go to the pair with more roles exactly equal, then to text order.
    """
    where: dict[str, dict[int, list[int]]] = {role: defaultdict(list) for role in ROLES}
    for index, item in enumerate(gold):
        for role in ROLES:
            for token in item.tokens[role]:
                where[role][token].append(index)
    candidates = []
    for index, item in enumerate(predicted):
        shared = {
            role: Counter(one for token in item.tokens[role] for one in where[role].get(token, ())) for role in ROLES
        }
        for one in shared["content"].keys() | shared["cue"].keys():
            score = shared["content"][one] + 2 * shared["cue"][one] + shared["source"][one]
            same = sum(item.norm[role] == gold[one].norm[role] for role in ROLES)
            candidates.append((-score, -same, index, one))
    pairs, used_gold, used_predicted = [], set(), set()
    for _, _, index, one in sorted(candidates):
        if one not in used_gold and index not in used_predicted:
            used_gold.add(one)
            used_predicted.add(index)
            pairs.append((one, index))
    return pairs


def token_f1(a: frozenset[int], b: frozenset[int]) -> float:
    """Harmonic mean of the shares of tokens in common (Dice); 0 when both are empty."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


@dataclass(frozen=True)
class Case:
    """One article with what is true and what was predicted (None: no prediction, counted as empty)."""

    id: str
    article: Article
    gold: Annotation
    predicted: Annotation | None

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.article.text)
