"""The border to stock SymPy: `to_sympy` gives a tree as SymPy's own classes, which rewrite as they are built.

Scalars, sums, derivatives and cases have stock counterparts; matrices become MatrixSymbol, MatMul and so on. Indices
count from 1 here: an entry of a letter that occurs only with indices is an Indexed with the same indices, of any other
matrix a matrix element, which counts from 0. A decimal is its exact fraction. The way back is `border_back.from_sympy`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from functools import reduce
from operator import mul
from typing import Any

import sympy
from sympy import Rational, S
from sympy.core.symbol import Str

from derive.errors import Unsupported
from derive.expr.heads import (
    All,
    And,
    Call,
    Case,
    Cases,
    Decimal,
    Delta,
    Derivative,
    Det,
    Diag,
    DiagOf,
    Entry,
    Eye,
    Frac,
    Function,
    Had,
    Indicator,
    Inv,
    Kron,
    Letter,
    Matrix,
    Node,
    Norm,
    Ones,
    Or,
    Otherwise,
    Plus,
    Power,
    Product,
    Range,
    Relation,
    Row,
    Sum,
    T,
    Times,
    Tr,
    Zero,
    depth,
    letter,
    shape,
)
from derive.expr.trees import trampoline, walk
from derive.notation import meaning

DEEPEST = 100
MOST_BITS = 20_000
Stock = Any

SPECIAL = (
    "loggamma factorial beta lowergamma uppergamma erfi erfinv Si Ci Shi Chi Ei li fresnels fresnelc polylog "
    "expint besselj bessely besseli besselk airyai airybi airyaiprime airybiprime atan2 elliptic_k elliptic_f "
    "elliptic_e elliptic_pi"
).split()
FUNCTIONS: dict[str, Callable[..., Stock]] = {
    "exp": sympy.exp, "log": sympy.log, "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "cot": sympy.cot,
    "sec": sympy.sec, "csc": sympy.csc, "asin": sympy.asin, "acos": sympy.acos, "atan": sympy.atan, "acot": sympy.acot,
    "asec": sympy.asec, "acsc": sympy.acsc, "sinh": sympy.sinh, "cosh": sympy.cosh, "tanh": sympy.tanh,
    "coth": sympy.coth, "sech": sympy.sech, "csch": sympy.csch, "asinh": sympy.asinh, "acosh": sympy.acosh,
    "atanh": sympy.atanh, "acoth": sympy.acoth, "asech": sympy.asech, "acsch": sympy.acsch, "abs": sympy.Abs,
    "sign": sympy.sign, "max": sympy.Max, "min": sympy.Min, "step": sympy.Heaviside, "floor": sympy.floor,
    "ceil": sympy.ceiling, "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)), "relu": lambda u: sympy.Max(0, u),
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)), "gamma": sympy.gamma, "digamma": sympy.digamma,
    "polygamma": sympy.polygamma, "erf": sympy.erf, "erfc": sympy.erfc, "LambertW": sympy.LambertW,
    **{name: getattr(sympy, name) for name in SPECIAL},
}  # fmt: skip
RELATIONS = {"=": sympy.Eq, "≠": sympy.Ne, "<": sympy.Lt, "≤": sympy.Le, ">": sympy.Gt, "≥": sympy.Ge}
WORDS = {"positive": "positive", "negative": "negative", "integer": "integer"}


def to_sympy(tree: Any) -> Stock:
    """The tree in stock SymPy. Raises: Unsupported where SymPy has no such thing, or the tree is too deep or large."""
    if depth(tree) > DEEPEST:
        raise Unsupported(f"stock SymPy can't take a formula nested deeper than {DEEPEST} levels")
    indexed = _indexed_only(tree)
    try:
        return trampoline(_convert(tree, indexed))
    except (TypeError, ValueError, NotImplementedError, AttributeError, RecursionError) as e:
        raise Unsupported(f"stock SymPy does not take this formula: {e}") from e


def symbol(x: Letter) -> Stock:
    """The stock symbol of a letter: a Symbol, or a MatrixSymbol of its sizes."""
    if not x.shape:
        return sympy.Symbol(x.plain, **{w: True for word, w in WORDS.items() if word in x.assumptions})
    if len(x.shape) != 2:
        raise Unsupported(f"stock SymPy has no letter with {len(x.shape)} indices other than entry by entry: {x.plain}")
    return sympy.MatrixSymbol(x.plain, *(to_sympy(s) for s in x.shape))


def _indexed_only(tree: Any) -> frozenset[Letter]:
    """Letters that occur with their indices alone."""
    inside: set[tuple[int, ...]] = set()
    whole: set[Letter] = set()
    found: set[Letter] = set()
    for path, e in walk(tree):
        if isinstance(e, Entry) and isinstance(e.args[0], Letter):
            inside.add((*path, 0))
            found.add(e.args[0])
        elif isinstance(e, Letter) and path not in inside:
            whole.add(e)
    return frozenset(found - whole)


def _convert(e: Any, indexed: frozenset[Letter]) -> Generator[Any, Any, Stock]:
    match e:
        case Letter():
            return symbol(e)
        case Decimal():
            return e.value
        case Entry(args=(Letter() as x, *indices)) if x in indexed:
            at = []
            for i in indices:
                at.append((yield _convert(i, indexed)))
            return sympy.IndexedBase(x.plain)[tuple(at)]
        case Node():
            if type(e) not in BUILDERS:
                raise Unsupported(f"stock SymPy has no counterpart of {type(e).__name__}")
            args = []
            for a in e.args:
                args.append(a if isinstance(a, (Function, Str)) else (yield _convert(a, indexed)))
            return BUILDERS[type(e)](e, *args)
    return e


# ---- one builder a head: the node, and its arguments in stock form ---------------------------------------------------


def _plus(e: Any, *terms: Stock) -> Stock:
    return sympy.MatAdd(*terms) if shape(e) else sympy.Add(*terms)


def _times(e: Any, *factors: Stock) -> Stock:
    return reduce(mul, factors)


def _frac(e: Any, top: Stock, low: Stock) -> Stock:
    return top / low if not shape(e) else (1 / low) * top


def _power(e: Any, base: Stock, exponent: Stock) -> Stock:
    if isinstance(base, Rational) and isinstance(exponent, Rational):
        bits = max(int(base.p).bit_length(), int(base.q).bit_length())
        if base not in (0, 1, -1) and abs(exponent) * bits > MOST_BITS:
            raise Unsupported("a number too large to be computed by stock SymPy")
    if sympy.S(base).is_number and sympy.S(exponent).is_number and not isinstance(base, Rational):
        return sympy.Pow(base, exponent, evaluate=False)
    return base**exponent


def _call(e: Any, f: Function, *arguments: Stock) -> Stock:
    if f.kind == "elementary":
        known = FUNCTIONS.get(f.plain) or _written_out(f, len(arguments))
        if known is None:
            raise Unsupported(f"stock SymPy has no {f.plain}")
        if not shape(e):
            return _derived(known, f, len(arguments))(*arguments)
        if len(arguments) != 1:
            raise Unsupported(f"stock SymPy has no entrywise {f.plain} of several matrices")
        return arguments[0].applyfunc(_derived(known, f, 1))
    if f.kind != "function" or any(shape(a) for a in e.arguments) or shape(e):
        raise Unsupported(f"stock SymPy has no {f.plain} of matrices")
    return _derived(sympy.Function(f.plain), f, len(arguments))(*arguments)


def _written_out(f: Function, arity: int) -> Callable[..., Stock] | None:
    """A short name of a function, such as swish, by what it is written out."""
    xs = [letter(f"x{k}") for k in range(arity)]
    made = meaning(f, xs) if not f.order else None
    if made is None:
        return None
    body, symbols = to_sympy(made), [symbol(x) for x in xs]
    return lambda *at: body.subs(dict(zip(symbols, at, strict=True)), simultaneous=True)


def _derived(known: Callable[..., Stock], f: Function, arity: int) -> Callable[..., Stock]:
    """The function, or its derivative of the order that `f` says, taken at a place by `Subs`."""
    if not any(f.order):
        return known
    xs = [sympy.Dummy(f"x{k}") for k in range(arity)]
    orders = [(x, n) for x, n in zip(xs, f.order, strict=True) if n]
    inner = sympy.Derivative(known(*xs), *orders)
    if f.kind == "elementary":
        return lambda *at: inner.doit().subs(dict(zip(xs, at, strict=True)), simultaneous=True)
    return lambda *at: (
        sympy.Derivative(known(*at), *((at[xs.index(x)], n) for x, n in orders))
        if all(isinstance(a, sympy.Symbol) for a in at) and len(set(at)) == len(at)
        else sympy.Subs(inner, xs, at)
    )


def _entry(e: Any, owner: Stock, *indices: Stock) -> Stock:
    places = [i - 1 for i in indices] + [S.Zero] * (2 - len(indices))
    return owner[tuple(places)]


def _row(e: Any, owner: Stock, i: Stock) -> Stock:
    return sympy.Transpose(owner[i - 1, :])


def _binder(e: Any, i: Stock, *bounds: Stock) -> Stock:
    return sympy.Tuple(i, *((S.One, *bounds) if isinstance(e, All) else bounds))


def _big(head: Callable[..., Stock]) -> Callable[..., Stock]:
    def build(e: Any, body: Stock, *binders: Stock) -> Stock:
        if shape(e):
            raise Unsupported("stock SymPy has no sum of matrices over an index")
        return head(body, *reversed(binders))

    return build


def _relation(e: Any, op: Any, a: Stock, b: Stock) -> Stock:
    if e.op not in RELATIONS:
        raise Unsupported(f"stock SymPy has no relation {e.op}")
    return RELATIONS[e.op](a, b)


def _indicator(e: Any, condition: Stock) -> Stock:
    if shape(e):
        raise Unsupported("stock SymPy has no entrywise indicator")
    return sympy.Piecewise((S.One, condition), (S.Zero, True))


def _derivative(e: Any, f: Stock, *variables: Stock) -> Stock:
    """By scalars a Derivative; of a scalar or a column written out, by columns written out, the Jacobian or Hessian."""
    for x in variables:
        if isinstance(x, sympy.MatrixBase):
            columns = f if isinstance(f, sympy.MatrixBase) else None
            if columns is None:
                f = sympy.ImmutableMatrix([sympy.Derivative(f, v) for v in x])
            else:
                f = sympy.ImmutableMatrix(columns.rows, x.rows, lambda i, j: sympy.Derivative(columns[i], x[j]))  # noqa: B023
        elif getattr(x, "is_Matrix", False) or getattr(f, "is_Matrix", False) and not isinstance(f, sympy.MatrixBase):
            raise Unsupported("stock SymPy's derivatives by matrices are not relied on")
        elif isinstance(f, sympy.MatrixBase):
            f = f.applyfunc(lambda entry: sympy.Derivative(entry, x))  # noqa: B023
        else:
            f = sympy.Derivative(f, x)
    return f


def _norm(e: Any, a: Stock, *kind: Any) -> Stock:
    if e.kind:
        raise Unsupported("stock SymPy has no such norm of a matrix of symbols")
    if not shape(e.args[0]):
        return sympy.Abs(a)
    return sympy.sqrt(sympy.Trace(_transposed(a) * a))


def _transposed(a: Stock) -> Stock:
    return a.T if isinstance(a, sympy.MatrixBase) else sympy.Transpose(a)


def _trace(e: Any, a: Stock) -> Stock:
    return a.trace() if isinstance(a, sympy.MatrixBase) else sympy.Trace(a)


def _det(e: Any, a: Stock) -> Stock:
    return a.det() if isinstance(a, sympy.MatrixBase) else sympy.Determinant(a)


def _matrix(e: Any, rows: Stock, columns: Stock, *entries: Stock) -> Stock:
    return sympy.ImmutableMatrix(int(rows), int(columns), entries)


def _cases(e: Any, *cases: Stock) -> Stock:
    if shape(e):
        raise Unsupported("stock SymPy has no cases of matrices")
    return sympy.Piecewise(*cases)


def _diag(e: Any, x: Stock) -> Stock:
    from sympy.matrices.expressions.diagonal import DiagMatrix

    return sympy.diag(*x) if isinstance(x, sympy.MatrixBase) else DiagMatrix(x)


def _diag_of(e: Any, a: Stock) -> Stock:
    from sympy.matrices.expressions.diagonal import DiagonalOf

    return DiagonalOf(a)


BUILDERS: Mapping[type, Callable[..., Stock]] = {
    Plus: _plus,
    Times: _times,
    Frac: _frac,
    Power: _power,
    Call: _call,
    Entry: _entry,
    Row: _row,
    Range: _binder,
    All: _binder,
    Sum: _big(sympy.Sum),
    Product: _big(sympy.Product),
    Delta: lambda e, i, j: sympy.KroneckerDelta(i, j),
    Relation: _relation,
    And: lambda e, *conditions: sympy.And(*conditions),
    Or: lambda e, *conditions: sympy.Or(*conditions),
    Otherwise: lambda e: sympy.true,
    Case: lambda e, value, condition: (value, condition),
    Cases: _cases,
    Indicator: _indicator,
    Derivative: _derivative,
    T: lambda e, a: _transposed(a),
    Inv: lambda e, a: a.inv() if isinstance(a, sympy.MatrixBase) else sympy.Inverse(a),
    Tr: _trace,
    Det: _det,
    Had: lambda e, *factors: sympy.HadamardProduct(*factors),
    Kron: lambda e, a, b: sympy.KroneckerProduct(a, b),
    Diag: _diag,
    DiagOf: _diag_of,
    Norm: _norm,
    Matrix: _matrix,
    Eye: lambda e, n: sympy.Identity(n),
    Ones: lambda e, m, n: sympy.OneMatrix(m, n),
    Zero: lambda e, m, n: sympy.ZeroMatrix(m, n),
}
