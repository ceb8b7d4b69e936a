"""Which language a text is in: a vote of its function words, or its script where that decides.

Enough to choose a lexicon; a language nobody listed gives None, and the caller's default holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from annotator.lazy import pattern
from annotator.tables import table

SAMPLE = 4_000
"""Code points that are looked at: an article's opening decides, and the cost stays bounded."""

_SCRIPT_SAMPLE = 1_500

_LETTERS = re.compile(r"[^\W\d_]+")
_PARTING = ",.’'\"”“"
"""What stands beside words most often, and between them in French and Italian."""
_BEYOND = pattern("[^\0-\u036f]{3}")


@lru_cache(maxsize=1)
def _lists() -> tuple[dict[str, tuple[str, ...]], dict[str, re.Pattern[str]]]:
    """For each function word the languages that have it; for each script's language its letters."""
    data = table("detection/lexicons/stopwords.toml")
    owners: dict[str, list[str]] = {}
    for language, words in data["words"].items():
        for word in words:
            owners.setdefault(word, []).append(language)
    scripts = {language: pattern(f"[{letters}]") for language, letters in data["scripts"].items()}
    return {word: tuple(languages) for word, languages in owners.items()}, scripts


def function_words() -> frozenset[str]:
    """The function words of all languages, in lower case."""
    return frozenset(_lists()[0])


def vote(text: str) -> str | None:
    """The BCP 47 code of the language of `text`, or None when it is unclear.

    A word that several languages share gives each a part of its vote. The winner needs function
    words for at least one word in twelve and a lead of a tenth over the next. Never raises.
    """
    owners, scripts = _lists()
    sample = text[:SAMPLE]
    script = _by_script(sample[:_SCRIPT_SAMPLE], scripts)
    if script is not None:
        return script
    counted = Counter(_words(sample))
    total = counted.total()
    if not total:
        return None
    votes: dict[str, float] = {}
    for word in filter(counted.__contains__, owners):
        # Capped, so that one word of a list of names ("la", "de") never decides alone.
        languages = owners[word]
        share = min(counted[word], 3 + total // 15) / len(languages)
        for language in languages:
            votes[language] = votes.get(language, 0.0) + share
    if not votes:
        return None
    first, second = (*sorted(votes.items(), key=lambda item: -item[1]), ("", 0.0))[:2]
    if first[1] < total / 12 or first[1] < second[1] * 1.1:
        return None
    return first[0]


def _words(sample: str) -> Iterator[str]:
    """Its words in lower case, but for those beside a rare mark: half the time that a pattern takes."""
    sample = sample.lower()
    for mark in _PARTING:
        sample = sample.replace(mark, " ")
    return filter(str.isalpha, sample.split())


def _by_script(sample: str, scripts: dict[str, re.Pattern[str]]) -> str | None:
    """The language whose script most letters are in; kana make Chinese characters Japanese."""
    if not _BEYOND.search(sample):
        return None
    letters = sum(len(run) for run in _LETTERS.findall(sample))
    counts = {language: len(pattern.findall(sample)) for language, pattern in scripts.items()}
    if counts["ja"] + counts["zh"] > letters / 3:
        return "ja" if counts["ja"] * 12 > counts["zh"] else "zh"
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > letters / 3 else None
