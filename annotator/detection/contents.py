"""Where content begins and ends around a cue (SCHEME 1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotator.detection.cues import Cue
from annotator.detection.lexicon import Lexicon
from annotator.detection.phrases import is_time, right_edge, subject_before
from annotator.detection.tokens import Phrase, Sentence

_WH = frozenset("whether if how why what who whom where when which whose".split())


class After(NamedTuple):
    """Content found after a cue: token range, its form, and who is told."""

    first: int
    last: int
    form: str  # that, bare, inf, wh, np, ing, speech, label, as
    addressee: Phrase | None = None
    adjunct: bool = False


def clause_follows(sentence: Sentence, i: int, lexicon: Lexicon) -> bool:
    """Whether a clause begins at token `i`: a noun phrase, then a finite verb."""
    tags = sentence.tags
    if i >= len(tags):
        return False
    if tags[i] == "Y" or tags[i : i + 2] in ("RX", "RV", "RE", "RB"):
        return True
    if (
        tags[i] == "R"
        and i + 1 < len(tags)
        and (tags[i + 1] in "QA" or (tags[i + 1] == "N" and sentence.low[i] != "it"))
    ):
        return True
    if tags[i] == "S" or sentence.low[i] in ("there", "what", "if", "when"):
        return sentence.low[i] != "that" and any(tag in "VXE" for tag in tags[i : i + 12])
    if sentence.low[i] == "at" and sentence.low[i + 1 : i + 2] and sentence.low[i + 1] in ("least", "most"):
        return clause_follows(sentence, i + 2, lexicon)
    if tags[i] == "I":
        comma = tags.find(",", i, i + 12)
        return comma > 0 and clause_follows(sentence, comma + 1, lexicon)
    edge = right_edge(sentence, i, lexicon)
    if edge < i:
        if tags[i] == "G":
            return any(tag in "VX" for tag in tags[i : i + 10])
        return False
    k = edge + 1
    if k < len(tags) and tags[k] == "," and k + 1 < len(tags) and tags[k + 1] == "W":
        k = tags.find(",", k + 1) + 1 or len(tags)
    elif k < len(tags) and tags[k] in "WS" and sentence.low[k] in ("who", "which", "that"):
        return any(tag in "VX" for tag in tags[k + 3 : k + 16])
    while k < len(tags) and tags[k] == "A":
        k += 1
    if k >= len(tags):
        return False
    if tags[k] == "X" or tags[k] == "V":
        return True
    if tags[k] == "E":
        return sentence.low[k + 1 : k + 2] != ["by"]
    return tags[k] == "B" and tags[edge] in "NPR" and edge > i - 1


def _repeated(sentence: Sentence, i: int) -> int:
    """How many tokens from `i` say how often or how long somebody speaks: "many times", "for years", 0 for none."""
    low = sentence.low
    if low[i] not in _REPEATING and low[i + 1 : i + 2] != ["times"]:
        return 0  # most words
    if " ".join(low[i : i + 3]) in ("again and again", "time and again", "over and over", "more than once"):
        return 3
    if low[i + 1 : i + 2] == ["times"] and sentence.tags[i] in "DMJ":
        return 2
    if low[i] == "for":
        for k in range(i + 1, min(i + 5, len(low))):
            if low[k] in _DURATIONS:
                return k + 1 - i
    return 0


_REPEATING = frozenset({"again", "time", "over", "more", "for"})
_DURATIONS = frozenset("days weeks months years decades hours generations ages".split())
_NOT_SKIPPED = frozenset("not only just there so even now here almost nearly about never perhaps maybe once".split())


def skip_adjuncts(sentence: Sentence, i: int, lexicon: Lexicon) -> int:
    """The first token after times, places and occasions of saying that stand before the content."""
    tags, low, times = sentence.tags, sentence.low, lexicon.times
    n = len(tags)
    rounds = 0
    while i < n and rounds < 6:
        rounds += 1
        often = _repeated(sentence, i)
        if often:
            i += often
            continue
        alone = i + 1 < n and (tags[i + 1] in "Q:" or low[i + 1] == "that")  # "said only that"
        if (low[i] in times and is_time(sentence, i, lexicon)) or (
            tags[i] == "A" and (alone or low[i] not in _NOT_SKIPPED)
        ):
            i += 1
            continue
        if tags[i] == "D" and i + 1 < n and is_time(sentence, i + 1, lexicon):
            i += 2
            continue
        if tags[i] in "DM" and i + 2 < n and "ago" in low[i + 1 : i + 4]:
            i = low.index("ago", i + 1) + 1
            continue
        if (
            tags[i] == "I"
            and lexicon.has("adjunct_prepositions", low[i])
            and i + 1 < n
            and low[i + 1] not in ("least", "most")
        ):
            edge = right_edge(sentence, i + 1, lexicon, None, False)
            if edge > i:
                stop = edge + 1
                if stop < n and tags[stop] == "B" and tags[edge] == "N" and lexicon.has("occasions", low[stop]):
                    stop += 1  # "during the harbour debate": a noun that looks like a verb
                if stop < n and (
                    tags[stop] in ",:QSW"
                    or any(lexicon.has("occasions", word) or lexicon.has("time", word) for word in low[i + 1 : stop])
                ):
                    i = stop
                    continue
        break
    return i


def addressee_at(sentence: Sentence, i: int, lexicon: Lexicon) -> Phrase | None:
    """The noun phrase that begins at token `i` as the person told (rule A1)."""
    tags = sentence.tags
    if i >= len(tags) or tags[i] not in "DNPMJrRz":
        return None
    if tags[i] in "rR":
        return Phrase(i, i)
    edge = right_edge(sentence, i, lexicon, None, False)
    return Phrase(i, edge) if edge >= i else None


def clause_end(sentence: Sentence, first: int, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon, form: str) -> int:
    """The last token of the content that begins at `first`: the rest of the clause that is still reported."""
    tags, low = sentence.tags, sentence.low
    n = len(tags)
    heads = {other.first: other for other in cues if other.first > first}
    fronted = _fronted(sentence, cue)
    cutting = _CUTTING.get(form, _ALWAYS_CUTTING)
    times = lexicon.times if form in ("np", "ing") else ()
    relative = cue.first > 0 and tags[cue.first - 1] == "W"
    end = n - 1
    depth = 0
    for j in range(first, n):
        tag = tags[j]
        if tag in _INNER and j not in heads and low[j] not in cutting and low[j] not in times:
            continue  # most tokens
        if tag == "(":
            depth += 1
        elif tag == ")":
            depth -= 1
            if depth < 0:
                end = j - 1
                break
        elif tag == ";" or (tag == ":" and j + 1 < n and tags[j + 1] == "Q" and _tail(sentence, j + 2, heads, lexicon)):
            end = j - 1
            break
        elif tag in ",-" and depth == 0 and j > first:
            if fronted and tag == "," and clause_follows(sentence, j + 1, lexicon):
                end = j - 1
                break
            if _cuts_at_comma(sentence, j, cue, heads, lexicon, form):
                end = j - 1
                break
        elif (
            (tag == "C" and depth == 0 and j > first and _cuts_at_conjunction(sentence, j, cue, heads, lexicon, form))
            or (j > first and depth == 0 and _cuts_at_word(sentence, j, cue, heads, lexicon, form))
            or (tag == "Q" and j > first and _tail(sentence, j + 1, heads, lexicon))
            or (relative and j in heads and _resumes(sentence, j, cue, heads[j], lexicon))
        ):
            end = j - 1
            break
    while end > first and tags[end] in ".,;:-oC" and low[end] not in ("?", "!", "%"):
        end -= 1
    return end


def _resumes(sentence: Sentence, j: int, cue: Cue, other: Cue, lexicon: Lexicon) -> bool:
    """Whether the verb of the clause around begins at token `j`: "neighbours who had heard the shots | said …"."""
    if other.shape != "finite":
        return False
    subject = subject_before(sentence, j, lexicon)
    return subject is not None and subject.first < cue.first


_INNER = frozenset("DNPJMzRrVEBGXATISWYo.")
"""Classes of tokens that end no clause unless their word does."""


def _cuts_at_comma(sentence: Sentence, j: int, cue: Cue, heads: dict[int, Cue], lexicon: Lexicon, form: str) -> bool:
    tags, low = sentence.tags, sentence.low
    k = j + 1
    if k >= len(tags):
        return False
    other = heads.get(k)
    if other is not None:
        if other.kind == "phrase":
            return True
        if other.shape == "ing" and (not other.weak or form == "inf"):
            return True
        if other.shape == "finite" and tags[other.head] in "EV":
            return True
    if tags[k] == "C":
        return _cuts_at_conjunction(sentence, k, cue, heads, lexicon, form)
    if low[k] in ("while", "although", "though") and _own_cue(sentence, k + 1, heads, lexicon):
        return True
    opener = tags.rfind("W", 0, cue.first)
    if opener >= 0 and tags[k] in "EVX" and cue.first - opener <= 8 and "," not in tags[opener : cue.first]:
        return True  # the clause around goes on: "the tax, which he has called “theft”, will rise"
    if form in ("np", "ing", "label", "as") and tags[k] in "WGS":
        return True
    if form in ("np", "ing", "inf") and (
        low[k] in _AFTER_OBJECT or low[k] in ("with", "despite", "although", "though")
    ):
        return True
    if form == "np" and tags[j] == "-":
        return True
    if low[k] in _COMMENTING and form in ("that", "bare", "inf", "np"):
        return True
    if tags[j] == ",":
        last = _segment(sentence, k)
        final = last + 1 >= len(tags) or tags[last + 1] in "."
        if form in ("np", "inf") and (clause_follows(sentence, k, lexicon) or tags[k] in "XVE"):
            return True
        if final and low[k] in ("a", "an", "something", "the", "his", "her", "its", "their"):
            # "…, a sign that": an apposition the writer added (rule C9)
            listed = any(tag == "C" for tag in tags[k : last + 1]) or "," in tags[cue.last : j]
            nominal = not any(tag in "VXY" for tag in tags[k : k + 4])
            if (nominal or (low[k + 1 : k + 2] and low[k + 1] in _VERDICTS)) and not listed:
                return True
    return _tail(sentence, k, heads, lexicon)


_AFTER_OBJECT = frozenset(
    "after before during while when until amid because since unless although though whereas".split()
)


_CITED = frozenset({"reported", "cited", "quoted"})
_ALWAYS_CUTTING = frozenset({"as"})
_CUTTING = {
    "inf": _ALWAYS_CUTTING | {"during", "amid", "following", "after"},
    **dict.fromkeys(("np", "ing"), _ALWAYS_CUTTING | _AFTER_OBJECT | {"on", "in", "at", "during", "last", "from"}),
}
"""The words at which content may end, by its form, besides cues and words of time; see `_cuts_at_word`."""


def _segment(sentence: Sentence, first: int) -> int:
    """The last token before the next comma, stop or dash."""
    k = first
    while k < len(sentence) and sentence.tags[k] not in ",.;:-":
        k += 1
    return k - 1


def _fronted(sentence: Sentence, cue: Cue) -> bool:
    """Whether the cue stands in a subordinate clause that opens the sentence: "While Reed said …, Ma …"."""
    tags, low = sentence.tags, sentence.low
    k = 0
    while k < len(tags) and tags[k] in "CoA":
        k += 1
    if cue.first == k and (cue.shape == "ing" or tags[cue.head] == "E"):
        return True  # "Noting that …, Ma said", "Asked whether …, Reed said"
    if not k < cue.first <= k + 12 or "," in tags[k : cue.first]:
        return False
    # "Asked if Reed said …, Ma …", "In a year in which Reed said …, Ma …"
    return low[k] in _SUBORDINATE or tags[k] == "E" or (tags[k] == "I" and "W" in tags[k : cue.first])


_COMMENTING = frozenset(
    "marking making bringing underscoring highlighting signalling signaling raising capping ending sparking prompting "
    "triggering fuelling fueling stoking reviving contradicting".split()
)
_VERDICTS = frozenset("claim charge allegation accusation suggestion assertion prediction figure".split())
_SUBORDINATE = frozenset(
    "while when if although though because as since after before once until unless whereas".split()
)


def _tail(sentence: Sentence, k: int, heads: dict[int, Cue], lexicon: Lexicon) -> bool:
    """Whether ", she said." or "said Ma" begins at token `k`: what stands before it has a cue of its own."""
    found = sentence.tails.get(k)
    if found is None:
        found = sentence.tails[k] = _is_tail(sentence, k, heads, lexicon)
    return found


def _is_tail(sentence: Sentence, k: int, heads: dict[int, Cue], lexicon: Lexicon) -> bool:
    tags = sentence.tags
    for m in range(k, min(k + 8, len(tags))):
        tail = heads.get(m)
        if tail is None:
            if tags[m] in "SVX;:":
                return False
            continue
        if "speech" not in tail.frames or tail.shape != "finite":
            return False
        rest = tail.last + 1
        if m == k:
            return tags[m - 1] == "Q" and rest < len(tags) and tags[rest] in "PDNR"
        subject = subject_before(sentence, m, lexicon)
        return (
            subject is not None
            and subject.first == k
            and (rest >= len(tags) or tags[rest] in ".,:QI" or is_time(sentence, rest, lexicon))
        )
    return False


def _own_cue(sentence: Sentence, k: int, heads: dict[int, Cue], lexicon: Lexicon) -> bool:
    """Whether a clause with a subject and a reporting verb of its own begins at token `k`."""
    for m in range(k, min(k + 14, len(sentence))):
        other = heads.get(m)
        if other is not None:
            if other.shape != "finite" or m == k or (other.weak and other.frames.isdisjoint(("speech", "label"))):
                return False
            subject = subject_before(sentence, m, lexicon)
            return subject is not None and subject.first == k
        if sentence.tags[m] in "VX;S":
            return False
    return False


def _cuts_at_conjunction(
    sentence: Sentence, j: int, cue: Cue, heads: dict[int, Cue], lexicon: Lexicon, form: str
) -> bool:
    tags, low = sentence.tags, sentence.low
    k = j + 1
    if k >= len(tags):
        return False
    if low[j] == "nor":
        return False
    if form in ("inf", "np") and low[k] in _AFTER_OBJECT:
        return True
    other = heads.get(k)
    if other is not None and cue.kind == "noun" and other.shape == "finite" and tags[other.head] in "EV":
        return True
    if other is not None and cue.shape in ("finite", "passive") and other.shape == "finite" and other.kind != "noun":
        same = tags[other.head] == tags[cue.head] or tags[other.first] == "X"
        if same and (tags[other.head] in "EV" or tags[other.first] == "X"):
            return True
    if other is not None and cue.shape == "ing" and other.shape == "ing":
        return True
    return low[j] in ("but", "and", "while") and _own_cue(sentence, k, heads, lexicon)


def _cuts_at_word(sentence: Sentence, j: int, cue: Cue, heads: dict[int, Cue], lexicon: Lexicon, form: str) -> bool:
    low, tags = sentence.low, sentence.tags
    other = heads.get(j)
    if other is not None and other.kind == "phrase":
        return True
    if other is not None and tags[j - 1] == "Q" and other.shape == "ing" and not other.weak:
        return True
    if form == "inf" and low[j] in ("during", "amid", "following", "after"):
        # "urged us to vote during a rally": the rally is that of the urging (rule C8)
        return "urge" in cue.frames or not clause_follows(sentence, j + 1, lexicon)
    if form in ("np", "ing"):
        if low[j] in _AFTER_OBJECT:
            return True
        if tags[j] == "I" and j + 1 < len(tags) and low[j] in ("on", "in", "at", "during", "last", "from"):
            near = range(j + 1, min(j + 5, len(tags)))
            return is_time(sentence, j + 1, lexicon) or any(
                lexicon.has("occasions", low[m]) for m in near if tags[m] in "NEG"
            )
        if is_time(sentence, j, lexicon) and low[j] != "may" and tags[j - 1] not in "IDPM":
            return True
    return low[j] == "as" and j + 2 < len(low) and other is None and low[j + 1] in _CITED


def content_after(
    sentence: Sentence, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon, start: int | None = None
) -> After | None:
    """The content that stands after the cue (or after token `start` - 1), by what the cue takes."""
    tags, low = sentence.tags, sentence.low
    n = len(tags)
    frames = cue.frames
    i = cue.last + 1 if start is None else start
    if i >= n:
        return None
    addressee: Phrase | None = None
    says = "that" in frames or "speech" in frames or "tell" in frames

    def made(first: int, form: str) -> After | None:
        if first >= n:
            return None
        last = clause_end(sentence, first, cue, cues, lexicon, form)
        if last < first:
            return None
        return tuple.__new__(After, (first, last, form, addressee, first > i))  # half the time of After(...)

    k = i
    if ("tell" in frames or "urge" in frames) and cue.shape != "passive":
        addressee = addressee_at(sentence, i, lexicon)
        if addressee is not None and "tell" in frames:
            addressee = _before_name(sentence, addressee, lexicon)
        if addressee is not None:
            k = addressee.last + 1
            if low[k : k + 1] and low[k] in _REFLEXIVE:
                k += 1  # "told me herself that"
            if "that" in frames and k < n and (tags[k] in "VX" or (tags[k] == "E" and low[k + 1 : k + 2] != ["by"])):
                addressee, k = None, i  # "argued the board would": no one is told
            elif not _content_starts(sentence, skip_adjuncts(sentence, k, lexicon), frames, lexicon):
                addressee, k = None, i
    elif low[i] == "to" and says and i + 1 < n and tags[i + 1] in "DNPr":
        edge = right_edge(sentence, i + 1, lexicon, None, False)
        if edge > i:
            addressee = Phrase(i + 1, edge)
            k = edge + 1
            if not (k < n and (tags[k] in "SQ,:W" or is_time(sentence, k, lexicon))):
                addressee, k = None, i
    if "tell" in frames and cue.shape != "passive" and addressee is None:
        # "told a meeting in Port Marrow on Monday that …"
        ahead = low.index("that", i, i + 16) if "that" in low[i : i + 16] else -1
        if ahead > i and not any(tag in "VXEBR:;" for tag in tags[i:ahead]) and tags[i] in "DNPM":
            edge = right_edge(sentence, i, lexicon, ahead, False)
            if edge >= i:
                addressee = Phrase(i, edge)
                return made(ahead, "that")
    direct = k
    if says or "inf" in frames or "urge" in frames:
        k = skip_adjuncts(sentence, k, lexicon)
    if k >= n:
        return None
    if low[k] == "as" and low[k + 1 : k + 2] and low[k + 1] in ("reported", "cited", "quoted"):
        return None
    if tags[k] in ",:-" and k + 1 < n and says:
        colon = tags[k] == ":"
        m = k + 1
        if tags[m] == "Q":
            return made(m, "speech")
        if low[m] == "that":
            return made(m, "that")
        if tags[k] == "," and lexicon.switches.get("comma_clause"):
            return _after_comma(sentence, m, addressee, frames)
        if colon:
            return made(m, "bare")
        m = skip_adjuncts(sentence, m, lexicon)
        if tags[k] == "," and m > k + 1 and m < n and tags[m] == "," and m + 1 < n:
            m += 1
            if tags[m] == "Q":
                return made(m, "speech")
            if low[m] == "that":
                return made(m, "that")
        # ", however, that"
        closing = tags.find(",", k + 1, k + 8)
        if closing > 0 and closing + 1 < n and (low[closing + 1] == "that" or tags[closing + 1] == "Q"):
            return made(closing + 1, "that" if tags[closing + 1] == "S" else "speech")
        return None
    if "inf" in frames and lexicon.switches.get("comma_clause"):
        asked = right_edge(sentence, k, lexicon, None, False) if tags[k] in "DNPrR" else -1
        comma = asked + 1 if asked >= k else k
        if comma < n and tags[comma] == ",":  # "bat (die Gäste), nicht zu tanzen"
            return _after_comma(sentence, comma + 1, Phrase(k, asked) if asked >= k else None, frames & {"inf"})
    if tags[k] == "Q":
        form = "speech" if says or addressee else "np"
        stretch = sentence.speech[k]
        alone = k + 1 >= n or tags[k + 1] in ".,;-"
        behind = k + 2 if tags[k + 1 : k + 2] == "I" else k + 1
        if behind < n and (low[k + 1] == "as" or is_time(sentence, behind, lexicon)):
            return After(k, k, form, addressee, k > direct)  # "forecast “a dry year” on Wednesday"
        if form == "speech" and alone and stretch.closed:
            return After(
                k,
                clause_end(sentence, k, cue, cues, lexicon, "bare" if k + 2 < n else "speech"),
                form,
                addressee,
                k > direct,
            )
        return made(k, "bare" if says else "np")
    if low[k] == "that" and ("that" in frames or "tell" in frames or addressee):
        return made(k, "that")
    if low[k] in _WH and not frames.isdisjoint(("wh", "that", "tell")):
        return made(k, "wh")
    if low[k] == "not" and k + 1 < n and tags[k + 1] == "T" and addressee is not None:
        return made(k, "inf")
    if (
        tags[k] == "T"
        and k + 1 < n
        and tags[k + 1] in "BAXQN"
        and ("inf" in frames or ("urge" in frames and addressee))
    ):
        return made(k, "inf")
    if tags[k] == "T" and cue.shape == "passive" and k + 1 < n and tags[k + 1] in "BX":
        return made(k, "inf")
    if addressee is not None:
        if clause_follows(sentence, k, lexicon):
            return made(k, "bare")
        return None
    if low[k] in _WHILE and "," not in tags[k:]:
        return None  # "said as she read out the summary"
    told = "tell" in frames and cue.shape == "passive"  # "was told Rusk had sent letters"
    if ("that" in frames or told) and clause_follows(sentence, k, lexicon):
        return made(k, "bare")
    if (
        "clause" in frames
        and tags[k] in "DNPMJRGYzA"
        and (n - k > 3 or "Q" in tags[k:])
        and low[k] not in ("so", "nothing")
    ):
        return made(k, "bare")
    adjectival = tags[k] == "E" and tags[k + 1 : k + 2] in ("N", "J", "P")
    if (
        not adjectival
        and ("that" in frames or "speech" in frames)
        and tags[k] in "XVE"
        and cue.kind == "verb"
        and "weak" not in frames
    ):
        return made(k, "relative")
    k = direct
    if k >= n or cue.shape == "passive":
        return None
    if "as" in frames and tags[k] in "DNPJMrRzG":
        edge = right_edge(sentence, k, lexicon, None, False)
        if edge >= k and "as" in low[edge + 1 : edge + 3]:
            return made(k, "as")
    if "label" in frames and tags[k] in "DNPJMrRzQ":
        edge = right_edge(sentence, k, lexicon, None, False)
        if edge >= k and edge + 1 < n and tags[edge + 1] in "DJQNPAEG" and not is_time(sentence, edge + 1, lexicon):
            return made(k, "label")
        if cue.lemma == "call" and edge >= k:
            return made(k, "label")
    if "ing" in frames and tags[k] == "G":
        return made(k, "ing")
    if (
        "np" in frames
        and (tags[k] in "DNPJMrRzQGW" or (tags[k] == "E" and tags[k + 1 : k + 2] in ("N", "J", "P")))
        and low[k] not in ("it", "itself", "himself")
    ):
        if tags[k] == "W" and low[k] not in _WH:
            return None
        return made(k, "np")
    return None


_REFLEXIVE = frozenset("myself yourself himself herself itself ourselves themselves".split())


_WHILE = frozenset("as while when after before since until because though although".split())


def _before_name(sentence: Sentence, told: Phrase, lexicon: Lexicon) -> Phrase:
    """Who is told in "told the court Rusk lied": without the name that is the subject of what was said."""
    tags = sentence.tags
    p = told.last
    while p > told.first + 1 and tags[p - 1] == "P":
        p -= 1
    if tags[p] != "P" or p <= told.first + 1 or tags[p - 1] != "N" or tags[told.first] != "D":
        return told
    return Phrase(told.first, p - 1) if clause_follows(sentence, p, lexicon) else told


def _after_comma(sentence: Sentence, m: int, addressee: Phrase | None, frames: frozenset[str]) -> After | None:
    """The clause behind "sagte, …": it goes on to the end of the sentence."""
    tags, low = sentence.tags, sentence.low
    last = len(tags) - 1
    while last > m and tags[last] in ".o":
        last -= 1
    if last <= m or tags[m] in "C" or low[m] in _REASONS:
        return None
    planned = "zu" in low[m:] or any("zu" in word[2:-3] for word in low[m:])
    if tags[m] == "W":
        return After(m, last, "wh", addressee)
    if "that" in frames:
        return After(m, last, "bare", addressee)
    return After(m, last, "inf", addressee) if "inf" in frames and planned else None


_REASONS = frozenset("weil als während nachdem bevor obwohl damit wie wenn".split())


def _content_starts(sentence: Sentence, k: int, frames: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether content can begin at token `k` after an addressee."""
    tags, low = sentence.tags, sentence.low
    if k >= len(tags):
        return False
    if low[k] == "that" or tags[k] in "QT:" or low[k] in _WH or (low[k] == "not" and tags[k + 1 : k + 2] == "T"):
        return True
    if tags[k] == ",":
        return k + 1 < len(tags) and (tags[k + 1] == "Q" or sentence.low[k + 1] == "that")
    return "tell" in frames and clause_follows(sentence, k, lexicon)
