"""Re-anchoring under edits elsewhere: every span is found again, exactly, wherever its paragraph went."""

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import any_annotations, articles, distinct_articles, nasty_articles

from annotator.anchor import reanchor
from annotator.article import Article
from annotator.check import check
from annotator.goldfile import encode, read_gold, write_gold
from annotator.marks import derive_type
from annotator.model import Annotation, Document, Entity, Quote, Review, Section, span_of
from annotator.text import Structure

PAIRS = nasty_articles.flatmap(lambda article: st.tuples(st.just(article), any_annotations(article)))


def annotated(article: Article) -> Annotation:
    """A quote for each sentence, with its first word as the source and its second as the cue, and sections."""
    structure = Structure(article.text)
    quotes: list[Quote] = []
    sections: list[Section] = []
    for number, paragraph in enumerate(structure.paragraphs):
        sections.append(
            Section(id=f"s{number + 10}", kind="body", span=paragraph, status="added"),
        )
        for sentence in structure.sentences[number]:
            words = structure.words_in(*sentence)
            if len(words) < 5:
                continue
            content = (words[3][0], sentence[1])
            kind, pieces = derive_type(article.text, [content])
            quotes.append(
                Quote(
                    id=f"q{len(quotes) + 10}",
                    type=kind,
                    content=(span_of(article.text, *content),),
                    quoted=tuple(span_of(article.text, *piece) for piece in pieces),
                    cue=span_of(article.text, *words[2]),
                    source=span_of(article.text, words[0][0], words[1][1]),
                    speakers=("ash",),
                    status="added",
                )
            )
    return Annotation(
        document=Document(file=article.name, sha256=article.sha256, length=len(article.text)),
        review=Review(status="in_progress"),
        sections=tuple(sections),
        entities=(Entity(id="ash", name="Jon Ash"),),
        quotes=tuple(quotes),
    )


def wording(annotation: Annotation) -> dict[str, list[str]]:
    """All words of each quote by its id."""
    return {
        quote.id: [span.text for span in (*quote.content, quote.cue, quote.source, *quote.quoted) if span]
        for quote in annotation.quotes
    }


NEW = st.lists(
    st.sampled_from(["A new paragraph about “nothing” at all.", "“Quite so,” nobody said.", "x", "Jon Ash denied it."]),
    min_size=1,
    max_size=3,
)


@settings(deadline=None, max_examples=40)
@given(distinct_articles(), st.data())
def test_paragraphs_inserted_between_others_keep_every_span(article: Article, data: st.DataObject) -> None:
    newline = "\r\n" if "\r\n" in article.text else "\n"
    parts = article.text.split(newline * 2)
    annotation = annotated(article)
    places = []  # where each old paragraph begins in the new article
    new = ""
    for number, part in enumerate(parts):
        for words in data.draw(st.just([]) | NEW):
            new += words + newline * 2
        places.append(len(new))
        new += part + (newline * 2 if number + 1 < len(parts) else "")
    changed = Article.from_text(new, article.name)
    loaded = read_gold(write_gold(annotation, article), changed)
    assert loaded.annotation is not None
    found = reanchor(loaded.annotation, changed)
    assert (found.fuzzy, found.lost) == ((), ())
    assert wording(found.annotation) == wording(annotation)
    begins = [0]
    for part in parts[:-1]:
        begins.append(begins[-1] + len(part) + 2 * len(newline))
    shift = {quote.id: _shift(quote.start, begins, places) for quote in annotation.quotes}
    for quote, old in _pairs(found.annotation, annotation):
        assert quote.start - old.start == shift[quote.id]
        assert quote.cue is not None
        assert old.cue is not None
        assert quote.cue.start - old.cue.start == shift[quote.id]
    encode(found.annotation, changed)


def _shift(offset: int, begins: list[int], places: list[int]) -> int:
    number = max(i for i, begin in enumerate(begins) if begin <= offset)
    return places[number] - begins[number]


def _pairs(new: Annotation, old: Annotation) -> list[tuple[Quote, Quote]]:
    by_id = {quote.id: quote for quote in old.quotes}
    return [(quote, by_id[quote.id]) for quote in new.quotes]


@settings(deadline=None, max_examples=40)
@given(distinct_articles(), st.data())
def test_deleted_paragraphs_lose_their_own_quotes_at_most(article: Article, data: st.DataObject) -> None:
    newline = "\r\n" if "\r\n" in article.text else "\n"
    parts = article.text.rstrip("\r\n").split(newline * 2)
    gone = data.draw(st.integers(0, len(parts) - 1))
    annotation = annotated(article)
    changed = Article.from_text((newline * 2).join(parts[:gone] + parts[gone + 1 :]) + newline, article.name)
    found = reanchor(annotation, changed, old=article)
    first = sum(len(part) + 2 * len(newline) for part in parts[:gone])
    last = first + len(parts[gone])
    for quote, old in _pairs(found.annotation, annotation):
        if not first <= old.start < last:
            assert quote.anchor is None
            assert [span.text for span in quote.content] == [span.text for span in old.content]
    encode(found.annotation, changed)


@settings(deadline=None, max_examples=20)
@given(articles(), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_other_line_ends_are_exact_and_come_back(article: Article, newline: str, mark: bool) -> None:
    plain = article.text.replace("\r\n", "\n")
    changed = Article.from_text(("\ufeff" if mark else "") + plain.replace("\n", newline), article.name)
    annotation = annotated(article)
    there = reanchor(annotation, changed)
    assert (there.fuzzy, there.lost) == ((), ())
    back = reanchor(there.annotation, article)
    assert back.annotation == annotation


@settings(deadline=None, max_examples=15)
@given(PAIRS, nasty_articles | articles())
def test_any_annotation_in_any_article_never_raises(pair: tuple[Article, Annotation], changed: Article) -> None:
    article, annotation = pair
    for old in (None, article):
        found = reanchor(annotation, changed, old)
        assert found.annotation.document.sha256 == changed.sha256
        assert len(found.annotation.quotes) == len(annotation.quotes)
        assert len(found.annotation.sections) == len(annotation.sections)
        for quote in found.annotation.quotes:
            if quote.anchor != "lost":
                for span in quote.content:
                    assert changed.text[span.start : span.end] == span.text
        check(found.annotation, changed)
