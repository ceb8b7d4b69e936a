"""What is in a corpus: counts as data, as a table and as a page with plots. Pure functions of entries.

Anything with `id`, `article` and `annotation` can be counted (`annotator.exchange.Entry` is one).
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any, Protocol

from annotator.article import Article
from annotator.model import Annotation, Quote, Rejected, Section
from annotator.text import fold

MANY = 20
"""How many of the most frequent cues, speakers and so on are listed."""


class Annotated(Protocol):
    """An article with its annotation."""

    @property
    def id(self) -> str: ...
    @property
    def article(self) -> Article: ...
    @property
    def annotation(self) -> Annotation: ...


class _Gathering:
    """The counts of a corpus while its entries go by."""

    def __init__(self) -> None:
        self.one: Counter[str] = Counter()
        self.by: dict[str, Counter[str]] = {}
        self.seconds: list[int] = []
        self.quotes_an_article: list[int] = []
        self.speakers: Counter[str] = Counter()

    def count(self, table: str, row: str, by: int = 1) -> None:
        self.by.setdefault(table, Counter())[row] += by

    def entry(self, entry: Annotated) -> None:
        annotation = entry.annotation
        self.one["articles"] += 1
        self.one["characters"] += len(entry.article.text)
        self.count("articles by status", annotation.review.status)
        self.count("articles by scope", annotation.review.scope)
        self.count("articles by language", annotation.document.language)
        meta: Mapping[Any, str] = annotation.document.meta or {}
        folder = entry.id.partition("/")[0] if "/" in entry.id else ""
        self.count("articles by outlet", meta.get("outlet") or folder or "(not said)")
        for name in annotation.review.annotators:
            self.count("articles by annotator", name)
        if annotation.review.seconds is not None:
            self.seconds.append(annotation.review.seconds)
        self.quotes_an_article.append(len(annotation.quotes))
        for section in annotation.sections:
            self.count("sections by label", section.kind)
            self._decision("sections", section)
        names = {entity.id: entity for entity in annotation.entities}
        for entity in annotation.entities:
            self.count("entities by kind", entity.kind)
        for quote in annotation.quotes:
            self._quote(quote)
            for id in quote.speakers:
                self.speakers[names[id].name if id in names else id] += 1
        self._homes(annotation)
        for item in annotation.rejected:
            self.one["rejected"] += 1
            self.count("rejected by reason", item.reason or "(not said)")
            self._decision("quotes", item)

    def _quote(self, quote: Quote) -> None:
        self.one["quotes"] += 1
        self.count("quotes by type", quote.type)
        self.count("quotes by act", quote.act)
        self.count("quotes by pieces of content", str(len(quote.content)))
        for flag in quote.flags:
            self.count("quotes by flag", flag)
        for name, there in (
            ("cue", quote.cue), ("source", quote.source), ("speakers", quote.speakers), ("via", quote.via),
            ("addressee", quote.addressee), ("within", quote.within), ("continues", quote.continues),
            ("repeats", quote.repeats),
        ):  # fmt: skip
            self.count("quotes that have", name, bool(there))
        if quote.cue:
            self.count("cues", fold(quote.cue.text))
        self._decision("quotes", quote)

    def _decision(self, kind: str, item: Quote | Section | Rejected) -> None:
        """What became of a detector's proposal; items nobody proposed are counted as added."""
        status = "rejected" if isinstance(item, Rejected) else item.status
        self.count(f"{kind} by status", status)
        if isinstance(item, Rejected) or item.by != "human":
            self.count(f"decisions on {kind}", f"{item.by}: {status}")
            attested = getattr(item, "attested", None)
            if attested:
                self.count(f"accepted {kind} by way", attested)

    def _homes(self, annotation: Annotation) -> None:
        sections = sorted(annotation.sections, key=lambda section: section.span)
        at = 0
        for quote in sorted(annotation.quotes, key=lambda quote: quote.start):
            while at < len(sections) and sections[at].end <= quote.start:
                at += 1
            inside = at < len(sections) and sections[at].start <= quote.start
            self.count("quotes by section", sections[at].kind if inside else "(none)")


def statistics(entries: Iterable[Annotated]) -> dict[str, Any]:
    """The counts of a corpus as JSON data.

    `totals` holds single numbers; `tables` maps a title to counts, most frequent first; `rates` the shares
    of accepted, corrected and rejected proposals by detector; `time` seconds (active, as reviewed).
    """
    found = _Gathering()
    for entry in entries:
        found.entry(entry)
    tables = {
        title: dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
        for title, counts in sorted(found.by.items())
    }
    tables["speakers"] = dict(sorted(found.speakers.items(), key=lambda pair: (-pair[1], pair[0])))
    found.one["different cues"] = len(tables.get("cues", {}))
    found.one["different speakers"] = len(found.speakers)
    for title in ("cues", "speakers"):
        tables[title] = dict(list(tables.get(title, {}).items())[:MANY])
    return {
        "totals": {key: found.one[key] for key in (
            "articles", "characters", "quotes", "rejected", "different cues", "different speakers",
        )},
        "tables": tables,
        "rates": {kind: _rates(found.by.get(f"decisions on {kind}", Counter())) for kind in ("quotes", "sections")},
        "time": _time(found.seconds),
        "quotes an article": _spread(found.quotes_an_article),
    }  # fmt: skip


