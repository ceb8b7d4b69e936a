"""brat standoff: exact bytes out, tolerant in."""

from __future__ import annotations

import pytest

from annotator.exchange import Entry, ExchangeError, Intake, RecordError, export_corpus, import_files
from annotator.model import range_of
from annotator.text import Range

TIME = "2026-01-01T10:00:00Z"

KILN_ANN = """\
T1	Source 0 7	Potters
T2	Cue 8 12	Call
T3	Content 13 31	Kiln Levy ‘Absurd’
T4	Attribution 8 12	Call
E1	Attribution:T4 Source:T1 Cue:T2 Content:T3
T5	Source 33 42	The guild
T6	Cue 43 47	said
T7	Content 48 91	the levy was “absurd” and would close shops
T8	Attribution 43 47	said
E2	Attribution:T8 Source:T5 Cue:T6 Content:T7
T9	Source 119 139	guild head Ana Mirel
T10	Cue 140 144	told
T11	Content 96 118;156 169	“We will pay nothing,” “Not a coin.”
T12	Addressee 145 154	reporters
T13	Attribution 140 144	told
E3	Attribution:T13 Source:T9 Cue:T10 Content:T11 Addressee:T12
T14	Source 188 191	she
T15	Cue 192 197	added
T16	Content 171 187	“Let them come,”
T17	Attribution 192 197	added
E4	Attribution:T17 Source:T14 Cue:T15 Content:T16
T18	Source 211 221	Radio Tarn
T19	Cue 222 230	reported
T20	Content 171 209	“Let them come,” she added in a letter
T21	Attribution 222 230	reported
E5	Attribution:T21 Source:T18 Cue:T19 Content:T20
T22	Source 232 239	Jon Ash
T23	Cue 240 246	denied
T24	Content 247 278	that Mirel had promised a march
T25	Attribution 240 246	denied
E6	Attribution:T25 Source:T22 Cue:T23 Content:T24
T26	Source 252 257	Mirel
T27	Cue 258 270	had promised
T28	Content 271 278	a march
T29	Attribution 258 270	had promised
E7	Attribution:T29 Source:T26 Cue:T27 Content:T28
"""


def loaded(ann: str, text: str, name: str = "a", **options: str) -> Entry:
    files = {f"{name}.txt": text.encode(), f"{name}.ann": ann.encode()}
    (found,) = import_files(files, "brat", Intake(time=TIME, options=options))
    assert isinstance(found, Entry), found
    return found


def roles(entry: Entry) -> list[tuple[list[Range], Range | None, Range | None]]:
    return [([span.span for span in q.content], range_of(q.cue), range_of(q.source)) for q in entry.annotation.quotes]


def test_exact_bytes(kiln: Entry) -> None:
    output = export_corpus([kiln], "brat")
    assert output.files["tarn/kiln.ann"].decode() == KILN_ANN
    assert output.files["tarn/kiln.txt"].decode() == kiln.article.text
    assert b"Attribution\tContent+:Content" in output.files["annotation.conf"]
    assert output.loss.left_out == {"rejected items": 1}
    assert output.loss.not_carried == {
        "types": 6, "acts": 6, "statuses": 6, "flags": 1, "notes": 1, "sections": 3, "speakers": 6,
        "links within and repeats": 2, "via of kind document": 1,
    }  # fmt: skip


def test_continued_quotes_are_merged_and_a_missing_cue_is_anchored_on_content(well: Entry) -> None:
    output = export_corpus([well], "brat")
    ann = output.files["well.ann"].decode()
    assert "Content 22 39;41 69;71 89\t" in ann
    assert ann.count("\nE") == 1
    lone = well.annotation.quotes[1].model_copy(update={"continues": None})
    alone = well.annotation.model_copy(update={"quotes": (lone,)})
    ann = export_corpus([Entry("w.txt", well.article, alone)], "brat").files["w.ann"].decode()
    assert ann == (
        "T1\tContent 71 89\t“Nobody listened.”\n"
        "T2\tAttribution 71 89\t“Nobody listened.”\n"
        "E1\tAttribution:T2 Content:T1\n"
    )


def test_back_again(kiln: Entry) -> None:
    files = export_corpus([kiln], "brat", options={"sections": True, "speakers": True}).files
    (found,) = import_files(files, "brat", Intake(time=TIME))
    assert isinstance(found, Entry)
    assert found.id == "tarn/kiln.txt"
    own = [quote for quote in found.annotation.quotes if quote.source and quote.source.text != "Radio Tarn"]
    assert [roles(found)[found.annotation.quotes.index(q)] for q in own] == roles(kiln)
    assert [(s.kind, s.span) for s in found.annotation.sections] == [(s.kind, s.span) for s in kiln.annotation.sections]
    assert [q.type for q in own] == [q.type for q in kiln.annotation.quotes]
    inner = {q.id: q.within for q in found.annotation.quotes}
    assert sum(link is not None for link in inner.values()) == 2  # q06 in q05, and q04 in what Radio Tarn said
    names = {e.id: e.name for e in found.annotation.entities}
    assert {names[id] for q in own for id in q.speakers} >= {"Jon Ash", "Ana Mirel"}


