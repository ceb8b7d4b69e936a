"""Facts about the article: what `g d` shows and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.candidates import Candidate
from annotator.desk.picker import Picker, Prompt
from annotator.edits import SetDocument, SetNote, SetReview
from annotator.edits.whole import Batch

if TYPE_CHECKING:
    from annotator.desk.desk import Desk

META = (("t", "title"), ("u", "url"), ("o", "outlet"), ("p", "published"), ("w", "author"))


class Facts:
    """Scope, language, note, annotator, description; skipping and taking up again."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def ask(self) -> None:
        """Show the facts, each with its letter."""
        annotation = self.desk.editor.annotation
        document, review = annotation.document, annotation.review
        meta: dict[str, str] = {str(key): value for key, value in (document.meta or {}).items()}
        skipped = review.status == "skipped"
        rows = [
            ("s", f"scope: {review.scope}", "scope"),
            ("l", f"language: {document.language}", "language"),
            ("n", f"note: {review.note or '-'}", "note"),
            ("a", f"annotators: {', '.join(review.annotators) or '-'}", "annotator"),
            ("e", f"encoding: {document.encoding or 'UTF-8'} (set in annotator.yaml)", "encoding"),
            ("k", "take up again" if skipped else "skip this article, with a note", "skip"),
            *((key, f"{name}: {meta.get(name, '-')}", name) for key, name in META),
        ]
        options = [Candidate(field, text, key=key) for key, text, field in rows]
        self.desk.open(Picker("facts", f"{document.file}: {document.length:,} characters, {review.status}",
                              lambda _zone, _every: options, self._take, ""))  # fmt: skip

    def _take(self, field: str) -> None:
        desk = self.desk
        document, review = desk.editor.annotation.document, desk.editor.annotation.review
        if field == "scope":
            scope = "all" if review.scope == "statements" else "statements"
            desk.edit(SetReview((("scope", scope),)), f"scope: {scope}")
        elif field == "language":
            desk.ask(Prompt("language", self._language, document.language))
        elif field == "note":
            desk.ask_note("review", "note of the article", review.note or "")
        elif field == "annotator":
            desk.ask(Prompt("annotators, with blanks between", self._annotators, " ".join(review.annotators)))
        elif field == "encoding":
            desk.say("an encoding is declared in annotator.yaml (encoding: …), then the article is opened anew")
        elif field == "skip":
            self._skip()
        else:
            meta = {str(key): value for key, value in (document.meta or {}).items()}
            desk.ask(Prompt(field, lambda text: self._set(field, text), meta.get(field, "")))

    def _set(self, field: str, text: str) -> None:
        self.desk.edit(SetDocument(field, text), f"{field}: {text}")

    def _language(self, text: str) -> None:
        self.desk.edit(SetDocument("language", text), f"language: {text}")

    def _annotators(self, text: str) -> None:
        names = tuple(dict.fromkeys(text.split()))
        self.desk.edit(SetReview((("annotators", names),)), f"annotators: {', '.join(names)}")

    def _skip(self) -> None:
        desk = self.desk
        if desk.editor.annotation.review.status == "skipped":
            desk.edit(SetReview((("status", "in_progress"),)), "taken up again")
            return

        def done(text: str) -> None:
            if not text.strip():
                desk.say("a skipped article needs a note: paywall, wrong language …")
                return
            edit = Batch((SetNote("review", text), SetReview((("status", "skipped"),))))
            if desk.edit(edit, f"skipped: {text.strip()}"):
                desk.finished()

        desk.ask(Prompt("why it is skipped", done))
