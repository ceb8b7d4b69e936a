"""The exact bytes of gold files: the documented example, and each rule of the writer."""

from typing import get_args

import pytest
from material import Case, lamp, lamp_gold

from annotator.check import check
from annotator.goldfile import GoldError, encode, read_gold, write_gold
from annotator.goldfile.read import Way
from annotator.goldfile.write import word
from annotator.model import Document, Entity, QuoteWas, Review, SectionWas, Span

TEXT = "Ash said the kiln was cold. Ash said so twice.\n\nNobody answered.\n"


def written(case: Case, *quotes: object, **parts: object) -> str:
    return write_gold(case.annotation(*quotes, **parts), case.article).decode()  # type: ignore[arg-type]  # test helper


@pytest.mark.parametrize("way", get_args(Way))
def test_example_is_loaded_and_saved_byte_for_byte(way: Way) -> None:
    article, data = lamp()
    loaded = read_gold(data, article, "lamp.txt.gold.yaml", way=way)
    assert (loaded.problems, loaded.warnings, loaded.matches) == ((), (), True)
    assert loaded.annotation is not None
    assert write_gold(loaded.annotation, article) == data
    assert encode(loaded.annotation, article) == data
    assert check(loaded.annotation, article) == ()


def test_empty_annotation() -> None:
    case = Case("One line.\n")
    assert written(case) == (
        "schema: annotator/1\n"
        "\n"
        "document:\n"
        '  file: "tarn.txt"\n'
        f'  sha256: "{case.article.sha256}"\n'
        "  length: 10\n"
        "  language: en\n"
        "\n"
        "review:\n"
        "  status: in_progress\n"
        "  scope: statements\n"
        "  annotators: []\n"
        "  started: null\n"
        "  updated: null\n"
        "  seconds: null\n"
        '  tool: ""\n'
        "  detectors: []\n"
        "\n"
        "sections: []\n"
        "\n"
        "entities: []\n"
        "\n"
        "quotes: []\n"
        "\n"
        "rejected: []\n"
    )


def test_every_optional_key_of_document_and_review() -> None:
    case = Case("One line.\n")
    document = Document(
        file="tarn.txt",
        sha256=case.article.sha256,
        length=10,
        encoding="windows-1252",
        meta={"author": "Ines “I” Calder", "title": "Kiln"},
        language="no",
    )
    review = Review(status="skipped", read=((0, 4), (6, 10)), note="a paywall\nhere", seconds=0)
    text = written(case, document=document, review=review)
    assert '  encoding: "windows-1252"\n  meta:\n    title: "Kiln"\n    author: "Ines “I” Calder"\n' in text
    assert '  language: "no"\n' in text
    assert '  seconds: 0\n  read: [[0, 4], [6, 10]]\n  tool: ""\n  detectors: []\n  note: "a paywall\\nhere"\n' in text


def test_surroundings_are_written_if_and_only_if_the_words_repeat() -> None:
    case = Case(TEXT)
    text = written(case, case.quote("the kiln was cold", cue=case.span("said"), source=case.span("Ash", 1)))
    assert '      - {span: [9, 26], text: "the kiln was cold"}\n' in text
    assert '    cue: {span: [4, 8], text: "said", pre: "Ash ", post: " the kiln wa"}\n' in text
    assert '    source: {span: [28, 31], text: "Ash", pre: "n was cold. ", post: " said so twi"}\n' in text


def test_words_that_overlap_themselves_are_repeated() -> None:
    case = Case("aaa b\n")
    assert 'text: "aa", pre: "", post: "a b\\n"' in written(case, case.quote("aa"))


def test_sections_carry_their_words_or_both_ends() -> None:
    long = "word " * 20
    case = Case(f"{'x' * 80}\n\n{long.strip()}\n")
    text = written(
        case,
        sections=(
            case.section("headline", "x" * 80),
            case.section(
                "body",
                long.strip(),
                id="s02",
                status="corrected",
                by="rules",
                score=0.5,
                was=SectionWas(kind="lead", span=(0, 3)),
                anchor="fuzzy",
                note="see",
            ),
        ),
    )
    assert f'  - {{id: s01, kind: headline, span: [0, 80], text: "{"x" * 80}", status: added, by: human}}\n' in text
    assert (
        '  - {id: s02, kind: body, span: [82, 181], head: "word word word word word word wo", '
        'tail: "rd word word word word word word", status: corrected, by: rules, score: 0.5, anchor: fuzzy, '
        'was: {kind: lead, span: [0, 3]}, note: "see"}\n'
    ) in text


