"""Trees taken apart into elementary operations: each is one head over letters and constants, shared parts found once.

What does not vary (numbers, sizes, indices) stays inside the operation: `x + 1`, `2x`, `x²`. A transpose of a letter
stays beside its product. What binds an index (Σ) or branches (cases) is one operation.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Rational

from derive.errors import Unsupported
from derive.expr.heads import (
    ONE,
    Binding,
    Call,
    Cases,
    Derivative,
    Frac,
    Had,
    Indicator,
    Letter,
    Node,
    Plus,
    Power,
    T,
    Times,
    Tr,
    digest,
    is_column,
    is_scalar,
    letter,
    letters,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.names import from_plain
from derive.expr.trees import coefficient, replace_at, trampoline

MOST = 20_000  # operations
SHORT_NAMES = "a b c d f g h p q r s u v w".split()
OUTPUTS = "z y f L".split()
OPAQUE = (Binding, Cases, Indicator, Derivative)
WORDS = {
    "Entry": "entry", "Row": "row", "T": "transpose", "Inv": "inv", "Det": "det", "Tr": "trace", "Norm": "norm",
    "Diag": "diag", "DiagOf": "diagonal", "Vec": "vec", "Kron": "kron", "LogSumExp": "logsumexp", "Sum": "sum",
    "Product": "prod", "HadPower": "pow", "Matrix": "stack", "Pinv": "pinv", "EigenValue": "eigenvalue",
    "RowSoftmax": "softmax",
}  # fmt: skip

Work = Generator[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """A node of a graph. letter: its name, with its shape; op: `input`, `constant`, `add`, `mul`, `matmul`, `exp`, …;
    inputs: the nodes it takes; tree: what it computes, over the letters of its inputs."""

    letter: Letter
    op: str
    inputs: tuple[Letter, ...]
    tree: Any


Program = Sequence[tuple[Letter | None, Any]]


def operations(program: Program) -> tuple[Operation, ...]:
    """The operations of a program of definitions (name, tree), in an order in which they can be computed; the last one
    is the output. A name None is chosen: a, b, c, …, or v_1, v_2, … where these don't suffice.

    Raises: Unsupported for more than 20,000 operations.
    """
    taken = {x.plain for name, tree in program for x in letters(tree) | letters(name)}
    output = next((n for n in OUTPUTS if n not in taken), "out")
    free = [n for n in SHORT_NAMES if n not in taken and n != output]
    long = (n for n in (f"v_{k}" for k in range(1, MOST + 2)) if n not in taken)
    made = _Split(long, output).all(program)
    if made.named <= len(free):
        made = _Split(iter(free), output).all(program)
    return tuple(made.found)


def moving(e: Any) -> list[Letter]:
    """The letters of a tree that vary: no sizes and no indices."""
    return sorted((x for x in letters(e) if "integer" not in x.assumptions), key=lambda x: x.plain)


class _Split:
    """The operations found so far."""

    def __init__(self, names: Iterable[str], output: str) -> None:
        self.names = iter(names)
        self.output = output
        self.named = 0
        self.found: list[Operation] = []
        self.known: dict[Any, Letter] = {}

    def all(self, program: Program) -> _Split:
        for k, (name, tree) in enumerate(program):
            if name is None and k == len(program) - 1:
                name = _named(self.output, shape(tree))
            trampoline(self.define(name, tree))
        return self

    # ---- making nodes ----

    def add(self, x: Letter, op: str, inputs: tuple[Letter, ...], tree: Any) -> Letter:
        if len(self.found) >= MOST:
            raise Unsupported(f"this graph has more than {MOST} operations")
        self.found.append(Operation(x, op, inputs, tree))
        return x

    def node(self, op: str, tree: Any, name: Letter | None = None) -> Letter:
        """The node that computes this tree: the one there is, or a new one."""
        key = _key(tree)
        if name is None and key in self.known:
            return self.known[key]
        if name is None:
            self.named += 1
            name = _named(next(self.names), shape(tree))
        inputs = tuple(x for x in _in_order(tree) if x in self.known)
        self.known.setdefault(key, name)
        self.known[name] = name
        return self.add(name, op, inputs, tree)

    def define(self, name: Letter | None, tree: Any) -> Work:
        """A definition: its last operation gets its name."""
        if not moving(tree):
            return self.node("constant", tree, name)
        made = yield self.operation(tree, name)
        if name is not None and made != name:
            self.known[name] = name
            return self.add(name, "copy", tuple(x for x in _in_order(made) if x in self.known), made)
        return made

    # ---- taking apart ----

    def operand(self, e: Any) -> Work:
        """What stands for e inside an operation: e itself if it does not vary, else a letter or its transpose."""
        if not moving(e):
            return e
        if isinstance(e, T):
            inner = yield self.operand(e.args[0])
            return T(inner)
        made = yield self.operation(e, None)
        return made

    def operation(self, e: Any, name: Letter | None) -> Work:
        """The node of a tree that varies."""
        if isinstance(e, Letter):
            if e not in self.known:
                self.known[e] = e
                self.add(e, "input", (), e)
            return e
        part = next((take for head, take in _PARTS if isinstance(e, head)), _Split.generic)
        made = yield part(self, e, name)
        return made

    def plus(self, e: Any, name: Letter | None) -> Work:
        """Terms added one by one, one that is not subtracted first; what does not vary comes last, as one constant."""
        still = [t for t in e.args if not moving(t)]
        terms = [coefficient(t) for t in e.args if moving(t)]
        k = next((k for k, (number, _) in enumerate(terms) if number > 0), None)
        if k is None and len(terms) == 1 and still:
            made = yield self.operand(_term(-terms[0][0], terms[0][1]))
            return self.node("sub", plus(*still, minus(made)), name)
        terms.insert(0, terms.pop(k or 0))
        made = yield self.operand(_term(*terms[0]))
        for k, (number, rest) in enumerate(terms[1:], 2):
            last = name if k == len(terms) and not still else None
            other = yield self.operand(_term(abs(number), rest))
            tree = plus(made, minus(other) if number < 0 else other)
            made = self.node("sub" if number < 0 else "add", tree, last)
        return self.node("add", plus(made, *still), name) if still else made

    def times(self, e: Any, name: Letter | None) -> Work:
        """Scalars first, then matrices (from the right where that multiplies a vector), then what does not vary."""
        still = [f for f in e.args if not moving(f)]
        scalars = [f for f in e.args if moving(f) and is_scalar(f)]
        arrays = [f for f in e.args if moving(f) and not is_scalar(f)]
        if any(not is_scalar(f) for f in still):
            still, arrays = [f for f in still if is_scalar(f)], [f for f in e.args if not is_scalar(f)]
        alone = name if not still else None
        made = yield self.fold("mul", times, scalars, alone if not arrays else None)
        if arrays:
            product = yield self.product(arrays, alone if not scalars else None)
            made = product if made is None else self.node("mul", times(made, product), alone)
        if not still:
            return made
        number = times(*still)
        return self.node("neg", minus(made), name) if number == -1 else self.node("mul", times(number, made), name)

    def product(self, factors: Sequence[Any], name: Letter | None) -> Work:
        """A product of matrices."""
        if not is_column(factors[-1]):
            made = yield self.fold("matmul", times, factors, name)
            return made
        made = yield self.operand(factors[-1])
        for k, f in enumerate(reversed(factors[:-1]), 2):
            other = yield self.operand(f)
            made = self.node("matmul", times(other, made), name if k == len(factors) else None)
        return made

    def fold(self, op: str, join: Callable[..., Any], parts: Sequence[Any], name: Letter | None) -> Work:
        """Parts joined from the left, two by two; None of no parts."""
        made = None
        for k, f in enumerate(parts, 1):
            other = yield self.operand(f)
            made = other if made is None else self.node(op, join(made, other), name if k == len(parts) else None)
        return made

    def hadamard(self, e: Any, name: Letter | None) -> Work:
        made = yield self.fold("hadamard", Had, e.args, name)
        return made

    def trace(self, e: Any, name: Letter | None) -> Work:
        """An inner product is one operation, and so is the trace of anything else."""
        inner = e.args[0]
        if isinstance(inner, Times) and shape(inner) == (ONE, ONE) and len(inner.args) > 1:
            left = yield self.operand(inner.args[0])
            right = yield self.product(inner.args[1:], None)
            return self.node("dot", Tr(times(left, right)), name)
        inner = yield self.operand(inner)
        return self.node("trace", Tr(inner), name)

    def fraction(self, e: Any, name: Letter | None) -> Work:
        above = yield self.operand(e.args[0])
        below = yield self.operand(e.args[1])
        return self.node("div", Frac(above, below), name)

    def power(self, e: Any, name: Letter | None) -> Work:
        base = yield self.operand(e.args[0])
        exponent = yield self.operand(e.args[1])
        op = "sqrt" if exponent == Rational(1, 2) else "pow"
        return self.node(op, Power(base, exponent), name)

    def call(self, e: Any, name: Letter | None) -> Work:
        e = yield self.with_operands(e, range(1, len(e.args)))
        return self.node(e.function.plain, e, name)

    def opaque(self, e: Any, name: Letter | None) -> Work:
        """One operation of all the letters in it."""
        for x in moving(e):
            yield self.operand(x)
        return self.node(WORDS.get(type(e).__name__, type(e).__name__.lower()), e, name)

    def generic(self, e: Any, name: Letter | None) -> Work:
        e = yield self.with_operands(e, range(len(e.args)))
        return self.node(WORDS.get(type(e).__name__, type(e).__name__.lower()), e, name)

    def with_operands(self, e: Any, places: Iterable[int]) -> Work:
        for k in places:
            if isinstance(e.args[k], Node) and moving(e.args[k]):
                inner = yield self.operand(e.args[k])
                e = replace_at(e, (k,), inner)
        return e


_PARTS: tuple[tuple[Any, Callable[..., Work]], ...] = (
    (Plus, _Split.plus),
    (Times, _Split.times),
    (Had, _Split.hadamard),
    (Tr, _Split.trace),
    (Frac, _Split.fraction),
    (Power, _Split.power),
    (Call, _Split.call),
    (OPAQUE, _Split.opaque),
)


def _term(number: Any, rest: Any) -> Any:
    return rest if number == 1 else times(number, rest)


def _named(plain: str, form: tuple[Any, ...]) -> Letter:
    return letter(from_plain(plain).latex, plain, sizes=form)


def _in_order(tree: Any) -> list[Letter]:
    """The letters of an operation, in reading order, each once."""
    from derive.expr.trees import walk

    return list(dict.fromkeys(n for _, n in walk(tree) if isinstance(n, Letter)))


def _key(tree: Any) -> Any:
    """Sums and products of scalars are the same in any order."""
    if isinstance(tree, (Plus, Times)) and all(is_scalar(a) for a in tree.args):
        return (type(tree).__name__, *sorted(digest(a) for a in tree.args))
    return tree
