"""The letters that the schemas of the rules are written in."""

from __future__ import annotations

from derive.expr.heads import All, Call, Entry, Function, Row, index, letter, vector

x, y, t = letter("x"), letter("y"), letter("t")
c = letter("c")
n = letter("n")
u, v, w, z = letter("u"), letter("v"), letter("w"), letter("z")

_f, _g, _h = (Function(name, name, "function") for name in "fgh")
PHI = Function(r"\phi", "phi", "function")


def f(*arguments: object) -> Call:
    """f(…)"""
    return Call(_f, *arguments)


def g(*arguments: object) -> Call:
    """g(…)"""
    return Call(_g, *arguments)


def h(*arguments: object) -> Call:
    """h(…)"""
    return Call(_h, *arguments)


def phi(*arguments: object) -> Call:
    """φ(…), an outer function"""
    return Call(PHI, *arguments)


N, M = index("N"), index("M")
i, j, k, m = index("i"), index("j"), index("k"), index("m")
over_i, over_j, over_m = All(i, N), All(j, N), All(m, M)
a, b, q = vector("a", N), vector("b", N), vector("q", M)
A = letter("A", sizes=(N, M))
ROWS = letter("w", sizes=(N, M), assume="rows")
SYMMETRIC = letter("S", sizes=(N, N), assume="symmetric")
OTHER = letter(r"\tilde{w}", "w_tilde", sizes=(N, M), assume="rows")
a_i, a_j, a_k, b_i, b_k = Entry(a, i), Entry(a, j), Entry(a, k), Entry(b, i), Entry(b, k)
w_i, w_k = Row(ROWS, i), Row(ROWS, k)
ONE_HOT = vector("o", N, "one-hot")
o_i = Entry(ONE_HOT, i)
P = vector("p", N)
p_i, p_k = Entry(P, i), Entry(P, k)
