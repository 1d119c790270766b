"""Matrix calculus by differentials: open d(F), bring the line to normal form, gather, read off, tidy, finish."""
