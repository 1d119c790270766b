"""What a text says: `read` gives an `Expression`, a `Statement`, a `Declaration`, or `Statements` of several.

Raises only subclasses of `DeriveError`, for any text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sympy import Integer, Rational

from derive.errors import DeriveError, ReadError, Unsupported, UsageError
from derive.expr.definitions import written_out
from derive.expr.heads import (
    Call,
    Entry,
    Letter,
    Matrix,
    Power,
    Relation,
    base,
    is_scalar,
    letter,
    letters,
    shape,
    shown,
)
from derive.expr.program import Program, program_of
from derive.expr.scope import Scope, parse_let
from derive.opaque import check_values
from derive.read.auto import is_latex, plain, run_together
from derive.read.elaborate import Reading, elaborate
from derive.read.elaborate import Statement as Found
from derive.read.magnitude import check_numbers
from derive.read.syntax import Limits
from derive.redefined import own_functions
from derive.source import Place, Source, Span
from derive.write.latex import write as to_latex
from derive.write.text import write as to_text

if TYPE_CHECKING:
    from derive.numeric.compile import Compiled

Let = str | Mapping[str, str] | Scope | None
SYNTAXES = ("auto", "latex", "python")
PARSERS = ("native", "latex2sympy2")


class Shown:
    """What shows itself: as text in a terminal, as a formula in a notebook."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, repr=False)
class Expression(Shown):
    """A formula that has a value.

    tree: as written, of our heads; scope: what its letters are; span: where in the text; axes: binders (`All(k, n)`) of
    the index letters that lead the arrays of `numpy()`, in order; moving: letters that differentials move, by default
    all; name: the letter that its text defines by it, where it does.
    """

    tree: Any
    scope: Scope = field(default_factory=Scope, repr=False)
    span: Span | None = field(default=None, repr=False, compare=False)
    axes: tuple[Any, ...] = field(default=(), repr=False)
    moving: frozenset[Letter] | None = field(default=None, repr=False, compare=False)
    name: Letter | None = field(default=None, repr=False, compare=False)

    @property
    def program(self) -> Program | None:
        """The definitions as a program whose last letter is meant; None for a formula that uses no names."""
        taken = self.scope.letters
        name = self.name or letter(next(x for x in ("L", "J", "C", "E", "f_0") if x not in taken), sizes=self.shape)
        return program_of(self.scope.definitions, name, self.tree)

    @property
    def shape(self) -> tuple[Any, ...]:
        """Sizes: () of a scalar, (n, 1) of a vector, (m, n) of a matrix; numbers or letters."""
        return tuple(shape(self.tree))

    def latex(self) -> str:
        """The formula in the author's spellings; read again it gives the same tree."""
        return to_latex(self.tree, self.scope.style)

    def text(self) -> str:
        """Python-like text."""
        return to_text(self.tree)

    def numpy(self) -> Compiled:
        """The formula compiled, names written out: a function of its letters by keyword. Raises: Unsupported."""
        from derive.numeric.compile import compile
        from derive.opaque import named
        from derive.rules.matrix.elementwise import slopes_written

        known = self.scope.definitions
        full = spelled_out(self.tree, known) if self.moving is None else written_out(self.tree, _straight(known))
        tree = named(slopes_written(full), self.scope.dependents)
        others = tuple(x for x in self.scope.letters.values() if x not in {n for n, _ in known})
        return compile(tree, axes=self.axes, letters=others, firsts=self.scope.firsts, varying=self.moving)

    def sympy(self) -> Any:
        """The formula as a stock SymPy expression. Raises: Unsupported."""
        from derive.expr.border import to_sympy

        return to_sympy(self.tree)

    def __str__(self) -> str:
        return self.text()


def spelled_out(tree: Any, definitions: Sequence[Any]) -> Any:
    """The tree with the names that its text defined written out, those that lead back to themselves left alone."""
    straight = _straight(definitions)
    return written_out(tree, [d for d in straight if d[0] != tree]) if straight else tree


def _straight(definitions: Sequence[Any]) -> list[Any]:
    return [d for d in definitions if base(d[0]) not in letters(d[1])]


PYTHON = {"≠": "!=", "≤": "<=", "≥": ">="}


