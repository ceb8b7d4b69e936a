"""The rules of the scheme as help and documentation show them, read from one data file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from annotator.model import COMMON_KINDS, FLAGS, SECTION_KINDS
from annotator.tables import table
from annotator.values import dataclass

GROUPS: dict[str, str] = {
    "quotes": "What counts as a quote",
    "types": "Type",
    "content": "Content",
    "cue": "Cue",
    "source": "Source and speaker",
    "links": "Via, addressee, nesting, repetition",
    "sections": "Sections",
    "errors": "Errors",
    "warnings": "Warnings",
}
"""The groups of rules with their headings, in the order in which they are shown."""


@dataclass(frozen=True)
class Rule:
    """One rule: its id (`R1` … `X7`, `E01` … `W13`), its text, an invented example, its group in GROUPS.

    Checks have no example. In examples S[…] is the source, C[…] the cue, Q[…] the content, A[…] the
    addressee and V[…] the via.
    """

    id: str
    text: str
    example: str
    group: str


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return table("data/rules.toml")


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """All rules by id, in the order in which they are shown."""
    found = (Rule(one["id"], one["text"], one.get("example", ""), one["group"]) for one in _data()["rule"])
    return {rule.id: rule for rule in found}


def meanings(what: str) -> dict[str, str]:
    """The meaning of each word: section `labels`, `flags`, or the `reasons` for rejecting."""
    return dict(_data()[what])


# ------------------------------------------------------------ documentation

_INTRODUCTION = """\
# How to annotate

This page is for people who read articles and decide. It says what is marked, how far each mark reaches, and
what the words in the file mean. The file itself is described in [file-format.md](file-format.md). All examples
are invented. In them S[…] is the source, C[…] the cue, Q[…] the content, A[…] the addressee and V[…] the via.

## The idea

A news article passes on what others said. For each such passage we record who said it, by which words the
article says so, and what was said:

> S[The lighthouse trust] C[said] on Monday Q[that the lamp would be “twice as bright” by December].

* The **content** is what was expressed, in the words of the article. It is always there. Where the article
  interrupts it, it has several pieces.
* The **cue** is the word or group of words that reports: said, according to, a promise. Some quotes have none.
* The **source** is the mention beside the cue, as written: a full name, “she”, “a spokesman for the trust”.
* The **speaker** is the person or body behind the mention. Each is listed once for the article, as an *entity*,
  however often and by whatever words it is mentioned.

Besides the quotes, all text gets a label that says which part of the page it is: headline, lead, body, caption,
page furniture and so on. These are the *sections*.

Proposals that turn out not to be quotes are not thrown away: they are kept under `rejected`, with a reason where
there is one. They show what was looked at, and teach the next detector.

## How to decide

1. Is somebody reported to have expressed something, and could you say what? If not, it is no quote (R1 to R11).
2. Which words are the content? Start from the marks if there are any, then from the cue (C1 to C11).
3. Which words report it, and whose are they? (U1 to U7, S1 to S8)
4. Who is behind the mention? Follow pronouns and short names back to the full name.
5. The type needs no decision: it follows from the quotation marks (T1 to T7).
6. Where two readings survive all rules, take the likelier one, set the flag `uncertain` and name the other in
   the note.

Nothing in the text is ever corrected. If a mark is missing or points the wrong way, the span still ends where the
words end, and a flag says what is odd.
"""

_STATUSES = {
    "proposed": "a detector proposed it and nobody has decided yet",
    "accepted": "it was right as proposed; `attested` says whether it was accepted by itself (`item`), with its "
    "paragraph (`paragraph`) or with the rest of the article (`article`)",
    "corrected": "it is right after a change; `was` keeps the changed fields as they were proposed",
    "added": "nobody had proposed it; `by` is `human`",
}

_STATUS = """\
Changing content, cue, source, speakers, addressee, via, act, a link or a flag that changes the type resolves a
proposal; other flags and notes do not. Going back to what was proposed makes it `proposed` again. A refused
proposal moves to `rejected` as it is; a refused item that was added is deleted.
"""

_CHECKS = """\
## Checks

`annotator check` looks at every file. Errors stop an article from being saved as done; the file can still be
opened and mended. Warnings are shown and can be left. A message names the rule, the item and the field, says what
is wrong and what to do. What can be mended without asking is offered with one key, and by `annotator check --fix`.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head)]
    lines.append(["---"] * len(lines[0]))
    lines += [[_cell(cell) for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _rules_table(group: str) -> str:
    chosen = [rule for rule in rules().values() if rule.group == group]
    if any(rule.example for rule in chosen):
        return _table(("id", "rule", "example"), ((rule.id, rule.text, rule.example) for rule in chosen))
    return _table(("id", "rule"), ((rule.id, rule.text) for rule in chosen))


def _labels_table(names: Iterable[str]) -> str:
    said = meanings("labels")
    return _table(("letter", "label", "meaning"), ((SECTION_KINDS[name], f"`{name}`", said[name]) for name in names))


def scheme_markdown() -> str:
    """`docs/scheme.md`: how to annotate, with all rules, labels, flags and reasons."""
    parts = [_INTRODUCTION]
    for group, heading in GROUPS.items():
        if group == "errors":
            break
        parts.append(f"## {heading}\n\n{_rules_table(group)}")
        if group == "sections":
            parts.append(f"The common labels, each with the letter that picks it:\n\n{_labels_table(COMMON_KINDS)}")
            rest = [name for name in SECTION_KINDS if name not in COMMON_KINDS]
            parts.append(f"More labels:\n\n{_labels_table(rest)}")
            parts.append("A corpus can add labels of its own in its settings.\n")
    flags = meanings("flags")
    parts.append(f"## Flags\n\n{_table(('flag', 'meaning'), ((f'`{name}`', flags[name]) for name in FLAGS))}")
    parts.append("A corpus can add flags of its own in its settings.\n")
    reasons = meanings("reasons").items()
    parts.append(f"## Reasons for rejecting\n\n{_table(('reason', 'meaning'), ((f'`{a}`', b) for a, b in reasons))}")
    statuses = ((f"`{name}`", text) for name, text in _STATUSES.items())
    parts.append(f"## Status\n\n{_table(('status', 'meaning'), statuses)}")
    parts.append(_STATUS)
    parts.append(_CHECKS)
    for group in ("errors", "warnings"):
        parts.append(f"### {GROUPS[group]}\n\n{_rules_table(group)}")
    return "\n".join(parts)
