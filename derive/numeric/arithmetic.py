"""What arithmetic, functions and conditions mean in NumPy."""

from __future__ import annotations

import re
from typing import Any

from sympy import Integer, Rational, S, Tuple

from derive.errors import Unsupported
from derive.expr.heads import (
    And,
    Call,
    Cases,
    Decimal,
    Frac,
    Function,
    Had,
    Indicator,
    Ones,
    Or,
    Otherwise,
    Plus,
    Power,
    Relation,
    T,
    Times,
    minus,
    shape,
    times,
)
from derive.notation import FUNCTIONS
from derive.numeric.emit import Emitter, Env, Work, emits
from derive.numeric.special import matrix_function, matrix_power
from derive.numeric.stable import stable_log
from derive.numeric.values import (
    ATOM,
    CONDITION,
    POWER,
    SUM,
    TERM,
    Operand,
    Value,
    aligned,
    contraction,
    joined_axes,
    together,
    wrapped,
)

LONGEST = 24  # operands on one line


@emits(Decimal)
def decimal(em: Emitter, e: Any, env: Env) -> Work:
    """The number as written, exact in the precise source."""
    if em.precise:
        return Value(f'np.number("{e.digits}")')
    return Value(repr(float(e.value)))
    yield


@emits(Plus)
def addition(em: Emitter, e: Any, env: Env) -> Work:
    """Terms in their order, `- t` for a term with a negative number in front."""
    total: Value | None = None
    spread = [] if em.precise or all(map(is_spread, e.args)) else [t for t in e.args if is_spread(t)]
    for k, t in enumerate(e.args):
        negative = _negative(t)
        whole = minus(t) if negative else t
        v = yield spread_out(em, whole, env) if t in spread else em.go(whole, env)
        if total is None:
            total = Value("-" + wrapped(v, POWER), SUM, v.axes, v.core, v.batch) if negative else v
            continue
        total, v = (em.line(a) if k % LONGEST == 0 else a for a in (total, v))
        (a, b), axes, core, batch = together([total, v])
        total = Value(f"{wrapped(a, SUM)} {'-' if negative else '+'} {wrapped(b, TERM)}", SUM, axes, core, batch)
    assert total is not None
    return total


def is_spread(t: Any) -> bool:
    """A vector in every row or column of a matrix: 1 bᵀ, b 1ᵀ, numbers before it; the vector may be a product."""
    fs = [f for f in (t.args if isinstance(t, Times) else ()) if shape(f) != ()]
    return len(fs) > 1 and 1 not in shape(t) and (_ones(fs[0]) and shape(fs[0])[1] == 1 or _ones_row(fs[-1]))


def _ones_row(f: Any) -> bool:
    return _ones(f) and bool(shape(f)[0] == 1)


def _ones(f: Any) -> bool:
    return isinstance(f, Ones) or isinstance(f, T) and isinstance(f.args[0], Ones)


def spread_out(em: Emitter, t: Any, env: Env) -> Work:
    """The vector of 1 bᵀ or b 1ᵀ, as NumPy broadcasts it against whole matrices."""
    fs = [f for f in t.args if shape(f) != ()]
    row = not _ones_row(fs[-1])
    rest = fs[1:] if row else fs[:-1]
    v = em.line((yield em.go(times(*(f for f in t.args if shape(f) == ()), *rest), env)))
    return Value(f"{v.code}[..., {'None, :' if row else ':, None'}]", ATOM, v.axes, em.core(shape(t)), v.batch)


def _negative(t: Any) -> bool:
    number = t.args[0] if isinstance(t, Times) else t
    return isinstance(number, Rational) and number < 0


@emits(Times)
def multiplication(em: Emitter, e: Any, env: Env) -> Work:
    """Scalars entry by entry, matrices as a chain of products."""
    scalars = [f for f in e.args if shape(f) == ()]
    matrices = [f for f in e.args if shape(f) != ()]
    if isinstance(e.args[0], Rational) and e.args[0] < 0:
        v = yield em.go(minus(e), env)
        return Value("-" + wrapped(v, TERM), SUM, v.axes, v.core, v.batch)
    factors = []
    for f in scalars:
        factors.append((yield em.go(f, env)))
    if matrices:
        factors.append((yield chain(em, matrices, env)))
    return product(em, factors)


def product(em: Emitter, factors: list[Value]) -> Value:
    """The product entry by entry."""
    total = factors[0]
    for k, v in enumerate(factors[1:], 1):
        total, v = (em.line(a) if k % LONGEST == 0 else a for a in (total, v))
        (a, b), axes, core, batch = together([total, v])
        total = Value(f"{wrapped(a, TERM)} * {wrapped(b, POWER)}", TERM, axes, core, batch)
    return total


def chain(em: Emitter, matrices: list[Any], env: Env) -> Work:
    """The product of matrices, from the right when the last is a column."""
    operands = []
    for k, m in enumerate(matrices):
        v = yield em.go(m, env)
        operands.append(labelled(v, shape(m), k))
    while len(operands) > 1:
        k = len(operands) - 2 if shape(matrices[-1])[1] == S.One else 0
        a, b = operands[k], operands[k + 1]
        shared = set(a.core) & set(b.core)
        out = [x for x in (*a.core, *b.core) if x not in shared]
        operands[k : k + 2] = [contracted(em, [a, b], out)]
    return operands[0].value


