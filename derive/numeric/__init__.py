"""Numbers: trees compiled to NumPy, finite differences, sampling."""
