"""What takes long is done in one thread beside the interface, which takes over the results."""

from __future__ import annotations

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
        self._waiting: list[tuple[Future[Any], Callable[[], Any]]] | None = [] if patient else None
        """Jobs that wait for `begin`; None after it."""
        self._open: list[tuple[Future[Any], Callable[[Future[Any]], object]]] = []

    def begin(self) -> None:
        """From now on jobs are done; the thread begins with the first one."""
        waiting, self._waiting = self._waiting, None
        for found, job in waiting or ():
            self._pool.submit(_do, found, job)

    def run(self, job: Callable[[], object]) -> None:
        """Do a job of which nothing is taken over."""
        self._submit(job)

    def _submit(self, job: Callable[[], T]) -> Future[T]:
        if self._waiting is None:
            return self._pool.submit(job)
        found: Future[T] = Future()
        self._waiting.append((found, job))
        return found

    def find(self, job: Callable[[], T], take: Callable[[Future[T]], object] = lambda _found: None) -> Future[T]:
        """Have something worked out; `take` gets it, done, at the next `poll`."""
        found = self._submit(job)
        self._open.append((found, take))
        found.add_done_callback(lambda _found: self._tell())
        return found

    def poll(self) -> bool:
        """Take over what is found; whether there was something."""
        found = [one for one in self._open if one[0].done()]
        self._open = [one for one in self._open if one not in found]
        for future, take in found:
            take(future)
        return bool(found)

    def close(self) -> None:
        """End the thread after the job it is at; what waits is not done."""
        self._waiting = None
        self._pool.shutdown(wait=False, cancel_futures=True)


def _do(found: Future[T], job: Callable[[], T]) -> None:
    """Do a job that waited; as the pool does, whatever it raises is kept for who asks."""
    try:
        found.set_result(job())
    except BaseException as error:
        found.set_exception(error)