def labelled(v: Value, form: tuple[Any, ...], k: int = 0) -> Operand:
    """A factor of a chain: dimension number k and the next, sizes 1 left out."""
    return Operand(v, tuple(("size", k + j) for j, s in enumerate(form) if s != S.One))


def contracted(em: Emitter, operands: list[Operand], out: list[Any]) -> Operand:
    """Operands contracted to the core labels `out`, all axes kept."""
    sizes = {x: s for o in operands for x, s in zip(o.core, o.value.core, strict=True)}
    operands = [Operand(em.line(o.value), o.core) if o.value.level < ATOM else o for o in operands]
    axes = joined_axes([o.value for o in operands])
    chars = em.chars([*axes, *(x for o in operands for x in o.core)])
    return Operand(contraction(operands, axes, out, [sizes[x] for x in out], chars), tuple(out))


@emits(Had)
def hadamard(em: Emitter, e: Any, env: Env) -> Work:
    """Entry by entry."""
    factors = []
    spread = [] if em.precise or all(map(is_spread, e.args)) else [f for f in e.args if is_spread(f)]
    for f in e.args:
        factors.append((yield spread_out(em, f, env) if f in spread else em.go(f, env)))
    return product(em, factors)


@emits(Frac)
def fraction(em: Emitter, e: Any, env: Env) -> Work:
    """A quotient."""
    top = yield em.go(e.args[0], env)
    low = yield em.go(e.args[1], env)
    return quotient(em, top, low)


def quotient(em: Emitter, top: Value, low: Value) -> Value:
    """`top / low`; by name in the precise source, where dividing by zero must not stop."""
    (a, b), axes, core, batch = together([top, low])
    if em.precise:
        return Value(f"np.divide({a.code}, {b.code})", ATOM, axes, core, batch)
    left = wrapped(a, TERM)
    return Value(f"{left} / {wrapped(b, POWER)}", TERM, axes, core, batch)


ONE_OVER = Value("1")


@emits(Power)
def power(em: Emitter, e: Any, env: Env) -> Work:
    """Powers and roots of scalars; a square matrix to an integer power."""
    base, exponent = e.args
    v = yield em.go(base, env)
    if shape(base) and v.rank:
        return (yield matrix_power(em, e, v, env))
    if isinstance(exponent, Rational):
        return numeric_power(em, v, exponent)
    w = yield em.go(exponent, env)
    (a, b), axes, core, batch = together([v, w])
    return Value(f"np.power({_floating(a, em)}, {b.code})", ATOM, axes, core, batch)


def numeric_power(em: Emitter, v: Value, q: Any) -> Value:
    """A value, entry by entry, to an exact exponent."""
    """A value to a number, entry by entry."""
    if q < 0:
        below = em.line(numeric_power(em, v, -q)) if q != -1 else v
        return quotient(em, ONE_OVER, below)
    if q == S.Half:
        return Value(f"np.sqrt({v.code})", ATOM, v.axes, v.core, v.batch)
    small = isinstance(q, Integer) and q <= 999 and not (v.plain and (q > 9 or len(v.code) > 3))
    if small:
        return Value(f"{wrapped(v, ATOM)}**{q}", POWER, v.axes, v.core, v.batch)
    return Value(f"np.power({_floating(v, em)}, {em.number(q).code})", ATOM, v.axes, v.core, v.batch)


def _floating(v: Value, em: Emitter) -> str:
    """A base that is a bare integer as a float: NumPy refuses integers to negative powers."""
    return f"{v.code}.0" if v.code.isdigit() and not em.precise else v.code


# ---- functions -----------------------------------------------------------------------------------------------------


@emits(Call)
def call(em: Emitter, e: Any, env: Env) -> Work:
    """A known function, or an abstract one that is passed as a callable; primes are differences."""
    f = e.function
    if f.plain == "log" and len(e.arguments) == 1 and not f.order and not em.precise:
        found = stable_log(em, e.arguments[0], env)
        if found is not None:
            return (yield found)
    values = []
    for a in e.arguments:
        values.append((yield em.go(a, env)))
    if any(f.order):
        from derive.numeric.differences import primed

        return primed(em, f, values, e)
    return applied(em, f, values, [shape(a) for a in e.arguments], shape(e))


def applied(
    em: Emitter, f: Function, values: list[Value], forms: list[tuple[Any, ...]], form: tuple[Any, ...]
) -> Value:
    """f of values: entrywise for elementary and elementwise functions."""
    if f.kind == "elementary" and f.plain in FUNCTIONS:
        return _elementary(em, f.plain, values)
    if f.kind == "matrix":
        return matrix_function(em, f.plain, values[0])
    name = em.param(Function(f.args[0], f.args[1], f.args[2], Tuple(), f.args[4]))
    if f.kind == "elementwise" or not any(v.rank for v in values) and not form:
        aligned, axes, core, batch = together(values)
        return Value(f"{name}({', '.join(v.code for v in aligned)})", ATOM, axes, core, batch)
    return _of_arrays(em, name, values, form)


