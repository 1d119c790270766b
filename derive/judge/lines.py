"""Judging by numbers: claims, and the lines of a derivation. No rule of calculus is used here.

Both sides are compiled into one program and compared at samples inside their common domain, derivatives as differences
at three steps with an estimated error. Where float64 disagrees, the same point is judged again at 50 digits: only
that can refute. `proved` is an exact decision of equal trees or equal rational functions, never numbers.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from derive.errors import DeriveError, ShapeError
from derive.expr.definitions import written_out
from derive.expr.heads import And, Entry, Letter, Relation, Row, base, letters, only_where, shape, shown, weight
from derive.expr.inert import kept
from derive.expr.origins import indexing_freely, ranges_of_free, zero_based
from derive.expr.rational import rational_equal
from derive.expr.scope import Scope
from derive.expr.trees import canonical
from derive.judge.antiderivative import slopes, up_to_a_constant
from derive.judge.digits import by_digits, written_number
from derive.judge.domain import domain
from derive.judge.evidence import CONFIRMED, LEAST, ROUNDS, Evidence
from derive.judge.exact import Exact
from derive.judge.imaginary import judge_imaginary, unit
from derive.judge.local import is_long, part
from derive.judge.points import ORDERED, Compared, Trial, compared, evaluated, margin, trial
from derive.judge.program import near
from derive.judge.quadrature import by_quadrature, concerns
from derive.judge.scope import conditions as conditions_of
from derive.judge.scope import free_indices, hidden_dependence, named_function, normalised, other_claim, rank, rounded
from derive.judge.series import written_as_sums
from derive.judge.signs import both_signs, judged_signs
from derive.judge.special import CLOSER, around, at_marks, far_out, free, jumps, tied
from derive.judge.touching import STRICT, approached, crossed, said_of, without_slopes
from derive.numeric.axes import index_size
from derive.numeric.compile import program
from derive.numeric.sampling import plan
from derive.verdicts import Verdict, worst

if TYPE_CHECKING:
    from derive.derivation import Derivation

SAMPLES = 50
HEAVY, SECONDS = 400, 5.0  # leaves beyond which exact decisions are not tried; for a claim before it is given up
TOGETHER = 24  # parts of long lines that are judged by one program
SPECIAL, SPECIAL_SECONDS = 8, 3.0  # samples at first, and seconds for all, where there are special functions
SAMPLE_SECONDS = 0.5  # a trial that takes longer is made smaller
RELATIONS = ("=", "≡", "≈", "<", "≤", ">", "≥", "≠")

Pair = tuple[int, int]
Tree = Any


def judge(lhs: Tree, rhs: Tree, relation: str = "=", scope: Scope | None = None, *, axes: Sequence[Any] = (),
          seed: int = 0, samples: int = SAMPLES, seconds: float = SECONDS) -> Verdict:  # fmt: skip
    """The verdict of `lhs relation rhs`.

    axes: index letters for whose every value it must hold. Raises: ShapeError when the sides differ in shape.
    """
    if shape(lhs) != shape(rhs):
        raise ShapeError(f"the sides differ in shape: the left is {shown(shape(lhs))}, the right {shown(shape(rhs))}")
    scope = scope or Scope()
    if relation not in RELATIONS:
        return Verdict("undecided", seed=seed, reason=f"`{relation}` has no meaning that numbers could decide")
    if relation in ("=", "≡", "≈") and equal_exactly(lhs, rhs):
        return Verdict("proved", 0.0, 0.0, 0, seed)
    lhs, rhs = written_as_sums((lhs, rhs), judge)
    if relation in ("=", "≡") and (signs := both_signs(lhs, rhs)) is not None:
        return judged_signs(signs, lambda a, b: judge(a, b, relation, scope, axes=axes, seed=seed, seconds=seconds))
    if relation in ("=", "≡") and (i := unit(scope, lhs, rhs)) is not None:
        return judge_imaginary(lhs, rhs, i, seed, seconds)
    try:
        if written_number(lhs) or written_number(rhs):
            said = by_digits(lhs, rhs, relation, scope, seed)
            if said is not None:
                return said
        setting = _Setting(scope, tuple(axes), (), seed, samples, seconds, confirm=not rounded(scope, lhs, rhs))
        found = _compare((lhs, rhs), ((0, 1),), relation, setting)[0]
    except ShapeError:
        raise
    except DeriveError as e:
        found = Verdict("undecided", seed=seed, reason=e.message)
    if relation in STRICT and found.status in ("verified", "undecided") and (open_ := without_slopes(lhs, rhs)):
        return judge(*open_, relation, scope, axes=axes, seed=seed, samples=samples, seconds=seconds)
    if found.status == "undecided" and concerns(lhs, rhs) and not axes:
        if relation in ("=", "≡") and (both := slopes(lhs, rhs)) is not None:
            return up_to_a_constant(judge(*both, "=", scope, seed=seed, samples=samples, seconds=seconds))
        found = by_quadrature(lhs, rhs, relation, scope, seed, found)
    if found.status == "refuted" and relation == "≈":
        return replace(found, status="undecided", counterexample=None, reason="an approximation without written digits")
    if found.status == "refuted" and (name := named_function(lhs, rhs)):
        reason = f"`{name}` was taken as any function, and may be a certain one"
        return replace(found, status="undecided", counterexample=None, reason=reason)
    if found.status == "refuted" and (words := other_claim(scope, lhs, rhs)):
        return replace(found, status="undecided", counterexample=None, reason=words)
    if words := hidden_dependence(lhs, rhs):
        return replace(found, status="undecided", counterexample=None, reason=words)
    return found


def chain(sides: Sequence[Tree], relations: Sequence[str], scope: Scope | None = None, *, axes: Sequence[Any] = (),
          seed: int = 0, samples: int = SAMPLES) -> Verdict:  # fmt: skip
    """The verdict of `a = b = c ≈ 0.3`: one for each link, the worst for the whole."""
    links = [
        judge(a, b, r, scope, axes=axes, seed=seed, samples=samples)
        for a, b, r in zip(sides, sides[1:], relations, strict=False)
    ]
    return worst(links, seed)


def verify_lines(lines: Sequence[Tree], scope: Scope | None = None, *, axes: Sequence[Any] = (),
                 names: Sequence[Any] = (), seed: int = 0, samples: int = SAMPLES) -> list[Verdict]:  # fmt: skip
    """A verdict for each pair of neighbours; every line is evaluated once, all at the same samples."""
    pairs = [(k, k + 1) for k in range(len(lines) - 1)]
    return _verdicts(lines, pairs, _Setting(scope or Scope(), tuple(axes), tuple(names), seed, samples, SECONDS))


def verify_steps(d: Derivation, *, axes: Sequence[Any] = (), seed: int = 0,
                 samples: int = SAMPLES) -> list[Verdict]:  # fmt: skip
    """A verdict for each step of a derivation; an answer read off a line is judged as the line that it stands for."""
    from derive.rules import RULES

    lines, pairs = list(d.lines), []
    wrt = d.problem.wrt
    indices = letters(wrt) - {base(wrt)} if isinstance(wrt, (Entry, Row)) else frozenset()
    for k, step in enumerate(d.steps):
        back = RULES[step.rule].back
        inside = [c for c in step.assumes if letters(c) & indices]
        pairs.append((k, k + 1) if back is None and not inside else (k, len(lines)))
        if back is not None:
            lines.append(back(step.after, step.choice))
        elif inside:
            pairs[-1] = (len(lines), len(lines) + 1)
            lines += [only_where(step.before, inside), only_where(step.after, inside)]
    setting = _Setting(d.problem.scope, tuple(axes), (), seed, samples, SECONDS, d.problem.moving)
    if (scope := near(d)) is not None:
        found = _verdicts(lines, pairs, replace(setting, scope=scope))
        if all(v.holds for v in found):
            return found
        setting = replace(setting, begun=time.process_time())
    return _by_parts(lines, pairs, setting) if any(map(is_long, lines)) else _verdicts(lines, pairs, setting)


def _by_parts(lines: Sequence[Tree], pairs: Sequence[Pair], setting: _Setting) -> list[Verdict]:
    """Long lines by the parts that change, those that hold; the others whole. The ends whole as well: it may refute."""
    said = setting.scope
    free = not (said.facts or said.definitions or said.values or said.ranges or setting.axes)
    parts = [part(lines[i], lines[j], free) for i, j in pairs]
    different = list(dict.fromkeys(parts))
    judged: dict[Any, Verdict] = {}
    for k in range(0, len(different), TOGETHER):
        some = different[k : k + TOGETHER]
        flat = [side for p in some for side in p]
        now = replace(setting, begun=time.process_time())
        judged |= zip(some, _verdicts(flat, [(2 * n, 2 * n + 1) for n in range(len(some))], now), strict=True)
    found = [judged[p] for p in parts]
    for k in [k for k, v in enumerate(found) if not v.holds]:
        i, j = pairs[k]
        found[k] = _verdicts((lines[i], lines[j]), ((0, 1),), replace(setting, begun=time.process_time()))[0]
    ends = (lines[pairs[0][0]], lines[pairs[-1][1]])
    whole = _verdicts(ends, ((0, 1),), replace(setting, begun=time.process_time()))[0]
    return [*found[:-1], whole] if whole.status == "refuted" else found


def equal_exactly(a: Tree, b: Tree) -> bool:
    """Are they the same tree, or the same rational function of the same atoms?"""
    if a == b:
        return True
    if kept(a) is not None or kept(b) is not None:  # two ellipses need not stand for the same
        return False
    if weight(a) + weight(b) > HEAVY:
        return False
    if canonical(a) == canonical(b):
        return True
    return rational_equal(a, b) is True


@dataclass(frozen=True, slots=True)
class _Setting:
    """What holds for all pairs of one judgement. moving: letters that differentials move, None for all;
    confirm: is agreement in float64 confirmed at 50 digits?"""

    scope: Scope
    axes: tuple[Any, ...]
    names: tuple[Any, ...]
    seed: int
    samples: int
    seconds: float
    moving: frozenset[Letter] | None = None
    confirm: bool = False
    begun: float = field(default_factory=time.process_time)

    @property
    def late(self) -> bool:
        """Is the time over?"""
        return time.process_time() > self.begun + self.seconds


def _verdicts(trees: Sequence[Tree], pairs: Sequence[Pair], setting: _Setting) -> list[Verdict]:
    """A verdict for each pair; when one tree can't be evaluated, the others are judged without it."""
    if not pairs:
        return []
    try:
        return _compare(tuple(trees), pairs, "=", setting)
    except DeriveError as e:
        if len(pairs) == 1:
            if equal_exactly(trees[pairs[0][0]], trees[pairs[0][1]]):
                return [Verdict("proved", 0.0, 0.0, 0, setting.seed)]
            return [Verdict("undecided", seed=setting.seed, reason=e.message)]
    alone = replace(setting, begun=time.process_time())
    return [v for i, j in pairs for v in _verdicts((trees[i], trees[j]), ((0, 1),), alone)]


