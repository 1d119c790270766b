"""The letters that the schemas of the matrix rules are written in, all sizes different."""

from __future__ import annotations

from sympy import Integer

from derive.expr.heads import D, Eye, Function, Ones, T, Times, Tr, index, letter, size_product, vector

m, n, p, q = index("m"), index("n"), index("p"), index("q")
i, j, k = index("i"), index("j"), letter("k", assume="integer positive")
X = letter("X", sizes=(m, n))
Y = letter("Y", sizes=(n, p))
Z = letter("Z", sizes=(p, m))
W = letter("W", sizes=(m, n))
A, B, C = letter("A", sizes=(n, m)), letter("B", sizes=(m, n)), letter("C", sizes=(p, q))
Q = letter("Q", sizes=(n, n), assume="invertible")  # square
R = letter("R", sizes=(n, n), assume="invertible")
G = letter("G", sizes=(n, n))
S = letter("S", sizes=(n, n), assume="symmetric")
P = letter("P", sizes=(n, n), assume="invertible positive-definite symmetric")
O = letter("Q", sizes=(n, n), assume="invertible orthogonal")  # noqa: E741
a, b, c, x, z = vector("a", n), vector("b", n), vector("c", m), vector("x", n), vector("z", n)
w = vector("w", n, "positive")
y = vector("y", n, "one-hot sums-to-one")
s, t, u = letter("s"), letter("t", assume="positive"), letter("u", assume="positive")
KRON_LEFT = letter("C", sizes=(size_product(q, n), size_product(p, m)))  # C(A ⊗ X)
KRON_RIGHT = letter("C", sizes=(size_product(n, q), size_product(m, p)))  # C(X ⊗ A)
KRON_SIDE = letter("N", sizes=(m, m))  # of B ⊗ N, beside vec X
TARGETS = letter("Y", sizes=(m, n), assume="one-hot sums-to-one")
COLUMN_TARGETS = letter("Y", sizes=(m, n), assume="columns one-hot sums-to-one")
ONES = Ones(n, Integer(1))
I = Eye(n)  # noqa: E741
f = Function("f", "f", "elementwise")
MATRIX_EXP = Function(r"\exp", "exp", "matrix")
MATRIX_SIN = Function(r"\sin", "sin", "matrix")
dX, dQ, dx, dz, dt = D(X), D(Q), D(x), D(z), D(t)


def dot(a: object, b: object) -> Tr:
    """aᵀb"""
    return Tr(Times(T(a), b))
