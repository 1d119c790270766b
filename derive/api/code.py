"""Gradients as code that a person would write: forward, backward and one step of gradient descent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from derive.errors import Unsupported, UsageError
from derive.expr.heads import ONE, Letter, letters, shape
from derive.write.code import code, helpers
from derive.write.code_dialects import BY_NAME, Dialect
from derive.write.text import write as to_text

if TYPE_CHECKING:
    from derive.api.derivations import Derivation
    from derive.numeric.several import Several

MOST_LINE = 100
Definitions = Sequence[tuple[Letter, Any]]


def source(gradients: Sequence[Derivation], adjoints: Sequence[tuple[Letter, Derivation]], dialect: str) -> str:
    """A module with `forward`, `backward` and `update` for the gradients of a scalar by letters.

    adjoints: what the gradients rest on, in the order of the backward pass. A vector is an array with one axis.
    Raises: UsageError for another dialect or gradients by what is no letter, Unsupported for what has no spelling.
    """
    if dialect not in BY_NAME:
        raise UsageError(f"no such dialect: {dialect!r}", help=f"one of {', '.join(BY_NAME)}")
    if not all(isinstance(d.problem.wrt, Letter) for d in gradients):
        raise UsageError("code is written for gradients by letters, not by entries or rows")
    d = BY_NAME[dialect]
    forward = _forward(gradients[0], [x for x, _ in adjoints])
    named = [(_gradient(g.problem.wrt), g.problem.wrt, g.kernel.result) for g in gradients]
    steps = _needed([*((x, made.kernel.result) for x, made in adjoints), *((x, t) for x, _, t in named)], len(named))
    inputs = _inputs(forward)
    kept = _used(steps, [x for x, _ in forward])
    parts = [
        _function("forward", inputs, forward, [*kept, *([forward[-1][0]] if forward[-1][0] not in kept else [])], d),
        _function("backward", [*_used(steps, inputs), *kept], steps, [x for x, _, _ in named], d),
        _update([(w, x) for x, w, _ in named]),
    ]
    body = "\n\n".join(parts)
    own = helpers(body, d)
    return "\n\n\n".join(["\n".join(d.imports), *(h.rstrip("\n") for h in own), body.rstrip("\n")]) + "\n"


def _forward(g: Derivation, adjoints: Sequence[Letter]) -> list[tuple[Letter, Any]]:
    """The definitions of the program, or the one formula, that ends in the loss."""
    known = [(x, t) for x, t in g.problem.scope.definitions if isinstance(x, Letter) and x not in adjoints]
    of = g.problem.of
    if isinstance(of, Letter) and of in dict(known):
        k = [x for x, _ in known].index(of)
        return _needed(known[: k + 1], 1)
    return [*known, (_named("loss", shape(of)), of)]


def _needed(steps: Definitions, last: int) -> list[tuple[Letter, Any]]:
    """The last definitions and those that they rest on."""
    found = list(steps[len(steps) - last :])
    needed = set().union(*(letters(t) for _, t in found))
    for x, t in reversed(steps[: len(steps) - last]):
        if x in needed:
            found.insert(0, (x, t))
            needed |= letters(t)
    return found


def _named(plain: str, form: Any) -> Letter:
    from derive.expr.heads import letter
    from derive.expr.names import from_plain

    return letter(from_plain(plain).latex, plain, sizes=form)


def _gradient(w: Letter) -> Letter:
    return _named(f"d{w.plain}", tuple(w.shape))


def _sizes(known: Iterable[Letter]) -> frozenset[Letter]:
    return frozenset().union(*(letters(n) for x in known for n in x.shape))


def _inputs(forward: Definitions) -> list[Letter]:
    """What is given: letters that are used and not defined, in the order of their first use."""
    defined = {x for x, _ in forward}
    found: dict[Letter, None] = {}
    for _, t in forward:
        for x in sorted(letters(t) - defined, key=lambda x: x.plain):
            found.setdefault(x)
    hidden = _sizes([*found, *defined])
    return [x for x in found if x not in hidden or _alone(x, forward)]


def _alone(n: Letter, definitions: Definitions) -> bool:
    """Is a size used as a number?"""
    from derive.expr.trees import walk

    return any(e == n for _, t in definitions for _, e in walk(t))


def _used(steps: Definitions, among: Sequence[Letter]) -> list[Letter]:
    wanted = frozenset().union(*(letters(t) for _, t in steps))
    return [x for x in among if x in wanted]


def _function(name: str, takes: Sequence[Letter], lines: Definitions, gives: Sequence[Letter], d: Dialect) -> str:
    """One function: a line for each name, its shape beside it. Sizes are parameters where nothing given shows them."""
    rows = [f"    {x.plain} = {code(t, d)}" for x, t in lines]
    sizes = _sizes([*takes, *(x for x, _ in lines)])
    names = set(re.findall(r"\w+", "\n".join(rows)))
    written = sorted((n for n in sizes if n.plain in names), key=lambda n: n.plain)
    takes = [x for x in takes if x not in sizes]
    shown = {n: where for n in written if (where := _shown(n, takes)) is not None}
    takes = [*(n for n in written if n not in shown), *takes]
    head = f"def {name}({', '.join(x.plain for x in takes)}):"
    width = min(MOST_LINE, max(map(len, rows)))
    rows = [f"{row:{width}}  # {_shape(x)}" for row, (x, _) in zip(rows, lines, strict=True)]
    first = [f"    {n.plain} = {where}" for n, where in shown.items()]
    return "\n".join([*_wrapped(head), *first, *rows, f"    return {', '.join(x.plain for x in gives)}"]) + "\n"


def _shown(n: Letter, given: Iterable[Letter]) -> str | None:
    """Where an array that is given shows a size: `X.shape[0]`."""
    for x in given:
        axes = [k for k in x.shape if k != ONE] if ONE in x.shape else list(x.shape)
        if n in axes:
            return f"{x.plain}.shape[{axes.index(n)}]"
    return None


def _wrapped(head: str) -> list[str]:
    if len(head) <= MOST_LINE:
        return [head]
    name, _, rest = head.partition("(")
    return [f"{name}(", f"    {rest[:-2]},", "):"]


def _shape(x: Letter) -> str:
    dims = [to_text(n) for n in x.shape if n != ONE] if ONE in x.shape else [to_text(n) for n in x.shape]
    return f"({', '.join(dims)}{',' if len(dims) == 1 else ''})" if dims else "scalar"


def _update(pairs: Sequence[tuple[Letter, Letter]]) -> str:
    """One step of gradient descent."""
    takes = ", ".join([*(w.plain for w, _ in pairs), *(x.plain for _, x in pairs), "eta=0.1"])
    rows = [f"    {w.plain} = {w.plain} - eta * {x.plain}" for w, x in pairs]
    return (
        "\n".join([*_wrapped(f"def update({takes}):"), *rows, f"    return {', '.join(w.plain for w, _ in pairs)}"])
        + "\n"
    )


# ---- one function of all gradients -----------------------------------------------------------------------------------


def together(gradients: Sequence[Derivation], adjoints: Sequence[tuple[Letter, Derivation]]) -> Several:
    """The value of a formula and its gradients as one function."""
    from derive.expr.trees import rebuild
    from derive.numeric.several import several
    from derive.plans.matrix import as_product
    from derive.rules.matrix.elementwise import slopes_written

    of, scope = gradients[0].problem.of, gradients[0].problem.scope
    if any(g.problem.of != of for g in gradients):
        raise Unsupported("these are derivations of different formulas")
    names = {x: t for x, t in scope.definitions if isinstance(x, Letter)}
    names |= {x: t for g in gradients for x, t in g.problem.scope.definitions if isinstance(x, Letter)}
    names |= {x: d.kernel.result for x, d in adjoints}
    trees = [slopes_written(t) for t in (of, *(g.kernel.result for g in gradients))]
    names = {x: rebuild(t, as_product) for x, t in names.items()}
    results = ["value", *(to_text(g.problem.wrt) for g in gradients)]
    known = [(x, slopes_written(t)) for x, t in names.items()]
    others = tuple(x for x in scope.letters.values() if x not in names)
    return several(
        trees, results, each=[(), *(g.axes for g in gradients)], names=known, letters=others, firsts=scope.firsts
    )
