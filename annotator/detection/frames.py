"""Reported speech in one sentence: each cue with its source, content, addressee and via.

The result is in characters. What spans sentences and paragraphs (second pieces, continuations, nesting) is
in `quotes.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from sys import intern

from annotator.detection.base import ViaDraft
from annotator.detection.contents import After, clause_end, clause_follows, content_after, skip_adjuncts
from annotator.detection.cues import CITED, POSSESSIVES, Cue, find_cues, leads_to
from annotator.detection.lexicon import Lexicon
from annotator.detection.phrases import Phrase, left_edge, right_edge, subject_before, tags_any
from annotator.detection.tokens import Sentence
from annotator.text import Range, overlaps
from annotator.values import dataclass, field

MOST_CUES = 16
"""Cues of one sentence that are read; no prose has more, and reading stays linear."""
_HEADLINE = 16  # tokens of a headline after its colon
_INVERTING = frozenset("say report add note claim write warn argue announce explain ask".split())
_OF = frozenset({"of"})
_READING = frozenset({"say", "read", "declare", "proclaim"})
_LINKING = frozenset("and but yet so or nor".split())
"""Words that join a sentence to the one before; alone they are nobody's."""


@dataclass(slots=True)
class Report:
    """A quote found in a sentence, by characters; `pattern` names how it was found (for its probability).

    `words` are the token ranges of the content, `spoken` says that the first piece is wholly in marks.
    """

    content: list[Range]
    words: list[tuple[int, int]]
    cue: Range | None
    source: Range | None
    pattern: str
    lemma: str = ""
    addressee: Range | None = None
    via: list[ViaDraft] = field(default_factory=list)
    attitude: bool = False
    negated: bool = False
    hypothetical: bool = False
    spoken: bool = False
    weak: bool = False
    traits: tuple[str, ...] = ()
    spoken_inside: bool = False
    flags: tuple[str, ...] = ()
    carries: int | None = None
    inside: int | None = None
    probability: float = 0.5


def read_sentence(sentence: Sentence, lexicon: Lexicon) -> tuple[list[Report], list[Cue]]:
    """The reports of one sentence in text order, and every cue group in it."""
    cues = find_cues(sentence, lexicon)
    found: list[Report] = []
    free = 0  # first token no earlier content before a cue has taken
    opened = _opening(sentence, cues, lexicon)
    if opened is not None:
        return [opened], cues
    for cue in cues[:MOST_CUES]:
        report = read_cue(sentence, cue, cues, lexicon, found, free)
        if report is not None:
            found.append(report)
            if report.pattern.startswith("last"):
                free = max(free, cue.last + 1)
    if not found:
        colon = _colon(sentence, cues, lexicon)
        if colon is not None:
            found.append(colon)
    return found, cues


def _span(sentence: Sentence, phrase: Phrase | None) -> Range | None:
    if phrase is None:
        return None
    return sentence.starts[phrase.first], sentence.ends[phrase.last]