def _compare(trees: tuple[Tree, ...], pairs: Sequence[Pair], relation: str, setting: _Setting) -> list[Verdict]:
    scope = setting.scope
    straight = [d for d in scope.definitions if base(d[0]) not in letters(d[1])]
    if straight:
        trees = tuple(written_out(t, straight) for t in trees)
    for i, j in pairs:
        if shape(trees[i]) != shape(trees[j]):
            raise ShapeError("the lines differ in shape")
    conditions, loose = conditions_of(scope, trees, straight)
    every = [*trees, *(t for _, t in setting.names)]
    ranges = ranges_of_free(every)
    zero = zero_based(every, scope.firsts)
    firsts = scope.firsts | {x.plain: 0 for x, dimensions in indexing_freely(every).items() if dimensions & zero}
    how = {
        "axes": (*setting.axes, *free_indices(trees, setting.axes)),
        "names": setting.names,
        "firsts": firsts,
        "zero": zero,
        "varying": setting.moving,
    }
    inside = _in_ranges(ranges, every)
    judged = tuple(only_where(t, inside) for t in trees)
    samples = _Samples(judged, conditions, setting, how)
    exact = Exact(judged, samples.made, setting.seconds, **how)
    found = []
    for i, j in pairs:
        if relation in ("=", "≡") and equal_exactly(trees[i], trees[j]):
            found.append(Verdict("proved", 0.0, 0.0, 0, setting.seed))
            continue
        v = _link((i, j), relation, samples, exact, setting, (trees[i], trees[j]))
        if v.status == "refuted" and loose:
            v = replace(v, status="undecided", counterexample=None, reason="a condition that no sample could be given")
        found.append(v)
    return found


