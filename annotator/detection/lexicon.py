"""The words detection knows, one lexicon for each language, read from `lexicons/*.toml`.

A lexicon lists lemmas in the roles they can play around a quote; the forms are generated here. A language
without a file has an empty lexicon: then only quotation marks are looked at. The files are data of the
package, written from knowledge of the language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Literal, NamedTuple

from annotator.detection.base import Words
from annotator.tables import table
from annotator.values import dataclass, field

FRAMES = ("that", "speech", "tell", "urge", "inf", "wh", "np", "ing", "label", "as", "attitude", "weak", "clause")
"""What a reporting verb can take: see the comments in `lexicons/en.toml`."""

Frames = frozenset[str]
NO_FRAMES: Frames = frozenset()
MANNERS: Frames = frozenset({"weak", "attitude"})
"""The frames that say how a cue reports; all others name what it takes."""
NO_WORDS = Words()


@dataclass(frozen=True)
class Form:
    """One form of a verb: its lemma and which forms it can be.

    `kinds` holds of "base", "third" (says), "past" (wrote), "participle" (written), "ing".
    """

    lemma: str
    kinds: frozenset[str]


class Verb(NamedTuple):
    """What the class of a form depends on besides its neighbours.

    `nounish`: it is as often a noun. `reports`: it is none, and its lemma can report. `base`: it can be the infinitive.
    """

    manner: Literal["ing", "past", "third", "base"]
    nounish: bool
    reports: bool
    base: bool


class Known(NamedTuple):
    """What is known of a word wherever it stands.

    `low`: its form for comparing (small letters, one apostrophe, one word for "that"). `always`: its class (see
    `tokens.Sentence`) where nothing around it changes that, else " ". `inside`: its class inside a sentence that is
    no title, where a capital settles it, else " ". `verb`: what the class of a verb's form depends on. `hint`:
    whether a cue group can be found at it.
    """

    word: str
    low: str
    always: str
    inside: str
    verb: Verb | None
    hint: bool


Piece = tuple[str, str, bool, bool, int, int, Known | None]
"""A token of running text, as columns of a table need it.

Its form for comparing, its class inside a sentence, whether a cue group can be found at it, whether it is written
otherwise than compared (as most often with a capital), its length in code points, how far behind its beginning the
next token begins, and all that is known of it, None where that is no more than the class and the word no other than
its form for comparing.
"""


@dataclass(frozen=True)
class Lexicon:
    """The words of one language, lower case.

    `forms` has every form of every verb, `frames` what each reporting lemma takes, `particles` the words
    that may follow a lemma as part of the cue (each with what it then takes), `light` the nouns that make a
    cue with a light verb, `nouns` those that are cues themselves, `adjectives` those after a linking verb;
    each of the three maps a noun to the words that lead on to the content. `intro` has phrases such as
    "according to", by their first word. `fixed` and `soft` give the class of closed-class words.
    """

    language: str
    switches: Mapping[str, Any] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    frames: Mapping[str, Frames] = field(default_factory=dict)
    particles: Mapping[str, tuple[tuple[tuple[str, ...], Frames], ...]] = field(default_factory=dict)
    light_verbs: frozenset[str] = frozenset()
    light: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nouns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    adjectives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    intro: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nounish: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()
    fixed: Mapping[str, str] = field(default_factory=dict)
    soft: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def triggers(self) -> frozenset[str]:
        """Every word at which a cue group can be found."""
        verbs = {
            form for form, entry in self.forms.items() if entry.lemma in self.frames or entry.lemma in self.light_verbs
        }
        return frozenset(
            {*verbs, *self.nouns, *self.adjectives, *self.intro, *self.words.get("inverted", ()), "has", "have", "had"}
        )

    @cached_property
    def following(self) -> Mapping[str, frozenset[str]]:
        """Those of the triggers at which a cue group can be found only before one of these words.

        A light verb is also one with a light noun a few words on.
        """
        found: dict[str, frozenset[str]] = {}
        for word in self.triggers - self.nouns.keys() - self.words.get("inverted", frozenset()):
            form, phrases = self.forms.get(word), self.intro.get(word, ())
            wanted = {*self.adjectives.get(word, ()), *(phrase[1] for phrase in phrases if len(phrase) > 1)}
            alone = any(len(phrase) == 1 for phrase in phrases)
            if form is not None and form.lemma in self.frames:
                alone = alone or not self.frames[form.lemma] <= MANNERS
                wanted.update(particle[0] for particle, _ in self.particles.get(form.lemma, ()))
            if not alone:
                found[word] = frozenset(wanted)
        return found

    @cached_property
    def times(self) -> frozenset[str]:
        """Words of time (Tuesday, May, year)."""
        return self.words.get("time", frozenset())

    @cached_property
    def vias(self) -> frozenset[str]:
        """The nouns of documents and platforms by which words reach a writer."""
        return self.words.get("via_documents", frozenset()) | self.words.get("platforms", frozenset())

    @cached_property
    def thats(self) -> frozenset[str]:
        """The words that lead on to a reported clause as "that" does."""
        return self.words.get("that", frozenset())

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Pronouns that can be subjects."""
        return self.words.get("subject_pronouns", frozenset())

    @cached_property
    def light_forms(self) -> frozenset[str]:
        """Every form of the light verbs."""
        forms = {form for form, entry in self.forms.items() if entry.lemma in self.light_verbs}
        return frozenset(forms | {"has", "have", "had"} if "have" in self.light_verbs else forms)

    @cached_property
    def vocabulary(self) -> dict[str, Known]:
        """The words as they are met."""
        return {}

    @cached_property
    def close_pieces(self) -> dict[str, Piece]:
        """The words as they are met, directly before another token."""
        return {}

    @cached_property
    def apart_pieces(self) -> dict[str, Piece]:
        """The words as they are met, one character before another token."""
        return {}

    @cached_property
    def runs(self) -> dict[str, tuple[Piece, ...]]:
        """The runs of characters between blanks as they are met."""
        return {}

    @cached_property
    def last_runs(self) -> dict[str, tuple[Piece, ...]]:
        """The runs that end with a point and that nothing follows."""
        return {}

    def has(self, group: str, word: str) -> bool:
        """Whether the lower-case word is in that list of [words] or [sources]."""
        return word in self.words.get(group, ())


