"""The rules: one table, filled by the modules beside this one. `page(rule)` is what the documentation shows."""

from derive.rules import algebra, conditions, definitions, fractions, index, jacobian, matrix, names, scalar
from derive.rules.table import RULES, Rule, RulePage, Schema, Under, page, rule

MODULES = (scalar, index, definitions, jacobian, names, conditions, algebra, fractions, *matrix.MODULES)

__all__ = ["MODULES", "RULES", "Rule", "RulePage", "Schema", "Under", "page", "rule"]
