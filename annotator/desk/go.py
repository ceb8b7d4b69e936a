"""Going places: `g` and its letters, the list of articles, help and footer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from annotator.candidates import MOST, Candidate, short
from annotator.commands import BY_ID, COMMANDS, GO_KEYS
from annotator.desk.picker import Picker
from annotator.listing import Listing
from annotator.session import CorpusSession, SessionError
from annotator.views import HelpLine, Hint

if TYPE_CHECKING:
    from annotator.commands import Stage
    from annotator.desk.desk import Desk

_FOOTERS: dict[str, tuple[str, ...]] = {
    "reading": (
        "block.accept", "item.accept", "item.reject", "edge.left", "edge.right", "edge.out", "handle.other",
        "edge.pick_begin", "edge.pick_end", "role.source", "role.person", "role.cue", "item.new", "undo", "item.props",
        "go", "section.kind", "item.hold",
    ),
}  # fmt: skip


TRIES = 1000
"""Articles that cannot be opened which are passed over at a time."""


def _passed_over(refused: Mapping[str, str]) -> str:
    """The articles that could not be opened, in one sentence: the first with its reason."""
    if not refused:
        return ""
    more = f", and {len(refused) - 1:,} more" if len(refused) > 1 else ""
    return f"passed over: {next(iter(refused.values()))}{more}"


class Go:
    """Commands that move between stages, items and articles."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._before: Stage = "reading"
        self._statuses: object = None
        """What the list of articles knows of them."""

    def go(self) -> None:
        """Ask where to."""
        options = [Candidate(id, BY_ID[id].title, BY_ID[id].help, key=key) for key, id in GO_KEYS.items()]
        self.desk.open(Picker("go", "go to", lambda _zone, _every: options, self.desk.do, "", brief=True))

    def go_sections(self) -> None:
        self.desk.enter("sections")

    def go_reading(self) -> None:
        self.desk.enter("reading")

    def go_closing(self) -> None:
        self.desk.enter("closing")

    def _reading(self) -> None:
        if self.desk.stage != "reading":
            self.desk.enter("reading")

    def _next(self, what: str, matches: set[str], *, marks: bool = False) -> None:
        self._reading()
        desk = self.desk
        found = [
            item for item in desk.items.all
            if (desk.items.makes_stop(item) if marks and item.kind == "mark" else item.state in matches)
            and (item.kind == "mark") == marks
        ]  # fmt: skip
        if not found:
            desk.say(f"there is no {what}")
            return
        current = desk.reading_stage.item
        at = current.start if current is not None else desk.place.block
        after = [item for item in found if (item.start, item.key) > (at, current.key if current else "")]
        desk.reading_stage.go_item((after or found)[0])

    def go_open(self) -> None:
        self._next("open quote", {"open", "question"})

    def go_held(self) -> None:
        self._next("held quote", {"held"})

    def go_mark(self) -> None:
        self._next("possible miss", set(), marks=True)

    def go_top(self) -> None:
        self._reading()
        self.desk.reading_stage.go_block(0)

    def go_end(self) -> None:
        self._reading()
        self.desk.reading_stage.go_block(len(self.desk.blocks) - 1)

    def go_quote(self) -> None:
        """Letters on every quote that is drawn."""
        self._reading()
        desk = self.desk
        options = [
            Candidate(item, short(desk.words(item.start, item.end)), "", item.start)
            for item in desk.items.within(desk.viewport.window()) if item.kind == "quote"
        ][:MOST]  # fmt: skip
        desk.open(Picker("quote", "which quote", lambda _zone, _every: options, desk.reading_stage.go_item,
                         desk.keymap.labels))  # fmt: skip

    def go_facts(self) -> None:
        self.desk.facts.ask()

    def go_tour(self) -> None:
        """Ask whoever shows this desk for the tour, which is an article of its own at a desk of its own."""
        if self.desk.session.guide(self.desk):
            self.desk.say("this is the tour")
            return
        self.desk.tour_wanted = True
        self.desk.say("back from the tour, where you were")

    def open_nearest(self, following: Callable[[str | None], str | None]) -> bool:
        """Open the first article that can be opened; `following` names the one after another (None: the current).

        Those passed over are said. Raises SessionError when there are only such, returns False when there are none.
        """
        refused: dict[str, str] = {}
        name = following(None)
        while name is not None and name not in refused and len(refused) < TRIES:
            try:
                self.desk.open_article(name)
            except SessionError as error:
                refused[name] = str(error)
                name = following(name)
            else:
                self.desk.say("; ".join(filter(None, (_passed_over(refused), self.desk.said))))
                return True
        if refused:
            raise SessionError(_passed_over(refused))
        return False

    def _article(self, way: int) -> None:
        if not self.open_nearest(lambda name: self.desk.session.step(way, name)):
            self.desk.say("there is no article further on this way")

    def go_next_article(self) -> None:
        self._article(1)

    def go_previous_article(self) -> None:
        self._article(-1)

    def go_list(self) -> None:
        """The list of articles at the current one, filtered as it was left."""
        session = self.desk.session
        if not isinstance(session, CorpusSession):
            self.desk.say("there is only one article here")
            return
        before = self.desk.articles.filter if self.desk.articles is not None else ""
        self.desk.articles = session.listing()
        self._statuses = session.statuses
        self.desk.articles.paste(before)
        if self.desk.stage not in ("list", "hits"):
            self._before = self.desk.stage
        self.desk.enter("list")

    def articles(self) -> Listing | None:
        """The list of articles with what has become known since it was looked at last."""
        articles, session = self.desk.articles, self.desk.session
        if articles is None or not isinstance(session, CorpusSession):
            return None
        names = None if articles.complete else session.corpus.known_names
        if self._statuses is not session.statuses or names is not None:
            self._statuses = session.statuses
            articles.update(names, session.statuses)
        return articles

    def press_list(self, key: str) -> None:
        """A key in the list of articles."""
        desk = self.desk
        listing = self.articles()
        if listing is None:
            desk.enter("reading")
            return
        listing.press(key)
        if listing.chosen is not None:
            desk.open_article(listing.chosen)
        elif listing.anew and listing.filter and not listing.complete:
            desk.say("the articles are still being listed")
        elif listing.anew:
            desk.finding.ask_listed(listing.matching, len(listing.names))
        elif listing.left:
            desk.enter(self._before)

    def quit(self) -> None:
        """Leave; what is not saved is asked about."""
        desk = self.desk
        if desk.session.flush(3.0):
            desk.done = True
            return
        options = [
            Candidate(False, "stay and try again", key="s"),
            Candidate(True, "leave: the journal keeps what could not be saved", key="q"),
        ]

        def take(leave: bool) -> None:
            desk.done = leave

        desk.open(Picker("quit", f"{desk.session.saved().text}. Leave all the same?", lambda _z, _e: options, take, ""))

    # --- help and footer ---------------------------------------------------------------------

    def help(self) -> None:
        """The keys that work now, then all."""
        desk = self.desk
        desk.came_from = desk.stage
        desk.enter("help")

    def palette(self) -> None:
        """Every command by name: type to narrow."""
        desk = self.desk
        usable = [
            command for command in COMMANDS
            if (desk.stage in command.stages or command.group in ("Go", "Everywhere")) and command.id != "palette"
        ]  # fmt: skip
        options = [
            Candidate(command.id, command.title, f"{desk.keymap.shown(command.id)}  {command.help}")
            for command in usable
        ]
        picker = Picker("palette", "command", lambda _zone, _every: options, desk.do, "")
        picker.filter = ""
        desk.open(picker)

    def footer(self) -> tuple[Hint, ...]:
        """The keys of the stage, best first."""
        desk = self.desk
        shown = desk.keymap.shown
        if desk.stage == "sections":
            return (
                Hint("letter", "choose a row"), Hint("Space", "looks right, read on", "block.accept"),
                Hint("Tab", "next doubtful"), Hint("↑↓", "row"), Hint("←→", "fold"),
                Hint(shown("undo"), "undo", "undo"),
                Hint(shown("go"), "go to …", "go"),
            )  # fmt: skip
        if desk.stage == "closing":
            return (
                Hint("Space", "gold, next article"), Hint("Enter", "take every ="),
                Hint("letter", "go there or choose"),
                Hint("F", "note"), Hint(shown("undo"), "undo", "undo"), Hint(shown("go"), "go to …", "go"),
            )  # fmt: skip
        quotes = desk.reading_stage.block_quotes()
        hints = []
        item = desk.reading_stage.item
        for id in _FOOTERS["reading"]:
            command = BY_ID[id]
            if command.group in ("Edges", "Roles") and (item is None or item.kind != "quote"):
                continue
            if id in ("item.accept", "item.reject") and item is None:
                continue
            hints.append(Hint(shown(id), command.verb, id))
        if len(quotes) > 1:
            hints.insert(1, Hint(f"1-{min(9, len(quotes))}", "quote"))
        if desk.finding.hit is not None:
            hints.insert(0, Hint(shown("hit.next"), "next hit", "hit.next"))
        return tuple(hints)

    def help_lines(self) -> tuple[HelpLine, ...]:
        """Help: what works in this stage, then every command by group, then the rules of the scheme."""
        from annotator.rules import rules  # read from a data file, and only when help is asked for

        desk = self.desk
        stage = desk.came_from
        found: list[HelpLine] = []
        if stage == "sections":
            found += [
                HelpLine("", "Sections"),
                HelpLine("letter", "choose a row", "then a letter says its kind; z cuts inside the line first"),
                HelpLine("Space", "looks right: read on", "sections are accepted where the text is read"),
                HelpLine("↑ ↓ ← →", "row; fold, unfold"), HelpLine("Tab", "next doubtful row"),
            ]  # fmt: skip
        elif stage == "closing":
            found += [
                HelpLine("", "Closing"),
                HelpLine("Space", "gold, next article", "or goes to what stands in the way and says why"),
                HelpLine("Enter", "take every proposal (=)"),
                HelpLine("letter", "choose a line: card, repeat, problem"),
            ]  # fmt: skip
        elif stage == "list":
            found += [
                HelpLine("", "List of articles"),
                HelpLine("↑ ↓", "row", "PgUp PgDn Home End too"), HelpLine("Enter", "open the article"),
                HelpLine("letters", "filter", "words of the name; is:open held done new work skip; by:NAME"),
                HelpLine("Tab", "next kind", "is:open, is:held, is:done, all"),
                HelpLine("/", "find words in them", "where a word begins: in the articles the filter lets through"),
                HelpLine("Esc", "no filter; back"),
            ]  # fmt: skip
        elif stage == "hits":
            found += [
                HelpLine("", "Words found in all articles"),
                HelpLine("↑ ↓", "row", "PgUp PgDn Home End too"),
                HelpLine("Enter", "go there", "on the last row: go on with a search that was stopped"),
                HelpLine("letters", "narrow", "every word must stand in the line or in the article's name"),
                HelpLine("Tab", "sort", "by the words after, by the words before, by article"),
                HelpLine("/", "other words", "cue: or source: before them looks only there, in articles with gold"),
                HelpLine("←", "back to where the search began"), HelpLine("Esc", "no filter; back, end of the search"),
                HelpLine(f"{desk.keymap.shown('hit.next')} {desk.keymap.shown('hit.prev')}", "next hit, hit before",
                         "in the article, without this list"),
            ]  # fmt: skip
        group = ""
        for command in COMMANDS:
            if command.group != group:
                group = command.group
                found.append(HelpLine("", group))
            keys = " ".join(desk.keymap.shown(command.id) if i == 0 else key for i, key in
                            enumerate(desk.keymap.keys.get(command.id, ()) or ("",))).strip()  # fmt: skip
            keys = keys or desk.keymap.shown(command.id)
            found.append(
                HelpLine(
                    keys,
                    command.title,
                    command.help,
                    stage in command.stages or (group == "Go" and stage not in ("list", "hits")),
                )
            )
        found.append(HelpLine("", "Rules of the scheme"))
        found.extend(HelpLine(rule.id, rule.text, rule.example) for rule in rules().values())
        return tuple(found)
