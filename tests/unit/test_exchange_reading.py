"""Plain records of other people's programs: what is filled in, converted, and refused."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.article import Article
from annotator.exchange.base import Intake, RecordError
from annotator.exchange.building import act_of
from annotator.exchange.people import People, entity_name, slug
from annotator.exchange.record import from_record, proposals_from_record, to_record
from annotator.model import Annotation, range_of

TEXT = "Mayor Zoë Lant said 🏺 “we won” and left.\n\n“Fine,” Lant added.\n"


def at(words: str, text: str = TEXT) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


QUOTE: dict[str, Any] = {"content": [at("“we won”")], "cue": at("said"), "source": at("Mayor Zoë Lant")}


def read(*quotes: dict[str, Any], **more: Any) -> Annotation:
    return from_record({"id": "a.txt", "text": TEXT, "quotes": list(quotes), **more}).annotation


def refused(*quotes: dict[str, Any], number: int = 3, **more: Any) -> str:
    with pytest.raises(RecordError) as caught:
        from_record({"id": "a.txt", "text": TEXT, "quotes": list(quotes), **more}, number=number)
    return str(caught.value)


def test_what_a_minimal_record_leaves_out_is_filled_in() -> None:
    second = {"content": at("“Fine,”"), "cue": [at("added")], "source": at("Lant added")}
    annotation = read(QUOTE, {**second, "source": [TEXT.rindex("Lant"), TEXT.rindex("Lant") + 4]})
    first, later = annotation.quotes
    assert (first.id, first.type, first.act, first.status, first.by) == ("q01", "direct", "statement", "added", "human")
    assert range_of(first.source) == (0, 14)
    assert first.speakers == later.speakers == ("mayor-zoe-lant",)
    assert annotation.entities[0].name == "Mayor Zoë Lant"
    assert [section.kind for section in annotation.sections] == ["other", "other"]
    assert annotation.review.status == "in_progress"  # done needs a time


def test_gold_with_a_time_is_done_and_proposals_are_new() -> None:
    record = {"id": "a.txt", "text": TEXT, "quotes": [{**QUOTE, "score": 0.876}], "language": "de"}
    gold = from_record(record, intake=Intake(time="2026-01-01T00:00:00Z", annotator="ines")).annotation
    assert (gold.review.status, gold.review.annotators, gold.document.language) == ("done", ("ines",), "de")
    assert gold.quotes[0].score is None
    article = Article.from_text(TEXT, "other.txt")
    found = proposals_from_record(record, article, by="model-7")
    assert (found.quotes[0].status, found.quotes[0].by, found.quotes[0].score) == ("proposed", "model-7", 0.88)
    assert (found.review.status, found.review.detectors, found.sections) == ("new", ("model-7",), ())
    assert found.document.file == "other.txt"


def test_speakers_by_name_links_by_key_and_refused_items() -> None:
    annotation = read(
        {**QUOTE, "id": "first", "speaker": "Zoë Lant"},
        {"id": "second", "content": at("“Fine,”"), "continues": "first"},
        {"id": "third", "content": at("Fine"), "within": "second", "repeats": "nobody"},
        rejected=[{"content": at("left"), "reason": "term"}],
    )
    one, two, three = annotation.quotes
    assert one.speakers == two.speakers == ("zoe-lant",)  # who continues has the same speakers
    assert (two.continues, three.within, three.repeats) == (one.id, two.id, None)
    assert (annotation.rejected[0].reason, annotation.rejected[0].id) == ("term", "r04")


def test_attributions_may_stand_for_quotes_and_roles_be_lists() -> None:
    record = {"id": 7, "text": TEXT, "attributions": [{"content": [at("“we won”")], "cue": [], "source": None}]}
    entry = from_record(record)
    assert entry.id == "7"
    assert (entry.annotation.quotes[0].cue, entry.annotation.quotes[0].speakers) == (None, ())


def spans(unit: str, quote: dict[str, Any]) -> dict[str, Any]:
    """The quote with offsets in another unit and the words beside them."""

    def count(place: int) -> int:
        before = TEXT[:place]
        return len(before.encode("utf-16-le")) // 2 if unit == "utf-16" else len(before.encode())

    def written(span: list[int]) -> dict[str, Any]:
        return {"start": count(span[0]), "end": count(span[1]), "text": TEXT[span[0] : span[1]]}

    return {
        "content": [written(span) for span in quote["content"]],
        "cue": written(quote["cue"]),
        "source": written(quote["source"]),
    }


@pytest.mark.parametrize(("unit", "name"), [("utf-16", "UTF-16 units"), ("bytes", "UTF-8 bytes")])
def test_other_units_are_recognised_by_the_words(unit: str, name: str) -> None:
    entry = from_record({"id": "a.txt", "text": TEXT, "quotes": [spans(unit, QUOTE)]})
    assert [quote.content for quote in entry.annotation.quotes] == [quote.content for quote in read(QUOTE).quotes]
    assert f"offsets were {name}: converted" in entry.notes


def test_offsets_that_fit_nothing_are_refused() -> None:
    wrong = {"start": 3, "end": 8, "text": "“we won”"}
    assert "[3, 8] does not cut out '“we won”', in no unit of offsets known" in refused({"content": [wrong]})
    end = len(TEXT.encode())
    reason = refused({"content": [[end - 4, end]]})
    assert reason.startswith("record 3, quotes[0].content[0]: [")
    assert "look like byte offsets" in reason


def test_a_record_of_the_same_text_with_other_newlines_is_moved() -> None:
    article = Article.from_text("\ufeff" + TEXT.replace("\n", "\r\n"), "a.txt")
    record = {"id": "a.txt", "text": TEXT, "quotes": [{"content": at("“Fine,”")}]}
    found = from_record(record, article)
    assert found.annotation.quotes[0].content[0].text == "“Fine,”"
    assert "offsets moved: the record's newlines or byte order mark differ from the article's" in found.notes
    ours = to_record(read(QUOTE), Article.from_text(TEXT, "a.txt"))
    moved = from_record(ours, article).annotation
    assert (moved.quotes[0].content[0].text, moved.document.sha256) == ("“we won”", article.sha256)


def test_another_text_is_refused() -> None:
    with pytest.raises(RecordError, match="is not the text of the article"):
        from_record({"text": TEXT, "quotes": []}, Article.from_text("Another text.", "a.txt"))


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ({}, "quotes[0].content: missing"),
        ({"content": "x"}, "quotes[0].content: not a list of spans"),
        ({"content": [[0.0, 3.0]]}, "quotes[0].content[0]: not a span [start, end]"),
        ({"content": [[True, 3]]}, "quotes[0].content[0]: not a span"),
        ({"content": [[3, 3]]}, "quotes[0].content[0]: [3, 3] is not a span: 0 <= start < end"),
        ({"content": [[-1, 3]]}, "is not a span"),
        ({"content": [[0, 3]], "cue": {"start": 1}}, "quotes[0].cue: not a span"),
        ({"content": [[0, 3]], "type": "free"}, "quotes[0].type: 'free' is none of direct, indirect, mixed"),
        ({"content": [[0, 3]], "score": 7}, "quotes[0].score: must be a number from 0 to 1"),
        ({"content": [[0, 3]], "speakers": [3]}, "quotes[0].speakers: must be a list of strings"),
        ({"content": [[0, 3]], "via": ["x"]}, "quotes[0].via[0]: must be an object"),
        ({"content": [[0, 3]], "note": 3}, "quotes[0].note: must be a string"),
    ],
)
def test_the_place_of_what_is_wrong(quote: dict[str, Any], reason: str) -> None:
    found = refused(quote)
    assert found.startswith("record 3, ")
    assert reason in found


def test_our_own_record_is_read_strictly() -> None:
    ours = to_record(read(QUOTE), Article.from_text(TEXT, "a.txt"))

    def wrong(**changes: Any) -> str:
        with pytest.raises(RecordError) as caught:
            from_record({**ours, **changes})
        return str(caught.value)

    quote = ours["quotes"][0]
    assert "quotes[0].type" in wrong(quotes=[{**quote, "type": "free"}])
    assert "quotes[0].colour: unknown key" in wrong(quotes=[{**quote, "colour": 1}])
    assert "quotes[0].was.source" in wrong(quotes=[{**quote, "was": {"source": [9999, 10000]}}])
    assert "document.sha256: is not that of the text" in wrong(text=TEXT + "More.")
    assert "sections[0].span" in wrong(sections=[{**ours["sections"][0], "span": [0, 9999]}])
    assert "review: must be an object" in wrong(review=[])
    assert "schema: 'annotator/9' is not annotator/1" in wrong(schema="annotator/9")


def test_a_declared_encoding_is_kept() -> None:
    text = "Zoë said no."
    article = Article.decode(text.encode("windows-1252"), "a.txt", "windows-1252")
    record = to_record(from_record({"text": text, "quotes": [{"content": [[9, 11]]}]}, article).annotation, article)
    assert from_record(record).article.sha256 == article.sha256


def test_spans_are_repaired_and_it_is_said() -> None:
    whole = from_record(
        {
            "id": "a.txt",
            "text": TEXT,
            "quotes": [
                {"content": [[at("“we")[0] - 1, at("“Fine,”")[1] + 1]], "cue": at("said"), "source": at("Lant said")},
                {"content": [at("said")], "cue": at("said")},
                {"content": [[len(TEXT) - 1, len(TEXT)]]},
                {"content": [at("left"), at("and")], "cue": [at("said"), at("added")]},
                {"content": [at("left"), at("and")], "cue": at("added")},
            ],
        }
    )
    assert [tuple(span.text for span in quote.content) for quote in whole.annotation.quotes] == [
        ("said",),
        ("“we won” and left.", "“Fine,”"),
        ("and", "left"),
    ]
    assert {note: whole.notes.count(note) for note in whole.notes} == {
        "content cut at a paragraph break": 1,
        "source overlapped another role: cut": 1,
        "cue covered the content: dropped": 1,
        "attribution without content: dropped": 1,
        "cue in pieces: the longest kept": 1,
        "attribution given twice: one kept": 1,
    }


@pytest.mark.parametrize(
    ("cue", "act"),
    [
        ("said", "statement"),
        ("has long hoped", "attitude"),
        ("is widely expected", "attitude"),
        ("Believes", "attitude"),
        ("according to", "statement"),
        ("denied hoping", "statement"),
        ("", "statement"),
    ],
)
def test_acts_by_the_cue(cue: str, act: str) -> None:
    assert act_of(cue) == act


def test_names_out_of_sources() -> None:
    assert entity_name("the harbour board") == "harbour board"
    assert entity_name("Ana\n Mirel, the head of the guild,") == "Ana Mirel"
    assert entity_name("“The Post”") == "The Post"
    assert slug("Zoë van der Lant") == "zoe-van-der-lant"
    assert slug("…") == "somebody"
    people = People((), ["Ana Mirel", "Mirel", "the board"])
    assert people.spoken("Mirel") == people.spoken("Ana Mirel") == "ana-mirel"
    assert people.spoken("Mirel’s") == "ana-mirel"
    assert people.spoken("she") is None
    assert people.spoken("—") is None
    assert people.named("Ana  MIREL") == "ana-mirel"
    assert people.named("Ana-Mirel") == "ana-mirel-2"
