"""`conll`: one token a line with BIO tags, one column a role; nested quotes in a second set of columns.

Columns: number, form, start, end, content, cue, source, the same three for nested quotes, and what the
token is part of (`q03:content|q04:cue.2`). Sentences are parted by blank lines; an article begins with
`# newdoc id` and carries its text in `# newdoc text` (a JSON string). A content that goes on in the next
sentence goes on with I.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotator.exchange.base import Entry, Files, Format, Intake, RecordError, Tally
from annotator.exchange.building import Raw, build
from annotator.exchange.jsonl import dump_line
from annotator.exchange.prodigy import article_of, tokens_of
from annotator.model import Quote
from annotator.text import Range

COLUMNS = ("content", "cue", "source", "content.2", "cue.2", "source.2")
ROLES = 3
SETS = 2
HEAD = f"# columns = id form start end {' '.join(COLUMNS)} quotes\n"


class _Tags:
    """The columns of one article: for each set and role a tag a token, and the ids."""

    def __init__(self, tokens: list[Range]) -> None:
        self._starts = [start for start, _ in tokens]
        self.columns = [["O"] * len(tokens) for _ in COLUMNS]
        self.ids: list[list[str]] = [[] for _ in tokens]

    def _tokens(self, span: Range) -> range:
        return range(bisect_left(self._starts, span[0]), bisect_left(self._starts, span[1]))

    def _spans(self, quote: Quote) -> list[tuple[int, Range]]:
        single = [(1, quote.cue), (2, quote.source)]
        return [(0, piece.span) for piece in quote.content] + [
            (role, span.span) for role, span in single if span is not None
        ]

    def put(self, quote: Quote, nested: bool) -> bool:
        """Write the quote into the first set that is free for it; False when none is.

        Two quotes may share a cue or a source, but nothing else.
        """
        spans = self._spans(quote)
        for number in range(1 if nested else 0, SETS):
            columns = self.columns[number * ROLES : (number + 1) * ROLES]
            wanted = [(columns[role], role, self._tokens(span)) for role, span in spans]
            if all(
                all(column[at] == "O" for at in tokens) or (role > 0 and _same(column, tokens))
                for column, role, tokens in wanted
            ):
                for column, role, tokens in wanted:
                    for at in tokens:
                        column[at] = "B" if at == tokens[0] else "I"
                        self.ids[at].append(f"{quote.id}:{COLUMNS[number * ROLES + role]}")
                return True
        return False


def _same(column: list[str], tokens: range) -> bool:
    """Whether exactly these tokens are one span of the column already."""
    after = tokens[-1] + 1 if tokens else 0
    return (
        bool(tokens)
        and column[tokens[0]] == "B"
        and all(column[at] == "I" for at in tokens[1:])
        and (after >= len(column) or column[after] != "I")
    )


def _one(entry: Entry, tally: Tally) -> str:
    text, quotes = entry.article.text, entry.annotation.quotes
    spans = [piece.span for quote in quotes for piece in quote.content]
    spans += [span.span for quote in quotes for span in (quote.cue, quote.source) if span is not None]
    tokens = tokens_of(text, spans)
    tags = _Tags(tokens)
    for quote in sorted(quotes, key=lambda quote: quote.within is not None):
        if not tags.put(quote, quote.within is not None):
            tally.lost("quotes that overlap others too deeply", example=f"{entry.id} {quote.id}")
        tally.lost("types", 1)
        tally.lost("acts", 1)
        tally.lost("statuses", 1)
        tally.lost("speakers", len(quote.speakers))
        tally.lost("addressees and vias", (quote.addressee is not None) + len(quote.via))
        tally.lost("links", sum(bool(link) for link in (quote.continues, quote.repeats)))
        tally.lost("flags", len(quote.flags))
        tally.lost("notes", quote.note is not None)
    tally.lost("sections", len(entry.annotation.sections))
    tally.lost("rejected items", len(entry.annotation.rejected))
    body = dump_line(text).decode("utf-8").rstrip("\n")
    lines = [f"# newdoc id = {json.dumps(entry.id, ensure_ascii=False)}", f"# newdoc text = {body}"]
    at = 0
    for paragraph in entry.article.structure.sentences:
        for _, end in paragraph:
            number = 0
            while at < len(tokens) and tokens[at][0] < end:
                number += 1
                start, stop = tokens[at]
                cells = [str(number), text[start:stop], str(start), str(stop)]
                cells += [column[at] for column in tags.columns]
                lines.append("\t".join([*cells, "|".join(tags.ids[at]) or "_"]))
                at += 1
            if number:
                lines.append("")
    return "\n".join(lines) + "\n"


def export(entries: Iterable[Entry], tally: Tally, options: Mapping[str, Any]) -> dict[str, bytes]:
    """One file for the corpus."""
    parts = [HEAD]
    for entry in entries:
        parts.append(_one(entry, tally))
        tally.articles += 1
        tally.quotes += len(entry.annotation.quotes)
    return {"": "".join(parts).encode("utf-8", "surrogatepass")}


def _documents(text: str) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """The lines of each article with their numbers."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("# newdoc id") and found:
            yield found[0][0], found
            found = []
        if line.strip() and not line.startswith("# columns"):
            found.append((number, line.removesuffix("\r")))
    if found:
        yield found[0][0], found


