"""The lines of a derivation as they are displayed: which steps share a line, and which sub-expressions are named on it.

The derivation keeps all its steps, with names written out; only the display folds and abbreviates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from derive.derivation import Derivation, Step
from derive.expr.heads import Binding, D, Derivative, Letter, Matrix, Node, depth, is_scalar, letter, letters, shape
from derive.expr.trees import abbreviated, nodes
from derive.judge.local import changed
from derive.rules import RULES
from derive.write.piece import script
from derive.write.width import width

Ink = Callable[[Any], str]
Names = Mapping[Any, Any]
CROWDED = 3  # rules on a line about one entry of a matrix
DEEP = 50  # levels beyond which a derivation is written through names
WORTH = 12  # an inner function wider than this is written by its name in all lines but the last


@dataclass(frozen=True, slots=True)
class Note:
    """What led to a line: the title of a rule, and the formulas that it went by: the names of inner functions
    (`link` " with "), or a fact (" "). rule: its name, for its page."""

    title: str
    names: tuple[str, ...] = ()
    link: str = " with "
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A right side with what led to it, and its width in letters. off: the answer is read off here; left: its own left
    side, where it says what a part of the line before is."""

    right: str
    notes: tuple[Note, ...]
    size: float
    off: bool = False
    left: str = ""


ABOVE = Note("the matrix above")


def lines_of(d: Derivation, names: Names, detail: str, ink: Ink, known: int = 0) -> Iterator[Line]:
    """The lines of a derivation. The last one has no abbreviations, unless it is deep. known: so many steps stand
    above, and what they lead to is the first line."""
    groups = folded(d.steps[known:], detail)
    deep = is_deep(d)
    if deep and d.problem.route == "derivatives" and is_scalar(d.result):
        yield from _parts(groups, names, ink)
        return
    wide = {tree: name for tree, name in names.items() if deep or width(tree) > WORTH}
    if known:
        after = d.steps[known - 1].after
        yield Line(ink(after), (ABOVE,), width(after))
    shown = d.problem.line()
    for k, group in enumerate(groups):
        loud = [s for s in group if not s.quiet] or group
        last = loud[-1].named
        new = {last[1]: names[last[1]]} if last else {}
        after = group[-1].after
        if k + 1 < len(groups) or deep:
            after = abbreviated(after, {**wide, **new})
        if after == shown:  # a definition put in, and written by its name
            continue
        shown = after
        yield Line(ink(after), tuple(_notes(loud, names, ink)), width(after), reads_off(group[0]))


def _parts(groups: Sequence[list[Step]], names: Names, ink: Ink) -> Iterator[Line]:
    """Of a deep derivation the part that changes in each line, so that its length is that of its steps."""
    for group in groups:
        before, after = (by_names(e, names) for e in changed(group[0].before, group[-1].after))
        if before != after:
            loud = [s for s in group if not s.quiet] or group
            yield Line(ink(after), tuple(_notes(loud, names, ink)), width(after), False, ink(before))


def _notes(steps: Sequence[Step], names: Names, ink: Ink) -> Iterator[Note]:
    for title, rule in {s.title: s.rule for s in steps}.items():
        used = dict.fromkeys(names[s.named[1]] for s in steps if s.title == title and s.named)
        facts = dict.fromkeys(c for s in steps if s.title == title and s.rule == "given_fact" for c in s.assumes)
        link = " " if facts else " with "
        yield Note(title, tuple(map(ink, facts or used)), link, rule)


def reads_off(step: Step) -> bool:
    """Does the step read an answer off a differential, so that what follows is no longer equal to what was before?"""
    return RULES[step.rule].back is not None


# ---- names ---------------------------------------------------------------------------------------------------------


def shown_names(d: Derivation) -> dict[Any, Any]:
    """The inner functions with the letters they are shown as: that of a definition which says the same, else a new
    one, to which indices that a sum binds become subscripts."""
    bound = {b for node in nodes(*d.lines) if isinstance(node, Binding) for b in node.bound}
    inner = dict.fromkeys(s.named for s in d.steps if s.named)
    given = {tree: name for name, tree in definitions(d) if isinstance(name, Letter)}
    return {tree: given.get(tree) or _subscripted(name, tree, bound) for name, tree in inner}


