"""Gradients of a network of L layers: the last layer, the step from layer to layer, and networks of few layers."""

from __future__ import annotations

from typing import Any

from derive.api.derivations import Derivation
from derive.catalog.parts import Derived, Part, Passed, Words
from derive.catalog.section import Section
from derive.expr.heads import Letter
from derive.expr.scope import Scope
from derive.expression import Expression
from derive.plans.backward import Adjoint
from derive.plans.layers import WRITTEN, Induction, induction, layers_of

Row = tuple[Any, Derivation]


def through_layers(e: Expression, wrt: tuple[Any, ...], scope: Scope) -> Section | None:
    """The gradients by letters of layer l (`W_l, b_l`) of a network whose loss is of layer L; None for other texts.

    Raises: Unsupported where a rule is missing or a variable is of no layer.
    """
    made = layers_of(e.scope.definitions, (e.name, e.tree)) if e.name is not None else None
    if made is None or not all(isinstance(v, Letter) for v in wrt):
        return None
    found = induction(made, wrt, scope)
    base, step = _rows(found.base, ()), _rows(found.step, wrt)
    lead = tuple(row for row in (*base, *step) if row[0] is not None)
    asked = tuple(d for x, d in step if x is None)
    written = tuple(Derivation(d) for _, ds in found.written for d in ds)
    return Section(asked, lead=lead, parts=_parts(found, made.index, made.last, base, step), extra=written)


def _rows(found: tuple[Adjoint, ...], wrt: tuple[Any, ...]) -> tuple[Row, ...]:
    return tuple((a.name if a.of not in wrt else None, Derivation(a.derivation)) for a in found)


def _parts(found: Induction, index: str, last: str, base: tuple[Row, ...], step: tuple[Row, ...]) -> tuple[Part, ...]:
    *few, most = (str(n) for n in WRITTEN)
    return (
        Words(f"The induction begins at the last layer, ${last}$:"),
        Passed(base),
        Words(f"Layer ${index}$ takes its adjoint from layer ${index}+1$, whatever stands beyond, down to the first:"),
        Passed(step),
        Words(f"With ${last} = {', '.join(few)}$ and ${most}$ the layers were written out, and every line of their "
              "backward passes was checked as well."),
        Words(f"The last layer, ${last}$."),
        *(Derived(d) for _, d in base),
        Words(f"From layer ${index}+1$ to layer ${index}$."),
        *(Derived(d) for _, d in step),
    )  # fmt: skip
