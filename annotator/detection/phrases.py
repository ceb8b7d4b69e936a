"""Noun phrases and clauses of a sentence, by patterns over the classes of its tokens.

Everything is by token index; ranges are inclusive (first, last). The functions look at a bounded
neighbourhood or walk one way only, so the whole is linear in the length of the sentence.
"""

from __future__ import annotations

from annotator.detection.lexicon import Lexicon
from annotator.detection.tagging import QUANTIFIERS
from annotator.detection.tokens import Phrase, Sentence

HEADS = frozenset("NPMrRYWQ)z")
ATTACHING = frozenset(
    "of for at from in with on to against about between among behind near within by over under "
    "von vom aus für zum zur de del du des".split()
)
"""Prepositions inside noun phrases, of all languages: none of them is another's word for something else."""
_APPOSITIVE = 40  # tokens an aside between two commas may have
_RELATIVE = 24  # tokens of a relative clause inside a subject


def is_time(sentence: Sentence, i: int, lexicon: Lexicon) -> bool:
    """Whether the token is a word of time (Tuesday, May, year)."""
    low = sentence.low
    if low[i] not in lexicon.times:
        return False
    following = low[i + 1] if i + 1 < len(low) else ""
    if sentence.tags[i + 1 : i + 2] == "z":
        return False  # "Monday’s meeting"
    return following != "of" or low[i] not in _PARTS


def _time_stands_before(sentence: Sentence, i: int, lexicon: Lexicon) -> bool:
    """Whether words of time that are an adverbial of their own end before token `i`: "On Monday | officials"."""
    tags, low = sentence.tags, sentence.low
    k = i - 1
    if tags[k] != "M" and low[k] not in lexicon.times:
        return False  # most words
    if tags[k] == "M":
        if len(low[k]) == 4 and low[k].isdigit() and k and low[k - 1] in ("in", "since", "by", "until"):
            return True  # "In 2019 officials said"
        k -= 1
    if k < 0 or not is_time(sentence, k, lexicon):
        return False
    while k >= 0 and (is_time(sentence, k, lexicon) or tags[k] == "M" or low[k] in _WHICH_TIME):
        k -= 1
    return k < 0 or tags[k] in "I,CS" or low[k] in ("earlier", "later", "only", "just")


_WHICH_TIME = frozenset("last next this that late early mid".split())
_PARTS = frozenset("last next second".split())
"""Words of time that begin a noun phrase before "of": "the last of the boats"."""


def left_edge(
    sentence: Sentence, last: int, lexicon: Lexicon, depth: int = 0, across: frozenset[str] = ATTACHING
) -> int:
    """The first token of the noun phrase that ends with token `last`; `across` are the prepositions inside it."""
    tags, low = sentence.tags, sentence.low
    i = last
    if tags[i] == ")":
        opening = tags.rfind("(", max(0, i - 12), i)
        if opening <= 0:
            return i
        i = opening - 1
    if tags[i] in "RrWY":
        behind = i > 1 and (tags[i] == "r" or low[i] in ("it", "you")) and low[i - 1] in across
        if not (behind and _carries(sentence, i - 2, low[i - 1])):
            return i
        i -= 2  # "most of them", "a spokeswoman for it"
    while i > 0:
        before, here = tags[i - 1], tags[i]
        if before in "NPJMz":
            if (here == "D" and before != "z" and low[i] not in ("one", "ones")) or (
                before != "z" and _time_stands_before(sentence, i, lexicon)
            ):
                break
            i -= 1
        elif before == "D":
            i -= 1
            if i and tags[i - 1] == "D":
                continue
            if (
                i
                and not (tags[i - 1] == "I" and low[i - 1] in across)
                and tags[i - 1] not in "TC"
                and _joint(sentence, i) < 0
            ):
                break
        elif _modifies(sentence, i):
            i -= 1
        elif before in "IT" and i > 1 and low[i - 1] in across and _carries(sentence, i - 2, low[i - 1]):
            if is_time(sentence, i - 2, lexicon) or (is_time(sentence, i, lexicon) and low[i - 1] != "of"):
                break
            i -= 2
            if tags[i] in "EG" and i > 0:
                # a participle: "people briefed on the plan"
                i -= 2 if tags[i - 1] == "A" else 1
            if tags[i] == ")":
                opening = tags.rfind("(", max(0, i - 12), i)
                if opening > 0:
                    i = opening - 1
        elif depth < 3 and (joint := _joint(sentence, i)) > 0 and tags[joint - 1] in "NPM)R":
            other = left_edge(sentence, joint - 1, lexicon, depth + 1, across)
            if other > 0 and tags[other - 1] not in ",S(:-oCQ":
                break
            i = other
            break
        else:
            break
    return _with_quantity(sentence, i)


