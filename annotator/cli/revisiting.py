"""`annotator evaluate --open`: the articles with errors in the interface, each at its first error."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.cli.gathering import settings_of
from annotator.cli.opening import work
from annotator.cli.reading import complain
from annotator.desk import Desk
from annotator.evaluation import EvaluationError
from annotator.session import CorpusSession, Session, SessionError
from annotator.shown import excerpt
from annotator.store.corpus import Corpus, CorpusError
from annotator.store.places import default_places

Errors = dict[str, list[EvaluationError]]
"""The errors of each article, by its name in the session's corpus."""


class ErrorDesk(Desk):
    """A desk that arrives in an article at its first error and says what it is."""

    def __init__(self, session: Session, errors: Errors) -> None:
        self._errors = errors
        super().__init__(session)

    def _arrive(self) -> None:
        super()._arrive()
        found = self._errors.get(self.session.name)
        if found and not self.pending:
            self.show_error(found[0], len(found))

    def show_error(self, error: EvaluationError, many: int) -> None:
        """Go to the gold quote of an error, or to the place where one was predicted, and say what differs."""
        self.enter("reading")
        item = next((one for one in self.items.all if one.key == error.gold), None)
        if item is not None:
            self.reading_stage.go_item(item)
        else:
            self.reading_stage.go_block(self.reading_stage.block_index(error.place[0]))
        self.say(f"{sentence(error)} ({'the only error' if many == 1 else f'first of {many} errors'} here)")


def sentence(error: EvaluationError) -> str:
    """An error in words, safe to show on one line."""
    expected, found = excerpt(error.expected, 60), excerpt(error.found, 60)
    if error.kind == "missed":
        return f"missed by the prediction: {expected}"
    if error.kind == "spurious":
        return f"predicted, not in the gold: {found}"
    return f"{error.kind}: predicted {found or 'nothing'}, in the gold {expected or 'nothing'}"


def session_of(
    path: str, annotator: str | None, found: Sequence[EvaluationError]
) -> tuple[CorpusSession, Errors] | None:
    """A session of the articles with errors alone, at the first; None after saying why there is none."""
    settings = settings_of([path], annotator)
    by_id: Errors = {}
    for error in found:
        by_id.setdefault(error.article, []).append(error)
    if not by_id:
        complain("there is no error to show")
        return None
    person = settings.annotator if settings.several_annotators else None
    try:
        root = Corpus([path]).folder
        # Without places: where the person left off in the whole corpus is remembered as it was.
        corpus = Corpus([root / id for id in by_id], annotator=person)
        errors = {corpus.name_of(root / id): one for id, one in by_id.items()}
        return CorpusSession(corpus, settings, default_places(), corpus.names()[0]), errors
    except (CorpusError, SessionError) as error_:
        complain(str(error_))
        return None


def revisit(path: str, annotator: str | None, found: Sequence[EvaluationError]) -> int:
    """Open the articles with errors and work until the person leaves."""
    opened = session_of(path, annotator, found)
    if opened is None:
        return 1
    session, errors = opened
    return work(ErrorDesk(session, errors))
