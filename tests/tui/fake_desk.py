"""A desk without an editor: fixed views of an invented article, enough to draw every screen and press keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from annotator.concordance import HitRow, HitsView
from annotator.layout import Geometry, Layout
from annotator.listing import Listing, ListView
from annotator.searching import hit_of
from annotator.text import Structure
from annotator.views import (
    Bar,
    ClosingLine,
    Decor,
    Header,
    HelpLine,
    Hint,
    MarginLine,
    Option,
    PickerView,
    PromptView,
    ReadingView,
    SectionRow,
    Sign,
    Tag,
)

TEXT = """Lantern Market ‘Cannot Wait’, Says Guild

By Odile Brandt

TARN HOLLOW: The candle guild said on Monday that the lantern market was “in real danger” and would close by March.

“We will not beg the town,” guild warden Piet Harrow told listeners. “We will light our own street.”

The square has had no lamps since the flood, and the stalls now shut at four.

Traders would be “kept warm,” Harrow promised in a note seen by the Hollow Gazette. He added that \
the bakers had called the move “a walk into the fog” in closed meetings.

The bakers denied having seen any note. Two weavers hinted that they might leave unless the rents were posted by June.

READ ALSO: Who owns the old mill?
"""


def at(words: str, start: int = 0) -> tuple[int, int]:
    """The offsets of some words of the article."""
    first = TEXT.index(words, start)
    return first, first + len(words)


HITS = HitsView(
    "bakers", "all articles", "", 2, 2, "article",
    (HitRow(0, hit_of("2026/01/lantern-000.txt", TEXT, at("bakers")), True),
     HitRow(1, hit_of("2026/01/lantern-000.txt", TEXT, at("bakers", at("bakers")[1]), 7), False, True)),
)  # fmt: skip


@dataclass
class Saves:
    """Stands for the session: counts how often it was closed."""

    closed: int = 0
    flushed: int = 0
    on_event: Callable[[], None] | None = None

    def close(self, timeout: float = 5.0) -> bool:
        self.closed += 1
        return True

    def begin(self) -> None:
        pass

    def flush(self, timeout: float) -> bool:
        self.flushed += 1
        return True


@dataclass
class FakeDesk:
    """The interface of the desk over fixed views; `l` and `h` move an end, `n` opens a picker."""

    stage: Literal["sections", "reading", "closing", "list", "hits", "help", "facts", "tour"] = "reading"
    top: int = 0
    version: int = 0
    done: bool = False
    tour_wanted: bool = False
    on_change: Callable[[], None] | None = None
    session: Saves = field(default_factory=Saves)
    pressed: list[str] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)
    open_picker: bool = False
    text_line: str | None = None
    saved: str = "saved 11:02"
    body: str = TEXT

    def __post_init__(self) -> None:
        self.structure = Structure(self.body)
        self.end = at("“a walk into the fog”")[1] if self.body == TEXT else min(40, len(self.body))
        self.articles = Listing("corpus", [f"2026/0{n % 9 + 1}/lantern-{n:03}.txt" for n in range(120)])
        self.resize(120, 40)

    def resize(self, columns: int, rows: int) -> None:
        self.geometry = Geometry.of(columns, rows)
        self.layout = Layout(self.body, self.structure, self.geometry.text_width)
        self.version += 1

    def press(self, key: str) -> None:
        self.pressed.append(key)
        self.version += 1
        if self.stage == "list":
            self.articles.press(key)
            if self.articles.left:
                self.stage = "reading"
        elif self.text_line is not None:
            if key == "enter":
                self.text_line = None
            elif len(key) == 1 or key == "space":
                self.text_line += " " if key == "space" else key
        elif key in ("l", "h"):
            self.end += 1 if key == "l" else -1
        elif key in ("pagedown", "pageup"):
            self.scroll(self.geometry.text_rows if key == "pagedown" else -self.geometry.text_rows)
        elif key == "n":
            self.open_picker = not self.open_picker
        elif key == "F":
            self.text_line = ""
        elif key == "q":
            self.done = True
        elif key == "!":
            raise RuntimeError("a fault of the desk")
        elif key in ("1", "2", "3", "4", "?"):
            stages = {"1": "sections", "2": "reading", "3": "closing", "4": "list", "?": "help"}
            self.stage = stages[key]  # type: ignore[assignment]  # all of them are stages

    def paste(self, text: str) -> None:
        if self.text_line is not None:
            self.text_line += text
            self.version += 1

    def click(self, offset: int, *, button: int = 1) -> None:
        self.happened.append(f"click {button} {self.body[offset : offset + 6]}")

    def drag(self, start: int, end: int) -> None:
        self.happened.append(f"drag {self.body[start:end]}")

    def pick(self, key: str) -> None:
        self.happened.append(f"pick {key}")

    def scroll(self, rows: int) -> None:
        self.top = max(0, min(self.top + rows, len(self.layout) - self.geometry.text_rows))
        self.version += 1

    def run(self, command_id: str) -> None:
        self.happened.append(f"run {command_id}")
        if command_id == "quit":
            self.done = True

    def tick(self) -> None:
        self.happened.append("tick")

    def text(self) -> str:
        return self.body

    def caret(self) -> int:
        return self.end - 1

    def reading(self) -> ReadingView:
        if self.body != TEXT:
            plain = (Decor(4, self.end, "content"),)
            return ReadingView(self.top, plain, (), (), (), (), (self.end, 1))
        block = at("Traders")[0], at("closed meetings.")[1]
        content = at("that the bakers")[0], self.end
        inner = at("the move “a walk into the fog”")
        decor = (
            Decor(*at("Traders would be “kept warm,”"), "content.other"),
            Decor(*content, "content"),
            Decor(*inner, "content.other"),
            Decor(*at("added"), "cue"),
            Decor(*at("He"), "source"),
            Decor(*at("told"), "cue.decided"),
            Decor(*at("hinted"), "mark"),
        )
        added = at("added")
        labels = (
            Sign(at("weavers")[0], -1, "j", "label"),
            Sign(at("hinted")[0], -1, "f", "label.chosen"),
            Sign(at("rents")[0], -1, "a", "label"),
        )
        signs = (
            Sign(block[0], -1, "¹", "figure"),
            Sign(inner[0], -1, "³", "figure"),
            Sign(content[0], -1, "⟦", "content.open"),
            Sign(content[1], 1, "⟧", "content.close"),
            Sign(added[0], -1, "‹", "cue.open"),
            Sign(added[1], 1, "›", "cue.close"),
            Sign(at("He")[0], -1, "[", "source.open"),
            Sign(at("He")[1], 1, "]", "source.close"),
            Sign(at("hinted")[0], -1, "°", "mark"),
            *(labels if self.open_picker else ()),
        )
        bars = (
            Bar(0, at("own street.”")[1], "read"),
            Bar(*at("The square has had no lamps since the flood, and the stalls now shut at four."), "quiet"),
            Bar(*block, "now"),
        )
        kinds = ("headline", "byline", "lead", "body", "body", "body", "body", "related")
        tags = tuple(Tag(start, kind) for (start, _), kind in zip(self.structure.paragraphs, kinds, strict=False))
        lead, bakers = at("TARN")[0], at("The bakers denied")[0]
        margin = (
            MarginLine("q1", lead, "accepted", "The candle guild → 1 · said · that … March"),
            MarginLine("q2", at("“We will not")[0], "corrected", "guild warden… → 2 · told · “We … street.”"),
            MarginLine("q3", block[0], "open", "Harrow → 2 · promised · Traders … warm,”", 1),
            MarginLine(
                "q4", block[0], "question", "He → 4 · added · that the … the fog”", 2, True, 0,
                "mixed · 4 is only a pronoun: y says who",
            ),
            MarginLine("q5", block[0], "open", "the bakers → 5 · had called · the … fog”", 3, False, 1),
            MarginLine("q6", bakers, "open", "The bakers → 5 · denied · having … note"),
            MarginLine("m7", bakers, "mark", "hinted"),
        )  # fmt: skip
        return ReadingView(self.top, decor, signs, bars, tags, margin, (self.end, 1))

    def sections(self) -> tuple[SectionRow, ...]:
        paragraphs = self.structure.paragraphs
        rows = []
        kinds = ("headline", "byline", "lead", "body", "", "", "", "related")
        for number, (span, kind) in enumerate(zip(paragraphs, kinds, strict=False)):
            words = self.body[span[0] : span[1]]
            current = number == 2
            letter = "fjdk   s"[number].strip()
            rows.append(
                SectionRow(letter, kind, span, words, number == 2, current, 2 if number == 5 else 0, bool(kind))
            )
        return tuple(rows)

    def closing(self) -> tuple[ClosingLine, ...]:
        return (
            ClosingLine("people", "f", "1 Candle guild       organisation  2×", "8 the guild", current=True),
            ClosingLine("people", "j", "2 Piet Harrow        person        3×", "speaks for 1"),
            ClosingLine("people", "d", "5 bakers             group         2×"),
            ClosingLine("repeats", "h", "headline   ‘Cannot Wait’", "par. 3   that the … March, altered"),
            ClosingLine("still to look at", "i", "W05 headline: nobody speaks"),
            ClosingLine("still to look at", "", "read faster than 25 words a second: par. 5"),
        )

    def listing(self, height: int) -> ListView:
        return self.articles.view(height)

    def hits(self, height: int) -> HitsView:
        return HITS

    def header(self) -> Header:
        stages = {"sections": "1 sections", "reading": "2 reading", "closing": "3 closing"}
        stage = stages.get(self.stage, self.stage)
        return Header("lantern.txt", "3/40", stage, "done 4   open 7   held 0   marks 2", self.saved)

    def status(self) -> str:
        return "par. 6 of 8 · quote 2 of 3 · end of content: “fog”"

    def footer(self) -> tuple[Hint, ...]:
        pairs = (
            ("Space", "all right"), ("1-3", "quote"), ("a", "ok"), ("x", "no"), ("hl oi", "edge"), ("Tab", "other end"),
            ("be", "label"), ("s", "words"), ("y", "person"), ("v", "cue"), ("n", "missed"), ("m", "more"),
        )  # fmt: skip
        ids = {"a": "item.accept", "n": "item.new"}
        return tuple(Hint(key, verb, ids.get(key, "")) for key, verb in pairs)

    def picker(self) -> PickerView | None:
        if not self.open_picker:
            return None
        options = (
            Option("f", "hinted", "now"),
            Option("j", "weavers → 9 new"),
            Option("a", "rents"),
            Option("d", "leave"),
        )
        return PickerView("n", "missed quote, by its cue", options, 0, "letter   Space every word   / type   Esc")

    def prompt(self) -> PromptView | None:
        return PromptView("note of quote 2", self.text_line, "Enter keeps it") if self.text_line is not None else None

    def help(self) -> tuple[HelpLine, ...]:
        lines = [HelpLine("", "Decide")]
        lines += [HelpLine("Space", "Vouch and read on", "vouch for the rows beside the bar")]
        lines += [
            HelpLine(chr(97 + number), f"command {number}", "what it does", number % 2 == 0) for number in range(26)
        ]
        return tuple(lines)

    def commands(self) -> tuple[HelpLine, ...]:
        return self.help()
