"""Terms with shapes to trees of heads, in post-order without recursion; shapes are checked once more by the heads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Integer, Rational, S, Tuple

from derive.errors import ShapeError
from derive.expr import heads as h
from derive.expr.inert import inert
from derive.notation import BY_LATEX, FUNCTIONS, prime
from derive.read.blocks import listed, matrix
from derive.read.context import Context
from derive.read.factors import dot, entrywise_quotient, join, quotient, scalar, times
from derive.read.losses import loss
from derive.read.moments import moment
from derive.read.norms import bars, extreme, norm, p_norm, softmax
from derive.read.terms import SCALAR, Callee, Info, Shape, Term, is_known, is_scalar, under

Tree = Any
HALF = Rational(1, 2)


def emit(ctx: Context, start: int = 0) -> None:
    """Give every term its tree."""
    for t in ctx.order[start:]:
        rule = EMITS.get(t.op)
        if rule is None:
            continue
        try:
            t.tree = _fitted(t, rule(ctx, t))
        except ShapeError as e:
            if e.place is None:
                raise ShapeError(e.message, ctx.place(t.node), e.help) from None
            raise


def _fitted(t: Term, tree: Tree) -> Tree:
    """A 1×1 product where a scalar is meant is its trace."""
    if t.op in ("transpose", "row", "relation", "and", "or", "otherwise"):
        return tree
    form = h.shape(tree)
    return h.Tr(tree) if len(form) == 2 and form[0] == 1 and form[1] == 1 and not isinstance(tree, h.Letter) else tree


# ---- letters -------------------------------------------------------------------------------------------------------


def letter_tree(ctx: Context, info: Info) -> Tree:
    """The letter of an info, made once."""
    if info.tree is None:
        info.tree = _new_letter(ctx, info)
    return info.tree


def _new_letter(ctx: Context, info: Info) -> Tree:
    if info.declared is not None:
        return info.declared
    if info.plain in ctx.sizes and (info.role == "index" or is_scalar(info.shape or SCALAR)):
        return ctx.sizes[info.plain]
    words = " ".join(["integer"] if info.role == "index" else [info.assume] if info.assume else [])
    sizes = ctx.resolved(info.shape or SCALAR, info.plain)
    return h.Letter(info.latex or info.name.latex, info.plain, Tuple(*sizes), words)


def _letter(ctx: Context, t: Term) -> Tree:
    return letter_tree(ctx, t.value)


def _number(ctx: Context, t: Term) -> Tree:
    if t.value == 0 and is_known(t.shape) and t.shape is not None:
        return h.Zero(*ctx.resolved(t.shape, "0"))
    return t.value


def _eye(ctx: Context, t: Term) -> Tree:
    info, size = t.value
    if is_known(t.shape):
        return h.Eye(ctx.size_tree(size, "I"))
    return letter_tree(ctx, info)


def _constant(ctx: Context, t: Term) -> Tree:
    assert t.shape is not None
    sizes = ctx.resolved(t.shape, t.value)
    if not sizes:
        return S.One if t.value == "1" else S.Zero
    return h.Ones(*sizes) if t.value == "1" else h.Zero(*sizes)


def _entry(ctx: Context, t: Term) -> Tree:
    return h.Entry(letter_tree(ctx, t.value), *map(scalar, t.args))


def _row(ctx: Context, t: Term) -> Tree:
    return h.Row(letter_tree(ctx, t.value), scalar(t.args[0]))


def _column(ctx: Context, t: Term) -> Tree:
    return h.Row(h.T(letter_tree(ctx, t.value)), scalar(t.args[0]))


def _entry_of(ctx: Context, t: Term) -> Tree:
    value, *indices = t.args
    if len(indices) == 1 and h.shape(value.tree) and not h.is_column(value.tree):
        return h.Row(value.tree, scalar(indices[0]))
    return h.Entry(value.tree, *map(scalar, indices))


# ---- arithmetic ----------------------------------------------------------------------------------------------------


def _plus(ctx: Context, t: Term) -> Tree:
    if is_scalar(t.shape):
        return h.plus(*map(scalar, t.args))
    return h.plus(*(_spread(ctx, a, t) for a in t.args))


def _spread(ctx: Context, a: Term, t: Term) -> Tree:
    """A scalar in a sum of vectors or matrices stands for one in each entry."""
    assert t.shape is not None
    if under(a.shape, t.shape):
        ctx.guess(f"the row `{ctx.text(a.node)}` is added to every row")
        return h.times(h.Ones(ctx.size_tree(t.shape[0], "1"), 1), a.tree)
    if is_known(a.shape):
        return a.tree
    ones = h.Ones(*ctx.resolved(t.shape, "1"))
    ctx.guess(f"the scalar `{ctx.text(a.node)}` is added to every entry")
    tree = scalar(a)
    return ones if tree == 1 else h.times(tree, ones)


def _negative(ctx: Context, t: Term) -> Tree:
    a = t.args[0].tree
    return h.times(S.NegativeOne, a) if a == 0 else h.minus(a)


def _kept(ctx: Context, t: Term) -> Tree:
    latex, plain = t.value
    return inert(latex, plain, [scalar(a) for a in t.args], ctx.resolved(t.shape or SCALAR, plain))


def _quotient(ctx: Context, t: Term) -> Tree:
    above, below = t.args
    low = scalar(below)
    if h.shape(low):
        return entrywise_quotient(ctx, above.tree, low)
    return quotient(scalar(above) if is_scalar(above.shape) else above.tree, low)


def _power(ctx: Context, t: Term) -> Tree:
    base, exponent = scalar(t.args[0]), scalar(t.args[1])
    if not h.shape(base):
        return h.Power(base, exponent)
    square = len(h.shape(base)) == 2 and h.shape(base)[0] == h.shape(base)[1]
    if exponent == -1:
        return h.Inv(base)
    if square:
        return h.Power(base, exponent)
    ctx.guess(f"`{ctx.text(t.node)}` is a power of each entry")
    return h.HadPower(base, exponent)


def _root(ctx: Context, t: Term) -> Tree:
    degree = t.args[1].tree
    exponent = Rational(1, degree) if isinstance(degree, Integer) and degree > 0 else quotient(S.One, degree)
    base = scalar(t.args[0])
    if h.shape(base):
        ctx.guess(f"`{ctx.text(t.node)}` is a root of each entry")
        return h.HadPower(base, exponent)
    return h.Power(base, exponent)


def _exp(ctx: Context, t: Term) -> Tree:
    inner = scalar(t.args[0])
    form = h.shape(inner)
    if len(form) == 2 and form[0] == form[1]:
        return h.Call(h.Function(r"\exp", "exp", "matrix"), inner)
    return h.Call(FUNCTIONS["exp"].function, inner)


def _map(ctx: Context, t: Term) -> Tree:
    word = t.value
    primes = 0
    if isinstance(word, tuple):
        word, primes = word
    arguments = [scalar(a) for a in t.args]
    if isinstance(word, h.Function):
        head = word
    else:
        head = FUNCTIONS[word].function
        form = h.shape(arguments[0])
        square = len(form) == 2 and form[0] == form[1]
        if word not in _ENTRYWISE and square and not _declared_entrywise(ctx, word):
            if word == "log" and len(arguments) == 1 and _traced(t):
                ctx.guess("log of a square matrix inside a trace is the matrix logarithm")
                return h.Call(h.Function(head.args[0], word, "matrix"), *arguments)
            if _matrix_functions(ctx):
                ctx.guess(f"{word} of a square matrix is a matrix function, as another one is declared to be")
                return h.Call(h.Function(head.args[0], word, "matrix"), *arguments)
            message = f"{word} of a square matrix is ambiguous: {word} of each entry, or a matrix function"
            help = f"declare `{word}: elementwise` or `{word}: matrix function`"
            raise ShapeError(message, ctx.place(t.node), help)
    for _ in range(primes):
        head = prime(head, 0, len(arguments))
    return h.Call(head, *arguments)


def _traced(t: Term) -> bool:
    """Does it stand in a trace, in products and sums?"""
    above = list(t.above)
    while above:
        u = above.pop()
        if u.op == "tr":
            return True
        above += u.above if u.op in ("times", "plus", "negative", "transpose") else ()
    return False


def _factorial(n: Tree) -> Tree:
    return h.Call(FUNCTIONS["gamma"].function, h.plus(n, S.One))


def _binomial(ctx: Context, t: Term) -> Tree:
    n, k = map(scalar, t.args)
    return h.Frac(_factorial(n), h.times(_factorial(k), _factorial(h.plus(n, h.minus(k)))))


def _total(ctx: Context, t: Term) -> Tree:
    a = scalar(t.args[0])
    form = h.shape(a)
    if not form:
        return a
    left = [] if form[0] == 1 else [h.T(h.Ones(form[0], 1))]
    right = [] if form[1] == 1 else [h.Ones(form[1], 1)]
    return h.Tr(h.times(*left, a, *right))


def _hadamard_power(ctx: Context, t: Term) -> Tree:
    base, exponent = scalar(t.args[0]), scalar(t.args[1])
    return h.HadPower(base, exponent) if h.shape(base) else h.Power(base, exponent)


def _single_entry(ctx: Context, t: Term) -> Tree:
    assert t.shape is not None
    i, j = map(scalar, t.args)
    sizes = ctx.resolved(t.shape, "J")
    if not sizes:
        ctx.unsupported("a single-entry matrix of unknown sizes", t.node)
    return h.SingleEntry(i, j, *sizes)


_ENTRYWISE = frozenset(["abs", "sign", "max", "min", "step", "floor", "ceil", "sigmoid", "relu", "softplus", "tanh"])


def _declared_entrywise(ctx: Context, word: str) -> bool:
    return any(BY_LATEX.get(name) is FUNCTIONS[word] for name in ctx.scope.functions)


def _matrix_functions(ctx: Context) -> bool:
    """Is a known function declared to be a matrix function?"""
    return any(f.kind == "matrix" and name in BY_LATEX for name, f in ctx.scope.functions.items())


def _call(ctx: Context, t: Term) -> Tree:
    found: Callee = t.value
    arguments = tuple(map(_argument, t.args))
    if ctx.declared_function(found.name) is None and (made := moment(ctx, found.head.plain, arguments)) is not None:
        return made
    return h.Call(_function(ctx, found, t.shape), *arguments)


def _function(ctx: Context, found: Callee, shape: Shape | None) -> Tree:
    head = found.head
    sizes = ctx.resolved(shape or SCALAR, found.name.plain)
    if tuple(head.args[4].args) != sizes:
        head = h.Function(head.args[0], head.args[1], head.args[2], head.args[3], Tuple(*sizes))
        found.head = head
    return head


def _argument(t: Term) -> Tree:
    return scalar(t)


def _primed(ctx: Context, t: Term) -> Tree:
    found, primes = t.value
    head = found.head
    for _ in range(primes):
        head = prime(head)
    if is_known(t.shape):
        head = h.Function(head.args[0], head.args[1], "elementwise", head.args[3])
    return h.Call(head, scalar(t.args[0]))


def _partial(ctx: Context, t: Term) -> Tree:
    found, by = t.value
    head = _function(ctx, found, SCALAR)
    for k in by:
        head = prime(head, k, len(t.args))
    return h.Call(head, *map(scalar, t.args))


# ---- matrices ------------------------------------------------------------------------------------------------------


def _transpose(ctx: Context, t: Term) -> Tree:
    a = t.args[0]
    return h.T(scalar(a)) if is_scalar(a.shape) else h.T(a.tree)


def _of_one(head: Callable[..., Tree]) -> Callable[[Context, Term], Tree]:
    return lambda ctx, t: head(t.args[0].tree)


def _diag(ctx: Context, t: Term) -> Tree:
    a = t.args[0].tree
    return h.Diag(a) if h.is_column(a) else h.DiagOf(a)


# ---- binders, cases, calculus ----------------------------------------------------------------------------------------


def _sum(ctx: Context, t: Term) -> Tree:
    binders = []
    low = high = None
    rest = list(t.args[1:])
    for b in t.value:
        index = letter_tree(ctx, b.info)
        if b.low is None:
            binders.append(h.All(index, ctx.size_tree(b.size, b.info.plain)))
            continue
        low = scalar(b.low) if b.low.tree is not None else b.low.value
        high = scalar(b.high) if b.high is not None and b.high.tree is not None else b.high.value
        binders.append(h.Range(index, low, high))
    assert len(rest) <= 2
    head = h.Sum if t.op == "sum" else h.Product
    return head(scalar(t.args[0]) if is_scalar(t.shape) else t.args[0].tree, *binders)


def _cases(ctx: Context, t: Term) -> Tree:
    pairs = zip(t.args[::2], t.args[1::2], strict=True)
    return h.Cases(*(h.Case(scalar(v), c.tree) for v, c in pairs))


def _relation(ctx: Context, t: Term) -> Tree:
    return h.Relation(t.value, scalar(t.args[0]), scalar(t.args[1]))


def _joined_conditions(head: Callable[..., Tree]) -> Callable[[Context, Term], Tree]:
    def go(ctx: Context, t: Term) -> Tree:
        flat = [p for a in t.args for p in (a.tree.args if isinstance(a.tree, head) else (a.tree,))]  # type: ignore[arg-type]
        return head(*flat)

    return go


def _derivative(ctx: Context, t: Term) -> Tree:
    f, *variables = t.args
    found = h.Derivative(scalar(f) if is_scalar(f.shape) else f.tree, *(v.tree for v in variables))
    form = h.shape(found)
    return (
        h.T(found)
        if ctx.rows and is_scalar(f.shape) and len(variables) == 1 and len(form) == 2 and form[1] == 1
        else found
    )


def _delta(ctx: Context, t: Term) -> Tree:
    return h.Delta(scalar(t.args[0]), scalar(t.args[1]))


EMITS: dict[str, Callable[[Context, Term], Tree]] = {
    "tree": _number, "letter": _letter, "eye": _eye, "constant": _constant, "entry": _entry, "row": _row,
    "column": _column,
    "entry_of": _entry_of, "plus": _plus, "negative": _negative, "quotient": _quotient, "power": _power, "root": _root,
    "exp": _exp, "map": _map, "call": _call, "primed": _primed, "partial": _partial, "times": times,
    "join": join, "dot": dot,
    "transpose": _transpose, "matrix": matrix, "tuple": listed, "tr": _of_one(h.Tr), "det": _of_one(h.Det),
    "inv": _of_one(h.Inv), "pinv": _of_one(h.Pinv), "adj": _of_one(h.Adj), "diag": _diag, "vec": _of_one(h.Vec),
    "norm": norm, "p-norm": p_norm, "bars": bars, "softmax": softmax, "extreme": extreme,
    "logsumexp": _of_one(h.LogSumExp), "sum": _sum, "product": _sum, "cases": _cases, "relation": _relation,
    "and": _joined_conditions(h.And), "or": _joined_conditions(h.Or), "otherwise": lambda ctx, t: h.Otherwise(),
    "derivative": _derivative, "differential": _of_one(h.D), "delta": _delta,
    "indicator": lambda ctx, t: h.Indicator(t.args[0].tree),
    "given": lambda ctx, t: h.Given(*map(scalar, t.args)), "total": _total, "binom": _binomial,
    "factorial": lambda ctx, t: _factorial(scalar(t.args[0])),
    "loss": loss, "kept": _kept, "hadpower": _hadamard_power,
    "eigenvalue": _of_one(h.EigenValue), "eigenvector": _of_one(h.EigenVector),
    "single": _single_entry, "commutation": lambda ctx, t: h.Commutation(*(ctx.size_tree(s, "K") for s in t.value)),
}  # fmt: skip
