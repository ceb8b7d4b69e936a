"""Any list of edits: spans stay in bounds, no rule breaks, undo leads back, redo leads forth."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from invented import ARTICLE

from annotator.article import Article
from annotator.check import check
from annotator.detection import annotation_of, detect
from annotator.editor import Editor
from annotator.edits import (
    Accept,
    AddQuote,
    Batch,
    DropRejected,
    Edit,
    EditError,
    Merge,
    MergeEntities,
    Part,
    Read,
    Reject,
    RejectSpan,
    RenameEntity,
    Restore,
    SetAct,
    SetContent,
    SetDocument,
    SetEntity,
    SetFlag,
    SetLink,
    SetMention,
    SetNote,
    SetQuoted,
    SetReason,
    SetReview,
    SetRole,
    SetSections,
    SetSpeakers,
    SetVia,
    Split,
    parts_of,
)
from annotator.model import FLAGS, Annotation, Entity, Via, span_of, spans_of

TEXT = Article.from_text(ARTICLE)
START = annotation_of(TEXT, detect(ARTICLE, "en", scope="all"), tool="test", scope="all")
WORDS = TEXT.structure.words
UNDERIVED = {"E20", "E21", "E09", "E15"}
"""Rules that random edits may break: unfinished, out of scope, quoted pieces set by hand, twins by chance."""


@st.composite
def ranges(draw: st.DrawFn) -> tuple[int, int]:
    first = draw(st.integers(0, len(WORDS) - 1))
    last = min(len(WORDS) - 1, first + draw(st.integers(0, 12)))
    return WORDS[first][0], WORDS[last][1]


def ids(annotation: Annotation, what: str) -> st.SearchStrategy[str]:
    return st.sampled_from([one.id for one in getattr(annotation, what)] or ["none"])


@st.composite
def edits(draw: st.DrawFn, annotation: Annotation) -> Edit:
    quote, other = draw(ids(annotation, "quotes")), draw(ids(annotation, "quotes"))
    entity, another = draw(ids(annotation, "entities")), draw(ids(annotation, "entities"))
    span = draw(ranges())
    roles: st.SearchStrategy[Any] = st.sampled_from(["cue", "source", "addressee"])
    links: st.SearchStrategy[Any] = st.sampled_from(["within", "continues", "repeats"])
    section_kinds = st.sampled_from(["body", "noise", "caption"])
    kinds: dict[str, Any] = {
        "content": lambda: SetContent(quote, tuple(draw(st.lists(ranges(), min_size=1, max_size=3)))),
        "role": lambda: SetRole(quote, draw(roles), draw(st.none() | ranges())),
        "speakers": lambda: SetSpeakers((quote,), draw(st.sampled_from([(), (entity,), (entity, another)]))),
        "new person": lambda: SetSpeakers((quote,), ("new-one",), (Entity(id="new-one", name="Somebody New"),)),
        "via": lambda: SetVia(quote, (Via(kind="outlet", source=span_of(ARTICLE, *span)),)),
        "act": lambda: SetAct(quote, draw(st.sampled_from(["statement", "attitude"]))),
        "flag": lambda: SetFlag(quote, draw(st.sampled_from(FLAGS)), draw(st.booleans())),
        "quoted": lambda: SetQuoted(quote, ()),
        "link": lambda: SetLink(quote, draw(links), draw(st.none() | st.just(other))),
        "add": lambda: AddQuote((span,), draw(st.none() | ranges()), draw(st.none() | ranges())),
        "accept": lambda: Accept((quote,), (), "item"),
        "read": lambda: Read((span,)),
        "reject": lambda: Reject(quote, draw(st.none() | st.just("term"))),
        "reject span": lambda: RejectSpan(span, "term"),
        "reason": lambda: SetReason(draw(ids(annotation, "rejected")), "title"),
        "restore": lambda: Restore(draw(ids(annotation, "rejected"))),
        "drop": lambda: DropRejected(draw(ids(annotation, "rejected"))),
        "merge": lambda: Merge(quote, other),
        "split": lambda: Split(quote, span[0]),
        "sections": lambda: SetSections(
            tuple(Part(draw(section_kinds), part.span, part.id) for part in parts_of(annotation))
        ),
        "entity": lambda: SetEntity(entity, name=draw(st.sampled_from(["Nela Brandt", "Ravel Post", ""]))),
        "speaks for": lambda: SetEntity(entity, optional=(("speaks_for", draw(st.sampled_from([None, another]))),)),
        "merge people": lambda: MergeEntities(entity, another),
        "rename": lambda: RenameEntity(entity, draw(st.sampled_from(["brandt-2", "x", "not an id"]))),
        "mention": lambda: SetMention(entity, span, draw(st.booleans())),
        "note": lambda: SetNote(quote, draw(st.sampled_from(["", "odd"]))),
        "scope": lambda: SetReview((("scope", draw(st.sampled_from(["statements", "all"]))),)),
        "language": lambda: SetDocument("language", draw(st.sampled_from(["en", "", "de"]))),
        "batch": lambda: Batch((SetNote(quote, "one"), SetFlag(quote, "uncertain", True))),
    }  # fmt: skip
    made: Edit = kinds[draw(st.sampled_from(sorted(kinds)))]()
    return made


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_edits_keep_the_rules_and_undo_leads_back(data: st.DataObject) -> None:
    editor = Editor(TEXT, START, author="ines", now=lambda: "2026-11-22T09:00:00Z", clock=lambda: 0.0)
    for _ in range(data.draw(st.integers(1, 12))):
        before = editor.annotation
        edit = data.draw(edits(editor.annotation))
        try:
            changed = editor.apply(edit)
        except EditError:
            changed = False
        assert changed == (editor.annotation is not before)
        for quote in editor.annotation.quotes:
            for span in spans_of(quote):
                assert 0 <= span.start < span.end <= len(ARTICLE)
                assert ARTICLE[span.start : span.end] == span.text
        broken = {p.rule for p in check(editor.annotation, TEXT) if p.severity == "error"} - UNDERIVED
        assert not broken, [str(p) for p in check(editor.annotation, TEXT) if p.rule in broken]
    end = editor.annotation
    steps = len(editor.history.done)
    while editor.history.undo() is not None:
        pass
    assert editor.annotation is START
    while editor.history.redo() is not None:
        pass
    assert editor.annotation is end
    assert len(editor.history.done) == steps
