"""Agreement against published and hand-computed values."""

from __future__ import annotations

import pytest

from annotator.article import Article
from annotator.evaluation.agreement import Several, agree, agreement_data, agreement_tables
from annotator.evaluation.alpha import (
    Continuum,
    binary,
    expected_disagreement,
    observed_disagreement,
    unitised,
)
from annotator.exchange.record import from_record

# The four pairs of annotators of Krippendorff (1995, p. 57), on a continuum of 24.
PUBLISHED = {
    "A": Continuum([[(2, 10), (14, 20)], [(4, 8), (15, 17)]], 24),
    "B": Continuum([[(0, 18)], [(0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9), (9, 10)]], 24),
    "C": Continuum([[(2, 8), (10, 12), (14, 18), (20, 22)], [(0, 2), (4, 8), (10, 14), (16, 18), (20, 22)]], 24),
    "D": Continuum(
        [[(0, 2), (2, 10), (10, 14), (14, 20), (20, 24)], [(0, 4), (4, 8), (8, 15), (15, 17), (17, 24)]], 24
    ),
}


def stretched(continuum: Continuum, by: int) -> Continuum:
    coders = [[(start * by, end * by) for start, end in units] for units in continuum.coders]
    return Continuum(coders, continuum.length * by)


@pytest.mark.parametrize(
    ("name", "observed", "alpha"),
    [("A", 0.03125, 0.553), ("B", 2.26736, -0.926), ("C", 0.02777, 0.679), ("D", 0.38715, 0.066)],
)
def test_alpha_for_unitising_as_published(name: str, observed: float, alpha: float) -> None:
    continuum = PUBLISHED[name]
    assert observed_disagreement(continuum) == pytest.approx(observed, abs=1e-5)
    # The paper's expected disagreement has a known slip of sign; hence the wide tolerance.
    assert unitised([stretched(continuum, 50_000)]) == pytest.approx(alpha, abs=0.02)


def test_expected_disagreement_as_published() -> None:
    halved = Continuum([[(a // 2, b // 2) for a, b in units] for units in PUBLISHED["C"].coders], 12)
    assert expected_disagreement(halved) == pytest.approx(0.05494, abs=1e-5)
    assert unitised([halved]) == pytest.approx(0.494, abs=1e-3)


def test_binary_alpha_is_nominal_alpha_of_characters() -> None:
    assert binary([PUBLISHED["A"]]) == pytest.approx(0.329, abs=1e-3)
    assert binary([PUBLISHED["D"]]) == 1  # everybody has everything
    # Four characters, two coders, one in and one out: 8 values, 2 in; D_o = 2, D_e = 2*2*6/7.
    assert binary([Continuum([[(0, 1)], [(1, 2)]], 4)]) == pytest.approx(1 - 4 / (2 * 2 * 6 / 7))


def test_degenerate_continua() -> None:
    same = Continuum([[(3, 9)], [(3, 9)]], 20)
    assert unitised([same]) == binary([same]) == 1
    assert unitised([]) == binary([]) == 1
    assert unitised([Continuum([[(0, 3)]], 5)]) == 1
    assert unitised([Continuum([[], []], 5)]) == 1
    assert binary([Continuum([[(0, 5)], []], 0)]) == 1


TEXT = "Ann said rain will fall. Bo said it would not."
ONE = {"content": [[9, 23]], "cue": [4, 8], "source": [0, 3]}
TWO = {"content": [[33, 45]], "cue": [28, 32], "source": [25, 27]}


def several(**people: list[dict[str, object]]) -> Several:
    article = Article.from_text(TEXT, "a.txt")
    annotations = {
        name: from_record({"id": "a.txt", "text": TEXT, "quotes": quotes}, article).annotation
        for name, quotes in people.items()
    }
    return Several("a.txt", article, annotations)


def test_pairs_of_three() -> None:
    found = agree([several(ann=[ONE, TWO], bea=[ONE, TWO], cy=[ONE])])
    assert found.pairs == 3
    # ann-bea 2 of 2; ann-cy and bea-cy: 1 hit, 2 against 1. Both directions: hits 8, sizes 4+4 + 2*(2+1).
    assert found.f1("exact", "whole") == pytest.approx(8 / 10)
    # agr: 1, 1 | 1/2, 1 | 1/2, 1
    assert found.agr == pytest.approx(5 / 6)
    assert found.articles[0][0] == "a.txt"
    assert [pair[:2] for pair in found.people][-1] == ("ann", "bea")
    assert [(one.words, one.found_by, one.many) for one in found.attributions] == [
        ("rain will fall", ("ann", "bea", "cy"), 3),
        ("it would not", ("ann", "bea"), 3),
    ]
    data = agreement_data(found)
    assert data["found_by"] == {"2 of 3": 1, "3 of 3": 1}
    assert data["f1"]["all"]["whole"] == 0.8
    assert 0 < data["alpha_unitised"]["content"] < 1
    text = agreement_tables(found)
    assert "ann and cy" in text
    assert text.startswith("1 articles, 3 pairs of annotators; agr 83.3")


def test_what_the_annotators_of_an_attribution_share() -> None:
    shorter = {**ONE, "content": [[9, 18]]}
    (one,) = agree([several(ann=[ONE], bea=[shorter])]).attributions
    assert (one.found_by, one.same, one.place) == (("ann", "bea"), ("cue", "source"), (9, 23))
    apart = agree([several(ann=[ONE], bea=[TWO])]).attributions
    assert [(one.found_by, one.many) for one in apart] == [(("ann",), 2), (("bea",), 2)]


def test_nobody_to_agree_with() -> None:
    found = agree([several(ann=[ONE])])
    assert (found.pairs, found.agr) == (0, 0)
    assert agreement_tables(found, "markdown")
