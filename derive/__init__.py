"""Symbolic derivations that a reader can follow and a machine has checked.

`import derive` loads nothing else: each name is imported when it is first used. Where a function and a file share a
name (`derive.read`, `derive.verify`), the attribute is the function; the file is imported from as ever.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from derive.version import VERSION as __version__

if TYPE_CHECKING:
    from derive.api.derivations import (
        Derivation,
        differential,
        differentiate,
        gradient,
        hessian,
        jacobian,
        verify,
    )
    from derive.api.explain import Explanation, explain
    from derive.api.graph import Graph, graph
    from derive.api.montecarlo import Estimate, montecarlo
    from derive.catalog.section import Section
    from derive.catalog.show import show
    from derive.check.lint import check
    from derive.check.report import Report
    from derive.errors import DeriveError, DomainError, ReadError, ShapeError, Unsupported, UsageError
    from derive.expression import Declaration, Expression, Statement, read
    from derive.verdicts import Verdict

_HOMES = {
    "api.derivations": (
        "Derivation",
        "differential",
        "differentiate",
        "gradient",
        "hessian",
        "jacobian",
        "verify",
    ),
    "api.explain": ("Explanation", "explain"),
    "api.montecarlo": ("Estimate", "montecarlo"),
    "api.graph": ("Graph", "graph"),
    "conventions": ("conventions",),
    "errors": ("DeriveError", "DomainError", "ReadError", "ShapeError", "Unsupported", "UsageError"),
    "expression": ("Declaration", "Expression", "Statement", "read"),
    "catalog.section": ("Section",),
    "catalog.show": ("show",),
    "check.lint": ("check",),
    "check.report": ("Report",),
    "verdicts": ("Verdict",),
}
_HOME = {name: f"derive.{home}" for home, names in _HOMES.items() for name in names}

__all__ = [
    "Declaration",
    "Derivation",
    "DeriveError",
    "DomainError",
    "Estimate",
    "Explanation",
    "Expression",
    "Graph",
    "ReadError",
    "Report",
    "Section",
    "ShapeError",
    "Statement",
    "Unsupported",
    "UsageError",
    "Verdict",
    "__version__",
    "check",
    "conventions",
    "differential",
    "differentiate",
    "explain",
    "gradient",
    "graph",
    "hessian",
    "jacobian",
    "montecarlo",
    "read",
    "show",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'derive' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__


class _Package(ModuleType):
    """A package whose functions are not hidden by files of the same name."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
