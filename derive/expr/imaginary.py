r"""Is the letter i of a formula the imaginary unit? Undeclared and no index, it is where it turns or is conjugated:
`e^{i t}`, `|a + b i|`, `(x + i y)(x - i y)`, `\cos t + i \sin t`, `\sinh(i x)`, `\sqrt{-4} = 2 i`."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

from sympy import Integer, Rational

from derive.expr.arithmetic import Plus, Power, Times, minus
from derive.expr.heads import Call, Letter, letters
from derive.expr.trees import nodes, substitute

UNIT = "i"
CONJUGATED = ("z_bar", "w_bar")  # beside |z|


def turns(*trees: Any) -> bool:
    """Does a formula show that its letter i is the imaginary unit?"""
    found = [x for t in trees for x in letters(t) if x.plain == UNIT]
    if not found:
        return _moduli(trees)
    i = found[0]
    return not i.shape and not i.assumptions and any(_signs(i, trees))


def _signs(i: Letter, trees: tuple[Any, ...]) -> Iterator[bool]:
    every = list(nodes(*trees))
    calls = [e for e in every if isinstance(e, Call)]
    sums = [e for e in every if isinstance(e, Plus) and any(_holds(a, i) for a in e.args)]
    yield any(e.function.plain == "exp" and i in letters(e) for e in calls)
    yield any(e.function.plain == "abs" and any(s in nodes(e) for s in sums) for e in calls)
    yield any(e.function.plain in ("sinh", "cosh", "tanh") and _holds(e.arguments[0], i) for e in calls)
    yield any(_is_polar(s, i) for s in sums)
    turned = {substitute(s, {i: minus(i)}) for s in sums}
    yield any(_plain(s) in {_plain(t) for t in turned} for s in sums)
    roots = (e.args for e in every if isinstance(e, Power) and e.args[1] == Rational(1, 2))
    negative = any(not letters(b) and _below_zero(b) for b, _ in roots)
    yield negative and any(_holds(e, i) or e == i for e in every if isinstance(e, (Times, Letter)))


def _holds(e: Any, i: Letter) -> bool:
    """Is it i times something: `2i`, `i y`, `-b i`?"""
    return isinstance(e, Times) and i in e.args and any(a not in (i, -1) for a in e.args)


def _below_zero(e: Any) -> bool:
    """A negative whole number, or a sum of whole numbers that is one?"""
    total = 0
    for a in e.args if isinstance(e, Plus) else (e,):
        factors = a.args if isinstance(a, Times) else (a,)
        if not all(isinstance(x, Integer) for x in factors):
            return False
        total += prod(map(int, factors))
    return total < 0


def _is_polar(s: Any, i: Letter) -> bool:
    """`cos t + i sin t`?"""
    real = any(isinstance(a, Call) and a.function.plain == "cos" for a in s.args)
    turned = (b for a in s.args if _holds(a, i) for b in a.args)
    return real and any(isinstance(b, Call) and b.function.plain == "sin" for b in turned)


def _plain(s: Any) -> frozenset[Any]:
    """The terms of a sum, each with its sign: how `a + -b i` and `a - b i` are the same."""

    def term(a: Any) -> Any:
        if not isinstance(a, Times):
            return a
        inner = [y for x in a.args for y in (x.args if isinstance(x, Times) else (x,))]
        odd = sum(x == -1 for x in inner) % 2
        return odd, frozenset(x for x in inner if x != -1)

    return frozenset(map(term, s.args))


def _moduli(trees: tuple[Any, ...]) -> bool:
    r"""`|z|^2 = z \bar z`?"""
    names = {x.plain for t in trees for x in letters(t)}
    bars = [n for n in CONJUGATED if n in names and n.partition("_")[0] in names]
    inner = [e.arguments[0] for e in nodes(*trees) if isinstance(e, Call) and e.function.plain == "abs"]
    return any(isinstance(x, Letter) and f"{x.plain}_bar" in bars for x in inner)
