"""What `import derive` offers: functions that take text, and `Derivation`, a derivation that shows and checks itself.

Every function takes LaTeX or Python-like text and `let=` declarations (a text or a dictionary), and raises subclasses
of `DeriveError` only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from derive.api.claims import SAMPLES, claim, verify
from derive.catalog.section import Section
from derive.derivation import Derivation as Kernel
from derive.derivation import Problem
from derive.derivation import Step as KernelStep
from derive.describe import declared, kind_of
from derive.errors import UsageError
from derive.expr.heads import All, Entry, Letter, Matrix, Row, base, is_scalar, letters, shape
from derive.expr.origins import ranges_of_free
from derive.expr.program import program_before, result_of
from derive.expr.scope import Scope
from derive.expr.trees import abbreviated, is_variable, unwrapped
from derive.expression import Expression, Let, parsed, read, read_problem
from derive.plans import solve
from derive.source import Place, Span
from derive.write.document_lines import by_names, deep_names
from derive.write.latex import write as to_latex
from derive.write.latex import writer as latex_writer
from derive.write.text import write as to_text

if TYPE_CHECKING:
    from derive.numeric.compile import Compiled
    from derive.verdicts import Verdict

__all__ = [
    "SAMPLES",
    "Derivation",
    "Step",
    "claim",
    "differential",
    "differentiate",
    "gradient",
    "hessian",
    "jacobian",
    "read",
    "verify",
]

Formula = str | Expression | Sequence[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation: the rule and the whole lines before and after it."""

    rule: str
    title: str
    before: Expression
    after: Expression
    assumes: tuple[str, ...]
    quiet: bool


