"""ONE table of notation: for each function its LaTeX spellings, Python name, NumPy meaning, slope, domain and kinks.

The readers, the writers, the compiler and the rules all read this table; nothing about a function stands elsewhere.
A row's `slope` gives the derivative by the argument as a tree (the chain rule multiplies it by the inner derivative);
`numpy` is a template of NumPy source in which `{0}` is the argument and `np` may also be a 50-digit stand-in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import Integer, Rational, S, Tuple

from derive.expr.heads import Call, Frac, Function, Indicator, Power, Relation, is_scalar, minus, plus, times

Tree = Any
HALF = Rational(1, 2)


@dataclass(frozen=True, slots=True)
class Row:
    """A known function.

    plain: its Python name; latex: the spelling written; spellings: the LaTeX words read (without backslash);
    aliases: other Python names; numpy: template of source; slope: argument -> tree, None where there is none;
    domain: where it is real, as a condition on the argument (None: everywhere); kinks: arguments without a derivative;
    prefix: may stand before its argument without parentheses and takes `\\sin^2 x`; arity: least and most arguments.
    """

    plain: str
    latex: str
    numpy: str
    slope: Callable[[Tree], Tree] | None = None
    spellings: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    domain: Callable[[Tree], Tree] | None = None
    kinks: tuple[int, ...] = ()
    prefix: bool = True
    arity: tuple[int, int] = (1, 1)

    @property
    def function(self) -> Function:
        """The head that stands for it in trees."""
        return Function(self.latex, self.plain, "elementary")


def call(plain: str, *arguments: Tree) -> Tree:
    """The tree of a known function applied to arguments: `call("sin", x)`."""
    return Call(FUNCTIONS[plain].function, *arguments)


def prime(f: Function, k: int = 0, arity: int = 1) -> Function:
    """The derivative of a function by its argument number k (from 0): f' of f."""
    order = list(f.order) or [0] * arity
    order[k] += 1
    return Function(f.args[0], f.args[1], f.args[2], Tuple(*(Integer(n) for n in order)), f.args[4])


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
    Row("floor", r"\operatorname{floor}", "np.floor({0})", lambda u: S.Zero, ("floor",), prefix=False),
    Row("ceil", r"\operatorname{ceil}", "np.ceil({0})", lambda u: S.Zero, ("ceil",), ("ceiling",), prefix=False),
    # activations
    Row("sigmoid", r"\sigma", "1/(1 + np.exp(-({0})))",
        lambda u: times(call("sigmoid", u), _one_minus(call("sigmoid", u))), ("sigma", "sigmoid"), ("sigma",),
        prefix=False),
    Row("relu", _word("ReLU"), "np.maximum({0}, 0)", lambda u: Indicator(Relation(">", u, S.Zero)),
        ("ReLU", "relu", "RELU"), ("ReLU",), kinks=(0,), prefix=False),
    Row("softplus", _word("softplus"), "np.logaddexp(0, {0})", lambda u: call("sigmoid", u), ("softplus",),
        prefix=False),
    # special functions; `mpmath` is there wherever SymPy is
    Row("gamma", r"\Gamma", "np.vectorize(mpmath.gamma, otypes=[float])({0})",
        lambda u: times(call("gamma", u), call("digamma", u)), ("Gamma",), prefix=False),
    Row("digamma", _word("digamma"), "np.vectorize(mpmath.digamma, otypes=[float])({0})",
        lambda u: call("polygamma", S.One, u), ("digamma",), prefix=False),
    Row("polygamma", _word("polygamma"), "np.vectorize(mpmath.psi, otypes=[float])({0}, {1})", None, ("polygamma",),
        prefix=False, arity=(2, 2)),
    Row("erf", _word("erf"), "np.vectorize(mpmath.erf, otypes=[float])({0})",
        lambda u: times(Frac(Integer(2), root(S.Pi)), call("exp", minus(square(u)))), ("erf",), prefix=False),
    Row("LambertW", _word("LambertW"),
        "np.vectorize(lambda x: mpmath.lambertw(x).real if x >= -math.exp(-1) else math.nan, otypes=[float])({0})",
        lambda u: Frac(call("LambertW", u), times(u, _one_plus(call("LambertW", u)))), ("LambertW",), ("lambertw",),
        lambda u: Relation(">", u, minus(call("exp", S.NegativeOne))), prefix=False),
)  # fmt: skip

FUNCTIONS: dict[str, Row] = {row.plain: row for row in _ROWS}
BY_LATEX: dict[str, Row] = {word: row for row in _ROWS for word in row.spellings}
BY_PYTHON: dict[str, Row] = {word: row for row in _ROWS for word in (row.plain, *row.aliases)}


def slope(f: Function, u: Tree) -> Tree | None:
    """The derivative of a known one-argument function at u, as a tree; None when the table has none."""
    row = FUNCTIONS.get(f.plain)
    if row is None or row.slope is None or f.kind != "elementary" or not is_scalar(u):
        return None
    return row.slope(u)


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
WRITTEN = {"=": "=", "≠": r"\neq", "<": "<", ">": ">", "≤": r"\leq", "≥": r"\geq", "≈": r"\approx", ":=": ":=",
           "≡": r"\equiv", "∝": r"\propto", "≪": r"\ll", "≫": r"\gg", "≲": r"\lesssim",
           "≳": r"\gtrsim", "≻": r"\succ", "⪰": r"\succeq", "≺": r"\prec", "⪯": r"\preceq"}  # fmt: skip
