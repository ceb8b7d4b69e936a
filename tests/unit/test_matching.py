"""Finding words again: folded forms that map back, and the most similar stretch."""

import time

from hypothesis import given
from hypothesis import strategies as st

from annotator.matching import Folded, Window, all_places, best_window, candidates, folded, places


def test_folding_unifies_what_editions_vary() -> None:
    assert folded("“It’s – ‘so’…”\u200b \r\n«x»") == '"It\'s - \'so\'..." "x"'
    assert folded("``a'' --- b") == '"a" - b'
    assert folded("é") == folded("e\u0301")
    assert folded("co\xadop\ufeff") == "coop"


def test_folding_repairs_text_that_was_decoded_wrongly() -> None:
    assert folded("â€œWe lost,â€\x9d she said â€“ itâ€™s Ã©tÃ©") == folded("“We lost,” she said – it’s été")
    assert folded("Ã is Â£ and Ãx") == "A\u0303 is £ and A\u0303x"


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("“”'‘’`–…\r\n\u200bâ€œÃ©"), max_size=40))
def test_folded_offsets_lead_back(text: str) -> None:
    form = Folded(text)
    assert form.text == folded(text)
    last = 0
    for at in range(len(form.text)):
        start, end = form.back(at, at + 1)
        assert last <= start < end <= len(text)
        assert folded(text[start:end]).find(form.text[at]) >= 0
        last = start
        assert form.forth(start) <= at


def test_places_overlap_and_are_limited() -> None:
    assert list(places("aaaa", "aa")) == [0, 1, 2]
    assert list(places("aaaa", "a", limit=2)) == [0, 1]
    assert list(places("aaaa", "")) == []


@given(st.text("ab", max_size=80), st.lists(st.text("ab", max_size=70), max_size=8), st.integers(1, 5))
def test_many_words_are_found_by_sweeps_as_one_by_one(text: str, words: list[str], limit: int) -> None:
    one_by_one = {one: list(places(text, one, limit)) for one in words}
    assert all_places(text, words, limit) == one_by_one
    assert all_places(text, words, limit, small=-1) == one_by_one


def window_in(words: str, text: str, low: int, high: int, minimum: float, near: int) -> Window | None:
    return best_window(words, text, candidates(words, text, low, high, minimum), minimum, near)


def test_best_window_finds_words_with_typos() -> None:
    text = "Nothing. She promised that the ferry would sail at dawn. Nothing."
    window = window_in("She promissed that the fery would sail at dawn", text, 0, len(text), 0.9, 0)
    assert window is not None
    assert text[window.start : window.end] == "She promised that the ferry would sail at dawn"
    assert 0.95 < window.similarity < 1
    assert window_in("She promised that nobody would sail at dawn", text, 0, len(text), 0.9, 0) is None
    assert window_in("She promissed that the fery would sail at dawn", text, 20, len(text), 0.9, 0) is None


def test_best_window_takes_the_nearest_of_equals() -> None:
    text = "the kiln was cold. " * 5
    window = window_in("the kiln wes cold", text, 0, len(text), 0.9, 40)
    assert window == Window(38, 55, 1 - 1 / 17)


def edits(a: str, b: str) -> int:
    """Levenshtein distance, the slow way."""
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (char != other))
    return row[-1]


@given(st.text("abc ", min_size=9, max_size=24), st.text("abc ", max_size=30))
def test_best_window_is_as_similar_as_any(words: str, text: str) -> None:
    window = window_in(words, text, 0, len(text), 0.8, 0)
    size = len(words)
    ranges = ((i, j) for i in range(len(text)) for j in range(i, len(text) + 1))
    best = max((1 - edits(words, text[i:j]) / max(size, j - i) for i, j in ranges), default=0.0)
    if window is None:
        assert best < 0.8
    else:
        found = text[window.start : window.end]
        assert window.similarity == 1 - edits(words, found) / max(len(words), len(found))
        # The fewest edits win; a longer stretch with one more edit may be a little more similar.
        assert best - window.similarity < 1 / len(words)


def test_a_large_text_is_searched_quickly() -> None:
    text = "The council said the bridge would reopen in spring after repairs. " * 15_000
    started = time.perf_counter()
    assert window_in("Quist promised that the new ferry would sail at dawn", text, 0, len(text), 0.9, 0) is None
    assert time.perf_counter() - started < 2