def test_was_says_empty_fields_and_keeps_the_order_of_the_quote() -> None:
    case = Case(TEXT)
    was = QuoteWas(flags=(), speakers=(), cue=None, content=(case.span("kiln"),), act="attitude", within=None, via=())
    text = written(case, case.quote("so twice", status="corrected", by="rules", was=was))
    assert text.endswith(
        "    was:\n"
        "      act: attitude\n"
        "      content:\n"
        '        - {span: [13, 17], text: "kiln"}\n'
        "      cue: null\n"
        "      speakers: []\n"
        "      via: []\n"
        "      within: null\n"
        "      flags: []\n"
        "\n"
        "rejected: []\n"
    )


def test_items_are_written_in_the_order_of_the_article() -> None:
    case = Case(TEXT)
    quotes = (
        case.quote("so twice", id="q01"),
        case.quote("kiln", id="q04"),
        case.quote("kiln was", id="q03"),
        case.quote("kiln", id="q02"),
    )
    rejected = (case.rejected("Nobody", id="r01"), case.rejected("Ash", id="r02"))
    entities = (Entity(id="b", name="B"), Entity(id="a", name="A"))
    text = written(case, *quotes, rejected=rejected, entities=entities)
    ids = [line.split(": ")[1] for line in text.splitlines() if line.startswith("  - id:")]
    assert ids == ["a", "b", "q03", "q02", "q04", "q01", "r02", "r01"]


def test_scores_have_at_most_two_decimals() -> None:
    case = Case(TEXT)
    for score, shown in ((0.987654, "0.99"), (0.5, "0.5"), (1, "1.0"), (0.001, "0.0"), (-0.0, "0.0")):
        assert f"    score: {shown}\n" in written(case, case.quote("kiln", by="rules", score=score))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain “text” – 100 % # no: comment", '"plain “text” – 100 % # no: comment"'),
        ('a "b" \\ c', '"a \\"b\\" \\\\ c"'),
        ("a\r\n\tb", '"a\\r\\n\\tb"'),
        ("\x00\x1b\x7f\x85\x9b\xa0\xad", '"\\x00\\x1B\\x7F\\x85\\x9B\\xA0\\xAD"'),
        ("\u200b\u2028\u202e\ufeff\ufffe", '"\\u200B\\u2028\\u202E\\uFEFF\\uFFFE"'),
        ("👩\u200d⚖\ufe0f \U000e0041", '"👩\\u200D⚖\\uFE0F \\U000E0041"'),
        ("   ", '"   "'),
    ],
)
def test_free_text_is_quoted_with_invisible_characters_escaped(text: str, line: str) -> None:
    case = Case("One line.\n")
    assert f"  note: {line}\n" in written(case, review=Review(status="new", note=text))


@pytest.mark.parametrize("id", ["harbour-board", "a1", "3m", "Ødegård", "e3", "infinity", "x_1", "1-2"])
def test_ids_are_plain(id: str) -> None:
    assert word(id) == id


@pytest.mark.parametrize(
    "id",
    [*"no Yes ON off y null TRUE 08 7 1e3 6018e10 1_000 0x1F 0o7 0b1 2031-02-03 a:b -a 1.5 [a] ~".split(), "a b", ""],
)
def test_ids_that_another_parser_would_misread_are_quoted(id: str) -> None:
    assert word(id) == f'"{id}"'


def test_a_lone_surrogate_is_refused_with_its_line() -> None:
    case = Case("One line.\n")
    with pytest.raises(GoldError, match=r"surrogate.*note: \"half ␦\""):
        write_gold(case.annotation(review=Review(status="new", note="half \ud800")), case.article)


def test_what_does_not_read_back_the_same_is_not_written() -> None:
    article, annotation = lamp_gold()
    wrong = annotation.quotes[0].model_copy(update={"type": "shouted"})
    with pytest.raises(GoldError, match="could not be read again: E03 q01 type"):
        encode(annotation.model_copy(update={"quotes": (wrong,)}), article)


def test_lost_spans_keep_the_words_around_them() -> None:
    case = Case(TEXT)
    lost = Span(span=(3, 9), text="vanished", pre="before ", post=" after")
    quote = case.quote("kiln", anchor="lost").model_copy(update={"content": (lost,)})
    data = encode(case.annotation(quote), case.article)
    assert b'{span: [3, 9], text: "vanished", pre: "before ", post: " after"}' in data
