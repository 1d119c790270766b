"""Lines of a chain that end with a comma go on."""

from __future__ import annotations

import derive
from derive.expr.scope import Scope
from derive.expression import parsed


def test_a_comma_at_the_end_of_a_line_does_not_end_the_chain() -> None:
    found = derive.read(r"\begin{aligned} v &= a + b, \\ &= c + d, \\ &\le e. \end{aligned}")
    assert found.relations == ("=", "=", "≤")
    assert len(found.sides) == 4


def test_a_list_of_equations_stays_a_list() -> None:
    reading, _ = parsed(r"x = x, \quad x + x = 2 x, \quad (x + 1)^2 = x^2 + 2 x + 1", Scope(), "latex")
    assert len(reading.statements) == 3


def test_a_false_line_after_a_comma_is_found() -> None:
    found = derive.verify(r"\begin{aligned} (a + b)^2 &= (a + b)(a + b), \\ &= a^2 + 2 a b - b^2. \end{aligned}")
    assert [x.status for x in found.links][-1] == "refuted"
