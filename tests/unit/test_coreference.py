"""Who speaks: small invented articles in which [sources] and <contents> are marked, in pairs."""

from __future__ import annotations

import re

import pytest

from annotator.detection.base import Draft
from annotator.detection.entities import Resolved, resolve
from annotator.text import Range, Structure

_SIGN = re.compile(r"[\[\]<>]")


def story(marked: str, language: str = "en") -> tuple[str, tuple[Draft, ...], Resolved]:
    """The text without its signs, the drafts (n-th source with n-th content) and who speaks."""
    text, opened = "", {"[": 0, "<": 0}
    spans: dict[str, list[Range]] = {"[": [], "<": []}
    at = 0
    stack: list[tuple[str, int]] = []
    for match in _SIGN.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        sign = match.group()
        if sign in opened:
            stack.append((sign, len(text)))
            spans[sign].append((len(text), len(text)))
        else:
            opening, start = stack.pop()
            place = spans[opening].index((start, start))
            spans[opening][place] = (start, len(text))
    text += marked[at:]
    drafts = tuple(Draft((content,), None, source) for source, content in zip(spans["["], spans["<"], strict=True))
    return text, drafts, resolve(text, Structure(text), language, drafts)


def names(marked: str, language: str = "en") -> list[str]:
    """The names of the speakers of each quote; several joined by " + ", nobody is ""."""
    _, _, resolved = story(marked, language)
    known = {entity.id: entity.name for entity in resolved.entities}
    return [" + ".join(known[id] for id in speakers) for speakers in resolved.speakers]


