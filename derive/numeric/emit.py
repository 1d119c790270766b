"""From a tree to lines of NumPy: the emitter keeps lines, names, parameters and what was computed already.

What each head means stands in the tables of `arithmetic`, `indices`, `matrices` and `differences`: generators
`(emitter, node, env) -> Value` run on a trampoline, so that no depth recurses. A node is computed once for each
meaning of its bound letters; long expressions get a line `t1 = …` of their own.
"""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from sympy import Integer, S

from derive.errors import Unsupported
from derive.expr.heads import LEAVES, ONE, Function, Letter, Node, Power, Times, digest
from derive.expr.node import size_text
from derive.expr.origins import Dimension, zero_based
from derive.expr.trees import trampoline
from derive.numeric.values import ATOM, SUM, TERM, Axis, Label, Value

Env = Mapping[Letter, "Bound"]
Work = Generator[Any, Any, Value]
EMITTERS: dict[type, Callable[..., Work]] = {}
WIDE = 64
ANY = 10**6  # an exponent may be as low as this, below 0
CHARS = "ijklmnpqrstuvwxyzabcdefghABCDEFGHIJKLMNOPQRSTUVWXYZ"
RESERVED = frozenset(["np", "math", "step"])


class Bound:
    """What a letter means inside a binder or a difference: a value in place of the parameter; compared by identity."""

    __slots__ = ("axis", "mask", "uid", "value")

    def __init__(self, value: Value, uid: int, axis: Axis | None = None, mask: Value | None = None) -> None:
        self.value, self.uid, self.axis, self.mask = value, uid, axis, mask


def emits(*heads: type) -> Callable[[Callable[..., Work]], Callable[..., Work]]:
    """Put a generator into the table for these heads."""

    def put(work: Callable[..., Work]) -> Callable[..., Work]:
        for head in heads:
            EMITTERS[head] = work
        return work

    return put


