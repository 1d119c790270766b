"""What a document's names stand for: definitions written out, of letters, entries, rows and functions, at any argument.

A derivative by a name is taken by the name as if it were free, and then the name has its value: with z = W x + b,
∂L/∂z is the slope of L by z at W x + b.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any

from sympy import Rational

from derive.expr.definitions import Definition, instance, matched, places
from derive.expr.heads import (
    LEAVES,
    All,
    Binding,
    Call,
    Derivative,
    Entry,
    Given,
    Letter,
    Matrix,
    Node,
    Power,
    Row,
    T,
    base,
    letters,
    shape,
)
from derive.expr.inert import Inert
from derive.expr.operators import At, Setting, Stack
from derive.expr.trees import bound_apart, fresh, rebuild, remade, substitute, trampoline, walk

Work = Generator[Any, Any, Any]
PROBABILITIES = ("P", "p", "Pr", "q", "Q")  # whose argument says of which variable they are
MOST_LEVELS = 12
MOST_LEAVES = 4000


class Names:
    """Definitions to look names up in: of letters, by what they define, and of functions. bare: functions that the
    text may write without arguments."""

    def __init__(self, definitions: Sequence[Definition], bare: frozenset[str] = frozenset()) -> None:
        self.bare = bare
        self.calls: dict[tuple[str, int], Definition] = {}
        self.entries: dict[str, Definition] = {}
        self.letters: dict[Letter, list[Definition]] = {}
        self.found: dict[Any, Any] = {}  # what trees were written out as: a search does it for hundreds of near ones
        self.fewer: dict[frozenset[Any], Names] = {}
        self.valued: tuple[Names, frozenset[Any]] | None = None  # all names, and those that stand for their numbers
        for d in definitions:
            if isinstance(d[0], Call):
                self.calls[d[0].function.plain, len(parameters(d[0]))] = d
            elif isinstance(base(d[0]), Call):
                self.entries[base(d[0]).function.plain] = d
            else:
                self.letters.setdefault(base(d[0]), []).append(d)

    def without(self, names: frozenset[Any]) -> Names:
        """All but those of some letters."""
        if names not in self.fewer:
            made = Names((), self.bare)
            made.calls, made.entries = self.calls, self.entries
            made.letters = {x: d for x, d in self.letters.items() if x not in names}
            made.valued = self.valued
            self.fewer[names] = made
        return self.fewer[names]

    def beside(self, numbers: frozenset[Any]) -> Names:
        """All but the letters that stand for their numbers; a slope sees through those that depend on its variable."""
        made = Names((), self.bare)
        made.calls, made.entries = self.calls, self.entries
        made.letters = {x: d for x, d in self.letters.items() if x not in numbers}
        made.valued = self, numbers
        return made

    def inside(self, by: frozenset[Any]) -> Names:
        """The names that are written out in a slope by some letters."""
        if self.valued is None:
            return self.without(by)
        whole, numbers = self.valued
        fixed = frozenset(x for x in numbers if not letters(opened(x, whole.without(by))) & by)
        return whole.without(by | fixed)

    def of(self, e: Any) -> Any:
        """What a letter, entry or row stands for; None where it is no name."""
        own: Sequence[Definition] | None = self.letters.get(base(e))
        if own is None and isinstance(e, (Entry, Row)) and isinstance(base(e), Letter):
            e, own = self._family(e)
        for d in reversed(own or ()):
            if isinstance(e, Letter) and not isinstance(d[0], Letter):
                return None if base(e) in letters(d[1]) else _stacked(d, e)
            if from_start(*d) and all(i.is_Integer for i in e.args[1:]):
                continue
            found = instance(d, e) if not _labelled(d, e) else None
            if found is not None:
                return found
        return None

    def _family(self, e: Any) -> tuple[Any, Sequence[Definition]]:
        """An entry as one of the family of its name that was defined, where only the lengths differ."""
        x = base(e)
        for y, found in self.letters.items():
            alike = all(isinstance(d[0], type(e)) and len(d[0].args) == len(e.args) for d in found)
            if y.plain == x.plain and len(y.shape) == len(x.shape) and alike:
                return substitute(e, {x: y}), found
        return e, ()


def _labelled(d: Definition, e: Any) -> bool:
    """Has a definition a letter labelled by its index, the d_t of `c_t = d_t`, which another index leaves as it is?"""
    pairs = zip(d[0].args[1:], e.args[1:], strict=False) if isinstance(e, (Entry, Row)) else ()
    moved = [p.plain for p, q in pairs if isinstance(p, Letter) and p != q]
    return any(f"_{t}_" in f"{x.plain}_" for t in moved for x in letters(d[1]))


def from_start(left: Any, right: Any) -> bool:
    """Is it a member of a sequence by the first one, `w_t = w_0 c^t`?"""
    x = base(left)
    if not isinstance(left, Entry) or not isinstance(x, Letter) or x not in letters(right):
        return False
    return all(isinstance(i, Letter) for i in left.args[1:]) and _by_numbers_alone(x, right)


def _by_numbers_alone(x: Letter, t: Any) -> bool:
    """Does a letter stand only with numbers for its indices?"""
    stack = [t]
    while stack:
        e = stack.pop()
        if e == x:
            return False
        if isinstance(e, Entry) and e.args[0] == x:
            if not all(getattr(i, "is_Integer", False) for i in e.args[1:]):
                return False
        elif isinstance(e, Node) and not isinstance(e, LEAVES):
            stack += e.args
    return True


def opened(e: Any, names: Names) -> Any:
    """The tree with its names written out, as far as they are defined and the tree stays of moderate size."""
    if e in names.found:
        return names.found[e]
    first = e
    for _ in range(MOST_LEVELS):
        made = trampoline(_opened(e, names))
        if made == e or getattr(made, "weight", 1) > MOST_LEAVES:
            break
        e = made
    names.found[first] = e
    return e


def _opened(e: Any, names: Names) -> Work:
    """One level of names."""
    if isinstance(e, Derivative):
        return (yield _derivative(e, names))
    if isinstance(e, Inert):
        slope = _kept_slope(e, names)
        return e if slope is None else (yield _derivative(slope, names))
    if isinstance(e, (Letter, Entry, Row)) and isinstance(base(e), Letter):
        found = names.of(e)
        if found is not None and shape(found) == shape(e):
            return found
        if isinstance(e, Letter):
            return e
    if not isinstance(e, Node) or isinstance(e, LEAVES):
        return e
    if isinstance(e, Call):
        found = _called(e, names)
        if found is not None:
            return found
    if isinstance(e, (Entry, Row)) and isinstance(base(e), Call):
        found = _component(e, names)
        if found is not None:
            return found
    if isinstance(e, Binding):
        names = names.without(frozenset(e.bound))
        e = _apart(e, names)
    args = []
    for a in e.args:
        args.append((yield _opened(a, names)))
    same = all(a is b for a, b in zip(args, e.args, strict=True))
    return e if same else remade(e, args)


def _kept_slope(e: Inert, names: Names) -> Derivative | None:
    r"""`\partial y_j / \partial z_i`, kept as written by a text that says nothing of y, where the document does."""
    if e.plain != "derivative" or len(e.arguments) != 2 or "^" in e.latex:
        return None
    of, by = e.arguments
    single = all(isinstance(a, (Letter, Entry, Row)) and isinstance(base(a), Letter) for a in (of, by))
    if not single or names.of(of) is None:
        return None
    x = base(by)
    used = {v.plain: v for v in letters(opened(of, names.without(letters(by))))}.get(x.plain)
    if used is None or len(used.shape) != len(x.shape):
        return None
    return Derivative(of, _renamed(by, x, used))  # of the size that the definition gave it


def _apart(e: Any, names: Names) -> Any:
    """A sum whose bound letters are none of those that the names in it bring in."""
    inside = letters(e.body)
    incoming = frozenset().union(*(letters(d[1]) for x in inside for d in names.letters.get(x, ())))
    called = {n.function.plain for _, n in walk(e.body) if isinstance(n, Call)}
    incoming |= frozenset().union(*(letters(d[1]) for (c, _), d in names.calls.items() if c in called))
    if not incoming & frozenset(e.bound):
        return e
    return bound_apart(e, incoming)


def _derivative(e: Any, names: Names) -> Work:
    """A derivative: the names that it is taken by stay free in it."""
    by = frozenset().union(*(letters(v) if not isinstance(v, (Letter, Entry, Row)) else {base(v)} for v in e.variables))
    defined = [x for x in sorted(by, key=lambda x: x.plain) if x in names.letters]
    of = opened(e.of, names.inside(by))
    if not defined:
        return e if of is e.of else Derivative(of, *e.variables)
    values = {x: names.of(x) for x in defined}
    kept = {x: _column(v) for x, v in values.items() if v is not None and shape(v) == shape(x) and x not in letters(v)}
    taken = letters(of) | by | frozenset().union(*(letters(v) for v in kept.values()))
    listed = [x for x, v in kept.items() if _letters_alone(v)]
    made = Derivative(of, *e.variables)
    if listed:
        by_list = [kept[v] if v in listed else v for v in e.variables]
        if not any(x in letters(of) for x in listed):
            return Derivative(of, *by_list)
    settings = []
    for x, value in kept.items():
        free = fresh(x, taken)
        taken |= {free}
        made = _renamed(made, x, free)
        settings.append(Setting(free, value))
    return At(made, *settings) if settings else made
    yield


def _column(v: Any) -> Any:
    """A row written out and transposed as the column that it is."""
    if isinstance(v, T) and isinstance(v.args[0], Matrix) and v.args[0].args[0] == 1:
        return Matrix(v.args[0].args[1], v.args[0].args[0], *v.args[0].entries)
    return v


def _letters_alone(v: Any) -> bool:
    """Is it a column of letters: x = (x_1, x_2)?"""
    return isinstance(v, Matrix) and v.args[1] == 1 and all(isinstance(a, Letter) for a in v.entries)


def _renamed(e: Any, old: Letter, new: Letter) -> Any:
    return rebuild(e, lambda node: new if node == old else node)


def _stacked(d: Definition, x: Letter) -> Any:
    """The column of the entries that `y_i = …` gives; None for rows and families."""
    form, free = x.shape, places(d[0])
    if not isinstance(d[0], Entry) or len(free) != 1 or len(form) != 2 or form[1] != 1 or d[0].args[1] != free[0]:
        return None
    return Stack(d[1], All(free[0], form[0]))


def parameters(call: Any) -> tuple[Any, ...]:
    """The arguments of a call, those after a bar among them: y and x of p(y | x)."""
    return tuple(p for a in call.arguments for p in (a.args if isinstance(a, Given) else (a,)))


def _component(e: Any, names: Names) -> Any:
    """What `f(z)_k` stands for, where the entries of f(x) are defined."""
    d = names.entries.get(base(e).function.plain)
    if d is None:
        return None
    found = matched(d[0], e, (*places(d[0]), *parameters(base(d[0]))))
    if found is None:
        return None
    apart = bound_apart(d[1], frozenset().union(*(letters(v) for v in found.values())))
    return substitute(apart, found)


def _called(e: Any, names: Names) -> Any:
    """What a call of a defined function stands for; None where it is none."""
    given = parameters(e)
    bare = e.function.plain in names.bare and not any(e.function.order)
    found = [d for (plain, n), d in names.calls.items() if plain == e.function.plain and (bare or n == len(given))]
    if not found:
        return None
    (head, body), order = found[-1], e.function.order
    own = parameters(head)
    if not bare and any(isinstance(p, Power) for p in own) and not any(map(shape, given)):
        own, given = _rooted(own, given)
    if bare and not set(given) <= set(own):
        return None
    if bare:
        return body
    if any(not _fits(a, p, body) for a, p in zip(given, own, strict=True)) or _of_another(e, head):
        return None
    if any(a in letters(body) and a.plain == f"{p.plain}_prime" for a, p in _renamed_in(given, own)):
        return None  # the x' of a body moves on with x
    if not any(order):
        apart = bound_apart(body, frozenset().union(*(letters(a) for a in given)))
        return substitute(apart, dict(zip(own, given, strict=True)))
    if len(order) != len(own) or any(shape(p) for p, k in zip(own, order, strict=True) if k):
        return None
    return _slope(body, own, given, order)


def _renamed_in(given: Sequence[Any], own: Sequence[Any]) -> Iterator[tuple[Letter, Letter]]:
    """The arguments that are letters, with the letters in whose places they stand."""
    yield from ((a, p) for a, p in zip(given, own, strict=False) if isinstance(a, Letter) and isinstance(p, Letter))


def _rooted(own: Sequence[Any], given: Sequence[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Parameters and arguments where a parameter is a power: σ is 3 where `N(x | μ, σ²)` stands at σ² = 9."""
    pairs = []
    for p, a in zip(own, given, strict=True):
        if isinstance(p, Power):
            alike = isinstance(a, Power) and a.args[1] == p.args[1]
            p, a = p.args[0], a.args[0] if alike else Power(a, Rational(1, int(p.args[1])))
        pairs.append((p, a))
    return tuple(p for p, _ in pairs), tuple(a for _, a in pairs)