def _substantive(sentence: Sentence, i: int) -> bool:
    """Whether an adjective or participle stands for a noun: "the accused", "the young"."""
    return i > 0 and sentence.tags[i] in "JE" and sentence.low[i - 1] in ("the", "an", "a")


def _joint(sentence: Sentence, i: int) -> int:
    """The conjunction before the noun phrase that begins with token `i`, -1 without one: "and", "and even"."""
    tags = sentence.tags
    k = i - 2 if tags[i - 1] == "A" else i - 1
    return k if k >= 0 and tags[k] == "C" and sentence.low[k] != "but" else -1


def _modifies(sentence: Sentence, i: int) -> bool:
    """Whether the token before `i` is a participle, adverb or marked word inside the noun phrase of `i`."""
    tags = sentence.tags
    before, here = tags[i - 1], tags[i]
    if i < 2:
        # “Low Water” author Ana Sorel
        return before == "Q" and here in "NP" and not sentence.goes_on(i - 1) and _short(sentence, i - 1)
    ahead = tags[i - 2]
    if sentence.low[i - 1] in _IN_OFFICE and here in "NP":
        return True
    if before in "GEB" and here in "NPJM":
        return (
            ahead in "DJz"
            or (ahead == "A" and tags[i - 3 : i - 2] == "D")
            or (before == "E" and ahead == "P" and here == "N")
        )
    if before == "A":
        return here in "JMEG" and ahead in "DI"
    return before == "Q" and here in "NP" and ahead in "DJNP," and _short(sentence, i - 1)


_IN_OFFICE = frozenset("managing acting presiding founding visiting attending".split())


def _short(sentence: Sentence, i: int) -> bool:
    stretch = sentence.speech[i]
    return stretch.end - stretch.start <= 30 and sentence.last_inside(i) not in ",.?!…—–-"


_AFTER_NOUN = frozenset("familiar close loyal opposed critical aware sympathetic responsible eligible".split())
"""Adjectives that stand behind their noun and go on: "people close to the talks"."""


def _carries(sentence: Sentence, i: int, preposition: str) -> bool:
    """Whether a noun phrase can end with token `i` and go on with the preposition."""
    tags = sentence.tags
    if tags[i] in "NPMz)" or (sentence.low[i] in _AFTER_NOUN and i > 0 and tags[i - 1] in "NPM"):
        return True
    if preposition == "of" or (preposition == "in" and tags[i] == "D"):
        return tags[i] == "D" and _counts(sentence, i)
    if tags[i] in "EG" and i > 0 and preposition in ("on", "by", "for", "in", "from", "at", "to", "about"):
        ahead = i - 2 if tags[i - 1] == "A" else i - 1
        if preposition == "by" and ahead >= 0 and tags[ahead] in "NP" and sentence.low[i] in _MADE:
            return True
        return (ahead >= 0 and tags[ahead] == "N" and tags[max(0, ahead - 1)] in "DJNPMz^") or (
            ahead == 0 and tags[0] in "NP"
        )
    return False


