"""Matrix calculus by differentials: open d(F), bring the line to normal form, gather, read off, tidy, finish."""

from derive.rules.matrix import cancel, collect, finish, gather, normal, open, open_special, stacked, sums, tidy

MODULES = (open, open_special, sums, normal, stacked, gather, tidy, collect, finish, cancel)

__all__ = ["MODULES"]
