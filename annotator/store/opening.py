"""Reading a file that somebody else made: never a hang, never a guess, one sentence when it fails.

The way is lstat, regular file, size limit, open without blocking, fstat, read. A FIFO, a socket, a
device, a loop of links or a sparse giant is refused before a byte is read, so a folder of hostile
files costs one line each.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.article import Article, ArticleError
from annotator.shown import shown
from annotator.values import dataclass

ARTICLE_LIMIT = 16 * 2**20
"""Bytes of the largest article that is opened."""
GOLD_LIMIT = 16 * 2**20
"""Bytes of the largest gold file that is opened."""

# What a system does not have is 0: Windows knows neither links of this kind nor FIFOs in folders.
READ_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)

_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "is a folder"),
    (stat.S_ISFIFO, "is a FIFO (named pipe), not a file"),
    (stat.S_ISSOCK, "is a socket, not a file"),
    (stat.S_ISBLK, "is a device, not a file"),
    (stat.S_ISCHR, "is a device, not a file"),
)

_ERRORS = {
    errno.ENOENT: "is not there",
    errno.ENOTDIR: "is not there: a part of its path is no folder",
    errno.EACCES: "may not be read: permission denied",
    errno.EPERM: "may not be read: permission denied",
    errno.ELOOP: "is a link that leads back to itself",
    errno.ENAMETOOLONG: "has a name too long for this system",
    errno.EIO: "cannot be read: the disk reports an error",
    errno.ENXIO: "is a socket or device, not a file",
    errno.ESTALE: "cannot be read: the network drive lost it; open the folder again",
}


class OpenError(Exception):
    """A file cannot be opened; `str(error)` is one line, safe to show, that names it.

    `path` is the file, `why` the sentence without its name, `missing` whether there is no such file.
    """

    def __init__(self, path: Path, why: str, *, missing: bool = False) -> None:
        super().__init__(f"{shown_name(path)}: {why}")
        self.path = path
        self.why = why
        self.missing = missing


@dataclass(frozen=True)
class Fingerprint:
    """What a file was when it was read or written.

    `sha256` (hex, of the bytes) decides whether two states are the same; the rest is what the system
    said about the file, for the throwaway index and for messages.
    """

    device: int
    inode: int
    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True)
class Loaded:
    """The bytes of a file and their fingerprint."""

    data: bytes
    fingerprint: Fingerprint


def stored_name(path: Path | str) -> str:
    """The file name as text that any file can hold: bytes that are no UTF-8 become `\\xff`."""
    return os.fsencode(Path(path).name).decode("utf-8", "backslashreplace")


def shown_name(path: Path | str) -> str:
    """The path as given, safe to show: undecodable bytes as `\\xff`, controls as visible marks."""
    return shown(os.fsencode(path).decode("utf-8", "backslashreplace"))


def why_not(error: OSError) -> str:
    """The reading error as the rest of a sentence that begins with the file's name."""
    known = _ERRORS.get(error.errno or 0)
    return known or f"cannot be read: {shown(error.strerror or type(error).__name__)}"


def inside(path: str, root: Path) -> bool:
    """Whether the real path lies in the real folder `root` (or is it)."""
    folder = os.path.realpath(root)
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _strays(path: Path, root: Path) -> bool:
    """Whether a folder on the path is a link that leaves the folder `root`, or the path is none below it."""
    size = len(root.parts)
    folders = path.parts[size:-1]
    if path.parts[:size] == root.parts and ".." not in folders:
        # Without a link below the root the path stays in it, wherever the root itself is: no need to follow all of it.
        folder = os.fspath(root)
        for part in folders:
            folder = f"{folder}{os.sep}{part}"
            if stat.S_ISLNK(os.lstat(folder).st_mode):
                break
        else:
            return False
    return not inside(os.path.realpath(path), root)


def _target(path: Path, root: Path | None) -> Path:
    """Where a link leads, if it may be followed; raises OpenError."""
    if root is None:
        raise OpenError(path, "is a link; links are not followed here, name the file itself")
    try:
        real = os.path.realpath(path, strict=True)
    except OSError as error:
        if error.errno == errno.ENOENT:
            raise OpenError(path, "is a link to a file that is not there") from None
        raise OpenError(path, why_not(error)) from None
    if not inside(real, root):
        raise OpenError(path, "is a link that leaves the corpus; copy the file into the folder")
    return Path(real)


