"""Activations compared: what is left of a gradient after many layers."""

import derive

LAYERS = 20
for name, formula in {
    "sigmoid": r"\sigma(z)",
    "tanh": r"\tanh z",
    "ReLU": r"\max(0, z)",
    "softplus": r"\ln(1 + e^z)",
}.items():
    d = derive.differentiate(formula, "z")
    f, slope = derive.read(formula, let="z: scalar").numpy(), d.numpy()
    h, product = 1.0, 1.0
    for _ in range(LAYERS):
        product *= float(slope(z=h))
        h = float(f(z=h))
    print(f"{name:9} slope {d.result.text():34} {d.verify().status:9} after {LAYERS} layers {product:.2e}")
