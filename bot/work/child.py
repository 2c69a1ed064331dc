"""One child process for what takes longer than 5 ms of CPU, so that the loop never stalls.

Spawned, not forked: it shares no locks, sockets or database connections.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import ParamSpec, TypeVar

import structlog

log = structlog.get_logger()
P = ParamSpec("P")
R = TypeVar("R")

SECONDS = 60.0
"""The longest one call may take; training runs as its own job, not here."""


class ChildFailed(Exception):
    """The child died or hung twice over the same call."""


class Child:
    """Started at the first call, started anew when it dies; `seconds` is the longest call.

    `niceness` is how far it steps back for other processes, 0 to 19 (POSIX `nice`).
    """

    def __init__(self, seconds: float = SECONDS, *, niceness: int = 0) -> None:
        self._seconds = seconds
        self._niceness = niceness
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result; function and values must be importable and picklable.

        Raises what the function raises, or `ChildFailed`.
        """
        for attempt in (1, 2):
            pool = self._started()
            work = partial(function, *args, **kwargs)
            call = asyncio.get_running_loop().run_in_executor(pool, work)
            try:
                async with asyncio.timeout(self._seconds):
                    return await call
            except (BrokenProcessPool, TimeoutError) as error:
                log.warning("child_restarted", why=type(error).__name__, attempt=attempt)
                if self._pool is pool:  # another call may have seen it first
                    self.stop()
        raise ChildFailed(getattr(function, "__name__", "call"))

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                1, mp_context=context, initializer=_begin, initargs=(self._niceness,)
            )
        return self._pool

    def stop(self) -> None:
        """End the child."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.kill()
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _begin(niceness: int) -> None:
    os.nice(niceness)
    _end_with_parent()


def _end_with_parent() -> None:
    """A pool's process waits for work for ever, also when its parent was killed.

    Ctrl-C reaches it too, but its parent is to end it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Before numpy is loaded: its threads spin while they wait, and one core is enough here.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parent = multiprocessing.parent_process()
    if parent is None:
        raise RuntimeError("this is not a child process")

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="watch-parent", daemon=True).start()