def read_cue(
    sentence: Sentence,
    cue: Cue,
    cues: Sequence[Cue],
    lexicon: Lexicon,
    found: Sequence[Report] = (),
    free: int = 0,
) -> Report | None:
    """The report of one cue, or None when it has no content.

    `found` are the reports before it in the sentence, `free` the first token none of them has taken.
    """
    if cue.kind == "phrase":
        if found and found[-1].pattern.startswith("last") and sentence.tags[cue.first - 1] == ",":
            free = min(free, found[-1].words[0][0])  # "“…,” Reed said, according to the Post" holds it all
        return _phrase(sentence, cue, cues, free, lexicon)
    if cue.kind == "noun":
        return _noun(sentence, cue, cues, lexicon)
    if cue.shape == "reduced":
        return None
    if cue.shape == "finite" and "that" in cue.frames and sentence.low[0] == "as" and cue.first <= 16:
        report = _as_said(sentence, cue, cues, lexicon)
        if report is not None:
            return report
    if cue.shape == "finite" and cue.frames & {"speech", "that"}:
        report = _cue_last(sentence, cue, cues, free, lexicon)
        if report is not None:
            return report
    after = content_after(sentence, cue, cues, lexicon)
    source: Phrase | None = None
    pattern = after.form if after else "none"
    if cue.shape == "passive":
        return _passive(sentence, cue, cues, after, lexicon)
    if cue.shape == "finite":
        source = subject_before(sentence, cue.first, lexicon)
        if source is None and after is None:
            return None
    if source is not None and lexicon.has("events", _head_noun(sentence, source)):
        return None  # an event cannot speak (rule R1)
    if cue.shape == "ing" and cue.first > 2 and sentence.low[cue.first - 1] == "as":
        source = _quoted(sentence, cue, lexicon)
    elif (
        cue.shape == "ing" and cue.first and cue.lemma in _READING
        and lexicon.has("signs", sentence.low[cue.first - 1])
    ):  # fmt: skip
        # "a sign saying “Rain Now”"
        source = Phrase(left_edge(sentence, cue.first - 1, lexicon), cue.first - 1)
    span: Range | None = _span(sentence, source)
    if source is None:
        span = _span(sentence, _governing(sentence, cue, after, lexicon)) or _shared(sentence, cue, found, lexicon)
        pattern += "+shared"
    if after is None:
        return None
    if after.form == "relative":
        # "what analysts said was a sign", "moves that he said improved the port"
        opener = source.first - 1 if source is not None else -1
        if opener < 0 or not (sentence.tags[opener] == "W" or sentence.low[opener] == "that"):
            return None
        return _made(sentence, cue, [(opener, opener), (after.first, after.last)], span, pattern, after)
    if (
        source is not None
        and sentence.low[source.first] in ("it", "there")
        and source.first == source.last
        and cue.lemma in ("seem", "appear", "mean")
    ):
        span = None
    return _made(sentence, cue, [(after.first, after.last)], span, pattern, after)


def _head_noun(sentence: Sentence, phrase: Phrase) -> str:
    """The noun a phrase is about: the last one before its first preposition or comma."""
    last = phrase.first
    for k in range(phrase.first, phrase.last + 1):
        if sentence.tags[k] in "IT,W(" and k > phrase.first:
            break
        if sentence.tags[k] in "NPRrJM":
            last = k
    return sentence.low[last]


def _made(
    sentence: Sentence,
    cue: Cue,
    words: list[tuple[int, int]],
    source: Range | None,
    pattern: str,
    after: After | None = None,
) -> Report:
    if cue.shape not in ("finite", "noun"):
        pattern += f"+{cue.shape}"
    if cue.kind not in ("verb", "phrase"):
        pattern += f"+{cue.kind}"
    return Report(
        traits=traits_of(sentence, cue, words, source, pattern),
        content=[sentence.range(*piece) for piece in words],
        words=words,
        cue=sentence.range(cue.first, cue.last),
        source=source,
        pattern=pattern,
        lemma=cue.lemma,
        addressee=_span(sentence, after.addressee) if after and after.addressee else None,
        attitude=cue.attitude,
        negated=cue.negated,
        hypothetical=cue.hypothetical,
        spoken=not "".join([sentence.tags[first : last + 1] for first, last in words]).strip("Q,.-;:"),
        weak=cue.weak,
    )


def traits_of(
    sentence: Sentence, cue: Cue, words: Sequence[tuple[int, int]], source: Range | None, pattern: str
) -> tuple[str, ...]:
    """What is known about a report when its probability is asked for (see `calibration`)."""
    tags = sentence.tags
    first, last = words[0][0], words[-1][1]
    size = sum(end - begin + 1 for begin, end in words)
    kind = "none"
    if source is not None:
        k = bisect_left(sentence.starts, source[0])
        k = k if k < len(sentence) else 0
        kind = tags[k] if tags[k] in "RWPDMN" else "o"
        if source[1] - source[0] > 60:
            kind += "long"
    following = tags[last + 1] if last + 1 < len(tags) else "."
    base = pattern.split("+")[0]
    strength = "weak" if cue.weak else "att" if cue.attitude else "say" if "speech" in cue.frames else "plain"
    found = [
        f"p:{pattern}",
        f"b:{base}:{strength}",
        f"s:{kind}",
        f"s:{kind}:{'shared' if 'shared' in pattern else 'own'}",
        f"n:{0 if size < 2 else 1 if size < 4 else 2 if size < 8 else 3 if size < 16 else 4 if size < 30 else 5}",
        f"e:{base}:{following if following in '.,QC-:' else 'w'}",
        f"k:{cue.kind}:{cue.shape}",
        f"c:{min(3, cue.last - cue.first)}",
    ]
    marked = sentence.speech.get(first)
    if marked is not None:
        size = marked.end - marked.start
        length = 0 if size < 12 else 1 if size < 25 else 2 if size < 60 else 3
        found.append(f"q:{base}:{length}{'l' if sentence.goes_on[first] else 'u'}")
        found.append(f"q:{strength}:{length}")
    if sentence.title_case:
        found.append("title")
    if cue.first > 25:
        found.append("late")
    inner = tags[first : last + 1]
    if "," in inner:
        found.append(f"comma:{base}")
    if cue.negated or cue.hypothetical:
        found.append("irrealis")
    if cue.lemma == "say":
        found.append("say")
    # The same few hundred words again and again: kept once, they are a tenth of the memory of a long article.
    return tuple(map(intern, found))


