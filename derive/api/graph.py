"""`derive.graph`: the computational graph of a formula or a program, with its tables, numbers and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from derive.api.derivations import Formula
from derive.api.values import floats, read_with
from derive.errors import DeriveError
from derive.expr.definitions import written_out
from derive.expr.heads import Letter, is_scalar, letters, shape
from derive.expression import Expression, Let, Statement, Statements, read
from derive.graph.backward import Share, shares
from derive.graph.numbers import Edges, Run, Values
from derive.graph.operations import Operation, operations
from derive.verdicts import Verdict, plain
from derive.write.latex import write as to_latex
from derive.write.text import write as to_text

if TYPE_CHECKING:
    from pathlib import Path

    from derive.write.picture_layout import Layout

TOLERANCE = 1e-6  # of an adjoint beside a difference quotient


@dataclass(frozen=True, slots=True)
class Local:
    """What an input of a node gets of the node's adjoint.

    input: its name; latex, text: the local derivative of a scalar, or what is added to the input's adjoint; product:
    is it the latter; value: of the local derivative, share: of what is added (None without `at`).
    """

    input: str
    latex: str
    text: str
    product: bool
    value: Any = None
    share: Any = None


@dataclass(frozen=True, slots=True)
class Node:
    """One elementary operation.

    name: plain; symbol: the name in LaTeX; op: `input`, `add`, `mul`, `matmul`, `exp`, …; inputs: names; latex, text:
    what is computed; shape: sizes; value, adjoint: numbers or nested lists, None without `at`.
    """

    name: str
    symbol: str
    op: str
    inputs: tuple[str, ...]
    latex: str
    text: str
    shape: tuple[Any, ...]
    value: Any = None
    adjoint: Any = None
    locals: tuple[Local, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a node."""
        return {
            "name": self.name,
            "op": self.op,
            "inputs": list(self.inputs),
            "latex": self.latex,
            "value": plain(self.value),
            "adjoint": plain(self.adjoint),
            "shape": [int(n) if getattr(n, "is_Integer", False) else to_text(n) for n in self.shape],
            "local": [{"input": x.input, "latex": x.latex, "value": plain(x.value), "share": plain(x.share)}
                      for x in self.locals],
        }  # fmt: skip


