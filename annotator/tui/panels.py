"""Header, rules, status line, footer, picker and text line: the rows around the text."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.cells import fit, width
from annotator.tui.line import BLANK, Line, Row, blank
from annotator.values import dataclass, replace
from annotator.views import Header, Hint, Option, PickerView, PromptView


@dataclass(frozen=True)
class Zone:
    """Cells of one row, `start` to `end` (exclusive), that act as a key or a command when clicked."""

    row: int
    start: int
    end: int
    key: str = ""
    command: str = ""


def header_row(header: Header, columns: int, glyphs: dict[int, str] | None) -> Row:
    """File, place, stage, counts; at the right whether it is saved."""
    gap = 4 if columns >= 112 else 3
    fixed = [header.place, header.stage, header.counts]
    used = sum(width(text) + gap for text in fixed if text)
    saved = header.saved
    if used + width(saved) + min(width(header.file), 24) + 4 > columns:
        saved = saved.removeprefix("saved ")  # the time alone says the same
    saved = fit(saved, max(columns // 2, 1))
    room = columns - width(saved) - 3
    line = Line(columns, glyphs)
    line.add(" ").add(fit(header.file, max(12, room - used)), "header.file")
    for text, style in zip(fixed, ("header", "header.stage", "header"), strict=True):
        if text and line.at < room:
            line.add("  " if style == "header" and text is header.place else " " * gap, "header")
            line.add(_whole(text, max(room - line.at, 0)), style)
    line.pad(columns - width(saved) - 1, "header")
    line.add(saved, "header.alarm" if header.alarm else "header.saved")
    return line.row("header")


def _whole(words: str, cells: int, gap: str = "  ") -> str:
    """As many of the parts (`gap` between them) as fit, none of them cut but a first one that is too long itself."""
    parts = words.split(gap)
    while len(parts) > 1 and width(gap.join(parts)) > cells:
        parts.pop()
    return fit(gap.join(parts), cells)


def rule(
    columns: int, glyphs: dict[int, str] | None, title: str = "", right: str = "", joint: tuple[int, str] | None = None
) -> Row:
    """A horizontal rule, with a title in it, words at its right end, or a joint with the margin's rule."""
    line = Line(columns, glyphs)
    if title:
        line.add("── ", "rule").add(title, "rule.title").add(" ", "rule")
    if joint is not None:
        line.pad(joint[0], "rule", "─").add(joint[1], "rule")
    if right and line.at + width(right) + 4 < columns:
        line.pad(columns - width(right) - 3, "rule", "─")
        line.add(" ", "rule").add(right, "hint").add(" ", "rule")
    return line.pad(columns, "rule", "─").row()


def status_row(text: str, columns: int, glyphs: dict[int, str] | None) -> Row:
    """The status line: one sentence."""
    return Line(columns, glyphs).add(" ").add(text, "status").row()


def footer_row(
    hints: Sequence[Hint], columns: int, glyphs: dict[int, str] | None, row: int = 0
) -> tuple[Row, list[Zone]]:
    """Keys and verbs, best first, as many as fit; at the right end always `? more`."""
    line = Line(columns, glyphs)
    zones = []
    line.add(" ")
    room = columns - 9
    for place, hint in enumerate(hints):
        gap = "  " if place else ""
        if line.at + len(gap) + width(hint.key) + 1 + width(hint.verb) > room:
            break
        line.add(gap)
        start = line.at
        line.add(hint.key, "key").add(" ").add(hint.verb, "verb")
        zones.append(Zone(row, start, line.at, _one_key(hint.key), hint.command))
    line.pad(columns - 7)
    zones.append(Zone(row, line.at, line.at + 6, "?"))
    line.add("?", "key").add(" more", "verb")
    return line.row(), zones


def _one_key(key: str) -> str:
    """The key a click on a footer entry presses; "" for families of keys such as `1-3`."""
    named = {"Space": "space", "Enter": "enter", "Esc": "escape", "Tab": "tab", "Backspace": "backspace"}
    return named.get(key, key if len(key) == 1 else "")


def picker_status(picker: PickerView, columns: int, glyphs: dict[int, str] | None) -> Row:
    """The status line while a picker is open: its key (if its name is one), question, keys or what was typed."""
    line = Line(columns, glyphs).add(" ")
    if len(picker.name) == 1:
        line.add(picker.name, "key").add("  ")
    line.add(picker.title, "status")
    if picker.filter is not None:
        line.add(": /", "status").add(picker.filter, "prompt").add(" ", "prompt.cursor")
    elif picker.keys:
        line.add(": ", "status").add(_whole(picker.keys, columns - line.at - 1, "   "), "hint")
    return line.row()


