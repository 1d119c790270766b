"""The weight of GloVe: where it grows, where it bends, where it has a kink."""

import numpy as np

import derive
from derive.catalog.parts import Facts

section = derive.show("glove-weighting")
f = section[0].numpy()
print(section[0].result.text())
print("slopes", [round(float(f(x=x, x_max=100.0, alpha=0.75)), 5) for x in (1.0, 50.0, 99.99, 100.01)])
for part in section.parts:
    if isinstance(part, Facts):
        for name, _, verdict in part.rows:
            print(f"{name:26} {verdict.status}")
print(np.round([min(1, (x / 100) ** 0.75) for x in (1, 10, 100, 1000)], 4))