@dataclass(frozen=True)
class Graph:
    """A computational graph: inputs first, then the operations in the order in which they are computed.

    kernel: the operations; reading: what was read; given: the values of the inputs by name, None for a graph without
    numbers; note: why there is no backward pass, where there is none.
    """

    kernel: tuple[Operation, ...]
    reading: Expression = field(repr=False)
    given: Mapping[str, Any] | None = field(default=None, repr=False)

    # ---- what was found ----

    @cached_property
    def _shares(self) -> tuple[dict[Letter, tuple[Share, ...]], str]:
        if not is_scalar(self.kernel[-1].letter):
            return {}, "the output is no scalar: there are no adjoints"
        try:
            return {v.letter: shares(v, self.reading.scope) for v in self.kernel}, ""
        except DeriveError as e:
            return {}, f"no backward pass: {e.message}"

    @property
    def note(self) -> str:
        """Why there is no backward pass; empty where there is one."""
        return self._shares[1]

    @cached_property
    def _run(self) -> Run | None:
        return None if self.given is None else Run(self.kernel, self.given)

    @cached_property
    def _backward(self) -> tuple[Values, Edges]:
        return self._run.backward(self._shares[0]) if self._run and self._shares[0] else ({}, {})

    @property
    def output(self) -> str:
        """The name of the last node."""
        return self.kernel[-1].letter.plain

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes, inputs first."""
        return tuple(map(self._node, sorted(self.kernel, key=lambda v: v.op != "input")))

    def _node(self, v: Operation) -> Node:
        values = self._run.values if self._run else {}
        adjoints, _ = self._backward
        parts = self._shares[0].get(v.letter, ())
        return Node(
            v.letter.plain, to_latex(v.letter), v.op, tuple(x.plain for x in v.inputs), to_latex(v.tree),
            to_text(v.tree), shape(v.letter), _number(values.get(v.letter)), _number(adjoints.get(v.letter)),
            tuple(self._local(v, s) for s in parts),
        )  # fmt: skip

    def _local(self, v: Operation, s: Share) -> Local:
        shown = s.tree if s.local is None else s.local
        run, (adjoints, edges) = self._run, self._backward
        value = None
        if run and adjoints and s.local is not None:
            value = _number(run.value(s.local, run.values))
        share = _number(edges.get((s.input, v.letter)))
        return Local(s.input.plain, to_latex(shown), to_text(shown), s.local is None, value, share)

    def verify(self, seed: int = 0, samples: int = 50) -> Verdict:
        """The verdict: every local derivative by its derivation, every adjoint of an input by differences at `at`."""
        from derive.api.derivations import Derivation
        from derive.verdicts import worst

        parts, note = self._shares
        if note:
            return Verdict("undecided", seed=seed, reason=note)
        found = [Derivation(s.derivation).verify(seed, samples) for v in parts.values() for s in v]
        if self._run:
            found.append(_beside_differences(self._run, self._backward[0], seed))
        return worst(found, seed)

    # ---- showing ----

    def text(self) -> str:
        """The tables, for a terminal."""
        from derive.write.document_graph import text

        return text(self)

    def markdown(self, target: str | None = None, picture: str | None = None) -> str:
        """The tables and a picture, for a post: the file that is given, or else Mermaid."""
        from derive.write.document_graph import markdown

        return markdown(self, target, picture)

    def latex(self) -> str:
        """The operations, and the shares of the adjoints, as aligned lines."""
        from derive.write.document_graph import latex

        return latex(self)

    def html(self) -> str:
        """A page of its own: the picture, the values forward, the adjoints backward."""
        from derive.write.html_pages import graph

        return graph(self)

    def svg(self) -> str:
        """The picture: values above the edges, adjoints below."""
        from derive.write.picture_graph import svg

        return svg(self)

    def figure(self) -> Any:
        """The picture as a matplotlib figure. Raises: Unsupported without matplotlib."""
        from derive.write.picture_graph_plot import figure

        return figure(self)

    def picture(self, file: str | Path) -> None:
        """Draw the picture as SVG or PNG. Raises: UsageError for another ending."""
        from derive.write.picture_plot import save

        save(self, file)

    def mermaid(self) -> str:
        """The picture as a Mermaid flowchart."""
        from derive.write.picture_text import mermaid

        return mermaid(self)

    def dot(self) -> str:
        """The picture for Graphviz."""
        from derive.write.picture_text import dot

        return dot(self)

    def tikz(self) -> str:
        """The picture for LaTeX with TikZ."""
        from derive.write.picture_text import tikz

        return tikz(self)

    @cached_property
    def layout(self) -> Layout:
        """Where the nodes of a picture stand."""
        from derive.write.picture_layout import layout

        return layout(tuple((v.name, v.inputs) for v in self.nodes))

    def to_dict(self) -> dict[str, Any]:
        """The JSON (schema 1)."""
        return {"schema": 1, "nodes": [v.to_dict() for v in self.nodes], "output": self.output, "note": self.note}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.text(), "image/svg+xml": self.svg(), "text/markdown": self.markdown()}

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def _beside_differences(run: Run, adjoints: Values, seed: int) -> Verdict:
    """The verdict on the adjoints of the inputs at a point."""
    if (x := run.unbounded(adjoints)) is not None:
        reason = f"{x.plain} has no finite value or adjoint at this point"
        return Verdict("undecided", seed=seed, reason=reason)
    error = run.error(adjoints)
    if error <= TOLERANCE:
        return Verdict("verified", error, TOLERANCE, 1, seed)
    no_value = "there is no slope to compare with: this point is a kink or at the edge of the domain"
    reason = no_value if error != error else "the adjoints differ from difference quotients at this point"
    return Verdict("undecided", error, TOLERANCE, 1, seed, reason=reason)


def _number(value: Any) -> Any:
    """A number or nested lists; whole numbers as such."""
    if value is None:
        return None
    value = value.tolist()
    return _tidy(value)


def _tidy(value: Any) -> Any:
    if isinstance(value, list):
        return [_tidy(v) for v in value]
    return int(value) if value == value and abs(value) < 1e15 and value == int(value) else value


def graph(e: Formula, *, at: str | Mapping[str, Any] | None = None, let: Let = None, **how: Any) -> Graph:
    """The computational graph of a formula or of a program of definitions.

    at: the values of the inputs, `"x=2, y=3"` or a dictionary (abstract functions as callables); they give undeclared
    letters their shapes. Values in `let` serve too.
    Raises: ReadError, UsageError for a value that is missing, ShapeError for one that does not fit.
    """
    functions = {k: f for k, f in at.items() if callable(f)} if isinstance(at, Mapping) else {}
    values = {k: v for k, v in at.items() if k not in functions} if isinstance(at, Mapping) else at
    said, scope = read_with(e, let, values, how)
    given = {**said.scope.values, **functions}
    return Graph(operations(_program(e, said, scope, how)), said, {k: floats(v) for k, v in given.items()} or None)


def _program(e: Formula, said: Expression, scope: Any, how: Mapping[str, Any]) -> list[tuple[Letter | None, Any]]:
    """The definitions that lead to what is meant, and that; definitions by an index (`p_i = …`) are written in."""
    indexed = [d for d in said.scope.definitions if not isinstance(d[0], Letter)]
    named = [(x, written_out(t, indexed)) for x, t in said.scope.definitions if isinstance(x, Letter)]
    tree = written_out(said.tree, indexed)
    needed, found = set(letters(tree)), []
    for x, t in reversed(named):
        if x in needed:
            found.append((x, t))
            needed |= letters(t)
    return [*reversed(found), (_last_name(e, said, scope, how), tree)]


def _last_name(e: Formula, said: Expression, scope: Any, how: Mapping[str, Any]) -> Letter | None:
    """The letter that a program defines last."""
    if isinstance(e, Expression):
        return None
    text = e if isinstance(e, str) else "; ".join(e)
    whole: Any = read(text, scope, **how)
    stated = [s for s in (whole.statements if isinstance(whole, Statements) else (whole,)) if isinstance(s, Statement)]
    names = [s.sides[0].tree for s in stated if s.sides[-1].tree == said.tree]
    return names[-1] if names and isinstance(names[-1], Letter) else None


__all__ = ["Graph", "Local", "Node", "graph"]
