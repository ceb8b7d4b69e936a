"""How far an article is, read from its gold file by a scan of lines: no YAML parser, no models.

The list of a corpus shows thousands of these, so the scan is exact for files that this program wrote
and a fair guess for others (hand-made flow style may count no quotes). Who has opened an article knows
better and says so with `Corpus.set_status`.
"""

from __future__ import annotations

import json
import os
import re
import stat
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal

from annotator.store.opening import READ_FLAGS
from annotator.store.places import write_quietly
from annotator.text import merged
from annotator.values import dataclass, values_of

State = Literal["new", "work", "done", "skip", "unreadable"]

SCAN_LIMIT = 4 * 2**20
"""Bytes of a gold file that are looked at; in a longer one the quotes are not counted."""

_STATES: dict[str, State] = {
    "new": "new",
    "in_progress": "work",
    "done": "done",
    "adjudicated": "done",
    "skipped": "skip",
}


@dataclass(frozen=True)
class ArticleStatus:
    """What the list of articles shows of one article.

    `done` of `total` quotes are decided, `held` are proposed although their text is read; all None
    when they were not counted (no gold file, or one too large). `by` is who decided something last,
    `changed` the time of the last change (`YYYY-MM-DDTHH:MM:SSZ`); both "" when unknown.
    """

    state: State
    done: int | None = None
    total: int | None = None
    held: int | None = None
    by: str = ""
    changed: str = ""


NEW = ArticleStatus("new")
UNREADABLE = ArticleStatus("unreadable")

# All patterns are anchored at the start of a line: no free text is there, it is always inside quotes. Those that go
# through a whole file begin with a line's end, which is searched ten times as fast as `^`.
_BLOCK = r"^{name}:[^\n]*\n((?:[ \t#-][^\n]*\n|\r?\n)*)"
_REVIEW = re.compile(_BLOCK.format(name="review").encode(), re.M)
_QUOTES = re.compile(_BLOCK.format(name="quotes").encode(), re.M)
_KEY = r"^[ \t]+{name}:[ \t]*([^\n]*)"
_REVIEW_KEYS = {
    name: re.compile(_KEY.format(name=name).encode(), re.M) for name in ("status", "updated", "annotators", "read")
}
_ITEM = re.compile(rb"\n[ \t]*-[ \t]+id:")
_STATUS = re.compile(rb"\n[ \t]+status:[ \t]*[\"']?(\w+)")
_SPAN = re.compile(rb"\n[ \t]*-?[ \t]*\{?[ \t]*\"?span\"?:[ \t]*\[[ \t]*(\d{1,9})")
_RANGE = re.compile(rb"\[[ \t]*(\d{1,9})[ \t]*,[ \t]*(\d{1,9})[ \t]*\]")
_CONFLICT = re.compile(rb"\n(?:<<<<<<<|>>>>>>>)")
_WORD = re.compile(r"[^\W_][\w.@-]*")


def scan(data: bytes) -> ArticleStatus:
    """The status a gold file states; linear in its length, never raises."""
    review = _REVIEW.search(data)
    if review is None or _CONFLICT.search(data) or data.startswith((b"<<<<<<<", b">>>>>>>")):
        return UNREADABLE
    found = {name: pattern.search(review.group(1)) for name, pattern in _REVIEW_KEYS.items()}
    texts = {name: match.group(1).decode("utf-8", "replace") if match else "" for name, match in found.items()}
    state = _STATES.get(_first_word(texts["status"]))
    if state is None:
        return UNREADABLE
    by = _WORD.findall(texts["annotators"].split("#")[0])
    changed = re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", texts["updated"])
    read = found["read"]
    done, total, held = _count(data, None if read is None else _RANGE.findall(read.group(1)))
    return ArticleStatus(state, done, total, held, by[-1] if by else "", changed.group() if changed else "")


def _first_word(text: str) -> str:
    match = _WORD.search(text)
    return match.group() if match else ""


def _count(data: bytes, read: Sequence[tuple[bytes, bytes]] | None) -> tuple[int, int, int]:
    """Decided, all and held quotes. `read` holds the spans read, None for the whole text."""
    block = _QUOTES.search(data)
    if block is None:
        return 0, 0, 0
    ranges = None if read is None else merged((int(start), int(end)) for start, end in read)
    firsts = [first for first, _ in ranges or ()]
    done = held = 0
    starts = [match.start() for match in _ITEM.finditer(data, block.start(1) - 1, block.end(1))]
    for start, end in pairwise([*starts, block.end(1)]):
        status = _STATUS.search(data, start, end)
        if status is None or status.group(1) != b"proposed":
            done += 1
        elif ranges is None:
            held += 1
        elif ranges:
            span = _SPAN.search(data, start, end)
            at = int(span.group(1)) if span else -1
            around = bisect_right(firsts, at) - 1
            held += around >= 0 and at < ranges[around][1]
    return done, len(starts), held