def _of_arrays(em: Emitter, name: str, values: list[Value], form: tuple[Any, ...]) -> Value:
    """A function of whole arrays: called as it is, or once for each index and sample."""
    axes, batch = joined_axes(values), any(v.batch for v in values)
    out = em.core(form)
    args = ", ".join(v.code for v in values)
    if not axes and not batch:
        return Value(f"{name}({args})", ATOM, (), out, False)
    laid = [aligned(v, axes, v.rank) for v in values]
    chars = iter("abcdefghijklmnopqrstuvwxyz")
    signature = ",".join("(" + ",".join(next(chars) for _ in v.core) + ")" for v in values)
    result = "(" + ",".join(next(chars) for _ in out) + ")"
    args = ", ".join(v.code for v in laid)
    return Value(f'np.vectorize({name}, signature="{signature}->{result}")({args})', ATOM, axes, out, batch)


def _elementary(em: Emitter, plain: str, values: list[Value]) -> Value:
    row = FUNCTIONS[plain]
    if plain == "log" and len(values) == 2:
        return quotient(em, _elementary(em, plain, values[:1]), _elementary(em, plain, values[1:]))
    if plain in ("max", "min"):
        total = values[0]
        for v in values[1:]:
            (a, b), axes, core, batch = together([total, v])
            total = em.line(Value(f"np.{plain}imum({a.code}, {b.code})", ATOM, axes, core, batch))
        return total
    source = row.source(len(values))
    if source.count("{0}") > 1 or len(values[0].code) > 40:
        values = [em.line(v) for v in values]
    aligned, axes, core, batch = together(values)
    template = _exact(source) if em.precise else source
    slots = [v.code if _enclosed(template, k) else wrapped(v, ATOM) for k, v in enumerate(aligned)]
    return Value(template.format(*slots), _level(template), axes, core, batch)


def _enclosed(template: str, k: int) -> bool:
    """Does the slot stand alone between parentheses or commas?"""
    around = re.findall(rf"(.)\{{{k}\}}(.)", f" {template} ")
    return all(a in "( " and b in "),: " for a, b in around) and template.count(f"{{{k}}}") == len(around)


def _level(template: str) -> int:
    return ATOM if re.fullmatch(r"np\.\w+\([^()]*\)", template) else CONDITION


def _exact(template: str) -> str:
    """Decimal numbers of a template as exact ones, and quotients of integers."""
    text = re.sub(r"(?<![\w.{])(\d+\.\d+|\d+\.)(?![\w}])", r'np.number("\1")', template)
    return re.sub(r"(?<![\w.{])(\d+)/(\d+)(?![\w.}])", r"np.divide(\1, \2)", text)


# ---- conditions ------------------------------------------------------------------------------------------------------

OPERATORS = {"=": "==", "≠": "!=", "<": "<", "≤": "<=", ">": ">", "≥": ">="}


@emits(Relation)
def relation(em: Emitter, e: Any, env: Env) -> Work:
    """A comparison; `=` compares exactly."""
    if e.op not in OPERATORS:
        raise Unsupported(f"{e.op} is no condition that can be evaluated")
    left = yield em.go(e.args[1], env)
    right = yield em.go(e.args[2], env)
    (a, b), axes, core, batch = together([left, right])
    return Value(f"{wrapped(a, SUM)} {OPERATORS[e.op]} {wrapped(b, SUM)}", CONDITION, axes, core, batch)


@emits(And, Or)
def logical(em: Emitter, e: Any, env: Env) -> Work:
    """All, or any, of the conditions."""
    total: Value | None = None
    for c in e.args:
        v = yield em.go(c, env)
        if total is None:
            total = v
            continue
        (a, b), axes, core, batch = together([total, v])
        total = Value(f"({a.code}) {'&' if isinstance(e, And) else '|'} ({b.code})", CONDITION, axes, core, batch)
    assert total is not None
    return total


@emits(Otherwise)
def otherwise(em: Emitter, e: Any, env: Env) -> Work:
    """Always true."""
    return Value("True")
    yield


@emits(Indicator)
def indicator(em: Emitter, e: Any, env: Env) -> Work:
    """1 where it holds."""
    v = yield em.go(e.args[0], env)
    return Value(f"np.where({v.code}, 1, 0)", ATOM, v.axes, v.core, v.batch)


@emits(Cases)
def cases(em: Emitter, e: Any, env: Env) -> Work:
    """The first case that holds, NaN where none does; branches that are not taken do not count."""
    total = Value("np.nan")
    for case in reversed(e.args):
        value = yield em.go(case.args[0], env)
        if isinstance(case.args[1], Otherwise):
            total = value
            continue
        test = yield em.go(case.args[1], env)
        (c, a, b), axes, core, batch = together([test, value, total])
        if total.code != "np.nan":
            b = em.line(b)
        total = Value(f"np.where({c.code}, {a.code}, {b.code})", ATOM, axes, core, batch)
    return total
