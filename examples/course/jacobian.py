"""Jacobians of maps, their determinants and singular values."""

import numpy as np

import derive

for d in derive.show("jacobian"):
    print(f"{d.problem.want:12} {d.result.text()}  {d.verify().status}")
j = derive.jacobian(r"x^2 + y, \sin(x y)", "x, y").numpy()(x=0.4, y=1.2)
print(
    "singular values", np.round(np.linalg.svd(j, compute_uv=False), 4), "determinant", round(float(np.linalg.det(j)), 4)
)