@dataclass(frozen=True, slots=True, repr=False)
class Statement(Shown):
    """Text with relations: `sides` with `relations` between them ("=", "≈", "<", …).

    kind: `claim`, `definition` or `condition`.
    """

    sides: tuple[Expression, ...]
    relations: tuple[str, ...]
    kind: str = "claim"

    def latex(self) -> str:
        """The sides with their relations."""
        from derive.notation import WRITTEN

        out = self.sides[0].latex()
        for r, side in zip(self.relations, self.sides[1:], strict=True):
            out += f" {WRITTEN.get(r, r)} {side.latex()}"
        return out

    @property
    def scope(self) -> Scope:
        """What the letters are."""
        return self.sides[0].scope

    def text(self) -> str:
        """Python-like text."""
        out = self.sides[0].text()
        for r, side in zip(self.relations, self.sides[1:], strict=True):
            out += f" {PYTHON.get(r, r)} {side.text()}"
        return out

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True, repr=False)
class Declaration(Shown):
    r"""`x \in \mathbb{R}^n`: names (plain) and the shape they get."""

    names: tuple[str, ...]
    shape: tuple[Any, ...]
    scope: Scope = field(default_factory=Scope, repr=False)

    def latex(self) -> str:
        """The declaration in LaTeX."""
        known = [self.scope.letters[n].latex if n in self.scope.letters else n for n in self.names]
        sizes = [to_latex(s) for s in self.shape]
        if len(sizes) == 2 and self.shape[1] == 1:
            sizes.pop()
        power = r" \times ".join(sizes)
        up = f"^{{{power}}}" if sizes else ""
        return rf"{', '.join(known)} \in \mathbb{{R}}{up}"

    def __str__(self) -> str:
        return f"{', '.join(self.names)}: {shown(self.shape)}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A formula that states nothing and has no value by itself: `f(\\cdot)`."""

    text: str

    def latex(self) -> str:
        """As written."""
        return self.text


@dataclass(frozen=True, slots=True, repr=False)
class Statements(Shown):
    """Several statements in one text."""

    statements: tuple[Any, ...]
    scope: Scope = field(repr=False)

    def latex(self) -> str:
        """All of them, with wide spaces between."""
        return r", \quad ".join(s.latex() for s in self.statements)

    def __str__(self) -> str:
        return "; ".join(map(str, self.statements))


Readable = Expression | Statement | Declaration | Mention | Statements


# ---- reading -------------------------------------------------------------------------------------------------------


def parsed(text: str, let: Let = None, syntax: str = "auto", parser: str = "native",
           limits: Limits | None = None,
           macros: Mapping[str, str] | None = None) -> tuple[Reading, Source]:  # fmt: skip
    """The reading of a text. Raises: ReadError, ShapeError, Unsupported, UsageError."""
    if not isinstance(text, str):
        raise UsageError(f"a text was expected, not {type(text).__name__}")
    if syntax not in SYNTAXES:
        raise UsageError(f"unknown syntax {syntax!r}: one of {', '.join(SYNTAXES)}")
    if parser not in PARSERS:
        raise UsageError(f"unknown parser {parser!r}: one of {', '.join(PARSERS)}")
    scope = let if isinstance(let, Scope) else parse_let(let) if let else Scope()
    source = Source(text)
    if not text.strip():
        place = Place(source, Span(0, 1))
        raise ReadError("a formula was expected, the text is empty", place, "give a formula such as x^2 + 1")
    bounds = limits or Limits()
    if parser == "latex2sympy2" and syntax == "python":
        raise UsageError("latex2sympy2 reads LaTeX only")
    latex = syntax == "latex" or syntax == "auto" and is_latex(text)
    try:
        if parser == "latex2sympy2":
            from derive.read import latex2sympy

            reading = latex2sympy.reading(source, scope)
        else:
            latex = latex or syntax == "auto" and run_together(text, scope)
            reading = elaborate(_syntax(source, latex, bounds, syntax == "auto", macros, scope.words), scope, source)
        for s in reading.statements:
            for t, span in zip(s.trees, s.spans, strict=False):
                check_numbers(t, Place(source, span))
        return reading, source
    except DeriveError as e:
        if e.place is None:
            e.place = Place(source, Span(0, len(text)))
        raise
    except RecursionError:
        raise Unsupported("the formula is nested too deeply", Place(source, Span(0, 1))) from None


def _syntax(source: Source, latex: bool, limits: Limits, free: bool, macros: Mapping[str, str] | None,
            words: frozenset[str]) -> Any:  # fmt: skip
    """The syntax of a text; where `auto` is free to choose, what is no Python but the plainest of LaTeX is that."""
    if latex:
        return _latex(source, limits, macros, words)
    try:
        return _python(source, limits)
    except ReadError:
        if not (free and plain(source.text)):
            raise
        try:
            return _latex(source, limits, macros, words)
        except DeriveError:
            pass
        raise


def _latex(source: Source, limits: Limits, macros: Mapping[str, str] | None, words: frozenset[str]) -> Any:
    from derive.read.latex import parse

    return parse(source, limits, macros, words)


def _python(source: Source, limits: Limits) -> Any:
    from derive.read.python import parse

    return parse(source, limits)


def read(text: str, let: Let = None, syntax: str = "auto", parser: str = "native",
         macros: Mapping[str, str] | None = None) -> Readable:  # fmt: skip
    """The formula, relation or declaration that a text says.

    let: declarations (`"W: m x n, x: n"`, or a dictionary); syntax: `auto` takes a text with a backslash, `^`, `_{` or
    `{` as LaTeX, else as Python-like; parser: `native` or `latex2sympy2`; macros: what commands of the document stand
    for (`{r"\\norm": r"\\lVert #1 \\rVert"}`).
    Raises: ReadError, ShapeError, Unsupported, each with its place in the text.
    """
    reading, source = parsed(text, let, syntax, parser, macros=macros)
    found = [_shown(s, reading.scope, source) for s in reading.statements]
    return found[0] if len(found) == 1 else Statements(tuple(found), reading.scope)