_MADE = frozenset(
    "obtained seen reviewed published released written signed posted conducted commissioned led headed issued".split()
)
"""Participles after a document, study or team: "a letter from the Legion obtained by the Post"."""


def _counts(sentence: Sentence, i: int) -> bool:
    """Whether the token says how many of something: "some of", "half of"."""
    return sentence.low[i] in QUANTIFIERS or sentence.low[i] in ("half", "one", "more", "fewer", "none", "another")


def _with_quantity(sentence: Sentence, i: int) -> int:
    """The start with "nearly", "more than", "at least", "at most" or "up to" before a number."""
    tags, low = sentence.tags, sentence.low
    if tags[i] not in "MD" or (tags[i] == "D" and low[i] in ("the", "a", "an", "his", "her", "its", "their")):
        return i
    if i > 1 and low[i - 1] in ("than", "least", "most", "to") and low[i - 2] in ("more", "less", "fewer", "at", "up"):
        return i - 2
    if i > 0 and low[i - 1] in ("nearly", "almost", "roughly", "about", "around", "some", "just", "only", "over"):
        return i - 1
    return i


def _pure(sentence: Sentence, first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether the tokens form a bare noun phrase that can stand before a comma."""
    if any(sentence.tags[k] == "E" and sentence.tags[k - 1] in "NPMz)" for k in range(first + 1, last + 1)):
        return False
    if (
        last < first
        or last - first > 14
        or tags_any(sentence, first, last, "VXRSWBQT")
        or sentence.tags[first] in "ICAGE"
    ):
        return False
    return sentence.tags[last] in "NPMz)" and not is_time(sentence, last, lexicon)


def tags_any(sentence: Sentence, first: int, last: int, wanted: str) -> bool:
    """Whether any token of the range is of one of the classes."""
    return not frozenset(wanted).isdisjoint(sentence.tags[first : last + 1])


def subject_before(sentence: Sentence, k: int, lexicon: Lexicon) -> Phrase | None:
    """The noun phrase that is the subject of the verb group beginning at token `k`.

    Skips adverbs, times and asides between commas or dashes. Appositives stay inside (rule S2),
    incidental relative clauses and adverbials do not.
    """
    known = sentence.subjects
    if k not in known:
        known[k] = _subject_before(sentence, k, lexicon)
    return known[k]


def _subject_before(sentence: Sentence, k: int, lexicon: Lexicon) -> Phrase | None:
    tags, low, times = sentence.tags, sentence.low, lexicon.times
    j = k - 1
    end = -1
    steps = 0
    while j >= 0 and steps < 12:
        steps += 1
        tag = tags[j]
        floated = low[j] in ("all", "both", "each") and j > 0 and tags[j - 1] in "NPM)R"
        if tag == "A" or floated or low[j] in ("himself", "herself", "itself", "themselves"):
            j -= 1
        elif low[j] in times and j > 0 and is_time(sentence, j, lexicon):
            while j >= 0 and (
                is_time(sentence, j, lexicon)
                or tags[j] == "M"
                or (tags[j] == "D" and is_time(sentence, j + 1, lexicon))
            ):
                j -= 1
            if j >= 0 and tags[j] == "I":
                j -= 1
        elif tag in ",-":
            opening = -1
            for m in range(j - 1, max(-1, j - _APPOSITIVE), -1):
                aged = m == j - 2 and m > 0 and tags[m - 1 : j] == "P,M"  # "Lund, 58,"
                if tags[m] == tag and (tag == "-" or aged or not _inside_list(sentence, m)):
                    opening = m
                    break
            if opening < 1:
                return None
            first = opening + 1
            head = tags[first]
            inside_of = tags[first] == "I" and (
                low[first] in ("of", "from")
                or (
                    low[first] == "for"
                    and tags[first + 1 : first + 2] in ("D", "P", "N")
                    and low[first + 1] not in _NO_CLIENT
                )
            )
            inside_of = inside_of or low[first] in _IN_COURT
            if (
                (
                    (head in "DNPMJ" or inside_of)
                    and not tags_any(sentence, first, _relative_from(sentence, first, j) - 1, "VXRYS")
                    and not is_time(sentence, first, lexicon)
                    and j - first <= 24
                )
                and end < 0
                and tag == ","
            ):
                end = j - 1
            j = opening - 1
            if j > 1 and tags[j - 1 : j + 1] == ",M":
                j -= 2  # "Lund, 58, of Velm, said"
        else:
            break
    whole = _with_clause(sentence, j, lexicon) if j > 2 and end < 0 else None
    if whole is not None:
        return whole
    if j < 0 or (tags[j] not in HEADS and not _counts(sentence, j) and not _substantive(sentence, j)):
        return None
    if tags[j] == "W" and low[j] not in ("who", "which", "whom"):
        return None
    if tags[j] == "Q":
        return None
    if end < 0:
        end = j
    first = left_edge(sentence, j, lexicon)
    region = tags.rfind(",", 0, first - 1) + 1 if first > 3 and tags[first - 1] == "," else 0
    if region > 1 and low[region] in ("of", "from") and tags[region + 1 : first - 1].strip("P") == "":
        first = region + 1  # "of Velm, Sarn"
    while first > 2 and tags[first - 2] == "," and low[first - 1] in ("of", "from"):
        # "Orr, 44, of Velm, Sarn, said": the place is no speaker
        j = first - 5 if tags[first - 4 : first - 2] == ",M" and first > 4 else first - 3
        if tags[j] not in "NPM)":
            return None
        first = left_edge(sentence, j, lexicon)
    first = _listed_from(sentence, first, lexicon)
    rounds = 0
    listed = j != k - 1 or "C" in tags[first : j + 1]
    while listed and first > 1 and tags[first - 1] == "," and rounds < 4 and tags[j] in "NPMz)":
        before = first - 2
        start = tags.rfind(",", 0, before + 1) + 1
        if start < first - 16 or not _pure(sentence, start, before, lexicon):
            begin = left_edge(sentence, before, lexicon) if tags[before] in "NPM)" else before
            if (
                tags[before] in "NPM)"
                and begin > 0
                and tags[begin - 1] in "CS"
                and not is_time(sentence, before, lexicon)
            ):
                first = begin
            break
        first = start
        rounds += 1
    if tags[first] in "zC":
        first += 1
    return tuple.__new__(Phrase, (first, end)) if first <= end else None  # half the time of Phrase(...)


def _listed_from(sentence: Sentence, first: int, lexicon: Lexicon) -> int:
    """The start of a list whose last member begins with token `first`: "Orr, Dunn, and Rell said"."""
    tags = sentence.tags
    if first < 5 or tags[first - 2 : first] != ",C":
        return first
    start, members = first, 1
    last = first - 3
    while last >= 0 and members < 12:
        begin = tags.rfind(",", 0, last + 1) + 1
        if not _pure(sentence, begin, last, lexicon) or left_edge(sentence, last, lexicon) != begin:
            break
        start, members = begin, members + 1
        last = begin - 2
    return start if members > 2 else first


def _relative_from(sentence: Sentence, first: int, stop: int) -> int:
    """Where the relative clause inside an appositive begins ("a group | that has sued"), else `stop`."""
    tags, low = sentence.tags, sentence.low
    if tags[first] != "D":
        return stop
    wanted = (k for k in range(first + 2, stop) if low[k] in ("that", "which", "who", "whose") and tags[k - 1] in "NP")
    return next(wanted, stop)


_NO_CLIENT = frozenset("his her its their my our your one example instance now".split())
"""What follows "for" in asides that name no client: "for his part"."""
_IN_COURT = frozenset("prosecuting defending presiding representing chairing".split())


def _with_clause(sentence: Sentence, last: int, lexicon: Lexicon) -> Phrase | None:
    """The noun phrase with its relative clause that ends with token `last` and can only be a subject (rule S2).

    "Neighbours who had heard the shots", "the woman whose house burned": it opens its clause, so the verb that
    follows is its own, not that of what the relative clause is about.
    """
    tags, low = sentence.tags, sentence.low
    furthest = max(0, last - _RELATIVE)
    region = tags[furthest + 1 : last + 1]
    if "W" not in region and "G" not in region and "S" not in region:  # classes with which such a clause can begin
        return None  # most subjects
    for m in range(last, furthest, -1):
        if tags[m] in ",;:-Q.":
            return None
        relative = tags[m] == "W" and low[m] in ("who", "whose")
        relative = relative or (low[m] in ("that", "which") and tags[m + 1] in "VXE")
        carrying = tags[m] == "G" and tags[m - 1] == "N" and m < last and not tags_any(sentence, m + 1, last, "VXE")
        if relative or carrying:
            if tags[m - 1] not in "NPM)" and not _counts(sentence, m - 1):
                return None
            first = left_edge(sentence, m - 1, lexicon)
            opens = first == 0 or tags[first - 1] in ",CSA"
            finite = carrying or tags_any(sentence, m + 1, last, "VXEB")
            return Phrase(first, last) if opens and finite else None
    return None


def _inside_list(sentence: Sentence, comma: int) -> bool:
    """Whether the comma stands inside an aside of its own (", R-Ohio," or ", 54,")."""
    tags = sentence.tags
    return comma + 2 < len(tags) and tags[comma + 1] == "M" and tags[comma + 2] == ","


def right_edge(
    sentence: Sentence, first: int, lexicon: Lexicon, limit: int | None = None, appositives: bool = True
) -> int:
    """The last token of the noun phrase that begins at token `first`; -1 when none begins there."""
    tags, low = sentence.tags, sentence.low
    n = len(tags) if limit is None else limit
    j = _base(sentence, first, n)
    if j < first:
        return -1
    if tags[j] in "RrY" and tags[first] in "RrY" and low[j] not in _SOMEBODY:
        return j
    while j + 1 < n:
        tag = tags[j + 1]
        if tag == "T" and j + 2 < n and tags[j + 2] not in "DPrMR":
            break
        if tag in "IT" and low[j + 1] in ATTACHING and j + 2 < n:
            if is_time(sentence, j + 2, lexicon) or (
                tags[j + 2] == "D" and j + 3 < n and is_time(sentence, j + 3, lexicon)
            ):
                break
            if low[j + 1] in ("in", "on", "at", "by", "to", "during") and any(
                lexicon.has("occasions", low[k]) for k in range(j + 2, min(n, j + 6)) if tags[k] in "NE"
            ):
                break
            edge = j + 2 if low[j + 1] == "of" and _titled(sentence, j + 2) else _base(sentence, j + 2, n)
            if edge < j + 2:
                break
            times = (k for k in range(j + 3, edge + 1) if tags[k - 1] in "NP" and is_time(sentence, k, lexicon))
            late = next(times, -1)
            if late > 0:
                return late - 1  # "reporters in Sarn | last week"
            j = edge
        elif tag == "(":
            closing = tags.find(")", j + 1, min(n, j + 14))
            if closing < 0:
                break
            j = closing
        elif tag == "C" and low[j + 1] in ("and", "or", "nor") and j + 2 < n:
            edge = _base(sentence, j + 2, n)
            if edge < j + 2:
                break
            j = edge
        elif tag == "," and appositives and j + 2 < n:
            edge = _appositive(sentence, j + 2, n, lexicon)
            if edge < 0:
                break
            j = edge
        elif tag in "WS" and appositives and low[j + 1] in ("who", "that", "which") and tags[j] in "NP":
            edge = _segment_end(sentence, j + 1, n)
            if edge - j > 24:
                break
            j = edge
        else:
            break
    return j


_SOMEBODY = frozenset("somebody someone nobody everybody everyone anybody anyone one".split())


def _titled(sentence: Sentence, i: int) -> bool:
    """Whether the token is the marked title of a work: "the author of “Low Water”"."""
    stretch = sentence.speech.get(i)
    if stretch is None or stretch.end - stretch.start > 60 or sentence.goes_on(i):
        return False
    return sentence.last_inside(i) not in ".?!…—–-" or stretch.end - stretch.start <= 30


def _segment_end(sentence: Sentence, first: int, n: int) -> int:
    """The last token before the next comma, stop or marked speech."""
    tags = sentence.tags
    k = first
    while k < n and (tags[k] not in ",.;:-Q" or (tags[k] == "Q" and tags[k - 1] == "I" and _titled(sentence, k))):
        k += 1
    return k - 1


def _appositive(sentence: Sentence, first: int, n: int, lexicon: Lexicon) -> int:
    """The last token of an appositive that begins at token `first` (after a comma); -1 if none does.

    Titles, ages, parties, places and "of …" phrases: the segment up to the next comma, without a verb of its own.
    """
    tags, low = sentence.tags, sentence.low
    start = first
    if tags[start] == "C" and low[start] == "and":
        start += 1
    if start >= n:
        return -1
    starts = tags[start] in "DNPMJ" or low[start] in ("of", "former", "both", "then", "now")
    starts = (
        starts
        or (tags[start] == "G" and start + 1 < n and tags[start + 1] in "NPJ")
        or (tags[start] == "A" and start + 1 < n and tags[start + 1] in "DM")
    )
    if not starts or low[start] == "half" or is_time(sentence, start, lexicon):
        return -1  # ("said Reed, half joking")
    end = _segment_end(sentence, start, n)
    if end < start or end - start > 30:
        return -1
    relative = next((k for k in range(start, end + 1) if tags[k] == "W" or low[k] in ("that", "whose")), end + 1)
    if any(tag in "VXRrYS" for tag in tags[start:relative]):
        return -1
    for k in range(start + 1, relative):
        if tags[k] == "E" and tags[k - 1] in "PNM" and (k + 1 >= n or tags[k + 1] not in "IT") and k + 1 <= end:
            return -1
        if low[k] in ("in", "during", "at", "via") and any(
            lexicon.has("occasions", low[m]) for m in range(k + 1, min(k + 5, end + 1)) if low[m] and tags[m] == "N"
        ):
            return -1
    if tags[end] == "G" and tags[end - 1] != "D":
        return -1  # "said Reed, now laughing"
    if tags[start] == "C" or (first != start and end + 1 < n and tags[end + 1] in "VXE"):
        return -1
    return end


def _base(sentence: Sentence, first: int, n: int) -> int:
    """The last token of the bare noun phrase at `first`, or first - 1."""
    tags = sentence.tags
    j = first
    seen = False
    while j < n:
        tag = tags[j]
        if tag in "NP":
            seen = True
        elif tag in "RrY":
            return j if j == first else j - 1
        elif tag == "D":
            if seen and tags[j - 1] != "z":
                break
        elif tag in "JM":
            pass
        elif tag == "z":
            seen = False
        elif tag in "GEB":
            if tag == "G" and seen and tags[j - 1] in "NJ" and (j + 1 >= n or tags[j + 1] in ",.;:-)"):
                j += 1
                continue
            if (
                seen
                or j + 1 >= n
                or tags[j + 1] not in "NPJM"
                or (tag == "B" and (j == first or tags[j - 1] not in "DJz"))
            ):
                break
        elif tag == "A":
            if seen or j + 1 >= n or tags[j + 1] not in "JMEGNA" or (j == first and tags[j + 1] not in "JM"):
                break
        elif tag == "Q":
            if j == first or seen or tags[j - 1] not in "DJz":
                break
            seen = True
        else:
            break
        j += 1
    j -= 1
    while j >= first and tags[j] in "zA":
        j -= 1
    return j
