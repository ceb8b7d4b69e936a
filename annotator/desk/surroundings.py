"""What stands around the text: the header, the status line, the footer, and where the cursor is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.candidates import short
from annotator.commands import key_name
from annotator.shown import shown
from annotator.views import Header, Hint

if TYPE_CHECKING:
    from annotator.desk.desk import Desk


def caret(desk: Desk) -> int:
    """Where the hidden cursor stands: on the hit gone to, the active handle, else at the block."""
    hit = desk.finding.hit
    if hit is not None:
        return hit[0]
    span = desk.reading_stage.focus_span()
    if span is None:
        return desk.place.block
    return span[0] if desk.place.side < 0 else span[1] - 1


def header(desk: Desk) -> Header:
    """The first line; help changes nothing in it but the stage."""
    stage = {"sections": "1 sections", "reading": "2 reading", "closing": "3 closing", "hits": "find"}.get(
        desk.stage, desk.stage
    )
    saved = desk.session.saved()
    if desk.stage == "list" and desk.articles is not None:
        articles = desk.articles
        words = f"done {articles.done:,}  held {articles.held:,}"
        count = f"{len(articles.names):,} articles" if articles.complete else "listing the articles …"
        return Header(articles.corpus, "", count, words, saved.text, saved.alarm)
    counted = desk.came_from if desk.stage == "help" else desk.stage
    if counted == "closing":
        counts = desk.items.counts
        total = counts["done"] + counts["open"] + counts["held"]
        seconds = desk.editor.annotation.review.seconds or 0
        spent = f"{seconds // 60} min {seconds % 60:02d} s"
        words = f"{total} quotes · {desk.presses} presses · {spent}"
    elif counted == "sections":
        words = f"doubtful {sum(1 for row in desk.sections() if row.doubtful)}"
    elif counted == "hits":
        words = desk.finding.counts()
    else:
        counts = desk.items.counts
        words = f"done {counts['done']}  open {counts['open']}  held {counts['held']}  marks {counts['marks']}"
    return Header(shown(desk.session.name), desk.session.count, stage, words, saved.text, saved.alarm)


def status(desk: Desk) -> str:
    """What was done last in words, or where we are; on the tour what to do next."""
    guide = desk.session.guide(desk)
    if guide:
        return guide
    if desk.said:
        return desk.said
    if desk.stage == "hits":
        return desk.finding.status()
    if desk.stage == "reading" and desk.blocks:
        structure = desk.editor.article.structure
        paragraph = structure.paragraph_at(desk.place.block) + 1
        words = f"par. {paragraph} of {len(structure.paragraphs)}"
        quotes = desk.reading_stage.block_quotes()
        number = next((n for n, item in enumerate(quotes, 1) if item.key == desk.place.item), None)
        if number is not None:
            words += f" · quote {number} of {len(quotes)}"
            span = desk.reading_stage.focus_span()
            if span is not None:
                side = "end" if desk.place.side > 0 else "beginning"
                edge = desk.words(*span).split()[-1 if desk.place.side > 0 else 0]
                words += f" · {side} of {desk.place.part.replace('_', ' ')}: “{short(edge, 24)}”"
        return words
    return ""


def footer(desk: Desk) -> tuple[Hint, ...]:
    """The keys that work now, best first."""
    if desk.open_prompt is not None:
        others = (Hint(key_name(key), verb) for key, (verb, _) in desk.open_prompt.others.items())
        return (Hint("Enter", "done"), *others, Hint("Esc", "leave"))
    if desk.open_picker is not None:
        return tuple(Hint(key, verb) for key, verb in (("Enter", "first"), ("Tab", "next"), ("Esc", "leave")))
    if desk.stage == "help":
        return (Hint("PgDn", "further"), Hint("any key", "back"))
    if desk.stage == "list":
        filtered = desk.articles is not None and desk.articles.filter
        return (
            Hint("type", "filter"), Hint("Tab", "kind"), Hint("Enter", "open"),
            Hint("Esc", "show all" if filtered else "back"),
            Hint("/", "find words in them"),
        )  # fmt: skip
    if desk.stage == "hits":
        return desk.finding.footer()
    return desk.going.footer()
