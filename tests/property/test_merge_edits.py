"""Two people's edits of different items merge to both, in either order, and sections follow along."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import any_annotations, articles, nasty_articles

from annotator.article import Article
from annotator.check import check
from annotator.edits import (
    Accept,
    AddQuote,
    Edit,
    EditError,
    Reject,
    RejectSpan,
    SetAct,
    SetContent,
    SetFlag,
    SetNote,
    SetRole,
    SetSpeakers,
    Stamp,
    apply,
)
from annotator.marks import derive_type
from annotator.merge import diff, merge
from annotator.model import Annotation, Document, Entity, Quote, Review, Section, span_of
from annotator.shown import shown
from annotator.text import Range, Structure

STAMP = Stamp("ines", "2031-02-03T09:00:00Z")
PEOPLE = (Entity(id="ash", name="Jon Ash"), Entity(id="mirel", name="Ana Mirel"), Entity(id="roth", name="Ann Roth"))


def proposed(article: Article) -> Annotation:
    """One proposed quote for each paragraph of at least eight words; each paragraph a section."""
    structure = Structure(article.text)
    quotes: list[Quote] = []
    sections: list[Section] = []
    for number, paragraph in enumerate(structure.paragraphs):
        words = structure.words_in(*paragraph)
        sections.append(
            Section(id=f"s{number + 10}", kind="body", span=paragraph, status="proposed", by="rules", score=0.5)
        )
        content = (words[4][0], words[6][1])
        kind, pieces = derive_type(article.text, [content])
        quotes.append(
            Quote(
                id=f"q{number + 10}",
                type=kind,
                content=(span_of(article.text, *content),),
                quoted=tuple(span_of(article.text, *piece) for piece in pieces),
                cue=span_of(article.text, *words[3]),
                source=span_of(article.text, *words[2]),
                speakers=(PEOPLE[number % 3].id,),
                by="rules",
                score=0.5,
            )
        )
    used = {id for quote in quotes for id in quote.speakers}
    return Annotation(
        document=Document(file=article.name, sha256=article.sha256, length=len(article.text)),
        review=Review(status="in_progress", read=()),
        sections=tuple(sections),
        entities=tuple(entity for entity in PEOPLE if entity.id in used),
        quotes=tuple(quotes),
    )


@st.composite
def edits(draw: st.DrawFn, article: Article, annotation: Annotation, mine: Sequence[int]) -> list[Edit]:
    """Edits of the quotes and the text of some paragraphs only."""
    structure = Structure(article.text)
    found: list[Edit] = []
    for _ in range(draw(st.integers(0, 5))):
        number = draw(st.sampled_from(list(mine)))
        id = annotation.quotes[number].id
        words = structure.words_in(*structure.paragraphs[number])
        start = draw(st.integers(0, len(words) - 2))
        span: Range = (words[start][0], words[start + 1][1])
        choices: list[Edit] = [
            SetAct(id, "attitude"),
            SetFlag(id, "translated", True),
            SetFlag(id, "marks_not_speech", True),
            SetNote(id, "looked at twice"),
            SetNote(f"s{number + 10}", "a note"),
            SetSpeakers((id,), ("roth",), (PEOPLE[2],)),
            SetSpeakers((id,), ("new",), (Entity(id="new", name="Somebody New"),)),
            SetRole(id, "addressee", None),
            SetRole(id, "cue", None),
            SetContent(id, (span,)),
            Accept((id,), (f"s{number + 10}",), "paragraph"),
            Reject(id, "term"),
            AddQuote((span,)),
            RejectSpan(span, "name"),
        ]
        found.append(draw(st.sampled_from(choices)))
    return found


def after(annotation: Annotation, article: Article, changes: Sequence[Edit]) -> Annotation:
    """The annotation after those edits that can be made."""
    for edit in changes:
        try:
            annotation = apply(edit, annotation, article, STAMP)
        except EditError:
            continue
    return annotation


def meaning(annotation: Annotation) -> object:
    """Everything but the review block, with new items known by what they say and not by their number."""
    names = {entity.id: entity.name for entity in annotation.entities}

    def told(item: object) -> str:
        text = repr(item)
        return text[text.index(", ") :]  # without the id, which comes first

    return (
        sorted(map(repr, annotation.sections)),
        sorted(names.values()),
        sorted(told(quote) for quote in annotation.quotes),
        sorted(told(item) for item in annotation.rejected),
        {quote.id for quote in annotation.quotes if int(quote.id[1:]) < 10 + len(annotation.sections)},
    )


@settings(deadline=None, max_examples=50)
@given(articles(min_paragraphs=2, max_paragraphs=6), st.data())
def test_edits_of_different_items_are_both_applied_in_either_order(article: Article, data: st.DataObject) -> None:
    base = proposed(article)
    numbers = list(range(len(base.quotes)))
    first = data.draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=len(numbers) - 1, unique=True))
    second = [number for number in numbers if number not in first]
    ours_edits = data.draw(edits(article, base, first))
    theirs_edits = data.draw(edits(article, base, second))
    ours = after(base, article, ours_edits)
    theirs = after(base, article, theirs_edits)
    both = after(ours, article, theirs_edits)
    result = merge(base, ours, theirs)
    assert result.conflicts == ()
    assert meaning(result.annotation) == meaning(both)
    assert meaning(merge(base, theirs, ours).annotation) == meaning(both)
    ids = [quote.id for quote in result.annotation.quotes] + [item.id for item in result.annotation.rejected]
    assert len(set(ids)) == len(ids)
    broken = {problem.rule for problem in check(result.annotation, article) if problem.severity == "error"}
    assert broken <= {problem.rule for problem in check(both, article) if problem.severity == "error"}


PAIRS = nasty_articles.flatmap(
    lambda article: st.tuples(
        st.just(article), any_annotations(article), any_annotations(article), any_annotations(article)
    )
)


@settings(deadline=None, max_examples=15)
@given(PAIRS)
def test_any_three_annotations_merge_without_raising(
    case: tuple[Article, Annotation, Annotation, Annotation],
) -> None:
    article, base, ours, theirs = case
    result = merge(base, ours, theirs)
    if not [problem for problem in check(result.annotation, article) if problem.rule == "E10"]:
        assert diff(result.annotation, result.annotation) == ()
    for difference in diff(ours, theirs):
        assert shown(difference.sentence) == difference.sentence
    assert merge(base, ours, base).annotation.document == ours.document


@settings(deadline=None, max_examples=25)
@given(articles(min_paragraphs=2, max_paragraphs=5), st.data())
def test_differences_are_empty_only_when_nothing_differs(article: Article, data: st.DataObject) -> None:
    base = proposed(article)
    changed = after(base, article, data.draw(edits(article, base, range(len(base.quotes)))))
    assert (diff(base, changed) == ()) == (base == changed)
