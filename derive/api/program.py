"""Gradients of a program of definitions through its names: both passes, and the numbers of every line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from derive.api.derivations import Derivation, absent
from derive.api.layers import through_layers
from derive.catalog.parts import Derived, Part, Passed, Quantities, Quantity
from derive.catalog.section import Section
from derive.errors import Unsupported
from derive.expr.heads import Call, Letter, Plus, RowSoftmax, Softmax, T, Times, Tr, is_scalar, letter, letters, shape
from derive.expr.program import Program
from derive.expr.scope import Scope
from derive.expression import Expression
from derive.plans.backward import Adjoint, backward

Row = tuple[Any, Derivation]  # the letter of an adjoint or None, and its derivation


def through_names(e: Expression, wrt: tuple[Any, ...], scope: Scope, given: Mapping[str, Any] | None = None,
                  eta: float = 0.1) -> Derivation | Section | None:  # fmt: skip
    """The gradients of a program through its names, the adjoints between them as an author has them; None for others.

    given: the values of the inputs by plain names, for numbers; eta: the rate of a step of gradient descent.
    Raises: Unsupported for a network of L layers by a letter of none of them.
    """
    if not given and (deep := through_layers(e, wrt, scope)) is not None:
        return deep
    program = e.program if e.name is not None else None
    if program is None or not goes_through_names(program, wrt):
        return None
    scope = replace(scope, definitions=program.definitions).with_letters(program.output)
    try:
        made = backward(program, wrt, scope)
    except Unsupported:
        return None
    rows = tuple((a.name if a.of not in wrt or a.name else None, _derivation(a, program, e, scope)) for a in made)
    by_letter = {a.of: d for a, (_, d) in zip(made, rows, strict=True)}
    asked = tuple(by_letter[v] for v in wrt)
    lead = tuple((x, d) for (x, d), a in zip(rows, made, strict=True) if x is not None and a.of not in wrt)
    parts = passes(program, rows, wrt, scope, given, eta)
    if len(asked) == 1:
        return replace(asked[0], lead=lead, parts=parts)
    return Section(asked, lead=lead, parts=parts)


def _derivation(a: Adjoint, program: Program, e: Expression, scope: Scope) -> Derivation:
    return Derivation(a.derivation, () if program.users.get(a.of) else absent(e, [a.of], scope))


def goes_through_names(program: Program, wrt: tuple[Any, ...]) -> bool:
    """Is it a program of vectors and matrices by some of its letters, or one of scalars by several?"""
    if not all(isinstance(v, Letter) and v != program.output for v in wrt):
        return False
    if not any(program.users.get(v) for v in wrt):
        return False
    shaped = any(shape(x) for x in (*wrt, *program.trees))
    return shaped or len(program.definitions) > 2 and len(wrt) > 1


def with_numbers(
    e: Expression, made: tuple[Derivation, ...], given: Mapping[str, Any], eta: float
) -> Derivation | Section:
    """Gradients of one formula, with the numbers of its letters where all are given."""
    if not given or not all(isinstance(d.problem.wrt, Letter) for d in made):
        return made[0] if len(made) == 1 else Section(made)
    taken = made[0].problem.scope.letters
    output = e.name or letter(next(x for x in ("L", "J", "C", "E", "f_0") if x not in taken), sizes=e.shape)
    program = e.program or Program(((output, e.tree),))
    parts = passes(program, tuple((None, d) for d in made), [d.problem.wrt for d in made], e.scope, given, eta)
    return replace(made[0], parts=parts) if len(made) == 1 else Section(made, parts=parts)


# ---- both passes -----------------------------------------------------------------------------------------------------


def passes(program: Program, rows: Sequence[Row], wrt: Sequence[Letter], scope: Scope,
           given: Mapping[str, Any] | None, eta: float) -> tuple[Part, ...]:  # fmt: skip
    """The forward quantities, the backward pass, a step of gradient descent with numbers, the derivations."""
    values = numbers(program, rows, given) if given else {}
    forward = [Quantity(x, None, "parameter" if x in wrt else "input", values.get(x)) for x in program.inputs]
    forward += [Quantity(x, t, _meaning(x, t, program), values.get(x)) for x, t in program.definitions]
    style = scope.style
    back = tuple((_name(program, row), values[_key(row)]) for row in rows) if values else ()
    parts: list[Part] = [Quantities("The forward pass", tuple(forward), style), Passed(tuple(rows), back)]
    stepped = [x for x in wrt if x not in program.trees] if values else []
    if stepped:
        by = {_key(row): d for row in rows for d in (row[1],)}
        moved = [
            Quantity(x, None, "", values[x] - eta * values[x, "gradient"]) for x in stepped if (x, "gradient") in by
        ]
        head = f"A step of gradient descent with rate {eta:g}"
        parts.append(Quantities(head, tuple(moved), style, "_new"))
    return (*parts, *(Derived(d) for _, d in rows))


def _key(row: Row) -> Any:
    return row[0] if row[0] is not None else (row[1].problem.wrt, "gradient")


def _name(program: Program, row: Row) -> str:
    """`delta_1`, or `dL/dW_1`."""
    return row[0].plain if row[0] is not None else f"d{program.output.plain}/d{row[1].problem.wrt.plain}"


def _meaning(x: Letter, tree: Any, program: Program) -> str:
    """What a definition is, in words."""
    if x == program.output:
        return "loss" if is_scalar(x) else "output"
    if isinstance(tree.args[0] if isinstance(tree, T) else tree, (Softmax, RowSoftmax)):
        return "probabilities"
    if isinstance(tree, Call):
        return "activation"
    parts = tree.args if isinstance(tree, Plus) else (tree,)
    parts = tuple(p.args[0] if isinstance(p, Tr) else p for p in parts)
    products = [p for p in parts if isinstance(p, Times) and sum(bool(shape(f)) for f in p.args) > 1]
    return "affine map" if products and isinstance(tree, Plus) else "product" if products else "intermediate"


def numbers(program: Program, rows: Sequence[Row], given: Mapping[str, Any]) -> dict[Any, Any]:
    """The value of every letter, adjoint and gradient: keys are letters, and (letter, "gradient").

    Raises: UsageError for a value that is missing, ShapeError for one that does not fit.
    """
    from derive.graph.numbers import Run
    from derive.graph.operations import Operation
    from derive.rules.matrix.elementwise import slopes_written

    nodes = [Operation(x, "input", (), x) for x in program.inputs]
    nodes += [Operation(x, "definition", tuple(letters(t)), t) for x, t in program.definitions]
    run = Run(nodes, {**_sizes(program, given), **given})
    values: dict[Any, Any] = dict(run.values)
    for row in rows:
        known = {x: v for x, v in values.items() if isinstance(x, Letter)}
        found = run.value(slopes_written(row[1].kernel.result), known)
        values[_key(row)] = found.reshape(_dims(row[1].problem.wrt, values))
    return values


def _dims(x: Letter, values: Mapping[Any, Any]) -> Any:
    return values[x].shape if x in values else (-1,)


def _sizes(program: Program, given: Mapping[str, Any]) -> dict[str, Any]:
    """The symbolic sizes that given arrays show."""
    import numpy as np

    found: dict[str, Any] = {}
    for x in program.inputs:
        form = [n for n in x.shape if n != 1]
        dims = (
            [n for n in np.shape(given.get(x.plain, ())) if n != 1]
            if 1 in x.shape
            else np.shape(given.get(x.plain, ()))
        )
        found |= {n.plain: d for n, d in zip(form, dims, strict=False) if isinstance(n, Letter)}
    return found
