"""A bound for each piece of work on a document: what takes too long, or fails in another way, is lost alone."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from derive.errors import DeriveError

T = TypeVar("T")
SECONDS = 10.0  # of processor time for a formula, unless said otherwise
MEMORY = 800_000_000  # bytes that a process may take besides what it has when it begins
AGAIN = 0.2  # seconds after which one who did not hear is told again
OVER = "time limit"
WHOLE = -1  # the number of the work on the document as a whole
CODE = -2  # of the reading of its code
FORMULAS = 20_000  # the formulas are the pieces 0, 1, …; what is done after them has numbers from here on


class OutOfTime(BaseException):
    """The time of a piece of work is over. No `Exception`, so that nothing on the way takes it for its own."""


def _nothing(k: int) -> None:
    """Nobody listens, nothing is lost."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How the pieces of work on a document are watched.

    seconds: of processor time for each, 0 for no limit (none where the system can't interrupt, or outside of the main
    thread); memory: bytes that each may take besides what there is, 0 for no limit (or where the system sets none);
    begins: told the number of a piece before it is begun; lost: why a piece is not even begun, or None.
    """

    seconds: float = 0.0
    memory: int = 0
    begins: Callable[[int], None] = _nothing
    lost: Callable[[int], str | None] = _nothing

    def over(self, k: int, work: Iterator[T], made: list[T]) -> str | None:
        """Do piece number k of the work, its results into `made`; why it was broken off, or None when it is done."""
        self.begins(k)
        if gone := self.lost(k):
            return gone
        alarm = _Alarm(self.seconds)
        try:
            with bounded(self.memory), alarm:
                for item in work:
                    made.append(item)
        except OutOfTime:
            alarm.stop()
            return f"{OVER}: it is not done in {self.seconds:g} s"
        except DeriveError as e:
            return e.message
        except MemoryError:
            return "memory limit: it needs too much"
        except Exception as e:
            if os.environ.get("DERIVE_DEBUG"):
                raise
            return f"internal error: {type(e).__name__}: {(str(e).splitlines() or [''])[0][:120]}"
        return None


@contextmanager
def bounded(memory: int) -> Iterator[None]:
    """What asks for so much more memory than there is now gets a MemoryError; what bound held before holds again."""
    before = more_memory(memory) if memory else None
    try:
        yield
    finally:
        if before is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_AS, before)


def more_memory(most: int) -> tuple[int, int] | None:
    """Let this process take so many more bytes; the bound before, or None where the system sets none."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as f:
            now = int(f.read().split()[0]) * resource.getpagesize()
        before = resource.getrlimit(resource.RLIMIT_AS)
        held = [b for b in before if b != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min([now + most, *held]), before[1]))
        return before
    return None


class _Alarm:
    """Raises OutOfTime in the main thread after some seconds of processor time."""

    def __init__(self, seconds: float) -> None:
        able = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        self.seconds = seconds if able else 0.0
        self._armed = False

    def __enter__(self) -> None:
        if self.seconds > 0:
            self._old = signal.signal(signal.SIGPROF, self._ring)
            self._armed = True
            signal.setitimer(signal.ITIMER_PROF, self.seconds, AGAIN)

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """It will not ring."""
        if self._armed:
            self._armed = False
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, self._old)

    def _ring(self, *_: object) -> None:
        if self._armed:
            raise OutOfTime