@dataclass(frozen=True, slots=True)
class Derivation:
    """A problem, its steps by named rules, and the result.

    kernel: the steps as trees; notes: what a reader should know beside it ("x does not occur"); lead: the adjoints that
    the gradient of a program rests on; parts: what is shown, by default this derivation alone.
    """

    kernel: Kernel
    notes: tuple[str, ...] = ()
    lead: tuple[tuple[Any, Derivation], ...] = field(default=(), repr=False, compare=False)
    parts: tuple[Any, ...] = field(default=(), repr=False, compare=False)
    _verdicts: dict[tuple[int, int], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def problem(self) -> Problem:
        """What was asked."""
        return self.kernel.problem

    @property
    def axes(self) -> tuple[Any, ...]:
        """The binders of the index letters of the variable: leading axes of all arrays."""
        return axes_of(self.problem.wrt) if is_scalar(self.problem.of) or isinstance(self.problem.of, Matrix) else ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps; each `before` is the `after` before it."""
        return tuple(self._step(s) for s in self.kernel.steps)

    def _step(self, s: KernelStep) -> Step:
        assumes = tuple(to_latex(a) for a in s.assumes)
        return Step(s.rule, s.title, self._expression(s.before), self._expression(s.after), assumes, s.quiet)

    def _expression(self, tree: Any) -> Expression:
        return Expression(tree, self.problem.scope, axes=self.axes, moving=self.problem.moving)

    @property
    def result(self) -> Expression:
        """The last line."""
        return self._expression(self.kernel.result)

    def numpy(self) -> Compiled:
        """The result compiled; the indices of the variable are axes of the array it gives."""
        return self.result.numpy()

    def code(self, dialect: str = "numpy") -> str:
        """The gradient as code of numpy, torch, jax or tensorflow: `forward`, `backward`, `update`.

        Raises: UsageError for another dialect or a gradient by an entry, Unsupported for what has no spelling there.
        """
        from derive.api.code import source

        return source((self,), self.lead, dialect)

    @property
    def section(self) -> Section:
        """The derivation as a section, with the adjoints that it rests on."""
        return Section((self,), lead=self.lead, parts=self.parts)

    # ---- checking ----

    def verify(self, seed: int = 0, samples: int = SAMPLES) -> Verdict:
        """The verdict of all lines: the worst of the steps' (`.links` has each)."""
        from derive.verdicts import worst

        return worst(self.verdicts(seed, samples), seed)

    def verdicts(self, seed: int = 0, samples: int = SAMPLES) -> tuple[Verdict, ...]:
        """A verdict for each step."""
        from derive.judge.lines import verify_steps

        key = seed, samples
        if key not in self._verdicts:
            self._verdicts[key] = tuple(verify_steps(self.kernel, axes=self.axes, seed=seed, samples=samples))
        verdicts: tuple[Verdict, ...] = self._verdicts[key]
        return verdicts

    # ---- showing ----

    def latex(self, detail: str = "normal") -> str:
        """One aligned block: the lines, the rule beside each."""
        from derive.write.document import page
        from derive.write.markdown import block

        return block(page(self.kernel, None, detail))

    def markdown(self, target: str | None = None, detail: str = "normal", check: bool = True) -> str:
        """A section for a post: the problem, names, lines with their rules, result, conditions, verdict."""
        from derive.write.document import page
        from derive.write.markdown import document
        from derive.write.markdown import target as named

        verdict = self.verify() if check else None
        return document([page(self.kernel, verdict, detail)], named(target))

    def html(self, detail: str = "normal", check: bool = True) -> str:
        """A page of its own in one file, which needs no network: formulas as MathML, the rules explained below."""
        return self.section.html(detail, check)

    def text(self, detail: str = "normal") -> str:
        """The problem and the lines as Python-like text, the rule beside each; for a terminal."""
        return self.section.text(detail)

    def to_dict(self, check: bool = True, seed: int = 0, samples: int = SAMPLES) -> dict[str, Any]:
        """The JSON of the derivation (schema 1). One too deep to be written out has `names` that its lines use."""
        from derive.verdicts import Verdict, worst

        steps = self.steps
        unchecked = tuple(Verdict("undecided", seed=seed, reason="not checked") for _ in steps)
        verdicts = self.verdicts(seed, samples) if check else unchecked
        whole = worst(verdicts, seed) if check else Verdict("undecided", seed=seed, reason="not checked")
        names = deep_names(self.kernel)
        style = self.problem.scope.style
        more = {"names": {to_latex(x): to_latex(by_names(t, names), style) for t, x in names.items()}} if names else {}
        where = [f"{to_text(x)} = {to_text(by_names(t, names))}" for t, x in reversed(names.items())]
        return {
            "schema": 1,
            "problem": self._problem(),
            **more,
            "steps": _step_dicts(steps, verdicts, names),
            "result": {
                "latex": to_latex(by_names(self.result.tree, names), style),
                "text": "; ".join([to_text(by_names(result_of(self.kernel), names)), *where]),
                "shape": [int(n) if getattr(n, "is_Integer", False) else to_text(n) for n in self.result.shape],
            },
            "numpy": self._source(),
            "verdict": whole.to_dict(),
        }

    def _source(self) -> str:
        from derive.errors import Unsupported

        try:
            return self.numpy().source
        except Unsupported as e:
            return f"# {e.message}\n"

    def _problem(self) -> dict[str, Any]:
        p = self.problem
        wrt = p.wrt.entries if isinstance(p.wrt, Matrix) else (p.wrt,)
        program = program_before(p.of, p.scope.definitions)
        used = letters(p.of) | letters(p.wrt) | frozenset().union(*(letters(t) for _, t in program))
        known = {x.plain: declared(x) for x in sorted(used, key=lambda x: x.plain)}
        known |= {f.plain: kind_of(f) for f in p.scope.functions.values() if f.kind != "elementary"}
        style = p.scope.style
        return {
            "expression": "; ".join(f"{to_latex(x, style)} = {to_latex(t, style)}" for x, t in program)
            or to_latex(p.of, style),
            "wrt": ", ".join(to_latex(x, style) for x in wrt),
            "want": p.want,
            "layout": p.layout,
            "let": known,
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: the Markdown, LaTeX and text of the derivation."""
        return {
            "text/plain": self.text(),
            "text/latex": f"$$\n{self.latex()}\n$$",
            "text/markdown": self.markdown(),
        }

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def _step_dicts(steps: Sequence[Step], verdicts: Sequence[Any], names: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """The steps for JSON; a line that ends one step and begins the next is written once."""
    written: dict[Any, str] = {}
    short: dict[Any, Any] = {}
    to_latex = latex_writer(steps[0].before.scope.style if steps else None)

    def line(e: Expression) -> str:
        if e.tree not in written:
            written[e.tree] = to_latex(abbreviated(e.tree, names, True, short))
        return written[e.tree]

    return [
        {
            "rule": s.rule,
            "before": line(s.before),
            "after": line(s.after),
            "assumes": list(s.assumes),
            "status": v.status,
        }
        for s, v in zip(steps, verdicts, strict=True)
    ]


def axes_of(wrt: Any) -> tuple[Any, ...]:
    """The index letters of a variable with the sizes they run over, in order."""
    found: dict[Letter, Any] = {}
    if isinstance(wrt, (Entry, Row)):
        for i, size in zip(wrt.args[1:], shape(wrt.args[0]), strict=False):
            if isinstance(i, Letter):
                found.setdefault(i, All(i, size))
    return tuple(found.values())


# ---- asking --------------------------------------------------------------------------------------------------------


def formula(e: Formula, let: Let = None, syntax: str = "auto", parser: str = "native") -> Expression:
    """The expression of a text (definitions and facts in its scope), of a list of texts, or as given."""
    if isinstance(e, Expression):
        return e
    if isinstance(e, (list, tuple)):
        e = "; ".join(e)
    if not isinstance(e, str):
        raise UsageError(f"a formula is a text or an Expression, not {type(e).__name__}")
    return read_problem(e, let, syntax, parser)


def variables(wrt: str, e: Expression) -> tuple[tuple[Any, ...], Scope]:
    """The variables that a text names, and the scope with them. Raises: UsageError for what is no variable."""
    if not isinstance(wrt, str) or not wrt.strip():
        raise UsageError("a variable was expected, such as x, w_k or X_{ij}", help="give wrt, for instance --wrt x")
    reading, source = parsed(wrt, replace(e.scope, guesses=()))
    found = []
    for s in reading.statements:
        trees = tuple(map(unwrapped, s.trees)) if len(s.trees) == 1 else ()
        if not trees or not is_variable(trees[0]):
            place = Place(source, s.spans[0].to(s.spans[-1]) if s.spans else Span(0, len(source.text)))
            raise UsageError(f"a variable was expected, found {source.text.strip()}", place,
                             "a variable is a letter, an entry or a row: x, w_k, X_{ij}")  # fmt: skip
        found.append(trees[0])
    scope = replace(reading.scope, guesses=e.scope.guesses, definitions=e.scope.definitions, facts=e.scope.facts)
    return tuple(found), scope


def absent(e: Expression, wrt: Sequence[Any], scope: Scope) -> tuple[str, ...]:
    """A note for every variable that does not occur."""
    reach = set(letters(e.tree))
    for x, t in (*scope.definitions, *scope.definitions):
        reach |= letters(t) if letters(x) & reach else set()
    shown = ", ".join(sorted(x.plain for x in letters(e.tree)))
    there = f"letters: {shown}" if shown else "there are no letters"
    return tuple(f"{to_text(v)} does not occur; {there}" for v in wrt if base(v) not in reach)


def derivation(e: Expression, wrt: Any, want: str, notes: tuple[str, ...], scope: Scope, **more: Any) -> Derivation:
    """The derivation that the plans find. An index of the variable runs as those of the formula do."""
    ranges = {x.plain: r for x, r in ranges_of_free([e.tree], [wrt]).items() if r[0] == 0} | dict(scope.ranges)
    return Derivation(solve(Problem(e.tree, wrt, want, scope=replace(scope, ranges=ranges), **more)), notes)


def differentiate(e: Formula, wrt: str, *, order: int = 1, let: Let = None, **how: Any) -> Derivation:
    """The derivative of a scalar by a scalar variable, `order` times.

    Raises: UsageError when `wrt` is no variable, Unsupported when a rule is missing.
    """
    e = formula(e, let, **how)
    found, scope = variables(wrt, e)
    if len(found) != 1:
        raise UsageError(f"one variable was expected, found {len(found)}", help="`gradient` takes several")
    if not 1 <= order <= 50:
        raise UsageError(f"the order is a number from 1 to 50, not {order}")
    return derivation(e, found[0], "derivative", absent(e, found, scope), scope, order=order)


def gradient(e: Formula, wrt: str, *, convention: str = "", route: str = "", let: Let = None, at: Let = None,
             eta: float = 0.1, **how: Any) -> Derivation | Section:  # fmt: skip
    """The gradient of a scalar: of the shape of the variable; of several variables a section with one for each.

    convention: "symmetric" moves x_ij and x_ji together, "diagonal" the diagonal alone; route: "components" derives it
    in index sums and reads the whole off, the default is what suits the formula; at: values of the inputs
    (`"x = [1, 2], W = [[1, 0], [0, 1]]"` or a dictionary), which give undeclared letters their shapes and every line
    its number; eta: the rate of the step of gradient descent that they allow.
    Raises: UsageError when the expression is no scalar or `wrt` no variable, Unsupported when a rule is missing.
    """
    from derive.api.values import read_at

    e, given = read_at(e, let, at, how)
    if not is_scalar(e.tree):
        raise UsageError("the gradient is of a scalar; this is a vector or a matrix", help="use `jacobian`")
    found, scope = variables(wrt, e)
    from derive.api.program import through_names, with_numbers

    if route not in ("", "differentials", "components"):
        raise UsageError(f"no such route: {route}", help="it is differentials or components")
    if route == "components":
        by = {v: "components" if shape(v) and isinstance(v, Letter) else "derivatives" for v in found}
        made = tuple(derivation(e, v, "gradient", absent(e, [v], scope), scope, route=by[v]) for v in found)
        return with_numbers(e, made, given, eta)
    if not convention and (named := through_names(e, found, scope, given, eta)) is not None:
        return named
    made = tuple(derivation(e, v, "gradient", absent(e, [v], scope), scope, convention=convention) for v in found)
    return with_numbers(e, made, given, eta)


def jacobian(e: Formula, wrt: str, *, layout: str = "numerator", let: Let = None, **how: Any) -> Derivation:
    """The Jacobian of a vector: m×n in numerator layout, its transpose in denominator layout."""
    e = formula(e, let, **how)
    found, scope = variables(wrt, e)
    of = Matrix(1, 1, e.tree) if is_scalar(e.tree) and listed(found) is not found[0] else e.tree
    e = replace(e, tree=of)
    by = found[0] if len(found) == 1 and not isinstance(of, Matrix) else listed(found)
    return derivation(e, by, "jacobian", absent(e, found, scope), scope, layout=layout)


def hessian(e: Formula, wrt: str, *, let: Let = None, **how: Any) -> Derivation:
    """The matrix of second derivatives of a scalar."""
    e = formula(e, let, **how)
    if not is_scalar(e.tree):
        raise UsageError("the Hessian is of a scalar; this is a vector or a matrix")
    found, scope = variables(wrt, e)
    return derivation(e, listed(found), "hessian", absent(e, found, scope), scope)


def differential(e: Formula, wrt: str, *, let: Let = None, **how: Any) -> Derivation:
    """The differential: d(XY) in terms of dX."""
    e = formula(e, let, **how)
    found, scope = variables(wrt, e)
    if len(found) != 1:
        raise UsageError(f"one variable was expected, found {len(found)}")
    return derivation(e, found[0], "differential", absent(e, found, scope), scope)


def listed(found: Sequence[Any]) -> Any:
    """Scalar variables as a column; one vector as itself."""
    if len(found) == 1 and not is_scalar(found[0]):
        return found[0]
    if not all(is_scalar(v) for v in found):
        raise UsageError("a list of variables must be of scalars")
    return Matrix(len(found), 1, *found)
