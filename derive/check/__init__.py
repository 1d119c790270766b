"""Documents checked: their formulas found, read in order with their context, judged by numbers, and reported."""
