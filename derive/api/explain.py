"""`derive.explain`: the terms of an equation, and how it responds to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from derive.api.derivations import Derivation
from derive.errors import DeriveError, UsageError
from derive.explain.response import Response, Said, elasticity, pairs, response, response_of_many
from derive.explain.terms import domain, kind, terms
from derive.expr.definitions import written_out
from derive.expr.heads import Call, Entry, Letter, Row, is_scalar, letters, shape
from derive.expr.scope import Scope, parse_let
from derive.expression import Expression, Let, Statement, Statements, read
from derive.verdicts import Verdict, plain, worst
from derive.write.latex import write as to_latex
from derive.write.text import write as to_text

if TYPE_CHECKING:
    from pathlib import Path

Roles = str | Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """A term at the point of the example. value: of the term; partial: of the slope; elasticity: by how many per cent
    the whole changes for one per cent of the term (None where the whole is 0, or of a vector)."""

    value: Any
    partial: Any
    elasticity: float | None


@dataclass(frozen=True, slots=True)
class Term:
    """name, latex: the letter, row or entry; kind: what it is, in words; partial: the derivation of ∂/∂term;
    None where a rule is missing;
    said: statements, each with its verdict; numbers: at the example's point, None where there is none; role: what it
    stands for, as the author says."""

    name: str
    latex: str
    kind: str
    partial: Derivation | None
    said: tuple[Said, ...]
    numbers: Numbers | None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A side of an equation that responds to letters. name: what it is called; of: the formula; terms; bilinear: pairs
    of terms that enter as a product; domain: conditions (LaTeX, text); point, value: the example, None where there is
    none."""

    name: str
    of: Expression
    terms: tuple[Term, ...]
    bilinear: tuple[tuple[str, str], ...]
    domain: tuple[tuple[str, str], ...]
    point: Mapping[str, Any]
    value: Any

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a side."""
        return {
            "name": self.name,
            "latex": self.of.latex(),
            "terms": [
                {
                    "name": t.name,
                    "latex": t.latex,
                    "kind": t.kind,
                    "role": t.role,
                    "partial": t.partial.result.latex() if t.partial else None,
                    "said": [{"says": s.says, "words": s.words, "verdict": s.verdict.to_dict(),
                              "witnesses": plain([w for w in s.witnesses if w])} for s in t.said],
                    "value": plain(t.numbers.value) if t.numbers else None,
                    "slope": plain(t.numbers.partial) if t.numbers else None,
                    "elasticity": plain(t.numbers.elasticity) if t.numbers else None,
                }
                for t in self.terms
            ],
            "bilinear": [list(p) for p in self.bilinear],
            "domain": [latex for latex, _ in self.domain],
            "at": plain(dict(self.point)),
            "value": plain(self.value),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an equation says of its terms: one quantity for an expression or a definition, two for `a = b`."""

    said: Any
    quantities: tuple[Quantity, ...]

    def verify(self, seed: int = 0, samples: int = 50) -> Verdict:
        """The worst verdict of the statements."""
        return worst((s.verdict for q in self.quantities for t in q.terms for s in t.said), seed)

    def text(self) -> str:
        """Tables for a terminal."""
        from derive.write.document_explain import text

        return text(self)

    def markdown(self, target: str | None = None) -> str:
        """Tables for a post."""
        from derive.write.document_explain import markdown

        return markdown(self, target)

    def html(self) -> str:
        """A page of its own."""
        from derive.write.html_pages import explanation

        return explanation(self)

    def picture(self, file: str | Path) -> None:
        """Draw each quantity as a curve of its first scalar term, or as a surface over two; SVG or PNG by the name.

        Raises: Unsupported without matplotlib or without a scalar term.
        """
        from derive.write.picture_plot import save

        save(self.figure(), file)

    @property
    def caption(self) -> str:
        """What the picture shows, formulas between `$`."""
        shown = " and ".join(f"${q.of.latex()}$" for q in self.quantities)
        return f"How {shown} changes around the point of the example."

    def figure(self) -> Any:
        """The picture as a matplotlib figure."""
        from derive.write.picture_plot import explained

        return explained(self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON (schema 1)."""
        return {"schema": 1, "quantities": [q.to_dict() for q in self.quantities]}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.text(), "text/markdown": self.markdown()}

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def explain(e: str | Expression | Statement, *, at: str | Mapping[str, Any] | None = None, let: Let = None,
            roles: Roles = None, document: str | Path | None = None, seed: int = 0, samples: int = 50,
            **how: Any) -> Explanation:  # fmt: skip
    """The terms of an equation or expression and how it responds to each: linear or not, proportional, increasing.

    at: the point of the numeric example, `"x=2, y=3"`; without it a small one is chosen where the formula is real;
    roles: what terms stand for, `"b: the bias of the word; X: the count"` or a dictionary; declarations may say it as
    well (`b: scalar "the bias"`), and so may a document, the path of a post ("where $b$ is the bias").
    Raises: ReadError, UsageError for what states no formula.
    """
    scope: Any = parse_let(let) if let else Scope()
    scope = parse_let(at, scope) if at else scope
    said: Any = e if isinstance(e, (Expression, Statement)) else read(e, scope, **how)
    named = _roles(roles)
    told = {**_in_document(document), **scope.roles}
    found = [_quantity(name, side, seed, samples, told | named) for name, side in _sides(said)]
    known = {x for q in found for t in q.terms for x in _names_of(t)}
    if stray := [x for x in named if x not in known]:
        raise UsageError(f"{stray[0]} is no term of the formula", help=f"terms: {', '.join(sorted(known))}")
    if not found:
        raise UsageError("a formula with a value was expected", help='such as "y = a x + b"')
    return Explanation(said, tuple(found))


def _sides(said: Any) -> list[tuple[str, Expression]]:
    """What is to be explained: the side that says something, under the name on the other side."""
    if isinstance(said, Expression):
        return [("the expression", said)] if _explicable(said) else []
    if isinstance(said, Statements):
        stated = [s for s in said.statements if isinstance(s, (Statement, Expression))]
        return _sides(stated[-1]) if stated else []
    if not isinstance(said, Statement):
        return []
    sides = [s for s in said.sides if _explicable(s)]
    if len(sides) >= 2 and _name(sides[0].tree) and not _name(sides[-1].tree):
        return [(to_text(sides[0].tree), sides[-1])]
    if len(sides) >= 2 and _name(sides[-1].tree) and not _name(sides[0].tree):
        return [(to_text(sides[-1].tree), sides[0])]
    if len(sides) == 2:
        return [("the left side", sides[0]), ("the right side", sides[1])]
    return [(f"side {k}", side) for k, side in enumerate(sides, 1)]


def _explicable(e: Expression) -> bool:
    """Is it a scalar, a vector or a matrix?"""
    return len(shape(e.tree)) in (0, 2)


def _name(tree: Any) -> bool:
    return isinstance(tree, (Letter, Entry, Row)) or isinstance(tree, Call) and tree.function.kind != "elementary"


def _roles(given: Roles) -> dict[str, str]:
    """Names, as they are written, with what they stand for. Raises: UsageError."""
    if not given:
        return {}
    if isinstance(given, Mapping):
        return dict(given)
    found = {}
    for part in given.split(";"):
        name, colon, words = part.partition(":")
        if not colon or not words.strip():
            raise UsageError(f"a role was expected, found {part.strip()!r}", help='write "b: the bias; X: the count"')
        found[name.strip()] = words.strip()
    return found


def _in_document(path: str | Path | None) -> dict[str, str]:
    """What a post says that its letters are. Raises: UsageError, ReadError for a file that is none."""
    from derive.check.documents import read_document
    from derive.check.roles import roles_in

    return roles_in(read_document(str(path))) if path else {}


def _names_of(t: Term) -> tuple[str, ...]:
    """How a term may be called: by its text, its LaTeX, its plain name, or the letter that it is an entry of."""
    from derive.check.roles import key

    return tuple(dict.fromkeys((t.name, t.latex, key(t.latex) or t.name, t.name.partition("[")[0])))


def _with_role(t: Term, roles: Mapping[str, str]) -> Term:
    return replace(t, role=next((roles[n] for n in _names_of(t) if n in roles), ""))


def _quantity(name: str, side: Expression, seed: int, samples: int, roles: Mapping[str, str]) -> Quantity:
    of = written_out(side.tree, [d for d in side.scope.definitions if d[0] not in (side.tree,)])
    scope = replace(side.scope, definitions=())
    respond = response if is_scalar(of) else response_of_many
    found = [respond(of, x, scope, seed, samples) for x in terms(of)]
    point, value = _example(of, scope)
    return Quantity(
        name,
        Expression(of, scope),
        tuple(_with_role(_term(of, r, scope, point), roles) for r in found),
        tuple((to_text(a), to_text(b)) for a, b in pairs(found)),
        tuple((to_latex(c, scope.style), to_text(c)) for c in domain(of)),
        point,
        value,
    )  # fmt: skip


def _term(of: Any, r: Response, scope: Scope, point: Mapping[str, Any]) -> Term:
    name, latex = to_text(r.term), to_latex(r.term, scope.style)
    shown = r.partial if is_scalar(of) else r.shown
    return Term(name, latex, kind(r.term), shown, r.said, _numbers(of, r, point) if is_scalar(of) else None)


# ---- the example ---------------------------------------------------------------------------------------------------

TRIES = ((1.0, 0.5), (0.5, 0.25), (2.0, 1.0), (0.3, 0.1))  # the first value, and how much more each next letter gets


def _example(of: Any, scope: Scope) -> tuple[dict[str, Any], Any]:
    """A point where the formula is real: the values given, else small numbers; ({}, None) where there is none."""
    import numpy as np

    from derive.numeric.compile import compile

    try:
        f = compile(of, letters=tuple(scope.letters.values()))
    except DeriveError:
        return {}, None
    for first, step in TRIES:
        point = _point(f.program.parameters, scope, first, step)
        if point is None:
            return {}, None
        try:
            value = f(**point)
        except DeriveError:
            continue
        if np.isfinite(value).all():
            return point, _list(np.asarray(value, float))
    return {}, None


def _point(parameters: Any, scope: Scope, first: float, step: float) -> dict[str, Any] | None:
    import numpy as np

    point: dict[str, Any] = {}
    sizes: dict[str, int] = {}
    for k, p in enumerate(parameters):
        if p.role == "function" or p.role == "direction":
            return None
        if p.plain in scope.values:
            point[p.plain] = _floats(scope.values[p.plain])
        elif p.role == "index":
            point[p.plain] = 1
        elif p.role == "size":
            point[p.plain] = sizes.setdefault(p.plain, 2)
        else:
            dims = [int(s) if getattr(s, "is_Integer", False) else sizes.setdefault(to_text(s), 2) for s in p.form]
            sign = -1.0 if "negative" in p.of.assumptions else 1.0
            entries = first + step * k + 0.5 * np.arange(int(np.prod(dims)))
            point[p.plain] = (sign * entries).reshape(dims).tolist() if dims else sign * float(entries[0])
    return point


def _floats(v: Any) -> Any:
    return [_floats(x) for x in v] if isinstance(v, tuple) else float(v)


def _numbers(of: Any, r: Response, point: Mapping[str, Any]) -> Numbers | None:
    if not point or r.partial is None:
        return None
    import numpy as np

    slope = _value(r.slope, point)
    share = _value(elasticity(of, r.term, r.slope), point) if is_scalar(r.term) else None
    if share is not None and not np.isfinite(share):
        share = None
    return Numbers(_list(_value(r.term, point)), _list(slope), None if share is None else float(share))


def _value(tree: Any, point: Mapping[str, Any]) -> Any:
    from derive.numeric.compile import compile

    try:
        f = compile(tree, letters=tuple(letters(tree)))
        return f(**{k: v for k, v in point.items() if k in f.letters})
    except DeriveError:
        return None


def _list(v: Any) -> Any:
    return v.tolist() if hasattr(v, "tolist") else v


__all__ = ["Explanation", "Numbers", "Quantity", "Term", "explain"]
