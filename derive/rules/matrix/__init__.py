"""Matrix calculus by differentials: open d(F), bring the line to normal form, gather, read off, tidy, finish."""

from derive.rules.matrix import cancel, collect, finish, gather, normal, open, open_special, tidy

MODULES = (open, open_special, normal, gather, tidy, collect, finish, cancel)

__all__ = ["MODULES"]
