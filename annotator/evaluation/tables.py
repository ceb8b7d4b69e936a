"""An evaluation as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from annotator.evaluation.scores import SLICES, Comparison, Interval, Report
from annotator.evaluation.spans import WAYS

Style = Literal["table", "markdown"]
_EXACT = ("content", "cue", "source", "whole", "speaker", "type")
_OVERLAP = ("content", "cue", "source", "whole")


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], style: Style = "table") -> str:
    """Rows of text as an aligned table or as Markdown; the first column is left-aligned, the rest right."""
    if style == "markdown":
        lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
        lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
        return "\n".join(lines) + "\n"
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [head, *rows]
    ]
    return "\n".join(lines) + "\n"


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _row(report: Report, table: str, role: str, part: str) -> list[str]:
    found = report.score(table, role, part)
    return [_percent(found.p), _percent(found.r), _percent(found.f1)]


def intervals(report: Report, *, resamples: int = 1000, level: float = 0.95, seed: int = 0) -> dict[str, Interval]:
    """Bootstrap intervals of the exact F1 of each role, over all types."""
    return {role: report.interval("exact", role, resamples=resamples, level=level, seed=seed) for role in _EXACT}


def figures(report: Report, bounds: dict[str, Interval] | None = None) -> dict[str, Any]:
    """Every figure as JSON data; shares and F1 in 0..1, rounded to 4 places."""

    def score(table: str, role: str, part: str, certain: bool = False) -> dict[str, float]:
        found = report.score(table, role, part, certain=certain)
        return {
            "p": round(found.p, 4),
            "r": round(found.r, 4),
            "f1": round(found.f1, 4),
            "predicted": found.pred,
            "gold": found.gold,
        }

    def given(table: str, part: str) -> dict[str, Any]:
        roles = ("cue", "cue overlap", "source", "source overlap", "speaker", "type", "act")
        return {
            "n": report.share(table, "source", part)[1],
            **{role: round(report.share(table, role, part)[0], 4) for role in roles},
        }

    kinds = sorted({key[1] for key in report.total if key[0] in ("lines", "sections") and key[1] not in ("all", "")})
    found: dict[str, Any] = {
        "articles": report.total["articles", "all", "all", "gold"],
        "articles_without_prediction": report.total["articles", "all", "all", "gold"]
        - report.total["articles", "all", "all", "pred"],
        "aligned": report.total["aligned", "all", "all", "hit_g"],
        "exact": {part: {role: score("exact", role, part) for role in _EXACT} for part in SLICES},
        "overlap": {part: {role: score("overlap", role, part) for role in _OVERLAP} for part in SLICES},
        "linked": {part: {role: score("linked", role, part) for role in _OVERLAP} for part in SLICES},
        "token": {role: score("token", role, "all") for role in _OVERLAP[:3]},
        "given_content_exact": {part: given("given exact", part) for part in SLICES},
        "given_content_overlap": {part: given("given half", part) for part in SLICES},
        "macro": {role: round(report.macro("exact", role), 4) for role in _EXACT},
        "without_uncertain": {role: score("exact", role, "all", True) for role in _EXACT},
        "spans": {way: score("spans", way, "all") for way in WAYS},
        "known_negatives": {
            "rejected": report.total["rejected", "content", "all", "gold"],
            "predicted": report.total["rejected", "content", "all", "hit_g"],
        },
    }
    if report.total["lines", "all", "all", "gold"]:
        by_kind = {kind: score("lines", kind, "all") for kind in kinds}
        gold_kinds = [kind for kind in kinds if by_kind[kind]["gold"]]
        found["sections"] = {
            "lines": score("lines", "all", "all")["r"],
            "lines_macro_f1": round(sum(by_kind[kind]["f1"] for kind in gold_kinds) / len(gold_kinds), 4),
            "borders": score("borders", "all", "all"),
            "whole": score("sections", "all", "all"),
            "by_kind": by_kind,
        }
    if bounds:
        found["intervals"] = {role: [round(one.low, 4), round(one.high, 4)] for role, one in bounds.items()}
    if report.groups:
        found["groups"] = {name: figures(part) for name, part in report.grouped().items()}
    return found


def figure(data: dict[str, Any], path: str) -> float:
    """One figure by its path in `figures`, for thresholds: `exact.all.whole.f1`, or `whole` for short.

    Raises KeyError when there is no such number.
    """
    if path in _EXACT:
        path = f"exact.all.{path}.f1"
    value: Any = data
    for name in path.split("."):
        if not isinstance(value, dict) or name not in value:
            raise KeyError(path)
        value = value[name]
    if not isinstance(value, (int, float)):
        raise KeyError(path)
    return float(value)


def tables(report: Report, bounds: dict[str, Interval] | None = None, style: Style = "table") -> str:
    """The evaluation for reading: per cent; one table a question."""
    data = figures(report, bounds)
    parts = [
        f"{data['articles']} articles"
        + (
            f" ({data['articles_without_prediction']} without a prediction)"
            if data["articles_without_prediction"]
            else ""
        )
        + f", {data['exact']['all']['whole']['gold']} attributions in the gold, "
        f"{data['exact']['all']['whole']['predicted']} predicted, {data['aligned']} aligned\n"
    ]
    rows = []
    for part in SLICES:
        if part != "all" and not report.score("exact", "whole", part).gold:
            continue
        for role in _EXACT if part == "all" else _EXACT[:4]:
            row = [f"{part} {role}", *_row(report, "exact", role, part)]
            bound = bounds.get(role) if bounds and part == "all" else None
            row.append(f"{_percent(bound.low)}–{_percent(bound.high)}" if bound else "")
            for table in ("linked", "overlap"):
                row += _row(report, table, role, part)[2:] if role in _OVERLAP else [""]
            row += _row(report, "token", role, part)[2:] if part == "all" and role in _OVERLAP[:3] else [""]
            rows.append(row)
    head = ["exact", "P", "R", "F1", "95 %", "linked", "overlap", "token"]
    parts.append(grid(head, rows, style))
    rows = [
        [
            f"{name} ({part})", str(values[part]["n"]),
            *(_percent(values[part][role]) for role in ("cue", "source", "source overlap", "speaker", "type")),
        ]
        for name, values in (("exact", data["given_content_exact"]), ("overlap", data["given_content_overlap"]))
        for part in SLICES
        if values[part]["n"]
    ]  # fmt: skip
    if rows:
        parts.append(grid(["given content", "n", "cue", "source", "source overlap", "speaker", "type"], rows, style))
    rows = [[way, *_row(report, "spans", way, "all")] for way in WAYS]
    parts.append(grid(["spans (SemEval)", "P", "R", "F1"], rows, style))
    parts.append(
        "macro over articles, exact F1: "
        + ", ".join(f"{role} {_percent(value)}" for role, value in data["macro"].items())
        + "\n"
    )
    certain = data["without_uncertain"]
    if certain != data["exact"]["all"]:
        parts.append(
            "without quotes flagged uncertain, exact F1: "
            + ", ".join(f"{role} {_percent(value['f1'])}" for role, value in certain.items())
            + "\n"
        )
    negatives = data["known_negatives"]
    if negatives["rejected"]:
        parts.append(f"known negatives: {negatives['predicted']} of {negatives['rejected']} refused items predicted\n")
    if "sections" in data:
        sections = data["sections"]
        parts.append(
            f"sections: {_percent(sections['lines'])} % of lines, macro F1 {_percent(sections['lines_macro_f1'])}, "
            f"borders F1 {_percent(sections['borders']['f1'])}, whole F1 {_percent(sections['whole']['f1'])}\n"
        )
        rows = [
            [kind, str(one["gold"]), *(_percent(one[side]) for side in ("p", "r", "f1"))]
            for kind, one in sections["by_kind"].items()
        ]
        parts.append(grid(["lines by section", "n", "P", "R", "F1"], rows, style))
    if "groups" in data:
        rows = [
            [name or "(none)", str(one["articles"]), *(_percent(one["exact"]["all"][role]["f1"]) for role in _EXACT)]
            for name, one in data["groups"].items()
        ]
        parts.append(grid(["exact F1 by group", "articles", *_EXACT], rows, style))
    return "\n".join(parts)


def comparison_line(found: Comparison, role: str) -> str:
    """A comparison in one sentence."""
    return (
        f"{role}: {_percent(found.first)} against {_percent(found.second)}, difference "
        f"{100 * found.difference:+.1f} ({100 * found.low:+.1f} to {100 * found.high:+.1f}), p = {found.p:.3f}\n"
    )
