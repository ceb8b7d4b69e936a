"""What the names of files say: which are articles, whose gold a gold file is, in which order people expect them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

SUFFIXES = (".txt", ".md")
NAMED_SUFFIX = ".text"
"""A third suffix of articles, for files that are named one by one."""
GOLD_SUFFIX = ".gold.yaml"

# News has files such as `license-fees.txt`: only upper-case names, or the bare word, mean the project's papers.
_PAPERS = re.compile(r"README|LICENSE|CHANGELOG|(?i:(?:readme|license|changelog)\.(?:txt|md)\Z)")
ARTICLE = re.compile(rf"(?!\.|{_PAPERS.pattern}).+\.(?i:txt|md)\Z", re.S)
"""Names of articles; `why_no_article` says why another name is none."""
DOUBTFUL = frozenset(".RLCrlc")
"""What the names begin with of files that are no articles although their suffix is in SUFFIXES."""


def why_no_article(name: str) -> str | None:
    """Why a file of this name (no folders) is no article, or None when it is one."""
    if ARTICLE.match(name):
        return None
    if name.startswith("."):
        return "is hidden"
    if not name.lower().endswith(SUFFIXES):
        return "is not a .txt or .md file"
    return "is a README, LICENSE or CHANGELOG, not an article"


def gold_path(article: Path, annotator: str | None = None) -> Path:
    """The gold file of an article: `ferry.txt` -> `ferry.txt.gold.yaml`.

    With an annotator's id (a slug without dots), `ferry.txt.<annotator>.gold.yaml`.
    """
    middle = f".{annotator}" if annotator else ""
    return article.with_name(f"{article.name}{middle}{GOLD_SUFFIX}")


def article_path(gold: Path) -> Path | None:
    """The article a gold file belongs to, from the file's name alone; None if it is not named so.

    `ferry.txt.gold.yaml` and `ferry.txt.ines.gold.yaml` belong to `ferry.txt`.
    """
    if not gold.name.endswith(GOLD_SUFFIX):
        return None
    stem = gold.name.removesuffix(GOLD_SUFFIX)
    for name in (stem, stem.rpartition(".")[0]):
        if name.lower().endswith((*SUFFIXES, NAMED_SUFFIX)):
            return gold.with_name(name)
    return None


def articles_of(gold: str) -> set[str]:
    """The articles a gold file of this name can belong to: with and without an annotator's id."""
    stem = gold.removesuffix(GOLD_SUFFIX)
    return {stem, stem.rpartition(".")[0]}


PIECE = 5000
"""Names put in order at a time: what one call of Python's core works on keeps all other threads waiting."""

_SAMPLE = 20
"""Keys looked at for each piece, so that pieces come out about equally large."""

_DIGITS = re.compile(r"([0-9]+)")


def natural_order(names: Iterable[str]) -> list[str]:
    """The names sorted as people count: `b2` before `b10`, case ignored; always the same order.

    Works on many names at a time because a corpus may have 100,000 in one folder.
    """
    given = list(names)
    keys: list[str] = []
    for first in range(0, len(given), PIECE):
        piece = given[first : first + PIECE]
        parts = _DIGITS.split("\0".join(piece).casefold())
        parts[1::2] = [digits.zfill(15) for digits in parts[1::2]]
        folded = "".join(parts).split("\0")
        keys += [f"{key}\0{name}" for key, name in zip(folded, piece, strict=True)]
    return [given[place] for place in _order(keys)]


def _order(keys: Sequence[str]) -> Iterator[int]:
    """The places of the keys, in order: dealt out by a sample of them into pieces that are sorted by themselves."""
    sample = sorted(keys[:: max(1, PIECE // _SAMPLE)])
    bounds = sample[_SAMPLE::_SAMPLE]
    pieces: list[list[int]] = [[] for _ in range(len(bounds) + 1)]
    for place, key in enumerate(keys):
        pieces[bisect_right(bounds, key)].append(place)
    for piece in pieces:
        yield from sorted(piece, key=keys.__getitem__)