def _rates(decisions: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """For each detector how many proposals were judged and which share of them each way."""
    by_detector: dict[str, Counter[str]] = {}
    for key, number in decisions.items():
        detector, _, status = key.rpartition(": ")
        by_detector.setdefault(detector, Counter())[status] += number
    found = {}
    for detector, counts in sorted(by_detector.items()):
        judged = sum(counts[status] for status in ("accepted", "corrected", "rejected"))
        found[detector] = {"judged": float(judged), "open": float(counts["proposed"])}
        for status in ("accepted", "corrected", "rejected"):
            found[detector][status] = round(counts[status] / judged, 4) if judged else 0.0
    return found


def _spread(values: Sequence[int]) -> dict[str, float]:
    ordered = sorted(values)
    if not ordered:
        return {"median": 0, "p90": 0, "most": 0}
    return {
        "median": median(ordered),
        "p90": ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))],
        "most": ordered[-1],
    }


def _time(seconds: Sequence[int]) -> dict[str, float]:
    total = sum(seconds)
    return {"articles timed": len(seconds), "seconds": total, **_spread(seconds)}


def statistics_text(data: Mapping[str, Any]) -> str:
    """The counts as a table for the terminal."""
    lines = ["totals"]
    lines += [f"  {key:32}{value:>10,}" for key, value in data["totals"].items()]
    for title in ("time", "quotes an article"):
        lines.append(title)
        lines += [f"  {key:32}{value:>10,.10g}" for key, value in data[title].items()]
    for kind, detectors in data["rates"].items():
        for detector, rates in detectors.items():
            lines.append(f"proposals of {detector} ({kind})")
            lines += [f"  {key:32}{value:>10,.10g}" for key, value in rates.items() if key in ("judged", "open")]
            lines += [f"  {key:32}{value:>10.1%}" for key, value in rates.items() if key not in ("judged", "open")]
    for title, counts in data["tables"].items():
        if counts and not title.startswith("decisions on"):
            lines.append(title)
            lines += [f"  {_cut(key, 32):32}{value:>10,}" for key, value in counts.items()]
    return "\n".join(lines) + "\n"


def _cut(words: str, width: int) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) < width else plain[: width - 2] + "…"


# ---------------------------------------------------------------- the page

_STYLE = """\
:root { color-scheme: light dark; --bar: #3f6fa8; --grid: #8885; }
@media (prefers-color-scheme: dark) { :root { --bar: #7fa8d8; } }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
.totals { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; padding: 0; list-style: none; }
.totals b { display: block; font-size: 1.6rem; font-variant-numeric: tabular-nums; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: 2rem; }
figure { margin: 0; overflow-x: auto; } svg { display: block; max-width: 100%; height: auto; }
text { font-size: 12px; fill: currentColor; }
rect.bar { fill: var(--bar); } table { border-collapse: collapse; }
th, td { padding: .15rem .8rem .15rem 0; text-align: right; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
"""
_ROW, _LABEL, _WIDTH, _NUMBER = 20, 150, 400, 60


def _plain(words: str) -> str:
    """Foreign words for the page: control characters to their pictures, markup escaped."""
    shown = "".join(chr(0x2400 + ord(char)) if ord(char) < 32 else char for char in words)
    return html.escape(shown)


def _bars(title: str, counts: Mapping[str, float]) -> str:
    """A bar chart as inline SVG."""
    rows = list(counts.items())[:MANY]
    most = max((value for _, value in rows), default=0) or 1
    room = _WIDTH - _LABEL - _NUMBER
    parts = []
    for number, (label, value) in enumerate(rows):
        top = number * _ROW
        length = max(1.0, room * value / most) if value else 0.0
        parts.append(
            f'<text x="{_LABEL - 8}" y="{top + 14}" text-anchor="end">{_plain(_cut(label, 20))}</text>'
            f'<rect class="bar" fill="#3f6fa8" x="{_LABEL}" y="{top + 3}" width="{length:.1f}" height="14"/>'
            f'<text x="{_LABEL + length + 6:.1f}" y="{top + 14}">{value:,}</text>'
        )
    height = max(1, len(rows)) * _ROW
    heading = _plain(title)
    return (
        f"<figure><h2>{heading}</h2>"
        f'<svg width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{heading}">'
        f"{''.join(parts)}</svg></figure>"
    )


def _rates_table(kind: str, rates: Mapping[str, Mapping[str, float]]) -> str:
    rows = "".join(
        f"<tr><td>{_plain(detector)}</td><td>{one['judged']:,.0f}</td><td>{one['open']:,.0f}</td>"
        + "".join(f"<td>{one[status]:.1%}</td>" for status in ("accepted", "corrected", "rejected"))
        + "</tr>"
        for detector, one in rates.items()
    )
    head = "".join(f"<th>{cell}</th>" for cell in ("detector", "judged", "open", "accepted", "corrected", "rejected"))
    return f"<figure><h2>What became of proposed {kind}</h2><table><tr>{head}</tr>{rows}</table></figure>"


def statistics_html(data: Mapping[str, Any], title: str = "Corpus") -> str:
    """The counts as one self-contained page: no script, nothing from the network."""
    totals = "".join(f"<li><b>{value:,}</b>{_plain(key)}</li>" for key, value in data["totals"].items())
    timed = data["time"]
    if timed["articles timed"]:
        minutes = timed["median"] / 60
        totals += f"<li><b>{minutes:.1f}</b>minutes an article (median of {timed['articles timed']:,})</li>"
    plots = "".join(
        _bars(name, counts) for name, counts in data["tables"].items() if counts and not name.startswith("decisions on")
    )
    rates = "".join(_rates_table(kind, one) for kind, one in data["rates"].items() if one)
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{_plain(title)}</title>\n<style>\n{_STYLE}</style>\n"
        f'<h1>{_plain(title)}</h1>\n<ul class="totals">{totals}</ul>\n'
        f'<div class="plots">{rates}{plots}</div>\n</html>\n'
    )
