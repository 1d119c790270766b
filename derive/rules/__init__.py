"""The rules: one table, filled by the modules beside this one. `page(rule)` is what the documentation shows."""

from derive.rules import (
    algebra,
    components,
    conditions,
    definitions,
    entries,
    extrema,
    fractions,
    functions,
    index,
    integrals,
    jacobian,
    matrix,
    names,
    pieces,
    scalar,
    slopes,
    sums,
)
from derive.rules.table import RULES, Rule, RulePage, Schema, Under, page, rule

MODULES = (
    scalar,
    functions,
    extrema,
    index,
    integrals,
    sums,
    entries,
    components,
    definitions,
    jacobian,
    names,
    slopes,
    conditions,
    pieces,
    algebra,
    fractions,
    *matrix.MODULES,
)

__all__ = ["MODULES", "RULES", "Rule", "RulePage", "Schema", "Under", "page", "rule"]
