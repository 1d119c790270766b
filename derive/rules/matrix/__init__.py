"""Matrix calculus by differentials: open d(F), bring the line to normal form, gather, read off, tidy, finish."""

from derive.rules.matrix import (
    backward,
    cancel,
    collect,
    finish,
    gather,
    last,
    normal,
    ones,
    open,
    open_softmax,
    open_special,
    stacked,
    structure,
    sums,
    tidy,
)

MODULES = (
    open,
    open_special,
    open_softmax,
    sums,
    normal,
    structure,
    stacked,
    gather,
    backward,
    tidy,
    collect,
    ones,
    finish,
    last,
    cancel,
)

__all__ = ["MODULES"]