def _shared(sentence: Sentence, cue: Cue, found: Sequence[Report], lexicon: Lexicon) -> Range | None:
    """The source of a cue without a subject of its own: that of the verb it is joined to."""
    for report in reversed(found):
        if report.source is not None and report.cue is not None and report.cue[1] <= sentence.starts[cue.first]:
            if any(start <= sentence.starts[cue.first] < end for start, end in report.content):
                continue
            return report.source
    best: Phrase | None = None
    tags = sentence.tags
    for m in range(cue.first - 1, max(-1, cue.first - 40), -1):
        governing = m - 1
        while governing >= 0 and tags[governing] == "A":
            governing -= 1
        if tags[m] in "VEX" and (governing < 0 or tags[governing] not in "VX"):
            subject = subject_before(sentence, m, lexicon)
            if subject is not None:
                best = subject
                if subject.first == 0:
                    break
        elif tags[m] == ";" or (
            best is not None and sentence.low[m] in ("after", "before", "since", "when", "while", "that")
        ):
            break
    return _span(sentence, best)


def _quoted(sentence: Sentence, cue: Cue, lexicon: Lexicon) -> Phrase | None:
    """The person in "quoted Reed as saying …"; the paper that quotes is no source (rule V1)."""
    last = cue.first - 2
    first = left_edge(sentence, last, lexicon)
    if sentence.tags[last] not in "NPMRr)" or first < 1:
        return None
    quoting = sentence.low[first - 1] in CITED and leads_to(sentence, first - 1) == cue.head
    return Phrase(first, last) if quoting else None


def _governing(sentence: Sentence, cue: Cue, after: After | None, lexicon: Lexicon) -> Phrase | None:
    """The subject that a participle in front of its sentence shares: "Calling it “a horror”, Dunn …"."""
    tags = sentence.tags
    if after is None or tags[cue.head] != "G" or tags[: cue.first].strip("CA"):
        return None
    first = after.last + 2
    if first >= len(tags) or tags[first - 1] != ",":
        return None
    last = right_edge(sentence, first, lexicon, None, False)
    verb = last + 1
    if verb < len(tags) and tags[verb] == ",":  # "Calling it “a horror”, Dunn, 54, …"
        verb = tags.find(",", verb + 1) + 1 or len(tags)
    while verb < len(tags) and tags[verb] == "A":
        verb += 1
    return Phrase(first, last) if last >= first and tags[verb : verb + 1] in ("V", "X", "E") else None


def _ends_speech(sentence: Sentence, i: int) -> bool:
    """Whether token `i` closes content that stands before its cue: a comma, dash, or marked speech."""
    return sentence.tags[i] in ",-Q" or sentence.low[i] in ("?", "!")


def _closing(sentence: Sentence, i: int) -> int:
    """The token that closes content before token `i` + 1: a comma behind the marks (“…”, he said) closes nothing."""
    return i - 1 if sentence.tags[max(0, i - 1) : i + 1] == "Q," else i


