"""Replacing a gold file so that it is whole at every instant and nothing is overwritten unseen.

A new file beside the old one is written and flushed to the disk, the old one is compared with what was
loaded, then the new one takes its name in one step and the folder is flushed, too. When this returns,
the bytes survive a power cut; when it raises, the old file is as it was and no other file is left.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from annotator.shown import shown
from annotator.store.lock import hold
from annotator.store.opening import GOLD_LIMIT, Fingerprint, OpenError, load, shown_name

_PREFIX, _SUFFIX = ".annotator-", ".tmp"

ATTEMPTS = 3
"""How often a temporary file is made when another start of the program cleans it away at once."""
_TEMPORARY_FLAGS = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

_ERRORS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "no permission to write in its folder",
    errno.EPERM: "no permission to write in its folder",
    errno.EIO: "the disk reports an error",
    errno.ENOENT: "its folder is gone",
    errno.ENOTDIR: "its folder is gone",
    errno.ENAMETOOLONG: "the name of the gold file is too long for this system; shorten the article's name",
    errno.ESTALE: "the network drive lost the folder",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
}


class SaveError(Exception):
    """The file was not saved; `str(error)` is one line, safe to show, that names it.

    `path` is the file, `why` the reason alone, `sha256` the digest of the bytes that were to be written:
    after a failure in the last step the file may already hold them.
    """

    def __init__(self, path: Path, why: str, sha256: str = "") -> None:
        super().__init__(f"{shown_name(path)}: not saved, {why}")
        self.path = path
        self.why = why
        self.sha256 = sha256


class ConflictError(SaveError):
    """Somebody else changed, made or removed the file since it was loaded; nothing was overwritten.

    `theirs` is what is there now: its fingerprint, None when the file is gone.
    """

    def __init__(self, path: Path, theirs: Fingerprint | None) -> None:
        super().__init__(path, "it was " + ("changed" if theirs else "removed") + " by somebody else meanwhile")
        self.theirs = theirs


def why_not(error: OSError) -> str:
    """The writing error in words."""
    return _ERRORS.get(error.errno or 0) or shown(error.strerror or type(error).__name__)


def save(path: Path, data: bytes, seen: Fingerprint | None, *, own: Iterable[str] = ()) -> Fingerprint:
    """Put `data` into the file, durably, and return its fingerprint.

    `seen` is the state that was loaded or last saved, None when there was no file. `own` are digests of
    our own earlier attempts: finding one of them, or `data` itself, is no conflict. Contents decide: a
    file that was only touched, or replaced by the same bytes, is not changed.
    Raises ConflictError, or SaveError: for more than GOLD_LIMIT bytes, for a link or anything else that
    is no plain file in its place, for a write-protected file, and for every error of the system.
    """
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > GOLD_LIMIT:
        raise SaveError(path, f"{len(data):,} bytes are more than could be opened again", digest)
    try:
        mode, group = _target(path)
        temporary, descriptor = _create(path, mode)
        try:
            written = _write(descriptor, data, digest, mode, group)
            _compare(path, seen, {digest, *own})
            temporary.replace(path)
        except BaseException:
            _remove(temporary)
            raise
        finally:
            os.close(descriptor)
        _flush_folder(path.parent)
    except OSError as error:
        raise SaveError(path, why_not(error), digest) from None
    except OpenError as error:
        raise SaveError(path, f"what is there {error.why}", digest) from None
    return written


def _target(path: Path) -> tuple[int | None, int | None]:
    """Mode and group of the file to be replaced, None when it is not there; refuses what is no plain file."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return None, None
    if stat.S_ISLNK(found.st_mode):
        raise SaveError(path, "it is a link, and gold is never written through a link")
    if not stat.S_ISREG(found.st_mode):
        raise SaveError(path, "something that is not a file has its name")
    mode = stat.S_IMODE(found.st_mode)
    if not mode & 0o222:
        raise SaveError(path, "it is write-protected")
    return mode, found.st_gid


def _create(path: Path, mode: int | None) -> tuple[Path, int]:
    """A new temporary file beside `path`, held so that a later start knows we are alive."""
    for left in reversed(range(ATTEMPTS)):
        temporary = path.with_name(f"{_PREFIX}{os.urandom(6).hex()}{_SUFFIX}")
        # For a new gold file the system takes the user's mask off 0666, as for any file.
        descriptor = os.open(temporary, _TEMPORARY_FLAGS, 0o666 if mode is None else 0o600)
        if (hold(descriptor) is not False and os.path.lexists(temporary)) or not left:
            break
        # A start that cleans up came between: it took the file for one of a dead program, and removes it.
        os.close(descriptor)
        _remove(temporary)
    return temporary, descriptor


def _write(descriptor: int, data: bytes, digest: str, mode: int | None, group: int | None) -> Fingerprint:
    """Write everything, flushed to the disk, with the old file's mode and, if allowed, its group."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    if mode is not None and group is not None and hasattr(os, "fchmod"):
        if os.fstat(descriptor).st_gid != group:
            _give_to(descriptor, group)
        os.fchmod(descriptor, mode)
    os.fsync(descriptor)
    found = os.fstat(descriptor)
    return Fingerprint(found.st_dev, found.st_ino, len(data), found.st_mtime_ns, digest)


def _give_to(descriptor: int, group: int) -> None:
    """Keep the file's group; only its members may, and being none of them is no reason not to save."""
    try:
        os.fchown(descriptor, -1, group)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EINVAL, errno.ENOSYS):
            raise


def current(path: Path) -> Fingerprint | None:
    """What the file is now, None when it is gone; raises OpenError when it cannot be read."""
    try:
        return load(path, limit=GOLD_LIMIT).fingerprint
    except OpenError as error:
        if error.missing:
            return None
        raise


def _compare(path: Path, seen: Fingerprint | None, own: set[str]) -> None:
    """Raise ConflictError unless the file holds what was seen or what we wrote ourselves."""
    there = current(path)
    if there is None:
        if seen is not None:
            raise ConflictError(path, None)
    elif there.sha256 not in own and (seen is None or there.sha256 != seen.sha256):
        raise ConflictError(path, there)


def _flush_folder(folder: Path) -> None:
    """Make the new name durable; a system that cannot flush folders is left alone."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except PermissionError:
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _remove(temporary: Path) -> None:
    """Remove the temporary file; if even that fails, the next start does it."""
    try:
        temporary.unlink()
    except OSError:
        return


def is_leftover(name: str) -> bool:
    """Whether a file name is that of a temporary file of `save`."""
    return name.startswith(_PREFIX) and name.endswith(_SUFFIX)


def clean(files: Iterable[Path]) -> int:
    """Remove temporary files whose writers are dead; those of a running save, and other files, are left.

    Returns how many.
    """
    removed = 0
    for path in files:
        if not is_leftover(path.name):
            continue
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        except OSError:
            continue
        try:
            if stat.S_ISREG(os.fstat(descriptor).st_mode) and hold(descriptor):
                path.unlink()
                removed += 1
        except OSError:
            continue
        finally:
            os.close(descriptor)
    return removed
