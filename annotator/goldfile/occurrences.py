"""Which words stand in an article more than once."""

from __future__ import annotations

from collections.abc import Iterable

_HEADS = (64, 32, 16, 8, 4, 2, 1)


class Occurrences:
    """Answers "does this stand in the text more than once?", overlapping places counted, and remembers.

    `limit` is the number of code points that are searched word by word, at most, before all words are
    looked for in a few sweeps over the text instead.
    """

    limit = 3_000_000

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, bool] = {}

    def repeated(self, words: str) -> bool:
        """Whether the words stand at two places at least; False when they are empty."""
        known = self._known.get(words)
        if known is None:
            first = self._text.find(words)
            known = bool(words) and first >= 0 and self._text.find(words, first + 1) >= 0
            self._known[words] = known
        return known

    def prepare(self, many: Iterable[str]) -> None:
        """Find out about many words at once: a few sweeps over a large text, not one for each."""
        wanted = {words for words in many if words and words not in self._known}
        if len(wanted) * len(self._text) <= self.limit:
            return
        self._known.update(dict.fromkeys(wanted, False))
        groups: dict[int, dict[str, list[str]]] = {}
        for words in wanted:
            head = next(size for size in _HEADS if size <= len(words))
            groups.setdefault(head, {}).setdefault(words[:head], []).append(words)
        for size, heads in groups.items():
            self._sweep(size, heads)

    def _sweep(self, size: int, heads: dict[str, list[str]]) -> None:
        """Look at every place of the text once; words found twice leave the search."""
        text, known = self._text, self._known
        once: set[str] = set()
        for at in range(len(text) - size + 1):
            candidates = heads.get(text[at : at + size])
            if not candidates:
                continue
            for words in [words for words in candidates if text.startswith(words, at)]:
                if words in once:
                    known[words] = True
                    candidates.remove(words)
                else:
                    once.add(words)
