"""Equations to solve and what is said to solve them; equations that are said to be another way to write the one before.

An equation to solve is no claim, but its solution is one: put into it, it must hold. Of one that is linear in a letter
what follows is judged at its root, so that what refutes is a point that satisfies the first and not the second.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sympy import Integer, Rational

from derive.check.assumptions import with_property
from derive.check.edits import edits
from derive.check.known import Asked, Known
from derive.check.lefts import is_pattern, named_by
from derive.check.link import Outcome
from derive.check.sides import doubt, opaque
from derive.check.slips import Repair, repaired
from derive.check.text import Formula
from derive.check.values import is_number
from derive.check.wording import Words, bare
from derive.errors import DeriveError
from derive.expr.heads import (
    Call,
    Decimal,
    Derivative,
    Frac,
    Letter,
    Relation,
    is_scalar,
    letters,
    minus,
    plus,
    shape,
    times,
    weight,
)
from derive.expr.inert import kept
from derive.expr.scope import Scope
from derive.expr.trees import at, rebuild, replace_at, substitute, walk
from derive.expression import parsed
from derive.judge.digits import units, written_number
from derive.judge.lines import judge
from derive.read.elaborate import Reading
from derive.verdicts import Verdict
from derive.write.latex import write

SECONDS, REPAIR_SECONDS = 1.5, 1.0
LARGEST = 80
SOLVES = re.compile(
    r"\b(?:solutions?|roots?|zeros?|solv(?:ed|ing|es|e)|rearrang\w*|rewrit\w+|rewritten|re-?express\w*|"
    r"equivalent(?:ly)?|"
    r"isolat\w+|divid\w+|subtract\w+|multiply\w*|satisfied by|is the same as)\b",
    re.IGNORECASE,
)
FOLLOWS = re.compile(
    r"\b(?:hence|therefore|thus|so|then|gives?|giving|yields?|yielding|we (?:get|find|obtain|have)|impl(?:y|"
    r"ies)|implying|"
    r"i\.e\.|that is|if and only if|iff|leads? to)\b",
    re.IGNORECASE,
)
UNSURE = re.compile(
    r"\b(?:not|no|isn't|approximate\w*|about|roughly|guess\w*|initial\w*|start\w*|iterat\w*|e\.g\.|example|small|large|"
    r"first[- ]order|nearly|plug\w*|substitut\w+|where|when|if(?! and only)|at|let|with|assum\w*|suppos\w*|"
    r"maximum|minimum|"
    r"try|tries|trying|of the form|ansatz|whether|"
    r"system|both (?:equations|conditions|constraints)|together|combin\w+|update\w*|instead|replac\w+)\b",
    re.IGNORECASE,
)
STEPS = re.compile(
    r"\b(?:steps?|iterations?|approximat\w*|roughly|about|if|when|where|for|as|iterates?)\b", re.IGNORECASE
)
SYSTEM = re.compile(r"\b(?:solve|find|systems?|equations)\b", re.IGNORECASE)
TOLD = re.compile(r"\b(?:solving|solved|solution is|hence|thus|so|therefore|we get|we have|gives)\b", re.IGNORECASE)
ARROW = re.compile(r"\\(?:Rightarrow|Longrightarrow|implies|iff|Leftrightarrow|Longleftrightarrow|therefore)\b|[⇒⇔⟹⟺∴]")
FREE = ("t", "x", "s", "z", "tau", "r")  # what a function without an argument is usually of
PRIMED = re.compile(r"(?P<name>.+?)(?P<marks>(?:_prime)+|_dot|_ddot)")
ORDERS = {"_dot": 1, "_ddot": 2}
AGAINST = "it does not satisfy the equation in line {}"
OTHER = "it does not follow from the equation in line {}"


def asked(sides: Sequence[Any], place: int, f: Formula, number: int, known: Known) -> Asked | None:
    """The equation that a statement ends with, which what follows may solve; None for a value."""
    *_, left, right = sides
    given = len(sides) == 2 and is_pattern(left)
    if given and is_number(right):
        return None
    slopes = differential(left, right)
    known.solving |= slopes
    above = (e.of for t in (left, right) for _, e in walk(t) if isinstance(e, Derivative))
    known.moving |= {str(named_by(t).plain) for t in above if is_pattern(t)} & slopes
    return Asked(left, right, place, f.paragraph, given and not slopes, f.text.text, number)


def claimed(asked: Asked, words: Words, between: str, paragraph: int) -> bool:
    """Do the words make what follows an equation a solution of it, or another way to write it?"""
    if words.denied or paragraph - asked.paragraph > 2:
        return False
    if ARROW.search(between):
        return True
    lead = bare(words.lead)
    near = lead.rpartition("⟦⟧")[2] if lead.count("⟦⟧") == 1 else lead
    if UNSURE.search(near) or STEPS.search(words.tail[:60]):
        return False
    return bool(SOLVES.search(lead)) or not asked.given and bool(FOLLOWS.search(lead))


def follows(reading: Reading, n: int, known: Known, words: Words, f: Formula, seed: int) -> Outcome | None:
    """What becomes of statement number n behind the equation above it; root: the place of that equation."""
    above, s = known.asked, reading.statements[n]
    between = f.text.text[reading.statements[n - 1].spans[-1].end : s.spans[0].start] if n else ""
    if above is None or words.alternative or n and not between or not claimed(above, words, between, f.paragraph):
        return None
    left, right = s.trees
    if tied(above, known, left):
        return None
    outcome = solved(above, left, right, reading.scope, seed)
    if outcome is not None and outcome.status == "refuted" and n and _is_row(left, right, words, between):
        return None
    return None if outcome is None else replace(outcome, root=above.at)


def _is_row(left: Any, right: Any, words: Words, between: str) -> bool:
    """Is it one more row of a system to solve, `2x + y = 4`, and no step that follows from the row above it?"""
    several = len(letters(left) | letters(right)) > 1 and not isinstance(left, Letter)
    return several and not ARROW.search(between) and bool(SYSTEM.search(words.lead)) and not TOLD.search(words.lead)


def placed(o: Outcome, line: int) -> dict[str, Any]:
    """What an item says of a solution of the equation in a line."""
    if o.status == "refuted":
        return {"message": (o.reason or "").format(line), "reason": None}
    return {"reason": f"follows from the equation in line {line}"}


def tied(asked: Asked, known: Known, left: Any) -> bool:
    """Does the section say more of the letters of an equation: other equations, values?"""
    own = {x.plain for x in asked.letters}
    others = own - ({left.plain} if isinstance(left, Letter) else set())
    if any(n in known.values or n in known.passing for n in others):
        return True
    for f in known.facts:
        same = f.at == asked.at or f.left == left or isinstance(f.left, Call)
        if f.section == known.section and not same and f.relation == "=":
            if {x.plain for x in letters(f.left) | letters(f.right)} & own:
                return True
    return False


def solved(asked: Asked, left: Any, right: Any, scope: Scope, seed: int = 0) -> Outcome | None:
    """What becomes of an equation behind another one that it solves or follows from; None where that can't be said.

    scope: of the second, which may show shapes that the first does not.
    """
    if weight(asked.left) + weight(asked.right) + weight(left) + weight(right) > LARGEST or kept(right) is not None:
        return None
    if asked.left == left:
        return None
    if (primed := _differential(asked, left, right, seed)) is not None:
        return primed
    known = letters(left) | letters(right)
    if asked.letters != known:
        asked = _read_again(asked, scope)
    trees = (asked.left, asked.right, left, right)
    if doubt((asked.left, asked.right)) is not None or doubt((left, right)) is not None:
        return None
    if asked.letters != known or _slopes(trees) or (left, right) == (asked.left, asked.right):
        return None
    try:
        if isinstance(left, Letter) and left not in letters(right):
            return _put_in(asked, left, right, seed)
        return _at_root(asked, left, right, seed)
    except DeriveError:
        return None


def _read_again(asked: Asked, scope: Scope) -> Asked:
    """The equation with the shapes that its letters have in another one."""
    try:
        s = parsed(asked.text, replace(scope, values={}, definitions=()), "latex")[0].statements[asked.number]
    except (DeriveError, IndexError):
        return asked
    return replace(asked, left=s.trees[-2], right=s.trees[-1]) if len(s.trees) > 1 else asked


def _slopes(trees: tuple[Any, ...]) -> bool:
    return any(isinstance(e, Derivative) for t in trees for _, e in walk(t))


def _judge(left: Any, right: Any, seed: int, facts: Sequence[Any] = (), relation: str = "=") -> Verdict:
    try:
        return judge(left, right, relation, Scope(facts=tuple(facts)), seed=seed, seconds=SECONDS)
    except DeriveError as e:
        return Verdict("undecided", reason=e.message)


def _at_root(asked: Asked, left: Any, right: Any, seed: int) -> Outcome | None:
    """Of an equation that is linear in a letter of both: what follows, at its root. It is false only if it fails for
    positive letters too, since a root or logarithm was taken of those, perhaps."""
    if not all(is_scalar(t) for t in (asked.left, asked.right, left, right)):
        return None
    for x in sorted(asked.letters, key=lambda x: str(x.plain))[:4]:
        root = _root(asked, x, seed)
        if root is None:
            continue
        pair = substitute(left, {x: root}), substitute(right, {x: root})
        v = _judge(pair[0], pair[1], seed)
        if v.holds:
            return Outcome("claim", "verified", "follows", v)
        rest = sorted(letters(root) | letters(pair[0]) | letters(pair[1]), key=lambda x: str(x.plain))
        sides = [Relation(">", t, Integer(0)) for t in (*rest, root)]
        if v.status == "refuted" and _judge(*pair, seed, sides).status == "refuted":
            return Outcome("claim", "refuted", OTHER, v)
    return None


def _root(asked: Asked, x: Letter, seed: int) -> Any:
    """The root of an equation that is linear in x; None for others."""
    if x.shape or "integer" in x.assumptions or not is_scalar(asked.left):
        return None
    zero, one, two = (plus(substitute(asked.left, {x: Integer(k)}), minus(substitute(asked.right, {x: Integer(k)})))
                      for k in range(3))  # fmt: skip
    if not _judge(plus(zero, two), plus(one, one), seed).holds or _judge(zero, one, seed).status != "refuted":
        return None
    return Frac(zero, plus(zero, minus(one)))


def _put_in(asked: Asked, left: Letter, right: Any, seed: int) -> Outcome | None:
    """A solution, put into its equation."""
    if shape(left) != shape(right):
        return None
    if any(isinstance(e, Decimal) for t in (right, asked.left, asked.right) for _, e in walk(t)):
        return _rounded(asked, left, right, seed)

    counts = [Relation("≥", x, Integer(1)) for x in letters(right) if x.plain == left.plain.rpartition("_")[2]]

    def put(t: Any) -> Verdict:
        pair = substitute(asked.left, {left: t}), substitute(asked.right, {left: t})
        v = _judge(*pair, seed)
        return _judge(*pair, seed, counts) if counts and v.status == "refuted" else v

    v = put(right)
    if v.holds:
        return Outcome("claim", "verified", "follows", v)
    if v.status != "refuted" or _symmetric(asked, left, right, seed):
        return None
    root = _root(asked, left, seed)
    if root is not None:
        at_root = _judge(root, right, seed)
        repair = repaired((root, right), "=", Scope(), REPAIR_SECONDS, edited=(1,))
        return Outcome("claim", "refuted", AGAINST, at_root if at_root.status == "refuted" else v, repair)
    return Outcome("claim", "refuted", AGAINST, v, _repair(right, lambda t: put(t).holds))


def _symmetric(asked: Asked, left: Letter, right: Any, seed: int) -> bool:
    """Does it hold for symmetric matrices?"""
    pair = substitute(asked.left, {left: right}), substitute(asked.right, {left: right})
    square = [x for x in letters(pair[0]) | letters(pair[1]) if len(x.shape) == 2 and x.shape[0] == x.shape[1]]
    for x in square:
        pair = with_property(pair[0], [x], "symmetric"), with_property(pair[1], [x], "symmetric")
    return bool(square) and _judge(*pair, seed).holds


def _rounded(asked: Asked, left: Letter, right: Any, seed: int) -> Outcome | None:
    """A solution by its digits: between the last digit less one and more one the sides cross."""
    if not written_number(right) or asked.letters != {left}:
        return None
    unit = Rational(str(units(right)))
    apart = [plus(substitute(asked.left, {left: x}), minus(substitute(asked.right, {left: x})))
             for x in (plus(right, unit), plus(right, minus(unit)))]  # fmt: skip
    v = _judge(times(*apart), Integer(0), seed, relation="≤")
    if v.holds:
        return Outcome("claim", "verified", "follows", v)
    here = _judge(substitute(asked.left, {left: right}), substitute(asked.right, {left: right}), seed)
    return Outcome("claim", "refuted", AGAINST, here) if v.status == here.status == "refuted" else None


# ---- differential equations ----------------------------------------------------------------------------------------


def _differential(asked: Asked, left: Any, right: Any, seed: int) -> Outcome | None:
    """A function put into its differential equation: y = C e^{kx} into y' = k y."""
    name, own = _function(left)
    if name is None or opaque(right) is not None or name not in differential(asked.left, asked.right):
        return None
    found: list[Verdict] = []
    for v in own or [x for n in FREE for x in letters(right) if x.plain == n]:

        def put(tree: Any, v: Letter = v) -> list[Any] | None:
            pair = [_with(t, str(name), v, tree) for t in (asked.left, asked.right)]
            return None if any(p is None for p in pair) else pair

        pair = put(right)
        if pair is None or doubt((pair[0], pair[1])) is not None:
            return None
        verdict = _judge(pair[0], pair[1], seed)
        if verdict.status == "undecided":
            return None
        if verdict.holds:
            return Outcome("claim", "verified", "follows", verdict)
        found.append(verdict)
    if not found:
        return None

    def holds(t: Any) -> bool:
        pair = put(t)
        return pair is not None and _judge(pair[0], pair[1], seed).holds

    return Outcome("claim", "refuted", AGAINST, found[0], _repair(right, holds))