def is_deep(d: Derivation) -> bool:
    """Is it too deep to be written out: are names written by names, and kept on the last line?"""
    return max(map(depth, (d.problem.of, d.result))) > DEEP


def deep_names(d: Derivation) -> dict[Any, Any]:
    """The names that a derivation too deep to be written out is written with; none where it is not."""
    return shown_names(d) if is_deep(d) else {}


def by_names(tree: Any, names: Names) -> Any:
    """A line, or what a name stands for, written with the other names."""
    return abbreviated(tree, names, inside=True)


def definitions(d: Derivation) -> tuple[tuple[Any, Any], ...]:
    """What the steps used of the problem's own definitions: pairs (name, what it stands for)."""
    return tuple(p for p in d.names if all(s.named != p for s in d.steps))


def _subscripted(name: Any, tree: Any, bound: set[Letter]) -> Any:
    if not isinstance(name, Letter):
        return name
    indices = sorted(x.latex for x in letters(tree) if x in bound)
    if not indices:
        return name
    below = ("" if max(map(len, indices)) == 1 else " ").join(indices)
    return letter(f"{name.latex}_{script(below)}", name.plain, sizes=shape(tree))


# ---- folding -------------------------------------------------------------------------------------------------------


def folded(steps: Sequence[Step], detail: str) -> list[list[Step]]:
    """The steps in groups, one line each: `full` every step; `normal` a run of one rule with what tidies up after it,
    and a few rules about one entry of a matrix; `brief` by phases, as a textbook does: the rule that opens, all other
    derivatives, what is done with them, the answer read off."""
    if detail == "full":
        return [[s] for s in steps]
    runs = _runs(steps)
    if detail == "brief":
        return [[s for run in group for s in run] for group in _by_phases(runs)]
    merged: list[list[Step]] = []
    for part in runs:
        if merged and _joins(merged[-1], part):
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def _runs(steps: Sequence[Step]) -> list[list[Step]]:
    """Runs of one rule (about one entry of a written-out matrix), each with the quiet steps after it. A step that names
    an inner function begins a run of its own."""
    groups: list[list[Step]] = []
    for s in steps:
        last = groups[-1] if groups else None
        if last is not None and (s.quiet or _same_rule(last, s)):
            last.append(s)
        else:
            groups.append([s])
    return groups


def _same_rule(run: list[Step], s: Step) -> bool:
    first = run[0]
    return (s.title, _entry(s), s.named) == (first.title, _entry(first), None)


def _joins(left: list[Step], right: list[Step]) -> bool:
    """May two groups stand on one line: a few rules, where all is about one entry?"""
    if reads_off(right[0]):
        return False
    entries = {_entry(s) for s in left + right}
    if len(entries) > 1 or None in entries:
        return False
    return len({s.title for s in left + right if not s.quiet}) <= CROWDED


OPENING, WORKING, TIDYING, READING = range(4)
LINEAR = ("sum", "constant_factor", "index_sum", "constant", "identity")  # rules that say little on a line alone


def _by_phases(runs: Sequence[list[Step]]) -> list[list[list[Step]]]:
    """Runs of one phase together: the rule that opens a scalar problem, with the linear ones before it, while others
    follow; the rest of the derivatives; what is done when there are none left; a reading-off."""
    phases = [READING if reads_off(r[0]) else WORKING if _is_open(r[0].before) else TIDYING for r in runs]
    first = next((k for k, r in enumerate(runs) if r[0].rule not in LINEAR), 0)
    if phases.count(WORKING) > first + 2 and not any(isinstance(n, D) for n in nodes(runs[0][0].before)):
        phases[: first + 1] = [OPENING] * (first + 1)
    groups: list[list[list[Step]]] = []
    for k, run in enumerate(runs):
        if k and phases[k] == phases[k - 1] != READING:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _is_open(line: Any) -> bool:
    """Is there a derivative left that a rule may work on?"""
    return any(isinstance(n, Derivative) or isinstance(n, D) and not isinstance(n.args[0], Letter) for n in nodes(line))


def _entry(step: Step) -> tuple[int, ...] | None:
    """The path of the entry of a written-out matrix that a step is about."""
    node = step.before
    for k, at in enumerate(step.path):
        if isinstance(node, Matrix):
            return step.path[: k + 1]
        node = node.args[at]
        if not isinstance(node, Node):
            return None
    return None
