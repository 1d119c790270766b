"""The number pi by counting random points, and how the error falls."""

from math import pi

import derive

circle = r"4 \mathbb{1}[x^2 + y^2 \leq 1]"
for n in (1_000, 100_000, 1_000_000):
    e = derive.montecarlo(circle, "x ~ uniform(0, 1), y ~ uniform(0, 1)", n=n, seed=1)
    low, high = e.interval
    print(f"{n:9,} {e.value:.4f} +- {e.error:.4f}  pi is {'in' if low <= pi <= high else 'not in'} the interval")