def _function(left: Any) -> tuple[str | None, list[Letter]]:
    """The name of a function that an equation gives, and its argument."""
    if isinstance(left, Letter) and not left.shape:
        return str(left.plain), []
    if isinstance(left, Call) and left.function.kind != "elementary" and len(left.arguments) == 1:
        x = left.arguments[0]
        return (str(left.function.plain), [x]) if isinstance(x, Letter) else (None, [])
    return None, []


def _with(t: Any, name: str, v: Letter, value: Any) -> Any:
    """A side of a differential equation of a function of v with the function written out; None where it has none that
    is differentiated."""
    try:
        return rebuild(t, lambda e: _written(e, name, v, value))
    except DeriveError:
        return None


def _written(e: Any, name: str, v: Letter, value: Any) -> Any:
    if isinstance(e, Letter):
        if e.plain == name:
            return value
        m = PRIMED.fullmatch(str(e.plain))
        if m is None or m["name"] != name:
            return e
        order = ORDERS.get(m["marks"], m["marks"].count("_prime"))
        return Derivative(value, *[v] * order)
    if isinstance(e, Call) and e.function.plain == name and e.arguments == (v,):
        order = sum(e.function.order)
        return Derivative(value, *[v] * order) if order else value
    return e


def differential(left: Any, right: Any) -> frozenset[str]:
    """The functions whose slopes an equation speaks of."""
    found: set[str] = set()
    for e in (e for t in (left, right) for _, e in walk(t)):
        match e:
            case Derivative():
                found |= {c.function.plain for _, c in walk(e.of) if isinstance(c, Call)} | {str(e.of)}
            case Call() if any(e.function.order):
                found.add(str(e.function.plain))
            case Letter() if (m := PRIMED.fullmatch(str(e.plain))) is not None:
                found.add(m["name"])
    return frozenset(found)


def _repair(e: Any, holds: Callable[[Any], bool]) -> Repair | None:
    """The single edit of a solution that makes it one."""
    end = time.process_time() + REPAIR_SECONDS
    for tree, old, new in _edited(e):
        if time.process_time() > end:
            return None
        if holds(tree):
            return Repair(1, f"true with {write(new)} in place of {write(old)}", tree, old, new)
    return None


def _edited(e: Any) -> Iterator[tuple[Any, Any, Any]]:
    for _, path, new in edits(e, e):
        try:
            tree = replace_at(e, path, new) if path else new
        except DeriveError:
            continue
        if letters(tree) == letters(e) and shape(tree) == shape(e):
            yield tree, at(e, path), new
