"""Finding words: in the article, and in all articles as a list of words in context."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from annotator.candidates import MOST, Candidate, short
from annotator.desk.picker import Picker, Prompt
from annotator.desk.place import Part, parts
from annotator.items import Item
from annotator.session import CorpusSession, parts_of
from annotator.shown import shown
from annotator.text import Range, overlaps
from annotator.values import replace
from annotator.views import Hint

if TYPE_CHECKING:
    from annotator.commands import Stage
    from annotator.concordance import Concordance, HitsView
    from annotator.desk.desk import Desk
    from annotator.query import Query
    from annotator.searching import Hit, Search

MOST_HITS = 9999
"""Hits of an article that are counted."""
_AROUND = 400
"""Code points around the window in which a hit that reaches into it may begin."""
ONLY_ONE = "there is only one article here"


class Find:
    """Search in the article, the list of hits of a corpus, and the way from hit to hit."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lines: Concordance | None = None
        self._query: Query | None = None
        self._across = False
        self._names: Sequence[str] | None = None
        self._before: Stage = "reading"
        self._home: tuple[str, Stage] | None = None

    # --- asking ------------------------------------------------------------------------------

    def search(self) -> None:
        """Ask for words: Enter finds them in this article, Tab in all."""
        desk = self.desk
        others = {}
        if isinstance(desk.session, CorpusSession):
            others["tab"] = ("in all articles", self._search_all)
        desk.ask(Prompt("search", self._search, "", "empty: the last search again", self._show, others))

    def go_find(self) -> None:
        """The list of hits as it was left, else ask for words to look for in all articles."""
        if not isinstance(self.desk.session, CorpusSession):
            self.desk.say(ONLY_ONE)
        elif self.lines is not None:
            self._enter()
        else:
            self._ask_all()

    def _ask_all(self) -> None:
        self.desk.ask(Prompt("find in all articles", self._search_all, "", "cue: or source: before it: only there"))

    def ask_listed(self, names: Sequence[str], total: int) -> None:
        """Ask for words to look for in the articles that a list shows."""
        if len(names) == total:
            self._ask_all()
            return
        count = f"{len(names):,} {'article' if len(names) == 1 else 'articles'} of the list"
        self.desk.ask(Prompt(f"find in {count}", lambda text: self._begin(text, names, count)))

    def _show(self, typed: str) -> None:
        self.desk.found = query_of(typed)

    # --- in the article ----------------------------------------------------------------------

    @property
    def hit(self) -> Range | None:
        """The hit that was gone to, until another block is current or something was edited."""
        desk = self.desk
        if desk.hit is None or desk.hit[:3] != (desk.editor, desk.editor.number, desk.place.block):
            return None
        return desk.hit[3]

    def within(self, low: int, high: int) -> list[Range]:
        """The hits of the search shown that reach into a stretch of the article."""
        if self.desk.found is None:
            return []
        if self.desk.found.part is not None:
            return [hit for hit in self._hits(self.desk.found) if hit[0] < high and hit[1] > low]
        text = self.desk.text()
        first = max(0, low - _AROUND)
        part = text[first : high + _AROUND]
        found = ((first + start, first + end) for start, end in self.desk.found.hits(part))
        return [(start, end) for start, end in found if start < high and end > low]

    def _search(self, typed: str) -> None:
        desk = self.desk
        self._query = query_of(typed) or self._query
        desk.found, self._across = self._query, False
        if self._query is None:
            desk.say("nothing was searched yet: type the words")
            return
        hits = self._in_article(self._query)
        if not hits:
            desk.say(f"“{shown(str(self._query))}” does not stand in this article")
            return
        index = self._next(hits, 1) if not typed.strip() else self._next(hits, 1, desk.reading_stage.block[0])
        self._go(hits[index])
        if len(hits) > 1:
            ordered = [*hits[index + 1 :], *hits[:index]][:MOST]
            text = desk.text()
            options = [
                Candidate(hit, " ".join(text[max(0, hit[0] - 20) : hit[1] + 20].split()), "", hit[0])
                for hit in ordered
            ]  # fmt: skip
            title = f"{self._count(hits)} hits of “{shown(str(self._query))}”"
            desk.open(Picker("hits", title, lambda _zone, _every: options, self._go, desk.keymap.labels))

    def _in_article(self, query: Query) -> list[Range]:
        return list(islice(self._hits(query), MOST_HITS))

    def _hits(self, query: Query) -> Iterator[Range]:
        """The hits in the article, in order."""
        if query.part is None:
            return query.hits(self.desk.text())
        return query.among(self.desk.text(), parts_of(self.desk.editor.annotation, query.part))

    def _count(self, hits: Sequence[Range]) -> str:
        return f"{len(hits):,}" + ("+" if len(hits) == MOST_HITS else "")

    def _next(self, hits: Sequence[Range], way: int, start: int | None = None) -> int:
        """Index of the next hit from an offset (from where we are without one), around the end."""
        if start is None:
            here = self.hit
            block = self.desk.reading_stage.block
            start = (here[1] if way > 0 else here[0]) if here else block[1] if way > 0 else block[0]
        if way > 0:
            return next((index for index, hit in enumerate(hits) if hit[0] >= start), 0)
        return next((index for index in reversed(range(len(hits))) if hits[index][1] <= start), len(hits) - 1)

    def _go(self, hit: Range) -> None:
        """Make the block of a hit current, with the item under it; the hit has the focus."""
        desk = self.desk
        if desk.stage != "reading":
            desk.enter("reading")
        if not desk.blocks:
            return
        stage = desk.reading_stage
        index = stage.block_index(hit[0])
        under = self._under(desk.items.within(desk.blocks[index]), hit)
        stage.go_block(index, under[0] if under else None)
        if under is not None:
            desk.place = replace(desk.place, part=under[1], index=under[2])
        desk.hit = (desk.editor, desk.editor.number, desk.place.block, hit)
        desk.found = self._query

    def _under(self, items: Sequence[Item], hit: Range) -> tuple[str, Part, int] | None:
        """The item and the part of it that a hit touches, the smallest of several."""
        found: list[tuple[int, str, Part, int]] = []
        for item in items:
            record = self.desk.editor.annotation.quote(item.key)
            spans: list[tuple[Part, int, Range]] = [("content", 0, (item.start, item.end))]
            for part, index, span in parts(record) if record is not None else spans:
                if overlaps(span, hit):
                    found.append((span[1] - span[0], item.key, part, index))
        return min(found)[1:] if found else None

    def first(
        self, answers: Sequence[Candidate], zone: Range, *, edge: bool, after: int | None = None
    ) -> Sequence[Candidate]:
        """The answers of a picker for words, or for an edge; the hit gone to comes first if it lies in the zone.

        The words of a hit are whole words; an edge is their beginning or, behind the offset `after`, their end.
        """
        hit = self.hit
        if hit is None or not zone[0] <= hit[0] < hit[1] <= zone[1]:
            return answers
        words = self.desk.editor.article.structure.words_in(*self.desk.reading_stage.block)
        touched = [word for word in words if overlaps(word, hit)]
        span = (min(hit[0], touched[0][0]), max(hit[1], touched[-1][1])) if touched else hit
        made = Candidate(span, short(self.desk.words(*span)), "", span[0])
        if edge:
            side = answers[0].side if answers else -1
            at = span[0] if side < 0 else span[1]
            if side > 0 and after is not None and at <= after:
                return answers
            made = replace(made, value=at, at=at, side=side)
        known = next((one for one in answers if one.value == made.value), made)
        return [replace(known, hint=known.hint or "the hit"), *(one for one in answers if one is not known)]

    # --- from hit to hit ---------------------------------------------------------------------

    def hit_next(self) -> None:
        """The next hit of the last search, in the next article if that was in all."""
        self._step(1)

    def hit_prev(self) -> None:
        """The hit before."""
        self._step(-1)

    def _step(self, way: int) -> None:
        desk, query = self.desk, self._query
        if query is None:
            desk.say("nothing was searched yet: / finds words")
        elif self._across and self.lines is not None:
            hit = self.lines.step(way)
            if hit is None:
                desk.say("this is the first hit of the list" if way < 0 else self._after_last(self.lines))
            else:
                self._open(hit)
        else:
            hits = self._in_article(query)
            if not hits:
                desk.say(f"“{shown(str(query))}” does not stand in this article")
                return
            index = self._next(hits, way)
            self._go(hits[index])
            desk.say(f"hit {index + 1:,} of {self._count(hits)} of “{short(shown(str(query)))}” in this article")

    def _after_last(self, lines: Concordance) -> str:
        search = lines.search
        if search.running:
            return f"no further hit yet; {self._progress(search)}"
        if search.complete:
            return "this is the last hit of the list"
        return f"the hits of the list are through; {self.desk.keymap.shown('go.find')} shows it and goes on"

    # --- in all articles ---------------------------------------------------------------------

    def _search_all(self, typed: str) -> None:
        session = self.desk.session
        if isinstance(session, CorpusSession):
            self._begin(typed, None, "all articles")

    def _begin(self, typed: str, names: Sequence[str] | None, where: str) -> None:
        desk, session = self.desk, self.desk.session
        query = query_of(typed) or self._query
        if query is None:
            desk.say("nothing was searched yet: type the words")
            return
        if not isinstance(session, CorpusSession):
            desk.say(ONLY_ONE)
            return
        self._query, desk.found, self._across, self._names = query, None, True, names
        if desk.stage != "hits":
            self._home = (session.name, desk.stage)
        from annotator.concordance import Concordance

        self.lines = Concordance(session.find(query, names), where)
        self._enter()

    def _enter(self) -> None:
        """Show the list of hits; Esc leads back to the stage that is left now."""
        if self.desk.stage not in ("hits", "help"):
            self._before = self.desk.stage
        self.desk.enter("hits")

    def give_way(self) -> None:
        """A key was pressed: a search that is running waits until it is answered."""
        if self.lines is not None:
            self.lines.search.give_way()

    def stop(self) -> None:
        """End a search that is still running; what was found stays."""
        if self.lines is not None:
            self.lines.search.cancel()

    def press(self, key: str) -> None:
        """A key in the list of hits."""
        lines = self.lines
        if lines is None or not lines.press(key):
            return
        if lines.said:
            self.desk.say(lines.said)
        if lines.chosen is not None:
            self._open(lines.chosen)
        elif lines.anew:
            where = lines.where
            self.desk.ask(Prompt(f"find in {where}", lambda text: self._begin(text, self._names, where)))
        elif lines.left:
            self.stop()
            self.desk.enter(self._before)
        elif lines.home:
            self._go_home()

    def _go_home(self) -> None:
        """Back to the article and stage where the search was begun."""
        if self._home is None:
            return
        name, stage = self._home
        self.stop()
        if name != self.desk.session.name:
            self.desk.open_article(name)
        self.desk.enter(stage)

    def paste(self, text: str) -> None:
        """Pasted text narrows the list."""
        if self.lines is not None:
            self.lines.paste(text)

    def _open(self, hit: Hit) -> None:
        """Go to a hit, in whichever article it stands."""
        desk, lines = self.desk, self.lines
        if lines is None:
            return
        said = ""
        if hit.name != desk.session.name:
            desk.open_article(hit.name)  # raises SessionError: then the list stays
            said = desk.said
        self._query, self._across = lines.search.query, True
        span = self._still_there(hit)
        if span is None:
            desk.enter("reading")
            desk.say(f"“{shown(str(lines.search.query))}” does not stand here any more: the article changed")
            return
        self._go(span)
        of = f"{lines.matches:,}" + ("+" if not lines.search.complete else "")
        more = f"; {hit.more:,} more in this article" if hit.more else ""
        words = f"hit {lines.place + 1:,} of {of} of “{short(shown(str(lines.search.query)), 30)}”{more}"
        desk.say(f"{words}; {said}" if said else words)

    def _still_there(self, hit: Hit) -> Range | None:
        """Where the hit is in the article as it is now: the nearest one, if it moved."""
        hits = self._in_article(self._query) if self._query is not None else []
        if (hit.start, hit.end) in hits or not hits:
            return (hit.start, hit.end) if hits else None
        return min(hits, key=lambda one: abs(one[0] - hit.start))

    def following(self) -> str | None:
        """The article of the next hit, while somebody goes from hit to hit across articles."""
        if not self._across or self.lines is None or self.desk.found is None:
            return None
        return self.lines.following(self.desk.session.name)

    # --- for the screen ----------------------------------------------------------------------

    def view(self, height: int) -> HitsView:
        """The list of hits in a window of that many rows."""
        if self.lines is None:
            from annotator.concordance import HitsView

            return HitsView("", "", "", 0, 0, "article", ())
        return self.lines.view(height)

    def counts(self) -> str:
        """How many hits, for the header."""
        hits = self.lines.search.hits if self.lines is not None else 0
        return f"{hits:,} {'hit' if hits == 1 else 'hits'}"

    def status(self) -> str:
        """How the search stands, and what could not be read, in one line."""
        if self.lines is None:
            return ""
        search = self.lines.search
        words = self._progress(search)
        if search.refused:
            names = ", ".join(shown(error.path.name) for error in search.refusals[:3])
            rest = f" and {search.refused - 3:,} more" if search.refused > 3 else ""
            why = f" ({search.refusals[0].why})" if search.refused == 1 else ""
            words += f"; {search.refused:,} could not be read: {names}{rest}{why}"
        return words

    def footer(self) -> tuple[Hint, ...]:
        """The keys of the list, best first."""
        lines = self.lines
        on = lines is not None and lines.current is None and lines.can_go_on
        hints = [Hint("Enter", "go on" if on else "go there")]
        hints.append(Hint("Esc", "back" if lines is None or not lines.filter else "show all"))
        if self._home is not None and self._home[0] != self.desk.session.name:
            hints.append(Hint("←", f"back to {short(shown(self._home[0].rpartition(os.sep)[2]), 20)}"))
        hints += [Hint("type", "narrow"), Hint("Tab", "sort")]
        if lines is not None and not lines.filter:
            hints.append(Hint("/", "other words"))
        return tuple(hints)

    def _progress(self, search: Search) -> str:
        if search.failed:
            return f"the search broke off: {shown(search.failed)}"
        if search.total is None:
            return "listing the articles …"
        hits = f"hits in {search.articles:,}" if search.articles else "no hit"
        if search.complete:
            return f"{search.total:,} {'article' if search.total == 1 else 'articles'} searched, {hits}"
        done = f"{search.looked:,} of {search.total:,} articles, {hits}"
        return f"searching: {done} …" if search.running else f"stopped after {done}"


def query_of(typed: str) -> Query | None:
    """The query somebody typed, None for nothing; what it needs is imported when somebody searches."""
    from annotator.query import Query

    return Query.of(typed)
