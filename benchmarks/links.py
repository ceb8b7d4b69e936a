"""People and links against gold: `python -m benchmarks.links GOLD.yaml|FOLDER… [--wrong]`.

The contents, cues and sources of the gold are given; measured is what is made of them: the speakers of
each quote (up to renaming of entities, in each article the assignment that fits most), `within`,
`repeats`, the entities of vias, and how often the picker for persons has the right answer first or among
five, with the quotes before it decided. `--wrong` lists the quotes with wrong speakers or `repeats`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.article import Article
from annotator.detection import links
from annotator.detection.base import Draft, ViaDraft
from annotator.detection.echoes import find_echoes
from annotator.detection.entities import resolve
from annotator.detection.naming import analyse
from annotator.detection.people_words import lexicon
from annotator.detection.ranking import rank_persons
from annotator.goldfile import read_gold
from annotator.marks import derive_type
from annotator.model import Annotation, Quote, range_of
from annotator.text import Range


@dataclass
class Count:
    """Right ones of all, with the wrong ones in words."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, kind: str, right: bool, what: str = "") -> None:
        """Count one decision."""
        self.total[kind] += 1
        self.right[kind] += right
        if not right and what:
            self.wrong.append(what)


def golds(paths: Sequence[Path]) -> Iterator[tuple[str, Article, Annotation]]:
    """Every gold file of the paths with its article."""
    for path in paths:
        for file in sorted(path.rglob("*.gold.yaml")) if path.is_dir() else [path]:
            data = file.read_bytes()
            source = file.with_name(file.name.split(".gold.yaml")[0])
            article = Article.decode(source.read_bytes(), source.name)
            loaded = read_gold(data, article, file.name)
            if loaded.annotation is None:
                print(f"{file}: {[problem.message for problem in loaded.problems]}", file=sys.stderr)
                continue
            yield source.name, article, loaded.annotation


def drafts_of(annotation: Annotation) -> tuple[Draft, ...]:
    """The quotes of a gold as drafts, as if found without a mistake."""
    index = {quote.id: i for i, quote in enumerate(annotation.quotes)}
    return tuple(
        Draft(
            tuple(piece.span for piece in quote.content),
            range_of(quote.cue),
            range_of(quote.source),
            range_of(quote.addressee),
            tuple(ViaDraft(via.kind, via.source.span, range_of(via.cue)) for via in quote.via),
            quote.act,
            quote.flags,
            1.0,
            index.get(quote.continues or ""),
        )
        for quote in annotation.quotes
    )


