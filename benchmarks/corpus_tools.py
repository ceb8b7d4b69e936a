"""Figures about `corpus/`: which phenomenon stands in which article, and the tables of its README.

    python benchmarks/corpus_tools.py            # print the figures
    python benchmarks/corpus_tools.py --write    # put them into corpus/README.md, between its marks

Most phenomena are counted from the gold and the text; what neither tells (the layout of an article,
a place name that stands for a government) is in `corpus/tags.toml`. Agreement with a second annotator
is shown once `corpus/agreement.toml` exists and not before.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.article import Article
from annotator.goldfile import read_gold
from annotator.model import DISPLAY_KINDS, Annotation, Quote, Span
from annotator.text import paragraphs, sentences

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
GOLD = ".gold.yaml"


@dataclass(frozen=True)
class Item:
    """One article of the corpus with its gold and its tags."""

    name: str
    text: str
    gold: Annotation
    layout: str
    tags: frozenset[str]

    @property
    def words(self) -> int:
        """White-space separated words of the article."""
        return len(self.text.split())

    def paragraph(self, span: Span) -> int:
        """Index of the paragraph the span begins in."""
        return max(i for i, (start, _) in enumerate(paragraphs(self.text)) if start <= span.start)

    def section(self, quote: Quote) -> str:
        """The kind of the section the quote begins in, "" when there is none."""
        return next((s.kind for s in self.gold.sections if s.start <= quote.start < s.end), "")


YOURS = "yours"
"""The folder of articles without gold, for whoever tries the program."""


def load(folder: Path = CORPUS) -> tuple[Item, ...]:
    """Every article of the corpus with its gold, by name; raises ValueError when one has none that reads."""
    tags = tomllib.loads((folder / "tags.toml").read_text("utf-8"))
    items = []
    for path in sorted([*folder.rglob("*.txt"), *folder.rglob("*.md")]):
        if path.name.startswith("README") or path.parent.name == YOURS:
            continue
        name = path.relative_to(folder).as_posix()
        article = Article.decode(path.read_bytes(), path.name)
        loaded = read_gold(path.with_name(path.name + GOLD).read_bytes(), article, path.name + GOLD)
        if loaded.annotation is None:
            raise ValueError(f"{name}: {'; '.join(map(str, loaded.problems))}")
        entry = tags[name]
        items.append(Item(name, article.text, loaded.annotation, entry["layout"], frozenset(entry.get("tags", ()))))
    return tuple(items)


Count = Callable[[Item], int]
PRONOUNS = frozenset(
    "i we he she it they you one his her my their our its il elle ils er sie ella él ellos me him them us".split()
)
RELATIVE = frozenset("who which that qui que quien der die das".split())
OPENERS = "“‘«„»\"'"


def _cue(quote: Quote) -> str:
    return quote.cue.text.lower() if quote.cue else ""


def _source(quote: Quote) -> str:
    return quote.source.text.lower() if quote.source else ""


def _each(test: Callable[[Quote], bool]) -> Count:
    """How many quotes pass the test."""
    return lambda item: sum(map(test, item.gold.quotes))


def _with(test: Callable[[Item, Quote], bool]) -> Count:
    """How many quotes pass a test that needs the article."""
    return lambda item: sum(test(item, quote) for quote in item.gold.quotes)


def _tag(tag: str) -> Count:
    return lambda item: int(tag in item.tags)


def _matches(pattern: str) -> Count:
    """Whether the text matches at all."""
    found = re.compile(pattern)
    return lambda item: int(found.search(item.text) is not None)


def _flag(flag: str) -> Count:
    return _each(lambda quote: flag in quote.flags)


def _cued(pattern: str) -> Count:
    found = re.compile(rf"\b(?:{pattern})\b")
    return _each(lambda quote: found.search(_cue(quote)) is not None)


def _reason(reason: str) -> Count:
    return lambda item: sum(one.reason == reason for one in item.gold.rejected)


def _kind(kind: str) -> Count:
    """Quotes with a speaker of that entity kind."""
    return lambda item: sum(
        any(entity.kind == kind for id in quote.speakers if (entity := item.gold.entity(id)))
        for quote in item.gold.quotes
    )


def _marked(quote: Quote) -> Sequence[str]:
    """The marked pieces of a quote: all of its content when it is direct."""
    return [span.text for span in (quote.content if quote.type == "direct" else quote.quoted)]


def _has(marks: str) -> Callable[[Quote], bool]:
    return lambda quote: any(mark in piece for piece in _marked(quote) for mark in marks)


def _both_marks(item: Item) -> int:
    straight = any(map(_has('"'), item.gold.quotes)) or any('"' in r.content[0].text for r in item.gold.rejected)
    return int(straight and any(map(_has("“”"), item.gold.quotes)))


def _nested_marks(quote: Quote) -> bool:
    return any(re.search(r"[“\"][^”\"]*(?<!\w)[‘'][^”\"]*[’'](?!\w)|‘[^’]*“", piece) for piece in _marked(quote))


def _split(quote: Quote) -> bool:
    """Whether cue or source stands between two pieces of one sentence."""
    return any(
        a.end <= quote.cue.start < b.start
        and not re.search(r"[.!?]\W", a.text[-2:] + " ")
        and b.text[:2].strip(OPENERS)[:1].islower()
        for a, b in zip(quote.content, quote.content[1:], strict=False)
        if quote.cue
    )


def _second_sentence(item: Item, quote: Quote) -> bool:
    """Whether a marked sentence follows the cue in the same paragraph, as a span or as a quote of its own."""
    if quote.continues:
        before = item.gold.quote(quote.continues)
        return before is not None and item.paragraph(before.content[-1]) == item.paragraph(quote.content[0])
    return any(
        quote.cue is not None
        and a.end <= quote.cue.start < b.start
        and item.paragraph(a) == item.paragraph(b)
        and "." in item.text[a.end : b.start]
        for a, b in zip(quote.content, quote.content[1:], strict=False)
    )


def _reopened(item: Item, quote: Quote) -> bool:
    return any(
        item.paragraph(a) != item.paragraph(b) and b.text[0] in OPENERS
        for a, b in zip(quote.content, quote.content[1:], strict=False)
    )


def _orphan(item: Item, quote: Quote) -> bool:
    before = item.gold.quote(quote.continues) if quote.continues else None
    return before is not None and item.paragraph(before.content[-1]) != item.paragraph(quote.content[0])


def _distant(item: Item, quote: Quote) -> bool:
    """Whether the source stands in another sentence than the content, or is carried over a paragraph."""
    if quote.source is None:
        return _orphan(item, quote)
    paragraph = paragraphs(item.text)[item.paragraph(quote.source)]
    of_source = next(s for s in sentences(item.text, *paragraph) if s[0] <= quote.source.start < s[1])
    return not any(of_source[0] <= span.start < of_source[1] for span in quote.content)


def _according(place: str) -> Count:
    words = re.compile(r"(?:according to|selon|según)$")

    def test(quote: Quote) -> bool:
        if quote.cue is None or not words.match(_cue(quote)):
            return False
        if quote.cue.end <= quote.start:
            return place == "first"
        return place == ("last" if quote.cue.start >= quote.end else "middle")

    return _each(test)


def _indirect(first: bool) -> Count:
    """Indirect quotes whose cue stands before (or after) the whole content."""
    return _each(
        lambda q: (
            q.type == "indirect" and q.cue is not None and (q.cue.end <= q.start if first else q.cue.start >= q.end)
        )
    )


def _fragment(most: int, least: int) -> Count:
    """Marked pieces of so many words inside a mixed quote, or as a whole direct one."""
    return _each(
        lambda quote: (
            any(least <= len(piece.split()) <= most for piece in quote_pieces(quote))
            if quote.type == "mixed"
            else len(quote.content) == 1
            and bool(quote_pieces(quote))
            and least <= len(quote_pieces(quote)[0].split()) <= most
        )
    )


def quote_pieces(quote: Quote) -> Sequence[str]:
    """The marked pieces of a quote, none for one without marks."""
    return [piece for piece in _marked(quote) if piece[0] in OPENERS]


def _spokesperson(item: Item, quote: Quote) -> bool:
    return any(
        entity.kind in ("person", "unnamed") and entity.speaks_for
        for id in quote.speakers
        if (entity := item.gold.entity(id))
    )


def _aside(quote: Quote) -> bool:
    """A source with an appositive of at least six words."""
    return quote.source is not None and any(len(part.split()) >= 6 for part in quote.source.text.split(",")[1:])


def _repeated(kinds: frozenset[str]) -> Count:
    return _with(lambda item, quote: bool(quote.repeats) and item.section(quote) in kinds)


def _order(quote: Quote) -> bool:
    if re.search(r"\border", _cue(quote)):
        return True
    return re.search(r"\b(?:told|tells?)\b", _cue(quote)) is not None and quote.content[0].text.startswith("to ")


_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being) (?:\w+ed|said|told|thought|held|known)\b")
_NOUN = re.compile(r"\w+ (?:was|is|were|are)$")
_EMOJI = "[\U0001f300-\U0001faff❤]"
_NON_LATIN = "[\u0370-\u058f\u0590-\u05ff\u0600-\u06ff\u4e00-\u9fff\u3040-\u30ff]"

PHENOMENA: Mapping[str, Count] = {
    "straight marks": _each(_has('"')),
    "curly marks": _each(_has("“‘")),
    "straight and curly in one article": _both_marks,
    "wrong-way mark": _each(lambda q: "odd_marks" in q.flags and q.content[0].text[0] in "”’"),
    "missing mark": _each(
        lambda q: "unclosed" in q.flags or ("odd_marks" in q.flags and q.content[0].text[0] not in "”’“")
    ),
    "marks within marks": _each(_nested_marks),
    "split around the cue": _each(_split),
    "second sentence after the cue": _with(_second_sentence),
    "several paragraphs, marks re-opened": _with(_reopened),
    "closed orphan paragraph": _with(_orphan),
    "indirect, cue first": _indirect(True),
    "indirect, cue last": _indirect(False),
    "one marked word": _fragment(1, 1),
    "marked fragment": _fragment(5, 2),
    "scare quotes": _reason("scare_quote"),
    "titles": _reason("title"),
    "nicknames and names": _reason("name"),
    "terms": _reason("term"),
    "“according to” first": _according("first"),
    "“according to” in the middle": _according("middle"),
    "“according to” last": _according("last"),
    "colon as cue": _each(lambda q: _cue(q) == ":"),
    "dash as cue": _each(lambda q: _cue(q) in ("–", "—", "-")),
    "noun as cue": _each(lambda q: _NOUN.match(_cue(q)) is not None),
    "passive": _each(lambda q: _PASSIVE.search(_cue(q)) is not None),
    "no source": _each(lambda q: q.cue is not None and q.source is None and not q.speakers),
    "pronoun as source": _each(lambda q: _source(q) in PRONOUNS),
    "relative pronoun as source": _each(lambda q: _source(q) in RELATIVE),
    "distant source": _with(_distant),
    "collective source": _kind("group"),
    "long appositive": _each(_aside),
    "document as source": _kind("document"),
    "ministry": _tag("ministry"),
    "place name for a government": _tag("place_as_government"),
    "spokesperson or delegation": _with(_spokesperson),
    "unnamed person": _kind("unnamed"),
    "agency or paper as via": _each(lambda q: any(via.kind == "outlet" for via in q.via)),
    "document or platform as via": _each(lambda q: any(via.kind != "outlet" for via in q.via)),
    "agency or paper as source": _tag("agency_source"),
    "quote within a quote": _each(lambda q: q.within is not None),
    "denial": _cued("den(?:y|ies|ied|ying)|disputed|rejected"),
    "refusal": _cued("refus(?:e|es|ed)|would not say|lehnte es ab|n’a pas voulu dire|no quiso aclarar"),
    "declined to comment": _each(lambda q: _cue(q) == "declined" and q.content[0].text == "to comment"),
    "negated report": _flag("negated"),
    "hypothetical report": _flag("hypothetical"),
    "question": _each(lambda q: q.content[-1].text.rstrip("”’»“\"'").endswith("?") or "ask" in _cue(q)),
    "order": _each(_order),
    "headline or deck repeats": _repeated(DISPLAY_KINDS - {"key_points"}),
    "key point repeats": _repeated(frozenset({"key_points"})),
    "altered when repeated": _flag("altered"),
    "addressee": _each(lambda q: q.addressee is not None),
    "translated": _flag("translated"),
    "block quotation, turn or post without marks": _flag("block_quote"),
    "marks that are no speech": _flag("marks_not_speech"),
    "emoji": _matches(_EMOJI),
    "accents": _matches("[À-ɏ]"),
    "non-Latin names": _matches(_NON_LATIN),
    "right-to-left names": _matches("[\u0590-\u06ff]"),
    "no-break space": _matches("\u00a0"),
    "zero-width characters": _matches("[\u200b-\u200d\u2060]"),
    "CRLF": _matches("\r\n"),
}
"""Each phenomenon with the function that counts it in one article."""


def counts(items: Sequence[Item]) -> dict[str, dict[str, int]]:
    """For each phenomenon the articles that show it, with how often."""
    return {title: {item.name: n for item in items if (n := count(item))} for title, count in PHENOMENA.items()}


def figures(items: Sequence[Item]) -> str:
    """The size of the corpus as a Markdown table."""
    quotes = [quote for item in items for quote in item.gold.quotes]
    types = Counter(quote.type for quote in quotes)
    rows = [
        ("articles", len(items)),
        ("words", sum(item.words for item in items)),
        ("quotes", len(quotes)),
        *((f"{kind} quotes", types[kind]) for kind in ("direct", "indirect", "mixed")),
        ("nested quotes", sum(quote.within is not None for quote in quotes)),
        ("rejected marks", sum(len(item.gold.rejected) for item in items)),
        ("sections", sum(len(item.gold.sections) for item in items)),
        ("speakers and other entities", sum(len(item.gold.entities) for item in items)),
    ]
    return "\n".join(["| | |", "|---|---:|", *(f"| {title} | {n:,} |" for title, n in rows)])


def articles(items: Sequence[Item]) -> str:
    """Every article with its number, layout, language and size, as a Markdown table."""
    head = ["| no. | article | layout | language | words | quotes |", "|---:|---|---|---|---:|---:|"]
    return "\n".join(
        head
        + [
            f"| {i} | `{item.name}` | {item.layout} | {item.gold.document.language} "
            f"| {item.words} | {len(item.gold.quotes)} |"
            for i, item in enumerate(items, 1)
        ]
    )


def table(items: Sequence[Item]) -> str:
    """Phenomenon by article, as a Markdown table: how often, and the numbers of the articles."""
    numbers = {item.name: i for i, item in enumerate(items, 1)}
    head = ["| phenomenon | times | articles |", "|---|---:|---|"]
    return "\n".join(
        head
        + [
            f"| {title} | {sum(found.values())} | {', '.join(str(numbers[name]) for name in found)} |"
            for title, found in counts(items).items()
        ]
    )


def _f1(counts: Sequence[Mapping[str, int]], shared: str, first: str, second: str) -> str:
    """F1 of counts summed over the halves, or a dash where the role was not counted that way."""
    both = sum(count.get(first, 0) + count.get(second, 0) for count in counts)
    return f"{2 * sum(count.get(shared, 0) for count in counts) / both:.3f}" if both else "–"


def agreement(folder: Path) -> str:
    """Agreement with second annotators by role, from `agreement.toml`; "" while there is none.

    Each second annotator read one half of the articles and has a table `[halves.NAME]`: `articles`, for
    each role how many items the first and the second have (`first`, `second`), how many of them are the
    same (`same`), and for spans the same in tokens (`tokens_first`, ...) within quotes that both have; and
    `[halves.NAME.settled.KIND]`, how each difference was settled. Halves are added up before F1 is taken.
    """
    path = folder / "agreement.toml"
    if not path.exists():
        return ""
    halves = tomllib.loads(path.read_text("utf-8"))["halves"].values()
    roles = list(dict.fromkeys(role for half in halves for role in half["roles"]))
    rows = ["## Agreement", "", f"Articles read twice: {sum(half['articles'] for half in halves)}.", ""]
    rows += ["| role | first | second | same | exact | overlap |", "|---|---:|---:|---:|---:|---:|"]
    for role in roles:
        found = [half["roles"][role] for half in halves if role in half["roles"]]
        sizes = " | ".join(str(sum(count[side] for count in found)) for side in ("first", "second", "same"))
        exact = _f1(found, "same", "first", "second")
        overlap = _f1(found, "tokens_same", "tokens_first", "tokens_second")
        rows.append(f"| {role} | {sizes} | {exact} | {overlap} |")
    rows += ["", "| differences settled | gold corrected | second reader wrong | contestable, gold kept |"]
    rows += ["|---|---:|---:|---:|"]
    for kind in dict.fromkeys(kind for half in halves for kind in half["settled"]):
        found = [half["settled"].get(kind, {}) for half in halves]
        sums = (sum(count.get(how, 0) for count in found) for how in ("corrected", "second_wrong", "contestable"))
        rows.append(f"| {kind} | {' | '.join(map(str, sums))} |")
    return "\n".join(rows)


def fill(readme: str, parts: Mapping[str, str]) -> str:
    """The README with each part put between its `<!-- name -->` and `<!-- /name -->`."""
    for name, body in parts.items():
        between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        found = between.search(readme)
        if found:
            inside = f"{body}\n" if body else ""
            readme = readme[: found.start()] + found[1] + inside + found[2] + readme[found.end() :]
    return readme


def parts(folder: Path = CORPUS) -> dict[str, str]:
    """The generated parts of the README by name."""
    items = load(folder)
    return {
        "figures": figures(items),
        "articles": articles(items),
        "phenomena": table(items),
        "agreement": agreement(folder),
    }


def main() -> None:
    """Print the tables, or write them into the README."""
    parser = argparse.ArgumentParser(description="Figures about corpus/ and the tables of its README.")
    parser.add_argument("--write", action="store_true", help="put them into corpus/README.md")
    made = parts()
    if parser.parse_args().write:
        readme = CORPUS / "README.md"
        readme.write_text(fill(readme.read_text("utf-8"), made), "utf-8")
    else:
        print("\n\n".join(filter(None, made.values())))


if __name__ == "__main__":
    main()
