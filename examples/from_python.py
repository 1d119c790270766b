"""The same from Python: derive, look at the steps, let numbers judge, compile.

python examples/from_python.py
"""

import numpy as np

import derive

d = derive.differentiate(r"\frac{1}{1 + e^{-z}}", "z")
for step in d.steps:
    print(f"{step.rule:18} {step.after.text()}")

print("result ", d.result.latex())
print("verdict", d.verify(seed=0).status)

f = d.numpy()  # takes the letters by name, arrays too
print("at -1, 0, 1:", np.round(f(z=np.array([-1.0, 0.0, 1.0])), 6))

claim = derive.verify(r"\frac{d}{dx} \sin(x^2) = 2 \cos(x^2)")
print("claim  ", claim.status, "at", claim.counterexample["at"] if claim.counterexample else "")

try:
    derive.read(r"\frac{1}{1 + e^{-z}")
except derive.DeriveError as error:
    print(error.picture())
