"""ONE table of notation: for each function its LaTeX spellings, Python name, NumPy meaning, slope, domain and kinks.

The readers, the writers, the compiler and the rules all read this table; nothing about a function stands elsewhere.
A row's `slope` gives the derivative by the argument as a tree (the chain rule multiplies it by the inner derivative);
`numpy` is a template of NumPy source in which `{0}` is the argument and `np` may also be a 50-digit stand-in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Integer, Rational, S, Tuple

from derive.expr.heads import (
    And,
    Call,
    Case,
    Cases,
    Decimal,
    Frac,
    Function,
    Indicator,
    Otherwise,
    Power,
    Relation,
    is_scalar,
    minus,
    plus,
    times,
)
from derive.notation_row import Row, number
from derive.notation_special import ROWS as SPECIAL_ROWS

Tree = Any
HALF = Rational(1, 2)


def call(plain: str, *arguments: Tree) -> Tree:
    """The tree of a known function applied to arguments: `call("sin", x)`."""
    return Call(FUNCTIONS[plain].function, *arguments)


def prime(f: Function, k: int = 0, arity: int = 1) -> Function:
    """The derivative of a function by its argument number k (from 0): f' of f."""
    order = list(f.order) or [0] * arity
    order[k] += 1
    return Function(f.args[0], f.args[1], f.args[2], Tuple(*(Integer(n) for n in order)), f.args[4])


def unprimed(f: Function) -> Function:
    """f of f'."""
    return Function(f.args[0], f.args[1], f.args[2], Tuple(), f.args[4])


def scaled(c: Tree, e: Tree) -> Tree:
    """c·e, without a factor 1."""
    return e if c == 1 else times(c, e)


def square(e: Tree) -> Tree:
    """e²."""
    return Power(e, Integer(2))


def over(e: Tree) -> Tree:
    """1/e."""
    return Frac(S.One, e)


def root(e: Tree) -> Tree:
    """√e."""
    return Power(e, HALF)


def _positive(u: Tree) -> Tree:
    return Relation(">", u, S.Zero)


def _inside(u: Tree) -> Tree:
    return Relation("<", call("abs", u), S.One)


def _one_minus(e: Tree) -> Tree:
    return plus(S.One, minus(e))


def _one_plus(e: Tree) -> Tree:
    return plus(S.One, e)


def _word(name: str) -> str:
    return rf"\operatorname{{{name}}}"


# ---- activations and losses ----------------------------------------------------------------------------------------

TWO, THREE, SIX = Integer(2), Integer(3), Integer(6)
GELU_C = Decimal("0.044715")
SELU_SCALE, SELU_LOW = "1.0507009873554805", "1.7580993408473766"  # λ and λα of Klambauer et al. (2017)
NORMAL = "np.vectorize(math.erf, otypes=[float])({0}/np.sqrt(2))"


def _split(above: Tree, below: Tree, u: Tree) -> Tree:
    """above for u > 0, else below"""
    return Cases(Case(above, _positive(u)), Case(below, Otherwise()))


def _between(low: int, u: Tree, high: int) -> Tree:
    return Indicator(And(Relation("<", Integer(low), u), Relation("<", u, Integer(high))))


def _clipped(u: Tree, low: int, high: int) -> Tree:
    return call("max", Integer(low), call("min", Integer(high), u))


def _swish_slope(u: Tree, b: Tree) -> Tree:
    v = u if b == 1 else times(b, u)
    return times(call("sigmoid", v), _one_plus(times(v, _one_minus(call("sigmoid", v)))))


def _mish_slope(u: Tree) -> Tree:
    t = call("tanh", call("softplus", u))
    return plus(t, times(u, call("sigmoid", u), _one_minus(square(t))))


def _normal(u: Tree) -> Tree:
    """Φ(u), the distribution of a standard normal variable"""
    return Frac(_one_plus(call("erf", Frac(u, root(TWO)))), TWO)


def _gelu_slope(u: Tree) -> Tree:
    density = Frac(call("exp", minus(Frac(square(u), TWO))), root(times(TWO, S.Pi)))
    return plus(_normal(u), times(u, density))


def _gelu_inner(u: Tree) -> Tree:
    return times(root(Frac(TWO, S.Pi)), plus(u, times(GELU_C, Power(u, THREE))))


