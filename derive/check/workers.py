"""Documents checked by processes of their own, each replaced when it dies, with the loss of one formula.

A worker limits itself (`limit.Watch`); one that is deaf to that, because it computes where Python does not listen, is
ended by the system when its processor time is over, or here when too much time has passed. The answer of a worker is
the JSON of its report, so that it says the same whether one worker runs or many.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from derive.check.limit import MEMORY, SECONDS, WHOLE, more_memory
from derive.errors import DeriveError

READING = 30.0  # for a document as a whole: its formulas are found, what is said of them put in order
POLL = 0.1
BLOCKED = 0.5  # seconds of processor time: one that used less, when its time is over, waits for something
MOST_LOST = 10  # workers that one document may cost; then the rest of its formulas is left alone
ENDED = "time limit: the process had to be ended"
GIVEN_UP = f"not tried: {MOST_LOST} formulas before it cost a process each"
SHARE = 30  # of formulas that take all their time, what a document may take; then its rest is left alone
IDLE = 1.0  # seconds after which a worker without work looks whether it is still wanted

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: its record (as `Report.record`), or the error that says why there is none."""

    path: str
    record: Record | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """How documents are checked. seconds: of processor time a formula; jobs: how many at once."""

    seed: int = 0
    seconds: float = SECONDS
    jobs: int = 1
    targets: tuple[str, ...] = ()


Tell = Callable[[int, int, str, int], None]  # documents done, of how many; the one under way and the formula in it


def checked(paths: Sequence[str], order: Order, tell: Tell) -> Iterator[Outcome]:
    """The outcome of each document, in order, as soon as it and all before it are there."""
    pool = _Pool(order)
    try:
        yield from pool.run(paths, tell)
    finally:
        pool.end()


# ---- the worker ------------------------------------------------------------------------------------------------------


def _serve(pipe: Connection, state: Any, order: Order, parent: int) -> None:
    """Check one document after the other until there is none left. `state` holds the number of the piece under way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")  # of compiled formulas: what is wrong with one is said in its reason
    _bound_memory()
    with suppress(EOFError, ConnectionError):
        while os.getppid() == parent:
            if pipe.poll(IDLE):
                path, lost = json.loads(pipe.recv_bytes())
                answer = _answer(path, {int(k): why for k, why in lost.items()}, state, order, parent)
                pipe.send_bytes(json.dumps(answer).encode())


def _answer(path: str, lost: dict[int, str], state: Any, order: Order, parent: int) -> Record:
    from derive.check.limit import Watch
    from derive.check.lint import check

    def begins(k: int) -> None:
        if os.getppid() != parent:
            os._exit(1)  # nobody waits for the answer
        _bound_time(order.seconds)
        state[0] = k

    begun, most = time.process_time(), SHARE * order.seconds

    def gone(k: int) -> str | None:
        if k in lost:
            return lost[k]
        if len(lost) >= MOST_LOST and k > max(lost):
            return GIVEN_UP
        return f"not tried: the document took its {most:g} s" if time.process_time() - begun > most else None

    _bound_time(READING)
    try:
        return {"record": check(path, order.seed, Watch(order.seconds, 0, begins, gone), order.targets).to_dict()}
    except DeriveError as e:
        return {"error": e.picture()}
    except MemoryError:
        return {"error": f"{path} needs more memory than a document may take ({MEMORY // 1_000_000} MB)"}
    except Exception as e:
        if os.environ.get("DERIVE_DEBUG"):
            raise
        return {"error": f"{path} could not be checked: internal error: {type(e).__name__}: {str(e)[:200]}"}


def _bound_memory() -> None:
    more_memory(MEMORY)
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bound_time(seconds: float) -> None:
    """The system ends this process soon after so much more processor time."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        end = int(time.process_time() + seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (end, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _used(pid: int) -> float | None:
    """The processor time of a process in seconds, where the system says it."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as f:
            fields = f.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return None


# ---- the pool --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Worker:
    """A process, the document that it has, and since when it is at the same piece of it."""

    process: Any
    pipe: Connection
    state: Any
    number: int = -1
    at: int = WHOLE
    since: float = 0.0
    used: float | None = None
    lost: dict[int, str] = field(default_factory=dict)

    def give(self, number: int, path: str, lost: dict[int, str]) -> None:
        self.number, self.lost, self.at, self.since = number, lost, WHOLE, time.monotonic()
        self.used = _used(self.process.pid)
        self.state[0] = WHOLE
        self.pipe.send_bytes(json.dumps([path, lost]).encode())

    def late(self, seconds: float) -> bool:
        """Has it been at one piece of work for too long, and not because others had the processors?"""
        if self.at != self.state[0]:
            self.at, self.since, self.used = self.state[0], time.monotonic(), _used(self.process.pid)
        allowed = READING if self.at == WHOLE else seconds
        if time.monotonic() - self.since <= 5 * allowed + 20:
            return False
        used = _used(self.process.pid)
        return used is None or self.used is None or used - self.used < BLOCKED

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _load() -> None:
    """What all workers need, before they are made: their linear algebra in one thread, so that all compute alike."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    for module in ("numpy", "derive.check.lint", "derive.check.slips", "derive.numeric.precise", "markdown_it"):
        import_module(module)


