"""The rules of SCHEME part 3 that a loaded annotation can break: E04 to E21 and W01 to W13.

E01 to E03, and what the models refuse, are found by `annotator.goldfile` while reading.
"""

from __future__ import annotations

from annotator.article import Article
from annotator.check import links, review, spans, whole, wording
from annotator.check.context import Context
from annotator.model import Annotation
from annotator.problems import Problem, Repair, Severity

__all__ = ["Problem", "Repair", "Severity", "check"]

_ALWAYS = (
    spans.document,
    links.ids,
    links.entities,
    links.quotes,
    links.chains,
    review.values,
    review.decisions,
    review.origins,
    review.finished,
    review.scope,
    whole.entities,
    whole.labels,
    whole.file_name,
)
_WITH_OFFSETS = (
    spans.spans,
    spans.sections,
    spans.content,
    spans.disjoint,
    spans.quoted,
    links.nesting,
    links.twins,
    review.coverage,
)
_WITH_WORDS = (
    wording.marks,
    wording.homes,
    wording.edges,
    wording.people,
    wording.balance,
    wording.distance,
    whole.misses,
    whole.repeats,
    whole.overlapping,
)


def check(
    annotation: Annotation,
    article: Article,
    *,
    kinds: frozenset[str] = frozenset(),
    flags: frozenset[str] = frozenset(),
) -> tuple[Problem, ...]:
    """Every rule the annotation breaks: errors first, each group by rule and place in the article.

    `kinds` and `flags` are the section labels and flags a project adds (W12). When the article is
    another one than was annotated (E04), the rules about offsets and words are left out: they would
    only repeat that. Where offsets are wrong (E05), the rules about words are left out. Never raises;
    n log n in the number of items plus the length of the article.
    """
    context = Context(annotation, article, kinds, flags)
    found = [problem for rule in _ALWAYS for problem in rule(context)]
    if annotation.document.sha256 == article.sha256:
        found += [problem for rule in _WITH_OFFSETS for problem in rule(context)]
        if not any(problem.rule == "E05" for problem in found):
            found += [problem for rule in _WITH_WORDS for problem in rule(context)]
    return tuple(sorted(found, key=_order))


def _order(problem: Problem) -> tuple[bool, str, int]:
    return problem.severity == "warning", problem.rule, problem.place[0] if problem.place else -1