def _gelu_tanh_slope(u: Tree) -> Tree:
    t, inner = call("tanh", _gelu_inner(u)), _one_plus(times(Decimal("0.134145"), square(u)))
    steep = times(u, _one_minus(square(t)), root(Frac(TWO, S.Pi)), inner)
    return Frac(plus(_one_plus(t), steep), TWO)


def _selu(u: Tree) -> Tree:
    low = times(number(SELU_LOW), plus(call("exp", u), S.NegativeOne))
    return _split(times(number(SELU_SCALE), u), low, u)


def _huber(r: Tree, d: Tree) -> Tree:
    far = times(d, plus(call("abs", r), minus(Frac(d, TWO))))
    return Cases(Case(Frac(square(r), TWO), Relation("≤", call("abs", r), d)), Case(far, Otherwise()))


def _huber_slope(r: Tree, d: Tree) -> Tree:
    return Cases(Case(r, Relation("≤", call("abs", r), d)), Case(times(d, call("sign", r)), Otherwise()))


ACTIVATIONS = (
    Row("leaky_relu", _word("LeakyReLU"), "np.where({0} > 0, {0}, {1}*{0})",
        lambda u, a: _split(S.One, a, u), ("LeakyReLU", "LReLU", "PReLU", "leakyReLU"),
        ("LeakyReLU", "prelu", "PReLU", "leakyrelu"), kinks=(0,), prefix=False, arity=(1, 2), defaults=("0.01",),
        meaning=lambda u, a: _split(u, times(a, u), u)),
    Row("elu", _word("ELU"), "np.where({0} > 0, {0}, {1}*np.expm1(np.minimum({0}, 0)))",
        lambda u, a: _split(S.One, scaled(a, call("exp", u)), u), ("ELU", "elu"), ("ELU",), kinks=(0,), prefix=False,
        arity=(1, 2), defaults=("1",), meaning=lambda u, a: _split(u, scaled(a, plus(call("exp", u), -S.One)), u)),
    Row("selu", _word("SELU"), f"np.where({{0}} > 0, {SELU_SCALE}*{{0}}, {SELU_LOW}*np.expm1(np.minimum({{0}}, 0)))",
        lambda u: _split(number(SELU_SCALE), times(number(SELU_LOW), call("exp", u)), u), ("SELU", "selu"), ("SELU",),
        kinks=(0,), prefix=False, meaning=_selu),
    Row("silu", _word("SiLU"), "{0}/(1 + np.exp(-{0}))", lambda u: _swish_slope(u, S.One), ("SiLU", "silu"),
        ("SiLU",), prefix=False, meaning=lambda u: times(u, call("sigmoid", u))),
    Row("swish", _word("swish"), "{0}/(1 + np.exp(-{1}*{0}))", _swish_slope, ("swish", "Swish"), ("Swish",),
        prefix=False, arity=(1, 2), defaults=("1",), meaning=lambda u, b: times(u, call("sigmoid", scaled(b, u)))),
    Row("mish", _word("Mish"), "{0}*np.tanh(np.logaddexp(0, {0}))", _mish_slope, ("Mish", "mish"), ("Mish",),
        prefix=False, meaning=lambda u: times(u, call("tanh", call("softplus", u)))),
    Row("gelu", _word("GELU"), f"{{0}}*(1 + {NORMAL})/2", _gelu_slope, ("GELU", "gelu"), ("GELU",), prefix=False,
        meaning=lambda u: times(u, _normal(u))),
    Row("gelu_tanh", _word("GELUtanh"), "{0}*(1 + np.tanh(np.sqrt(np.divide(2, np.pi))*({0} + 0.044715*{0}**3)))/2",
        _gelu_tanh_slope, ("GELUtanh",), prefix=False,
        meaning=lambda u: Frac(times(u, _one_plus(call("tanh", _gelu_inner(u)))), TWO)),
    Row("hardtanh", _word("hardtanh"), "np.minimum(np.maximum({0}, -1), 1)", lambda u: _between(-1, u, 1),
        ("hardtanh", "HardTanh", "Hardtanh"), ("Hardtanh",), kinks=(-1, 1), prefix=False,
        meaning=lambda u: _clipped(u, -1, 1)),
    Row("relu6", _word("ReLU6"), "np.minimum(np.maximum({0}, 0), 6)", lambda u: _between(0, u, 6), ("ReLU6",),
        ("ReLU6",), kinks=(0, 6), prefix=False, meaning=lambda u: _clipped(u, 0, 6)),
    Row("hardsigmoid", _word("hardsigmoid"), "np.minimum(np.maximum({0}/6 + 1/2, 0), 1)",
        lambda u: Frac(_between(-3, u, 3), SIX), ("hardsigmoid", "HardSigmoid", "Hardsigmoid"), ("Hardsigmoid",),
        kinks=(-3, 3), prefix=False,
        meaning=lambda u: call("max", S.Zero, call("min", S.One, plus(Frac(u, SIX), HALF)))),
    Row("hardswish", _word("hardswish"), "{0}*np.minimum(np.maximum({0}/6 + 1/2, 0), 1)", None,
        ("hardswish", "HardSwish", "Hardswish"), ("Hardswish",), prefix=False,
        meaning=lambda u: times(u, call("hardsigmoid", u))),
    Row("softsign", _word("softsign"), "{0}/(1 + np.abs({0}))", lambda u: over(square(_one_plus(call("abs", u)))),
        ("softsign", "Softsign"), ("Softsign",), prefix=False, meaning=lambda u: Frac(u, _one_plus(call("abs", u)))),
    Row("logit", _word("logit"), "np.log({0}/(1 - {0}))", lambda u: over(times(u, _one_minus(u))), ("logit",),
        prefix=False, domain=lambda u: And(_positive(u), Relation("<", u, S.One)),
        meaning=lambda u: call("log", Frac(u, _one_minus(u)))),
    # losses of one value
    Row("hinge", _word("hinge"), "np.maximum(0, 1 - {0}*{1})", None, ("hinge",), prefix=False, arity=(2, 2),
        meaning=lambda y, z: call("max", S.Zero, _one_minus(times(y, z)))),
    Row("huber", _word("Huber"), "np.where(np.abs({0}) <= {1}, {0}**2/2, {1}*(np.abs({0}) - {1}/2))", _huber_slope,
        ("Huber", "huber"), ("Huber",), prefix=False, arity=(1, 2), defaults=("1",), meaning=_huber,),
    Row("focal", _word("FL"), "-(1 - {0})**{1}*np.log({0})", None, ("FL", "focal"), ("FL",), prefix=False,
        arity=(1, 2), defaults=("2",),
        meaning=lambda p, g: minus(times(Power(_one_minus(p), g), call("log", p)))),
)  # fmt: skip

