"""Workers: one that hangs, dies or is out of memory loses one formula; many say what one says."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from derive.check import attempt, workers
from derive.check.workers import Order, Outcome, checked

FORKED = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked, and bounded by the system, on Linux")
POST = "$(x+1)^2 = x^2 + 2x + 1$\n\n$2\\sin x = \\sin x + \\sin x$\n\n$(y-1)^2 = y^2 - 2y + 1$\n"


def outcomes(paths: list[str], **how: Any) -> list[Outcome]:
    return list(checked(paths, Order(**how), lambda *_: None))


def deaf(left: Any) -> None:
    """Computes where Python does not listen to its signals."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF])
    while True:
        pow(3, 1_000_000)


def dies(left: Any) -> None:
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)


def greedy(left: Any) -> None:
    b"x" * (2 * workers.MEMORY)


@FORKED
@pytest.mark.parametrize(("does", "reason"), [(deaf, "time limit"), (dies, "SIGSEGV"), (greedy, "memory limit")])
def test_what_kills_a_worker_costs_one_formula(
    does: Callable[[Any], None], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = attempt.judge

    def judge(left: Any, *rest: Any, **how: Any) -> Any:
        if "sin" in str(left):
            does(left)
        return real(left, *rest, **how)

    monkeypatch.setattr(attempt, "judge", judge)
    (tmp_path / "a.md").write_text(POST)
    (tmp_path / "b.md").write_text("$(x+1)^2 = x^2 + 2x + 1$\n")
    begun = time.monotonic()
    first, second = outcomes([str(tmp_path / "a.md"), str(tmp_path / "b.md")], seconds=0.2)
    assert time.monotonic() - begun < 60
    assert first.record is not None and second.record is not None
    said = first.record["claims"]
    assert [c["status"] for c in said] == ["verified", "undecided", "verified"]
    assert reason in said[1]["reason"]
    assert second.record["counts"]["verified"] == 1


@FORKED
def test_a_document_that_cannot_be_read_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from derive.check import lint

    real = lint.read_document

    def read(path: str) -> Any:
        while "a.md" in path:
            pass
        return real(path)

    monkeypatch.setattr(lint, "read_document", read)
    monkeypatch.setattr(workers, "READING", 0.0)
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("$x = x$\n")
    first, second = outcomes([str(tmp_path / "a.md"), str(tmp_path / "b.md")])
    assert first.record is None and "could not be checked as a whole: time limit" in first.error
    assert first.error.endswith("after 0 s")
    assert second.record is not None


@FORKED
def test_after_many_dead_workers_the_rest_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "judge", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    monkeypatch.setattr(workers, "MOST_LOST", 2)
    (tmp_path / "a.md").write_text("".join(f"${k}x = x + {k - 1}x$\n\n" for k in range(2, 7)))
    (found,) = outcomes([str(tmp_path / "a.md")])
    assert found.record is not None
    c = found.record["counts"]
    assert (c["claims"], c["undecided"]) == (5, 5)
    assert [d["message"].split(": ")[1][:10] for d in found.record["open"]] == ["time limit"] * 2 + ["not tried"] * 3


def test_many_workers_say_what_one_says(tmp_path: Path) -> None:
    paths = [str(tmp_path / f"{k}.md") for k in range(5)]
    for k, path in enumerate(paths):
        Path(path).write_text(f"# {k}\n\n$(x+{k})^2 = x^2 + {2 * k}x + {k * k}$ and $(a+{k})^2 = a^2 + {k + 7}$\n")
    one, three = outcomes(paths), outcomes(paths, jobs=3)
    assert one == three
    assert [o.path for o in three] == paths


@FORKED
def test_a_document_that_takes_too_long_is_left_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SHARE", 0.0)
    (tmp_path / "long.md").write_text(POST)
    (found,) = outcomes([str(tmp_path / "long.md")])
    assert found.record is not None
    assert found.record["counts"]["verified"] == 0
    assert found.record["notes"] == ["of its formulas 3 were not tried: the document took its 0 s"]


@FORKED
def test_workers_end_with_the_one_who_asked(tmp_path: Path) -> None:
    post = tmp_path / "a.md"
    post.write_text("".join(f"$x + {k} = {k} + x$\n\n" for k in range(15_000)))
    (tmp_path / "b.md").write_text(post.read_text())
    words = [sys.executable, "-m", "derive", "check", "--jobs", "2", str(post), str(tmp_path / "b.md")]
    asked = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children = Path(f"/proc/{asked.pid}/task/{asked.pid}/children")
    own: list[str] = []
    while len(own) < 2 and asked.poll() is None:
        own = children.read_text().split()
        time.sleep(0.05)
    time.sleep(0.5)
    asked.kill()
    asked.wait()
    end = time.monotonic() + 20
    while (alive := [p for p in own if Path(f"/proc/{p}").exists()]) and time.monotonic() < end:
        time.sleep(0.05)
    assert len(own) == 2 and not alive