def _of_another(e: Any, head: Any) -> bool:
    """Is it the probability of another variable: P(b) beside P(a), A(x | x') beside A(x' | x)?"""
    given, own = parameters(e), parameters(head)
    barred = any(isinstance(a, Given) for a in e.arguments) and not any(isinstance(p, Power) for p in own)
    named = e.function.plain in PROBABILITIES or barred
    return named and any(isinstance(a, Letter) and a != p for a, p in zip(given, own, strict=True))


def _fits(a: Any, p: Any, body: Any) -> bool:
    """Can the argument stand in the place of the parameter: of its shape, or the same name where the body has none?"""
    if p not in letters(body):
        return bool(a == p or isinstance(a, Letter) and isinstance(p, Letter) and a.plain == p.plain)
    return shape(a) == shape(p)


def _slope(body: Any, own: Sequence[Any], given: Sequence[Any], order: Sequence[int]) -> Any:
    """f'(a): the derivative by the parameter, then the parameter at a."""
    taken = letters(body) | frozenset(own) | frozenset().union(*(letters(a) for a in given))
    table: dict[Any, Any] = {}
    for p in own:
        table[p] = fresh(p, taken | frozenset(table.values()))
    moved = substitute(bound_apart(body, frozenset(table.values())), table)
    by = [table[p] for p, k in zip(own, order, strict=True) for _ in range(k)]
    if not all(x in letters(moved) for x in by):
        return None
    settings = [Setting(table[p], a) for p, a in zip(own, given, strict=True)]
    return At(Derivative(moved, *by), *settings)
