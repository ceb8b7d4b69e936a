"""PolNeAR as gold for the benchmarks: brat standoff read, and our quotes laid out the way it annotates.

PolNeAR (Newell et al., LREC 2018) differs from the scheme; `as_polnear` converts a prediction with care:
quotes that continue another are merged into it (second sentences belong to the first attribution there);
nested quotes are dropped (only the outermost is annotated); an outlet through which a quote came, with its
cue, becomes an outer attribution whose content is the whole inner one; quotes without a cue are left out.
Everything else is compared as it is, also where the schemes differ: PolNeAR keeps incidental relative
clauses in the source, sometimes "in a statement" in the cue, and often the person urged in the content.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.detection.base import Draft
from annotator.evaluation.alignment import Item, Tokens, normalised
from annotator.text import Range

ROLES = ("content", "cue", "source")
_SPAN = re.compile(r"(\d+) (\d+)")


@dataclass(frozen=True)
class Attribution:
    """One attribution: ranges by role. `draft` is the draft it was made from, if any."""

    spans: dict[str, tuple[Range, ...]]
    draft: Draft | None = None


@dataclass(frozen=True)
class Story:
    """One article with its gold attributions."""

    name: str
    text: str
    gold: tuple[Attribution, ...]


def in_fold(name: str, fold: str | None) -> bool:
    """Whether the article belongs to the fold: "heldout" (crc32 % 5 == 0), "tune" (the others) or all."""
    held = zlib.crc32(name.encode()) % 5 == 0
    return fold is None or held == (fold == "heldout")


def stories(folder: Path, fold: str | None = None) -> Iterator[Story]:
    """The articles of `folder/text` with the first annotator's attributions."""
    for path in sorted((folder / "text").glob("*.txt")):
        name = path.name[:-4]
        if not in_fold(name, fold):
            continue
        files = sorted((folder / "attributions").glob(f"{name}_*.ann"))
        if files:
            text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
            yield Story(name, text, tuple(_attributions(files[0].read_text(encoding="utf-8"), len(text))))


def _attributions(standoff: str, length: int) -> Iterator[Attribution]:
    spans: dict[str, tuple[Range, ...]] = {}
    events: list[dict[str, list[str]]] = []
    for line in standoff.split("\n"):
        parts = line.split("\t")
        if line.startswith("T") and len(parts) >= 2:
            spans[parts[0]] = tuple(
                (int(a), int(b)) for a, b in _SPAN.findall(parts[1].split(" ", 1)[-1]) if int(a) < int(b) <= length
            )
        elif line.startswith("E") and len(parts) >= 2:
            roles: dict[str, list[str]] = {}
            for argument in parts[1].split()[1:]:
                role, _, target = argument.partition(":")
                roles.setdefault(re.sub(r"\d+$", "", role).lower(), []).append(target)
            events.append(roles)
    for roles in events:
        found = {role: tuple(sorted(s for t in roles.get(role, ()) for s in spans.get(t, ()))) for role in ROLES}
        if found["content"]:
            yield Attribution(found)


def as_polnear(drafts: Sequence[Draft]) -> list[Attribution]:
    """The drafts as PolNeAR would have annotated them (see the module)."""
    content: dict[int, list[Range]] = {}
    first: dict[int, int] = {}
    for i, draft in enumerate(drafts):
        root = first[draft.carries] if draft.carries is not None and draft.carries in first else i
        first[i] = root
        content.setdefault(root, []).extend(draft.content)
    found = []
    for i, pieces in content.items():
        draft = drafts[i]
        if draft.cue is None:
            continue
        source = (draft.source,) if draft.source else ()
        found.append(Attribution({"content": tuple(sorted(pieces)), "cue": (draft.cue,), "source": source}, draft))
        whole = [*draft.content, draft.cue, *source]
        span = (min(start for start, _ in whole), max(end for _, end in whole))
        found.extend(
            Attribution({"content": (span,), "cue": (via.cue,), "source": (via.source,)}, draft)
            for via in draft.via
            if via.kind == "outlet" and via.cue and (via.cue[0] >= span[1] or via.cue[1] <= span[0])
        )
    return [one for one in found if not any(_holds(other, one) for other in found if other is not one)]


def _holds(outer: Attribution, inner: Attribution) -> bool:
    content, cue = inner.spans["content"], inner.spans["cue"]
    low = min(content[0][0], cue[0][0])
    high = max(content[-1][1], cue[-1][1])
    return outer.spans["content"] != content and any(s <= low and high <= e for s, e in outer.spans["content"])


def item(text: str, tokens: Tokens, attribution: Attribution, kind: str) -> Item:
    """The attribution as the scores see it."""
    spans = attribution.spans
    return Item(
        "",
        kind,
        "statement",
        False,
        spans,
        {role: normalised(text, spans[role]) for role in ROLES},
        {role: tokens.of(spans[role]) if spans[role] else frozenset() for role in ROLES},
        (),
    )