CASES: dict[str, tuple[str, list[str]]] = {
    # names
    "surname after full name": ("[Lea Quist] said <rain was due>. [Quist] said <boots would help>.", ["Lea Quist"] * 2),
    "surname before full name": ("[Quist] said <no>. “<Never>,” [Lea Quist] said.", ["Lea Quist"] * 2),
    "title and surname": ("[Lea Quist] said <yes>. [Ms Quist] said <no>.", ["Lea Quist"] * 2),
    "title with a stop": ("[Dr. Lea Quist] said <yes>. [Dr. Quist] said <no>.", ["Lea Quist"] * 2),
    "first name only": ("[Lea Quist] said <yes>. Later [Lea] said <no>.", ["Lea Quist"] * 2),
    "initial": ("[Tomas Reed] said <yes>. [T. Reed] said <no>.", ["Tomas Reed"] * 2),
    "middle initial": ("[Tomas J. Reed] said <yes>. [Tomas Reed] said <no>.", ["Tomas J. Reed"] * 2),
    "two of one surname by first name": (
        "[Tomas Reed] said <yes>. [Nora Reed] said <no>.",
        ["Tomas Reed", "Nora Reed"],
    ),
    "two of one surname by title": (
        "[Tomas Reed] said <yes>. [Nora Reed] said <no>. [Mr Reed] said <well>.",
        ["Tomas Reed", "Nora Reed", "Tomas Reed"],
    ),
    "two of one surname by nearness": (
        "[Tomas Reed] said <yes>. [Nora Reed] said <no>. [Reed] said <well>.",
        ["Tomas Reed", "Nora Reed", "Nora Reed"],
    ),
    "particle in the name": ("[Jan van der Holt] said <yes>. [Van der Holt] said <no>.", ["Jan van der Holt"] * 2),
    "name with al-": ("[Samir al-Dessi] said <yes>. [Dessi] said <no>.", ["Samir al-Dessi"] * 2),
    "junior": ("[Odo Lenz Jr.] said <yes>. [Lenz] said <no>.", ["Odo Lenz Jr."] * 2),
    "name in the text, not a source": (
        "Mayor Lea Quist opened the pier. [Quist] said <it was late>.",
        ["Lea Quist"],
    ),
    "role before the name": ("[harbour master Odo Lenz] said <yes>. [Lenz] said <no>.", ["Odo Lenz"] * 2),
    "appositive after the name": ("[Odo Lenz, a baker], said <yes>. [Lenz] said <no>.", ["Odo Lenz"] * 2),
    "appositive before the name": ("[the baker, Odo Lenz], said <yes>. [Lenz] said <no>.", ["Odo Lenz"] * 2),
    # roles
    "the office of somebody named": ("[Mayor Lea Quist] said <yes>. [The mayor] said <no>.", ["Lea Quist"] * 2),
    "the office, between commas": (
        "[Lea Quist, the mayor of Dunmere], said <yes>. [The mayor] said <no>.",
        ["Lea Quist"] * 2,
    ),
    "the office named only later": ("[The mayor] said <no>. [Mayor Lea Quist] said <well>.", ["Lea Quist"] * 2),
    "described first, named next": (
        "[The harbour pilot] said <no>.\n\n“<Never>,” [Lea Quist] told us.",
        ["Lea Quist"] * 2,
    ),
    "spokeswoman and spokesperson": (
        "[ministry spokeswoman Ana Bell] said <yes>. [The spokeswoman] said <no>.",
        ["Ana Bell"] * 2,
    ),
    "two offices": (
        "[Mayor Lea Quist] said <a>. [harbour master Odo Lenz] said <b>. [The mayor] said <c>.",
        ["Lea Quist", "Odo Lenz", "Lea Quist"],
    ),
    "unnamed, taken up again": ("[A police spokesman] said <a>. [The spokesman] said <b>.", ["police spokesman"] * 2),
    "two unnamed ones": ("[A baker] said <a>. [A fisherman] said <b>.", ["baker", "fisherman"]),
    "age as a name": ("[Odo Lenz] said <a>. [The 34-year-old] said <b>.", ["Odo Lenz"] * 2),
    # organisations
    "short form of a body": (
        "[The Dunmere harbour board] said <a>. [The board] said <b>.",
        ["Dunmere harbour board"] * 2,
    ),
    "the ministry": (
        "[The Ministry of Tides] said <a>. [The ministry] said <b>.",
        ["Ministry of Tides"] * 2,
    ),
    "acronym in brackets": (
        "[The Ferry Workers Union (FWU)] said <a>. [The FWU] said <b>.",
        ["Ferry Workers Union"] * 2,
    ),
    "acronym introduced in the text": (
        "The Ferry Workers Union (FWU) met on Monday. [The FWU] said <b>.",
        ["Ferry Workers Union"],
    ),
    "company": ("[Nordholm Ltd] said <a>. [The company] said <b>.", ["Nordholm Ltd"] * 2),
    "company by its first word": ("[Nordholm Holdings] said <a>. [Nordholm] said <b>.", ["Nordholm Holdings"] * 2),
    "company told by its appositive": (
        "[Vantry Looms] said <a>. [Vantry Looms, a maker of sails], said <b>.",
        ["Vantry Looms"] * 2,
    ),
    "paper": ("[The Dunmere Courier] reported <a>. [The Courier] said <b>.", ["Dunmere Courier"] * 2),
    "country and capital": ("[Norway] said <a>. [Oslo] said <b>.", ["Norway"] * 2),
    "country and its government": (
        "[Norway’s government] said <a>. [The Norwegian government] said <b>.",
        ["Norway’s government"] * 2,
    ),
    "two ministries of two states": (
        "[Norway’s Foreign Ministry] said <a>. [Peru’s Foreign Ministry] said <b>.",
        ["Norway’s Foreign Ministry", "Peru’s Foreign Ministry"],
    ),
    # documents
    "statement": ("[The Peruvian statement] read <a>. [The statement] added <b>.", ["Peruvian statement"] * 2),
    "report": ("[The board’s report] says <a>. [The report] adds <b>.", ["board’s report"] * 2),
    "two reports": ("[A report] says <a>. [Another report] says <b>.", ["report", "report"]),
    # pronouns
    "she": ("[Lea Quist] said <yes>. [She] added <no>.", ["Lea Quist"] * 2),
    "he among two": (
        "[Lea Quist] said <a>. [Odo Lenz] said <b>. [He] added <c>.",
        ["Lea Quist", "Odo Lenz", "Odo Lenz"],
    ),
    "she past a man": (
        "[Lea Quist] said <a>. [Odo Lenz] said <b>. [She] replied <c>.",
        ["Lea Quist", "Odo Lenz", "Lea Quist"],
    ),
    "he, subject rather than object": (
        "Odo Lenz met Tomas Reed at the quay. [He] said <the tide was late>.",
        ["Odo Lenz"],
    ),
    "he, not somebody named in the speech": (
        "“<Tomas Reed is asleep,>” [Odo Lenz] said. “<Wake him,>” [he] added.",
        ["Odo Lenz"] * 2,
    ),
    "gender from the title": (
        "[Mrs Vey] said <a>. [Mr Tarn] said <b>. [She] said <c>.",
        ["Vey", "Tarn", "Vey"],
    ),
    "gender learned from a pronoun": (
        "[Quin Vey] said <a>. [She] said <b>. [Merrin Tarn] said <c>. [He] said <d>. [She] said <e>.",
        ["Quin Vey", "Quin Vey", "Merrin Tarn", "Merrin Tarn", "Quin Vey"],
    ),
    "it for a body": ("[The harbour board] said <a>. [It] added <b>.", ["harbour board"] * 2),
    "it past a person": (
        "[The harbour board] said <a>. [Odo Lenz] said <b>. [It] added <c>.",
        ["harbour board", "Odo Lenz", "harbour board"],
    ),
    "it, body not a source before": ("The council met on Monday. [It] said <the pool would open>.", ["council"]),
    "they for a group": ("[Two skippers] said <a>. [They] added <b>.", ["skippers"] * 2),
    "they past a person": (
        "[Residents] said <a>. [Odo Lenz] said <b>. [They] added <c>.",
        ["Residents", "Odo Lenz", "Residents"],
    ),
    "who": ("Lenz spoke to Lea Quist, [who] said <it was late>.", ["Lea Quist"]),
    "who after an office": ("Nobody asked the mayor of Dunmere, [who] said <it was late>.", ["mayor of Dunmere"]),
    "which": ("The plan angered the harbour board, [which] said <it was late>.", ["harbour board"]),
    "in another paragraph": ("[Lea Quist] said <a>.\n\nThe pier is old.\n\n[She] added <b>.", ["Lea Quist"] * 2),
    "nobody before": ("[He] said <it was late>.", [""]),
    "no man before": ("[Lea Quist] said <a>. [He] said <b>.", ["Lea Quist", ""]),
    # several
    "two persons": (
        "[Lea Quist] said <a>. [Odo Lenz] said <b>. [Quist and Lenz] said <c>.",
        ["Lea Quist", "Odo Lenz", "Lea Quist + Odo Lenz"],
    ),
    "three persons": ("[Ana Bell, Odo Lenz and Lea Quist] said <c>.", ["Ana Bell + Odo Lenz + Lea Quist"]),
    "both": ("[Both candidates] said <a>.", ["candidates"]),
    "bodies joined by and inside a name": (
        "[The Department of Tides and Lamps] said <a>.",
        ["Department of Tides and Lamps"],
    ),
    # nested
    "he in somebody's words is another": (
        "Tomas Reed was there. [Odo Lenz] said: <“[He] said <no>.”>",
        ["Odo Lenz", "Tomas Reed"],
    ),
    "we in somebody's words": ("[Odo Lenz] said: <“[We] said <no>.”>", ["Odo Lenz", "Odo Lenz"]),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_speakers(case: str) -> None:
    marked, wanted = CASES[case]
    assert names(marked) == wanted