_VOWELS = frozenset("aeiou")
_DOUBLING = frozenset(
    "ban beg blur brag chat clap cram crib dip dub flag grab grin hug jab jog mob nab nag nod pan pin plan plot plug "
    "prod rap rip rob rub scan scrap scrub shed ship shop shrug shun sin skip slam slap slip snap snub sob span stab "
    "stem step stir stop strip stun sum swap tap tip top trap trim tug whip wrap zip admit commit concur confer "
    "confess_ defer deter incur infer occur omit permit prefer propel rebut recur refer regret repel submit "
    "transfer transmit transmit acquit allot compel control excel expel patrol quip".split()
)


def _past(lemma: str) -> str:
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ied"
    if lemma in _DOUBLING:
        return lemma + lemma[-1] + "ed"
    return lemma + "ed"


def _ing(lemma: str) -> str:
    if lemma.endswith("ie"):
        return lemma[:-2] + "ying"
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return lemma[:-1] + "ing"
    if lemma in _DOUBLING or lemma in _ING_DOUBLING:
        return lemma + lemma[-1] + "ing"
    return lemma + "ing"


_ING_DOUBLING = frozenset(
    "get put run win let set cut hit shut quit begin forget sit stop spin swim bet spit beget".split()
)


def _third(lemma: str) -> str:
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ies"
    return lemma + "s"


def english_forms(entry: str) -> dict[str, set[str]]:
    """Form -> kinds of one entry `lemma[/past[/participle]]`."""
    lemma, *irregular = entry.split("/")
    past = irregular[0] if irregular else _past(lemma)
    participle = irregular[1] if len(irregular) > 1 else past
    found: dict[str, set[str]] = {}
    for form, kind in (
        (lemma, "base"),
        (_third(lemma), "third"),
        (past, "past"),
        (participle, "participle"),
        (_ing(lemma), "ing"),
    ):
        found.setdefault(form, set()).add(kind)
    if lemma in _BRITISH:
        found[f"{lemma}led"] = {"past", "participle"}
        found[f"{lemma}ling"] = {"ing"}
    return found


_BRITISH = frozenset(
    "signal label travel counsel marvel quarrel model tunnel channel level fuel total equal rival dial initial unravel "
    "cancel libel grovel shovel swivel marshal pedal".split()
)
"""Verbs whose last letter is doubled in British spelling only."""


def _entries(text: str) -> list[str]:
    return [entry for entry in text.split() if "(" not in entry]


