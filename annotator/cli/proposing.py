"""What an imported article starts with: the structure its source gave, and our proposals for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from annotator.article import Article
from annotator.config import Settings
from annotator.detection import detect_region
from annotator.exchange import Entry
from annotator.model import Section
from annotator.session import detected, words_of
from annotator.text import is_visible, trim_visible
from annotator.values import replace


def with_proposals(entry: Entry, settings: Settings) -> Entry:
    """The entry pre-filled as when the article is opened, with its own sections and what is known about it.

    A gold file with the sections alone would count as looked at, and its quotes would never be proposed.
    """
    article, given = entry.article, entry.annotation
    # A record that does not name its language came in as `en`, which says nothing.
    language = settings.language if given.document.language == "en" else given.document.language
    start = detected(article, replace(settings, language=language))
    document = start.document.model_copy(update={"meta": given.document.meta})
    annotation = start.model_copy(update={"document": document})
    if given.sections:
        sections = _joined(article, given.sections, start.sections)
        fields = {"sections": sections, "quotes": (), "entities": (), "rejected": ()}
        annotation = annotation.model_copy(update=fields)
        whole = ((0, len(article.text)),)
        found = detect_region(article.text, article.structure, annotation, whole, words=words_of(settings))
        annotation = annotation.model_copy(
            update={"quotes": found.quotes, "entities": found.entities, "rejected": found.rejected}
        )
    return replace(entry, annotation=annotation)


def _joined(article: Article, given: Sequence[Section], ours: Sequence[Section]) -> tuple[Section, ...]:
    """The sections of the source, and ours where it says nothing, numbered in order."""
    text = article.text
    found = list(given)
    edges = [0, *(edge for section in given for edge in section.span), len(text)]
    gaps = [(start, end) for start, end in list(pairwise(edges))[::2] if start < end and is_visible(text, start, end)]
    for section in ours:
        for start, end in gaps:
            span = max(start, section.start), min(end, section.end)
            if span[0] < span[1] and is_visible(text, *span):
                found.append(section.model_copy(update={"span": trim_visible(text, *span)}))
    found.sort(key=lambda section: section.span)
    return tuple(section.model_copy(update={"id": f"s{number:02}"}) for number, section in enumerate(found, 1))
