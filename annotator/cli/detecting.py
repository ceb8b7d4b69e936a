"""`annotator detect`: pre-filling without a screen."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from annotator.cli.progress import Progress, make_room
from annotator.cli.reading import complain, corpus_of, settings_for
from annotator.config import Settings
from annotator.exchange.jsonl import dump_line
from annotator.exchange.record import to_record
from annotator.goldfile import GoldError, encode, read_gold
from annotator.session import detected, words_of
from annotator.store.corpus import Corpus, CorpusError, gold_path
from annotator.store.opening import OpenError, load_gold, open_article
from annotator.store.save import SaveError, save


def run(options: argparse.Namespace) -> int:
    """Print or write the proposals of every article; 1 when an article could not be read."""
    settings, _ = settings_for(options)
    corpus = corpus_of(options.paths, settings)
    if corpus is None:
        return 2
    names = corpus.names()
    if not names:
        complain(corpus.why_empty())
        return 2
    if options.refresh:
        return _refresh(corpus, names, settings)
    if options.to == "yaml" and len(names) > 1 and options.output is None:
        complain(f"{len(names)} articles: --to yaml needs a folder for them (-o DIR)")
        return 2
    failed = 0
    progress = Progress("detected", len(names))
    for name in names:
        try:
            article = open_article(corpus.path(name), settings.encoding, corpus.folder)
            annotation = detected(article, settings)
            if options.to == "jsonl":
                _write(dump_line(to_record(annotation, article, name)))
            elif options.output is None:
                _write(encode(annotation, article))
            else:
                _save(Path(options.output), name, encode(annotation, article))
        except (OpenError, GoldError, SaveError) as error:
            complain(str(error))
            failed = 1
        progress.step()
    progress.end()
    return failed


def _write(data: bytes) -> None:
    make_room()
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _save(folder: Path, name: str, data: bytes) -> None:
    """Write a new gold file below a folder; one that is there is never touched."""
    target = gold_path(folder / name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(target, f"its folder cannot be made: {error.strerror}") from None
    if target.exists() or target.is_symlink():
        raise SaveError(target, "is there already and was left as it is; move it away or choose another folder")
    save(target, data, None)


def _refresh(corpus: Corpus, names: list[str], settings: Settings) -> int:
    """Detect anew in every gold file in work: only what is still proposed changes (B13)."""
    from annotator.detection import refresh

    failed = changed = 0
    names = [name for name in names if name in corpus.gold_names]
    progress = Progress("looked at", len(names))
    for name in names:
        progress.step()
        gold = corpus.gold(name)
        try:
            loaded = load_gold(gold)
            if loaded is None:
                continue
            article = open_article(corpus.path(name), settings.encoding, corpus.folder)
            found = read_gold(loaded.data, article, gold.name)
            if found.annotation is None or found.matches is False:
                reason = found.problems[0] if found.problems else "the article changed since it was annotated"
                complain(f"{gold.name}: {reason}; left as it is")
                failed = 1
                continue
            if found.annotation.review.status != "in_progress":
                continue
            annotation = refresh(found.annotation, article, words_of(settings))
            data = encode(annotation, article)
            if data != loaded.data:
                save(gold, data, loaded.fingerprint)
                changed += 1
        except (OpenError, GoldError, SaveError, CorpusError) as error:
            complain(str(error))
            failed = 1
    progress.end()
    print(f"{changed} gold {'file' if changed == 1 else 'files'} refreshed", file=sys.stderr)
    return failed
