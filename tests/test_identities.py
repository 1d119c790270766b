"""Exercises of the kinds that posts on machine learning use: right, every step verified, as short as a textbook's."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HERE = Path(__file__).resolve().parent
TABLES = HERE / "identities"


def rows(kind: str) -> list[Any]:
    lines = (TABLES / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(json.loads(line), id=json.loads(line)["id"]) for line in lines]


@pytest.fixture(scope="module")
def bench() -> Any:
    spec = importlib.util.spec_from_file_location("identities_bench", HERE.parent / "benchmarks" / "identities.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["identities_bench"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("row", rows("scalar"))
def test_scalar(bench: Any, row: dict[str, Any]) -> None:
    with np.errstate(all="ignore"):
        o = bench.scalar(row)
    assert o.right
    assert o.verified
    assert o.short


@pytest.mark.parametrize("row", rows("index"))
def test_index(bench: Any, row: dict[str, Any]) -> None:
    with np.errstate(all="ignore"):
        o = bench.index(row)
    assert o.right
    assert o.verified
    assert o.short
