"""The leaky rectifier: its slope by named rules, at some points, and the properties that were judged."""

import numpy as np

import derive
from derive.catalog.parts import Facts

section = derive.show("leaky-relu")
d = section[0]
for step in d.steps:
    print(f"{step.rule:18} {step.after.text()}")
print("verdict", d.verify().status)
print("at -2, -0.5, 0.5, 2:", np.round(d.numpy()(z=np.array([-2.0, -0.5, 0.5, 2.0]), alpha=0.1), 6))
for part in section.parts:
    if isinstance(part, Facts):
        for name, words, _ in part.rows:
            print(f"{name:14} {words}")
