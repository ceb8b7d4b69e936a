"""Damage to a gold, as a bad pre-fill would have it: what the simulated annotator has to turn back."""

from __future__ import annotations

import random

from annotator.article import Article
from annotator.edits import (
    AddQuote,
    Edit,
    EditError,
    SetAct,
    SetContent,
    SetFlag,
    SetLink,
    SetRole,
    SetSpeakers,
    SetVia,
    Stamp,
    apply,
)
from annotator.edits.settle import unlinked
from annotator.model import Annotation, Quote, Via, span_of
from annotator.simulate import as_proposals
from annotator.text import Range

STAMP = Stamp("nobody", "2026-11-22T09:00:00Z")


def damaged(gold: Annotation, article: Article, seed: int, hurts: int = 6) -> Annotation:
    """The gold as a pre-fill with `hurts` mistakes of all kinds, the same for the same seed."""
    dice = random.Random(seed)
    annotation = gold
    for _ in range(hurts):
        if not annotation.quotes:
            break
        quote = dice.choice(annotation.quotes)
        if dice.random() < 0.2:
            left = tuple(one for one in annotation.quotes if one.id != quote.id)
            annotation = annotation.model_copy(update={"quotes": unlinked(left)})
            continue
        try:
            annotation = apply(_mistake(annotation, article, quote, dice), annotation, article, STAMP)
        except EditError:
            continue  # that mistake cannot be made here; another one will be
    return as_proposals(annotation)


def _words(article: Article, quote: Quote) -> list[Range]:
    structure = article.structure
    return list(structure.words_in(*structure.paragraphs[structure.paragraph_at(quote.start)]))


def _stretch(article: Article, quote: Quote, dice: random.Random, most: int) -> Range:
    words = _words(article, quote)
    first = dice.randrange(len(words))
    return words[first][0], words[min(len(words) - 1, first + dice.randrange(most))][1]


def _mistake(annotation: Annotation, article: Article, quote: Quote, dice: random.Random) -> Edit:
    """One wrong decision about a quote."""
    people = [entity.id for entity in annotation.entities]
    kind = dice.choice(
        ("content", "content", "cue", "source", "addressee", "via", "false", "act", "flag", "speakers", "link")
    )
    if kind == "content":
        return SetContent(quote.id, (_stretch(article, quote, dice, 20),))
    if kind in ("cue", "source", "addressee"):
        span = None if dice.random() < 0.3 else _stretch(article, quote, dice, 3)
        return SetRole(quote.id, "cue" if kind == "cue" else "source" if kind == "source" else "addressee", span)
    if kind == "via":
        source = span_of(article.text, *_stretch(article, quote, dice, 3))
        return SetVia(quote.id, () if quote.via else (Via(kind="document", source=source),))
    if kind == "false":
        return AddQuote((_stretch(article, quote, dice, 12),), None, None)
    if kind == "act":
        return SetAct(quote.id, "attitude" if quote.act == "statement" else "statement")
    if kind == "flag":
        flag = dice.choice(("uncertain", "negated", "altered"))
        return SetFlag(quote.id, flag, flag not in quote.flags)
    if kind == "link":
        return SetLink(quote.id, "repeats", dice.choice(annotation.quotes).id)
    return SetSpeakers((quote.id,), (dice.choice(people),) if people and dice.random() < 0.8 else ())
