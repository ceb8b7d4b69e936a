"""Versions of an article's gold that somebody else wrote: on the disk instead of ours, or kept beside it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.editor import Editor, Snapshot, utc_now
from annotator.goldfile import GoldError, encode, read_gold
from annotator.session.base import SessionError
from annotator.shown import shown
from annotator.store.history import History
from annotator.store.opening import Loaded, OpenError, load_gold
from annotator.store.save import ConflictError, SaveError, clean, is_leftover, save

if TYPE_CHECKING:
    from annotator.merging import Joined
    from annotator.session.corpus import CorpusSession


RARELY = 1000
"""A folder is listed again after so many times what listing it took: with 100,000 articles, not at every one."""
_THEIRS = ".theirs-"


class Versions:
    """What becomes of ours and theirs. Every answer keeps both: in the file, beside it, or among the earlier versions.

    `backups` are the earlier versions of gold files.
    """

    def __init__(self, session: CorpusSession, backups: History) -> None:
        self._session = session
        self._backups = backups
        self._listed: dict[Path, tuple[float, list[str]]] = {}
        """What other versions a folder held, and until when (monotonic seconds) that counts."""
        self.beside: dict[str, Path] = {}
        """Articles with another version kept beside their gold (by a merge or a conflict), found after opening."""

    # --- on the disk instead of ours ------------------------------------------------------------

    def conflict(self) -> str:
        """Why the newest edits are not saved, when somebody else changed a file; "" otherwise."""
        if not self._session.saving.conflicts:
            return ""
        path, conflict = self._session.saving.conflicts[0]
        return f"{shown(path.name)}: {conflict.why}; yours is not saved"

    def keep_mine(self) -> None:
        """After a conflict: write ours over what is on the disk now; theirs is kept beside it first.

        Raises SessionError when theirs cannot be kept: then nothing is written.
        """
        saving = self._session.saving
        while saving.conflicts:
            path, conflict = saving.conflicts[0]
            theirs = _load(path)
            if theirs is not None:
                self._keep_beside(path, theirs)
            self._resolved()
            saving.saver.resolve(path, theirs.fingerprint if theirs is not None else conflict.theirs)

    def take_theirs(self) -> None:
        """After a conflict: load what is on the disk, as one step of history that undo takes back.

        Where the article changed with it, undo cannot go back: ours is kept among the earlier versions.
        Raises SessionError when theirs cannot be loaded.
        """
        session = self._session
        while session.saving.conflicts:
            path, _ = session.saving.conflicts[0]
            name = self._name_at(path)
            if name is not None:
                ours = session.opened[name].editor
                theirs, loaded = session.on_disk(name)
                same = theirs.editor.article.sha256 == ours.article.sha256
                if not same:
                    self._put_away(path, ours)
                session.saving.saver.drop(path)
                session.saving.saver.open(path, loaded)
                session.saving.expect(name, theirs.editor.annotation)
                if same:
                    theirs.editor, annotation = ours, theirs.editor.annotation
                    session.opened[name] = theirs
                    ours.put(Snapshot(annotation), "theirs taken")
                else:
                    session.replace(name, theirs)
            self._resolved()

    def merge_theirs(self) -> Joined | None:
        """After a conflict: both sides merged item by item (annotator.merge), as one step of history.

        The base is the state at loading. What both changed differently stays ours and is in the result, to
        be decided one by one; theirs is then kept beside the file first. Raises SessionError when the two
        cannot be merged: nothing is written.
        """
        from annotator.merge import MergeError, merge
        from annotator.merging import Joined

        saving = self._session.saving
        if not saving.conflicts:
            return None
        path, _ = saving.conflicts[0]
        name = self._name_at(path)
        opened = self._session.opened[name] if name is not None else None
        if opened is None or opened.base is None:
            raise SessionError("there is no state that both began from; choose mine or theirs")
        editor, theirs = opened.editor, _load(path)
        if theirs is None:
            raise SessionError("theirs was removed, so there is nothing to merge; choose mine or theirs")
        found = read_gold(theirs.data, editor.article, path.name).annotation
        if found is None:
            raise SessionError(f"{shown(path.name)} as it is now cannot be read; choose mine, or mend it first")
        try:
            merged = merge(opened.base, editor.annotation, found)
        except MergeError as error:
            raise SessionError(str(error)) from None
        if merged.conflicts:
            self._keep_beside(path, theirs)
        editor.put(Snapshot(merged.annotation), "merged with theirs")
        self._resolved()
        saving.saver.resolve(path, theirs.fingerprint)
        return Joined(merged.conflicts, found, merged.renamed)

    def _resolved(self) -> None:
        """The first conflict is answered."""
        del self._session.saving.conflicts[0]
        self._session.saving.answered()

    def _name_at(self, path: Path) -> str | None:
        return next((one for one in self._session.opened if self._session.corpus.gold(one) == path), None)

    def _put_away(self, path: Path, editor: Editor) -> None:
        """Keep ours among the earlier versions; raises SessionError when that does not work."""
        try:
            self._backups.add(path, encode(editor.annotation, editor.article), utc_now())
        except (OSError, GoldError) as error:
            raise SessionError(f"mine could not be kept, so theirs was not loaded: {shown(str(error))}") from None
        self._session.notices.append("the article changed, too; mine is kept among the earlier versions")

    # --- kept beside it ---------------------------------------------------------------------------

    def look_beside(self, name: str) -> bool:
        """Clean up after killed programs, and see whether another version is kept beside (from any thread)."""
        gold = self._session.corpus.gold(name)
        names = (one for one in self._files_beside(gold.parent) if one.startswith(f"{gold.name}{_THEIRS}"))
        found = sorted(path for path in map(gold.with_name, names) if os.path.lexists(path))
        if found:
            self.beside[name] = found[0]
        return bool(found)

    def _files_beside(self, folder: Path) -> list[str]:
        """The other versions in a folder, by name; temporary files of killed programs are removed on the way."""
        until, found = self._listed.get(folder, (0.0, []))
        if time.monotonic() < until:
            return found
        start = time.thread_time()
        try:
            with os.scandir(folder) as entries:
                names = [entry.name for entry in entries if _THEIRS in entry.name or is_leftover(entry.name)]
        except OSError:
            return []
        found = [name for name in names if _THEIRS in name]
        clean(folder / name for name in names)
        spent = time.thread_time() - start
        self._listed[folder] = (time.monotonic() + spent * RARELY, found)
        return found

    def pair(self) -> Joined:
        """What is kept beside the gold of this article, item by item; raises SessionError when it is of no use."""
        from annotator.merging import Joined, open_items

        name, editor = self._session.name, self._session.editor
        path = self.beside[name]
        loaded = _load(path)
        found = read_gold(loaded.data, editor.article, path.name).annotation if loaded is not None else None
        if found is None or found.document.sha256 != editor.article.sha256:
            del self.beside[name]
            raise SessionError(f"{shown(path.name)} cannot be read, or is about another version of the article")
        return Joined(open_items(editor.annotation, found), found)

    def end_pair(self, *, decided: bool) -> None:
        """Ask no more; when everything is decided, what was kept beside moves to the earlier versions."""
        name = self._session.name
        path = self.beside.pop(name, None)
        if path is None or not decided:
            return
        loaded = _load(path)
        try:
            if loaded is not None:
                self._backups.add(self._session.corpus.gold(name), loaded.data, utc_now())
                path.unlink()
        except OSError as error:
            raise SessionError(f"{shown(path.name)} stays where it is: {shown(str(error.strerror))}") from None
        self._session.notices.append(f"{shown(path.name)} is now among the earlier versions")

    def _keep_beside(self, path: Path, theirs: Loaded) -> None:
        """Keep theirs under a name of its own contents; raises SessionError when that does not work."""
        beside = path.with_name(f"{path.name}.theirs-{theirs.fingerprint.sha256[:8]}")
        try:
            save(beside, theirs.data, None)
        except ConflictError:
            raise SessionError(f"{shown(beside.name)} is something else, so theirs could not be kept") from None
        except SaveError as error:
            raise SessionError(f"theirs could not be kept, so nothing was written: {error}") from None
        self._session.notices.append(f"theirs is kept as {shown(beside.name)}")


def _load(path: Path) -> Loaded | None:
    """What is on the disk now, None when it is gone; raises SessionError when it cannot be read."""
    try:
        return load_gold(path)
    except OpenError as error:
        raise SessionError(str(error)) from None
