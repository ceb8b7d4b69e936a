"""How words reached the writer: documents, platforms and outlets beside a cue (rules S5, V1, V2)."""

from __future__ import annotations

from annotator.detection.base import ViaDraft
from annotator.detection.lexicon import Lexicon
from annotator.detection.phrases import right_edge
from annotator.detection.tokens import Sentence
from annotator.text import Range, overlaps

_REACH = 16  # tokens after the cue that are looked at


def is_outlet(phrase: str, lexicon: Lexicon) -> bool:
    """Whether the phrase names an agency, a paper or a station."""
    words = phrase.lower().replace("’s", "").replace("'s", "").split()
    if not words:
        return False
    name = " ".join(word for word in words if word not in ("the", "a"))
    if name in lexicon.outlets:
        return True
    if " ".join(words[-2:]) in ("news agency", "news service", "press agency", "news network", "news website"):
        return True
    capital = phrase[:1].isupper() or any(word[:1].isupper() for word in phrase.split()[1:])
    return capital and (
        words[-1] in lexicon.outlets
        or (len(words) > 1 and lexicon.has("outlets", words[-1]))
        or any(pair in name for pair in ("news agency", "state media", "broadcaster"))
    )


def may_hold_vias(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether any via can be found in a sentence; not so in most."""
    return not (lexicon.vias.isdisjoint(sentence.low) and _PASSED.isdisjoint(sentence.low))


def find_vias(sentence: Sentence, start: int, stop: int, taken: list[Range], lexicon: Lexicon) -> list[ViaDraft]:
    """The vias that stand between tokens `start` and `stop`, outside the spans taken by other roles."""
    low = sentence.low
    found: list[ViaDraft] = []
    k = start
    last_looked_at = min(stop, start + _REACH * 3)
    if _TELLING.isdisjoint(low[start:last_looked_at]):
        return found
    while k < last_looked_at:
        word = low[k]
        if word not in _TELLING:
            k += 1
            continue
        if any(overlaps(sentence.range(k, k), span) for span in taken):
            k += 1
            continue
        cue_first = k
        if word == "as" and k + 2 < stop and low[k + 1] in _PASSED and low[k + 2] == "by":
            k += 1
            word = low[k]
        if word in _PASSED and k + 1 < stop and low[k + 1] == "by":
            edge = right_edge(sentence, k + 2, lexicon)
            published = low[edge] in lexicon.outlets or lexicon.has("outlets", low[edge])
            if edge > k + 1 and (word != "seen" or published):  # "seen by many as a rival"
                _add(found, "outlet", sentence.range(k + 2, edge), sentence.range(cue_first, k + 1), taken)
                k = edge + 1
                continue
        elif word in ("in", "on", "via", "through") and k + 1 < stop and k < start + _REACH:
            edge = right_edge(sentence, k + 1, lexicon, None, False)
            if edge > k:
                head = _head(sentence, k + 1, edge)
                if word == "in" and lexicon.has("via_documents", low[head]):
                    if low[edge + 1 : edge + 2] == ["to"]:  # "a note to clients"
                        edge = max(edge, right_edge(sentence, edge + 2, lexicon, None, False))
                    edge = _document_end(sentence, head, edge, lexicon)
                    _add(found, "document", sentence.range(k + 1, edge), None, taken)
                    k = edge + 1
                    continue
                if lexicon.has("platforms", low[head]) or (
                    low[head] in _PAGES and lexicon.has("platforms", low[head - 1])
                ):
                    _add(found, "platform", sentence.range(k + 1, head), None, taken)
                    k = head + 1
                    continue
        k += 1
    return found


_PAGES = frozenset("account page feed channel profile thread".split())


def _head(sentence: Sentence, first: int, last: int) -> int:
    """The noun a phrase is about: its last token before a preposition, participle or aside."""
    k = first
    while k < last and sentence.tags[k + 1] in "NPJMDzGE":
        k += 1
    return k


def _document_end(sentence: Sentence, head: int, last: int, lexicon: Lexicon) -> int:
    """Where the name of a document ends: "a letter to the board", but "a post | on X", "an email | seen by"."""
    for k in range(head + 1, last + 1):
        placed = sentence.tags[k] == "I" and any(lexicon.has("platforms", word) for word in sentence.low[k + 1 : k + 3])
        if placed or sentence.low[k] in _PASSED:
            return k - 1
    return last


_LEADING = frozenset({"as", "in", "on", "via", "through"})
_PASSED = frozenset("reported cited quoted seen obtained published carried relayed reviewed".split())
_TELLING = _LEADING | _PASSED


def _add(found: list[ViaDraft], kind: str, source: Range, cue: Range | None, taken: list[Range]) -> None:
    spans = [source] if cue is None else [source, cue]
    if any(overlaps(span, other) for span in spans for other in taken):
        return
    taken += spans
    if kind == "document":
        found.append(ViaDraft("document", source, cue))
    elif kind == "platform":
        found.append(ViaDraft("platform", source, cue))
    else:
        found.append(ViaDraft("outlet", source, cue))
