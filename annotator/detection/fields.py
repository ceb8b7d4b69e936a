"""Fields of meaning: what an English word tells where nobody has listed it as reporting.

Read from `lexicons/fields.toml`; only the weights of marks use them. A word can belong to several fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from annotator.detection.lexicon import english_forms, lexicon
from annotator.tables import table

NO_FIELDS: tuple[str, ...] = ()
_CLOSED = (
    "determiners", "subject_pronouns", "object_pronouns", "prepositions", "subordinators", "wh", "conjunctions",
    "auxiliaries", "linking",
)  # fmt: skip


class Fields(NamedTuple):
    """Lower-case forms of verbs, and nouns and adjectives, with the names of their fields.

    `lemmas` has the lemma of every form of a verb of the fields and of the lexicon, `closed` the words of closed
    classes, `attitudes` the fields that tell no act of saying, `hedges` adverbs such as "reportedly".
    """

    verbs: Mapping[str, tuple[str, ...]]
    others: Mapping[str, tuple[str, ...]]
    lemmas: Mapping[str, str]
    closed: frozenset[str]
    attitudes: frozenset[str]
    hedges: frozenset[str]


@lru_cache(maxsize=4)
def fields(language: str) -> Fields:
    """The fields of all words listed, none for languages other than English.

    Forms of verbs are generated; irregular ones are those of the lexicon.
    """
    if language != "en":
        return Fields({}, {}, {}, frozenset(), frozenset(), frozenset())
    data = table("detection/lexicons/fields.toml")
    known = lexicon(language)
    forms_of: dict[str, list[str]] = {}
    for form, entry in known.forms.items():
        forms_of.setdefault(entry.lemma, []).append(form)
    lemmas = {form: entry.lemma for form, entry in known.forms.items()}
    verbs: dict[str, tuple[str, ...]] = {}
    for name, words in data["verbs"].items():
        for lemma in words.split():
            for form in forms_of.get(lemma) or english_forms(lemma):
                lemmas.setdefault(form, lemma)
                _add(verbs, form, f"verb.{name}")
    others: dict[str, tuple[str, ...]] = {}
    for kind in ("noun", "adjective"):
        for name, words in data[f"{kind}s"].items():
            for word in words.split():
                _add(others, word, f"{kind}.{name}")
    closed = frozenset().union(*(known.words[name] for name in _CLOSED), ("to", "that"))
    return Fields(
        verbs, others, lemmas, closed, frozenset(data["attitudes"].split()), frozenset(data["hedges"].split())
    )


def _add(found: dict[str, tuple[str, ...]], word: str, name: str) -> None:
    if name not in found.get(word, NO_FIELDS):
        found[word] = (*found.get(word, NO_FIELDS), name)
