"""Agreement between annotators of the same articles.

Several measures, because each hides what another shows: pairwise F1 of each role (one annotator as gold,
the other as prediction; symmetric), PARC's `agr` (Wiebe & Riloff 2005, used by Pareti, LREC 2012: the
share of one annotator's attributions that the other has, too, averaged over both directions), and two of
Krippendorff's alphas (module `alpha`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from annotator.article import Article
from annotator.evaluation.alignment import ROLES, Case, Item
from annotator.evaluation.alpha import Continuum, binary, unitised
from annotator.evaluation.counting import Counts, Rules, aligned, count, total
from annotator.evaluation.scores import SLICES, score_of
from annotator.evaluation.tables import Style, grid
from annotator.model import Annotation
from annotator.text import Range, merged


@dataclass(frozen=True)
class Several:
    """One article with the annotations of several people, by name."""

    id: str
    article: Article
    annotations: Mapping[str, Annotation]

    def pairs(self) -> list[tuple[str, str]]:
        return list(combinations(sorted(self.annotations), 2))


@dataclass(frozen=True)
class Shared:
    """One attribution as the annotators of an article have it.

    `found_by` names those who have it, of `many`; `same` says in which roles they all have the same spans.
    `place` is where the first of them has its content.
    """

    article: str
    place: Range
    words: str
    found_by: tuple[str, ...]
    many: int
    same: tuple[str, ...]


@dataclass(frozen=True)
class Agreement:
    """What `agree` found.

    `counts` are the evaluation counts summed over both directions of every pair; `agr` PARC's measure;
    `unitised` Krippendorff's alpha for unitising and `binary` his alpha of in or out, by role; `articles`
    the pairwise exact F1 of whole attributions and the number of attributions by article, the most
    disputed first; `people` the same by pair of annotators; `attributions` each attribution with who has it,
    in the order of articles and text.
    """

    pairs: int
    counts: Counts
    agr: float
    unitised: Mapping[str, float]
    binary: Mapping[str, float]
    articles: tuple[tuple[str, float, int], ...]
    people: tuple[tuple[str, str, float, int], ...]
    attributions: tuple[Shared, ...]

    def f1(self, table: str, role: str, part: str = "all") -> float:
        """Pairwise F1; 1 means that all pairs are the same in this role."""
        return score_of(self.counts, table, role, part).f1


def _ranges(annotation: Annotation, role: str) -> list[Range]:
    """Every stretch in the role, those that touch or overlap joined."""
    spans = []
    for quote in annotation.quotes:
        single = {"cue": quote.cue, "source": quote.source}.get(role)
        spans += [span.span for span in quote.content] if role == "content" else [single.span] if single else []
    return list(merged(spans))


def _shared(case: Case, rules: Rules) -> tuple[int, int, int]:
    """Attributions of the first that meet one of the second, and how many either has."""
    laid = aligned(case, rules)
    return len(laid.pairs), len(laid.gold), len(laid.predicted)


def shared(several: Several, rules: Rules | None = None) -> list[Shared]:
    """The attributions of one article, those of different annotators that are aligned taken as one.

    Pairs of annotators are taken by name; an attribution joins those that have no other of its annotator.
    """
    rules = rules or Rules()
    groups: dict[tuple[str, str], dict[str, Item]] = {}
    for one, other in several.pairs():
        laid = aligned(Case(several.id, several.article, several.annotations[one], several.annotations[other]), rules)
        for who, found in ((one, laid.gold), (other, laid.predicted)):
            for item in found:
                groups.setdefault((who, item.id), {who: item})
        for first, second in laid.pairs:
            a, b = laid.gold[first], laid.predicted[second]
            left, right = groups[one, a.id], groups[other, b.id]
            if left is not right and not left.keys() & right.keys():
                left.update(right)
                for who, item in right.items():
                    groups[who, item.id] = left
    unique = {id(group): group for group in groups.values()}
    attributions: list[Shared] = []
    for group in unique.values():
        people = tuple(sorted(group))
        first_item = group[people[0]]
        content = first_item.spans["content"]
        attributions.append(
            Shared(
                several.id,
                (content[0][0], content[-1][1]),
                " [...] ".join(several.article.text[start:end] for start, end in content),
                people,
                len(several.annotations),
                tuple(role for role in ROLES if len({item.norm[role] for item in group.values()}) == 1),
            )
        )
    return sorted(attributions, key=lambda attribution: (attribution.place, attribution.found_by))


def agree(articles: Sequence[Several], rules: Rules | None = None) -> Agreement:
    """The agreement of all pairs of annotators over the articles that they have in common."""
    rules = rules or Rules()
    everything: Counts = Counter()
    attributions: list[Shared] = []
    by_article: list[tuple[str, float, int]] = []
    by_people: dict[tuple[str, str], list[Counts]] = {}
    shares: list[float] = []
    pairs = 0
    for several in articles:
        own: Counts = Counter()
        sizes = []
        for one, other in several.pairs():
            pairs += 1
            first, second = several.annotations[one], several.annotations[other]
            there = Case(several.id, several.article, first, second)
            back = Case(several.id, several.article, second, first)
            both = total(count(case, aligned(case, rules)) for case in (there, back))
            own.update(both)
            by_people.setdefault((one, other), []).append(both)
            met, left, right = _shared(there, rules)
            sizes += [left, right]
            shares += [met / size for size in (left, right) if size]
        everything.update(own)
        if len(several.annotations) > 1:
            attributions += shared(several, rules)
        if sizes:
            found = score_of(own, "exact", "whole")
            by_article.append((several.id, found.f1, round(sum(sizes) / len(sizes))))
    people = []
    for (one, other), parts in by_people.items():
        summed = score_of(total(parts), "exact", "whole")
        people.append((one, other, summed.f1, len(parts)))
    continua = {
        role: [
            Continuum([_ranges(annotation, role) for annotation in several.annotations.values()],
                      len(several.article.text))
            for several in articles
            if len(several.annotations) > 1
        ]
        for role in ROLES
    }  # fmt: skip
    return Agreement(
        pairs,
        everything,
        sum(shares) / len(shares) if shares else 0.0,
        {role: unitised(found) for role, found in continua.items()},
        {role: binary(found) for role, found in continua.items()},
        tuple(sorted(by_article, key=lambda article: (article[1], article[0]))),
        tuple(sorted(people, key=lambda pair: (pair[2], pair[:2]))),
        tuple(attributions),
    )


def votes(found: Agreement) -> dict[str, int]:
    """How many attributions were found by how many annotators ("2 of 3"), the fewest first."""
    counts = Counter((attribution.many, len(attribution.found_by)) for attribution in found.attributions)
    return {f"{by} of {many}": counts[many, by] for many, by in sorted(counts)}


def agreement_data(found: Agreement) -> dict[str, Any]:
    """The agreement as JSON data; shares in 0..1, rounded to 4 places."""
    roles = (*ROLES, "whole", "speaker", "type")
    return {
        "pairs": found.pairs,
        "articles": len(found.articles),
        "f1": {part: {role: round(found.f1("exact", role, part), 4) for role in roles} for part in SLICES},
        "linked_f1": {role: round(found.f1("linked", role), 4) for role in (*ROLES, "whole")},
        "overlap_f1": {role: round(found.f1("overlap", role), 4) for role in (*ROLES, "whole")},
        "token_f1": {role: round(found.f1("token", role), 4) for role in ROLES},
        "agr": round(found.agr, 4),
        "alpha_unitised": {role: round(value, 4) for role, value in found.unitised.items()},
        "alpha_binary": {role: round(value, 4) for role, value in found.binary.items()},
        "found_by": votes(found),
        "attributions": [asdict(attribution) for attribution in found.attributions],
        "most_disputed": [
            {"article": id, "whole_f1": round(value, 4), "attributions": size} for id, value, size in found.articles
        ],
        "people": [
            {"first": one, "second": other, "whole_f1": round(value, 4), "articles": size}
            for one, other, value, size in found.people
        ],
    }


def agreement_tables(found: Agreement, style: Style = "table", disputed: int = 10) -> str:
    """The agreement for reading: per cent, alphas as they are; the `disputed` worst articles."""

    def percent(value: float) -> str:
        return f"{100 * value:.1f}"

    rows = []
    for role in (*ROLES, "whole", "speaker", "type"):
        row = [role, *(percent(found.f1("exact", role, part)) for part in SLICES)]
        for table in ("linked", "overlap", "token"):
            known = role in ROLES or (role == "whole" and table != "token")
            row.append(percent(found.f1(table, role)) if known else "")
        for values in (found.unitised, found.binary):
            row.append(f"{values[role]:.3f}" if role in values else "")
        rows.append(row)
    head = ["pairwise F1", *(f"exact {part}" for part in SLICES), "linked", "overlap", "token"]
    parts = [
        f"{len(found.articles)} articles, {found.pairs} pairs of annotators; agr {percent(found.agr)}\n",
        grid([*head, "alpha (units)", "alpha (binary)"], rows, style),
    ]
    parts.append(grid(["attribution found by", "attributions"], [[k, str(n)] for k, n in votes(found).items()], style))
    worst = [[id, percent(value), str(size)] for id, value, size in found.articles[:disputed]]
    parts.append(grid(["most disputed", "whole F1", "attributions"], worst, style))
    couples = [[f"{one} and {other}", percent(value), str(size)] for one, other, value, size in found.people]
    parts.append(grid(["annotators", "whole F1", "articles"], couples, style))
    return "\n".join(parts)
