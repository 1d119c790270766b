"""Rows about passes through a graph or a network: tables of values and adjoints, shapes, code, one step that learns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from derive.api.code import source
from derive.api.derivations import Derivation
from derive.api.graph import Graph, graph
from derive.catalog.parts import Code, Derived, Judged, Numbers, Part, Picture, Table, Words
from derive.catalog.section import Section, plain_parts
from derive.expr.definitions import written_out
from derive.expr.heads import Letter, Times, is_scalar, letters, shape
from derive.expr.trees import walk
from derive.expression import Expression
from derive.verdicts import Verdict
from derive.write.code_dialects import BY_NAME
from derive.write.latex import write as to_latex

SMALL = r"a = x + y;\; z = a w"
SMALL_AT = "x=2, y=3, w=4"
ETA, STEPS = 0.1, 25
GIVEN = {
    "x": [1.0, 0.5, -1.5], "y": 1.0, "W_1": [[0.2, -0.4, 0.1], [0.7, 0.3, -0.5]], "b_1": [0.1, -0.2],
    "W_2": [[0.5, -1.0]], "b_2": 0.2,
}  # fmt: skip


# ---- a graph of two operations ---------------------------------------------------------------------------------------


def computational_graph(made: Section) -> Iterator[Part]:
    """Forward table, backward table, picture, both passes as plain Python."""
    from derive.write.document_graph import backward, forward
    from derive.write.markdown import MARKDOWN

    g = graph(SMALL, at=SMALL_AT)
    yield Words("Forward, each operation in its turn:")
    yield _table(forward(g, MARKDOWN))
    yield Words("Backward, the last one first: every operation multiplies the adjoint that it gets by its own slopes.")
    yield _table(backward(g, MARKDOWN))
    yield Judged("Each slope is derived, each adjoint compared with differences.", g.verify())
    yield Picture("graph", "Values above the edges, what flows back below.", lambda: g)
    yield Words("The same numbers as gradients, each derived from the whole formula:")
    yield from map(Derived, made)
    yield Words("Both passes as a program:")
    yield Code(_program(g), "python", _printed(g))


def _table(rows: Sequence[Sequence[str]]) -> Table:
    return Table(tuple(rows[0]), tuple(map(tuple, rows[1:])))


def _program(g: Graph) -> str:
    """Both passes in plain Python, from the operations and their local derivatives."""
    inputs = [v for v in g.nodes if v.op == "input"]
    rows = [f"{v.name} = {v.value}" for v in inputs]
    rows += ["", "# forward", *(f"{v.name} = {v.text}" for v in g.nodes if v.op != "input")]
    rows += ["", "# backward", f"{g.output}_bar = 1"]
    given: set[str] = set()
    for v in reversed([v for v in g.nodes if v.locals]):
        for x in v.locals:
            sign = "+=" if x.input in given else "="
            rows.append(f"{x.input}_bar {sign} {v.name}_bar * {x.text}")
            given.add(x.input)
    shown = [g.output, *(f"{v.name}_bar" for v in inputs)]
    return "\n".join([*rows, "", f"print({', '.join(shown)})"])


def _printed(g: Graph) -> str:
    values = [next(v.value for v in g.nodes if v.name == g.output), *(v.adjoint for v in g.nodes if v.op == "input")]
    return " ".join(map(str, values))


# ---- shapes ----------------------------------------------------------------------------------------------------------


def matrix_dimensions(made: Section) -> Iterator[Part]:
    """The shapes of a forward and a backward pass, and that a gradient has the shape of its letter."""
    yield from dimensions(made.derivations, made.lead)
    yield Words("Each of these lines, derived:")
    yield from plain_parts(made.derivations, made.lead)


def dimensions(gradients: Sequence[Derivation], adjoints: Sequence[tuple[Letter, Derivation]]) -> Iterator[Part]:
    """Two tables for a program: every definition, then every line of its backward pass, with shapes."""
    definitions = _definitions(gradients[0])
    yield Words("Forward, with the shapes of the factors of every product:")
    head = ("name", "is", "shapes of the factors", "shape")
    yield Table(head, tuple((f"${x.latex}$", f"${to_latex(t)}$", _factors(t), _sizes(x)) for x, t in definitions))
    rows = [(f"${x.latex}$", d) for x, d in adjoints]
    loss = to_latex(gradients[0].problem.of)
    rows += [(rf"$\partial {loss} / \partial {to_latex(d.problem.wrt)}$", d) for d in gradients]
    yield Words("Backward, the last name first:")
    yield Table(head, tuple((n, f"${d.result.latex()}$", _factors(d.result.tree), _sizes(d.result.tree))
                            for n, d in rows))  # fmt: skip
    fits = all(shape(d.result.tree) == shape(d.problem.wrt) for _, d in rows)
    verdict = Verdict("proved", 0.0) if fits else Verdict("refuted", reason="shapes differ")
    yield Judged("Every gradient has the shape of the letter it belongs to.", verdict)


def _definitions(d: Derivation) -> list[tuple[Letter, Any]]:
    """The definitions of the program without those of its adjoints, in order."""
    found: list[tuple[Letter, Any]] = []
    for x, t in d.problem.scope.definitions:
        if isinstance(x, Letter) and not x.plain.startswith("delta"):
            found.append((x, t))
            if x == d.problem.of:
                break
    return found


def _factors(tree: Any) -> str:
    """The shapes of the factors of the matrix products in a line: (2×3)(3×1)."""
    products = [n for _, n in walk(tree) if isinstance(n, Times) and sum(not is_scalar(a) for a in n.args) > 1]
    return ", ".join(f"${''.join(f'({_form(a)})' for a in n.args if not is_scalar(a))}$" for n in products)


def _sizes(e: Any) -> str:
    return f"${_form(e)}$" if shape(e) else "scalar"


def _form(e: Any) -> str:
    return r" \times ".join(to_latex(n) for n in shape(e))


# ---- a network that learns -------------------------------------------------------------------------------------------


def backprop(made: Section) -> Iterator[Part]:
    """The derivations, the numbers of one pass, one step of gradient descent, code of four frameworks."""
    adjoints = made.lead
    yield from map(Derived, made)
    yield Words("With numbers, forward:")
    forward = _run(_definitions(made[0]), GIVEN)
    yield Numbers(tuple((n, latex, GIVEN[n]) for n, latex in _names(made[0]) if n in GIVEN))
    yield Numbers(tuple((x.plain, x.latex, forward[x.plain]) for x, _ in _definitions(made[0])))
    yield Words("and backward, by the derived lines:")
    backward = _backward(made.derivations, adjoints, forward)
    shown = [(x.plain, x.latex) for x, _ in adjoints] + [
        (f"d{d.problem.wrt.plain}", rf"\frac{{\partial L}}{{\partial {to_latex(d.problem.wrt)}}}") for d in made
    ]
    yield Numbers(tuple((n, latex, backward[n]) for n, latex in shown))
    losses = _descent(made.derivations, adjoints)
    yield Words(f"A step of gradient descent with $\\eta = {ETA}$ takes the loss from ${losses[0]:.5f}$ to "
                f"${losses[1]:.5f}$.")  # fmt: skip
    yield Numbers((("L_after", r"L_{\text{after}}", losses[1]),))
    yield Picture("descent", "The loss over steps of gradient descent.", lambda: _loss_curve(losses))
    for dialect in BY_NAME:
        yield Words(f"The passes and the update for {dialect}:")
        yield Code(source(made.derivations, adjoints, dialect))


def _names(d: Derivation) -> list[tuple[str, str]]:
    used = frozenset().union(*(letters(t) for _, t in _definitions(d)))
    return [(x.plain, x.latex) for x in sorted(used, key=lambda x: x.plain)]


def _run(definitions: Sequence[tuple[Letter, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the definitions, one after the other; vectors as they are given."""
    values = dict(given)
    for x, t in definitions:
        values[x.plain] = _value(t, values)
    return values