def renaming(gold: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> dict[str, str]:
    """Found ids to gold ids, one to one, the pairs that meet most often first."""
    pairs: Counter[tuple[str, str]] = Counter()
    for mine, theirs in zip(gold, found, strict=True):
        if len(mine) == len(theirs):
            pairs.update(zip(theirs, mine, strict=True))
    new: dict[str, str] = {}
    for (theirs, mine), _ in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        if theirs not in new and mine not in new.values():
            new[theirs] = mine
    return new


def source_kind(text: str, quote: Quote, language: str) -> str:
    """What kind of words the source is."""
    if quote.source is None:
        return "none, continues" if quote.continues else "none"
    phrase = analyse(text, *quote.source.span, lexicon(language))
    if phrase.pronoun:
        return "pronoun" if phrase.pronoun not in lexicon(language).relative else "relative pronoun"
    return "several" if phrase.parts else "name" if phrase.proper else "noun"


def measure(name: str, article: Article, gold: Annotation, count: Count, picker: Count) -> float:
    """Add one article to the counts; returns the CPU seconds it took to resolve."""
    text, structure, language = article.text, article.structure, gold.document.language
    drafts = drafts_of(gold)
    structure.sentences  # noqa: B018  (worked out before the clock starts: detection has it anyway)
    begin = time.process_time()
    resolved = resolve(text, structure, language, drafts, gold.sections)
    seconds = time.process_time() - begin
    kinds = [derive_type(text, draft.content, draft.flags) for draft in drafts]
    outer = links.nesting(drafts)
    echoes = find_echoes(text, gold.sections, drafts, kinds, resolved, outer)
    resolved = echoes.resolved
    new = renaming([quote.speakers for quote in gold.quotes], resolved.speakers)
    for quote, speakers in zip(gold.quotes, resolved.speakers, strict=True):
        mine = tuple(new.get(id, id) for id in speakers)
        words = quote.source.text if quote.source else None
        right = sorted(mine) == sorted(quote.speakers)
        what = f"{name} {quote.id}: {words!r} is {quote.speakers}, not {speakers}"
        count.add(f"speakers, source {source_kind(text, quote, language)}", right, what)
        count.add("speakers", right)
    ids = [quote.id for quote in gold.quotes]
    for quote, within in zip(gold.quotes, outer, strict=True):
        found = None if within is None else ids[within]
        if quote.within or found:
            count.add("within", quote.within == found, f"{name} {quote.id}: within {quote.within}, not {found}")
    _repeats(name, gold, echoes.repeats, count)
    for quote, entities in zip(gold.quotes, resolved.vias, strict=True):
        for via, entity in zip(quote.via, entities, strict=True):
            same = (via.entity is None) == (entity is None) and new.get(entity or "", via.entity) == via.entity
            count.add("via entity", same, f"{name} {quote.id}: via {via.source.text!r} is {via.entity}, not {entity}")
    _pick(article, gold, picker)
    return seconds


def _repeats(name: str, gold: Annotation, repeats: Sequence[int | None], count: Count) -> None:
    for quote, original in zip(gold.quotes, repeats, strict=True):
        found = None if original is None else gold.quotes[original].id
        what = f"{name} {quote.id}: repeats {quote.repeats}, not {found}"
        if quote.repeats:
            count.add("repeats, recall", quote.repeats == found, what)
        if found:
            count.add("repeats, precision", quote.repeats == found, "" if quote.repeats else what)


def _pick(article: Article, gold: Annotation, picker: Count) -> None:
    """Ask the picker for each source, all quotes that begin before it decided."""
    mentions: list[tuple[Range, str]] = []
    known: dict[str, None] = {}
    for quote in gold.quotes:
        if quote.source is not None and len(quote.speakers) == 1:
            wanted = quote.speakers[0]
            entities = [entity for entity in gold.entities if entity.id in known]
            args = (article.text, article.structure, quote.source.span, quote.source.start, entities, mentions)
            begin = time.process_time()
            answers = rank_persons(*args, gold.document.language)
            picker.right["milliseconds"] += round((time.process_time() - begin) * 1000)
            picker.total["milliseconds"] += 1
            ids = [person.id for person in answers]
            right = wanted if wanted in known else None
            picker.add("first", ids[:1] == [right])
            picker.add("among five", right in ids[:5])
            mentions.append((quote.source.span, wanted))
        known.update(dict.fromkeys(quote.speakers))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--wrong", action="store_true")
    chosen = parser.parse_args(arguments)
    count, picker = Count(), Count()
    seconds: defaultdict[str, float] = defaultdict(float)
    for name, article, gold in golds(chosen.gold):
        seconds[name] += measure(name, article, gold, count, picker)
    for kind in sorted(count.total):
        share = count.right[kind] / count.total[kind]
        print(f"{kind:40} {count.right[kind]:5} of {count.total[kind]:5}  {100 * share:5.1f} %")
    for kind in ("first", "among five"):
        if picker.total[kind]:
            print(f"person picker, {kind:25} {picker.right[kind]:5} of {picker.total[kind]:5}")
    calls = max(1, picker.total["milliseconds"])
    print(f"{1000 * sum(seconds.values()) / max(1, len(seconds)):.1f} ms an article", end=", ")
    print(f"{picker.right['milliseconds'] / calls:.1f} ms a picker call")
    if chosen.wrong:
        print(*count.wrong, sep="\n")


if __name__ == "__main__":
    main()
