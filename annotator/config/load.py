"""Finding, reading and merging the two settings files."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from annotator.config.fields import Draft
from annotator.config.settings import Settings, SettingsProblem, annotator_id
from annotator.config.tree import Table, TreeError, parse
from annotator.store.opening import OpenError, read_file
from annotator.store.places import Places
from annotator.values import replace

FILE_NAME = "annotator.yaml"
LIMIT = 256 * 1024
"""Bytes of the largest settings file that is read."""


def login_name() -> str:
    """The id of the person who is logged in, for settings that name nobody."""
    try:
        return annotator_id(getpass.getuser()) or "annotator"
    except (OSError, KeyError, ImportError):
        return "annotator"


def load_settings(
    corpus_root: Path | None,
    command_ids: frozenset[str],
    *,
    config_folder: Path | None = None,
) -> tuple[Settings, tuple[SettingsProblem, ...]]:
    """The settings for a corpus, and what in the files is not used and why.

    `corpus_root` is the corpus folder (None: only the person's own settings), `command_ids` the commands
    keys may be given to, `config_folder` the folder of the person's file (None: the system's place for
    it). Never raises, whatever the files hold; a file that is not there is no problem.
    """
    folder = Places.default().config if config_folder is None else config_folder
    draft = Draft(command_ids)
    own = folder / FILE_NAME
    # People keep their own settings in a repository and link to them; those of a corpus stay inside it.
    draft.read(own, _table(own, Path(os.path.realpath(own)), None, draft))
    if corpus_root is not None:
        theirs = corpus_root / FILE_NAME
        draft.read(theirs, _table(theirs, theirs, corpus_root, draft))
    settings = draft.settings()
    if not draft.named:
        settings = replace(settings, annotator=login_name())
    return settings, tuple(draft.problems)


def _table(file: Path, real: Path, root: Path | None, draft: Draft) -> Table | None:
    """The mapping in a settings file, None when there is none to read; a broken file is one problem."""
    try:
        return parse(read_file(real, limit=LIMIT, root=root))
    except OpenError as error:
        if not error.missing:
            draft.problems.append(SettingsProblem(file, None, "", error.why))
    except TreeError as error:
        draft.problems.append(SettingsProblem(file, error.line, "", f"{error.message}; nothing in this file is used"))
    return None
