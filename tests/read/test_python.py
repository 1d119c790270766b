"""Python-like text: precedence, calls, indices; parsed, never evaluated; everything else an error with a caret."""

from __future__ import annotations

import time
from typing import Any

import pytest

from derive.errors import DeriveError, ReadError
from derive.read.python import parse
from derive.read.syntax import Limits, Syntax
from derive.source import Source


def said(text: str) -> str:
    """The syntax in one line: fully bracketed."""
    return _said(parse(Source(text)))


def _said(s: Syntax) -> str:
    kids = [_said(k) for k in s.kids]
    match s.kind:
        case "number" | "symbol" | "words":
            return str(s.value)
        case "name":
            return str(s.value.plain)
        case "sum":
            return "(" + "".join(sign + k for sign, k in zip(s.value, kids, strict=True)) + ")"
        case "term":
            return "(" + "*".join(kids) + ")"
        case "frac":
            return f"({kids[0]}/{kids[1]})"
        case "power":
            return f"({kids[0]}**{kids[1]})"
        case "sign":
            return f"({s.value}{kids[0]})"
        case "call":
            return f"{kids[0]}({', '.join(kids[1:])})"
        case "item":
            return f"{kids[0]}[{', '.join(kids[1:])}]"
        case "attribute":
            return f"{kids[0]}.{s.value}"
        case "group":
            return f"{s.value[0]}{''.join(kids)}{s.value[1]}"
        case "list":
            return ", ".join(kids)
        case "relation":
            return " ".join([kids[0], *(f"{r} {k}" for r, k in zip(s.value, kids[1:], strict=True))])
        case "statements":
            return "; ".join(kids)
        case "logic":
            return "(" + f" {s.value[0]} ".join(kids) + ")"
    raise AssertionError(s.kind)


