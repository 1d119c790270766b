r"""Claims that two functions are greatest or least at the same place: `\argmax_θ \prod_i p(x_i; θ) = \argmin_θ -\sum_i
\log p(x_i; θ)`.

It is so if one function is the other times a positive factor, plus what does not depend on the letter, perhaps after a
logarithm. That is an equation: (f(θ₁) - f(θ₀)) / |f(θ₂) - f(θ₀)| is the same for both. Densities that nobody defined
are e^h of any functions h, a conditional one a quotient of two. What fails is false where a single edit makes it true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from derive.check.chance import DENSITIES, head_of, heads, plain_of
from derive.check.sides import unknown
from derive.check.slips import Repair, repaired
from derive.errors import DeriveError
from derive.expr.heads import Call, Entry, Frac, Function, Given, Letter, Product, Sum, Times, base, letter, minus, plus
from derive.expr.operators import ArgMax, ArgMin, Over
from derive.expr.scope import Scope
from derive.expr.trees import rebuild
from derive.judge.lines import judge
from derive.notation import call
from derive.verdicts import Verdict

DEEPEST = 12  # factors in factors that a logarithm is opened through
SAME = "one is the other times a positive factor, plus what does not depend on {}"


@dataclass(frozen=True, slots=True)
class Placed:
    """What is said of two places: status `verified` or `refuted`, with the repair."""

    status: str
    reason: str | None
    verdict: Verdict
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """sign: -1 for a place with a minus before it; least: is it an argmin; of: the letter; body: the function."""

    sign: int
    least: bool
    of: Letter
    body: Any


def places(left: Any, right: Any, seed: int = 0, seconds: float = 2.0) -> Placed | None:
    """What is to be said of two places; None where the sides are none, or nothing is known."""
    a, b = _place(left), _place(right)
    if a is None or b is None or a.of != b.of or unknown(a.body) != unknown(b.body):
        return None
    for logs in ((False, False), (True, False), (False, True), (True, True)):
        verdict = _judge(_risen(left, logs[0]), _risen(right, logs[1]), seed, seconds)
        if verdict is not None and verdict.holds:
            return Placed("verified", SAME.format(a.of.plain), verdict)
    order = _same_order(left, right, seed, seconds)
    if order is None or order.status != "refuted":
        return None
    for logs in ((_multiplied(a.body), _multiplied(b.body)), (False, False)):
        repair = _repair((left, right), logs, seconds)
        if repair is not None:
            return Placed("refuted", None, order, repair)
    return None


def _place(t: Any) -> _Place | None:
    """The place that a side is; None for another side."""
    sign, inner = 1, t
    if isinstance(t, Times) and len(t.args) == 2 and t.args[0] == -1:
        sign, inner = -1, t.args[1]
    if not isinstance(inner, ArgMax) or len(inner.binders) != 1 or not isinstance(inner.binders[0], Over):
        return None
    return _Place(sign, isinstance(inner, ArgMin), inner.binders[0].args[0], inner.body)


def _risen(t: Any, logarithm: bool) -> Any:
    """How much the function of a place rises from one value of the letter to another, in units of how much it changes
    to a third one. Raises: DeriveError."""
    p = _place(t)
    if p is None:
        raise DeriveError("no place")
    low, high, other = _values(p, logarithm)
    return Frac(plus(high, minus(low)), call("abs", plus(other, minus(low))))


def _values(p: _Place, logarithm: bool) -> Iterator[Any]:
    """What is to be greatest, at three values of the letter."""
    body = _densities(minus(p.body) if p.least else p.body)
    body = rebuild(call("log", body) if logarithm else body, _opened)
    for k in range(3):
        x = letter(f"{p.of.latex}_{{({k})}}", f"{p.of.plain}_at_{k}", sizes=p.of.shape)
        yield _put(body, p.of, minus(x) if p.sign < 0 else x)


def _opened(e: Any) -> Any:
    """A logarithm of a product, a power or e^u as what it is for positive factors."""
    return _log(e.arguments[0], DEEPEST) if isinstance(e, Call) and _is(e, "log") and len(e.arguments) == 1 else e


def _log(u: Any, levels: int) -> Any:
    match u:
        case Call() if _is(u, "exp"):
            return u.arguments[0]
        case Product():
            return Sum(_log(u.body, levels - 1), *u.binders) if levels else call("log", u)
        case Times() if levels:
            return plus(*(_log(a, levels - 1) for a in u.args))
        case Frac(args=(a, b)) if levels:
            return plus(_log(a, levels - 1), minus(_log(b, levels - 1)))
    return call("log", u)


def _is(e: Call, plain: str) -> bool:
    return bool(e.function.kind == "elementary" and e.function.plain == plain)


def _same_order(left: Any, right: Any, seed: int, seconds: float) -> Verdict | None:
    """Does one function rise where the other does?"""
    a, b = _place(left), _place(right)
    if a is None or b is None:
        return None
    signs = []
    for p in (a, b):
        low, high, _ = _values(p, False)
        signs.append(call("sign", plus(high, minus(low))))
    return _judge(signs[0], signs[1], seed, seconds)


def _put(body: Any, old: Letter, new: Any) -> Any:
    return rebuild(body, lambda e: new if e == old else e)


def _densities(t: Any) -> Any:
    """The densities that nobody defined as e^h: p(x | z) as e^{h(x, z) - h(z)}, with a function h for each set."""

    def visit(e: Any) -> Any:
        if not isinstance(e, Call) or e.function.kind == "elementary" or any(e.function.order):
            return e
        given = [g for a in e.arguments if isinstance(a, Given) for g in a.args]
        if head_of(e.function) not in DENSITIES and not given:
            return e
        whole, below = _h(e, [*heads(e), *given]), _h(e, given)
        return call("exp", whole if below is None else plus(whole, minus(below)))

    return rebuild(t, visit)


def _h(e: Call, arguments: list[Any]) -> Any:
    """The function h of some arguments, in the order of their names; None for no arguments."""
    named = sorted((plain_of(base(a)) if isinstance(a, (Letter, Entry)) else str(a), a) for a in arguments)
    if not named:
        return None
    name = "h_" + "_".join([e.function.plain, *("".join(c if c.isalnum() else "_" for c in n) for n, _ in named)])
    return Call(Function("h", name, "function"), *(a for _, a in named))


def _multiplied(body: Any) -> bool:
    """Is the function one that authors take the logarithm of: a product, a density?"""
    if isinstance(body, (Product, Times)):
        return any(_multiplied(a) for a in body.args) if isinstance(body, Times) else True
    return isinstance(body, Call) and (body.function.kind != "elementary" or body.function.plain == "exp")


def _judge(left: Any, right: Any, seed: int, seconds: float) -> Verdict | None:
    try:
        return judge(left, right, "=", Scope(), seed=seed, seconds=seconds)
    except DeriveError:
        return None


def _repair(sides: tuple[Any, Any], logs: tuple[bool, bool], seconds: float) -> Repair | None:
    """The edit that makes the places the same: the other extremum, the minus inside, or an edit of a function."""
    for made in _turned(sides[1]):
        verdict = _judge(_risen(sides[0], logs[0]), _risen(made, logs[1]), 0, seconds)
        if verdict is not None and verdict.holds:
            from derive.write.latex import write

            return Repair(1, f"{write(made)} in place of {write(sides[1])}", made, sides[1], made)
    for side in (1, 0):
        p, log = _place(sides[side]), logs[side]
        assert p is not None
        through = partial(_through, sides[side], log)
        target = _risen(sides[1 - side], logs[1 - side])
        pair = (target, p.body) if side else (p.body, target)
        found = repaired(pair, "=", Scope(), seconds, through=partial(_beside, target, through), edited=(side,))
        if found is not None:
            return found
    return None


def _turned(t: Any) -> Iterator[Any]:
    """The other extremum in the place of this one, without the minus before it."""
    p = _place(t)
    assert p is not None
    inner = t if p.sign > 0 else t.args[1]
    other = ArgMax(*inner.args) if p.least else ArgMin(*inner.args)
    yield other
    if p.sign < 0:
        yield inner


def _beside(target: Any, through: Callable[[Any], Any], t: Any) -> Any:
    return t if t is target else through(t)


def _through(side: Any, log: bool, body: Any) -> Any:
    inner = side if isinstance(side, ArgMax) else side.args[1]
    made = type(inner)(body, *inner.args[1:])
    return _risen(made if isinstance(side, ArgMax) else minus(made), log)