def _leads(text: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for entry in text.split():
        noun, _, leads = entry.partition(":")
        found[noun] = tuple(lead for lead in leads.split(",") if lead)
    return found


_FIXED = {
    "conjunctions": "C", "object_pronouns": "r", "subject_pronouns": "R", "auxiliaries": "X", "wh": "W",
}  # fmt: skip
"""Lists whose words keep their class even with a capital; the later ones win."""
_SOFT = {"adverbs": "A", "subordinators": "S", "prepositions": "I", "determiners": "D"}


def _classes(lists: Mapping[str, frozenset[str]], classes: Mapping[str, str]) -> dict[str, str]:
    """Word -> class of the tokens (see `tokens.Sentence`)."""
    return {word: tag for name, tag in classes.items() for word in lists.get(name, ())}


def _phrases(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The phrases of a list parted by semicolons, by their first word."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in text.split(";"):
        words = tuple(phrase.split())
        if words:
            found[words[0]] = (*found.get(words[0], ()), words)
    return found


def _forms_of(entries: Iterable[str], listed: bool) -> dict[str, Form]:
    """Every form of the entries; where two lemmas share a form, the first keeps it.

    `listed` entries are forms already (a language whose file has no lemmas): finite ones.
    """
    forms: dict[str, Form] = {}
    for entry in entries:
        generated = english_forms(entry) if not listed else {entry: {"past"}}
        for form, kinds in generated.items():
            lemma = entry.split("/")[0]
            if form not in forms:
                forms[form] = Form(lemma, frozenset(kinds))
            elif forms[form].lemma == lemma:
                forms[form] = Form(lemma, forms[form].kinds | kinds)
    return forms


@lru_cache(maxsize=8)
def languages() -> frozenset[str]:
    """The languages that have a quote lexicon (primary subtags)."""
    folder = resources.files("annotator.detection") / "lexicons"
    return frozenset(
        entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml") and len(entry.name) == 7
    )


@lru_cache(maxsize=16)
def lexicon(language: str | None, words: Words = NO_WORDS) -> Lexicon:
    """The lexicon of a BCP 47 language tag with the corpus's own words; an empty one if there is none."""
    code = (language or "en").split("-")[0].split("_")[0].lower()
    if code not in languages():
        return Lexicon(code)
    return _built(code, table(f"detection/lexicons/{code}.toml"), words)


def _built(code: str, data: Mapping[str, Any], own: Words) -> Lexicon:
    verbs: Mapping[str, str] = data.get("verbs", {})
    frames: dict[str, set[str]] = {}
    irregular: dict[str, str] = {}
    grammar: Mapping[str, str] = data.get("grammar", {})
    entries: list[str] = []
    for frame in FRAMES:
        for entry in _entries(verbs.get(frame, "")):
            frames.setdefault(entry.split("/")[0], set()).add(frame)
            entries.append(entry)
    entries += _entries(grammar.get("verbs", ""))
    entries += [group.split()[0] for group in data.get("particles", {})]
    own_groups = [cue.lower().split() for cue in own.cues if cue.strip()]
    for group in own_groups:
        frames.setdefault(group[0], set())
        entries.append(group[0])
        if len(group) == 1:
            frames[group[0]] |= {"that", "speech", "np"}
    entries.sort(key=lambda entry: "/" not in entry)  # irregular ones first: they win the lemma
    for entry in entries:
        irregular.setdefault(entry.split("/")[0], entry)
    forms = _forms_of(dict.fromkeys(irregular.values()), data.get("switches", {}).get("forms") == "listed")
    particles: dict[str, list[tuple[tuple[str, ...], Frames]]] = {}
    for group_text, takes in data.get("particles", {}).items():
        head, *rest = group_text.split()
        taken = frames.setdefault(head, set())
        if rest:
            particles.setdefault(head, []).append((tuple(rest), frozenset(takes.split())))
        else:
            taken |= set(takes.split())
    for head, *rest in own_groups:
        if rest:
            head = forms[head].lemma if head in forms else head
            frames.setdefault(head, set())
            particles.setdefault(head, []).append((tuple(rest), frozenset({"that", "speech", "np"})))
    for found in particles.values():
        found.sort(key=lambda item: -len(item[0]))
    light = data.get("light", {})
    lists = {
        name: frozenset(entry.split()) for part in ("words", "sources") for name, entry in data.get(part, {}).items()
    }
    return Lexicon(
        fixed=_classes(lists, _FIXED) | {"to": "T", "that": "S", "having": "G"},
        soft=_classes(lists, _SOFT),
        language=code,
        switches=dict(data.get("switches", {})),
        forms=forms,
        frames={lemma: frozenset(found) for lemma, found in frames.items()},
        particles={head: tuple(found) for head, found in particles.items()},
        light_verbs=frozenset(entry.split("/")[0] for entry in light.get("verbs", "").split()),
        light=_leads(light.get("nouns", "")),
        nouns=_leads(data.get("nouns", {}).get("cue", "")),
        adjectives=_leads(data.get("adjectives", {}).get("attitude", "")),
        intro=_phrases(data.get("nouns", {}).get("intro", "")),
        words=lists,
        outlets=frozenset(name.lower().removeprefix("the ") for name in own.outlets)
        | frozenset(grammar.get("outlets", "").split()),
        nounish=frozenset(grammar.get("nounish", "").split()),
    )
