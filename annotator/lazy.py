"""Patterns that are compiled when they are first used: those with large classes cost a millisecond each."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _Pattern:
    """Becomes the pattern: after the first use its methods are those of the compiled one."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._made = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        made = re.compile(*self._made)
        for method in _METHODS:
            setattr(self, method, getattr(made, method))
        return getattr(made, name)


def pattern(words: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, when it is needed; for methods only (`re.sub` would not take it)."""
    return cast("re.Pattern[str]", _Pattern(words, flags))
