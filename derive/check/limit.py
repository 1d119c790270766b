"""A bound for each piece of work on a document: what takes too long, or fails in another way, is lost alone."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from derive.errors import DeriveError

T = TypeVar("T")
AGAIN = 0.2  # seconds after which one who did not hear is told again
OVER = "time limit"
WHOLE = -1  # the number of the work on the document as a whole
CODE = -2  # of the reading of its code


class OutOfTime(BaseException):
    """The time of a piece of work is over. No `Exception`, so that nothing on the way takes it for its own."""


def _nothing(k: int) -> None:
    """Nobody listens, nothing is lost."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How the pieces of work on a document are watched.

    seconds: of processor time for each, 0 for no limit (none where the system can't interrupt, or outside of the main
    thread); begins: told the number of a piece before it is begun; lost: why a piece is not even begun, or None.
    """

    seconds: float = 0.0
    begins: Callable[[int], None] = _nothing
    lost: Callable[[int], str | None] = _nothing

    def over(self, k: int, work: Iterator[T], made: list[T]) -> str | None:
        """Do piece number k of the work, its results into `made`; why it was broken off, or None when it is done."""
        self.begins(k)
        if gone := self.lost(k):
            return gone
        alarm = _Alarm(self.seconds)
        try:
            with alarm:
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
