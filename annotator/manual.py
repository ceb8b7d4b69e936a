"""The key tables of the manual, made from the table of commands."""

from __future__ import annotations

from annotator.commands import COMMANDS, FLAG_KEYS, GO_KEYS, PRESETS, REASON_KEYS, Keymap
from annotator.model import SECTION_KINDS

_INTRO = """\
# Keys

Generated from the table of commands (`annotator/commands.py`). In the program `?` shows the keys that work
now, and `:` finds every command by name.

Nothing depends on a key that terminals, tmux or ssh lose: letters (a Shift-ed one counts as two presses),
digits, punctuation, arrows, `Space`, `Enter`, `Tab`, `Esc`, `Backspace`. `Esc` is never part of the fast path.
"""

_STAGES = """\
## Sections and Closing

| where | keys |
|---|---|
| Sections | letter of a row, then letter of a kind (`z` first cuts inside the line); `↑` `↓` row, `→` `←` open and fold `⋮`, `Tab` next doubtful row, `F` note, `Space` read on |
| Closing | letter = go there or choose, `→` the current line; `Enter` = take every `=`; `F` note of the article; `Space` = gold, next article |
| Card of an entity | `n` name, `k` kind, `o` role, `s` speaks for, `w` Wikidata, `m` merge, `i` id, `a` / `t` mention in / out, `F` note |
| Article changed under its gold | letter = go to the item; `A` takes all that is similar, `S` saves what was found, `L` or `Esc` later; nothing is saved before |
| File changed by somebody else | `m` mine (theirs is kept beside), `t` theirs, `b` both merged item by item, `l` later |
| List of articles | typing filters; `is:open` `is:held` `is:done` `by:NAME`; `Tab` next kind, `Enter` open, `/` at the beginning of a word: find words in the articles listed, `Esc` back |
| Words found in all articles | `↑` `↓` `PgUp` `PgDn` `Home` `End` row, `Enter` go there (on the last row: go on with a search that was stopped), typing narrows, `Tab` sorts by the words after or before, `/` other words, `←` back to where the search began, `Esc` back and end the search |

## Pickers

Letters are labels, digits known persons; `Enter` takes the first, `Tab` steps, `Space` puts labels on every
word, `↑` `↓` move to the block above or below, `/` narrows by typing, `0` means none, `←` `→` nudge the edge,
`Backspace` and `Esc` leave without a change. The same state always has the same labels.
"""


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def key_table() -> str:
    """The commands of the reading stage and of everywhere, by group, as one Markdown table."""
    keymap = Keymap.of()
    lines = ["| key | command | what it does |", "|---|---|---|"]
    group = ""
    for command in COMMANDS:
        if command.group == "Go":
            continue
        if command.group != group:
            group = command.group
            lines.append(_row("", f"**{group}**", ""))
        keys = " ".join(f"`{keymap.shown(command.id) if i == 0 else key}`" for i, key in enumerate(command.keys))
        lines.append(_row(keys, f"{command.title} (`{command.id}`)", command.help))
    return "\n".join(lines) + "\n"


def _pairs(title: str, pairs: dict[str, str]) -> str:
    cells = ", ".join(f"`{key}` {value.replace('_', ' ')}" for key, value in pairs.items())
    return f"* **{title}:** {cells}\n"


def keys_markdown() -> str:
    """`docs/keys.md`."""
    go = {key: id.removeprefix("go.").replace("_", " ") for key, id in GO_KEYS.items()}
    parts = [
        _INTRO,
        key_table(),
        "## After a key that asks\n",
        _pairs("`g`, go to", go)
        + _pairs("`X`, why it is no quote", {key: reason or "no reason" for key, reason in REASON_KEYS.items()})
        + _pairs("`p`, properties", {"a": "act", **FLAG_KEYS, "r": "repeats", "c": "continues", "w": "within",
                                     "q": "quoted piece", "v": "kind of via"})
        + _pairs("`r`, kind of a section", {letter: kind for kind, letter in SECTION_KINDS.items()}),
        _STAGES,
        "## Presets\n",
        "Set one in `annotator.yaml` (`keymap: {preset: left-hand}`); single keys are set under `keys:`.\n",
    ]  # fmt: skip
    table = ["| preset | differs in |", "|---|---|"]
    for name, keys in PRESETS.items():
        cells = ", ".join(f"{id} `{' '.join(own)}`" for id, own in keys.items()) or "-"
        extra = {"azerty": "; the top row without Shift gives the digits", "dvorak": "labels from its own home row"}
        table.append(_row(name, (cells if cells != "-" else "") + extra.get(name, "")))
    parts.append("\n".join(table) + "\n")
    return "\n".join(parts)
