"""The shapes of a forward and a backward pass, for any program of definitions."""

import derive
from derive.catalog.graphs import dimensions
from derive.catalog.parts import Judged, Table

PROGRAM = r"Z = X W;\; H = \sigma(Z);\; S = H v;\; L = \frac{1}{2} \lVert S - y \rVert^2"
section = derive.gradient(PROGRAM, "W, v", let="X: n x d, W: d x h, v: h, y: n")
for part in dimensions(section.derivations, section.lead):
    if isinstance(part, Table):
        for row in part.rows:
            print(" | ".join(row))
    elif isinstance(part, Judged):
        print(part.words, part.verdict.status)