def _check_kind(path: Path, found: os.stat_result) -> None:
    """Refuse what is no regular file."""
    if not stat.S_ISREG(found.st_mode):
        why = next((why for test, why in _KINDS if test(found.st_mode)), "is not a regular file")
        raise OpenError(path, why)


def _check_size(path: Path, size: int, limit: int) -> None:
    if size > limit:
        why = f"has {size:,} bytes; files over {limit:,} bytes are not opened: split it"
        raise OpenError(path, why)


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """What the system says about the file, as OpenError."""
    try:
        yield
    except OSError as error:
        missing = error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
        raise OpenError(path, why_not(error), missing=missing) from None
    except ValueError:
        raise OpenError(path, "is no possible file name", missing=True) from None


def resolve(path: Path, root: Path | None = None) -> Path:
    """The regular file behind `path`, without opening it: itself, or where a link leads.

    With `root`, a link is followed if the file it leads to lies in that folder, and a path that leaves
    the folder through a linked folder is refused; without, no link is followed. Raises OpenError.
    """
    with _refusals(path):
        return _resolved(path, root)[0]


def _resolved(path: Path, root: Path | None) -> tuple[Path, os.stat_result]:
    """The regular file behind `path` and what the system says of it; raises OpenError and OSError."""
    found = os.lstat(path)
    real = path
    if stat.S_ISLNK(found.st_mode):
        real = _target(path, root)
        found = os.lstat(real)
    elif root is not None and _strays(path, root):
        raise OpenError(path, "lies outside the corpus: a folder on its path is a link that leaves it")
    _check_kind(path, found)
    return real, found


def load(path: Path, *, limit: int, root: Path | None = None) -> Loaded:
    """The bytes of a regular file with their fingerprint.

    `limit` is in bytes; for `root` see `resolve`. Raises OpenError, and nothing else, for any file.
    """
    found, data = _content(path, limit, root)
    return Loaded(data, fingerprint(found, data))


def _content(path: Path, limit: int, root: Path | None) -> tuple[os.stat_result, bytes]:
    """What the system says of the file that was opened, and its bytes; raises OpenError."""
    with _refusals(path):
        real, found = _resolved(path, root)
        _check_size(path, found.st_size, limit)
        descriptor = os.open(real, READ_FLAGS)
        try:
            # The file may have been exchanged meanwhile: what counts is what was opened.
            found = os.fstat(descriptor)
            _check_kind(path, found)
            _check_size(path, found.st_size, limit)
            data = _read(descriptor, found.st_size, limit + 1)
        finally:
            os.close(descriptor)
    _check_size(path, len(data), limit)
    return found, data


def _read(descriptor: int, size: int, limit: int) -> bytes:
    """Up to `limit` bytes from the descriptor of a file that had `size`."""
    parts = []
    while limit > 0 and (part := os.read(descriptor, min(limit, max(size + 1, 1 << 16)))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def fingerprint(found: os.stat_result, data: bytes) -> Fingerprint:
    """The fingerprint of a file with these bytes."""
    digest = hashlib.sha256(data).hexdigest()
    return Fingerprint(found.st_dev, found.st_ino, len(data), found.st_mtime_ns, digest)


def read_file(path: Path, *, limit: int, root: Path | None = None) -> bytes:
    """The bytes of a regular file; see `load`."""
    return _content(path, limit, root)[1]


def open_article(path: Path, encoding: str | None = None, root: Path | None = None) -> Article:
    """The article in a file, decoded and otherwise unchanged; raises OpenError.

    `root` is the corpus folder (see `load`); without one, the folder the article lies in. The
    article's name is the file's name, with undecodable bytes written as `\\xff`.
    """
    data = read_file(path, limit=ARTICLE_LIMIT, root=path.parent if root is None else root)
    try:
        return Article.decode(data, stored_name(path), encoding)
    except ArticleError as error:
        raise OpenError(path, str(error)) from None


def load_gold(path: Path) -> Loaded | None:
    """The gold file's bytes and fingerprint, None when there is none; raises OpenError.

    A link in its place is refused: saving would put a file where the link was, or write elsewhere.
    """
    try:
        return load(path, limit=GOLD_LIMIT)
    except OpenError as error:
        if error.missing:
            return None
        raise
