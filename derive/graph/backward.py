"""The backward pass: how the adjoint of an operation reaches its inputs, derived by the rules, one input at a time.

The adjoint v̄ = ∂L/∂v has the shape of v. A scalar operation has a local derivative ∂v/∂x, and x̄ gains v̄ ∂v/∂x; of an
array v the share of x is the gradient of tr(v̄ᵀ v(x)) by x (a vector-Jacobian product).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from derive.derivation import Derivation, Problem
from derive.expr.heads import Letter, Node, T, Tr, is_scalar, letter, times
from derive.expr.scope import Scope
from derive.expr.trees import substitute
from derive.graph.operations import Operation
from derive.plans import solve


@dataclass(frozen=True, slots=True)
class Share:
    """What one input gets of the adjoint of an operation.

    local: the local derivative ∂v/∂x of a scalar v, None of an array; tree: what is added to the adjoint of x, over the
    adjoint and the letters of the operation; derivation: how it was found.
    """

    input: Letter
    local: Any
    tree: Any
    derivation: Derivation


def adjoint(x: Letter) -> Letter:
    """The letter of the adjoint: x̄, of the shape of x."""
    return letter(rf"\bar{{{x.latex}}}", f"{x.plain}_bar", sizes=tuple(x.shape))


def shares(v: Operation, scope: Scope) -> tuple[Share, ...]:
    """The shares of all inputs. Raises: Unsupported where a rule is missing."""
    return tuple(_share(v, x, scope) for x in v.inputs)


def _share(v: Operation, x: Letter, scope: Scope) -> Share:
    bar = adjoint(v.letter)
    scalar = is_scalar(v.tree)
    of = v.tree if scalar else Tr(times(T(bar), v.tree))
    alone = replace(scope, definitions=(), values={}, facts=()).with_letters(v.letter, bar, *v.inputs)
    made = solve(Problem(of, x, "derivative" if is_scalar(x) else "gradient", scope=alone))
    found = _by_name(made.result, v)
    return Share(x, found, times(bar, found), made) if scalar else Share(x, None, found, made)


def _by_name(e: Any, v: Operation) -> Any:
    """The value of the operation by its name: a(1 - a) for σ(x)(1 - σ(x)) where a = σ(x)."""
    return substitute(e, {v.tree: v.letter}) if isinstance(e, Node) and not isinstance(v.tree, Letter) else e