# ---- the table -----------------------------------------------------------------------------------------------------

_ROWS = (
    # exponential and logarithm; `log(x, b)` has base b, `log` alone is the natural logarithm
    Row("exp", r"\exp", "np.exp({0})", lambda u: call("exp", u), ("exp",)),
    Row("log", r"\log", "np.log({0})", over, ("log", "ln", "lg"), ("ln",), _positive, arity=(1, 2)),
    # trigonometric
    Row("sin", r"\sin", "np.sin({0})", lambda u: call("cos", u), ("sin",)),
    Row("cos", r"\cos", "np.cos({0})", lambda u: minus(call("sin", u)), ("cos",)),
    Row("tan", r"\tan", "np.tan({0})", lambda u: square(call("sec", u)), ("tan",)),
    Row("cot", r"\cot", "1/np.tan({0})", lambda u: minus(square(call("csc", u))), ("cot",)),
    Row("sec", r"\sec", "1/np.cos({0})", lambda u: times(call("sec", u), call("tan", u)), ("sec",)),
    Row("csc", r"\csc", "1/np.sin({0})", lambda u: minus(times(call("csc", u), call("cot", u))), ("csc",)),
    Row("asin", r"\arcsin", "np.arcsin({0})", lambda u: over(root(_one_minus(square(u)))), ("arcsin", "asin"),
        ("arcsin",), _inside),
    Row("acos", r"\arccos", "np.arccos({0})", lambda u: minus(over(root(_one_minus(square(u))))), ("arccos", "acos"),
        ("arccos",), _inside),
    Row("atan", r"\arctan", "np.arctan({0})", lambda u: over(_one_plus(square(u))), ("arctan", "atan"), ("arctan",)),
    Row("acot", _word("arccot"), "np.arctan(1/{0})", lambda u: minus(over(_one_plus(square(u)))), ("arccot", "acot"),
        ("arccot",), kinks=(0,)),
    Row("asec", _word("arcsec"), "np.arccos(1/{0})",
        lambda u: over(times(call("abs", u), root(plus(square(u), S.NegativeOne)))), ("arcsec", "asec"), ("arcsec",)),
    Row("acsc", _word("arccsc"), "np.arcsin(1/{0})",
        lambda u: minus(over(times(call("abs", u), root(plus(square(u), S.NegativeOne))))), ("arccsc", "acsc"),
        ("arccsc",)),
    # hyperbolic
    Row("sinh", r"\sinh", "np.sinh({0})", lambda u: call("cosh", u), ("sinh",)),
    Row("cosh", r"\cosh", "np.cosh({0})", lambda u: call("sinh", u), ("cosh",)),
    Row("tanh", r"\tanh", "np.tanh({0})", lambda u: _one_minus(square(call("tanh", u))), ("tanh",)),
    Row("coth", r"\coth", "1/np.tanh({0})", lambda u: minus(square(call("csch", u))), ("coth",)),
    Row("sech", _word("sech"), "1/np.cosh({0})", lambda u: minus(times(call("sech", u), call("tanh", u))), ("sech",)),
    Row("csch", _word("csch"), "1/np.sinh({0})", lambda u: minus(times(call("csch", u), call("coth", u))), ("csch",)),
    Row("asinh", _word("arsinh"), "np.arcsinh({0})", lambda u: over(root(_one_plus(square(u)))),
        ("arsinh", "arcsinh", "asinh"), ("arcsinh",)),
    Row("acosh", _word("arcosh"), "np.arccosh({0})", lambda u: over(root(plus(square(u), S.NegativeOne))),
        ("arcosh", "arccosh", "acosh"), ("arccosh",), lambda u: Relation(">", u, S.One)),
    Row("atanh", _word("artanh"), "np.arctanh({0})", lambda u: over(_one_minus(square(u))),
        ("artanh", "arctanh", "atanh"), ("arctanh",), _inside),
    Row("acoth", _word("arcoth"), "np.arctanh(1/{0})", lambda u: over(_one_minus(square(u))),
        ("arcoth", "arccoth", "acoth"), ("arccoth",)),
    Row("asech", _word("arsech"), "np.arccosh(1/{0})",
        lambda u: minus(over(times(u, root(_one_minus(square(u)))))), ("arsech", "arcsech", "asech"), ("arcsech",)),
    Row("acsch", _word("arcsch"), "np.arcsinh(1/{0})",
        lambda u: minus(over(times(call("abs", u), root(_one_plus(square(u)))))), ("arcsch", "arccsch", "acsch"),
        ("arccsch",)),
    # kinks and jumps
    Row("abs", r"\operatorname{abs}", "np.abs({0})", lambda u: call("sign", u), ("abs",), ("Abs",), kinks=(0,),
        prefix=False),
    Row("sign", _word("sign"), "np.sign({0})", lambda u: S.Zero, ("sign", "sgn", "signum"), ("sgn",), kinks=(0,),
        prefix=False),
    Row("max", r"\max", "np.maximum({0}, {1})", None, ("max",), ("Max",), prefix=False, arity=(1, 99)),
    Row("min", r"\min", "np.minimum({0}, {1})", None, ("min",), ("Min",), prefix=False, arity=(1, 99)),
    Row("step", r"\operatorname{H}", "np.heaviside({0}, 0.5)", lambda u: S.Zero, ("step", "Heaviside"),
        ("Heaviside", "heaviside"), kinks=(0,), prefix=False),
    Row("floor", r"\operatorname{floor}", "np.floor({0})", lambda u: S.Zero, ("floor",), prefix=False,
        jumps=lambda u: call("floor", u)),
    Row("ceil", r"\operatorname{ceil}", "np.ceil({0})", lambda u: S.Zero, ("ceil",), ("ceiling",), prefix=False,
        jumps=lambda u: call("ceil", u)),
    # activations
    Row("sigmoid", r"\sigma", "1/(1 + np.exp(-({0})))",
        lambda u: times(call("sigmoid", u), _one_minus(call("sigmoid", u))), ("sigma", "sigmoid"), ("sigma",),
        prefix=False),
    Row("relu", _word("ReLU"), "np.maximum({0}, 0)", lambda u: Indicator(Relation(">", u, S.Zero)),
        ("ReLU", "relu", "RELU"), ("ReLU",), kinks=(0,), prefix=False),
    Row("softplus", _word("softplus"), "np.logaddexp(0, {0})", lambda u: call("sigmoid", u),
        ("softplus", "Softplus", "SoftPlus"), ("Softplus",), prefix=False),
    *ACTIVATIONS,
    *SPECIAL_ROWS,
)  # fmt: skip

