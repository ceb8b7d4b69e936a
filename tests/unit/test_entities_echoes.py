"""Headline quotes: what they repeat, and whom that names."""

from __future__ import annotations

from annotator.detection.base import Draft
from annotator.detection.echoes import Echoes, find_echoes
from annotator.detection.entities import Resolved
from annotator.detection.links import nesting
from annotator.marks import derive_type
from annotator.model import Entity, Section
from annotator.text import Range

TEXT = """Potter: ‘Clay Is Patient’

The weather was fair. “Clay is patient, and so am I,” Lea Quist said.

“The kiln is older than the church,” Odo Lenz said.

‘So am I’
"""


def at(words: str, start: int = 0) -> Range:
    place = TEXT.index(words, start)
    return place, place + len(words)


SECTIONS = (
    Section(id="s01", kind="headline", span=at("Potter: ‘Clay Is Patient’"), by="rules"),
    Section(id="s02", kind="body", span=(at("The weather")[0], at("Lenz said.")[1]), by="rules"),
    Section(id="s03", kind="pull_quote", span=at("‘So am I’"), by="rules"),
)
DRAFTS = (
    Draft((at("‘Clay Is Patient’"),), at(":"), at("Potter")),
    Draft((at("“Clay is patient, and so am I,”"),), at("said"), at("Lea Quist")),
    Draft((at("“The kiln is older than the church,”"),), at("said", at("Lenz")[0]), at("Odo Lenz")),
    Draft((at("‘So am I’"),)),
)
POTTER = Entity(id="potter", name="Potter", kind="unnamed")
QUIST = Entity(id="quist", name="Lea Quist", kind="person")
LENZ = Entity(id="lenz", name="Odo Lenz", kind="person")


def echoes(*speakers: tuple[str, ...], entities: tuple[Entity, ...] = (LENZ, POTTER, QUIST)) -> Echoes:
    kinds = [derive_type(TEXT, draft.content) for draft in DRAFTS]
    resolved = Resolved(entities, speakers, ((), (), (), ()))
    return find_echoes(TEXT, SECTIONS, DRAFTS, kinds, resolved, nesting(DRAFTS))


def test_a_description_gives_way_to_the_name_in_the_text() -> None:
    found = echoes(("potter",), ("quist",), ("lenz",), ())
    assert found.repeats == (1, None, None, 1)
    assert found.resolved.speakers == (("quist",), ("quist",), ("lenz",), ("quist",))
    assert [entity.id for entity in found.resolved.entities] == ["lenz", "quist"]
    assert found.altered == frozenset()


def test_a_name_in_the_headline_stays() -> None:
    found = echoes(("lenz",), ("quist",), ("lenz",), ())
    assert found.resolved.speakers[0] == ("lenz",)


def test_a_description_that_speaks_elsewhere_stays() -> None:
    found = echoes(("potter",), ("quist",), ("potter",), ())
    assert found.resolved.speakers[0] == ("potter",)
