"""`annotator merge` (for git) and `annotator diff`: gold files by item, never by line."""

from __future__ import annotations

import argparse
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from annotator.article import Article
from annotator.cli.progress import Progress, say
from annotator.cli.reading import complain
from annotator.goldfile import GoldError, encode, read_gold
from annotator.merge import MergeError, diff, merge
from annotator.model import Annotation, Review
from annotator.store.corpus import Corpus, CorpusError
from annotator.store.names import GOLD_SUFFIX, article_path
from annotator.store.opening import Loaded, OpenError, load_gold, open_article, shown_name
from annotator.store.save import ConflictError, SaveError, save


class UnusableError(Exception):
    """A gold file cannot be merged or compared; the message is one sentence that names it."""


def run(options: argparse.Namespace) -> int:
    """Merge; the result is in OURS. 0 merged, 1 something is left for a person, with theirs kept beside."""
    base, ours, theirs = Path(options.base), Path(options.ours), Path(options.theirs)
    place = Path(options.path) if options.path else ours
    try:
        mine, other = _load(ours), _load(theirs)
        try:
            conflicts = _merge(base, ours, place, mine, other)
        except (UnusableError, MergeError, GoldError, SaveError) as error:
            conflicts = [f"{shown_name(place)}: {error}" if isinstance(error, MergeError) else str(error)]
        if not conflicts:
            return 0
        for sentence in conflicts:
            complain(sentence)
        beside = _keep(place, other)
        complain(f"{shown_name(place)}: ours stays where it says so; theirs is kept as {shown_name(beside.name)}")
    except (UnusableError, OpenError, SaveError) as error:
        complain(str(error))
    return 1


def _merge(base: Path, ours: Path, place: Path, mine: Loaded, other: Loaded) -> list[str]:
    """Write the merged file into `ours`; what is left to decide, in sentences."""
    if mine.data == other.data:
        return []
    article = _article(place, ours, _annotation(mine, ours, None).document.encoding)
    mine_ = _annotation(mine, ours, article)
    if mine_.document.sha256 != article.sha256:
        raise UnusableError(
            f"{shown_name(place)}: the article beside it is not the one annotated; open it once, so that its "
            "offsets are found anew, and merge then"
        )
    theirs_ = _annotation(other, place, article)
    was = _load(base)
    # Git gives an empty file when both sides added the gold file.
    base_ = _annotation(was, base, article) if was.data.strip() else _nothing(mine_)
    found = merge(base_, mine_, theirs_)
    save(ours, encode(found.annotation, article), mine.fingerprint)
    return [f"{shown_name(place)}: {conflict.sentence}" for conflict in found.conflicts]


def _nothing(annotation: Annotation) -> Annotation:
    """An annotation of the same article in which nothing was done."""
    return Annotation(document=annotation.document, review=Review(status="new", scope=annotation.review.scope))


def _load(path: Path) -> Loaded:
    loaded = load_gold(path)
    if loaded is None:
        raise UnusableError(f"{shown_name(path)}: is not there")
    return loaded


def _annotation(loaded: Loaded, path: Path, article: Article | None) -> Annotation:
    found = read_gold(loaded.data, article, path.name)
    if found.annotation is None:
        why = found.problems[0] if found.problems else "cannot be read"
        raise UnusableError(f"{shown_name(path)}: {why}; mend the file (annotator check shows all) and merge again")
    return found.annotation


def _article(place: Path, ours: Path, encoding: str | None) -> Article:
    """The article beside the gold file, whose words are needed to write it."""
    for gold in (place, ours):
        path = article_path(gold)
        if path is not None:
            try:
                return open_article(path, encoding)
            except OpenError as error:
                raise UnusableError(f"{shown_name(place)}: its article is needed: {error}") from None
    raise UnusableError(
        f"{shown_name(place)}: is not named as a gold file; give its path as the fourth argument (%P in git)"
    )


def _keep(place: Path, other: Loaded) -> Path:
    """Theirs beside the file, under a name of its own contents; raises SaveError."""
    digest = hashlib.sha256(other.data).hexdigest()[:8]
    beside = place.with_name(f"{place.name}.theirs-{digest}")
    try:
        save(beside, other.data, None)
    except ConflictError:
        raise SaveError(beside, "another file of this name is there") from None
    return beside


# ---------------------------------------------------------------- diff


def run_diff(options: argparse.Namespace) -> int:
    """Print what differs, item by item; 0 nothing, 1 something, 2 a file cannot be used."""
    first, second = Path(options.first), Path(options.second)
    folders = [os.path.isdir(path) for path in (first, second)]  # noqa: PTH112  Path.is_dir raises on long names
    if folders[0] != folders[1]:
        complain("compare two gold files or two folders")
        return 2
    try:
        pairs = _pairs(first, second) if folders[0] else [(shown_name(second), first, second)]
        different = False
        progress = Progress("compared", len(pairs))
        for name, a, b in pairs:
            for sentence in _differences(a, b):
                say(f"{name}: {sentence}")
                different = True
            progress.step()
        progress.end()
    except (UnusableError, OpenError, CorpusError) as error:
        complain(str(error))
        return 2
    return 1 if different else 0


def _pairs(first: Path, second: Path) -> list[tuple[str, Path, Path]]:
    """The gold files of two folders that have the same path in either."""
    names = sorted(
        {path.relative_to(top) for top in (first, second) for path in _golds(top)}, key=lambda path: path.as_posix()
    )
    return [(shown_name(name), first / name, second / name) for name in names]


def _golds(folder: Path) -> Iterator[Path]:
    corpus = Corpus([folder])
    seen = set()
    for name in corpus.names():
        parent = corpus.path(name).parent
        if parent not in seen:
            seen.add(parent)
            yield from (folder / path.relative_to(corpus.folder) for path in parent.glob(f"*{GOLD_SUFFIX}"))


def _differences(a: Path, b: Path) -> Iterator[str]:
    before, after = (load_gold(path) for path in (a, b))
    if before is None and after is None:
        raise UnusableError(f"{shown_name(a)}: is not there")
    if before is None or after is None:
        yield f"only in {shown_name(b if before is None else a)}"
        return
    if before.data != after.data:
        for one in diff(_annotation(before, a, None), _annotation(after, b, None)):
            yield one.sentence
