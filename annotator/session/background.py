"""What takes long is done in one thread beside the interface, which takes over the results."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class Background:
    """Jobs done one after the other in a thread; what they find is taken over in `poll`, by who asks.

    `tell` is called from the thread when something is found. `patient`: nothing is begun before `begin`.
    """

    def __init__(self, tell: Callable[[], None], *, patient: bool) -> None:
        self._tell = tell
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="background")
        self._begun = threading.Event()
        self._ended = threading.Event()
        self._open: list[tuple[Future[Any], Callable[[Future[Any]], object]]] = []
        if patient:
            self._pool.submit(self._begun.wait)
        else:
            self._begun.set()

    def begin(self) -> None:
        """From now on jobs are done."""
        self._begun.set()

    def run(self, job: Callable[[], object], wait: float = 0.0) -> None:
        """Do a job of which nothing is taken over, when so many seconds have passed."""
        self._pool.submit(lambda: None if self._ended.wait(wait) else job())

    def aside(self, job: Callable[[], object]) -> None:
        """Do a job in a thread of its own: it may wait long for a slow disk, and leaving does not wait for it."""

        def when_begun() -> None:
            self._begun.wait()
            job()

        threading.Thread(target=when_begun, name="aside", daemon=True).start()

    def find(self, job: Callable[[], T], take: Callable[[Future[T]], object] = lambda _found: None) -> Future[T]:
        """Have something worked out; `take` gets it, done, at the next `poll`."""
        found = self._pool.submit(job)
        self._open.append((found, take))
        found.add_done_callback(lambda _found: self._tell())
        return found

    def poll(self) -> bool:
        """Take over what is found; whether there was something."""
        found = [one for one in self._open if one[0].done()]
        self._open = [one for one in self._open if one not in found]
        for future, take in found:
            take(future)
        if found:
            gc.freeze()  # what was found stays: the collector need not walk through it while somebody types
        return bool(found)

    def close(self) -> None:
        """End the thread after the job it is at; what waits is not done."""
        self._begun.set()
        self._ended.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
