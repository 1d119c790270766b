"""The equation of GloVe: what each term does, and an example that one step of learning improves."""

from math import log

import derive

MODEL = r"w^\top \tilde{w} + b + \tilde{b} - \log X"
LET = r"w: 2, \tilde{w}: 2, b: scalar, \tilde{b}: scalar, X: positive"
at = {"w": [1.0, 2.0], "w_tilde": [3.0, 1.0], "b": 0.5, "b_tilde": 0.2, "X": 20.0}
print(derive.explain(MODEL, let=LET))
f = derive.read(MODEL, let=LET).numpy()
print("5.7 against", round(log(20), 4), "difference", round(float(f(**at)), 4))
slope = derive.gradient(rf"\left({MODEL}\right)^2", "b", let=LET).numpy()
better = {**at, "b": at["b"] - 0.1 * float(slope(**at))}
print("squared", round(float(f(**at)) ** 2, 4), "after a step", round(float(f(**better)) ** 2, 4))
