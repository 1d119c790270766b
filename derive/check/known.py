"""What a document has said so far: declarations, definitions, values, assumptions, and how long they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from derive.expr.heads import Call, Decimal, Entry, Function, Letter, Matrix, Row, base, letters, shape
from derive.expr.scope import Scope
from derive.expr.trees import walk
from derive.read.elaborate import Reading, Statement

MOST_DEFINITIONS = 200
LARGEST_DEFINITION = 300  # leaves


@dataclass(frozen=True, slots=True)
class Value:
    """A number or array that the text gives a letter; unit: how much its last digit counts; at: where; exact: is it so
    by definition, and not computed?"""

    array: Any
    unit: Any
    at: int
    exact: bool = True


@dataclass(slots=True)
class Known:
    """The context of the next formula. scope: letters declared or defined; firm: letters that were declared."""

    scope: Scope = field(default_factory=Scope)
    firm: Scope = field(default_factory=Scope)
    values: dict[str, Value] = field(default_factory=dict)
    facts: list[tuple[Any, int, int, int]] = field(default_factory=list)  # relation, section, paragraph (0: all), place
    section: int = 0
    lines: dict[str, int] = field(default_factory=dict)  # plain name -> where it was defined

    def enter(self, section: int) -> None:
        """A new heading: assumptions end, letters may get new meanings."""
        if section != self.section:
            self.section = section
            self.facts = [f for f in self.facts if f[1] == section]

    def declare(self, s: Statement, reading: Reading) -> None:
        r"""`x \in \mathbb{R}^n`."""
        found = [reading.scope.letters[n] for n in s.names if n in reading.scope.letters]
        sizes = [z for x in found for size in x.shape for z in letters(size)]
        self._forget({x.plain for x in found if self.scope.letters.get(x.plain) not in (None, x)})
        self.scope = self.scope.with_letters(*found, *sizes)
        self.firm = self.firm.with_letters(*found, *sizes)

    def define(self, left: Any, right: Any, reading: Reading, at: int) -> None:
        """`z = W x + b`: from here on z means that."""
        name = left.function if isinstance(left, Call) else base(left)
        self._forget({name.plain})
        if name in letters(right) or _size(right) > LARGEST_DEFINITION or _mentions(right, name):
            return
        used = letters(left) | letters(right)
        keep = [x for x in used if not _is_bound_only(x, left)]
        functions = {f.plain: f for t in (left, right) for f in _functions(t)}
        ranges = {k: r for k, r in reading.scope.ranges.items() if k not in self.scope.ranges}
        definitions = (*self.scope.definitions[-MOST_DEFINITIONS:], (left, right))
        self.scope = replace(
            self.scope.with_letters(*keep),
            functions={**self.scope.functions, **functions},
            definitions=definitions,
            ranges={**self.scope.ranges, **ranges},
        )
        self.lines[name.plain] = at

    def value(self, plain: str, found: Value) -> None:
        """A number that the text gives a letter."""
        self.values[plain] = found

    def _forget(self, names: set[str]) -> None:
        """Names that get a new meaning lose their old one, with what was defined by them in another shape."""
        if not names:
            return
        kept = tuple(d for d in self.scope.definitions if _name(d[0]) not in names)
        letters_ = {k: x for k, x in self.scope.letters.items() if k not in names}
        functions = {k: f for k, f in self.scope.functions.items() if k not in names}
        self.scope = replace(self.scope, definitions=kept, letters=letters_, functions=functions)
        for n in names:
            self.values.pop(n, None)

    def at(self, section: int, paragraph: int) -> Scope:
        """The scope of a formula with the assumptions that hold there."""
        facts = tuple(f for f, s, p, _ in self.facts if s == section and p in (0, paragraph, paragraph - 1))
        return replace(self.scope, facts=facts, values={}, guesses=())


def _name(left: Any) -> str:
    return str(left.function.plain if isinstance(left, Call) else base(left).plain)


def _size(e: Any) -> int:
    from derive.expr.heads import weight

    return weight(e)


def _functions(t: Any) -> Sequence[Function]:
    return [e.function for _, e in walk(t) if isinstance(e, Call) and e.function.kind != "elementary"]


def _mentions(t: Any, name: Any) -> bool:
    return isinstance(name, Function) and any(f.plain == name.plain for f in _functions(t))


def _is_bound_only(x: Letter, left: Any) -> bool:
    """The index of `p_i = …` and the argument of `f(x) = …` are places, no letters of the document."""
    return "integer" in x.assumptions and not x.shape


def is_pattern(left: Any) -> bool:
    """Can a relation with this left side give a meaning: a letter, an entry with letters, a call of letters?"""
    if isinstance(left, Letter):
        return True
    if isinstance(left, (Entry, Row)):
        return isinstance(left.args[0], (Letter, Entry, Row)) and all(isinstance(a, Letter) for a in left.args[1:])
    if isinstance(left, Call) and left.function.kind != "elementary":
        args = left.arguments
        return all(isinstance(a, Letter) for a in args) and len(set(args)) == len(args)
    return False


def number(tree: Any) -> Any:
    """The value of a number or a matrix of numbers as written; None for everything else."""
    import numpy as np

    if letters(tree) or _size(tree) > 2000:
        return None
    if isinstance(tree, Matrix):
        found = [number(a) for a in tree.entries]
        if any(f is None for f in found):
            return None
        return np.array(found, float).reshape(int(tree.args[0]), int(tree.args[1]))
    return evaluated(tree, {})


def evaluated(tree: Any, values: Mapping[str, Any]) -> Any:
    """The value of a tree for given letters as an array; None where it has none."""
    import numpy as np

    from derive.errors import DeriveError
    from derive.numeric.compile import calling, program

    try:
        made = program([tree], single=False)
        given: dict[str, Any] = {}
        for p in made.parameters:
            if p.plain not in values:
                return None
            a = np.asarray(values[p.plain], float)
            if p.role in ("index", "size"):
                given[p.name] = int(a)
            elif p.form:
                given[p.name] = a.reshape(-1) if len(p.form) == 1 else a
            else:
                given[p.name] = np.float64(a.reshape(()))
        with np.errstate(all="ignore"):
            found = np.asarray(calling(made.function(np), given)[0], float)
    except (DeriveError, ValueError, TypeError, ArithmeticError, IndexError):
        return None
    return found if np.isfinite(found).all() else None


def shaped(tree: Any) -> bool:
    """Is it a vector or a matrix?"""
    return shape(tree) != ()


def exact(tree: Any) -> bool:
    """Does it hold no decimals: is the number exactly what is written?"""
    return not any(isinstance(e, Decimal) for _, e in walk(tree))
