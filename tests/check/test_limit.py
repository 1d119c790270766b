"""One formula that takes too long, needs too much or breaks something is lost alone, with the reason."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import derive
from derive.check import attempt
from derive.check.limit import Watch

TIMED = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system can't interrupt a process")


def endless() -> Iterator[int]:
    yield 1
    while True:
        try:
            sum(range(1000))
        except Exception:  # the limit is no exception that work on a formula may catch
            continue


@TIMED
def test_endless_work_is_broken_off_and_what_was_made_is_kept() -> None:
    made: list[int] = []
    before = signal.getsignal(signal.SIGPROF)
    assert str(Watch(0.05).over(0, endless(), made)).startswith("time limit")
    assert made == [1]
    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not bound memory")
def test_work_that_asks_for_too_much_memory_is_lost_and_the_bound_with_it() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    made: list[bytes] = []
    assert str(Watch(memory=100_000_000).over(0, (b"x" * n for n in (1, 10**9)), made)).startswith("memory limit")
    assert made == [b"x"]
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert Watch().over(0, (b"x" * n for n in (1, 10**9)), made) is None


def broken(error: type[Exception]) -> Iterator[int]:
    yield 1
    raise error("of this kind\nand more")


@pytest.mark.parametrize(
    ("error", "reason"),
    [(MemoryError, "memory limit"), (KeyError, "internal error: KeyError"), (derive.ReadError, "of this kind")],
)
def test_work_that_fails_says_why(error: type[Exception], reason: str) -> None:
    made: list[int] = []
    said = Watch().over(0, broken(error), made)
    assert said is not None and said.startswith(reason)
    assert made == [1]


def test_what_is_lost_is_not_begun_again() -> None:
    begun: list[int] = []
    made: list[int] = []
    watch = Watch(begins=begun.append, lost={1: "gone"}.get)
    assert watch.over(0, iter([1]), made) is None
    assert watch.over(1, iter([2]), made) == "gone"
    assert (begun, made) == ([0, 1], [1])


@TIMED
def test_a_formula_without_end_loses_itself_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = attempt.judge

    def judge(left: Any, right: Any, *rest: Any, **how: Any) -> Any:
        while "sin" in str(left):
            pass
        return real(left, right, *rest, **how)

    monkeypatch.setattr(attempt, "judge", judge)
    post = tmp_path / "post.md"
    formulas = (r"(x+1)^2 = x^2 + 2x + 1", r"2\sin x = \sin x + \sin x = 2\sin x", r"(y-1)^2 = y^2 - 2y + 1")
    post.write_text("".join(f"${f}$\n\n" for f in formulas))
    from derive.check.lint import check

    report = check(str(post), watch=Watch(0.3))
    assert [c.status for c in report.claims] == ["verified", "undecided", "verified"]
    assert str(report.claims[1].reason).startswith("time limit")
    assert report.place(report.claims[1])[:2] == (3, 2)
