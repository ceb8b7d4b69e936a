"""Patterns over paths of a corpus, as people know them from ignore files, in linear time.

`*` and `?` stay inside one folder or file name, `**` stands for any number of folders, `[a-z]` for one
character. A pattern without a slash matches at any depth; one that matches a folder takes all in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import translate
from functools import lru_cache

MAX_PATTERN = 256
"""Characters of the longest pattern that is accepted."""


def refused(pattern: str) -> str | None:
    """Why the pattern cannot be used, as the rest of a sentence, or None."""
    parts = pattern.strip("/").split("/")
    if not pattern.strip("/"):
        return "is empty"
    if len(pattern) > MAX_PATTERN:
        return f"is longer than {MAX_PATTERN} characters"
    if pattern.startswith(("/", "~", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", pattern):
        return "leaves the corpus; patterns are relative to the corpus folder"
    return None


@lru_cache(maxsize=512)
def _part(part: str) -> re.Pattern[str]:
    # fnmatch writes each star as an atomic group, so that a hostile pattern cannot make it backtrack.
    return re.compile(translate(part))


def _matches(parts: Sequence[str], path: Sequence[str]) -> bool:
    """Whether the pattern's parts match a leading run of the path's parts."""
    reached = {0}
    for at, part in enumerate(parts):
        if not reached:
            return False
        if part == "**":
            first = min(reached)
            reached = set(range(first, len(path) + (at < len(parts) - 1)))
            continue
        one = _part(part)
        reached = {i + 1 for i in reached if i < len(path) and one.match(path[i])}
    return bool(reached)


class Globs:
    """A set of patterns."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """`patterns` are those `refused` has nothing against; others are left out."""
        split = [pattern.strip("/").split("/") for pattern in patterns if refused(pattern) is None]
        self._parts = [(["**", *parts] if len(parts) == 1 and parts != ["**"] else parts) for parts in split]

    def __bool__(self) -> bool:
        return bool(self._parts)

    def match(self, path: str) -> bool:
        """Whether a pattern matches the path (relative, with `/`) or a folder it lies in."""
        pieces = path.split("/")
        return any(_matches(parts, pieces) for parts in self._parts)