def prompt_row(prompt: PromptView, columns: int, glyphs: dict[int, str] | None) -> tuple[Row, int]:
    """The open text line and the column of its caret; a long text shows its end."""
    line = Line(columns, glyphs).add(" ")
    line.add(prompt.title, "status").add(": ", "status")
    hint = width(prompt.hint) + 3 if prompt.hint else 0
    room = max(columns - line.at - 2 - hint, 10)
    shown = prompt.text
    while shown and width(shown) > room:
        shown = shown[max(1, (width(shown) - room) // 2) :]
    line.add(shown, "prompt")
    caret = line.at
    line.add(" ", "prompt.cursor")
    if hint and line.at + hint <= columns:
        line.pad(columns - hint + 1).add(prompt.hint, "hint")
    return line.row(), min(caret, columns - 1)


def _option(line: Line, option: Option, chosen: bool) -> None:
    """One option of a picker."""
    if option.label:
        line.add(option.label, "key").add(" ")
    line.add(option.text, "chosen" if chosen else "option")


def rows_needed(picker: PickerView, columns: int, height: int) -> int:
    """How many rows the options of a picker take, `height` at most."""
    needed = 1 + len(_grid(picker.options[1:], columns))
    if needed > height and not any(option.hint for option in picker.options):
        needed = len(_packed(picker.options, columns))
    return min(needed, height)


def picker_rows(
    picker: PickerView,
    columns: int,
    height: int,
    glyphs: dict[int, str] | None,
    zones: list[Zone],
    left: int,
    top: int,
) -> list[Row]:
    """The options of a picker in at most `height` rows, each `columns` wide.

    The first stands alone with its hint at the right; the others in columns as wide as the widest, or
    one behind the other, without the hints of a `brief` picker, where columns would not hold all of them.
    What does not fit is counted in the last row; the chosen one is always among those shown.
    `left` and `top` say where the rows will stand, for the zones.
    """
    options = picker.options
    if not options:
        return [Line(columns, glyphs).add("nothing to choose here", "hint").row()][:height]
    lines = [[(0, 6)], *([(index + 1, column) for index, column in cells] for cells in _grid(options[1:], columns))]
    if len(lines) > height and (picker.brief or not any(option.hint for option in options)):
        lines = _packed(options, columns)
        options = tuple(replace(option, hint="") for option in options)
    shown = _around(lines, picker.chosen, height)
    alone = len(lines) == len(options)
    texts = min(max(width(option.text) for option in options), columns * 3 // 5)
    rows: list[Row] = []
    for cells in shown:
        line = Line(columns, glyphs)
        if cells is None:
            count = len(options) - sum(len(found) for found in shown if found)
            rows.append(line.pad(6).add(f"… {count} more: / type, Tab steps", "hint").row())
            continue
        for index, column in cells:
            option = options[index]
            if index == 0:
                line.add("Enter " if picker.chosen == 0 else "      ", "key")
            line.pad(column)
            start = line.at
            if index == 0 or not alone:
                _option(line, option, index == picker.chosen)
            else:
                _option(line, Option(option.label, fit(option.text, texts)), index == picker.chosen)
            zones.append(Zone(top + len(rows), left + start, left + line.at, option.label))
            if not option.hint:
                continue
            if index == 0 and not alone:
                hint = fit(option.hint, max(columns - line.at - 2, 0))
                line.pad(columns - width(hint)).add(hint, "hint")
            else:
                line.add("  ").pad(column + 2 + texts + 2 if alone else 0).add(option.hint, "hint")
        rows.append(line.row())
    return rows


def _around(lines: list[list[tuple[int, int]]], chosen: int, height: int) -> list[list[tuple[int, int]] | None]:
    """The lines that fit, the chosen option among them; None stands for those left out at the end."""
    if len(lines) <= height:
        return list(lines)
    here = next((place for place, cells in enumerate(lines) if any(index == chosen for index, _ in cells)), 0)
    first = min(max(0, here - height + 2), len(lines) - height)
    found: list[list[tuple[int, int]] | None] = list(lines[first : first + height])
    if first + height < len(lines) and height > 1:
        found[-1] = None
    return found


def _grid(options: Sequence[Option], columns: int) -> list[list[tuple[int, int]]]:
    """Which options stand in which row, each with its column; read along the rows.

    Options with long hints stand below each other, so that the hints line up.
    """
    if not options:
        return []
    sizes = [
        width(option.label) + bool(option.label) + width(option.text) + (2 + width(option.hint) if option.hint else 0)
        for option in options
    ]
    count = max(1, min(4, columns // (max(sizes) + 3)))
    step = columns // count
    indent = 6 if count == 1 else 0
    return [
        [(index, (index - start) * step + indent) for index in range(start, min(start + count, len(options)))]
        for start in range(0, len(options), count)
    ]


def _packed(options: Sequence[Option], columns: int) -> list[list[tuple[int, int]]]:
    """Options one behind the other like words, where columns would not hold them all."""
    lines: list[list[tuple[int, int]]] = [[]]
    at = 6
    for index, option in enumerate(options):
        size = width(option.label) + bool(option.label) + width(option.text)
        if at + size > columns and lines[-1]:
            lines.append([])
            at = 6
        lines[-1].append((index, at))
        at += size + 2
    return lines


def filled(rows: list[Row], columns: int, height: int) -> list[Row]:
    """Exactly `height` rows: blank ones added below."""
    return rows[:height] + [blank(columns, BLANK)] * (height - len(rows))
