"""What the sides of an equation show: names that nobody defined, equations to solve, sizes that sums give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sympy import Integer

from derive.check.edits import attempt
from derive.check.opened import Names, parameters
from derive.check.slips import Repair, telling
from derive.errors import DeriveError
from derive.expr.heads import (
    All,
    Binding,
    Call,
    D,
    Derivative,
    Entry,
    Eye,
    Frac,
    Function,
    Given,
    Inv,
    Letter,
    Matrix,
    Plus,
    Power,
    Range,
    Relation,
    Row,
    T,
    Times,
    base,
    letters,
    resized,
    shape,
)
from derive.expr.inert import Inert
from derive.expr.operators import At, Limit
from derive.expr.trees import rebuild, substitute, walk
from derive.notation import call
from derive.numeric.limits import is_series

VACUOUS = "something may depend on the letter that is differentiated by, or that moves in a limit"


def meant(repair: Repair, pair: tuple[Any, Any]) -> bool:
    """Does a repair say that an identity was meant? A name that becomes a number was rather misunderstood."""
    if repair.new == pair[1 - repair.side] and letters(repair.new):
        return False  # `r(A) = b + r(A)` says nothing of b + c(A)
    if not letters(repair.old) and not str(repair.new).strip("0."):
        return False  # no number is written in the place of 0
    return telling(pair, repair) and not (isinstance(repair.old, Letter) and not letters(repair.new))


def loses(repair: Repair, pair: tuple[Any, Any], named: Collection[Any]) -> bool:
    """Does it leave out a letter that the equation alone gives a meaning: e of `(D - C) p = e - h`?"""
    left = letters(repair.tree) | letters(pair[1 - repair.side])
    return bool((letters(pair[0]) | letters(pair[1])) - left - set(named))


def may_be_complex(pair: tuple[Any, Any]) -> bool:
    """Is there a letter i that may be the imaginary unit?"""
    found = (x for t in pair for x in letters(t) if x.plain == "i")
    return any(not x.shape and "integer" not in x.assumptions for x in found)


def base_of(left: Any) -> Any:
    """The letter or function that a side is about."""
    return left.function if isinstance(left, Call) else base(left) if isinstance(left, (Letter, Entry)) else left


def opaque(t: Any) -> str | None:
    """A function or condition in it that nobody defined."""
    for _, e in walk(t):
        if isinstance(e, Call) and e.function.kind != "elementary":
            return str(e.function.plain)
    return None


def growth(pair: tuple[Any, Any]) -> bool:
    """Does an order of growth O(…) stand in it, which is no value?"""
    calls = (e for t in pair for _, e in walk(t) if isinstance(e, Call))
    return any(e.function.plain in ("O", "o", "mathcalO") and e.function.kind != "elementary" for e in calls)


def marks(pair: tuple[Any, Any]) -> bool:
    """Are both sides one letter with steps above it, `S^k = S^{k-1}`, which are marks and no powers, or is a letter
    raised to 0, `x(t^0) = x^0`?"""
    if any(isinstance(e, Power) and isinstance(e.args[0], Letter) and e.args[1] == 0 for t in pair for _, e in walk(t)):
        return True
    left, right = pair
    if not all(isinstance(t, Power) and isinstance(t.args[0], Letter) and letters(t.args[1]) for t in pair):
        return False
    return bool(left.args[0] == right.args[0])


def is_fit(pair: tuple[Any, Any]) -> bool:
    r"""Do y, its mean `\bar y` and its fit `\hat y` stand in it, which a regression ties: `SST = SSE + SSR`?"""
    plains = {str(x.plain).replace("_bold", "") for t in pair for x in letters(t)}
    return any(
        {x.removesuffix("_hat"), x.removesuffix("_hat") + "_bar"} <= plains for x in plains if x.endswith("_hat")
    )


def property_asked(pair: tuple[Any, Any]) -> bool:
    """Is it two different products of letters alone, `P^2 = P`, `A B = B A`: what some letters satisfy, no identity?"""
    found, used = [_factors(t) for t in pair], [letters(t) for t in pair]
    return all(found) and found[0] != found[1] and (used[0] == used[1] or any(isinstance(t, Eye) for t in pair))


def _factors(t: Any) -> list[Any]:
    """The letters of a product, turned or inverted, in their order; none where it has anything else."""
    args = t.args if isinstance(t, Times) else (t,)
    made: list[Any] = []
    for a in args:
        count = 1
        if isinstance(a, Power) and isinstance(a.args[1], Integer) and 0 < int(a.args[1]) < 5:
            a, count = a.args[0], int(a.args[1])
        inner = a.args[0] if isinstance(a, (T, Inv)) else a
        if not isinstance(inner, (Letter, Eye)):
            return []
        made += [] if isinstance(inner, Eye) else [a] * count
    return made or [Integer(1)]


def raised(pair: tuple[Any, Any]) -> bool:
    """Is the left side a letter below another one, `c^v`, that stands only above letters: a mark, and no power?"""
    left = pair[0]
    if not isinstance(left, Power) or not all(isinstance(a, Letter) and not a.shape for a in left.args):
        return False
    v = left.args[1]
    powers = [e for t in pair for _, e in walk(t) if isinstance(e, Power) and e.args[1] == v]
    alone = sum(e == v for t in pair for _, e in walk(t)) == len(powers)
    return alone and all(isinstance(e.args[0], Letter) for e in powers) and len({e.args[0] for e in powers}) > 1


def conditional(pair: tuple[Any, Any]) -> bool:
    """Is there an unknown function of conditions, `P(X = 1)`? It has no values by which an edit could be tried."""
    calls = (e for t in pair for _, e in walk(t) if isinstance(e, Call))
    return any(isinstance(n, Relation) for e in calls for a in e.arguments for _, n in walk(a))


def unknown(t: Any) -> frozenset[str]:
    """The functions of a tree that nobody defined, and letters whose slope is asked though nothing shows on what they
    depend."""
    found = {e.function.plain for _, e in walk(t) if isinstance(e, Call) and e.function.kind != "elementary"}
    for _, e in walk(t):
        if isinstance(e, Derivative) and any(not inside(e.of, v) for v in e.variables):
            found |= {x.plain for x in letters(e.of)}
        elif isinstance(e, Inert) and e.plain == "derivative":
            found |= {x.plain for x in letters(e.arguments[0])}
    return frozenset(found)


def anywhere(t: Any) -> Any:
    """The tree with its slopes at any point, where a point hangs on functions that nobody defined."""
    return rebuild(t, lambda e: e.args[0] if isinstance(e, At) and any(opaque(v) for v in e.args[1:]) else e)


def doubt(pair: tuple[Any, Any]) -> str | None:
    """Why a difference of the sides may say nothing: unknown functions, slopes and limits of what hides a letter."""
    for t in pair:
        for _, e in walk(t):
            if isinstance(e, Derivative) and any(hides(e.of, v) for v in e.variables):
                return VACUOUS
            if isinstance(e, Limit) and not set(e.bound) & letters(e.body):
                return VACUOUS
    for t in pair:
        for _, e in walk(t):
            if isinstance(e, Given):
                return "a conditional that is not defined here"
            if isinstance(e, Call) and e.function.kind != "elementary":
                return f"{e.function.plain} is not defined here"
    moves = [any(isinstance(e, D) for _, e in walk(t)) for t in pair]
    return "a differential on one side alone" if moves[0] != moves[1] and not is_zero(pair) else None


def inside(of: Any, v: Any) -> bool:
    """Does what is differentiated show the variable?"""
    wanted = letters(v) if isinstance(v, Matrix) else frozenset([base(v)])
    return bool(wanted & letters(of))


def hides(of: Any, v: Any) -> bool:
    """May what is differentiated depend on the variable in a way that it does not show?"""
    return not inside(of, v) or marked(of, v) or _accented(of, v) or _chosen(of, v)


def _accented(of: Any, v: Any) -> bool:
    r"""Is there a `\hat\theta` in it, made of the whole θ that is the variable? ŷ and y are two things."""
    if not isinstance(v, Letter) or not v.shape or v.plain in ("y", "t", "x"):
        return False
    return any(y.plain == f"{v.plain}_hat" for y in letters(of))


def _chosen(of: Any, v: Any) -> bool:
    """Does an entry stand in it whose place a function says, `z_{a(i)}`, perhaps the variable?"""
    entries = (e for _, e in walk(of) if isinstance(e, Entry) and base(e) == base(v))
    return any(isinstance(n, Call) for e in entries for i in e.args[1:] for _, n in walk(i))


def marked(of: Any, v: Any) -> bool:
    r"""Does the name of an unknown function show that it depends on v: `h_\theta(x)`, `f_{\vec{w}, b}(x)`?"""
    plain = str(getattr(base(v), "plain", ""))
    calls = (e.function for _, e in walk(of) if isinstance(e, Call) and e.function.kind != "elementary")
    marks = (m for f in calls for m in str(f.plain).split("_")[1:])
    return bool(plain) and any(m in (plain, f"vec{plain}", f"mathbf{plain}", f"bold{plain}") for m in marks)


def hidden(t: Any) -> bool:
    """Does it ask for the slope of a name that hides the letter: ∂h/∂w of an h that nothing says to depend on w?"""
    slopes = (e for _, e in walk(t) if isinstance(e, Derivative) and any(not inside(e.of, v) for v in e.variables))
    return any(isinstance(base_of(e.of), (Letter, Function)) for e in slopes)


def hiding(trees: Iterable[Any]) -> frozenset[str]:
    """The letters of what is differentiated by a letter that it does not show: Z of ∂(e^{z_i}/Z)/∂z_j depends on z."""
    slopes = (e for t in trees for _, e in walk(t) if isinstance(e, Derivative))
    named = (Letter, Entry, Row, Call)
    inner = (e.of for e in slopes if not isinstance(e.of, named) and any(_unseen(e.of, v) for v in e.variables))
    return frozenset(x.plain for t in inner for x in letters(t) if not x.shape and "integer" not in x.assumptions)


def _unseen(of: Any, v: Any) -> bool:
    """Is a variable not to be seen in what is differentiated: z_j, where z_i alone stands?"""
    if not isinstance(v, Entry):
        return not inside(of, v)
    every = [e for _, e in walk(of)]
    entries = {e for e in every if isinstance(e, Entry) and base(e) == base(v)}
    bound = any(isinstance(e, Binding) and base(v) in letters(e) for e in every)
    others = sum(e == base(v) for e in every) > sum(e.args[0] == base(v) for e in every if isinstance(e, Entry))
    return v not in entries and not bound and not others


def second_slope(t: Any) -> Any:
    """The slope of a side that is a slope by one letter; None for others."""
    return Derivative(t, *t.variables) if isinstance(t, Derivative) and len(t.variables) == 1 else None


def sizes(pair: tuple[Any, Any]) -> frozenset[Any]:
    """The letters that are sizes of others."""
    shaped = (x.shape for t in pair for x in letters(t))
    return frozenset(z for form in shaped for size in form for z in letters(size))


def is_zero(pair: tuple[Any, Any]) -> bool:
    """Is a side 0: an equation to solve?"""
    return any(t == 0 or type(t).__name__ == "Zero" for t in pair)


def sized(*trees: Any) -> tuple[Any, Any]:
    """Both sides with the sizes that nobody declared, `n_x` of x, taken from the sums that run over them."""
    others = _of_other_lengths(trees)
    table = dict(_alike(trees)) | {old: new for t in trees for old, new in _bounds(t)}
    if not table and not others:
        return trees[0], trees[1]
    try:
        made = tuple(resized_by(substitute(t, others), table) for t in trees)
    except DeriveError:
        return trees[0], trees[1]
    return made[0], made[1]


def _of_other_lengths(trees: Sequence[Any]) -> dict[Letter, Letter]:
    """Vectors of another length than all sums that run over their entries, from 1 to C, with that length: they are
    other ones than those that the document declared."""
    found: dict[Letter, set[Any]] = {}
    for _, n in (n for t in trees for n in walk(t)):
        for b in n.binders if isinstance(n, Binding) else ():
            high = _terms(b)
            for _, e in walk(n.body) if isinstance(high, Letter) else ():
                if isinstance(e, Entry) and e.args[1:] == (b.args[0],) and isinstance(e.args[0], Letter):
                    found.setdefault(e.args[0], set()).add(high)
    ends = {x: high for x, (high, *more) in found.items() if not more}
    return {x: resized(x, [high, 1]) for x, high in ends.items()
            if isinstance(x.shape[0], Letter) and not guessed(x.shape[0]) and x.shape[0] != high}  # fmt: skip


def fitted(left: Any, right: Any, names: Names) -> tuple[Any, Any]:
    """Both sides with the guessed sizes of arguments as the definition of their function has them."""
    table: dict[Any, Any] = {}
    for t in (left, right):
        for _, e in walk(t):
            given = parameters(e) if isinstance(e, Call) else ()
            d = names.calls.get((e.function.plain, len(given))) if given else None
            for a, p in zip(given, parameters(d[0]), strict=True) if d is not None else ():
                pairs = zip(shape(a), shape(p), strict=True) if len(shape(a)) == len(shape(p)) else ()
                table |= {m: n for m, n in pairs if m != n and guessed(m)}
    try:
        return (resized_by(left, table), resized_by(right, table)) if table else (left, right)
    except DeriveError:
        return left, right


def _alike(trees: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """(guess, size) for sums over one index without a range, some of which were given a guessed size of their own."""
    found: dict[str, list[Any]] = {}
    for t in trees:
        for _, n in walk(t):
            for b in n.binders if isinstance(n, Binding) else ():
                if isinstance(b, All) and isinstance(b.args[1], Letter):
                    found.setdefault(b.args[0].plain, []).append(b.args[1])
    for own in found.values():
        first = next((z for z in own if not guessed(z)), own[0])
        yield from ((z, first) for z in own if z != first and guessed(z))


def guessed(size: Any) -> bool:
    """Is it the size that a letter got because nothing says it?"""
    return isinstance(size, Letter) and size.plain.startswith(("n_", "m_"))


def as_long(pair: tuple[Any, Any]) -> tuple[Any, Any] | None:
    """Both sides with arrays of equal lengths where one index runs over several of them; None where none does."""
    lengths: dict[str, dict[Any, None]] = {}
    for t in pair:
        for _, e in walk(t):
            if isinstance(e, (Entry, Row)):
                for i, size in zip(e.args[1:], shape(e.args[0]), strict=False):
                    if isinstance(i, Letter) and isinstance(size, Letter):
                        lengths.setdefault(i.plain, {})[size] = None
    table: dict[Any, Any] = {}
    for first, *others in (list(own) for own in lengths.values()):
        table |= {z: table.get(first, first) for z in others if z not in table and z != table.get(first, first)}
    made = [attempt(lambda t=t: resized_by(t, table)) for t in pair]
    return None if not table or None in made else (made[0], made[1])


def _bounds(t: Any) -> Iterator[tuple[Any, Any]]:
    """(size, number of terms) for a sum from 1 to n, or from 0 to n - 1, over the entries of an array that has another
    size, which is a guess or a number of an example."""
    for _, n in walk(t):
        for b in n.binders if isinstance(n, Binding) else ():
            terms = _terms(b)
            for _, e in walk(n.body) if terms is not None else ():
                if isinstance(e, (Entry, Row)):
                    places = zip(e.args[1:], shape(e.args[0]), strict=False)
                    yield from ((size, terms) for i, size in places if i == b.args[0] and _gives_way(size, terms))


def _terms(b: Any) -> Any:
    """n of a range from 1 to n, or from 0 to n - 1; None for others."""
    match b:
        case Range(args=(_, Integer() as low, high)) if low == 1 and (isinstance(high, Letter) or high.is_Integer):
            return high
        case Range(args=(_, Integer() as low, Plus(args=(Letter() as n, Integer() as one)))) if low == 0 and one == -1:
            return n
    return None


def _gives_way(size: Any, bound: Any) -> bool:
    if isinstance(size, Letter):
        return guessed(size) and size != bound and (isinstance(bound, Letter) or bound.is_Integer)
    return bool(getattr(size, "is_Integer", False)) and isinstance(bound, Letter)


def resized_by(t: Any, table: dict[Any, Any]) -> Any:
    """The tree with other letters in the place of its sizes."""

    def visit(node: Any) -> Any:
        if isinstance(node, Letter) and any(s in table for s in node.args[2].args):
            return resized(node, [table.get(s, s) for s in node.shape])
        if isinstance(node, Eye):
            return Eye(table.get(node.args[0], node.args[0]))
        return table.get(node, node) if isinstance(node, Letter) else node

    return rebuild(t, visit)


def holds_log(t: Any) -> bool:
    """Does it hold a natural logarithm?"""
    return any(isinstance(e, Call) and e.function.plain == "log" for _, e in walk(t))


def in_base(t: Any, n: int) -> Any:
    """It with its natural logarithms to another base."""

    def visit(e: Any) -> Any:
        logarithm = isinstance(e, Call) and e.function.plain == "log" and len(e.arguments) == 1
        return Frac(e, call("log", Integer(n))) if logarithm else e

    return rebuild(t, visit)


def is_expansion(pair: tuple[Any, Any]) -> bool:
    """Is a function of some letters a series in the same letters? That is no equation to solve."""
    for one, other in (pair, pair[::-1]):
        known = letters(one)
        if (
            known
            and known == letters(other)
            and not isinstance(one, Letter)
            and any(is_series(e) for _, e in walk(other))
        ):
            return not any(isinstance(e, Entry) for t in pair for _, e in walk(t))
    return False