def _quotes(lines: list[tuple[int, str]], text: str, name: str) -> dict[str, dict[str, list[list[int]]]]:
    """The spans of each quote by role, from the tags and the last column."""
    found: dict[str, dict[str, list[list[int]]]] = defaultdict(lambda: defaultdict(list))
    for number, line in lines:
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 5 + len(COLUMNS) or not (_number(cells[2]) and _number(cells[3])):
            raise RecordError(number, "", "not a line of eleven columns with offsets", name)
        start, end = int(cells[2]), int(cells[3])
        if text[start:end] != cells[1]:
            raise RecordError(number, "", f"[{start}, {end}] does not cut out {cells[1][:40]!r}", name)
        for part in cells[-1].split("|"):
            id, _, column = part.partition(":")
            if column not in COLUMNS:
                if part == "_":
                    continue
                raise RecordError(number, "", f"{part[:40]!r} is not a quote and a column", name)
            tag, spans = cells[4 + COLUMNS.index(column)], found[id][column.removesuffix(".2")]
            if tag == "I" and spans:
                spans[-1][1] = end
            elif tag == "B":
                spans.append([start, end])
            else:
                raise RecordError(number, "", f"{tag[:20]!r} in a column that the token is said to be part of", name)
    return found


def _number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) < 12


def _header(lines: list[tuple[int, str]], key: str, name: str) -> str | None:
    """The JSON string of a `# newdoc` line."""
    prefix = f"# newdoc {key} = "
    for number, line in lines:
        if line.startswith(prefix):
            try:
                value = json.loads(line.removeprefix(prefix))
            except ValueError:
                value = None
            if not isinstance(value, str):
                raise RecordError(number, f"newdoc {key}", "not a JSON string", name)
            return value
    return None


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """Entries of files in our own layout."""
    for name in sorted(files):
        try:
            text = files[name].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            yield RecordError(files[name].count(b"\n", 0, error.start) + 1, "", "not UTF-8", name)
            continue
        for first, lines in _documents(text):
            try:
                id = _header(lines, "id", name) or f"record-{first}.txt"
                article = article_of(_header(lines, "text", name), id, first, "newdoc text")
                raws = [
                    Raw(
                        content=tuple((start, end) for start, end in roles["content"]),
                        cue=tuple((start, end) for start, end in roles["cue"]),
                        source=tuple((start, end) for start, end in roles["source"]),
                        key=key,
                    )
                    for key, roles in _quotes(lines, article.text, name).items()
                ]
                annotation, notes = build(article, raws, intake, nest=True)
                yield Entry(id, article, annotation, notes)
            except RecordError as error:
                yield error if error.file else error.within(name)


FORMAT = Format(
    "conll",
    ".conll",
    export,
    load,
    reads=(".conll", ".tsv"),
    cannot="type, act, status, speakers, addressee, via, links, flags, sections, rejected",
)