class Emitter:
    """The state of one compilation.

    trees: what is compiled; names: (letter, tree) definitions; batched: letters carry samples in front; precise:
    the source is for the 50-digit stand-in; others: letters that may be asked for to show a size; firsts: plain name
    of an index letter -> where it begins to count; zero: dimensions whose entries count from 0, by default those that
    the trees show.
    """

    def __init__(self, trees: Sequence[Any], names: Sequence[tuple[Letter, Any]] = (), *, batched: bool = False,
                 precise: bool = False, others: Sequence[Letter] = (), firsts: Mapping[str, int] | None = None,
                 zero: frozenset[Dimension] | None = None,
                 varying: frozenset[Letter] | None = None) -> None:  # fmt: skip
        self.names = dict(names)
        self.batched, self.precise = batched, precise
        self.firsts = dict(firsts or {})
        self.varying = varying
        self.lines: list[str] = []
        self.params: dict[Any, str] = {}
        self.sizes: dict[Any, str] = {}
        self.counted: dict[str, int] = {}
        self.bounds: dict[Any, Bound] = {}
        self.moves: dict[Any, Any] = {}  # how a variable moves: for all derivatives by it the same
        self.stepped = False
        self.others = others
        self.fixed: frozenset[str] = frozenset()  # names of letters whose parts get lines of their own
        self._memo: dict[Any, Value] = {}
        self._named: dict[str, Value] = {}
        self._axes: list[Axis] = []
        self._uids = 0
        self._temporaries = 0
        self._reach: dict[Letter, frozenset[Letter]] = {}
        for letter, tree in names:
            self._reach[letter] = frozenset([letter]).union(*(self.reach_of(x) for x in _letters(tree)))
        self.uses = _uses([*trees, *self.names.values()])
        self.zero_based = zero_based([*trees, *self.names.values()], self.firsts) if zero is None else zero
        found = frozenset().union(*(self.reach(t) for t in trees)) if trees else frozenset()
        self.known = sorted((x for x in found if x not in self.names), key=lambda x: x.plain)
        self.shown = {s for x in (*self.known, *others) for s in x.shape if isinstance(s, Letter)}
        self.whole = _matrix_exponents([*trees, *self.names.values()])
        self._taken = set(RESERVED)
        for x in sorted({*self.known, *others}, key=lambda x: (x.plain, x.latex)):
            self._taken.add(_identifier(x.plain))

    # ---- meaning of letters ----

    def reach_of(self, x: Letter) -> frozenset[Letter]:
        """The letter and, of a name, all letters its definition depends on."""
        return self._reach.get(x, frozenset([x]))

    def reach(self, e: Any) -> frozenset[Letter]:
        """All letters that the value of `e` depends on."""
        own = _letters(e)
        return own if not self._reach else own.union(*(self.reach_of(x) for x in own))

    def bind(self, value: Value, axis: Axis | None = None, mask: Value | None = None) -> Bound:
        """A new meaning for a letter."""
        self._uids += 1
        return Bound(value, self._uids, axis, mask)

    def running(self, x: Letter, size: Any, first: int = 1) -> Bound:
        """A new axis for an index that runs over all of a size, from `first`."""
        axis = self.axis(x.plain, size, first)
        return self.bind(Value("", ATOM, (axis,)), axis)

    def numbers(self, bound: Bound) -> Value:
        """The value a letter is bound to; of an index that runs, the array of its values.

        They are floats: powers of integers would overflow without a word.
        """
        axis = bound.axis
        if axis is None or bound.value.code:
            return bound.value
        n = self.size(axis.size).code
        if n.isdigit():
            code = f"np.arange({axis.first}.0, {int(n) + axis.first})"
        else:
            code = f"np.arange({axis.first}.0, {n}{f' + {axis.first}' if axis.first else ''})"
        return self.line(Value(code, ATOM, (axis,)))

    def key(self, e: Any, env: Env) -> tuple[Any, ...]:
        """What decides the value of `e` under `env`."""
        reach = self.reach(e) if env else ()
        return tuple(sorted((b.uid for x, b in env.items() if x in reach)))

    def varies(self, x: Letter) -> bool:
        """Does a differential move this letter?"""
        if x in self.shown and not x.shape or "integer" in x.assumptions:
            return False
        return x in self.varying if self.varying is not None else x not in self.names

    # ---- values ----

    def values(self, trees: Sequence[Any], env: Env | None = None) -> list[Value]:
        """The value of each tree; lines are added on the way."""
        return [trampoline(self.go(t, env or {})) for t in trees]

    def go(self, e: Any, env: Env) -> Work:
        """The value of a node, computed once; a generator for `trampoline`."""
        leaf = self._leaf(e, env)
        if leaf is not None:
            return leaf
        key = (digest(e), self.key(e, env))
        found = self._memo.get(key)
        if found is None:
            head = type(e)
            if isinstance(e, Letter):
                found = yield self.go(self.names[e], {x: b for x, b in env.items() if x != e})
                found = self.line(found)
            elif head in EMITTERS:
                found = yield EMITTERS[head](self, e, env)
                if len(found.code) > WIDE or self.uses[key[0]] > 1 or self.fixed and self._is_fixed(e, env):
                    found = self.line(found)
            else:
                raise Unsupported(f"{head.__name__} has no numeric meaning yet")
            self._memo[key] = found
        return found

    def _is_fixed(self, e: Any, env: Env) -> bool:
        """Does e depend on fixed letters alone?"""
        free = [x for x in self.reach(e) if x not in env and x not in self.shown and x not in self.names]
        return bool(free) and all(x.plain in self.fixed for x in free)

    def _leaf(self, e: Any, env: Env) -> Value | None:
        if isinstance(e, Letter):
            if e in env:
                return self.numbers(env[e])
            if e in self.names:
                return None
            if e in self.shown and not e.shape:
                return self.size(e)
            if e in self.whole:
                self.counted.setdefault(self.param(e), -ANY)
                return Value(self.param(e))
            return Value(self.param(e), ATOM, (), self.core(e.shape), self.batched)
        if not isinstance(e, Node):
            return self.number(e)
        return None

    def number(self, q: Any) -> Value:
        """An exact number or a constant."""
        if isinstance(q, Integer):
            n = int(q)
            if abs(n) >= 2**53 and not self.precise:
                return Value(_float(n), ATOM if n >= 0 else SUM)
            return Value(str(n), ATOM if n >= 0 else SUM)
        if getattr(q, "is_Rational", False):
            top, low = int(q.p), int(q.q)
            if self.precise:
                return Value(f"np.divide({top}, {low})")
            if max(abs(top), low) >= 10**6:
                return Value(_float(q), ATOM if top >= 0 else SUM)
            return Value(f"{top}/{low}", TERM if top >= 0 else SUM)
        for constant, code in ((S.Pi, "np.pi"), (S.Exp1, "np.e"), (S.Infinity, "np.inf"), (S.NaN, "np.nan")):
            if q is constant:
                return Value(code)
        if q is S.NegativeInfinity:
            return Value("-np.inf", SUM)
        raise Unsupported(f"{q} has no real value")

    def core(self, form: Sequence[Any]) -> tuple[Any, ...]:
        """The core sizes of a shape."""
        return tuple(s for s in form if s != ONE) if len(form) == 2 else tuple(form)

    def line(self, v: Value) -> Value:
        """The value under a name of its own: a line `t1 = …`; what is short or named already stays as it is."""
        if v.code.isidentifier() or v.plain and len(v.code) <= 8 and "(" not in v.code:
            return v
        known = self._named.get(v.code)
        if known is None or (known.axes, known.core) != (v.axes, v.core):
            name = self.temporary()
            self.lines.append(f"{name} = {v.code}")
            known = self._named[v.code] = Value(name, ATOM, v.axes, v.core, v.batch)
        return known

    def temporary(self, stem: str = "t") -> str:
        """A variable name that nothing has yet."""
        while True:
            self._temporaries += 1
            name = f"{stem}{self._temporaries}"
            if name not in self._taken:
                self._taken.add(name)
                return name

    def variable(self, wanted: str) -> str:
        """A variable called as wanted, or nearly."""
        name = _identifier(wanted)
        return name if name not in self._taken and not self._taken.add(name) else self.temporary(name + "_")  # type: ignore[func-returns-value]

    def entrywise(self) -> bool:
        """Do scalars alone occur, without index or difference?"""
        return not self._axes and not any(v.core for v in self._memo.values())

    # ---- parameters, sizes, axes ----

    def param(self, x: Letter | Function, plain: str | None = None) -> str:
        """The parameter of a letter or an abstract function."""
        if x not in self.params:
            name = _identifier(plain or x.plain)
            while name in self.params.values() or name in RESERVED:
                name += "_"
            self._taken.add(name)
            self.params[x] = name
        return self.params[x]

    def size(self, n: Any) -> Value:
        """A size as an integer: a number, or what an array shows."""
        if isinstance(n, Integer):
            return Value(str(int(n)))
        if isinstance(n, Times):
            return Value("*".join(self.size(a).code for a in n.args), TERM)
        if not isinstance(n, Letter):
            raise Unsupported(f"{size_text(n)} is no size that can be evaluated")
        if n not in self.sizes:
            self.sizes[n] = _identifier(n.plain) if _identifier(n.plain) not in RESERVED else self.temporary("n")
        return Value(self.sizes[n])

    def dims(self, sizes: Sequence[Any]) -> str:
        """Sizes as the text of a tuple."""
        return "(" + ", ".join(self.size(s).code for s in sizes) + ("," if len(sizes) == 1 else "") + ")"

    def axis(self, wanted: str = "", size: Any = None, first: int = 1, name: str = "") -> Axis:
        """A new axis, after all others."""
        used = {a.char for a in self._axes}
        char = next((c for c in (wanted, *CHARS) if len(c) == 1 and c in CHARS and c not in used), "")
        axis = Axis(len(self._axes), char, size, first, name)
        self._axes.append(axis)
        return axis

    def chars(self, labels: Sequence[Label]) -> dict[Label, str]:
        """A letter of einsum for each label: axes have theirs, core dimensions get letters that are free."""
        table: dict[Label, str] = {x: x.char for x in labels if isinstance(x, Axis) and x.char}
        free = iter([c for c in CHARS if c not in table.values()])
        for x in labels:
            if x not in table:
                char = next(free, None)
                if char is None:
                    raise Unsupported("more than 50 indices in one formula")
                table[x] = char
        return table


