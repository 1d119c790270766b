"""The 3-2-1 network: one pass and one step of gradient descent, by the derived code."""

import numpy as np

import derive

section = derive.show("backprop")
values = section.values
for name in ("z_1", "h", "z_2", "y_hat", "L", "delta_2", "dW_1", "dW_2", "L_after"):
    print(f"{name:8} {np.round(values[name], 5).tolist()}")
print("verdict", section.verify().status)
for dialect in ("numpy", "torch", "jax", "tensorflow"):
    print(dialect, section.code(dialect).splitlines()[0])
