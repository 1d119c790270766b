"""A derivation as an author lays it out: problem, names, one block of lines with the rule beside each, result, verdict.

A `Page` holds words and LaTeX only; the modules beside this one put it into Markdown, HTML, plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, isfinite, log10
from typing import TYPE_CHECKING, Any

from derive.derivation import Derivation, Problem
from derive.describe import describe
from derive.errors import ShapeError, UsageError
from derive.expr.heads import Derivative, Det, Letter, Matrix, T, Vec, is_scalar, letter, shape
from derive.expr.trees import all_letters
from derive.expression import Expression
from derive.rules.conditions import solved
from derive.write.document_lines import Ink, Line, Note, by_names, definitions, is_deep, lines_of, shown_names
from derive.write.document_names import in_names
from derive.write.latex import several_letters, write
from derive.write.width import width

if TYPE_CHECKING:
    from derive.verdicts import Verdict

DETAILS = ("brief", "normal", "full")
WIDE = 12  # a problem wider than this gets a name of its own
ASKED = {
    "derivative": "Differentiate {} with respect to {}.",
    "gradient": "Find the gradient of {} with respect to {}.",
    "jacobian": "Find the Jacobian of {} with respect to {}.",
    "hessian": "Find the Hessian of {} with respect to {}.",
    "determinant": "Find the determinant of the Jacobian of {} with respect to {}.",
    "differential": "Find the differential of {} in terms of {}.",
}

TOGETHER = Note("put together")
NAMED = Note("in the names of the text")
CONVENTIONS = {"": "", "symmetric": ", entries i, j and j, i moved together", "diagonal": ", moved along its diagonal"}


@dataclass(frozen=True, slots=True)
class Page:
    """asked: the task, with `{}` for each of its formulas; wide: is the first of them better displayed; names: pairs
    (name, what it stands for); left: the left side of the lines, and its width; answer: that of the result, and of
    lines from which on it is read off; result: the last line; name: a letter for the problem, where it is too wide to
    be repeated; status: of the verdict; read: how the problem was
    understood."""

    asked: str
    formulas: tuple[str, str]
    name: str
    wide: bool
    names: tuple[tuple[str, str], ...]
    left: str
    left_size: float
    answer: str
    lines: tuple[Line, ...]
    result: str
    conditions: tuple[str, ...]
    verdict: str
    status: str
    read: str


def pages(derivations: Sequence[Derivation], verdicts: Sequence[Verdict | None], detail: str = "normal",
          ink: Ink | None = None) -> list[Page]:  # fmt: skip
    """Several derivations one after the other: what was said of a problem and its names is not said again, and the
    determinant of a Jacobian goes on from the Jacobian above."""
    made: list[Page] = []
    problems: set[str] = set()
    names: set[tuple[str, str]] = set()
    for k, (d, verdict) in enumerate(zip(derivations, verdicts, strict=True)):
        one = page(d, verdict, detail, ink, _known(d, derivations[:k]) if detail != "full" else 0)
        fresh = tuple(pair for pair in one.names if pair not in names)
        of, wrt = one.formulas
        again = one.name and of in problems
        made.append(replace(one, formulas=(one.name, wrt), wide=False, names=fresh, read="") if again else one)
        problems.add(of)
        names |= {*one.names}
    return made


def _known(d: Derivation, above: Sequence[Derivation]) -> int:
    """How many steps lead to the determinant of a matrix that a derivation above has found."""
    lines = {line for b in above if (b.problem.of, b.problem.wrt) == (d.problem.of, d.problem.wrt) for line in b.lines}
    found = (k for k, s in enumerate(d.steps, 1) if isinstance(s.after, Det) and s.after.args[0] in lines)
    return max(found, default=0)


def page(d: Derivation, verdict: Verdict | None, detail: str = "normal", ink: Ink | None = None,
         known: int = 0) -> Page:  # fmt: skip
    """The layout of a derivation, its formulas written by `ink` (by default as LaTeX in its author's style). known: so
    many of its first steps stand above.

    Raises: UsageError for an unknown detail.
    """
    if detail not in DETAILS:
        raise UsageError(f"detail is one of {', '.join(DETAILS)}, not {detail!r}")
    problem = d.problem
    ink = ink or latex_ink(d)
    name = _name_for(d) if width(problem.of) > WIDE or isinstance(problem.of, Matrix) else None
    given = dict(definitions(d))
    of = ink(problem.of) if name is None else f"{ink(name)} = {ink(problem.of)}"
    of += f" = {ink(given.pop(problem.of))}" if problem.of in given else ""
    names = shown_names(d)
    deep = is_deep(d)

    def shown(tree: Any) -> Any:
        return by_names(tree, names) if deep else tree

    lines = tuple(lines_of(d, names, detail, ink, known))
    left, answer = _sides(problem, name)
    if lines and (named := in_names(d)) is not None:
        lines = (*lines, Line(ink(named), (NAMED,), width(named)))
    if lines and lines[0].left:
        lines = (*lines, Line(ink(shown(d.result)), (TOGETHER,), width(shown(d.result)), left=ink(answer)))
    return Page(
        _asked(problem),
        (of, variables(problem.wrt, ink)),
        ink(name) if name is not None else "",
        name is not None,
        tuple((ink(a), ink(b)) for a, b in (given | {x: shown(t) for t, x in names.items()}).items()),
        ink(left),
        width(left),
        ink(answer),
        lines or (Line(ink(d.result), (), width(d.result)),),
        ink(shown(d.result)),
        tuple(dict.fromkeys(ink(solved(c)) for c in d.assumes)),
        sentence(verdict),
        verdict.status if verdict else "unchecked",
        describe(Expression(problem.of, problem.scope)),
    )


def latex_ink(d: Derivation) -> Ink:
    """How this derivation writes: in its author's style, with one kind of derivative sign throughout."""
    named = any(x == d.problem.of for x, _ in d.problem.scope.definitions)
    partial = named or several_letters(d.problem.of) or isinstance(d.problem.wrt, Matrix)
    style = d.problem.scope.style
    return lambda tree: write(tree, style, partial=partial)


def variables(wrt: Any, ink: Ink) -> str:
    """The variables of a problem as a list."""
    return ", ".join(ink(x) for x in wrt.entries) if isinstance(wrt, Matrix) else ink(wrt)


def _times(order: int) -> str:
    return {2: "twice"}.get(order, f"{order} times")


def _name_for(d: Derivation) -> Letter:
    """A letter that nobody uses, for a problem too wide to be repeated."""
    of = d.problem.of
    taken = {x.plain for x in all_letters(of)} | set(d.problem.scope.letters) | set(d.problem.scope.functions)
    taken |= {x.plain for name, _ in d.names for x in all_letters(name)}
    candidates = "JLCEQRS" if is_scalar(of) else "FGHYZ"
    plain = next((c for c in candidates if c not in taken), candidates[0] + "_0")
    return letter(plain, sizes=shape(of))


def _sides(problem: Problem, name: Letter | None) -> tuple[Any, Any]:
    """The left side of the first line, and that of the result; of the name where the problem has one."""
    of = problem.of if name is None else name
    first = problem.line() if name is None else replace(problem, of=of).line()
    if problem.route == "derivatives" or problem.want == "differential":
        return first, first
    count = 2 if problem.want == "hessian" else problem.order
    try:
        answer: Any = Derivative(of, *[problem.wrt] * count)
    except ShapeError:  # a matrix by a matrix: both as columns
        answer = Derivative(Vec(of), Vec(problem.wrt))
    return first, T(answer) if problem.want == "jacobian" and problem.layout == "denominator" else answer


def _asked(problem: Problem) -> str:
    """The task in words."""
    asked = ASKED[problem.want]
    if problem.order > 1:
        asked = asked.replace(" with", f" {_times(problem.order)} with")
    if problem.want == "jacobian":
        asked = f"{asked[:-1]} ({problem.layout} layout)."
    return asked.replace(".", CONVENTIONS[problem.convention] + ".")


# ---- words ---------------------------------------------------------------------------------------------------------


def sentence(verdict: Verdict | None) -> str:
    """A verdict in one line."""
    if verdict is None:
        return "The lines were not checked."
    if verdict.status == "proved":
        return "Every line is proved: both sides are the same rational function."
    if verdict.status == "verified":
        return f"Every line checked at {verdict.samples} points, largest error {decade(verdict.error)}."
    if verdict.status == "refuted":
        return f"A line is false: {verdict.reason or 'its two sides differ'}."
    return f"Not decided: {verdict.reason or 'no reason is known'}."


def decade(error: float | None) -> str:
    """An error as a power of ten that it does not exceed, so that the same text comes out on every machine."""
    if error is None or not isfinite(error):
        return "unknown"
    return "0" if error == 0 else f"below 1e{max(ceil(log10(error)), -15):d}"