def _letters(e: Any) -> frozenset[Letter]:
    return e.letters if isinstance(e, Node) else frozenset()


def _uses(trees: Sequence[Any]) -> Counter[bytes]:
    """How many places of the trees use each node, equal nodes counted as one."""
    uses: Counter[bytes] = Counter()
    stack = list(trees)
    while stack:
        e = stack.pop()
        if isinstance(e, Node) and not isinstance(e, LEAVES):
            uses[e.digest] += 1
            if uses[e.digest] == 1:
                stack += e.args
    return uses


def _matrix_exponents(trees: Sequence[Any]) -> frozenset[Letter]:
    """Letters that are powers of matrices: one whole number, never samples."""
    found: set[Letter] = set()
    seen: set[bytes] = set()
    stack = list(trees)
    while stack:
        e = stack.pop()
        if isinstance(e, Node) and e.digest not in seen and not isinstance(e, LEAVES):
            seen.add(e.digest)
            stack += e.args
            if isinstance(e, Power) and e.shape:
                found |= _letters(e.args[1])
    return frozenset(found)


def _identifier(plain: str) -> str:
    """A Python name like `plain`."""
    name = re.sub(r"\W", "_", plain, flags=re.ASCII) or "_"
    name = f"_{name}" if name[0].isdigit() else name
    return name + "_" if keyword.iskeyword(name) else name


def _float(q: Any) -> str:
    try:
        return repr(float(q))
    except OverflowError:
        return "np.inf" if q > 0 else "-np.inf"
