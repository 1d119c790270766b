"""What several tests share: the command line, run in this process in a folder of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from derive.cli.main import run


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str
    seconds: float


Cli = Callable[..., Said]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cli]:
    """Run a command; nothing may appear in its folder that hostile text asked for, no traceback be shown."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Said:
        start = time.perf_counter()
        status = run(words)
        seconds = time.perf_counter() - start
        got = capsys.readouterr()
        assert "Traceback" not in got.out + got.err
        return Said(status, got.out, got.err, seconds)

    yield call
    assert not (tmp_path / "derive-was-here").exists(), "hostile text was executed"