def test_polnear_layout_with_its_flaws() -> None:
    text = "Ann said rain will fall. “It\npours,” Bo hopes. Nobody.\n"
    ann = (
        "T1\tSource 0 3\tAnn\nT2\tCue 4 8\tsaid\nT3\tContent 9 23\train will fall\nT4\tAttribution 4 8\tsaid\n"
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n"
        "T5\tContent 25 36\t“It\npours,”\n"
        "T6\tCue 40 45\thopes\nT7\tAttribution-no-source 40 45\thopes\n"
        "E2\tAttribution-no-source:T7 Cue:T6 Content:T5\n"
        "T8\tDiscuss 47 53\tNobody\n"
        "E3\tAttribution:T7 Source:T1\n"
        "#1\tAnnotatorNotes T2\tchecked\n"
        "A1\tNegation E1\n"
    )
    files = {
        "text/day.txt": text.encode(),
        "attributions/day_k9.ann": ann.encode(),
        "attributions/day_z1.ann": b"",
        "attributions/night_k9.ann": b"",
    }
    found = list(import_files(files, "brat", Intake(time=TIME)))
    entry = found[0]
    assert isinstance(entry, Entry)
    assert isinstance(found[1], RecordError)
    assert str(found[1]) == "attributions/night_k9.ann: record 1: no text file of that name"
    assert (entry.id, entry.annotation.review.annotators) == ("day.txt", ("k9",))
    # The line break inside the second content is a paragraph break here, so it is in two pieces (C4).
    assert roles(entry) == [([(9, 23)], (4, 8), (0, 3)), ([(25, 28), (29, 36)], (40, 45), None)]
    assert [(q.act, q.type, q.note) for q in entry.annotation.quotes] == [
        ("statement", "indirect", "checked"),
        ("attitude", "direct", None),
    ]
    assert entry.annotation.review.status == "done"
    assert entry.annotation.review.scope == "all"
    assert [s.kind for s in entry.annotation.sections] == ["other", "other"]
    assert set(entry.notes) == {
        "line broken by a newline: joined",
        "event without content: dropped",
        "line of kind A ignored",
        "content cut at a paragraph break",
    }
    every = list(import_files(files, "brat", Intake(options={"annotators": "all"})))
    assert [e.annotation.review.annotators for e in every if isinstance(e, Entry)] == [("k9",), ("z1",)]


def test_spans_that_do_not_fit_are_dropped_or_the_file_refused() -> None:
    text = "Ann said rain will fall, and Bo said it would not."
    good = "".join(f"T{n}\tSource 0 3\tAnn\n" for n in range(10, 25))
    ann = good + "T1\tContent 9 23\train will fall\nT2\tCue 5 9\tsaid\nE1\tAttribution:T2 Content:T1 Cue:T2\n"
    entry = loaded(ann, text)
    assert roles(entry) == [([(9, 23)], None, None)]
    assert "span whose words are not at its offsets: dropped" in entry.notes
    (refused,) = import_files({"a.txt": text.encode(), "a.ann": b"T2\tCue 5 9\tsaid\n"}, "brat")
    assert isinstance(refused, RecordError)
    assert "do not cut out their words" in str(refused)


def test_byte_offsets_are_recognised_and_said_so() -> None:
    text = "Zoë said “no”."
    entry = loaded("T1\tContent 10 18\t“no”\nT2\tCue 5 9\tsaid\nR1\tcue Arg1:T1 Arg2:T2\n", text)
    assert roles(entry) == [([(9, 13)], (4, 8), None)]
    assert entry.notes == ("offsets were UTF-8 bytes: converted",)


def test_a_nested_event_stands_for_the_whole_of_it() -> None:
    text = "Ann said Bo promised rain."
    ann = (
        "T1\tSource 9 11\tBo\nT2\tCue 12 20\tpromised\nT3\tContent 21 25\train\nT4\tAttribution 12 20\tpromised\n"
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\nT5\tCue 4 8\tsaid\nT6\tAttribution 4 8\tsaid\n"
        "E2\tAttribution:T6 Content:E1 Cue:T5 Content:T99\n"
    )
    entry = loaded(ann, text)
    assert roles(entry) == [([(9, 25)], (4, 8), None), ([(21, 25)], (12, 20), (9, 11))]
    assert [quote.within for quote in entry.annotation.quotes] == [None, "q01"]
    assert "argument that names nothing: dropped" in entry.notes


def test_two_articles_never_share_a_file(kiln: Entry) -> None:
    other = Entry("tarn/kiln.txt", kiln.article, kiln.annotation)
    assert "tarn/kiln_ines.ann" in export_corpus([kiln, other], "brat").files
    with pytest.raises(ExchangeError, match="two articles"):
        export_corpus([kiln, other, other], "brat")