FUNCTIONS: dict[str, Row] = {row.plain: row for row in _ROWS}
BY_LATEX: dict[str, Row] = {word: row for row in _ROWS for word in row.spellings}
BY_PYTHON: dict[str, Row] = {word: row for row in _ROWS for word in (row.plain, *row.aliases)}


def slope(f: Function, u: Tree, *parameters: Tree) -> Tree | None:
    """The derivative of a known function by its first argument, as a tree; None when the table has none."""
    row = FUNCTIONS.get(f.plain)
    if row is None or row.slope is None or f.kind != "elementary" or not is_scalar(u):
        return None
    if len(parameters) > (len(row.defaults) if row.defaults else 0):
        return None
    return row.slope(*row.filled((u, *parameters)))


def partials(f: Function, us: Sequence[Tree]) -> tuple[Tree | None, ...]:
    """The derivatives of a known function by each of its arguments, None where the table has none; () for most."""
    row = FUNCTIONS.get(f.plain)
    if row is None or f.kind != "elementary" or f.order or len(us) != len(row.partials) or not all(map(is_scalar, us)):
        return ()
    return tuple(None if p is None else p(*us) for p in row.partials)


def edges(f: Function, u: Tree) -> tuple[Tree, ...]:
    """Where a known function has a derivative: conditions on its argument."""
    row = FUNCTIONS.get(f.plain)
    return row.edges(u) if row is not None and f.kind == "elementary" else ()


