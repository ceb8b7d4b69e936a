"""One editor per gold file: a lock that the system takes back when its owner dies.

The lock is a file in the user's state folder, so a corpus is never littered and may be read-only. It
holds host, process and its start for the message; whether it is held is asked of the system (`flock`),
never concluded from a clock or a process number, so a dead owner cannot leave a stale lock behind.
Where there is no `flock` (Windows, some network drives) nothing is locked: `Lock.sure` is False and
only the comparison before each save protects (see `save`).
"""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path

from annotator.shown import shown
from annotator.store.opening import shown_name
from annotator.store.places import key_of, make_folder
from annotator.values import dataclass

_NO_FLOCK = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})


def hold(descriptor: int) -> bool | None:
    """Take the lock of an open file without waiting.

    True: we hold it until the descriptor is closed or we die; False: somebody else does; None: this
    system or drive has no such locks.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return None if error.errno in _NO_FLOCK else False
    return True


@dataclass(frozen=True)
class Owner:
    """Who holds a lock: host name, process id, and the process's start as that system counts it."""

    host: str
    pid: int
    started: str

    def __str__(self) -> str:
        return f"process {self.pid} on {shown(self.host)}" if self.pid else "another process"


class LockedError(Exception):
    """Another running copy has the file open; `owner` says which, `str(error)` is one line."""

    def __init__(self, path: Path, owner: Owner) -> None:
        super().__init__(f"{shown_name(path)}: is open in another annotator ({owner}); close it there first")
        self.path = path
        self.owner = owner


def this_process() -> Owner:
    """The running process."""
    return Owner(_host(), os.getpid(), _start_of(os.getpid()))


def _host() -> str:
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def _start_of(pid: int) -> str:
    """When the process started, in the system's own unit; "" where /proc does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    # The command's name, in brackets, may hold blanks and brackets: count from its end.
    return fields.rpartition(")")[2].split()[19]


class Lock:
    """The right to save one gold file, from `take` to `release` or the end of the process."""

    def __init__(self, file: Path, descriptor: int, sure: bool) -> None:
        self._file = file
        self._descriptor = descriptor
        self.sure = sure
        """False where the system has no locks: another copy may have the file open, too."""

    @classmethod
    def take(cls, path: Path, state: Path) -> Lock:
        """Lock the gold file `path` (it need not be there); `state` is the user's state folder.

        Raises LockedError when another process, or this one, holds it; OSError when the state folder cannot
        be written.
        """
        file = make_folder(state / "locks") / f"{key_of(path)}.lock"
        while True:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
            try:
                held = hold(descriptor)
                if held is False:
                    raise LockedError(path, _owner_in(descriptor))
                # Its last owner may have removed the file between our opening and locking it.
                if not _same(descriptor, file):
                    os.close(descriptor)
                    continue
                _sign(descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            return cls(file, descriptor, held is True)

    def release(self) -> None:
        """Give the lock back; harmless when done twice."""
        if self._descriptor < 0:
            return
        if self.sure:
            self._file.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = -1


def _same(descriptor: int, file: Path) -> bool:
    """Whether the open file is the one of that name."""
    try:
        return os.path.samestat(os.fstat(descriptor), file.stat())
    except FileNotFoundError:
        return False


def _sign(descriptor: int) -> None:
    """Write who we are into the lock."""
    owner = this_process()
    content = {"host": owner.host, "pid": owner.pid, "started": owner.started}
    os.ftruncate(descriptor, 0)
    os.write(descriptor, json.dumps(content).encode("ascii"))


def _owner_in(descriptor: int) -> Owner:
    """Who signed the lock; process 0 when that cannot be read."""
    try:
        content = json.loads(os.pread(descriptor, 4096, 0))
        return Owner(str(content["host"]), int(content["pid"]), str(content["started"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Owner("", 0, "")