def _shown(s: Found, scope: Scope, source: Source) -> Any:
    if s.kind == "declaration":
        return Declaration(s.names, tuple(s.shape or ()), scope)
    if not s.trees:
        span = s.spans[0]
        return Mention(source.text[span.start : span.end])
    sides = tuple(Expression(t, scope, p) for t, p in zip(s.trees, s.spans, strict=False))
    if len(sides) == 1:
        return sides[0]
    return Statement(sides, s.relations, s.kind if s.kind != "expression" else "claim")


def read_problem(text: str, let: Let = None, syntax: str = "auto", parser: str = "native") -> Expression:
    """The expression that a text means, with the definitions and facts that the text carries in its scope.

    `\\sum_i a_i p_i, p_i = …` means its only expression; a program of definitions `z = W x + b; L = …` its last letter;
    several expressions and no relation are a column (a vector of them).
    """
    reading, source = parsed(text, let, syntax, parser)
    check_values(reading, source)
    values = [s for s in reading.statements if _is_value(s)]
    stated = [s for s in reading.statements if len(s.trees) > 1 and not _is_value(s)]
    declared = len(reading.statements) - len(values) - len(stated)
    meant = [s for s in stated if _gives_meaning(s, reading.scope)] if len(values) < 2 else []
    roots = [root for s in stated if (root := _root(s)) is not None]
    assumed = [s for s in stated if s not in meant and _root(s) is None]
    for s in assumed:
        _check_fact(s, source)
    scope = replace(
        reading.scope,
        facts=(*reading.scope.facts, *_facts(assumed)),
        definitions=(*reading.scope.definitions, *((s.trees[0], s.trees[1]) for s in meant), *roots),
    )
    if len(values) == 1:
        return own_functions(Expression(values[0].trees[0], scope, values[0].spans[0]))
    if values and not stated and all(is_scalar(v.trees[0]) for v in values):
        span = values[0].spans[0].to(values[-1].spans[0])
        return Expression(Matrix(len(values), 1, *(v.trees[0] for v in values)), scope, span)
    defined = [s for s in stated if s.kind == "definition" or s in meant]
    if not values and defined and len(stated) + declared == len(reading.statements):
        return own_functions(_program(defined, scope))
    place = Place(source, Span(0, len(source.text)))
    if not values:
        raise UsageError("an expression was expected, this states a relation", place,
                         "give one side of it, or use `derive verify`")  # fmt: skip
    raise UsageError("one expression was expected, these are several", place, "separate definitions by `;`")


def _is_value(s: Found) -> bool:
    """An expression, whatever set it is said to be in."""
    return s.kind in ("expression", "mention") and len(s.trees) == 1 or s.relations == ("∈",)


def _program(defined: list[Found], scope: Scope) -> Expression:
    """The last letter of a program of definitions that no other uses; a text that is one definition means its right
    side."""
    users = {tree: letters(tree) for _, tree in scope.definitions}
    ends = [d for d in defined if not any(base(d.trees[0]) in used for t, used in users.items() if t != d.trees[1])]
    last = (ends or defined)[-1]
    earlier = tuple(d for d in scope.definitions if d[0] != last.trees[0])
    name = last.trees[0] if isinstance(last.trees[0], Letter) else None
    return Expression(last.trees[1], replace(scope, definitions=earlier), last.spans[1], name=name)


def _gives_meaning(s: Found, scope: Scope) -> bool:
    """Does `p = …` say what a declared letter stands for?"""
    x = s.trees[0]
    if s.kind == "definition" or s.relations != ("=",) or not isinstance(x, Letter) or x in letters(s.trees[1]):
        return False
    return bool(letters(s.trees[1])) and all(d[0] != x for d in scope.definitions)


def _root(s: Found) -> tuple[Any, Any] | None:
    """`s_n^2 = …` as a definition of s_n, the root of the right side; None for everything else."""
    match s.trees[:2], s.relations[:1]:
        case (Power(args=(Letter() | Entry() as x, Integer() as n)), right), ("=",) if n == 2:
            return x, Power(right, Rational(1, 2))
    return None


def _check_fact(s: Found, source: Source) -> None:
    """What is no definition must be a fact that can be used, `Σ y_i = 1` or an inequality, and not be passed over."""
    known = isinstance(s.trees[0], (Letter, Entry, Call)) and s.kind == "definition" or s.kind == "condition"
    if known or s.relations[0] != "=" or not letters(s.trees[1]):
        return
    raise Unsupported("a relation that defines no letter can't be used yet", Place(source, s.spans[0]),
                      "write it with a letter, or an entry such as p_i, on its left side")  # fmt: skip


def _facts(stated: list[Found]) -> tuple[Any, ...]:
    """Relations that are no definitions: assumed true."""
    return tuple(
        Relation(s.relations[0], *s.trees[:2]) for s in stated if s.kind != "definition" and "…" not in s.relations
    )