def _in_ranges(ranges: Mapping[Letter, tuple[Tree, Tree]], trees: Sequence[Tree]) -> list[Tree]:
    """That free indices run as the sums over the same entries do, where these say nothing of the size."""
    used = frozenset().union(*(letters(t) for t in trees))
    return [
        And(Relation("≤", low, k), Relation("≤", k, high))
        for k, (low, high) in ranges.items()
        if (size := index_size(trees, k)) is not None and not letters(size) & used
    ]


class _Samples:
    """Trials of all trees, made as they are needed: each with other sizes, other functions, other signs."""

    def __init__(self, trees: tuple[Tree, ...], conditions: Sequence[Any], setting: _Setting, how: Any) -> None:
        import numpy as np

        every = (*trees, *(side for c in conditions for side in c.args[1:]))
        self.conditions, self.setting, self.count = conditions, setting, len(trees)
        self.made = program(every, batched=True, single=False, **how)
        self.plan = plan(trees, normalised(setting.scope), setting.scope.values)
        self.free = free(self.made, self.plan)
        self._function = self.made.function(np, seconds=SPECIAL_SECONDS)
        self._ranks = [len(self.made.axes) + rank(t) for t in every]
        self._rng = np.random.default_rng(setting.seed)
        self._trials: list[Trial] = []
        fixed = not any(p.form or p.role != "value" for p in self.made.parameters)
        self.least = 1 if fixed else 2
        self._size = max(LEAST, setting.samples // self.least)
        if "mpmath." in self.made.source:
            self._size = min(self._size, SPECIAL)

    def __getitem__(self, k: int) -> Trial:
        while len(self._trials) <= k:
            self._trials.append(self._next(len(self._trials)))
        return self._trials[k]

    def _next(self, k: int) -> Trial:
        """Trial number k; after the first ones more samples, the signs of letters mixed."""
        mixed = k >= self.least
        size = self._size * (4 if mixed else 1)
        begun = time.process_time()
        t = trial(self.made, self._function, self._ranks, self.plan, self._rng, size, mixed)
        if time.process_time() - begun > SAMPLE_SECONDS:
            self._size = max(LEAST, self._size // 8)
        return self._kept(t)

    def at(self, given: dict[str, Any], count: int) -> Trial:
        return self._kept(evaluated(self.made, self._function, self._ranks, given, count))

    def exactly(self) -> Trial:
        """The first trial with letters at whole numbers and at the formula's numbers."""
        t = self[0]
        return self.at(at_marks(t.given, self.free, self.plan.marks, self._rng), len(t.values[0]))

    def tied(self) -> Trial:
        """The first trial with all letters at one number, where an inequality may turn into an equality."""
        t = self[0]
        return self.at(tied(t.given, self.free, self.plan.marks), len(t.values[0]))

    def far(self) -> Trial:
        """The first trial with letters far out and near 0."""
        t = self[0]
        return self.at(far_out(t.given, self.free, self._rng), len(t.values[0]))

    def closest(self, t: Trial, i: int, j: int, relation: str) -> Trial:
        """Samples around the one where an inequality is closest to failing, ever closer."""
        for by in CLOSER:
            m = margin(t, i, j, relation)
            if not len(m) or m.min() <= 0:
                return t
            t = self.at(around(t.given, self.free, int(m.argmin()), by, self._rng), len(m))
        return t

    def meeting(self, pair: Pair, relation: str, trees: tuple[Tree, Tree]) -> dict[str, Any] | None:
        """What a verdict says where the sides of a strict inequality meet, or may meet."""
        if not len(self[0].values[0]):
            return None
        found = crossed(self[0], pair, self.free, self.at) if relation == "≠" else None
        found = found or approached(self[0], pair, relation, self.free, self._rng, self.at, self.made.differs)
        return None if found is None else said_of(*found, *trees, self.made.parameters)

    def _kept(self, t: Trial) -> Trial:
        """The samples at which the conditions hold."""
        import numpy as np

        if not self.conditions:
            return t
        keep = np.ones(len(t.values[0]), bool)
        for k, c in enumerate(self.conditions):
            pair = compared(t, self.count + 2 * k, self.count + 2 * k + 1, c.op)
            keep &= pair.ok
        given = {n: v[keep] if isinstance(v, np.ndarray) else v for n, v in t.given.items()}
        return Trial(tuple(v[keep] for v in t.values), tuple(v[keep] for v in t.errors), given)


def _link(pair: Pair, relation: str, samples: _Samples, exact: Exact, setting: _Setting,
          trees: tuple[Tree, Tree]) -> Verdict:  # fmt: skip
    """The verdict of two trees: more trials until enough samples tell something."""
    found: list[Compared] = []
    trials: list[Trial] = []
    zero = any(t == 0 for t in trees)
    for k in range(ROUNDS):
        trials.append(samples[k])
        found.append(compared(trials[-1], *pair, relation))
        told = sum(int(c.ok.sum()) for c in found)
        alive = sum(int((c.ok & c.live).sum()) for c in found)
        bad = sum(int(c.bad.sum()) for c in found)
        if k + 1 >= samples.least and (bad or told >= LEAST and (zero or alive >= LEAST) or setting.late):
            break
    near = len(trials)
    if setting.confirm and not setting.late:
        trials.append(samples.far())
        found.append(compared(trials[-1], *pair, relation))
    if relation in ORDERED and not setting.late:
        trials.append(samples.closest(trials[0], *pair, relation))
        found.append(compared(trials[-1], *pair, relation))
        if len(trials[0].values[0]) and not samples.made.differs:
            for t in (samples.tied(), samples.exactly()):
                trials.append(t)
                found.append(compared(t, *pair, relation))
    said = Evidence(pair, relation, trials, found, exact, near, setting.seed, setting.confirm, setting.late, samples)
    verdict = said.verdict(told, alive, zero)
    if verdict.status != "verified":
        return verdict
    if (words := _single_points(pair, relation, samples, exact, trees)) is not None:
        return replace(verdict, reason=words)
    if relation in STRICT and (met := samples.meeting(pair, relation, trees)) is not None:
        return replace(verdict, **met)
    assumes, words = domain(samples.made, trials[:near], found[:near], samples.plan.marks)
    return replace(verdict, assumes=assumes, reason=words)


def _single_points(pair: Pair, relation: str, samples: _Samples, exact: Exact, trees: tuple[Tree, Tree]) -> str | None:
    """Where a verified claim fails all the same: at the single points of a jump."""
    import numpy as np

    if samples.made.differs or not samples.free or not jumps(*trees):
        return None
    t = samples.exactly()
    for k in np.flatnonzero(compared(t, *pair, relation).bad)[:CONFIRMED]:
        said = exact(*pair, t, int(k), relation)
        if said is not None and said["differ"]:
            shown = ", ".join(f"{x} = {v:g}" for x, v in said["at"].items() if isinstance(v, float))
            return f"but not at single points such as {shown}"
    return None
