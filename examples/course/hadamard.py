"""The step back through an activation is a Hadamard product; a row times a column is not."""

import numpy as np

import derive

d = derive.gradient(r"g^\top f(z)", "z", let="g: n, z: n, f: elementwise")
print(d.result.latex(), d.verify().status)
print(derive.verify(r"f'(z) \odot g = \operatorname{diag}(f'(z)) g", let="g: n, z: n, f: elementwise").status)

row, column = np.array([[1.0, 2.0, 3.0]]), np.array([[10.0], [20.0], [30.0]])
print((row * column).shape, "instead of", (row.T * column).shape)
try:
    derive.read(r"g \odot z", let="g: 1 x 3, z: 3 x 1")
except derive.ShapeError as e:
    print("derive says:", e)