def _cue_last(sentence: Sentence, cue: Cue, cues: Sequence[Cue], free: int, lexicon: Lexicon) -> Report | None:
    """Content before the cue: "…, Ma said", "“…,” said Ma", "Rain, Ma said, will fall"."""
    tags, low = sentence.tags, sentence.low
    n = len(tags)
    subject: Phrase | None = None
    edge = -1
    rest = cue.last + 1
    alone = cue.first > free and _ends_speech(sentence, cue.first - 1)
    alone = alone and (cue.first == cue.head or lexicon.switches.get("forms") == "listed")
    if alone and tags[_closing(sentence, cue.first - 1)] != "Q":
        # after a comma without marks only plain verbs of saying stand before their subject
        ahead = subject_before(sentence, cue.first, lexicon)
        plain = cue.lemma in _INVERTING or bool(lexicon.switches.get("comma_clause"))
        alone = plain and (ahead is None or ahead.first == 0)
    if alone and "speech" in cue.frames and rest < n:
        # inverted: the verb follows the content
        last = right_edge(sentence, rest, lexicon)
        if last >= rest and not (last + 1 < n and tags[last + 1] in "VX"):
            subject = Phrase(rest, last)
            edge = _closing(sentence, cue.first - 1)
            rest = last + 1
    if edge < 0:
        subject = subject_before(sentence, cue.first, lexicon)
        if subject is None or subject.first <= free or not _ends_speech(sentence, subject.first - 1):
            return None
        edge = _closing(sentence, subject.first - 1)
        if tags[subject.first] == "W" or (tags[edge] != "Q" and (cue.weak or not cue.frames & {"that", "tell"})):
            return None
        if tags[edge] != "Q" and lexicon.has("events", _head_noun(sentence, subject)):
            return None  # an event cannot speak (rule R1)
    if edge < free or (edge == free and tags[edge] != "Q"):
        return None
    addressee: After | None = None
    skipped = False
    if low[rest : rest + 1] == ["of"] and tags[edge] == "Q":
        topic = right_edge(sentence, rest + 1, lexicon, None, False)
        rest = topic + 1 if topic > rest else rest
    if rest < n and tags[rest] not in ".,:-Q;":
        after = rest
        if cue.frames & {"tell"}:
            told = right_edge(sentence, rest, lexicon, None, False)
            if told >= rest:
                addressee = After(rest, rest, "", Phrase(rest, told))
                after = told + 1
        elif low[rest] == "to" and rest + 1 < n:
            told = right_edge(sentence, rest + 1, lexicon, None, False)
            if told > rest:
                addressee = After(rest, rest, "", Phrase(rest + 1, told))
                after = told + 1
        closed = skip_adjuncts(sentence, after, lexicon)
        skipped = closed > after
        if (
            low[closed : closed + 1] == ["as"]
            and low[closed + 1 : closed + 2]
            and low[closed + 1] in ("reported", "cited", "quoted")
        ):
            closed = n
        if low[rest] in ("that", "if", "whether") and tags[edge] != "Q":
            return None
        if closed < n and tags[closed] not in ".,:-Q;" and tags[edge] != "Q":
            own = content_after(sentence, cue, cues, lexicon)
            if own is not None:
                return None
        elif closed < n and tags[edge] != "Q" and tags[closed] == "Q":
            return None
        if closed < n and tags[edge] == "Q" and low[closed] == "that":
            return None
        rest = closed
    elif (rest < n and tags[rest] in ":" and tags[edge] != "Q") or (
        rest < n and tags[rest] == "Q" and tags[edge] != "Q"
    ):
        return None
    if rest < n and tags[edge] != "Q" and (tags[rest : rest + 2] == ",Q" or tags[rest] == ":"):
        return None
    last = edge if tags[edge] == "Q" or low[edge] in ("?", "!") else edge - 1
    first = _content_start(sentence, free, last, lexicon)
    if first > last:
        return None
    words = [(first, last)]
    marked = tags[last] == "Q"
    if not marked and not tags_any(sentence, first, last, "VXEYBQ") and not (rest < n and tags[rest] == ","):
        return None
    parted = rest < n and tags[rest] == ","
    if tags[first] in "GE" and first < last and content_after(sentence, cue, cues, lexicon) is not None:
        return None  # "Calling it “a horror”, Reed asked for help"
    if not marked and (tags[first] == "E" or (low[first] == "when" and tags[first + 1 : first + 2] == "E")):
        return None  # "When asked if it was safe, Reed said no"
    resumes = parted and (low[rest + 1 : rest + 2] == ["that"] or tags[rest + 1 : rest + 2] == "Q")
    if resumes and not marked and not tags_any(sentence, first, last, "VXEYB"):
        return None  # "On Friday, Reed told the Post, that …"
    if not marked and not parted and tags[first] in "IGWA" and not tags_any(sentence, first, last, "VXY"):
        return None
    pattern = ("last speech" if first == last and marked else "last mixed" if marked else "last clause") + (
        " inverted" if subject is not None and subject.first > cue.last else ""
    )
    if rest < n and tags[rest] == "Q" and skipped:
        rest = n
    joined = all(low[k] in _LINKING for k in range(first, last + 1))
    more = _resumed(sentence, rest, cue, () if joined else cues, marked, lexicon)
    if joined and more is None:
        return None
    if more is not None:
        words = [more] if joined else [*words, more]  # "But, she says, …": the link is the writer's
        pattern += " split"
    return _made(sentence, cue, words, _span(sentence, subject), pattern, addressee)


