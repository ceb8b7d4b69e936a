"""The quick reader says what the YAML reader says, or nothing."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from material import lamp
from strategies import NASTY, any_annotations, nasty_articles

from annotator.article import Article
from annotator.goldfile import read_gold, write_gold
from annotator.goldfile.plain import RefusedError, decode, parse
from annotator.goldfile.quick import quick
from annotator.model import Annotation

CORPUS = Path(__file__).parents[2] / "corpus"
PAIRS = nasty_articles.flatmap(lambda article: st.tuples(st.just(article), any_annotations(article)))
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)


def as_written(start: int, end: int, text: str, pre: str | None, post: str | None) -> dict[str, Any]:
    """A span as the mapping that YAML reads."""
    around = {"pre": pre, "post": post}
    return {"span": (start, end), "text": text} | {key: one for key, one in around.items() if one is not None}


def agree(data: bytes, article: Article | None) -> bool:
    """Whether the quick reader took the file, after holding it against the YAML reader."""
    found = quick(data, as_written)
    try:
        value = parse(decode(data)).value
    except RefusedError:
        value = None
    assert found is None or repr(found) == repr(value)  # 1 and 1.0 and True are not the same
    assert read_gold(data, article, "x") == read_gold(data, article, "x", way="yaml")
    return found is not None


@settings(deadline=None, max_examples=30, suppress_health_check=SLOW)
@given(PAIRS)
def test_what_we_write_is_read_quickly_and_as_yaml_reads_it(pair: tuple[Article, Annotation]) -> None:
    article, annotation = pair
    data = write_gold(annotation, article)
    assert agree(data, article)
    assert agree(data, None)
    assert agree(data, Article.from_text(article.text + " More.", article.name))


@pytest.mark.parametrize("path", sorted(CORPUS.rglob("*.gold.yaml")), ids=lambda path: path.stem)
def test_our_corpus_is_read_quickly(path: Path) -> None:
    assert agree(path.read_bytes(), None)


# ------------------------------------------------------------ hands and accidents

PIECES = (
    *NASTY, " ", "  ", "    ", "  - ", "- {", "}", "{}", "[]", ": ", ":", ",", ", ", ', pre: "a"', ", post: ''",
    "pre: a", "# so", " # so", "'", "&a ", "*a", "!!str ", "|\n", ">-\n", "? ", "~", "yes", "No", "1:30", "0o7",
    "010", "1e3", "1.5e+3", "-1", "+1", "1_0", "2031-02-03", ".5", "5.", ".inf", "<<: ", "---\n", "...\n",
    "%YAML 1.1\n", "\n", "\r\n", "\n\n", "\\", "\\x41", "\\x4", "\\u00e9", "\\ud800", "\\ud83d\\ude00",
    "\\U0001F600", "\\U00110000", "\\/", "\\ ", "\\_", "\\N", "\\0", "\\e", "\ufeff", "\x85", "\u2028", "\xa0",
    "\x7f", "\U00010ffff", "null", "true", "True", "text: ", "span: [1, 2]", "span: [2, 1]", "id: q01",
    "    id: q01\n", '    note: "a"\n', '    pre: "a"\n', "    was: {}\n", "    via:\n", "0", "00", "9" * 9,
    "9" * 10, "1" * 19, '{span: [1, 2], text: "a"}', '{text: "a", span: [1, 2]}', "[[[[1]]]]",
    "a: {a: {a: {a: 1}}}", "x" * 1100, "\\n" * 600,
)  # fmt: skip
"""What hands, other programs and accidents put into a file."""


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """A file with up to three accidents: lines moved, doubled or lost, pieces put in or cut out, a byte changed."""
    for _ in range(draw(st.integers(1, 3))):
        text = data.decode("utf-8", "surrogateescape")
        lines = text.splitlines(keepends=True) or [""]
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(
            st.sampled_from(("lose", "double", "swap", "indent", "piece", "piece", "piece", "cut", "byte", "end"))
        )
        if kind == "lose":
            del lines[at : at + draw(st.integers(1, 4))]
        elif kind == "double":
            lines.insert(draw(st.integers(0, len(lines))), lines[at])
        elif kind == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "indent":
            lines[at] = lines[at][2:] if draw(st.booleans()) else "  " + lines[at]
        elif kind == "piece":
            start = draw(st.integers(0, len(lines[at])))
            end = start + draw(st.sampled_from((0, 0, 1, 2, 5)))
            lines[at] = lines[at][:start] + draw(st.sampled_from(PIECES)) + lines[at][end:]
        elif kind == "cut":
            start = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:start] + lines[at][start + draw(st.integers(1, 12)) :]
        elif kind == "end":
            lines[at:] = [lines[at][: draw(st.integers(0, len(lines[at])))]]
        data = "".join(lines).encode("utf-8", "surrogateescape")
        if kind == "byte" and data:
            place = draw(st.integers(0, len(data) - 1))
            data = data[:place] + draw(st.binary(min_size=1, max_size=1)) + data[place + 1 :]
    return data


@settings(deadline=None, max_examples=200, suppress_health_check=SLOW)
@given(damaged(lamp()[1]))
def test_what_has_been_changed_is_read_as_yaml_reads_it(data: bytes) -> None:
    agree(data, lamp()[0])


@settings(deadline=None, max_examples=30, suppress_health_check=SLOW)
@given(PAIRS.flatmap(lambda pair: st.tuples(st.just(pair[0]), damaged(write_gold(pair[1], pair[0])))))
def test_changed_files_of_any_text_are_read_as_yaml_reads_them(pair: tuple[Article, bytes]) -> None:
    agree(pair[1], pair[0])