@dataclass(frozen=True)
class _Seen:
    """An index entry: what the file was when it was scanned, and what it said."""

    inode: int
    size: int
    mtime_ns: int
    status: ArticleStatus


def spans_in(data: bytes, part: Literal["cue", "source"]) -> list[tuple[int, int]]:
    """Where the cues or sources of the quotes in a gold file are; linear in its length, never raises."""
    block = _QUOTES.search(data)
    if block is None:
        return []
    # As this program writes a part of a quote; those of its vias stand further in.
    pattern = rf"^    {part}: \{{span: \[(\d{{1,9}}), (\d{{1,9}})\]".encode()
    return [(int(start), int(end)) for start, end in re.findall(pattern, block.group(1), re.M)]


class StatusIndex:
    """The status of many gold files, with a cache file that may be thrown away at any time.

    One index per corpus. Not for use from several threads at once.
    """

    VERSION = 1

    def __init__(self, file: Path | None) -> None:
        """`file` is the cache; None keeps everything in memory."""
        self._file = file
        self._seen: dict[str, _Seen] = {}
        self._loaded = file is None
        self._changed = False

    def status(self, name: str, gold: Path) -> ArticleStatus:
        """The status by the gold file; a missing one is `new`, what cannot be read `unreadable`."""
        try:
            found = os.lstat(gold)
        except FileNotFoundError:
            return NEW
        except (OSError, ValueError):
            return NEW if len(os.fsencode(gold.name)) > 255 else UNREADABLE
        if not stat.S_ISREG(found.st_mode):
            return UNREADABLE
        self._load()
        seen = self._seen.get(name)
        if seen and (seen.inode, seen.size, seen.mtime_ns) == (
            found.st_ino,
            found.st_size,
            found.st_mtime_ns,
        ):
            return seen.status
        status = self._read(gold)
        self._seen[name] = _Seen(found.st_ino, found.st_size, found.st_mtime_ns, status)
        self._changed = True
        return status

    def _read(self, gold: Path) -> ArticleStatus:
        try:
            descriptor = os.open(gold, READ_FLAGS)
            try:
                parts = []
                left = SCAN_LIMIT
                while left > 0 and (part := os.read(descriptor, left)):
                    parts.append(part)
                    left -= len(part)
                size = os.fstat(descriptor).st_size
            finally:
                os.close(descriptor)
        except OSError:
            return UNREADABLE
        status = scan(b"".join(parts))
        if size > SCAN_LIMIT:
            return ArticleStatus(status.state, by=status.by, changed=status.changed)
        return status

    def _load(self) -> None:
        """Read the cache once; anything odd in it means an empty index."""
        if self._loaded or self._file is None:
            return
        self._loaded = True
        try:
            content = json.loads(self._file.read_bytes())
            if content["version"] == self.VERSION:
                for name, inode, size, mtime_ns, *fields in content["gold"]:
                    self._seen[name] = _Seen(inode, size, mtime_ns, _checked(fields))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            self._seen.clear()

    def save(self) -> None:
        """Write the cache if something changed; a cache that cannot be written is no loss."""
        if self._file is None or not self._changed:
            return
        rows = [
            [name, seen.inode, seen.size, seen.mtime_ns, *values_of(seen.status)] for name, seen in self._seen.items()
        ]
        # ASCII only, so that undecodable file names (lone surrogates) survive.
        self._changed = not write_quietly(self._file, json.dumps({"version": self.VERSION, "gold": rows}))


def _checked(fields: list[object]) -> ArticleStatus:
    """The status in a cache row; raises ValueError for anything that `scan` cannot have said."""
    state, done, total, held, by, changed = fields
    if state not in {*_STATES.values(), "unreadable"} or not (isinstance(by, str) and isinstance(changed, str)):
        raise ValueError
    counts = [number for number in (done, total, held) if number is not None]
    if not all(type(number) is int for number in counts):
        raise ValueError
    return ArticleStatus(state, done, total, held, by, changed)  # type: ignore[arg-type]  # checked above