def _as_said(sentence: Sentence, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """The report of "As Reed said, the bridge is safe"."""
    subject = subject_before(sentence, cue.first, lexicon)
    if subject is None or subject.first != 1:
        return None
    rest = skip_adjuncts(sentence, cue.last + 1, lexicon)
    if rest + 1 >= len(sentence) or sentence.tags[rest] != ",":
        return None
    last = clause_end(sentence, rest + 1, cue, cues, lexicon, "bare")
    if last <= rest + 1 and sentence.tags[rest + 1] != "Q":
        return None
    return _made(sentence, cue, [(rest + 1, last)], _span(sentence, subject), "as said")


def _content_start(sentence: Sentence, free: int, last: int, lexicon: Lexicon) -> int:
    """The first token of content that ends with token `last` and stands before its cue."""
    tags = sentence.tags
    first = free
    while first < last and tags[first] in "o,.;:-":
        first += 1
    if tags[last] == "Q":
        if last > first and tags[last - 1] in ":":
            return last
        stretch = sentence.speech[last]
        long = stretch.end - stretch.start > 25 and not sentence.goes_on[last]
        if last > first and tags[last - 1] in ",-" and long and not tags_any(sentence, first, last - 1, "VXQ"):
            # "In the end, “We lost,” he said": the words before lie outside.
            return last
        if last > first and all(tag in "CA," for tag in tags[first:last]) and long:
            return last
    elif tags[first] == "C" and first < last:
        return first + 1 if sentence.low[first] in ("but", "and") else first
    return first


def _resumed(
    sentence: Sentence, rest: int, cue: Cue, cues: Sequence[Cue], marked: bool, lexicon: Lexicon
) -> tuple[int, int] | None:
    """The second piece of content after a cue that stands in its middle (rule C5)."""
    tags, low = sentence.tags, sentence.low
    n = len(tags)
    if rest >= n:
        return None
    if tags[rest] == "Q":
        return rest, rest
    if tags[rest] not in ",:-;":
        return None
    k = rest + 1
    if k >= n:
        return None
    if tags[k] == "Q":
        return k, k
    if any(other.first <= k + 1 <= other.last + 1 for other in cues if other.first > cue.last):
        return None
    if marked:
        j = skip_adjuncts(sentence, k, lexicon)
        if j < n and tags[j] in ",:" and j + 1 < n and tags[j + 1] == "Q":
            return j + 1, j + 1
        quoted = tags.find("Q", k)
        if (
            quoted > 0
            and quoted - k <= 12
            and tags[quoted - 1] in ",:"
            and not any(k <= other.first < quoted for other in cues)
        ):
            return quoted, quoted
        return None
    gerund = tags[k] == "G" and not (k + 1 < n and tags[k + 1] in "XV")
    if tags[rest] not in ",-" or gerund or tags[k] in "WS" or low[k] in ("but", "and", "referring", "including"):
        return None
    last = clause_end(sentence, k, cue, cues, lexicon, "bare")
    ends = tags[k] in "NJE" and tags[k + 1 : k + 2] in ("", ".")  # "He is, she insists, innocent."
    return (k, last) if last > k or ends else None


def _phrase(sentence: Sentence, cue: Cue, cues: Sequence[Cue], free: int, lexicon: Lexicon) -> Report | None:
    """ "according to X": before, after or in the middle of the content."""
    tags = sentence.tags
    n = len(tags)
    if cue.last + 1 >= n or (cue.lemma.startswith("as ") and cue.first > 1):
        return None
    begin = cue.last + (2 if tags[cue.last + 1] == "B" else 1)
    edge = right_edge(sentence, begin, lexicon)
    short = right_edge(sentence, begin, lexicon, None, False)
    opening = not any(tag in "VXEYB" for tag in tags[: cue.first])
    if opening and short < edge and tags[short + 1] == ",":
        k = short + 2
        enclosed = edge + 1 < n and tags[edge + 1] == ","
        if not enclosed or clause_follows(sentence, k, lexicon) or tags[k] == "Q":
            edge = short
    if edge <= cue.last:
        return None
    source = sentence.range(cue.last + 1, edge)
    before = cue.first - 1
    while before >= 0 and tags[before] in ",-oC":
        before -= 1
    rest = edge + 1
    if cue.first and tags[cue.first - 1] == "C" and tags[rest : rest + 1] == ",":
        before = -1  # "Fares rise, and according to Reed, nobody minds"
    words: list[tuple[int, int]] = []
    if before >= free and tags_any(sentence, free, before, "VXEYQB"):
        words.append((_content_start(sentence, free, before, lexicon), before))
        if (
            rest + 1 < n
            and tags[rest] == ","
            and tags[rest + 1] not in "GWSC"
            and cue.first > 0
            and tags[cue.first - 1] == ","
        ):
            last = clause_end(sentence, rest + 1, cue, cues, lexicon, "bare")
            if last > rest + 1:
                words.append((rest + 1, last))
        pattern = "according last"
    else:
        if rest < n and tags[rest] in ",:":
            rest += 1
        elif lexicon.switches.get("forms") == "listed" and not (
            lexicon.switches.get("comma_clause") and tags[rest : rest + 1] in ("X", "E", "V")
        ):
            return None  # German goes on with the verb: "Laut Quist war das Rohr alt"
        if rest >= n:
            return None
        last = clause_end(sentence, rest, cue, cues, lexicon, "bare")
        if last <= rest and tags[rest] != "Q":
            return None
        words.append((rest, last))
        pattern = "according first"
        if before >= 0 and before >= free and tags[before] in "NPMz" and cue.first > 0 and tags[cue.first - 1] == ",":
            words.insert(0, (_content_start(sentence, free, before, lexicon), before))
            pattern = "according middle"
    return _made(sentence, cue, words, source, pattern)


def _noun(sentence: Sentence, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """A noun as the cue: "her claim that …", "Reed’s call for …"."""
    after = content_after(sentence, cue, cues, lexicon)
    if after is None:
        return None
    low, tags = sentence.low, sentence.tags
    k = cue.first - 1
    while k > 0 and tags[k] in "JNA":
        k -= 1
    source: Range | None = None
    if k >= 0 and low[k] in POSSESSIVES:
        source = sentence.range(k, k)
    elif k > 0 and tags[k] == "z":
        source = sentence.range(left_edge(sentence, k - 1, lexicon, across=_OF), k - 1)
    return _made(sentence, cue, [(after.first, after.last)], source, f"noun {after.form}", after)


def _passive(sentence: Sentence, cue: Cue, cues: Sequence[Cue], after: After | None, lexicon: Lexicon) -> Report | None:
    """ "It was reported that …", "was told that …", "is expected to …"."""
    low = sentence.low
    subject = subject_before(sentence, cue.first, lexicon)
    source: Range | None = None
    k = cue.last + 1
    if low[k : k + 1] == ["by"]:
        edge = right_edge(sentence, k + 1, lexicon, None, False)
        charge = _CHARGES.get(cue.lemma)
        edge = next((m - 1 for m in range(k + 2, edge) if low[m] == charge), edge)
        if edge > k:
            source = sentence.range(k + 1, edge)
            cue = cue._replace(last=k)  # the preposition belongs to the cue (rule U1)
            k = edge + 1
            after = content_after(sentence, cue, cues, lexicon, k)
            if after is not None and low[after.first] in ("who", "which", "whom", "whose"):
                after = None  # "was written by people who …"
    if after is not None and sentence.tags[after.first] == "Q" and cue.lemma in _LABELS:
        after = None  # "was called “a thief”" says it of somebody
    if after is None and subject is not None:
        said = _predicate(sentence, cue, cues, k, lexicon)
        if said is None:
            return None
        if source is None and sentence.tags[said.last] == "Q" and low[said.last + 1 : said.last + 2] == ["by"]:
            edge = right_edge(sentence, said.last + 2, lexicon)
            source = sentence.range(said.last + 2, edge) if edge > said.last + 1 else None
        return _made(sentence, cue, [(subject.first, subject.last), (said.first, said.last)], source, said.form)
    if after is None or subject is None:
        if after is None:
            return None
        return _made(sentence, cue, [(after.first, after.last)], source, f"{after.form}", after)
    words = [(after.first, after.last)]
    bare = low[subject.first] in ("it", "there")
    told = cue.frames & {"urge", "tell"} and cue.lemma not in ("expect", "want", "allow", "show")
    if after.form == "inf" and not bare and not told:
        words = [(subject.first, subject.last), *words]
    return _made(sentence, cue, words, source, after.form)


def _predicate(sentence: Sentence, cue: Cue, cues: Sequence[Cue], k: int, lexicon: Lexicon) -> After | None:
    """What is said of the subject of a passive, from token `k`: "was called “a thief”", "was accused of theft"."""
    tags, low = sentence.tags, sentence.low
    if k + 1 >= len(tags):
        return None
    if low[k] == "as" and "as" in cue.frames:
        form = "as"
    elif low[k] == _CHARGES.get(cue.lemma):
        form = "np"
    elif "label" in cue.frames and (tags[k] == "Q" or (cue.lemma in _LABELS and tags[k] in "DNJ")):
        form = "label"
    else:
        return None
    last = clause_end(sentence, k, cue, cues, lexicon, form)
    if form == "as" and "Q" not in tags[k : last + 1]:
        return None  # "is seen as the favourite": nobody says so
    by = next((m for m in range(k + 1, last + 1) if low[m] == "by" and tags[m - 1] == "Q"), last + 1)
    return After(k, by - 1, form)


_CHARGES = {"accuse": "of", "suspect": "of", "blame": "for", "criticise": "for", "criticize": "for", "praise": "for"}
_LABELS = frozenset("call brand label dub nickname".split())


def _opening(sentence: Sentence, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """The report of "Continued Stone: “…”": the verb opens the sentence."""
    if (
        not cues
        or sentence.tags[0] == "Q"
        or sentence.tags[: cues[0].first].strip("CA")
        or "speech" not in cues[0].frames
        or sentence.tags[cues[0].head] != "E"
    ):
        return None
    cue = cues[0]
    edge = right_edge(sentence, cue.last + 1, lexicon)
    k = edge + 1
    if edge <= cue.last or k + 1 >= len(sentence) or sentence.tags[k] not in ",:" or sentence.tags[k + 1] != "Q":
        return None
    return _made(sentence, cue, [(k + 1, k + 1)], sentence.range(cue.last + 1, edge), "opening")


def _colon(sentence: Sentence, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """ "Reed: “No deal.”" and "Minister: no deal": the colon alone is the cue (rule U5)."""
    tags = sentence.tags
    at = tags.find(":")
    if at < 1 or at + 1 >= len(tags) or at > 30:
        return None
    marked = tags[at + 1] == "Q"
    verbs = [k for k in range(at) if tags[k] in "VXE"]
    if not verbs and at <= 12 and tags[at - 1] in "NP)" and not tags_any(sentence, 0, at - 1, "WSQ"):
        begin, end = left_edge(sentence, at - 1, lexicon), at - 1
        if begin > 2 and tags[begin - 2 : begin] == ",I":
            begin, end = left_edge(sentence, begin - 3, lexicon), begin - 3  # "His wife, in tears: “…”"
        source = sentence.range(begin, end)
        if marked:
            return _after_colon(sentence, at, sentence.range(at, at), source, "colon", at + 1)
        listed = any(lexicon.has(group, sentence.low[at - 1]) for group in ("persons", "groups", "outlets", "titles"))
        named = tags[at - 1] == "P" or listed or lexicon.has("documents", sentence.low[at - 1])
        told = tags[at + 1 :]
        if not sentence.title_case and tags[-1] != "." and at <= 5 and 3 <= len(told) <= _HEADLINE:
            clause = tags[at - 1] == "P" and clause_follows(sentence, at + 1, lexicon)
            if clause or (listed and told[0] != "M" and set(told) - set("PMC,-")):
                return _after_colon(sentence, at, sentence.range(at, at), source, "colon headline", len(tags) - 1)
        if sentence.title_case and named and at <= 8 and len(tags) - at > 4:
            last = len(tags) - 1
            while tags[last] in ".o":
                last -= 1
            return _after_colon(sentence, at, sentence.range(at, at), source, "colon headline", last)
        return None
    if not marked or not verbs:
        return None
    # "She had one message: “Go.”": whatever stands before the colon reports
    head = verbs[0]
    known = next((cue for cue in cues if cue.first <= at and cue.shape == "finite"), None)
    first, last = (known.first, known.last) if known else (head, at - 1)
    subject = subject_before(sentence, first, lexicon)
    if subject is None or (known is None and at - first > 6):
        return None
    report = _after_colon(sentence, at, sentence.range(first, last), _span(sentence, subject), "colon verb", at + 1)
    report.lemma = known.lemma if known else ""
    return report


def _after_colon(sentence: Sentence, at: int, cue: Range, source: Range | None, pattern: str, last: int) -> Report:
    """A report whose content follows the colon at token `at`."""
    return Report(
        content=[sentence.range(at + 1, last)],
        words=[(at + 1, last)],
        cue=cue,
        source=source,
        pattern=pattern,
        lemma=":",
        traits=(f"p:{pattern}",),
        spoken=sentence.tags[at + 1] == "Q" and last == at + 1,
    )


def introduction(sentence: Sentence, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """A cue whose content can only come with the next sentence: "Reed said:", "Reed agreed."."""
    tags = sentence.tags
    n = len(tags)
    for cue in reversed(cues):
        if "speech" not in cue.frames or cue.kind != "verb" or cue.shape != "finite":
            continue
        rest = cue.last + 1
        told: Phrase | None = None
        if rest < n and "tell" in cue.frames:
            edge = right_edge(sentence, rest, lexicon)
            told = Phrase(rest, edge) if edge >= rest else None
            rest = max(rest, edge + 1)
        rest = skip_adjuncts(sentence, rest, lexicon)
        colon = tags.rstrip(".o").endswith(":")
        if not colon and ((rest < n and tags[rest] not in ".") or cue.weak):
            return None
        source = subject_before(sentence, cue.first, lexicon)
        if source is None and rest < n and tags[rest] in "PNDR":
            edge = right_edge(sentence, rest, lexicon)
            source = Phrase(rest, edge) if edge >= rest else None
        if source is None:
            return None
        report = _made(
            sentence, cue, [(cue.last, cue.last)], _span(sentence, source), f"introduced {'colon' if colon else 'stop'}"
        )
        report.content = []
        report.words = []
        report.spoken = True
        report.addressee = _span(sentence, told)
        return report
    return None


def sound(report: Report) -> bool:
    """Put the report in order; False when its content clashes with itself or its cue (rules E06-E08).

    A source, addressee or via that overlaps another role is dropped.
    """
    report.content.sort()
    taken = list(report.content)
    if len(taken) > 1 and any(a[1] > b[0] for a, b in pairwise(taken)):
        return False
    for start, end in taken:
        if start >= end:
            return False
    if report.cue is not None and _free(report.cue, taken) is None:
        return False
    if report.source is not None:
        report.source = _free(report.source, taken)
    if report.addressee is not None:
        report.addressee = _free(report.addressee, taken)
    kept = []
    for via in report.via:
        spans = [via.source] if via.cue is None else [via.source, via.cue]
        if not any(overlaps(span, other) for span in spans for other in taken):
            taken += spans
            kept.append(via)
    if len(kept) < len(report.via):
        report.via = kept
    return True


def _free(span: Range, taken: list[Range]) -> Range | None:
    """The span, added to those taken; None when it overlaps one of them."""
    for other in taken:
        if overlaps(span, other):
            return None
    taken.append(span)
    return span
