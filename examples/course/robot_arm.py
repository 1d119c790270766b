"""A planar arm of two joints: how its tip moves, and where it can't."""

import numpy as np

import derive

jac, det, first, second = derive.show("robot-arm")
print(jac.result.text())
print(derive.verify(f"{det.result.latex()} = l_1 l_2 \\sin\\theta_2").status)
print(first.result.text(), "|", second.result.text())
f = jac.numpy()
for theta_2 in (0.0, 0.5, 1.5):
    j = f(l_1=1.0, l_2=0.7, theta_1=0.6, theta_2=theta_2)
    print(theta_2, "det", round(float(np.linalg.det(j)), 4) + 0.0, "stretch", np.round(np.linalg.svd(j)[1], 4))
