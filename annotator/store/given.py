"""The paths a person gives on the command line: checked, and refused with a sentence that helps."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from annotator.store.names import NAMED_SUFFIX, article_path, why_no_article
from annotator.store.opening import OpenError, resolve, shown_name


class CorpusError(Exception):
    """The paths given lead to no articles; `str(error)` says why and what helps, safe to show."""


def corpus_folder(paths: Sequence[Path | str]) -> Path:
    """The folder of a corpus, absolute: the one given, or the nearest that holds everything given.

    It is `Corpus.folder`, to be known before the settings in it are read. Raises CorpusError.
    """
    return common_folder(checked(paths))


def common_folder(tops: Sequence[Path]) -> Path:
    """The folder given, or the nearest that holds everything given."""
    return Path(os.path.commonpath([top if top.is_dir() else top.parent for top in tops]))


def absolute(path: Path) -> Path:
    """The path as given, absolute; links are not replaced by what they lead to, so messages name what was named."""
    if ".." not in path.parts:
        return path.absolute()
    # What `..` means after a link only the system knows.
    return path.resolve() if path.name == ".." else path.parent.resolve() / path.name


def checked(paths: Sequence[Path | str]) -> tuple[Path, ...]:
    """The paths, absolute, each a folder or an article; raises CorpusError."""
    if not paths:
        raise CorpusError("no path was given: name a folder with articles, as in `annotator corpus/`")
    return tuple(_top(Path(path)) for path in paths)


def _top(path: Path) -> Path:
    """A path from the command line, checked and absolute; a gold file stands for its article."""
    name = shown_name(path)
    article = article_path(path)
    folder = os.path.isdir(path)  # noqa: PTH112  Path.is_dir raises on a name too long for the system
    if article is not None and not folder:
        if os.path.lexists(article):
            return absolute(article)
        raise CorpusError(f"{name}: is a gold file, but its article {shown_name(article.name)} is not beside it")
    if folder:
        return absolute(path)
    try:
        resolve(path, path.parent)
    except OpenError as error:
        help_text = _did_you_mean(path) if error.missing else ""
        raise CorpusError(f"{error}{help_text}") from None
    why = why_no_article(path.name)
    # A person who names a `.text` file means it, although a folder of them is not searched.
    if why is not None and why_no_article(f"{path.stem}.txt") is None and path.suffix.lower() == NAMED_SUFFIX:
        why = None
    if why is not None:
        raise CorpusError(
            f"{name}: {why}; articles are .txt and .md files, `annotator import` makes them of other formats"
        )
    return absolute(path)


def _did_you_mean(path: Path) -> str:
    """`; did you mean …?` with the nearest name in the same folder, or nothing."""
    import difflib  # slow to import, and only this sentence needs it

    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry, _ in zip(entries, range(2000), strict=False)]
    except (OSError, ValueError):
        return ""
    near = difflib.get_close_matches(path.name, names, 1, 0.6)
    return f"; did you mean {shown_name(path.with_name(near[0]))}?" if near else ""
