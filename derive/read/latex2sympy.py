r"""The parser `latex2sympy2` behind our interface, for what it reads rightly.

It drops transposes and primes, takes `\log x` to base 10, keeps only the last side of a relation, and more, each
without an error; so our own grammar looks at the text first and what is known to be misread is refused with its place.
What remains is read by it, and its stock tree becomes ours. The package is an extra (Python < 3.13).
"""

from __future__ import annotations

from typing import Any, NoReturn

from derive.errors import ReadError, Unsupported
from derive.expr.heads import Function, Letter, all_functions
from derive.expr.names import Name
from derive.expr.scan import Scanner
from derive.expr.scope import Scope
from derive.read.elaborate import Reading, Statement
from derive.read.latex import parse
from derive.read.naming import walk
from derive.read.syntax import Syntax
from derive.source import Place, Source, Span

INSTALL = "python -m pip install 'derive-math[latex2sympy2]' (Python below 3.13)"
