"""What an error about shapes says: both shapes, and what would mend it."""

from __future__ import annotations

import pytest

import derive

LET = "u: n, x: n, b: 3, W: 3 x 2, f: elementwise"
REPAIRS = [
    (r"u^\top + x", r"`x` is n×1, `u^\top` is 1×n", r"transpose one of them: `x` or `u^\top`"),
    (r"u^\top \circ f(x)", r"`u^\top` is 1×n, `f(x)` is n×1", r"transpose one of them: `u^\top` or `f(x)`"),
    (r"W b", "`W` is 3×2, `b` is 3×1, and 2 ≠ 3", "the product fits with `W` transposed"),
    (r"u x", "`u` is n×1, `x` is n×1, and 1 ≠ n", r"`u` transposed, or entry by entry with `\odot`"),
    (r"W x", "`W` is 3×2, `x` is n×1, and 2 ≠ n", "declare sizes that agree with `--let`"),
    (r"W + x", "`W` is 3×2", "declare sizes that agree with `--let`"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "shapes", "repair"), REPAIRS)
def test_both_shapes_and_the_repair(formula: str, shapes: str, repair: str) -> None:
    with pytest.raises(derive.ShapeError) as caught:
        derive.read(formula, let=LET)
    assert shapes in str(caught.value)
    assert caught.value.help is not None and repair in caught.value.help
