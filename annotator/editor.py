"""One article open: the article, its annotation, and the history of both. No screen, no disk.

The annotation is a snapshot; an edit puts the next one in its place and the old one is kept, which is
all that undo needs. Several editors share one `History`, so that undo walks across articles.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from functools import cached_property

from annotator import detection
from annotator.article import LARGE, Article
from annotator.detection.base import Mark, Words
from annotator.edits import Edit, Stamp, apply
from annotator.model import Annotation
from annotator.text import Range
from annotator.values import dataclass, field, replace

IDLE_SECONDS = 60.0
"""Longer gaps between two edits are not counted as active time (SCHEME 2.2, `review.seconds`)."""


@dataclass(frozen=True)
class Snapshot:
    """What an edit can change: the annotation, and two things that are not stored.

    `held` are the quotes put aside with `f`, `dismissed` the possible misses judged to be none.
    """

    annotation: Annotation
    held: frozenset[str] = frozenset()
    dismissed: frozenset[Range] = frozenset()


@dataclass
class Step:
    """One decision: what was before, what is after, in words, and where the person was."""

    editor: Editor
    before: Snapshot
    after: Snapshot
    words: str
    place: object = None
    key: Hashable = None


@dataclass
class History:
    """Decisions of a session in order, across articles, without limit."""

    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)

    def push(self, step: Step) -> None:
        """Remember a step; one with the key of the last step of the same editor extends that step."""
        self.undone.clear()
        last = self.done[-1] if self.done else None
        if last is not None and step.key is not None and (last.key, last.editor) == (step.key, step.editor):
            last.after, last.words = step.after, step.words
        else:
            self.done.append(step)

    def close(self) -> None:
        """End a run: the next step begins a new one even if it has the same key."""
        if self.done:
            self.done[-1].key = None

    def undo(self) -> Step | None:
        """Take the last step back; its editor shows the state before it."""
        if not self.done:
            return None
        step = self.done.pop()
        self.undone.append(step)
        step.editor.show(step.before)
        return step

    def redo(self) -> Step | None:
        """Make the step that was taken back last once more."""
        if not self.undone:
            return None
        step = self.undone.pop()
        step.key = None
        self.done.append(step)
        step.editor.show(step.after)
        return step


def fixed_time() -> str | None:
    """The time SOURCE_DATE_EPOCH asks for, so that a run can be repeated byte for byte; None: the clock counts."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return _written(datetime.fromtimestamp(int(epoch), UTC)) if epoch.isdecimal() and len(epoch) < 12 else None


def utc_now() -> str:
    """The time as gold files write it."""
    return fixed_time() or _written(datetime.now(UTC))


def _written(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


class Editor:
    """The only mutable thing of an open article.

    `number` grows with every change of the annotation (the saver tells which number is on the disk);
    `on_change` is called after each. `now` gives the time for stamps, `clock` seconds for active time.
    """

    def __init__(
        self,
        article: Article,
        annotation: Annotation,
        *,
        history: History | None = None,
        author: str = "",
        tool: str = "",
        words: Words | None = None,
        now: Callable[[], str] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.article = article
        self.snapshot = Snapshot(annotation)
        self.history = history if history is not None else History()
        self.author = author
        self.tool = tool
        self.words = words or Words()
        self.number = 0
        self.on_change: Callable[[Editor], None] | None = None
        self._marks: tuple[Mark, ...] | None = None
        self._now = now
        self._clock = clock
        self._last: float | None = None

    @property
    def annotation(self) -> Annotation:
        return self.snapshot.annotation

    @cached_property
    def reader(self) -> detection.Reader:
        """What the pickers know about the text: cue groups, mentions, natural boundaries."""
        return detection.Reader(
            self.article.text, self.article.structure, self.annotation.document.language, self.words
        )

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every possible miss of the article, claimed or not; () while a long article is still read for them."""
        if self._marks is None and len(self.article.text) <= LARGE:
            self._marks = self.find_marks()
        return self._marks or ()

    @marks.setter
    def marks(self, marks: tuple[Mark, ...]) -> None:
        self._marks = marks

    def find_marks(self) -> tuple[Mark, ...]:
        """Every possible miss of the article, claimed or not, as detection weighs it beside its own proposals."""
        article, annotation = self.article, self.annotation
        return detection.find_quotes(
            article.text, article.structure, annotation.sections, annotation.document.language, self.words,
            annotation.review.scope,
        ).marks  # fmt: skip

    def touch(self) -> None:
        """Note that the person is there (counts as active time up to IDLE_SECONDS)."""
        if self._last is None:
            self._last = self._clock()

    def _stamp(self) -> Stamp:
        now = self._clock()
        gap = 0.0 if self._last is None else now - self._last
        self._last = now
        counted = 0 <= gap <= IDLE_SECONDS and fixed_time() is None
        return Stamp(self.author, self._now(), self.tool, round(gap) if counted else 0)

    def apply(self, edit: Edit, words: str = "", *, place: object = None, key: Hashable = None) -> bool:
        """Make the edit one step of history (or part of the running one with the same `key`).

        `words` say it for the status line. Returns False when it changes nothing; raises EditError.
        """
        after = apply(edit, self.annotation, self.article, self._stamp())
        if after is self.annotation:
            return False
        self._step(replace(self.snapshot, annotation=after), words, place, key)
        return True

    def put(self, snapshot: Snapshot, words: str, *, place: object = None) -> None:
        """Change what is not stored (held, dismissed) as one step of history."""
        if snapshot != self.snapshot:
            self._step(snapshot, words, place, None)

    def _step(self, after: Snapshot, words: str, place: object, key: Hashable) -> None:
        self.history.push(Step(self, self.snapshot, after, words, place, key))
        self.show(after)

    def show(self, snapshot: Snapshot) -> None:
        """Put a snapshot in place (undo, redo) without a step of history."""
        changed = snapshot.annotation is not self.annotation
        if changed and snapshot.annotation.document.language != self.annotation.document.language:
            self.__dict__.pop("reader", None)
        self.snapshot = snapshot
        if changed:
            self.number += 1
            if self.on_change is not None:
                self.on_change(self)

    def extend(self, edit: Edit) -> None:
        """Make an edit part of the last step (what a decision brings with it); nothing without a step."""
        after = apply(edit, self.annotation, self.article, self._stamp())
        if after is self.annotation or not self.history.done or self.history.done[-1].editor is not self:
            return
        snapshot = replace(self.snapshot, annotation=after)
        self.history.done[-1].after = snapshot
        self.show(snapshot)

    def replace(self, annotation: Annotation) -> None:
        """Take over an annotation that arrived later (pre-filling); no decision, so no step and no saving."""
        self.__dict__.pop("reader", None)
        self.snapshot = Snapshot(annotation)
