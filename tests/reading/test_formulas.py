"""Formulas of real posts are read as their authors meant them.

`formulas.jsonl` holds formulas with declarations and an independent NumPy reference of every side; `known.txt` lists
the ids that are not yet read, or read wrongly.  That list may only shrink: an id in it that has become right fails, and
so does any other row that is not right.  `python tests/reading/test_formulas.py` prints that list, with what was seen.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import compare  # noqa: E402
import helpers  # noqa: E402

import derive  # noqa: E402

ROWS = [json.loads(line) for line in (HERE / "formulas.jsonl").read_text(encoding="utf-8").splitlines()]
KNOWN = {line.split()[0] for line in (HERE / "known.txt").read_text(encoding="utf-8").splitlines() if line.strip()}
SOURCES = {"colah", "cs228", "d2l", "distill", "karpathy", "mlglossary", "parrt_articles", "parrt_matcalc", "roelants",
           "written"}  # fmt: skip  # written: in the manner of other authors
HOLDS = {
    "=": lambda a, b, tol: np.allclose(a, b, rtol=tol, atol=tol),
    "≈": lambda a, b, tol: np.allclose(a, b, rtol=max(tol, 0.05)),
    "≠": lambda a, b, tol: not np.allclose(a, b),
    "≤": lambda a, b, tol: np.all(a <= b + tol),
    "≥": lambda a, b, tol: np.all(a >= b - tol),
    "<": lambda a, b, tol: np.all(a < b),
    ">": lambda a, b, tol: np.all(a > b),
}
by_id = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])


def references(row: dict[str, Any], seed: int) -> list[np.ndarray | None]:
    """The value of every side that has one."""
    env, _ = helpers.build_values(row, seed)
    values = [helpers.evaluate(side, env) for side in row["sides"]]
    return [None if value is None else np.asarray(value, dtype=float) for value in values]


def claims(row: dict[str, Any]) -> list[tuple[int, str, str]]:
    """(side to the left, relation, true | false | definition) of every relation."""
    links = [(k, relation) for k, relation in enumerate(row["relations"]) if relation != ","]
    return [(k, relation, said) for (k, relation), said in zip(links, row["claim"], strict=True)]


def test_table_covers_the_sources() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids)) >= 680
    assert {row["source"] for row in ROWS} == SOURCES


def test_known_failures_are_rows() -> None:
    assert not KNOWN - {row["id"] for row in ROWS}


@by_id
def test_row_is_sound(row: dict[str, Any]) -> None:
    assert row.get("declares") or len(row["relations"]) == len(row["sides"]) - 1
    first, second = (references(row, seed) for seed in compare.SEEDS)
    given = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    assert given or row.get("declares") or row.get("expect")
    for a, b in given:
        assert a.shape == b.shape
        assert np.all(np.isfinite(a))
        assert np.all(np.isfinite(b))
        assert a.ndim <= 3
    if helpers.build_values(row)[1] and not row.get("constant"):  # an identity such as A⁻¹A = I
        assert any(not np.allclose(a, b) for a, b in given), "the values do not depend on the letters"


@by_id
def test_claims_of_row_hold(row: dict[str, Any]) -> None:
    sides = row.get("claim_sides") or row["sides"]
    for seed in compare.SEEDS:
        env, _ = helpers.build_values(row, seed, claim=True)
        for k, relation, said in claims(row):
            if said == "definition":
                continue
            left, right = (np.squeeze(np.asarray(helpers.evaluate(sides[n], env), dtype=float)) for n in (k, k + 1))
            assert bool(HOLDS[relation](left, right, row.get("claim_tol", 1e-6))) == (said == "true"), (left, right)


@by_id
def test_formula_is_read_rightly(row: dict[str, Any]) -> None:
    why = compare.fault(derive, row)
    if row["id"] in KNOWN:
        assert why is not None, "this has become right: remove it from known.txt"
    else:
        assert why is None, why


if __name__ == "__main__":
    for row in ROWS:
        if why := compare.fault(derive, row):
            print(row["id"], why[:150].replace("\n", " "))
