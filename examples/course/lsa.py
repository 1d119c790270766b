"""The truncated singular value decomposition is where both derived gradients vanish."""

import numpy as np

import derive

let = "X: m x n, U: m x k, V: n x k"
by_u, by_v = (derive.gradient(r"\lVert X - U V^\top \rVert_F^2", v, let=let) for v in "UV")
print(by_u.result.latex(), by_v.result.latex())
x = np.arange(20.0).reshape(4, 5) % 7
left, sizes, right = np.linalg.svd(x)
u, v = left[:, :2] * sizes[:2], right[:2].T
print("slopes are zero:", all(np.abs(d.numpy()(X=x, U=u, V=v)).max() < 1e-9 for d in (by_u, by_v)))
print("what is left:", round(((x - u @ v.T) ** 2).sum(), 6), "=", round((sizes[2:] ** 2).sum(), 6))
