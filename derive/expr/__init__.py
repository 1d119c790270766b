"""Trees: the heads, what may be done with them, and the border to stock SymPy."""
