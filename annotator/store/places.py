"""The user's own folders: where settings, state (journal, history, locks) and caches live."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from annotator.values import dataclass


@dataclass(frozen=True)
class Places:
    """Three folders, none of which need exist: what is written creates its folder, mode 0700.

    `state` must survive a restart of the machine; `cache` may be thrown away at any time.
    """

    config: Path
    state: Path
    cache: Path

    @classmethod
    def default(cls) -> Places:
        """The folders this system keeps for the program (XDG on Linux, Library on macOS)."""
        from platformdirs import PlatformDirs

        folders = PlatformDirs("annotator", appauthor=False)
        return cls(folders.user_config_path, folders.user_state_path, folders.user_cache_path)

    @classmethod
    def under(cls, folder: Path) -> Places:
        """All three below one folder: for tests, and for a run that must leave no trace elsewhere."""
        return cls(folder / "config", folder / "state", folder / "cache")


def default_places() -> Places:
    """The user's folders; below `ANNOTATOR_HOME` when that is set (tests, portable use)."""
    home = os.environ.get("ANNOTATOR_HOME")
    return Places.under(Path(home)) if home else Places.default()


def key_of(path: Path) -> str:
    """A name for `path` inside the state and cache folders: 24 hex digits of its real place's hash."""
    return hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:24]


def make_folder(folder: Path) -> Path:
    """The folder, created (for the user alone) when it is not there; raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_quietly(file: Path, text: str) -> bool:
    """Put ASCII text into a file of state or cache whose loss is no harm; whether that worked.

    Whole at every instant, so that two running copies never read half a file; not flushed to the disk.
    """
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        make_folder(file.parent)
        temporary.write_text(text, encoding="ascii")
        temporary.replace(file)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        return False
    return True