class _Pool:
    """Workers, as many as documents are under way at once."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.workers: list[_Worker] = []
        self.context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")

    def run(self, paths: Sequence[str], tell: Tell) -> Iterator[Outcome]:
        todo = list(range(len(paths)))[::-1]
        done: dict[int, Outcome] = {}
        said = 0
        while said < len(paths):
            while todo and len(self.workers) < self.order.jobs:
                self._start()
                self.workers[-1].give(k := todo.pop(), paths[k], {})
            for w in self._ready():
                outcome = self._heard(w, paths[w.number])
                if outcome is None:
                    continue
                done[w.number] = outcome
                w.number = -1
                if todo and w in self.workers:
                    w.give(k := todo.pop(), paths[k], {})
            busy = next((w for w in self.workers if w.number >= 0), None)
            tell(len(done) + said, len(paths), paths[busy.number] if busy else "", busy.state[0] if busy else WHOLE)
            while said in done:
                yield done.pop(said)
                said += 1

    def end(self) -> None:
        for w in self.workers:
            w.end()
        self.workers = []

    def _start(self) -> None:
        _load()
        ours, theirs = self.context.Pipe()
        state = self.context.RawArray("q", [WHOLE])
        process = self.context.Process(target=_serve, args=(theirs, state, self.order, os.getpid()), daemon=True)
        process.start()
        theirs.close()
        self.workers.append(_Worker(process, ours, state))

    def _ready(self) -> list[_Worker]:
        """The workers that answered, died or are late."""
        busy = {w.pipe: w for w in self.workers if w.number >= 0}
        found = [busy.pop(cast(Connection, p)) for p in wait(list(busy), POLL)]
        return found + [w for w in busy.values() if w.late(self.order.seconds)]

    def _heard(self, w: _Worker, path: str) -> Outcome | None:
        """What a worker made of its document; None where it died and another one has taken over."""
        if not w.late(self.order.seconds) or w.pipe.poll():
            with suppress(EOFError, ConnectionError):
                answer = json.loads(w.pipe.recv_bytes())
                return Outcome(path, answer.get("record"), answer.get("error", ""))
        w.end()
        self.workers.remove(w)
        at = w.state[0]
        why = _why(w.process.exitcode, READING if at == WHOLE else self.order.seconds)
        if at == WHOLE or at in w.lost:
            return Outcome(path, error=f"{path} could not be checked as a whole: {why}")
        lost = {**w.lost, at: why}
        self._start()
        self.workers[-1].give(w.number, path, lost)
        return None


def _why(code: int | None, seconds: float) -> str:
    """Why a process ended."""
    if code is not None and code < 0 and -code not in (signal.SIGKILL, getattr(signal, "SIGXCPU", 0)):
        return f"the process that judged it died ({signal.Signals(-code).name})"
    return f"{ENDED} after {seconds:g} s"