READ = [
    ("-x**2 + 3", "(-(x**2)+3)"),
    ("a - b - c", "(+a-b-c)"),
    ("a*b/c*d", "(((a*b)/c)*d)"),
    ("a/b/c", "((a/b)/c)"),
    ("a*(b/c)", "(a*((b/c)))"),
    ("2**-x", "(2**(-x))"),
    ("a**b**c", "(a**(b**c))"),
    ("-2**2", "(-(2**2))"),
    ("a*-b", "(a*(-b))"),
    ("- -x", "(-(-x))"),
    ("+x", "x"),
    ("exp(-x**2/2)", "exp((-((x**2)/2)))"),
    ("A.T*x", "(A.T*x)"),
    ("(A*B).T", "((A*B)).T"),
    ("A @ B", "(A*B)"),
    ("a[i, j]", "a[i, j]"),
    ("w[i].T*w[j]", "(w[i].T*w[j])"),
    ("Sum(a[i], (i, 1, n))", "Sum(a[i], (i, 1, n))"),
    ("Piecewise((1, x > 0), (0, True))", "Piecewise((1, x > 0), (0, True))"),
    ("Matrix([[1, 2], [3, 4]])", "Matrix([[1, 2], [3, 4]])"),
    ('norm(A, "fro")', "norm(A, fro)"),
    ("f()", "f()"),
    ("f(x,)", "f(x)"),
    ("x < y <= 3", "x < y ≤ 3"),
    ("x == y", "x = y"),
    ("a = b ≈ 0.3", "a = b ≈ 0.3"),
    ("x != y", "x ≠ y"),
    ("x > 0 and y < 1 or z > 2", "((x > 0 and y < 1) or z > 2)"),
    ("(x > 0) & (y > 0)", "((x > 0) and (y > 0))"),
    ("x, y", "x, y"),
    ("y = W*x + b; L = norm(y)", "y = (+(W*x)+b); L = norm(y)"),
    ("y = x\nz = y", "y = x; z = y"),
    ("y = (x +\n 1)", "y = ((+x+1))"),
    ("p*q where p = 3", "(p*q); p = 3"),
    ("E*I + E_ + oo + pi", "(+(E*I)+E+infty+pi)"),
    ("f_prime(x)", "f_prime(x)"),
    ("lambda_*x", "(lambda_*x)"),
    ("x² + 3·y ≤ σ", "(+(x**2)+(3*y)) ≤ sigma"),
    ("x − y", "(+x-y)"),
    (".5 + 1. + 1e3 + 1.5e-3", "(+0.5+1.0+1000+0.0015)"),
    ("2e-40*x", "((2*(10**(-40)))*x)"),
    ("x**99999999999", "(x**99999999999)"),
    ("9**9**9**9", "(9**(9**(9**9)))"),
    ("x + 1  # a remark", "(+x+1)"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_what_is_read(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), READ)
def test_every_span_holds_its_part(text: str, expected: str) -> None:
    stack = [parse(Source(text))]
    while stack:
        s = stack.pop()
        assert 0 <= s.span.start <= s.span.end <= len(text)
        for k in s.kids:
            assert s.span.start <= k.span.start
            assert k.span.end <= s.span.end
        stack += s.kids


REFUSED = [
    ("__import__('os').system('x')", 1, "no name of a formula"),
    ("x.__class__", 3, "no name of a formula"),
    ("x.real", 3, "expected `T`"),
    ("lambda x: x", 1, "word of Python"),
    ("x if y else z", 3, "found `if`"),
    ("'text'", 1, "in quotes"),
    ("f('fro', \"other\")", 10, "in quotes"),
    ("x^2", 2, "found `^`"),
    ("f(x", 4, "expected `,` or `)`"),
    ("f(x, ", 2, "never closed"),
    ("(x", 1, "never closed"),
    ("[1, 2", 1, "never closed"),
    ("x)", 2, "found `)`"),
    ("(x]", 3, "expected `)`"),
    ("", 1, "no formula"),
    ("   ", 1, "no formula"),
    ("x +", 4, "expected a formula"),
    ("* x", 1, "expected a formula"),
    ("x + * y", 5, "expected a formula"),
    ("2(x)", 2, "after a number"),
    ("(a)(b)", 4, "between parentheses"),
    ("a b", 3, "found `b`"),
    ("()", 1, "nothing between"),
    ("a[]", 2, "an index"),
    ("x..y", 3, "expected `T`"),
    ("{x}", 1, "found `{`"),
    ("x\u202e", 2, "U+202E"),
    ("x\x00", 2, "U+0000"),
    ("x // 2", 3, "found `//`"),
    ("x % 2", 3, "found `%`"),
    ("a = ", 5, "expected a formula"),
    ("x := y :", 8, "found `:`"),
    ("1_000", 2, "_000"),
    ("9" * 1001, 1, "digits"),
    ("é + 1", 1, "no meaning"),
]


@pytest.mark.parametrize(("text", "column", "message"), REFUSED)
def test_what_is_refused_says_where(text: str, column: int, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        parse(Source(text))
    assert message in str(caught.value)
    assert caught.value.place is not None
    assert caught.value.place.position() == (1, column)
    assert "\n" not in str(caught.value)
    assert "^" in caught.value.picture()


@pytest.mark.parametrize("text", [
    "(" * 3000 + "x" + ")" * 3000, "-" * 5000 + "x", "x**" * 4000 + "x", "x/" * 9000 + "x", "x.T" + ".T" * 6000,
    "f(" * 4000 + "x" + ")" * 4000, "[" * 10_000, "x" * 30_000, "x+" * 50_000 + "x",
])  # fmt: skip
def test_what_is_past_a_limit_is_refused_soon(text: str) -> None:
    start = time.process_time()
    with pytest.raises(ReadError):
        parse(Source(text))
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("text", ["x+" * 9000 + "x", "x*" * 9000 + "x", "f(" * 1500 + "x" + ")" * 1500,
                                  "x," * 9000 + "x", "x;" * 9000 + "x", "x<" * 9000 + "x"])  # fmt: skip
def test_what_is_long_but_within_the_limits_is_read(text: str) -> None:
    assert parse(Source(text)).kids


def test_the_limits_can_be_set() -> None:
    tight: Any = Limits(characters=10, levels=2, digits=3)
    for text in ("x + y + z + 1", "((x)(", "1234"):
        with pytest.raises(DeriveError):
            parse(Source(text), tight)