def _value(tree: Any, given: Mapping[str, Any]) -> Any:
    import numpy as np

    f = Expression(tree).numpy()
    v = np.asarray(f(**{k: given[k] for k in f.letters}), float)
    return float(v) if v.ndim == 0 else v.squeeze(-1) if v.ndim == 2 and v.shape[1] == 1 and len(v) > 1 else v


def _backward(made: Sequence[Derivation], adjoints: Sequence[tuple[Letter, Derivation]],
              forward: Mapping[str, Any]) -> dict[str, Any]:  # fmt: skip
    values = _run([(x, d.result.tree) for x, d in adjoints], forward)
    for d in made:
        values[f"d{d.problem.wrt.plain}"] = _value(written_out(d.result.tree, []), values)
    return values


def _descent(made: Sequence[Derivation], adjoints: Sequence[tuple[Letter, Derivation]]) -> list[float]:
    """The loss before each step."""
    import numpy as np

    given: dict[str, Any] = {k: np.asarray(v, float) for k, v in GIVEN.items()}
    losses = []
    for _ in range(STEPS + 1):
        forward = _run(_definitions(made[0]), given)
        losses.append(float(forward[made[0].problem.of.plain]))
        backward = _backward(made, adjoints, forward)
        for d in made:
            w = d.problem.wrt.plain
            given[w] = given[w] - ETA * np.reshape(backward[f"d{w}"], given[w].shape)
    return losses


def _loss_curve(losses: Sequence[float]) -> Any:
    from derive.write.picture_curves import curves

    return curves([("$L$", range(len(losses)), losses)], "steps", "$L$", size=(4.6, 2.8))