def meaning(f: Function, arguments: Sequence[Tree]) -> Tree | None:
    """What a known function is by other functions; None for those that stand for themselves."""
    row = FUNCTIONS.get(f.plain)
    if row is None or row.meaning is None or f.kind != "elementary" or f.order or not all(map(is_scalar, arguments)):
        return None
    return row.meaning(*row.filled(arguments))


# ---- the style of a document: which of several spellings its author uses -------------------------------------------


@dataclass(frozen=True, slots=True)
class Style:
    """Spellings that an author chose and the writer keeps. None of them changes a tree."""

    log: str = r"\log"
    transpose: str = r"\top"
    sigmoid: str = r"\sigma"
    relu: str = r"\operatorname{ReLU}"


# ---- levels of binding, for the readers and the writers ------------------------------------------------------------

RELATION, SUM, TERM, UNARY, POWER, ATOM = range(6)
RELATIONS = {"=": "=", r"\ne": "≠", r"\neq": "≠", "!=": "≠", "<": "<", r"\lt": "<", ">": ">", r"\gt": ">", r"\le": "≤",
             r"\leq": "≤", "<=": "≤", r"\leqslant": "≤", r"\ge": "≥", r"\geq": "≥", ">=": "≥", r"\geqslant": "≥",
             r"\approx": "≈", r"\simeq": "≈", "≈": "≈", ":=": ":=", r"\coloneqq": ":=", r"\equiv": "≡",
             r"\triangleq": ":=", r"\propto": "∝", "==": "="}  # fmt: skip
WRITTEN = {"=": "=", "∈": r"\in", "≠": r"\neq", "<": "<", ">": ">", "≤": r"\leq", "≥": r"\geq", "≈": r"\approx",
           ":=": ":=", "≡": r"\equiv", "∝": r"\propto", "≪": r"\ll", "≫": r"\gg", "≲": r"\lesssim",
           "≳": r"\gtrsim", "≻": r"\succ", "⪰": r"\succeq", "≺": r"\prec", "⪯": r"\preceq"}  # fmt: skip
