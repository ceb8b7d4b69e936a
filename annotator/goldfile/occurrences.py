"""Which words stand in an article more than once."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.matching import all_places, places


class Occurrences:
    """Answers "does this stand in the text more than once?", overlapping places counted, and remembers."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, bool] = {}

    def repeated(self, words: str) -> bool:
        """Whether the words stand at two places at least; False when they are empty."""
        known = self._known.get(words)
        if known is None:
            known = len(list(places(self._text, words, limit=2))) > 1
            self._known[words] = known
        return known

    def prepare(self, many: Iterable[str]) -> None:
        """Find out about many words at once, which is quicker than one by one in a large text."""
        found = all_places(self._text, (words for words in many if words not in self._known), limit=2)
        self._known.update((words, len(starts) > 1) for words, starts in found.items())
