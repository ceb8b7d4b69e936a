"""Training, development and test parts of a corpus: by article, repeatable, without leaks.

Articles that are nearly the same (an agency story in two papers, two scrapes of one page) always fall
into the same part.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

from annotator.exchange.base import Entry, ExchangeError
from annotator.text import fold

DEFAULT = {"train": 0.8, "dev": 0.1, "test": 0.1}
NEAR = 0.5
"""The share of sketches in common from which two articles count as nearly the same."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""A word; where a script does not part words by spaces, a character."""
_SHINGLE = 5
_SKETCH = 64


def _hash(value: str) -> int:
    return int.from_bytes(hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def sketch(text: str) -> frozenset[int]:
    """The smallest hashes of all runs of five words: texts with most runs in common share most of them.

    (Bottom-k sketch of Broder's shingles, SEQUENCES 1997.) Case, marks and spacing do not count.
    """
    words = _WORD.findall(fold(text))
    runs = {" ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))}
    return frozenset(sorted(map(_hash, runs))[:_SKETCH])


def families(entries: Sequence[Entry], near: float = NEAR) -> list[list[int]]:
    """Groups of indices of articles that are nearly the same, in order of their first member."""
    sketches = [sketch(entry.article.text) for entry in entries]
    home = list(range(len(entries)))

    def root(at: int) -> int:
        while home[at] != at:
            home[at] = home[home[at]]
            at = home[at]
        return at

    seen: dict[int, list[int]] = {}
    for index, marks in enumerate(sketches):
        shared: dict[int, int] = {}
        for mark in marks:
            for other in seen.setdefault(mark, []):
                shared[other] = shared.get(other, 0) + 1
            # A run that very many articles share is furniture and says nothing about two of them.
            if len(seen[mark]) < 50:
                seen[mark].append(index)
        for other, count in shared.items():
            if count >= near * min(len(marks), len(sketches[other])):
                home[root(index)] = root(other)
    groups: dict[int, list[int]] = {}
    for index in range(len(entries)):
        groups.setdefault(root(index), []).append(index)
    return sorted(groups.values())


def split(
    entries: Sequence[Entry],
    shares: Mapping[str, float] | None = None,
    *,
    seed: int = 0,
    stratum: Callable[[Entry], str] = lambda entry: entry.folder,
) -> dict[str, str]:
    """Which part each article (by id) falls into.

    The same ids, texts and seed give the same answer. Within each stratum (the article's folder by
    default) families of near-duplicates are ordered by a hash of seed and id, and each goes to the part
    that lacks most of its share; what a small stratum could not give is made up for by the next. Raises
    ExchangeError when the shares are not positive or do not sum to 1.
    """
    shares = dict(shares or DEFAULT)
    if any(share < 0 for share in shares.values()) or abs(sum(shares.values()) - 1) > 1e-6:
        raise ExchangeError(f"the shares of a split must be positive and sum to 1, not {sum(shares.values()):g}")
    strata: dict[str, list[list[int]]] = {}
    for members in families(entries):
        strata.setdefault(stratum(entries[members[0]]), []).append(members)
    found: dict[str, str] = {}
    owed = dict.fromkeys(shares, 0.0)
    for name in sorted(strata):
        groups = sorted(strata[name], key=lambda members: _hash(f"{seed}\0{entries[members[0]].id}"))
        for part, share in shares.items():
            owed[part] += share * sum(map(len, groups))
        for members in groups:
            part = max(shares, key=lambda one: owed[one])
            owed[part] -= len(members)
            for index in members:
                found[entries[index].id] = part
    return found
